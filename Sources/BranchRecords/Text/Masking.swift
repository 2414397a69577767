/// Numbers that name a person or reach one, as a list shows them to people who need not know them.
public enum Masking {
    /// - Returns: The first three and the last four characters; of a short text nothing but its first.
    public static func masked(_ text: String) -> String {
        guard text.count >= 8 else { return text.isEmpty ? "" : "\(text.prefix(1))****" }
        return "\(text.prefix(3))****\(text.suffix(4))"
    }
}

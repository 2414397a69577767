/// Private values, as they are shown to people who need not know them.
public enum Masking {
    /// - Returns: The first three and the last four characters; of a short text nothing but its first.
    public static func masked(_ text: String) -> String {
        guard text.count >= 8 else { return text.isEmpty ? "" : "\(text.prefix(1))****" }
        return "\(text.prefix(3))****\(text.suffix(4))"
    }

    /// As the rules for personal information want it: of an identity number the region and the last four, of a birthday the
    /// year, of an address in the mail the first letter, of prose nothing.
    ///
    /// - Parameter kind: How the column is declared, such as `identity` or `date partial`.
    public static func masked(_ text: String, kind: String) -> String {
        guard !text.isEmpty else { return "" }
        switch kind {
        case "identity" where text.count == 18: return "\(text.prefix(6))********\(text.suffix(4))"
        case "identity", "phone": return masked(text)
        case "date", "date partial": return "\(text.prefix(4))-**-**"
        case "email": return "\(text.prefix(1))***@…"
        default: return hidden
        }
    }

    /// Whether a text is one that was masked: nobody may take it for the value. Prose may have stars of its own.
    static func isMasked(_ text: String, kind: String) -> Bool { text == hidden || (kind != "long" && text.contains("**")) }

    private static let hidden = "［已保护］"
}

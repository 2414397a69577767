/// What somebody typed as `NAME=VALUE`; a sign of full width will do.
struct NameValue {
    var name: String
    var value: String

    /// - Returns: Nil where there is no sign.
    init?(_ text: String) {
        guard let sign = text.firstIndex(where: { $0 == "=" || $0 == "＝" }) else { return nil }
        name = String(text[..<sign])
        value = String(text[text.index(after: sign)...])
    }
}

// No nil literal: where a value is optional, `nil` would no longer mean that there is none.
extension Value: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral {
    public init(stringLiteral value: String) { self = .text(value) }
    public init(integerLiteral value: Int64) { self = .integer(value) }
}

extension Value: CustomStringConvertible {
    /// As SQL writes it: `NULL`, `5`, `0.5`, `'it''s'`, `x'00ff'`. For people to read; bytes that are no
    /// UTF-8 are shown as U+FFFD.
    public var description: String {
        switch self {
        case .null: "NULL"
        case .integer(let number): "\(number)"
        case .real(let number): "\(number)"
        case .text: "'\((string ?? "").replacing("'", with: "''"))'"
        case .blob(let bytes): "x'\(bytes.hexText)'"
        }
    }

    /// The text, if it is one.
    public var string: String? {
        if case .text(let bytes) = self { String(decoding: bytes, as: UTF8.self) } else { nil }
    }
}

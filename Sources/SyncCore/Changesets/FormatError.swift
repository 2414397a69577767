/// A reason why bytes are not a changeset. Equality looks at the code alone.
public struct FormatError: Error, Equatable, Sendable, CustomStringConvertible {
    /// Stable for ever: `Protocol/replies.md` lists them, the case's name is the symbol.
    public enum Code: Int, CaseIterable, Sendable {
        case lineTooLong = 411
        case lineUnknown = 412
        case fieldMalformed = 413
        case lineOutOfPlace = 414
        case notCanonical = 415
        case hashMismatch = 416
        case tooLarge = 417
        case cutShort = 418
    }

    public var code: Code
    /// The line within the changeset, counted from 1; 0 where no line is to blame.
    public var line: Int
    public var detail: String

    public init(_ code: Code, line: Int = 0, _ detail: String = "") {
        self.code = code
        self.line = line
        self.detail = detail
    }

    public static func == (left: FormatError, right: FormatError) -> Bool {
        left.code == right.code
    }

    public var description: String {
        "\(code) [\(code.rawValue)]" + (line > 0 ? " in line \(line)" : "")
            + (detail.isEmpty ? "" : ": \(detail)")
    }
}

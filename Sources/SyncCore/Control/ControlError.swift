/// A reason why a control entry is not believed. Equality looks at the code alone.
public struct ControlError: Error, Equatable, Sendable, CustomStringConvertible {
    /// Stable for ever; listed in `Protocol/replies.md`.
    public enum Code: Int, CaseIterable, Sendable {
        /// No seal, or one that its device did not make.
        case signatureWrong = 601
        /// Whoever signed it was no administrator by the entries before it.
        case signerUnentitled = 602
        /// A line where it has no place, such as a second foundation.
        case lineOutOfPlace = 603
        /// Founded by another root than the one that this replica was told to trust.
        case rootForeign = 604
        /// An entry that it follows is not held.
        case predecessorMissing = 605
    }

    public var code: Code
    public var detail: String

    public init(_ code: Code, _ detail: String = "") {
        self.code = code
        self.detail = detail
    }

    public static func == (left: ControlError, right: ControlError) -> Bool {
        left.code == right.code
    }
    public var description: String { "\(code) [\(code.rawValue)]: \(detail)" }
}

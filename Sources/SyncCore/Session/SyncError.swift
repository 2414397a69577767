/// A reason a session cannot go on. Equality looks at the code alone, so tests leave the words free.
public struct SyncError: Error, Equatable, Sendable, CustomStringConvertible {
    /// Stable for ever; the case's name is the symbol on the wire and on the screen.
    public enum Code: Int, CaseIterable, Sendable {
        case peerUnreachable = 401
        case wrongPeer = 402
        case notEnrolled = 403
        case inviteExpired = 404
        case inviteUsed = 405
        case inviteUnknown = 406
        case deviceRevoked = 407
        case speaksSomethingElse = 408
        case versionUnknown = 409
        case proofWrong = 410
        case lineTooLong = 411
        case lineUnknown = 412
        case fieldMalformed = 413
        case lineOutOfPlace = 414
        case changesetBad = 416
        case tooLarge = 417
        case timedOut = 420
        case closedEarly = 421
        case scopeNotAgreed = 422
        case peerFault = 423
    }

    public var code: Code
    /// Numbers and names the sentence needs; nothing out of a person's record.
    public var detail: String

    public init(_ code: Code, _ detail: String = "") {
        self.code = code
        self.detail = detail
    }

    public static func == (left: SyncError, right: SyncError) -> Bool { left.code == right.code }
    public var description: String { "\(code) [\(code.rawValue)] \(detail)" }
}

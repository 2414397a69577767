/// A reason a session cannot go on. Equality looks at the code alone, so tests leave the words free.
public struct SyncError: Error, Equatable, Sendable, CustomStringConvertible {
    /// Stable for ever; the case's name is the symbol on the wire and on the screen.
    ///
    /// 411–418 are those of `FormatError`. `Protocol/replies.md` has a sentence for each.
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
        case notCanonical = 415
        case hashMismatch = 416
        case tooLarge = 417
        case cutShort = 418
        case timedOut = 420
        case closedEarly = 421
        case scopeNotAgreed = 422
        /// The other side's replica, or what it sent, is at fault.
        case peerFault = 423
        /// The replica here could not go on; the other side is told `peerFault`.
        case replicaFault = 424
        case tooManySessions = 426
        /// Another program keeps the replica locked: there for who is told, here for who tells.
        case replicaBusy = 427
        /// What the reader lacks is in an archive that its holder does not have at hand: there for who is told, here for
        /// who tells.
        case archiveNeeded = 428
    }

    public var code: Code
    /// Numbers and names the sentence needs; nothing out of a person's record.
    public var detail: String

    public init(_ code: Code, _ detail: String = "") {
        self.code = code
        self.detail = detail
    }

    /// A changeset of the peer that broke the format.
    init(_ error: FormatError) {
        let place = error.line > 0 ? "line \(error.line) of a changeset" : "a changeset"
        self.init(
            Code(rawValue: error.code.rawValue) ?? .fieldMalformed,
            error.detail.isEmpty ? place : "\(place): \(error.detail)")
    }

    public static func == (left: SyncError, right: SyncError) -> Bool { left.code == right.code }
    public var description: String {
        "\(code) [\(code.rawValue)]" + (detail.isEmpty ? "" : ": \(detail)")
    }

    /// Its line on the wire.
    public var line: [UInt8] {
        let told = code == .replicaFault ? Code.peerFault : code
        // What went wrong inside this replica is for its own log.
        let sentence = code == .replicaFault ? "" : detail
        return LineWriter.line(
            .error, "\(told.rawValue)", "\(told)",
            sentence.printable(bytesMax: Limits.sentenceBytesMax))
    }
}

/// Writes lines in their canonical form.
enum LineWriter {
    static func line(_ verb: Verb, _ fields: String...) -> [UInt8] { line(verb, fields) }

    /// - Parameter fields: Not yet escaped.
    static func line(_ verb: Verb, _ fields: [String]) -> [UInt8] {
        var line = Array(verb.rawValue.utf8)
        for field in fields {
            line.append(0x09)
            Value.appendEscaped(field.utf8, to: &line)
        }
        line.append(0x0A)
        return line
    }
}

extension SyncError.Code {
    /// What is said of devices and invites.
    var isAboutWhoMayCome: Bool { (Self.notEnrolled.rawValue...Self.deviceRevoked.rawValue).contains(rawValue) }
}

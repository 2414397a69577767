/// A reason a session or a bundle cannot go on. Equality looks at the code alone, so tests leave
/// the words free.
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
        case peerFault = 423
        case replicaFault = 424
        case changesetMissing = 425
    }

    /// Who has to do something about it.
    public enum Fault: Sendable { case thisReplica, peer, network }

    public var code: Code
    public var fault: Fault
    /// Numbers and names the sentence needs; nothing out of a person's record.
    public var detail: String
    /// True where the other side found the fault and told us; then `detail` is its sentence.
    public var saidByPeer: Bool

    /// - Parameter fault: Nil for the one that the code suggests.
    public init(
        _ code: Code, fault: Fault? = nil, _ detail: String = "", saidByPeer: Bool = false
    ) {
        self.code = code
        self.fault = fault ?? code.usualFault
        self.detail = detail
        self.saidByPeer = saidByPeer
    }

    /// A changeset or a line of the peer that broke the format.
    public init(_ error: FormatError) {
        let place = error.line > 0 ? "line \(error.line) of a changeset" : "a changeset"
        let detail = error.detail.isEmpty ? place : "\(place): \(error.detail)"
        self.init(Code(rawValue: error.code.rawValue) ?? .fieldMalformed, fault: .peer, detail)
    }

    public static func == (left: SyncError, right: SyncError) -> Bool { left.code == right.code }

    public var description: String {
        "\(code) [\(code.rawValue)]" + (detail.isEmpty ? "" : ": \(detail)")
    }
}

extension SyncError.Code {
    /// The code of a number that a peer sent, or nil for one of a later version.
    init?(number: Int64) {
        guard let raw = Int(exactly: number) else { return nil }
        self.init(rawValue: raw)
    }

    var usualFault: SyncError.Fault {
        switch self {
        case .peerUnreachable, .timedOut, .closedEarly: .network
        case .notEnrolled, .inviteExpired, .inviteUsed, .inviteUnknown, .deviceRevoked,
            .replicaFault:
            .thisReplica
        default: .peer
        }
    }

    /// The English sentence of `Protocol/replies.md`, which goes over the wire.
    public var sentence: String {
        switch self {
        case .peerUnreachable: "The other side can't be reached."
        case .wrongPeer: "This is not the device that was expected."
        case .notEnrolled: "This device is not enrolled with the committee."
        case .inviteExpired: "This invite has expired."
        case .inviteUsed: "This invite was already used."
        case .inviteUnknown: "This invite is not known here."
        case .deviceRevoked: "The committee revoked this device."
        case .speaksSomethingElse: "This is a Zhibu sync port; the first line must be a hello."
        case .versionUnknown: "This protocol version is not spoken here; version 1 is."
        case .proofWrong: "The proof does not fit the device key."
        case .lineTooLong: "A line is longer than 65536 bytes."
        case .lineUnknown: "A line begins with an unknown verb."
        case .fieldMalformed: "A field of a line is missing or malformed."
        case .lineOutOfPlace: "A line came where it may not stand."
        case .notCanonical: "A line is not in its one canonical form."
        case .hashMismatch: "The bytes do not have the hash they name: they were changed."
        case .tooLarge: "More came than the bounds allow."
        case .cutShort: "The bytes end too early."
        case .timedOut: "The other side was silent for too long."
        case .closedEarly: "The other side closed the connection before it said goodbye."
        case .scopeNotAgreed: "A line names a scope that both sides have not agreed on."
        case .peerFault: "The other side reported a fault."
        case .replicaFault: "The replica here could not go on."
        case .changesetMissing: "A changeset came without those it depends on."
        }
    }
}

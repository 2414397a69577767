public import Crypto

/// Which side of a session this is; the only difference between the two.
public enum SessionRole: String, Sendable {
    case initiator = "i"
    case responder = "r"

    var other: SessionRole { self == .initiator ? .responder : .initiator }
}

/// Who this side is, as values: keys, dice and names come in from outside.
public struct SessionIdentity: Sendable {
    public var publicKey: Curve25519.Signing.PublicKey
    /// 32 random bytes, new for each session.
    public var nonce: [UInt8]
    public var name: String
    /// X25519, 32 bytes: what is sealed for this device is sealed to it. Told when enrolling.
    public var agreementKey: [UInt8]
    public var sign: @Sendable ([UInt8]) throws -> [UInt8]

    public init(
        publicKey: Curve25519.Signing.PublicKey, nonce: [UInt8], name: String,
        agreementKey: [UInt8], sign: @escaping @Sendable ([UInt8]) throws -> [UInt8]
    ) {
        self.publicKey = publicKey
        self.nonce = nonce
        self.name = name.printable(bytesMax: Limits.nameBytesMax)
        self.agreementKey = agreementKey
        self.sign = sign
    }
}

/// What an initiator shows to be enrolled.
public struct SessionInvite: Sendable {
    public var id: String
    public var secret: [UInt8]
    public init(id: String, secret: [UInt8]) {
        self.id = id
        self.secret = secret
    }
}

/// A peer's wish to be enrolled; the owner knows the secret and checks the code with `isProven`.
public struct EnrolRequest: Sendable {
    public var inviteID: String
    public var device: DeviceID
    public var publicKey: [UInt8]
    public var name: String
    /// X25519, 32 bytes.
    public var agreementKey: [UInt8]
    var message: [UInt8]
    var code: [UInt8]

    /// Whether the peer knows the invite's secret.
    public func isProven(secret: [UInt8]) -> Bool {
        HMAC<SHA256>.isValidAuthenticationCode(
            code, authenticating: message, using: SymmetricKey(data: secret))
    }
}

/// One scope as compared before anything is sent.
public struct HeldScope: Equatable, Sendable {
    public var scope: String
    public var digest: [UInt8]
    public init(scope: String, digest: [UInt8]) {
        self.scope = scope
        self.digest = digest
    }
}

/// Who the peer has proven to be.
public struct SessionPeer: Equatable, Sendable {
    public var device: DeviceID
    public var publicKey: [UInt8]
    public var name: String
}

/// What came and went.
public struct SyncSummary: Equatable, Sendable {
    public var peer: SessionPeer
    public var sent = 0
    public var received = 0
    public var rounds = 0
    /// Scopes that both sides hold alike at the end.
    public var equalScopes: [String] = []
    /// Scopes that were exchanged for as many rounds as there may be and still differ.
    public var unequalScopes: [String] = []
    /// Scopes held here that the other side lacks or does not share with this device.
    public var unsharedScopes: [String] = []
}

/// How far a round of a session has got, in changesets, as far as both sides have said how many there are.
public struct SyncProgress: Equatable, Sendable {
    /// Sent, and durable at the peer's.
    public var sent = 0
    public var toSend = 0
    /// Received, and durable here.
    public var received = 0
    public var toReceive = 0
}

/// What happens to a session.
public enum SessionEvent: Sendable {
    /// The channel is there; SHA-256 of the certificate under which its server hides it, 32 bytes, or empty
    /// where nothing is hidden, as in memory.
    case start(binding: [UInt8])
    case bytes([UInt8])
    /// Answer to `.loadHeld`. Of a stranger, whom no control entry here enrols yet, only control entries may be taken: one
    /// of them may.
    case held([HeldScope], ofStranger: Bool = false)
    /// Answer to `.loadFrontier`.
    case frontier(scope: String, [SeenPoint])
    /// Answer to `.nextBatch`; `left` is how many changesets of the scope are still to be sent after these.
    case batch(scope: String, [[UInt8]], left: Int)
    /// Answer to `.apply` and `.stage`: durably committed.
    case committed(scope: String, count: Int)
    /// Answer to `.enrol`.
    case enrolled
    /// Answer to any action that the owner refuses; or at any time, to what the peer wants of this side.
    case refused(SyncError)
    /// How many bytes of what was to be sent have left, since the session began. An owner that never says so is not
    /// protected from a peer that acknowledges what it has not read.
    case written(Int)
    /// Something has changed here, or long nothing has: what is held is to be compared again, where the session stays.
    case news
    /// The session is to end in good order, where it waits at once, else when both hold the same.
    case leave
    case closed

    var isAnswer: Bool {
        switch self {
        case .held, .frontier, .batch, .committed, .enrolled, .refused: true
        case .start, .bytes, .written, .news, .leave, .closed: false
        }
    }
}

/// Whether a peer that holds nothing of a scope may be sent its checkpoint in place of the log.
public enum CheckpointUse: Sendable {
    case never, now
    /// In the next round: it lacks control entries still.
    case later
}

/// What a session asks its owner to do, in order.
public enum SessionAction: Sendable {
    case send([UInt8])
    /// Which scopes may be shared with this peer, and their digests.
    case loadHeld(SessionPeer)
    case enrol(EnrolRequest)
    /// The peer's clock stood so when it began the session, in milliseconds since 1970.
    case compareClock(Int64)
    /// The last changesets of a scope; with earlier ones where the peer's frontier in the round before, which is empty in
    /// the first, had what is not held here.
    case loadFrontier(scope: String, peer: [SeenPoint])
    /// Find what the peer lacks, in this round from 1; the answer comes batch by batch.
    case plan(scope: String, peer: [SeenPoint], round: Int, checkpoint: CheckpointUse)
    case nextBatch(scope: String)
    /// A batch, each of it checked in itself.
    case apply(scope: String, [ReceivedChangeset])
    /// A batch that is a piece of the scope's checkpoint (``CheckpointPiece``).
    case stage(scope: String, [UInt8])
    /// How far it has got.
    case progress(SyncProgress)
    /// Both hold the same, and the session stays: what came and went so far.
    case settled(SyncSummary)
    /// The session is over: nil for a goodbye in good order.
    case end(SyncError?, SyncSummary?)

    /// Whether the owner answers with an event; the peer's next line waits for it.
    var isAnswered: Bool {
        switch self {
        case .loadHeld, .enrol, .loadFrontier, .nextBatch, .apply, .stage: true
        case .send, .compareClock, .plan, .progress, .settled, .end: false
        }
    }
}

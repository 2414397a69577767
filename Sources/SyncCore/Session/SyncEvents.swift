/// What this side holds of one scope, in one digest.
public struct HeldScope: Hashable, Sendable {
    public var scope: String
    /// SHA-256 over the sorted (chain, last number, its hash) of the scope: 32 bytes.
    public var digest: [UInt8]

    public init(scope: String, digest: [UInt8]) {
        precondition(digest.count == Limits.digestBytes, "a digest has \(Limits.digestBytes) bytes")
        self.scope = scope
        self.digest = digest
    }
}

extension SyncSession {
    /// What the owner tells the session.
    public enum Event: Sendable {
        /// The connection stands; comes first and once.
        case start
        case bytes([UInt8])
        /// Answers `.sign`: the device's Ed25519 signature, 64 bytes.
        case signed([UInt8])
        /// Answers `.loadHeld`: one for each scope that this side may share with this peer.
        case held([HeldScope])
        /// Answers `.loadFrontier`: the last changeset of each chain held, in any order.
        case frontier(scope: String, [SeenPoint])
        /// Answers `.nextBatch`: whole changesets in causal order.
        case batch(scope: String, [[UInt8]], isLast: Bool)
        /// Answers `.apply`: all of them are durably on disk.
        case committed(scope: String, count: Int)
        /// Answers `.enrol` when the device is enrolled.
        case enrolled(EnrolAnswer)
        /// Instead of any answer, or at any time: the owner can't or won't go on. The peer is told.
        case refused(SyncError)
        /// The peer will send no more bytes.
        case closed
    }

    /// What the owner is asked to do, in order.
    public enum Action: Equatable, Sendable {
        case send([UInt8])
        /// Sign these 32 bytes with the device key; answer `.signed`.
        case sign([UInt8])
        /// The peer proved that it is this device. Answer `.held` with the scopes that its grant
        /// and the own holdings allow, or `.refused`.
        case loadHeld(peer: DeviceID)
        /// A device with an invite asks in. Answer `.enrolled` or `.refused`.
        case enrol(EnrolRequest)
        /// This device was enrolled; `.loadHeld` follows. No answer.
        case enrolled(EnrolAnswer)
        /// Answer `.frontier`.
        case loadFrontier(scope: String)
        /// Remember what the peer holds of this scope, for `.nextBatch`. No answer.
        case plan(scope: String, peerFrontier: [SeenPoint])
        /// Answer `.batch` with what the peer lacks: at most so many bytes, or one changeset.
        case nextBatch(scope: String, bytesMax: Int)
        /// Apply these, each checked by `Changeset(decoding:)`; answer `.committed`.
        case apply(scope: String, [[UInt8]])
        /// Both sides said goodbye; `.end(nil)` follows.
        case finished(SyncSummary)
        /// Send what is queued, close the connection, forget the session.
        case end(SyncError?)
    }
}

/// What came and went in one session; may be read at any time.
public struct SyncSummary: Equatable, Sendable {
    public struct Scope: Equatable, Sendable {
        /// Sent and acknowledged by the peer as durable.
        public var sent = 0
        /// Received and committed.
        public var received = 0
    }

    /// Nil until the peer has proved its key.
    public var peer: DeviceID?
    public var peerName = ""
    /// Rounds of frontiers; 0 where everything was equal at once.
    public var rounds = 0
    /// The scopes that both sides listed last, sorted.
    public var commonScopes: [String] = []
    /// Those of them that still differed when `Limits.roundsMax` rounds were over.
    public var unequalScopes: [String] = []
    /// Scopes in which something came or went.
    public var scopes: [String: Scope] = [:]

    public var sent: Int { scopes.values.reduce(0) { $0 + $1.sent } }
    public var received: Int { scopes.values.reduce(0) { $0 + $1.received } }
}

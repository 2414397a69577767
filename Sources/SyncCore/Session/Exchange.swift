/// What a round of a session has done so far. A round is over for this side when everything it had to
/// send is acknowledged and everything the peer announced is committed.
struct Exchange: Sendable {
    var round = 0
    /// Whether this round is for its control entries alone.
    var isWithStranger = false
    var own: [HeldScope]?
    var others: [HeldScope] = []
    var othersComplete = false

    /// Scopes of this round that differ, with what is still to be done in each.
    var outgoing: [String: Outgoing] = [:]
    /// Scope → the peer's frontier in the round before.
    var peerFrontiers: [String: [SeenPoint]] = [:]
    var incoming: [String: Incoming] = [:]

    struct Outgoing: Sendable {
        var peerFrontier: [SeenPoint] = []
        var isPlanned = false
        var isAsking = false
        var unacknowledged: [SentBatch] = []
        var total = 0
        /// How many there are to be sent in this round, once that is known.
        var expected = 0
        var isSent = false
        var isDone: Bool { isSent && unacknowledged.isEmpty }
    }

    struct SentBatch: Sendable {
        /// Of changesets.
        var count: Int
        /// How many bytes were to leave before it.
        var behind: Int
    }

    struct Incoming: Sendable {
        var batch: [[UInt8]] = []
        var batchBytes = 0
        /// The batch is a piece of a checkpoint.
        var isPiece = false
        var total = 0
        var committed = 0
        /// How many the peer has said will come; nothing but a person's patience depends on it.
        var expected = 0
        var isSent = false
        var isDone: Bool { isSent && batch.isEmpty }
    }

    /// The changeset that is being received, and its scope.
    var partial: [UInt8] = []
    var partialScope = ""
    /// The scope whose batch ends with a changeset that a seal line may follow.
    var sealable: String?

    mutating func beginRound() {
        round += 1
        own = nil
        others = []
        othersComplete = false
        peerFrontiers = round > 1 ? outgoing.mapValues(\.peerFrontier) : [:]
        outgoing = [:]
        incoming = [:]
    }

    var progress: SyncProgress {
        var progress = SyncProgress()
        for scope in outgoing.values {
            progress.sent += scope.total - scope.unacknowledged.reduce(0) { $0 + $1.count }
            progress.toSend += max(scope.expected, scope.total)
        }
        for scope in incoming.values {
            progress.received += scope.committed
            progress.toReceive += max(scope.expected, scope.total)
        }
        return progress
    }

    var isOver: Bool {
        outgoing.values.allSatisfy(\.isDone) && incoming.values.allSatisfy(\.isDone)
    }
}

/// What a round of a session has done so far. A round is over for this side when everything it had to
/// send is acknowledged and everything the peer announced is committed.
struct Exchange: Sendable {
    var round = 0
    var own: [HeldScope]?
    var others: [HeldScope] = []
    var othersComplete = false

    /// Scopes of this round that differ, with what is still to be done in each.
    var outgoing: [String: Outgoing] = [:]
    var incoming: [String: Incoming] = [:]

    struct Outgoing: Sendable {
        var peerFrontier: [SeenPoint] = []
        var isPlanned = false
        var isAsking = false
        var unacknowledged: [Int] = []
        var total = 0
        var isSent = false
        var isDone: Bool { isSent && unacknowledged.isEmpty }
    }

    struct Incoming: Sendable {
        var batch: [[UInt8]] = []
        var batchBytes = 0
        var total = 0
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
        outgoing = [:]
        incoming = [:]
    }

    var isOver: Bool {
        outgoing.values.allSatisfy(\.isDone) && incoming.values.allSatisfy(\.isDone)
    }
}

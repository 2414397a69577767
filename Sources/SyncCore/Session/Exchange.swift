/// One round: frontiers of the unequal scopes, then what each side lacks, both ways at once.
struct Exchange: Sendable {
    struct Batch: Sendable, Equatable {
        var scope: String
        var count: Int
        var bytes: Int
    }

    /// Unequal scopes in the order both sides work through: `control` first, the rest by bytes.
    let scopes: [String]
    /// How many own frontiers were sent.
    var frontiersSent = 0
    /// How many frontiers the peer has ended, and the points of the one it is in.
    var frontiersReceived = 0
    var points: [SeenPoint] = []
    /// How many scopes were sent to their last batch.
    var scopesSent = 0
    /// Sent and not yet acknowledged, oldest first.
    var outstanding: [Batch] = []
    /// How many scopes the peer has sent to their last batch.
    var scopesReceived = 0
    /// The peer's batch so far, and the changeset it is in.
    var batch: [[UInt8]] = []
    var batchBytes = 0
    var partial: [UInt8] = []
    /// The batch being committed is the scope's last.
    var committingLast = false

    init(scopes: [String] = []) {
        self.scopes = scopes.sorted { Self.place($0).lexicographicallyPrecedes(Self.place($1)) }
    }

    private static func place(_ scope: String) -> [UInt8] {
        [scope == "control" ? 0 : 1] + Array(scope.utf8)
    }

    var isInsideChangeset: Bool { !partial.isEmpty }

    var mayAskForBatch: Bool {
        let waiting = outstanding.reduce(0) { $0 + $1.bytes }
        return scopesSent < frontiersReceived
            && waiting + Limits.batchBytesMax <= Limits.windowBytesMax
    }

    var isDone: Bool {
        frontiersSent == scopes.count && scopesSent == scopes.count
            && scopesReceived == scopes.count && outstanding.isEmpty
    }

    /// Checks that the peer speaks of the scope whose turn it is.
    func expect(_ scope: String, at index: Int) throws(SyncError) {
        guard scopes.contains(scope) else { throw SyncError(.scopeNotAgreed, scope) }
        guard index < scopes.count, scopes[index] == scope else {
            throw SyncError(.lineOutOfPlace, scope)
        }
    }

    mutating func take(_ point: SeenPoint) throws(SyncError) {
        if let last = points.last, last >= point { throw SyncError(.notCanonical, "frontier") }
        guard points.count < Limits.frontierPointsMax else {
            throw SyncError(.tooLarge, "frontier")
        }
        points.append(point)
    }

    mutating func begin(_ line: WireLine, _ raw: [UInt8]) throws(SyncError) {
        try expect(try line.text(1), at: scopesReceived)
        guard batchBytes < Limits.windowBytesMax else { throw SyncError(.tooLarge, "batch") }
        partial = raw
    }

    /// Adds a line to the changeset; its end line makes it whole and has it checked.
    mutating func collect(_ raw: [UInt8]) throws(SyncError) {
        guard partial.count + raw.count <= Limits.changesetBytesMax else {
            throw SyncError(.tooLarge, "changeset")
        }
        partial.append(contentsOf: raw)
        guard raw.starts(with: "end\t".utf8) else { return }
        do {
            let changeset = try Changeset(decoding: partial)
            try expect(changeset.header.scope, at: scopesReceived)
        } catch let error as FormatError {
            throw SyncError(error)
        } catch let error as SyncError {
            throw error
        } catch {
            throw SyncError(.fieldMalformed)
        }
        batchBytes += partial.count
        batch.append(partial)
        partial = []
    }

    /// Gives the batch away.
    mutating func takeBatch() -> [[UInt8]] {
        defer {
            batch = []
            batchBytes = 0
        }
        return batch
    }
}

/// One comparison of what both sides hold.
struct Scoping: Sendable {
    var own: [HeldScope] = []
    var peer: [HeldScope] = []

    mutating func take(_ held: HeldScope) throws(SyncError) {
        if let last = peer.last, !last.scope.utf8.lexicographicallyPrecedes(held.scope.utf8) {
            throw SyncError(.notCanonical, "held")
        }
        guard peer.count < Limits.scopesMax else { throw SyncError(.tooLarge, "scopes") }
        peer.append(held)
    }

    /// The scopes that both listed, and those of them whose digests differ.
    func compare() -> (common: [String], unequal: [String]) {
        let digests = Dictionary(own.map { ($0.scope, $0.digest) }) { first, _ in first }
        let common = peer.filter { digests[$0.scope] != nil }
        let unequal = common.filter { digests[$0.scope] != $0.digest }
        return (common.map(\.scope), unequal.map(\.scope))
    }
}

/// Comparing what is held and exchanging what is lacking (spec §4.5–§4.11).
extension SyncSession {
    mutating func sendHeld(_ held: [HeldScope]) {
        precondition(held.count <= Limits.scopesMax, "too many scopes")
        precondition(Set(held.map(\.scope)).count == held.count, "a scope is listed twice")
        scoping.own = held
        var writer = LineWriter()
        let sorted = held.sorted { $0.scope.utf8.lexicographicallyPrecedes($1.scope.utf8) }
        for one in sorted { writer.line(.held, one.scope, one.digest.hexText) }
        writer.line(.scopesEnd)
        actions.append(.send(writer.bytes))
    }

    mutating func compareHeld() {
        let (common, unequal) = scoping.compare()
        summary.commonScopes = common
        summary.unequalScopes = unequal
        guard !unequal.isEmpty, summary.rounds < Limits.roundsMax else {
            phase = .parting
            actions.append(.send(LineWriter.one(.bye)))
            return
        }
        summary.rounds += 1
        phase = .exchanging
        exchange = Exchange(scopes: unequal)
        askForFrontier()
    }

    private mutating func askForFrontier() {
        guard exchange.frontiersSent < exchange.scopes.count else { return }
        let scope = exchange.scopes[exchange.frontiersSent]
        owed = .frontier(scope)
        actions.append(.loadFrontier(scope: scope))
    }

    mutating func sendFrontier(_ scope: String, _ points: [SeenPoint]) {
        var writer = LineWriter()
        writer.frontier(scope, points)
        actions.append(.send(writer.bytes))
        exchange.frontiersSent += 1
        askForFrontier()
    }

    mutating func endFrontier(_ line: WireLine) throws(SyncError) {
        try line.expect(fields: 1)
        let scope = try line.text(0)
        try exchange.expect(scope, at: exchange.frontiersReceived)
        exchange.frontiersReceived += 1
        actions.append(.plan(scope: scope, peerFrontier: exchange.points))
        exchange.points = []
        askForBatch()
    }

    private mutating func askForBatch() {
        guard owed == nil, exchange.mayAskForBatch else { return }
        let scope = exchange.scopes[exchange.scopesSent]
        owed = .batch(scope)
        actions.append(.nextBatch(scope: scope, bytesMax: Limits.batchBytesMax))
    }

    mutating func sendBatch(_ scope: String, _ changesets: [[UInt8]], isLast: Bool) {
        precondition(!changesets.isEmpty || isLast, "an empty batch that is not the last")
        var writer = LineWriter()
        for changeset in changesets { writer.append(changeset) }
        let count = changesets.count
        exchange.outstanding.append(.init(scope: scope, count: count, bytes: writer.bytes.count))
        writer.line(.sent, scope, String(count), isLast ? "last" : "more")
        actions.append(.send(writer.bytes))
        if isLast { exchange.scopesSent += 1 }
        askForBatch()
    }

    mutating func endBatch(_ line: WireLine) throws(SyncError) {
        try line.expect(fields: 3)
        let scope = try line.text(0)
        try exchange.expect(scope, at: exchange.scopesReceived)
        let count = try line.number(1, in: 0...Int64(Limits.windowBytesMax))
        let more = try line.text(2)
        guard count == exchange.batch.count, more == "last" || (more == "more" && count > 0) else {
            throw line.malformed("count")
        }
        exchange.committingLast = more == "last"
        let batch = exchange.takeBatch()
        if batch.isEmpty {
            acknowledge(scope, 0)
        } else {
            owed = .committed(scope, batch.count)
            actions.append(.apply(scope: scope, batch))
        }
    }

    mutating func acknowledge(_ scope: String, _ count: Int) {
        actions.append(.send(LineWriter.one(.ack, scope, String(count))))
        if exchange.committingLast { exchange.scopesReceived += 1 }
        exchange.committingLast = false
        endRound()
    }

    mutating func takeAck(_ line: WireLine) throws(SyncError) {
        try line.expect(fields: 2)
        let scope = try line.text(0)
        let count = try line.number(1, in: 0...Int64(Limits.windowBytesMax))
        guard let first = exchange.outstanding.first, first.scope == scope, first.count == count
        else { throw SyncError(.lineOutOfPlace, "ack \(scope)") }
        exchange.outstanding.removeFirst()
        if count > 0 { summary.scopes[scope, default: .init()].sent += first.count }
        askForBatch()
        endRound()
    }

    private mutating func endRound() {
        if owed == nil, exchange.isDone { beginScoping() }
    }
}

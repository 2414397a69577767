import SyncCore

/// One key that is live in two scopes: the table shows the row of the first by name, the other is kept
/// aside, and a person says which of them stays.
struct ScopeConflict {
    let transaction: StoreTransaction
    private var log: ChangesetLog { transaction.log }

    init(_ transaction: StoreTransaction) { self.transaction = transaction }

    /// - Parameter aside: The row that the table does not show.
    /// - Returns: Nil where a move between the two is on its way: its other half has not come yet.
    func conflict(_ aside: RowEntry) throws -> Conflict? {
        guard let scope = try transaction.rows.shownScope(aside.table, key: aside.key),
            scope != aside.scope
        else { return nil }
        let shown = try transaction.rows.entry(aside.table, key: aside.key, scope: scope)
        let isOnItsWay =
            try isHalfArrived(from: shown, to: aside) || isHalfArrived(from: aside, to: shown)
        if isOnItsWay { return nil }
        let register = Register(transaction)
        var candidates: [Conflict.Candidate] = []
        for (index, entry) in [shown, aside].enumerated() {
            candidates.append(
                Conflict.Candidate(
                    number: index + 1, values: try register.visible(entry),
                    writes: try Acceptance.dots(of: entry).map(register.write)
                        .sorted { ($1.at, $0.hash) < ($0.at, $1.hash) }, scope: entry.scope))
        }
        return register.conflict(
            aside, kind: "scope", unit: nil, status: .open, visible: candidates[0].values,
            candidates: candidates, heads: try heads(of: shown) + heads(of: aside))
    }

    /// What makes the row be there, however its values change: who brought it, or where that was deleted, whose edits
    /// the deletion had not seen.
    private func heads(of entry: RowEntry) throws -> [ChangesetHash] {
        let present = entry.state.presence.filter(\.isPresent).map(\.dot)
        let living = entry.state.units.joined().filter { !$0.isDead }.map(\.dot)
        return try Set(present.isEmpty ? living : present).compactMap(log.hash)
    }

    /// Whether the row in `target` came by a move whose deletion in `source` is not here yet.
    private func isHalfArrived(from source: RowEntry, to target: RowEntry) throws -> Bool {
        for head in target.state.presence where head.isPresent {
            let header = try log.changeset(at: head.dot).header
            guard let link = header.link, try mayWrite(header.author, scope: source.scope) else {
                continue
            }
            // Several where the file was copied.
            let chains = transaction.chains.chains(scope: source.scope, author: header.author)
            if try chains.contains(where: { try holds(link, $0) }) { continue }
            // Stamps ascend: a chain that went on after the move has no half of it.
            if chains.allSatisfy({ $0.at <= header.at }) { return true }
        }
        return false
    }

    private func holds(_ link: String, _ chain: Chain) throws -> Bool {
        guard chain.last > chain.fork else { return false }
        // What has a link is never a stub.
        for number in try log.numbersWithLines(of: chain.index, chain.fork + 1...chain.last).reversed() {
            let header = try log.changeset(at: Dot(chain: chain.index, number: number)).header
            if header.link == link { return true }
        }
        return false
    }

    private func mayWrite(_ author: Author, scope: String) throws -> Bool {
        guard !transaction.control.isEmpty else { return true }
        guard let device = DeviceID(author.device) else { return false }
        return transaction.control.current.mayWrite(device, scope: scope)
    }

    /// Keeps the row of one candidate: the other one is deleted in its scope, where this device must have
    /// the right to.
    func resolve(_ conflict: Conflict, _ choice: Choice, reason: String) throws {
        guard case .take(let number) = choice,
            conflict.candidates.contains(where: { $0.number == number }),
            let loser = conflict.candidates.first(where: { $0.number != number })?.scope,
            let table = transaction.model.table(named: conflict.table)
        else { throw StoreError(.choiceUnfit, "\(choice.words): \(conflict.kind)") }
        try transaction.decide(conflict, choice, reason: reason, .delete, table, in: loser)
    }
}

extension StoreTransaction {
    /// Writes what a person decided between scopes: the row of one of them goes, or comes back.
    func decide(
        _ conflict: Conflict, _ choice: Choice, reason: String, _ verb: RowOperation.Verb, _ table: TableModel,
        in scope: String
    ) throws {
        try requireRight(in: scope)
        let entry = try rows.entry(table, key: conflict.key, scope: scope)
        let line = ChangesetLine.decide(
            DecisionLine(
                key: entry.key, column: nil, kind: conflict.kind, choice: choice.words, reason: reason,
                heads: conflict.heads))
        try record(RowOperation(verb, key: entry.key), [line], about: entry)
    }
}

import SyncCore

/// Two people have decided one conflict of kind `scope` differently, and neither had seen the other: each deleted the row
/// that the other kept, and the record is nowhere. That is a conflict again, of the same kind, between the decisions.
struct OpposedDecisions {
    let transaction: StoreTransaction
    private var log: ChangesetLog { transaction.log }

    init(_ transaction: StoreTransaction) { self.transaction = transaction }

    /// A key that somebody has decided about.
    private struct Place: Hashable {
        var table: Int
        var key: RowKey
    }

    /// A row, and the decision that deleted it.
    private struct Deleted {
        var entry: RowEntry
        var decision: Dot
    }

    /// One for each key that no scope shows and that decisions have deleted in more than one. What only one of them had
    /// deleted, somebody else has deleted outright.
    func conflicts() throws -> [Conflict] {
        var deleted: [Place: [Deleted]] = [:]
        for (place, scope, dot) in try takes() {
            guard let table = transaction.model.table(id: place.table), let key = place.key.values else { continue }
            let entry = try transaction.rows.entry(table, key: key, scope: scope)
            guard !entry.state.isLive, entry.state.absences.contains(dot) else { continue }
            // Two in one scope are one: each has deleted the same row.
            if deleted[place, default: []].contains(where: { $0.entry === entry }) { continue }
            deleted[place, default: []].append(Deleted(entry: entry, decision: dot))
        }
        return try deleted.values.filter { $0.count > 1 }.compactMap(conflict)
    }

    private func conflict(_ decisions: [Deleted]) throws -> Conflict? {
        let rows = decisions.sorted { $0.entry.scope < $1.entry.scope }
        guard let first = rows.first?.entry,
            try transaction.rows.shownScope(first.table, key: first.key) == nil
        else { return nil }
        let register = Register(transaction)
        let candidates = try rows.enumerated().map { index, row in
            Conflict.Candidate(
                number: index + 1, values: try register.visible(row.entry),
                writes: [try register.write(row.decision)], scope: row.entry.scope)
        }
        return register.conflict(
            first, kind: "scope", unit: nil, status: .open, visible: nil, candidates: candidates,
            heads: candidates.flatMap { $0.writes.map(\.hash) })
    }

    /// The decisions that kept the row of another scope and deleted the one in theirs.
    private func takes() throws -> [(Place, scope: String, Dot)] {
        let rows = try log.statement(
            """
            SELECT c.id, c.tbl, c.key, h.scope FROM zhibu_covered c JOIN zhibu_chain h ON h.id = c.id >> 40
            WHERE c.kind = 'scope' AND c.choice <> 'delete' ORDER BY c.id, c.line
            """)
        var found: [(Place, scope: String, Dot)] = []
        while try rows.step() {
            guard let table = transaction.model.table(named: rows.text(1)) else { continue }
            found.append(
                (Place(table: table.id, key: RowKey(bytes: rows.bytes(2))), rows.text(3), Dot(packed: rows.int(0))))
        }
        return found
    }

    /// Brings back the row of one candidate, in its scope, or lets all of them be deleted.
    func resolve(_ conflict: Conflict, _ choice: Choice, reason: String) throws {
        let scopes = conflict.candidates.compactMap(\.scope)
        let scope: String?
        let verb: RowOperation.Verb
        switch choice {
        case .take(let number):
            scope = conflict.candidates.first { $0.number == number }?.scope
            verb = .undelete
        case .delete:
            // Said in any of them.
            scope = try scopes.first(where: transaction.holdsForWriting) ?? scopes.first
            verb = .delete
        default: (scope, verb) = (nil, .undelete)
        }
        guard let scope, let table = transaction.model.table(named: conflict.table) else {
            throw StoreError(.choiceUnfit, "\(choice.words): \(conflict.kind)")
        }
        try transaction.decide(conflict, choice, reason: reason, verb, table, in: scope)
    }
}

import GRDB
public import SyncCore

/// A record that was deleted and can be had back.
public struct DeletedRow: Sendable {
    public var scope: String
    public var key: [Value]
    /// Column → what it would show again.
    public var values: [String: Value]
    /// Who deleted it.
    public var deletions: [Conflict.Write]
}

extension Replica {
    /// The records of a table that were deleted, those deleted last first. Folds first.
    ///
    /// - Throws: `StoreError.tableUnknown`.
    public func deleted(table: String) throws -> [DeletedRow] {
        try transaction { transaction in
            guard let model = transaction.model.table(named: table) else {
                throw StoreError(.tableUnknown, table)
            }
            return try DeadRows(transaction).last(of: model).map { row in
                let values = try Register(transaction).visible(row.entry)
                return DeletedRow(
                    scope: row.entry.scope, key: row.entry.key,
                    values: Dictionary(uniqueKeysWithValues: zip(model.columns.map(\.name), values)),
                    deletions: row.deletions)
            }
        }
    }

    /// Brings a deleted record back with the values that it had, as a write of presence that has seen
    /// the deletion.
    ///
    /// - Throws: `tableUnknown`; `notDeleted`; `notEntitled`.
    public func undelete(table: String, key: [Value]) throws {
        try transaction { transaction in
            guard let model = transaction.model.table(named: table) else {
                throw StoreError(.tableUnknown, table)
            }
            guard let row = try DeadRows(transaction).last(of: model).first(where: { $0.entry.key == key })
            else { throw StoreError(.notDeleted, table) }
            try transaction.requireRight(in: row.entry.scope)
            try transaction.record(RowOperation(.undelete, key: key), about: row.entry)
        }
    }
}

/// The rows that were written and are not live.
private struct DeadRows {
    let transaction: StoreTransaction

    init(_ transaction: StoreTransaction) { self.transaction = transaction }

    /// Each key that no scope shows: the row that was deleted last. A record that was moved is dead in its
    /// old scope, too.
    ///
    /// - Returns: Those deleted last first, with the deletions in the order of time.
    func last(of table: TableModel) throws -> [(entry: RowEntry, deletions: [Conflict.Write])] {
        let register = Register(transaction)
        var found: [[Value]: (entry: RowEntry, deletions: [Conflict.Write])] = [:]
        for entry in try entries(of: table) {
            let deletions = try entry.state.absences.map(register.write).sorted { ($0.at, $0.hash) < ($1.at, $1.hash) }
            if let known = found[entry.key], Self.isLater(known.deletions, deletions) { continue }
            if try transaction.rows.shownScope(table, key: entry.key) != nil { continue }
            found[entry.key] = (entry, deletions)
        }
        return found.values.sorted { Self.isLater($0.deletions, $1.deletions) }
    }

    private static func isLater(_ one: [Conflict.Write], _ other: [Conflict.Write]) -> Bool {
        guard let a = one.last, let b = other.last else { return !one.isEmpty }
        return a.at == b.at ? b.hash < a.hash : a.at > b.at
    }

    private func entries(of table: TableModel) throws -> [RowEntry] {
        let rows = try transaction.log.statement(
            "SELECT key, scope FROM zhibu_row WHERE tbl = ? AND status & ? ORDER BY scope"
        ).bind(1, table.id).bind(2, RowStatus.dead.rawValue)
        var found: [(key: [Value], scope: String)] = []
        while try rows.step() {
            guard let key = RowKey(bytes: rows.bytes(0)).values else { continue }
            found.append((key, rows.text(1)))
        }
        return try found.map { try transaction.rows.entry(table, key: $0.key, scope: $0.scope) }
            .filter { !$0.state.isLive && !$0.state.isUnwritten }
    }
}

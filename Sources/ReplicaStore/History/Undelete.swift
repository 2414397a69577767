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
            let register = Register(transaction)
            return try DeadRows(transaction).entries(of: model, key: nil).map { entry in
                let values = try register.visible(entry)
                let deletions = try entry.state.absences.map(register.write)
                return DeletedRow(
                    scope: entry.scope, key: entry.key,
                    values: Dictionary(uniqueKeysWithValues: zip(model.columns.map(\.name), values)),
                    deletions: deletions.sorted { $0.at < $1.at })
            }.sorted { ($0.deletions.last?.at ?? 0) > ($1.deletions.last?.at ?? 0) }
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
            let dead = try DeadRows(transaction).entries(of: model, key: key)
            guard let entry = dead.first, try transaction.rows.shownScope(model, key: key) == nil else {
                throw StoreError(.notDeleted, key.map(\.plain).joined(separator: ", "))
            }
            try transaction.requireRight(in: entry.scope)
            let at = transaction.surroundings.now() + (try transaction.meta.int(.clockOffset) ?? 0)
            var isKnown = true
            try transaction.write(scope: entry.scope, at: at) { changeset in
                changeset.append(
                    RowOperation(.undelete, key: key), of: model, rowKey: entry.rowKey, at: changeset.at)
                var write = RowWrite()
                write.append(.undelete, units: [:])
                isKnown = try transaction.rows.apply(write, to: entry, dot: changeset.dot) { _ in true }
            }
            entry.isChanged = true
            if !isKnown || transaction.specials.contains(entry.name) || model.accumulates {
                transaction.markStale(entry.name)
            }
        }
    }
}

/// The rows that were written and are not live.
private struct DeadRows {
    let transaction: StoreTransaction

    init(_ transaction: StoreTransaction) { self.transaction = transaction }

    /// - Parameter key: Nil for all of the table.
    func entries(of table: TableModel, key: [Value]?) throws -> [RowEntry] {
        let rows = try transaction.log.statement(
            """
            SELECT key, scope FROM zhibu_row
            WHERE tbl = ?1 AND status & ?2 AND (?3 IS NULL OR key = ?3) ORDER BY scope
            """
        ).bind(1, table.id).bind(2, RowStatus.dead.rawValue)
        .bind(3, key.map { .blob(RowKey($0).bytes) } ?? .null)
        var found: [(key: [Value], scope: String)] = []
        while try rows.step() {
            guard let key = RowKey(bytes: rows.bytes(0)).values else { continue }
            found.append((key, rows.text(1)))
        }
        return try found.map { try transaction.rows.entry(table, key: $0.key, scope: $0.scope) }
            .filter { !$0.state.isLive && !$0.state.isUnwritten }
    }
}

extension Value {
    /// As a message names it.
    fileprivate var plain: String {
        switch self {
        case .null: "NULL"
        case .integer(let number): "\(number)"
        case .real(let number): "\(number)"
        case .text(let bytes): String(decoding: bytes, as: UTF8.self)
        case .blob(let bytes): bytes.hexText
        }
    }
}

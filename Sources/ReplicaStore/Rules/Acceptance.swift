import GRDB
import SyncCore

/// Findings that a person has accepted as they are: that holds while the rows have the heads that the
/// decision lists, and lapses with the next write to one of them.
struct Acceptance {
    let transaction: StoreTransaction
    private var log: ChangesetLog { transaction.log }

    init(_ transaction: StoreTransaction) { self.transaction = transaction }

    /// All heads of some rows, as decisions list them.
    func heads(of rows: [(key: [Value], scope: String)], _ table: TableModel) throws -> [ChangesetHash] {
        var dots: Set<Dot> = []
        for row in rows {
            dots.formUnion(Self.dots(of: try transaction.rows.entry(table, key: row.key, scope: row.scope)))
        }
        return Set(try dots.compactMap(log.hash)).sorted()
    }

    /// The writes that make a row what it is.
    static func dots(of entry: RowEntry) -> Set<Dot> {
        Set(entry.state.presence.map(\.dot) + entry.state.units.joined().map(\.dot))
    }

    func isAccepted(
        kind: String, _ table: TableModel, key: [Value], other: [Value]?, unit: String?, scope: String,
        heads: [ChangesetHash]
    ) throws -> Bool {
        let rows = try log.statement(
            """
            SELECT c.id FROM zhibu_covered c JOIN zhibu_chain h ON h.id = c.id >> 40
            WHERE c.tbl = ? AND c.key = ? AND c.kind = ? AND c.choice = 'keep' AND c.heads = ?
            AND c.other IS ? AND c.unit IS ? AND h.scope = ?
            """
        )
        .bind(1, table.name).bind(2, blob: RowKey(key).bytes).bind(3, kind)
        .bind(4, blob: heads.flatMap(\.bytes))
        .bind(5, other.flatMap { $0 == key ? nil : .blob(RowKey($0).bytes) } ?? .null)
        .bind(6, unit.map(Value.text) ?? .null).bind(7, scope)
        defer { rows.reset() }
        let name = RowName(table: table.id, scope: scope, key: RowKey(key))
        while try rows.step() {
            let dot = Dot(packed: rows.int(0))
            if !transaction.voids.contains(dot),
                !transaction.specials.isWithdrawn(dot, unit: unit, of: name)
            {
                return true
            }
        }
        return false
    }

    /// The heads that accepting a finding names.
    func heads(of conflict: Conflict, _ table: TableModel) throws -> [ChangesetHash] {
        if conflict.kind == "finding:once" { return conflict.heads }
        var rows = [(key: conflict.key, scope: conflict.scope)]
        if let other = conflict.otherKey,
            let scope = try transaction.rows.shownScope(table, key: other)
        {
            rows.append((other, scope))
        }
        return try heads(of: rows, table)
    }

    /// Whether a finding of a row's own was accepted.
    func isAccepted(_ conflict: Conflict) throws -> Bool {
        guard conflict.kind.hasPrefix("finding:"),
            let table = transaction.model.table(named: conflict.table)
        else { return false }
        return try isAccepted(
            kind: conflict.kind, table, key: conflict.key, other: nil, unit: conflict.unit,
            scope: conflict.scope, heads: heads(of: conflict, table))
    }
}

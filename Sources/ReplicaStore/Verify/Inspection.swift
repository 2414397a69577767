import GRDB
package import SyncCore

/// Everything that a replica knows of one row, for checkers that compare it with the definition.
package struct RowInspection: Sendable {
    package var scope: String
    package var table: String
    package var key: [Value]
    package var isLive: Bool
    /// Unit → what is shown.
    package var values: [String: [Value]]
    package var present: Set<ChangesetHash>
    package var absent: Set<ChangesetHash>
    package var heads: [String: Set<ChangesetHash>]
    package var judged: [String: Set<ChangesetHash>]
    /// Whether the user's table holds just `values`; for a row that is not live, nothing of it; for one that is kept
    /// aside, the row of a scope that comes first.
    package var tableAgrees: Bool
}

extension Replica {
    /// All rows that were ever written, the dead ones included.
    package func inspect() throws -> [RowInspection] {
        try transaction { transaction in
            var names: [(TableModel, [Value], String)] = []
            for table in transaction.model.tables {
                let rows = try transaction.log.statement(
                    """
                    SELECT \(table.keyList), c.v FROM \(table.quoted) t
                    \(table.clockJoin)
                    """)
                while try rows.step() {
                    guard let clock = RowClock(blob: rows.bytes(table.key.count)), clock.rest != .elsewhere,
                        let scope = transaction.chains[clock.base.chain]?.scope
                    else { continue }
                    names.append((table, rows.values(0..<table.key.count), scope))
                }
            }
            let rows = try transaction.log.statement("SELECT tbl, key, scope FROM zhibu_row")
            while try rows.step() {
                guard let table = transaction.model.table(id: Int(rows.int(0))),
                    let key = RowKey(bytes: rows.bytes(1)).values
                else { continue }
                names.append((table, key, rows.text(2)))
            }
            return try names.map { table, key, scope in
                try Self.inspect(
                    transaction.rows.entry(table, key: key, scope: scope), transaction)
            }
        }
    }

    private static func inspect(
        _ entry: RowEntry, _ transaction: StoreTransaction
    ) throws -> RowInspection {
        func hashes(_ dots: [Dot]) throws -> Set<ChangesetHash> {
            Set(try dots.compactMap { try transaction.log.hash(of: $0) })
        }
        let table = entry.table
        let state = entry.state
        var inspection = RowInspection(
            scope: entry.scope, table: table.name, key: entry.key, isLive: state.isLive, values: [:],
            present: try hashes(state.presence.filter(\.isPresent).map(\.dot)),
            absent: try hashes(state.absences), heads: [:], judged: [:], tableAgrees: true)
        var visible: [Value] = Array(repeating: .null, count: table.columns.count)
        for (unit, model) in table.units.enumerated() {
            inspection.heads[model.name] = try hashes(state.units[unit].map(\.dot))
            guard state.isLive else { continue }
            let (verdict, heads, values) = try transaction.rows.verdict(entry, unit: unit)
            if model.policy.accumulation == nil {
                inspection.judged[model.name] = try hashes(heads.map(\.dot))
            }
            inspection.values[model.name] = values[verdict.visible]
            for (column, value) in zip(model.columns, values[verdict.visible]) {
                visible[column] = value
            }
        }
        if state.isLive {
            entry.shown = nil
            if entry.place != nil {
                inspection.tableAgrees = try transaction.rows.shown(entry) == visible
            } else {
                let shown = try transaction.rows.shownScope(table, key: entry.key)
                inspection.tableAgrees = shown.map { $0 < entry.scope } ?? false
            }
        } else {
            inspection.tableAgrees = try transaction.rows.shownScope(table, key: entry.key) != entry.scope
        }
        return inspection
    }
}

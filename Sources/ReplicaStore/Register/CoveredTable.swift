import SyncCore

/// The lists of covered heads and the decisions, taken out of the changesets that are held.
///
/// A pure function of the log: what is settled and what is resolved is computed from these.
struct CoveredTable {
    let log: ChangesetLog

    func save(
        _ line: ChangesetLine, table: TableModel, key: [Value], scope: String, at dot: Dot
    ) throws {
        let column: Int?
        let heads: [ChangesetHash]
        var decision: DecisionLine?
        switch line {
        case .covers(let covered): (column, heads) = (covered.column, covered.heads)
        case .decide(let decided):
            (column, heads) = (decided.column, decided.heads)
            decision = decided
        default: return
        }
        let unit = column.map { table.units[table.unitOfColumn[$0]].name }
        let id = ConflictID(
            kind: decision?.kind ?? "value", scope: scope, table: table.name, key: key,
            otherKey: decision?.otherKey, unit: unit, heads: heads)
        try log.statement(
            """
            INSERT OR REPLACE INTO zhibu_covered(
            id, line, tbl, key, unit, conflict, kind, choice, reason, heads, other)
            VALUES (?, (SELECT count(*) FROM zhibu_covered WHERE id = ?1), ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """
        )
        .bind(1, dot.packed).bind(2, table.name).bind(3, blob: RowKey(key).bytes)
        .bind(4, unit.map(Value.text) ?? .null).bind(5, id.text)
        .bind(6, decision.map { .text($0.kind) } ?? .null)
        .bind(7, decision.map { .text($0.choice) } ?? .null)
        .bind(8, decision.map { .text($0.reason) } ?? .null)
        .bind(9, blob: heads.flatMap(\.bytes))
        .bind(10, decision?.otherKey.map { .blob(RowKey($0).bytes) } ?? .null).run()
    }
}

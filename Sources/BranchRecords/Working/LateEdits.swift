internal import Foundation
public import GRDB

/// Changes of what was approved: a step has locked some columns of a record, and they say something else since. Nothing is
/// refused; whoever approved the record accepts the change or takes it back.
public enum LateEdits {
    public struct Edit: Sendable {
        public let table: String
        public let id: String
        public let column: String
        /// As the step left it, and as it is now.
        public let old: DatabaseValue
        public let new: DatabaseValue
        /// The step that locked it, by its name, and its day.
        public let step: String
        public let lockedOn: String
    }

    /// The last step that was taken with a record: its number among the record's steps, and what is locked since.
    struct LastStep {
        let number: Int
        let name: String
        let on: String
        let locked: [String: DatabaseValue]
    }

    /// What waits to be accepted, in the order of tables and records.
    ///
    /// - Parameters:
    ///   - table: Only of this table; nil for all.
    ///   - id: Only of the record with this key; nil for all.
    ///   - db: The records.
    public static func list(table: String? = nil, id: String? = nil, in db: Database) throws -> [Edit] {
        let steps = try Row.fetchAll(
            db,
            sql: """
                SELECT tbl, row_id FROM step_record
                WHERE locked IS NOT NULL AND archived_at IS NULL AND (:table IS NULL OR tbl = :table) AND (:id IS NULL OR row_id = :id)
                GROUP BY tbl, row_id ORDER BY tbl, row_id
                """, arguments: ["table": table, "id": id])
        return try steps.flatMap { row -> [Edit] in
            guard let table = row.text("tbl"), let id = row.text("row_id"), definitions[table] != nil, let last = try lastStep(table, id, in: db), !last.locked.isEmpty,
                let now = try Row.fetchOne(db.cachedStatement(sql: "SELECT * FROM \"\(table)\" WHERE id = ?"), arguments: [id]),
                now.text("archived_at") == nil || last.locked["archived_at"] != nil
            else { return [] }
            return last.locked.sorted { $0.key < $1.key }.compactMap { column, old in
                guard let new = now[column] as DatabaseValue?, new != old else { return nil }
                return Edit(table: table, id: id, column: column, old: old, new: new, step: last.name, lockedOn: last.on)
            }
        }
    }

    /// That what was changed in a record since stands (`isTakenBack` false), or what was locked stands again.
    ///
    /// - Parameters:
    ///   - edits: All edits of one record.
    ///   - isTakenBack: Whether the old values are written.
    ///   - act: Who decides; its reason says why.
    ///   - db: The records.
    /// - Throws: `StepError.reasonMissing`; `StepError.notEntitled(roles:)` where `act` may not take the step that locked them.
    public static func settle(_ edits: [Edit], isTakenBack: Bool, act: StepPlan.Act, in db: Database) throws {
        guard let first = edits.first else { return }
        guard !CleanText.prose(act.reason ?? "").isEmpty else { throw StepError.reasonMissing }
        let row = try Row.fetchOne(db, sql: "SELECT * FROM \"\(first.table)\" WHERE id = ?", arguments: [first.id])
        guard let row, let last = try lastStep(first.table, first.id, in: db) else { throw StepError.noRecord(first.id) }
        var record = StepRecord(row: row, act: act, db: db)
        let approvers = Workflows.of(first.table).flatMap(\.steps).filter { $0.name == last.name }.flatMap(\.actors).map(\.role)
        guard approvers.contains(where: act.roles.contains) || act.roles.contains("uni_org") else { throw StepError.notEntitled(roles: approvers) }
        if isTakenBack {
            record.write(edits.map { ($0.column, $0.old) })
            try RecordChange(table: first.table, id: first.id, isNew: false, values: record.written).write(to: db)
        }
        try db.execute(
            sql: """
                INSERT INTO step_record (scope_id, tbl, row_id, seq_no, step, to_state, taken_on, taken_by, reason, locked, created_at, created_by)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                record["scope_id"], first.table, first.id, last.number + 1, last.name, isTakenBack ? "taken_back" : "accepted", act.today, act.person,
                act.reason, try record.snapshot(of: Set(last.locked.keys)), act.now, act.person,
            ])
    }

    /// The columns that a step locks, and with them that the record is not archived; `*` is all but the state and what is
    /// private, which is in no other place.
    static func columns(_ names: [String], of table: String) -> [String] {
        guard let definition = definitions[table] else { return [] }
        let open = Set(Workflows.of(table).compactMap(\.state))
        let all = definition.columns.filter { $0.privacy == nil && $0.name != "id" }.map(\.name)
        let named = names.contains("*") ? all.filter { !open.contains($0) } : names.filter(all.contains)
        return named.isEmpty ? [] : named + ["archived_at"]
    }

    static func lastStep(_ table: String, _ id: String, in db: Database) throws -> LastStep? {
        let statement = try db.cachedStatement(
            sql: """
                SELECT seq_no, step, taken_on, locked FROM step_record WHERE row_id = ? AND tbl = ? AND archived_at IS NULL
                ORDER BY seq_no DESC, created_at DESC, id DESC LIMIT 1
                """)
        guard let row = try Row.fetchOne(statement, arguments: [id, table]) else { return nil }
        // Whoever wrote the line, with whatever tool: what is no object, and what names no column of the table, locks nothing.
        let pairs = try Row.fetchAll(
            db.cachedStatement(sql: "SELECT key, value FROM json_each(iif(json_valid(:text), :text, '{}'))"), arguments: ["text": row.text("locked")])
        let known = Set((definitions[table]?.columns.map(\.name) ?? []) + ["archived_at"])
        var locked: [String: DatabaseValue] = [:]
        for pair in pairs {
            if let column = pair.text("key"), known.contains(column) { locked[column] = pair["value"] }
        }
        return LastStep(number: row.number("seq_no") ?? 0, name: row.text("step") ?? "", on: row.text("taken_on") ?? "", locked: locked)
    }

    private static let definitions = Dictionary(BranchSchema.tables.map { ($0.name, $0) }) { first, _ in first }
}

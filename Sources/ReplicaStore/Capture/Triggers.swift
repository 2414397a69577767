import Foundation
import SyncCore

/// The SQL that captures edits made by any tool: plain SQL, kept in the file itself.
///
/// A note says which key, which column, when, and what was overwritten; what was written is in the
/// table or in the next note. It says at which rowid, too: to look there first is quicker. One function
/// for each trigger, named for its event.
struct Triggers {
    let table: TableModel

    /// What a note tells.
    enum Note: Int64 {
        case insert = 1
        case update = 2
        case delete = 3
        /// Seen before an insertion or a change of key: a row with that key is there and goes, if
        /// the statement is a `REPLACE`; otherwise no insertion follows and the note says nothing.
        case replaced = 4
    }

    /// A note's time: SQLite tells it in days.
    static func milliseconds(julianDay: Double) -> Int64 {
        Int64(((julianDay - 2_440_587.5) * 86_400_000).rounded())
    }

    private var keyNames: String { table.key.indices.map { "k\($0)" }.joined(separator: ", ") }

    var tables: [String] {
        let columns = table.columns.map { ", c\($0.position)" }.joined()
        return [
            """
            CREATE TABLE IF NOT EXISTS \(table.notes)(
            seq INTEGER PRIMARY KEY, op INTEGER, at REAL, pos INTEGER, old, rid INTEGER, \(keyNames))
            """,
            "CREATE TABLE IF NOT EXISTS \(table.gone)(seq INTEGER PRIMARY KEY, \(keyNames)\(columns))",
            table.placing.clockTable(table.clock),
        ]
    }

    /// Name → SQL of every trigger of the table.
    var all: [(name: String, sql: String)] {
        var triggers = [insert, delete, replace]
        triggers += table.columns.map(update)
        triggers += [updateKey, replaceKey]
        if table.hasGuards { triggers += guards }
        for unit in table.units {
            if let owner = unit.policy.owner { triggers += ownGuards(unit, owner) }
        }
        return triggers
    }

    /// What the names of all triggers of the table begin with.
    var prefix: String { "zhibu_\(table.id)_" }

    private func trigger(_ suffix: String, _ event: String, _ body: String) -> (String, String) {
        let name = prefix + suffix
        return (name, "CREATE TRIGGER \(name) \(event) BEGIN\n\(body)\nEND")
    }

    private func key(_ row: String) -> String {
        table.key.map { "\(row).\($0.name.quotedName)" }.joined(separator: ", ")
    }

    private func values(_ row: String) -> String {
        table.columns.map { ", \(row).\($0.name.quotedName)" }.joined()
    }

    private func matches(_ left: String, _ right: String) -> String {
        table.key.map { "\(left).\($0.name.quotedName) = \(right).\($0.name.quotedName)" }
            .joined(separator: " AND ")
    }

    private var keyChanges: String {
        table.key.map {
            "OLD.\($0.name.quotedName) IS NOT NEW.\($0.name.quotedName) COLLATE BINARY"
        }.joined(separator: " OR ")
    }

    private func rowid(of row: String) -> String {
        switch table.placing {
        case .rowid(let name): "\(row).\(name)"
        case .key: "NULL"
        }
    }

    private var insertNote: String {
        """
        INSERT INTO \(table.notes)(op, at, rid, \(keyNames)) \
        VALUES (\(Note.insert.rawValue), julianday('now'), \(rowid(of: "NEW")), \(key("NEW")));
        """
    }

    private var deleteNote: String {
        """
        INSERT INTO \(table.notes)(op, at, rid, \(keyNames)) \
        VALUES (\(Note.delete.rawValue), julianday('now'), \(rowid(of: "OLD")), \(key("OLD")));
        INSERT INTO \(table.gone) \
        SELECT max(seq), \(key("OLD"))\(values("OLD")) FROM \(table.notes);
        """
    }

    private var replacedNote: String {
        """
        INSERT INTO \(table.notes)(op, at, rid, \(keyNames)) \
        SELECT \(Note.replaced.rawValue), julianday('now'), \(rowid(of: "r")), \(key("r")) \
        FROM \(table.quoted) r WHERE \(matches("r", "NEW"));
        INSERT INTO \(table.gone) \
        SELECT (SELECT max(seq) FROM \(table.notes)), \(key("r"))\(values("r")) \
        FROM \(table.quoted) r WHERE \(matches("r", "NEW"));
        """
    }

    private var insert: (String, String) {
        trigger("insert", "AFTER INSERT ON \(table.quoted)", insertNote)
    }

    private var delete: (String, String) {
        trigger("delete", "AFTER DELETE ON \(table.quoted)", deleteNote)
    }

    private var replace: (String, String) {
        trigger(
            "replace",
            """
            BEFORE INSERT ON \(table.quoted) \
            WHEN EXISTS (SELECT 1 FROM \(table.quoted) r WHERE \(matches("r", "NEW")))
            """, replacedNote)
    }

    private func update(_ column: TableModel.Column) -> (String, String) {
        let name = column.name.quotedName
        var changes = "OLD.\(name) IS NOT NEW.\(name)"
        if column.needsStrictComparison {
            changes += " COLLATE BINARY OR typeof(OLD.\(name)) <> typeof(NEW.\(name))"
        }
        return trigger(
            "update_\(column.position)",
            "AFTER UPDATE OF \(name) ON \(table.quoted) WHEN \(changes)",
            """
            INSERT INTO \(table.notes)(op, at, pos, old, rid, \(keyNames)) \
            VALUES (\(Note.update.rawValue), julianday('now'), \(column.position), OLD.\(name), \
            \(rowid(of: "NEW")), \(key("NEW")));
            """)
    }

    private var updateKey: (String, String) {
        trigger(
            "key", "AFTER UPDATE OF \(table.keyList) ON \(table.quoted) WHEN \(keyChanges)",
            deleteNote + "\n" + insertNote)
    }

    private var replaceKey: (String, String) {
        trigger(
            "replace_key",
            """
            BEFORE UPDATE OF \(table.keyList) ON \(table.quoted) WHEN (\(keyChanges)) \
            AND EXISTS (SELECT 1 FROM \(table.quoted) r WHERE \(matches("r", "NEW")))
            """, replacedNote)
    }

    // MARK: guards

    /// Refuse on the spot, in any tool, a row of a scope that this replica may not write.
    private var guards: [(String, String)] {
        [
            trigger(
                "guard_insert", "BEFORE INSERT ON \(table.quoted) WHEN \(mayNotWrite("NEW"))",
                refusal("NEW")),
            trigger(
                "guard_update",
                "BEFORE UPDATE ON \(table.quoted) WHEN \(mayNotWrite("NEW")) OR \(mayNotWrite("OLD"))",
                refusal("NEW")),
            trigger(
                "guard_delete", "BEFORE DELETE ON \(table.quoted) WHEN \(mayNotWrite("OLD"))",
                refusal("OLD")),
        ]
    }

    /// Refuse on the spot a value that a role decides, from a device that has neither the role nor the
    /// right to propose. Where nobody is enrolled, there are no roles.
    private func ownGuards(_ unit: TableModel.Unit, _ owner: String) -> [(String, String)] {
        let columns = unit.columns.map { table.columns[$0] }
        let lacksRole = """
            EXISTS (SELECT 1 FROM zhibu_device d JOIN zhibu_meta m ON m.key = 'device' AND m.value = d.id \
            WHERE instr(' ' || d.roles || ' ', \(" \(owner) ".quotedText)) = 0 \
            AND instr(' ' || d.roles || ' ', ' \(ControlName.propose) ') = 0)
            """
        let names = columns.map(\.name.quotedName)
        let isGiven = columns.map { "NEW.\($0.name.quotedName) IS NOT \($0.defaultSQL)" }
            .joined(separator: " OR ")
        // A `REPLACE` or an upsert that leaves the value as it is gives nothing.
        let isAsBefore = """
            EXISTS (SELECT 1 FROM \(table.quoted) r WHERE \(matches("r", "NEW")) \
            AND \(names.map { "r.\($0) IS NEW.\($0)" }.joined(separator: " AND ")))
            """

        let isOther = names.map { "OLD.\($0) IS NOT NEW.\($0)" }.joined(separator: " OR ")
        let place = columns[0].position
        let reason = literal(
            "only the role \(owner) writes \(names.joined(separator: ", ")); ask the administrator for it, "
                + "or for propose (这一项只能由 \(owner) 填写，或请管理员授予 propose): \(table.name)")
        let refusal = "SELECT RAISE(ABORT, \(reason));"
        return [
            trigger(
                "own_insert_\(place)",
                "BEFORE INSERT ON \(table.quoted) WHEN (\(isGiven)) AND \(lacksRole) AND NOT \(isAsBefore)",
                refusal),
            trigger(
                "own_update_\(place)",
                """
                BEFORE UPDATE OF \(names.joined(separator: ", ")) ON \(table.quoted) \
                WHEN (\(isOther)) AND \(lacksRole)
                """, refusal),
        ]
    }

    private func mayNotWrite(_ row: String) -> String {
        "NOT EXISTS (SELECT 1 FROM zhibu_held WHERE writes = 1 AND scope = \(scope(of: row)))"
    }

    /// An expression over the row. SQLite reads every trigger whenever a file is opened, so a mere column or text stands
    /// as that.
    private func scope(of row: String) -> String {
        let sql = table.scopeSQL
        if (table.key + table.columns).contains(where: { $0.name == sql }) { return "\(row).\(sql.quotedName)" }
        if sql.wholeMatch(of: /'[^']*'/) != nil { return sql }
        let aliases = (table.key + table.columns)
            .map { "\(row).\($0.name.quotedName) AS \($0.name.quotedName)" }
            .joined(separator: ", ")
        return "(SELECT \(sql) FROM (SELECT \(aliases)))"
    }

    /// RAISE takes nothing but a literal, so each reason is one. Who forgot the scope is told where
    /// it comes from.
    private func refusal(_ row: String) -> String {
        let name = table.name
        let noScope = literal(
            "this row names no scope, it comes from \(table.scopeSQL) "
                + "(这条记录没有写明范围，范围取自 \(table.scopeSQL)): \(name); "
                + "zhibu schema show \(name)")
        let otherScope = literal(
            "this replica may not write rows of that scope (本机不能写这个范围的记录): \(name); "
                + "zhibu schema show \(name)")
        return """
            SELECT CASE WHEN \(scope(of: row)) IS NULL THEN RAISE(ABORT, \(noScope))
            ELSE RAISE(ABORT, \(otherScope)) END;
            """
    }

    private func literal(_ text: String) -> String { "zhibu: \(text)".quotedText }
}

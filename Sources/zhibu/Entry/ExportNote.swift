import BranchRecords
import GRDB
import ReplicaStore

/// That what is private left these records, or was looked at whole: a line of the export log.
struct ExportNote {
    let table: String
    let rows: Int
    /// Labels of what was whole, and of what was masked.
    let whole: [String]
    let masked: [String]
    let purpose: String?
    let file: String

    func write(_ act: EntryAct, _ common: CommonOptions, in database: Database) throws {
        let roles = try act.forSteps(in: database).roles
        let first = try String.fetchAll(database, sql: "SELECT code FROM zhibu_code WHERE list = 'role' ORDER BY sort").first(where: roles.contains)
        try database.execute(
            sql: """
                INSERT INTO export_log (scope_id, exported_by, role, exported_at, report_code, row_count, sensitive_columns, is_masked,
                    purpose, file_name, created_at, created_by)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                try EntryAct.home(in: database) ?? "committee", act.person, first, act.now, table, rows, (whole + masked).joined(separator: "、"),
                whole.isEmpty ? 1 : 0, purpose ?? common.words(.maskedExport), file, act.now, act.person,
            ])
    }

    /// Records that somebody looks at what is private in a record, before it is shown.
    ///
    /// - Throws: `CommandFailure.columnPrivate` where the roles here may see nothing of it whole.
    static func noteSight(of table: String, _ id: String, _ purpose: String?, _ replica: Replica, _ common: CommonOptions) throws {
        let act = try EntryAct(replica)
        let seen = try replica.read { database -> [String] in
            // Another schema has no such log.
            guard try database.viewExists("v_sensitive") else { return [] }
            let names = Names(database: database, language: common.language)
            let columns = try Row.fetchAll(
                database, sql: "SELECT tbl, col FROM v_sensitive WHERE tbl = :table OR tbl IN (SELECT part FROM v_import_part WHERE tbl = :table)",
                arguments: ["table": table])
            let places = columns.map { ($0["tbl"] as String, $0["col"] as String) }
            let whole = try places.filter { try names.sight($0, $1) != .masked }
            if whole.isEmpty, !places.isEmpty { throw CommandFailure(.columnPrivate, try names.label(table)) }
            return try whole.map { try names.label($0, $1) }
        }
        guard !seen.isEmpty else { return }
        try replica.edit { database in
            let note = ExportNote(table: table, rows: 1, whole: seen, masked: [], purpose: purpose, file: common.words(.onScreen(id)))
            try note.write(act, common, in: database)
        }
    }
}

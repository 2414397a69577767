import BranchRecords
import GRDB

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
}

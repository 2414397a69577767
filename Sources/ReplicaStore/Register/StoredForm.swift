import GRDB
import SyncCore

/// What a column makes of a value that is written to it: SQLite converts by the declared type, and what goes into a
/// changeset is what the table will show (https://www.sqlite.org/datatype3.html#type_affinity).
final class StoredForm {
    private let log: ChangesetLog
    private var database: Database { log.database }
    private var columns: [String: Column] = [:]

    init(_ log: ChangesetLog) { self.log = log }

    private struct Column {
        /// As it was declared.
        var type: String
        var isStrict: Bool
    }

    /// - Throws: `StoreError.choiceUnfit` where a `STRICT` table's column does not take it.
    func of(_ value: Value, in name: String, of table: String) throws -> Value {
        let column = try column(name, of: table)
        if value.isKept(by: column.type) { return value }
        // SQLite's own rules, by SQLite.
        try database.execute(sql: "CREATE TEMP TABLE zhibu_stored(value \(column.type))\(column.isStrict ? " STRICT" : "")")
        do {
            try log.statement("INSERT INTO temp.zhibu_stored VALUES (?)").bind(1, value).run()
        } catch let error as DatabaseError where error.resultCode == .SQLITE_CONSTRAINT {
            throw StoreError(.choiceUnfit, name)
        }
        let row = try log.statement("SELECT value FROM temp.zhibu_stored")
        let stored = try row.step() ? row.value(0) : .null
        row.reset()
        // Where something is thrown before, the transaction takes it back.
        try database.execute(sql: "DROP TABLE temp.zhibu_stored")
        return stored
    }

    private func column(_ name: String, of table: String) throws -> Column {
        if let known = columns["\(table)\t\(name)"] { return known }
        let type = try String.fetchOne(
            database, sql: "SELECT type FROM pragma_table_xinfo(?) WHERE name = ?", arguments: [table, name]) ?? ""
        let isStrict = try Bool.fetchOne(
            database, sql: "SELECT strict FROM pragma_table_list WHERE schema = 'main' AND name = ?", arguments: [table]) ?? false
        let column = Column(type: type, isStrict: isStrict)
        columns["\(table)\t\(name)"] = column
        return column
    }
}

extension Value {
    /// Whether a column so declared certainly takes it as it is: to ask SQLite, a table has to be made.
    fileprivate func isKept(by type: String) -> Bool {
        let type = type.uppercased()
        return switch self {
        case .null: true
        case .text: type == "TEXT" || type == "ANY"
        case .integer: type == "INTEGER" || type == "INT" || type == "ANY"
        case .real, .blob: false
        }
    }
}

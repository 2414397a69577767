import GRDB
import SyncCore

/// What a column makes of a value that is written to it: SQLite converts by the declared type, and what goes into a
/// changeset is what the table will show (https://www.sqlite.org/datatype3.html#type_affinity).
struct StoredForm {
    private let log: ChangesetLog
    private let table: String
    private var database: Database { log.database }

    init(_ log: ChangesetLog, table: String) { (self.log, self.table) = (log, table) }

    /// - Throws: `StoreError.choiceUnfit` where a `STRICT` table's column does not take it.
    func of(_ value: Value, in column: String) throws -> Value {
        let type = try String.fetchOne(
            database, sql: "SELECT type FROM pragma_table_xinfo(?) WHERE name = ?", arguments: [table, column]) ?? ""
        let isStrict = try Bool.fetchOne(
            database, sql: "SELECT strict FROM pragma_table_list WHERE schema = 'main' AND name = ?", arguments: [table]) ?? false
        // SQLite's own rules, by SQLite.
        try database.execute(sql: "CREATE TEMP TABLE zhibu_stored(value \(type))\(isStrict ? " STRICT" : "")")
        defer {
            do { try database.execute(sql: "DROP TABLE temp.zhibu_stored") } catch { assertionFailure("\(error)") }
        }
        do {
            try log.statement("INSERT INTO temp.zhibu_stored VALUES (?)").bind(1, value).run()
        } catch let error as DatabaseError where error.resultCode == .SQLITE_CONSTRAINT {
            throw StoreError(.choiceUnfit, column)
        }
        let row = try log.statement("SELECT value FROM temp.zhibu_stored")
        defer { row.reset() }
        return try row.step() ? row.value(0) : .null
    }
}

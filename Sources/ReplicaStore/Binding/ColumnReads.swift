import CSQLiteShim
import GRDB

/// The columns that a statement reads, through views and subqueries too, as SQLite says it while it prepares it.
///
/// - SeeAlso: https://sqlite.org/c3ref/set_authorizer.html
final class ColumnReads {
    /// Table → columns; an empty name where only rows are counted.
    private(set) var columns: [String: Set<String>] = [:]

    /// - Returns: The prepared statement, and what it reads.
    static func prepare(_ sql: String, in database: Database) throws -> (Statement, ColumnReads) {
        let reads = ColumnReads()
        let connection = database.sqliteConnection
        sqlite3_set_authorizer(
            connection,
            { context, action, table, column, _, _ in
                guard action == SQLITE_READ, let context, let table, let column else { return SQLITE_OK }
                Unmanaged<ColumnReads>.fromOpaque(context).takeUnretainedValue()
                    .columns[String(cString: table), default: []].insert(String(cString: column))
                return SQLITE_OK
            }, Unmanaged.passUnretained(reads).toOpaque())
        defer { sqlite3_set_authorizer(connection, nil, nil) }
        return try (withExtendedLifetime(reads) { try Statement(database, sql) }, reads)
    }
}

import CSQLiteShim
import GRDB

/// The columns that a statement reads, through views and subqueries too, as SQLite says it while it prepares it.
///
/// - SeeAlso: https://sqlite.org/c3ref/set_authorizer.html
final class ColumnReads {
    /// Table → columns; an empty name where only rows are counted.
    private(set) var columns: [String: Set<String>] = [:]

    /// Prepares statements, all at once: whoever says that he wants to hear of it, has SQLite prepare every statement of the
    /// connection anew at its next start.
    ///
    /// - Returns: The statements, and what each reads; or why it can't be prepared.
    static func prepare(_ queries: [String], in database: Database) -> [Result<(Statement, ColumnReads), any Error>] {
        let listener = Listener()
        let connection = database.sqliteConnection
        sqlite3_set_authorizer(
            connection,
            { context, action, table, column, _, _ in
                guard action == SQLITE_READ, let context, let table, let column else { return SQLITE_OK }
                Unmanaged<Listener>.fromOpaque(context).takeUnretainedValue().reads
                    .columns[String(cString: table), default: []].insert(String(cString: column))
                return SQLITE_OK
            }, Unmanaged.passUnretained(listener).toOpaque())
        defer { sqlite3_set_authorizer(connection, nil, nil) }
        return withExtendedLifetime(listener) {
            queries.map { sql in
                listener.reads = ColumnReads()
                return Result { (try Statement(database, sql), listener.reads) }
            }
        }
    }

    private final class Listener {
        var reads = ColumnReads()
    }
}

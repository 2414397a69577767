import CSQLiteShim
import GRDB

/// Ends a query that takes more than so many steps of SQLite's machine: a schema that comes from
/// elsewhere must not stop this replica from working.
final class StepLimit {
    /// Between two looks.
    private static let stride: Int32 = 100_000
    private var left: Int

    private init(_ steps: Int) { left = steps / Int(Self.stride) }

    /// - Throws: `DatabaseError` with `SQLITE_INTERRUPT` for a query that takes longer.
    static func within<Result>(
        _ steps: Int, on database: Database, _ body: () throws -> Result
    ) throws -> Result {
        let limit = StepLimit(steps)
        let connection = database.sqliteConnection
        sqlite3_progress_handler(
            connection, stride,
            { context in
                guard let context else { return 1 }
                let limit = Unmanaged<StepLimit>.fromOpaque(context).takeUnretainedValue()
                limit.left -= 1
                return limit.left < 0 ? 1 : 0
            }, Unmanaged.passUnretained(limit).toOpaque())
        defer { sqlite3_progress_handler(connection, 0, nil, nil) }
        return try withExtendedLifetime(limit, body)
    }
}

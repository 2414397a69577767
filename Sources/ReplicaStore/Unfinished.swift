import GRDB

extension Replica {
    /// Whether a file is one that `init(creating:)` began and was killed at: ours, and still without a table.
    public static func isUnfinished(_ path: String) -> Bool {
        do {
            return try DatabaseQueue(path: path).read { database in
                let objects = try Int.fetchOne(database, sql: "SELECT count(*) FROM sqlite_schema") ?? 0
                let owner = try Int.fetchOne(database, sql: "PRAGMA application_id") ?? 0
                return objects == 0 && owner == EngineTables.applicationID
            }
        } catch {
            // What can't be read is none.
            return false
        }
    }

    /// Whether nothing was written here yet, neither by people nor by a committee.
    public func holdsNothing() throws -> Bool {
        try fold()
        return try look { $0.chains.chains.isEmpty }
    }
}

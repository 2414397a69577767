import Foundation
import GRDB

extension Replica {
    /// Whether a file is a replica that was begun and holds nothing of anybody's yet: no tables, no schema, or
    /// neither changesets nor edits. It is only read.
    public static func isHalfMade(_ path: String) -> Bool {
        // Opening makes a file where there is none.
        guard FileManager.default.fileExists(atPath: path) else { return false }
        do {
            // A connection that may only read would leave its -shm behind.
            return try DatabaseQueue(path: path).read { database in
                let owner = try Int.fetchOne(database, sql: "PRAGMA application_id")
                guard owner == EngineTables.applicationID else { return false }
                guard try database.hasTable("zhibu_chain"), try database.hasTable("zhibu_meta") else {
                    return try Int.fetchOne(database, sql: "SELECT count(*) FROM sqlite_schema") == 0
                }
                let schema = try String.fetchOne(
                    database, sql: "SELECT value FROM zhibu_meta WHERE key = 'schema'")
                if schema == nil { return true }
                let hasChains = try Bool.fetchOne(database, sql: "SELECT EXISTS (SELECT 1 FROM zhibu_chain)")
                return try hasChains == false && !hasNotes(in: database)
            }
        } catch {
            // What can't be read was not begun here.
            return false
        }
    }

    private static func hasNotes(in database: Database) throws -> Bool {
        let tables = try String.fetchAll(
            database, sql: "SELECT name FROM sqlite_schema WHERE type = 'table' AND name GLOB 'zhibu_note_*'")
        return try tables.contains { table in
            try Bool.fetchOne(database, sql: "SELECT EXISTS (SELECT 1 FROM \(table.quotedName))") ?? false
        }
    }
}

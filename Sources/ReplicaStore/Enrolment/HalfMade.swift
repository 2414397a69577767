import Foundation
import GRDB

extension Replica {
    /// Whether a file is a replica that a joining began, and that holds nothing of anybody's: no schema came
    /// yet, so no record could be written, and nobody has made a table by hand. It is only read.
    public static func isHalfMade(_ path: String) -> Bool {
        // Opening makes a file where there is none.
        guard FileManager.default.fileExists(atPath: path) else { return false }
        do {
            // SQLite makes the file before it writes.
            if try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int == 0 { return true }
            // A connection that may only read would leave its -shm behind.
            return try DatabaseQueue(path: path).read { database in
                let owner = try Int.fetchOne(database, sql: "PRAGMA application_id")
                let others = try Int.fetchOne(
                    database,
                    sql: """
                        SELECT count(*) FROM sqlite_schema
                        WHERE substr(tbl_name, 1, 6) <> 'zhibu_' AND substr(tbl_name, 1, 7) <> 'sqlite_'
                        """)
                guard owner == EngineTables.applicationID, others == 0 else { return false }
                guard try database.hasTable("zhibu_meta") else { return true }
                let schema = try String.fetchOne(
                    database, sql: "SELECT value FROM zhibu_meta WHERE key = 'schema'")
                return schema == nil
            }
        } catch {
            // What can't be read was not begun here.
            return false
        }
    }
}

import Foundation
import GRDB

extension Replica {
    /// Writes the records, and nothing of the engine's, to a plain SQLite file. Folds first; the replica
    /// stays as it is.
    ///
    /// - Returns: Views, triggers and indices that were left behind because they read the engine's tables.
    /// - Throws: `fileExists`; `diskFull`, `fileNotWritable`; then there is no such file.
    public func eject(to path: String) throws -> [String] {
        if FileManager.default.fileExists(atPath: path) { throw StoreError(.fileExists, path) }
        try fold()
        do {
            return try Self.rethrowing {
                try engine.writeWithoutTransaction { try $0.execute(sql: "VACUUM INTO ?", arguments: [path]) }
                return try DatabaseQueue(path: path).writeWithoutTransaction(Self.stripEngine)
            }
        } catch {
            // Half a file would look like a whole one.
            try DatabaseFiles.remove(path)
            throw error
        }
    }

    private static func stripEngine(_ database: Database) throws -> [String] {
        var left: [String] = []
        try database.execute(sql: "PRAGMA foreign_keys = OFF")
        try database.inTransaction(.exclusive) {
            let all = try Row.fetchAll(
                database, sql: "SELECT type, name, sql FROM sqlite_schema WHERE sql IS NOT NULL")
            // Views and triggers first: they would stand in the way of the tables.
            let order = ["trigger", "view", "index", "table"]
            for row in all.sorted(by: {
                order.firstIndex(of: $0["type"]) ?? 0 < order.firstIndex(of: $1["type"]) ?? 0
            }) {
                let (type, name, sql): (String, String, String) = (row["type"], row["name"], row["sql"])
                let isOurs = name.hasPrefix("zhibu_")
                let readsOurs = type != "table" && sql.contains("zhibu_")
                guard isOurs || readsOurs else { continue }
                if !isOurs { left.append(name) }
                try database.execute(sql: "DROP \(type.uppercased()) IF EXISTS \(name.quotedName)")
            }
            return .commit
        }
        try database.execute(sql: "PRAGMA application_id = 0")
        try database.execute(sql: "VACUUM")
        return left.sorted()
    }
}

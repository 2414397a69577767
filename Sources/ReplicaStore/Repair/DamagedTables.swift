import GRDB
import SyncCore

/// Tables of which pages can't be read. They are set aside: everything else goes on, what comes for them waits in the log
/// as for a table that is not known yet, and `repair` makes them anew.
enum DamagedTables {
    static func names(in database: Database) throws -> Set<String> {
        let text = try String.fetchOne(
            database, sql: "SELECT value FROM zhibu_meta WHERE key = ?", arguments: [MetaTable.Key.damaged.rawValue])
        return Set((text ?? "").split(separator: "\n").map(String.init))
    }
}

extension Replica {
    /// Looks for the tables that can't be read, after a page could not be.
    ///
    /// - Returns: False where nothing new is set aside: where it is none of the records' tables, nothing can go on.
    func setDamagedAside() throws -> Bool {
        let tables = try look { $0.model.tables }
        let damaged = try engine.unsafeRead { database in
            let all = try String.fetchAll(
                database, sql: "SELECT name FROM sqlite_schema WHERE type = 'table' AND rootpage > 0 ORDER BY name")
            return Set(try all.filter { try !Self.isSound($0, in: database) })
        }
        let found = tables.filter { !damaged.isDisjoint(with: $0.ownTables) }
        guard !found.isEmpty, damaged.isSubset(of: found.flatMap(\.ownTables)) else { return false }
        try transaction(folding: false) { transaction in
            let names = try DamagedTables.names(in: transaction.database).union(found.map(\.name))
            try transaction.meta.set(.damaged, .text(names.sorted().joined(separator: "\n")))
        }
        try forgetModel()
        return true
    }

    private static func isSound(_ table: String, in database: Database) throws -> Bool {
        do {
            return try String.fetchOne(database, sql: "PRAGMA integrity_check(\(table.quotedName))") == "ok"
        } catch let error as DatabaseError where error.resultCode.primaryResultCode == .SQLITE_CORRUPT {
            return false
        }
    }
}

extension TableModel {
    /// The table, its clocks and its notes.
    fileprivate var ownTables: Set<String> { [name, clock, "zhibu_note_\(id)"] }
}

import GRDB
import SyncCore

extension Replica {
    /// Reads a schema's text and says what can't be synced, without touching any replica.
    ///
    /// - Throws: `SchemaUnfit` with every problem, by line.
    public static func checkSchema(_ sql: String) throws {
        try rethrowing { _ = try SchemaImage(sql) }
    }

    /// Numbers all tables of a schema and makes their notes, clocks and triggers.
    static func makeTriggers(of image: SchemaImage, in database: Database) throws {
        let numbering = SchemaNumbering(database: database)
        for table in image.tables {
            _ = try numbering.assigned(table.name, columns: image.columns[table.name] ?? [])
        }
        try makeTriggers(in: database)
    }

    private static func makeTriggers(in database: Database) throws {
        var reader = SchemaReader(installed: database)
        let numbering = SchemaNumbering(database: database)
        for table in try reader.model(numbering: numbering.known).tables {
            let triggers = Triggers(table: table)
            for sql in triggers.tables { try database.execute(sql: sql) }
            let old = try String.fetchAll(
                database,
                sql: """
                    SELECT name FROM sqlite_schema WHERE type = 'trigger'
                    AND substr(name, 1, length(:prefix)) = :prefix
                    """, arguments: ["prefix": triggers.prefix])
            for name in old { try database.execute(sql: "DROP TRIGGER \(name)") }
            for trigger in triggers.all { try database.execute(sql: trigger.sql) }
        }
    }

    /// Tools that rebuild a table drop its triggers silently: compares them with what they should be.
    func reinstallTriggersIfNeeded() throws {
        let missing = try look { transaction -> Bool in
            let found = try Row.fetchAll(
                transaction.database, sql: "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger' AND name GLOB 'zhibu_[0-9]*_*'")
            let all = transaction.model.tables.map { Triggers(table: $0) }
            // A table that is set aside has triggers too, and they stay as they are.
            let prefixes = Set(all.map(\.prefix))
            var present: [String: String] = [:]
            for row in found {
                let name: String = row["name"]
                let prefix = name.split(separator: "_", maxSplits: 2).prefix(2).map { "\($0)_" }.joined()
                if prefixes.contains(prefix) { present[name] = row["sql"] }
            }
            return present != Dictionary(uniqueKeysWithValues: all.flatMap(\.all))
        }
        guard missing else { return }
        try Self.rethrowing {
            try engine.writeWithoutTransaction { database in
                try database.inTransaction(.immediate) {
                    try Self.makeTriggers(in: database)
                    return .commit
                }
            }
        }
        try forgetModel()
    }
}

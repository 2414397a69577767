import Foundation
import GRDB
import SyncCore

/// Gives tables their numbers and columns their positions, once and for ever.
struct SchemaNumbering {
    let database: Database

    func known(_ table: String, columns: [String]) throws -> (Int, [Int]) {
        guard
            let id = try Int.fetchOne(
                database, sql: "SELECT id FROM zhibu_table WHERE name = ?", arguments: [table])
        else { throw StoreError(.tableUnknown, table) }
        let positions = try columns.map { column in
            guard
                let position = try Int.fetchOne(
                    database, sql: "SELECT pos FROM zhibu_column WHERE tbl = ? AND name = ?",
                    arguments: [id, column])
            else { throw StoreError(.tableUnknown, "\(table).\(column)") }
            return position
        }
        return (id, positions)
    }

    func assigned(_ table: String, columns: [String]) throws -> (Int, [Int]) {
        try database.execute(
            sql: """
                INSERT INTO zhibu_table(id, name)
                SELECT (SELECT coalesce(max(id), 0) + 1 FROM zhibu_table), :name
                WHERE NOT EXISTS (SELECT 1 FROM zhibu_table WHERE name = :name)
                """, arguments: ["name": table])
        for column in columns {
            try database.execute(
                sql: """
                    INSERT OR IGNORE INTO zhibu_column(tbl, name, pos)
                    SELECT t.id, :column,
                    (SELECT coalesce(max(pos), -1) + 1 FROM zhibu_column c WHERE c.tbl = t.id)
                    FROM zhibu_table t WHERE t.name = :table
                    """, arguments: ["table": table, "column": column])
        }
        return try known(table, columns: columns)
    }
}

extension Replica {
    /// Reads a schema's text and says what can't be synced, without touching any replica.
    ///
    /// - Throws: `SchemaUnfit` with every problem, by line.
    public static func checkSchema(_ sql: String) throws {
        let scratch = try DatabaseQueue()
        try scratch.writeWithoutTransaction { database in
            try database.execute(sql: EngineTables.storeTables)
            try database.execute(sql: EngineTables.schemaTables)
            do {
                try database.execute(sql: sql)
            } catch let error as DatabaseError {
                let line = Self.line(of: error, in: sql)
                throw SchemaUnfit(problems: [
                    SchemaProblem(.sqlError, line: line, detail: error.message ?? "")
                ])
            }
            var reader = SchemaReader(database, source: sql)
            let numbering = SchemaNumbering(database: database)
            let model = try reader.model { try numbering.assigned($0, columns: $1) }
            if !reader.problems.isEmpty {
                throw SchemaUnfit(problems: reader.problems.sorted { $0.line < $1.line })
            }
            if model.tables.isEmpty { throw SchemaUnfit(problems: [SchemaProblem(.noTable)]) }
        }
    }

    private static func line(of error: DatabaseError, in sql: String) -> Int {
        guard let statement = error.sql, let range = sql.range(of: statement) else { return 0 }
        return sql[..<range.lowerBound].reduce(1) { $1 == "\n" ? $0 + 1 : $0 }
    }

    /// Gives a fresh replica its tables.
    public func install(schema sql: String, version: String) throws {
        try Self.checkSchema(sql)
        try Self.rethrowing {
            try engine.writeWithoutTransaction { database in
                try database.inTransaction(.immediate) {
                    try database.execute(sql: sql)
                    let meta = MetaTable(
                        log: ChangesetLog(database: database, cache: StatementCache()))
                    try meta.set(.schema, .text(sql))
                    try meta.set(.schemaVersion, .text(version))
                    return .commit
                }
            }
        }
        forgetModel()
        try installTriggers()
    }

    /// Numbers all tables and makes their notes, clocks and triggers.
    func installTriggers() throws {
        try Self.rethrowing {
            try engine.writeWithoutTransaction { database in
                try database.inTransaction(.immediate) {
                    var reader = SchemaReader(database)
                    let numbering = SchemaNumbering(database: database)
                    let model = try reader.model { try numbering.assigned($0, columns: $1) }
                    for table in model.tables {
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
                    return .commit
                }
            }
        }
        forgetModel()
    }

    /// Tools that rebuild a table drop its triggers silently: compares them with what they should be.
    func reinstallTriggersIfNeeded() throws {
        let missing = try look { transaction -> Bool in
            for table in transaction.model.tables {
                let triggers = Triggers(table: table)
                let expected = Dictionary(uniqueKeysWithValues: triggers.all)
                let found = try Row.fetchAll(
                    transaction.database,
                    sql: """
                        SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'
                        AND substr(name, 1, length(:prefix)) = :prefix
                        """, arguments: ["prefix": triggers.prefix])
                let present = Dictionary(
                    uniqueKeysWithValues: found.map { ($0["name"] as String, $0["sql"] as String) })
                if present != expected { return true }
            }
            return false
        }
        if missing { try installTriggers() }
    }
}

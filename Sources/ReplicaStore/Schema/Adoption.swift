import CSQLiteShim
import GRDB
import SyncCore

/// Another program's SQLite file, to be taken in with its data. It is only read.
public struct AdoptedFile {
    private let database: DatabaseQueue

    /// - Throws: `notADatabase`, `fileDamaged`, `fileNotWritable` for what can't be opened.
    public init(_ path: String) throws {
        do {
            database = try Replica.rethrowing {
                var configuration = Configuration()
                configuration.readonly = true
                let database = try DatabaseQueue(path: path, configuration: configuration)
                // A file that is no database opens; reading it fails.
                try database.read { _ = try Int.fetchOne($0, sql: "SELECT count(*) FROM sqlite_schema") }
                return database
            }
        } catch let error as StoreError where error.code == .notAReplica {
            throw StoreError(.notADatabase, path)
        }
    }

    /// The file's tables, indices, views and triggers as one text.
    public func schema() throws -> String {
        try read { database in
            let statements = try String.fetchAll(
                database,
                sql: """
                    SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL
                    AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND name NOT LIKE 'zhibu\\_%' ESCAPE '\\'
                    ORDER BY CASE type WHEN 'table' THEN 1 WHEN 'index' THEN 2 WHEN 'view' THEN 3
                        ELSE 4 END, rowid
                    """)
            return statements.map { $0 + ";\n" }.joined()
        }
    }

    /// `table` or `table.column` for what the replica's schema has no place for.
    public func missing(in replica: Replica) throws -> [String] {
        let tables = try replica.look { $0.model.tables }
        return try read { database in
            var missing: [String] = []
            for name in try SchemaReader.tableNames(in: database) {
                guard let table = tables.first(where: { $0.name == name }) else {
                    missing.append(name)
                    continue
                }
                let known = Set((table.key + table.columns).map(\.name))
                missing += try Self.columns(of: name, in: database).filter { !known.contains($0) }
                    .map { "\(name).\($0)" }
            }
            return missing
        }
    }

    /// Without those that the file computes.
    private static func columns(of table: String, in database: Database) throws -> [String] {
        try String.fetchAll(
            database, sql: "SELECT name FROM pragma_table_xinfo(?) WHERE hidden = 0", arguments: [table])
    }

    fileprivate func read<Result>(_ body: (Database) throws -> Result) throws -> Result {
        try Replica.rethrowing { try database.read(body) }
    }

    fileprivate func columns(of table: TableModel) throws -> [String] {
        try read { database in
            let there = Set(try Self.columns(of: table.name, in: database))
            return (table.key + table.columns).map(\.name).filter(there.contains)
        }
    }
}

extension Replica {
    /// Takes in all rows of a file, as this device's edits: in one transaction, durable when it returns.
    ///
    /// The user's own triggers do not fire: what they did is in the file already. Where a table had no
    /// key and the schema gives it a text column for one, each row gets a new key.
    ///
    /// - Returns: Table → rows.
    /// - Throws: `statementFailed` where a row does not fit, for example by a NULL in its key.
    @discardableResult
    public func adopt(_ file: AdoptedFile) throws -> [String: Int] {
        try transaction { transaction in
            var counts: [String: Int] = [:]
            for table in transaction.model.tables {
                counts[table.name] = try copy(table, from: file, transaction)
            }
            try hold(scopesOf: transaction.model.tables, transaction)
            try Fold(transaction).run()
            return counts.filter { $0.value > 0 }
        }
    }

    private func copy(
        _ table: TableModel, from file: AdoptedFile, _ transaction: StoreTransaction
    ) throws -> Int {
        let columns = try file.columns(of: table)
        guard !columns.isEmpty else { return 0 }
        let names = columns.map(\.quotedName).joined(separator: ", ")
        let lacksKey = table.key.count == 1 && !table.keyIsRowid && !columns.contains(table.key[0].name)
        let targets = lacksKey ? "\(names), \(table.keyList)" : names
        let marks = Array(repeating: "?", count: columns.count + (lacksKey ? 1 : 0))
        let insertion = try transaction.log.statement(
            "INSERT INTO \(table.quoted)(\(targets)) VALUES (\(marks.joined(separator: ", ")))")
        let count = try file.read { source in
            let rows = try Statement(source, "SELECT \(names) FROM \(table.quoted)")
            var count = 0
            while try rows.step() {
                insertion.reset()
                for index in columns.indices { insertion.bind(index + 1, rows.value(index)) }
                if lacksKey {
                    insertion.bind(columns.count + 1, surroundings.random(16).hexText)
                }
                try insertion.run()
                count += 1
            }
            return count
        }
        // The engine's triggers don't fire here either: these are the notes that they would write.
        let keys = table.key.indices.map { "k\($0)" }.joined(separator: ", ")
        try transaction.log.statement(
            """
            INSERT INTO \(table.notes)(op, at, \(keys))
            SELECT \(Triggers.Note.insert.rawValue), julianday('now'), \(table.keyList)
            FROM \(table.quoted)
            """).run()
        return count
    }

    private func hold(scopesOf tables: [TableModel], _ transaction: StoreTransaction) throws {
        for table in tables {
            let scopes = try transaction.log.statement(
                "SELECT DISTINCT coalesce((\(table.scopeSQL)), 'uni') FROM \(table.quoted)")
            var found: [String] = []
            while try scopes.step() { found.append(scopes.text(0)) }
            for scope in found {
                try transaction.log.statement(
                    "INSERT OR IGNORE INTO zhibu_held(scope, writes) VALUES (?, 1)"
                ).bind(1, scope).run()
            }
        }
    }
}

import CSQLiteShim
import Foundation
import GRDB
import Synchronization

/// What a schema's text makes of an empty database: its objects, and its rows for the engine.
struct SchemaImage: Sendable {
    /// A table, index, view or trigger.
    struct Object: Equatable, Sendable {
        var type: String
        var name: String
        var table: String
        var sql: String
    }

    /// In the order in which the text makes them.
    var tables: [Object] = []
    var others: [Object] = []
    /// Columns of each table, in order.
    var columns: [String: [String]] = [:]
    /// The engine's table → its rows; policies, units, labels and the like.
    var metadata: [(table: String, rows: [[DatabaseValue]])] = []

    static let metadataTables = [
        "zhibu_policy", "zhibu_unit", "zhibu_rule", "zhibu_role", "zhibu_scope", "zhibu_label",
        "zhibu_code", "zhibu_title", "zhibu_second", "zhibu_card", "zhibu_remedy", "zhibu_advice", "zhibu_part",
    ]

    /// No schema at all, as in a fresh replica.
    init() {}

    /// Runs the text in a scratch database.
    ///
    /// - Throws: `SchemaUnfit` with every problem, by line.
    init(_ sql: String) throws {
        self = try DatabaseQueue().writeWithoutTransaction { database in
            try database.execute(sql: EngineTables.storeTables)
            try database.execute(sql: EngineTables.schemaTables)
            let own = try String.fetchSet(database, sql: "SELECT name FROM sqlite_schema")
            zhibu_refuse_outside_work(database.sqliteConnection)
            do {
                try database.execute(sql: sql)
                zhibu_allow_all_work(database.sqliteConnection)
            } catch let error as DatabaseError {
                throw SchemaUnfit(problems: [
                    SchemaProblem(
                        error.resultCode == .SQLITE_AUTH ? .statementForbidden : .sqlError,
                        line: Self.line(of: error, in: sql), detail: error.message ?? "")
                ])
            }
            try Self.check(database, sql, engineNames: own)
            return try SchemaImage(of: database, without: own)
        }
    }

    /// An upgrade reads two texts, and a process that has many replicas the same two each time.
    private static let known = Mutex<[String: SchemaImage]>([:])
    private static let knownMax = 16

    /// As `init(_:)`, remembering the last few texts that were fit.
    static func of(_ sql: String) throws -> SchemaImage {
        if let image = known.withLock({ $0[sql] }) { return image }
        let image = try SchemaImage(sql)
        known.withLock { known in
            if known.count >= knownMax { known = [:] }
            known[sql] = image
        }
        return image
    }

    private init(of database: Database, without engineNames: Set<String>) throws {
        for row in try Row.fetchAll(
            database,
            sql: """
                SELECT type, name, tbl_name, sql FROM sqlite_schema
                WHERE sql IS NOT NULL ORDER BY rowid
                """)
        where !engineNames.contains(row["name"]) {
            let object = Object(
                type: row["type"], name: row["name"], table: row["tbl_name"], sql: row["sql"])
            guard object.type == "table" else {
                others.append(object)
                continue
            }
            tables.append(object)
            columns[object.name] = try database.columnNames(of: object.name)
        }
        for table in Self.metadataTables {
            let rows = try Row.fetchAll(database, sql: "SELECT * FROM \(table) ORDER BY rowid")
            metadata.append((table, rows.map { Array($0.databaseValues) }))
        }
    }

    func table(_ name: String) -> Object? { tables.first { $0.name == name } }

    private static func check(
        _ database: Database, _ sql: String, engineNames: Set<String>
    ) throws {
        var reader = SchemaReader(database, source: sql)
        let numbering = SchemaNumbering(database: database)
        let model = try reader.model { try numbering.assigned($0, columns: $1) }
        try reader.checkNames(except: engineNames)
        for table in model.tables { try reader.checkEmpty(table) }
        try reader.checkRules()
        try reader.checkDesk(model)
        if !reader.problems.isEmpty {
            throw SchemaUnfit(problems: reader.problems.sorted { $0.line < $1.line })
        }
        if model.tables.isEmpty { throw SchemaUnfit(problems: [SchemaProblem(.noTable)]) }
    }

    private static func line(of error: DatabaseError, in sql: String) -> Int {
        guard let statement = error.sql, let range = sql.range(of: statement) else { return 0 }
        return sql[..<range.lowerBound].reduce(1) { $1 == "\n" ? $0 + 1 : $0 }
    }
}

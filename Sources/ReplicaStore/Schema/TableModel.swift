import SyncCore

/// One synced table as the engine sees it.
final class TableModel: Sendable {
    struct Column: Sendable {
        var name: String
        /// Given once, never used again; what clocks and notes name the column by.
        var position: Int
        var defaultValue: Value
        /// As the schema says it.
        var defaultSQL: String
        var isNotNull: Bool
        /// Whether `IS NOT` would miss a change: a collation, or no affinity (1 and 1.0).
        var needsStrictComparison: Bool
    }

    /// Columns that merge together.
    struct Unit: Sendable {
        var name: String
        /// Indices into `columns`, ascending.
        var columns: [Int]
        var policy: MergePolicy
    }

    let id: Int
    let name: String
    /// Key columns in key order.
    let key: [Column]
    let columns: [Column]
    let units: [Unit]
    /// Index into `columns` → index into `units`.
    let unitOfColumn: [Int]
    /// Position of a unit's first column, which names it in clocks → index into `units`.
    let unitAt: [Int: Int]
    /// An expression over the row's columns that gives its scope.
    let scopeSQL: String
    /// Whether triggers ask if this replica may write the row; not where every row is one that it may.
    let hasGuards: Bool
    let placing: RowPlacing
    /// The key column is the rowid itself (`INTEGER PRIMARY KEY`, declared `assigned`).
    let keyIsRowid: Bool
    /// Whether a unit is a counter or a set.
    let accumulates: Bool

    // Parts of SQL, made once: they are asked for with every row.
    let quoted: String
    let notes: String
    let gone: String
    let clock: String
    let keyList: String
    let columnList: String
    let allColumnList: String
    let keyCondition: String
    /// Columns' names as SQL, for statements that name some.
    private let quotedColumns: [String]
    /// Column → the statement that writes it alone, at a place.
    private let singleUpdates: [Query]
    /// Unit → the statement that reads its columns, at a place.
    let unitValues: [Query]
    /// Joins the clocks, as `c`, to the table, as `t`.
    let clockJoin: String
    let rowQueries: RowQueries
    /// The start of a query for a row's place and clock.
    private let located: String

    init(
        id: Int, name: String, key: [Column], columns: [Column], units: [Unit], unitOfColumn: [Int],
        scopeSQL: String, hasGuards: Bool, placing: RowPlacing, keyIsRowid: Bool
    ) {
        func list(_ columns: [Column]) -> String {
            columns.map(\.name.quotedName).joined(separator: ", ")
        }
        self.id = id
        self.name = name
        self.key = key
        self.columns = columns
        self.units = units
        self.unitOfColumn = unitOfColumn
        unitAt = Dictionary(
            uniqueKeysWithValues: units.enumerated().map { (columns[$1.columns[0]].position, $0) })
        self.scopeSQL = scopeSQL
        self.hasGuards = hasGuards
        self.placing = placing
        self.keyIsRowid = keyIsRowid
        accumulates = units.contains { $0.policy.accumulation != nil }
        quoted = name.quotedName
        let (notes, clock) = ("zhibu_note_\(id)", "zhibu_clock_\(id)")
        self.notes = notes
        gone = "zhibu_gone_\(id)"
        self.clock = clock
        keyList = list(key)
        columnList = list(columns)
        allColumnList = list(key + columns)
        quotedColumns = columns.map(\.name.quotedName)
        keyCondition = key.map { "\($0.name.quotedName) = ?" }.joined(separator: " AND ")
        let table = name.quotedName
        func marks(_ count: Int) -> String { Array(repeating: "?", count: count).joined(separator: ", ") }
        let clockColumns = placing.clockColumns
        let (place, placeCondition, places) =
            switch placing {
            case .rowid(let rowid): (rowid, "\(rowid) = ?", [rowid])
            case .key: ("0", keyCondition, key.map(\.name.quotedName))
            }
        clockJoin =
            "JOIN \(clock) c ON "
            + zip(clockColumns, places).map { "c.\($0) = t.\($1)" }.joined(separator: " AND ")
        let clockCondition = clockColumns.map { "\($0) = ?" }.joined(separator: " AND ")
        /// The notes of one kind joined with the table, at the rowid that was noted where there are
        /// rowids; names of ours must not hide those of the user.
        func noted(_ note: Triggers.Note, clock clockSQL: String) -> Query {
            let keys = key.indices.map { ", k\($0) AS zhibu_k\($0)" }.joined()
            let rowid = placing.isKey ? [] : ["\(table).\(place) = zhibu_n.zhibu_rid"]
            let plus = placing.isKey ? "" : "+"
            let matches = rowid
                + key.enumerated().map { "\(plus)\(table).\($1.name.quotedName) = zhibu_n.zhibu_k\($0)" }
            let columns = columns.map { ", \(table).\($0.name.quotedName)" }.joined()
            let place = placing.isKey ? "0" : "\(table).\(place)"
            return """
                SELECT zhibu_n.zhibu_seq, \(place), (\(scopeSQL)), \(clockSQL)\(columns)
                FROM (SELECT seq AS zhibu_seq, rid AS zhibu_rid\(keys) FROM \(notes) WHERE op = \(note.rawValue)) zhibu_n
                CROSS JOIN \(table) ON \(matches.joined(separator: " AND ")) ORDER BY zhibu_n.zhibu_seq
                """
        }
        singleUpdates = columns.map {
            "UPDATE \(table) SET \($0.name.quotedName) = ? WHERE \(placeCondition)"
        }
        unitValues = units.map { unit in
            let list = unit.columns.map { columns[$0].name.quotedName }.joined(separator: ", ")
            return "SELECT \(list) FROM \(table) WHERE \(placeCondition)"
        }
        let ownClock = zip(clockColumns, places).map { "zhibu_c.\($0) = \(table).\($1)" }
        located = """
            SELECT \(placing.isKey ? "0" : "\(table).\(place)"), \
            (SELECT v FROM \(clock) zhibu_c WHERE \(ownClock.joined(separator: " AND ")))
            """
        rowQueries = RowQueries(
            inserted: noted(.insert, clock: "NULL"),
            updated: noted(
                .update,
                clock: "(SELECT v FROM \(clock) zhibu_c WHERE \(ownClock.joined(separator: " AND ")))"),
            place: "SELECT \(place) FROM \(table) WHERE \(keyCondition)",
            current: """
                SELECT \(place), (\(scopeSQL))\(columns.isEmpty ? "" : ", ")\(columnList) \
                FROM \(table) WHERE \(keyCondition)
                """,
            values: """
                SELECT \(columns.isEmpty ? "1" : columnList) FROM \(table) WHERE \(placeCondition)
                """,
            insertIfNew: """
                INSERT OR IGNORE INTO \(table)(\(allColumnList)) VALUES (\(marks(key.count + columns.count)))
                """,
            insert: "INSERT INTO \(table)(\(allColumnList)) VALUES (\(marks(key.count + columns.count)))",
            delete: "DELETE FROM \(table) WHERE \(placeCondition)", placeCondition: placeCondition,
            listed: placing.isKey
                ? "SELECT scope, place FROM zhibu_listed WHERE tbl = ?"
                : """
                    SELECT zhibu_l.scope, \(key.map { "\(table).\($0.name.quotedName)" }.joined(separator: ", ")) \
                    FROM zhibu_listed zhibu_l LEFT JOIN \(table) ON \(table).\(place) = zhibu_l.place WHERE zhibu_l.tbl = ?
                    """,
            clock: "SELECT v FROM \(clock) WHERE \(clockCondition)",
            saveClock: """
                INSERT OR REPLACE INTO \(clock)(v, \(clockColumns.joined(separator: ", "))) \
                VALUES (\(marks(clockColumns.count + 1)))
                """,
            saveClocks: """
                INSERT OR REPLACE INTO \(clock)(v, \(clockColumns.joined(separator: ", "))) VALUES \
                \(Array(repeating: "(\(marks(clockColumns.count + 1)))", count: PendingWrites.atOnce).joined(separator: ", "))
                """,
            deleteClock: "DELETE FROM \(clock) WHERE \(clockCondition)")
    }

    /// The statements that are run for every row.
    struct RowQueries: Sendable {
        /// Note, place, scope, NULL and values of the rows that came.
        let inserted: Query
        /// Note, place, scope, clock and values of the rows that were updated.
        let updated: Query
        /// The place of a key: its rowid, where there is one.
        let place: Query
        /// Place, scope and values of a key.
        let current: Query
        /// The values at a place.
        let values: Query
        /// Leaves a row with that key as it is.
        let insertIfNew: Query
        let insert: Query
        let delete: Query
        let placeCondition: String
        /// The scope and the key of each row that is listed; the key is NULL where the table has no row there.
        let listed: Query
        let clock: Query
        /// Takes the clock first, then the place.
        let saveClock: Query
        /// As many at once as are kept pending.
        let saveClocks: Query
        let deleteClock: Query
    }

    /// The table line that an insertion needs: every column.
    var shape: TableShape {
        TableShape(
            name: name, keyColumns: key.map(\.name), columns: columns.map(\.name))
    }

    /// A query for the place of a row, its clock, and its values in these columns.
    ///
    /// - Parameter byPlace: Whether it takes the row's place, or its key.
    func look(for columns: [Int], byPlace: Bool) -> String {
        let values = columns.map { ", \(quoted).\(quotedColumns[$0])" }.joined()
        return "\(located)\(values) FROM \(quoted) WHERE \(byPlace ? rowQueries.placeCondition : keyCondition)"
    }

    /// The statement that writes these columns at a place; it takes the place after their values.
    func update(_ columns: [Int], in log: ChangesetLog) throws -> Statement {
        if columns.count == 1 { return try log.statement(singleUpdates[columns[0]]) }
        var sql = "UPDATE \(quoted) SET "
        for (index, column) in columns.enumerated() {
            if index > 0 { sql += ", " }
            sql += quotedColumns[column]
            sql += " = ?"
        }
        return try log.statement(sql + " WHERE " + rowQueries.placeCondition)
    }

    /// - Parameter number: What a query gave as the place.
    func place(_ number: Int64, key: [Value]) -> RowPlace { placing.isKey ? .key(key) : .rowid(number) }

    func unit(named name: String) -> Int? { units.firstIndex { $0.name == name } }

    /// One value for each column of the unit, out of the values of the whole row.
    func values(ofUnit unit: Int, in row: [Value]) -> [Value] { units[unit].columns.map { row[$0] } }
}

/// All synced tables of a replica.
struct SchemaModel: Sendable {
    var tables: [TableModel]
    private var byName: [String: Int]
    private var byID: [Int: Int]

    init(tables: [TableModel]) {
        self.tables = tables
        byName = Dictionary(uniqueKeysWithValues: tables.indices.map { (tables[$0].name, $0) })
        byID = Dictionary(uniqueKeysWithValues: tables.indices.map { (tables[$0].id, $0) })
    }

    /// Tables that can't be read; they are not among the others.
    private(set) var damaged: Set<String> = []

    mutating func setAside(_ names: Set<String>) {
        guard !names.isEmpty else { return }
        self = SchemaModel(tables: tables.filter { !names.contains($0.name) })
        damaged = names
    }

    func table(named name: String) -> TableModel? { byName[name].map { tables[$0] } }
    func table(id: Int) -> TableModel? { byID[id].map { tables[$0] } }
}

/// The bytes that stand for a key wherever rows are looked up: its canonical fields.
struct RowKey: Hashable, Sendable {
    let bytes: [UInt8]

    init(_ values: [Value]) {
        var bytes: [UInt8] = []
        Self.append(values, to: &bytes)
        self.bytes = bytes
    }

    static func append(_ values: [Value], to bytes: inout [UInt8]) {
        for value in values {
            value.appendText(to: &bytes)
            bytes.append(0x09)
        }
    }

    init(bytes: [UInt8]) { self.bytes = bytes }

    /// As one run of bytes; what the compiler writes takes them one by one.
    func hash(into hasher: inout Hasher) { bytes.withUnsafeBytes { hasher.combine(bytes: $0) } }

    /// The key's values again; nil where the stored bytes are damaged.
    var values: [Value]? {
        var values: [Value] = []
        for field in bytes.dropLast().split(separator: 0x09, omittingEmptySubsequences: false) {
            guard let value = Value(text: field) else { return nil }
            values.append(value)
        }
        return values
    }

    /// FNV-1a: notices that rowids were renumbered, and narrows the search for a row's history.
    var hash64: UInt64 { Self.hash64(of: bytes[...]) }

    static func hash64(of bytes: ArraySlice<UInt8>) -> UInt64 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        return hash
    }
}

import SyncCore

/// One synced table as the engine sees it.
struct TableModel: Sendable {
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

    var id: Int
    var name: String
    /// Key columns in key order.
    var key: [Column]
    var columns: [Column]
    var units: [Unit]
    /// Index into `columns` → index into `units`.
    var unitOfColumn: [Int]
    /// An expression over the row's columns that gives its scope.
    var scopeSQL: String
    /// Whether triggers ask if this replica may write the row; not where every row is one that it may.
    var hasGuards: Bool
    /// A name for the rowid that no column shadows.
    var rowid: String
    /// The key column is the rowid itself (`INTEGER PRIMARY KEY`, declared `assigned`).
    var keyIsRowid: Bool

    /// Whether a unit is a counter or a set.
    var accumulates: Bool { units.contains { $0.policy.accumulation != nil } }

    var quoted: String { name.quotedName }
    var notes: String { "zhibu_note_\(id)" }
    var gone: String { "zhibu_gone_\(id)" }
    var clock: String { "zhibu_clock_\(id)" }

    var keyList: String { key.map(\.name.quotedName).joined(separator: ", ") }
    var columnList: String { columns.map(\.name.quotedName).joined(separator: ", ") }
    var allColumnList: String { (key + columns).map(\.name.quotedName).joined(separator: ", ") }
    var keyCondition: String {
        key.map { "\($0.name.quotedName) = ?" }.joined(separator: " AND ")
    }

    /// The table line that an insertion needs: every column.
    var shape: TableShape {
        TableShape(
            name: name, keyColumns: key.map(\.name), columns: columns.map(\.name))
    }

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

    func table(named name: String) -> TableModel? { byName[name].map { tables[$0] } }
    func table(id: Int) -> TableModel? { byID[id].map { tables[$0] } }
}

/// The bytes that stand for a key wherever rows are looked up: its canonical fields.
struct RowKey: Hashable, Sendable {
    let bytes: [UInt8]

    init(_ values: [Value]) {
        var bytes: [UInt8] = []
        for value in values {
            value.appendText(to: &bytes)
            bytes.append(0x09)
        }
        self.bytes = bytes
    }

    init(bytes: [UInt8]) { self.bytes = bytes }

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
    var hash64: UInt64 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        return hash
    }
}

import SyncCore

/// Where a row lies in the user's table; its clock goes by that.
enum RowPlace: Sendable {
    case rowid(Int64)
    /// In a `WITHOUT ROWID` table.
    case key([Value])
}

/// What a table's rows, and so their clocks, are found by.
enum RowPlacing: Equatable, Sendable {
    /// By a name for the rowid that no column shadows.
    case rowid(name: String)
    /// By the key, whose columns have these affinities.
    case key(affinities: [String])
}

extension RowPlacing {
    var isKey: Bool {
        if case .key = self { true } else { false }
    }

    /// The columns of a clock table that say whose clock it is.
    var clockColumns: [String] {
        switch self {
        case .rowid: ["rid"]
        case .key(let affinities): affinities.indices.map { "k\($0)" }
        }
    }

    /// The statement that makes a clock table. A key's columns have the affinity that they have in the
    /// user's table: else SQLite would look nothing up by them.
    func clockTable(_ name: String) -> String {
        switch self {
        case .rowid: return "CREATE TABLE IF NOT EXISTS \(name)(rid INTEGER PRIMARY KEY, v BLOB)"
        case .key(let affinities):
            let columns = zip(clockColumns, affinities).map { "\($0) \($1), " }.joined()
            return """
                CREATE TABLE IF NOT EXISTS \(name)(\(columns)v BLOB, \
                PRIMARY KEY(\(clockColumns.joined(separator: ", ")))) WITHOUT ROWID
                """
        }
    }
}

extension Statement {
    /// Binds a place from this index on.
    @discardableResult
    func bind(_ index: Int, place: RowPlace) -> Self {
        switch place {
        case .rowid(let number): return bind(index, number)
        case .key(let values):
            for (offset, value) in values.enumerated() { bind(index + offset, value) }
            return self
        }
    }
}

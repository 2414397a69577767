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
    /// By the key, which has so many columns.
    case key(columns: Int)
}

extension RowPlacing {
    var isKey: Bool {
        if case .key = self { true } else { false }
    }

    /// The columns of a clock table that say whose clock it is.
    var clockColumns: [String] {
        switch self {
        case .rowid: ["rid"]
        case .key(let count): (0..<count).map { "k\($0)" }
        }
    }

    /// The statement that makes a clock table.
    func clockTable(_ name: String) -> String {
        switch self {
        case .rowid: return "CREATE TABLE IF NOT EXISTS \(name)(rid INTEGER PRIMARY KEY, v BLOB)"
        case .key:
            let columns = clockColumns.joined(separator: ", ")
            return "CREATE TABLE IF NOT EXISTS \(name)(\(columns), v BLOB, PRIMARY KEY(\(columns))) WITHOUT ROWID"
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

    /// Binds a place as `zhibu_listed` has it: in one value.
    @discardableResult
    func bind(_ index: Int, listed place: RowPlace) -> Self {
        switch place {
        case .rowid(let number): bind(index, number)
        case .key(let values): bind(index, blob: RowKey(values).bytes)
        }
    }
}

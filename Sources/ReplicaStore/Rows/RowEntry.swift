import SyncCore

/// One row in work: what was stored of it when it was loaded, and what it has become since.
final class RowEntry {
    let table: TableModel
    let key: [Value]
    let rowKey: RowKey
    let scope: String
    var state: RowState
    /// In the user's table, where this scope's row is the one that the table shows.
    var place: RowPlace?
    /// The next one of those in work that have the same key in other scopes.
    var otherScope: RowEntry?
    /// What the table showed when the entry was loaded: heads without values of their own mean these.
    var shown: [Value]?
    /// Counters and sets → what they show now, where that has changed.
    var totals: [Int: Value] = [:]
    /// Whether `zhibu_row` has it.
    var hasStoredState = false
    /// Where it was in the table when its clock had more than one head a unit: the register may list it there.
    var listedAt: RowPlace?
    var isChanged = false

    var name: RowName { RowName(table: table.id, scope: scope, key: rowKey) }

    init(table: TableModel, key: [Value], rowKey: RowKey, scope: String) {
        self.table = table
        self.key = key
        self.rowKey = rowKey
        self.scope = scope
        state = RowState(unitCount: table.units.count)
    }
}

/// What a row's conflicts are: stored in `zhibu_listed` of a row that the table shows, and else in `zhibu_row`.
struct RowStatus: OptionSet {
    let rawValue: Int
    static let openValue = RowStatus(rawValue: 1)
    static let openDeleteEdit = RowStatus(rawValue: 2)
    static let settled = RowStatus(rawValue: 4)
    /// Live, but the table shows the same key of another scope.
    static let aside = RowStatus(rawValue: 8)
    static let dead = RowStatus(rawValue: 16)

    /// Whether it has any.
    var isListed: Bool { rawValue & 7 != 0 }
}

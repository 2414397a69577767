import SyncCore

/// Which writes of a table leave a row plain: one head a unit, and nothing that its table doesn't show.
///
/// For such rows the clock alone is kept, and `PlainFold` and `PlainMerge` write it without looking
/// further. Everything else goes through `RowState`.
struct PlainTerms {
    /// Columns that an insertion must leave NULL: a role that the writer doesn't have owns them.
    private(set) var nullColumns: [Int] = []
    /// Columns where an insertion must give an integer: counters.
    private(set) var integerColumns: [Int] = []
    private(set) var mayInsert = true
    /// Unit → whether an update of it is plain where its head was seen.
    private(set) var mayUpdate: [Bool] = []

    /// - Parameter roles: Those of the writer.
    init(_ table: TableModel, roles: Set<String>) {
        for unit in table.units {
            let isOurs = unit.policy.owner.map(roles.contains) ?? true
            switch unit.policy.accumulation {
            case .counter: integerColumns += unit.columns
            case .set: mayInsert = false
            case nil: if !isOurs { nullColumns += unit.columns }
            }
            mayUpdate.append(isOurs && unit.policy.accumulation == nil)
        }
    }
}

extension RowStore {
    /// Whether nothing is stored of a row but what its table shows; asked of rows that the table lacks.
    func isUnknown(_ table: TableModel, _ key: () -> RowKey) throws -> Bool {
        guard try hasStoredStates(table) else { return true }
        let stored = try log.statement("SELECT 1 FROM zhibu_row WHERE tbl = ? AND key = ?")
            .bind(1, table.id).bind(2, blob: key().bytes)
        defer { stored.reset() }
        return try !stored.step()
    }

    private func hasStoredStates(_ table: TableModel) throws -> Bool {
        if let known = storedStates[table.id] { return known }
        let stored = try log.statement("SELECT EXISTS (SELECT 1 FROM zhibu_row WHERE tbl = ?)").bind(1, table.id)
        defer { stored.reset() }
        let hasSome = try stored.step() && stored.int(0) == 1
        storedStates[table.id] = hasSome
        return hasSome
    }
}

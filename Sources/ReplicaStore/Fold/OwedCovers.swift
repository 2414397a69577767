import SyncCore

/// The lists that a write owes where it covers two or more unequal heads that were in dispute, or one value that is to be
/// written once.
struct OwedCovers {
    let transaction: StoreTransaction

    init(_ transaction: StoreTransaction) { self.transaction = transaction }

    /// - Parameters:
    ///   - entry: As it is before the write.
    ///   - roles: Those of the writer; a proposal decides nothing.
    func lines(_ write: RowWrite, of entry: RowEntry, in roles: @autoclosure () throws -> Set<String>) throws -> [ChangesetLine] {
        var lines: [ChangesetLine] = []
        for unit in write.units.keys.sorted()
        where entry.table.units[unit].policy.disputes {
            if let owner = entry.table.units[unit].policy.owner, try !roles().contains(owner) { continue }
            let isOnce = entry.table.units[unit].policy == .once
            guard entry.state.units[unit].count > (isOnce ? 0 : 1) else { continue }
            let heads = entry.state.judgedHeads(unit: unit)
            let values = try heads.map { try transaction.rows.values($0, unit: unit, of: entry) }
            let isOverwrite =
                isOnce && Set(values).count == 1 && values[0].contains { $0 != .null }
                && write.units[unit] != values[0]
            guard Set(values).count > 1 || isOverwrite else { continue }
            let hashes = try heads.map { head in
                guard let hash = try transaction.log.hash(of: head.dot) else {
                    throw StoreError(.logDamaged, "a head's changeset")
                }
                return hash
            }
            lines.append(
                .covers(CoveredHeads(key: entry.key, column: entry.table.units[unit].columns[0], heads: hashes)))
        }
        return lines
    }
}

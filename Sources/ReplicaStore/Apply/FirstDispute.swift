import SyncCore

/// A plain row that a changeset updates whose author had not seen all of it: units get a second head.
struct FirstDispute {
    var table: TableModel
    var place: RowPlace
    var before: RowClock
    var mention: PlainMerge.Mention
}

extension PlainMerge {
    /// Gives the units that were written concurrently a second head, shows what their policies say, and
    /// keeps the state; what `RowMerge` would do, without a row in work.
    ///
    /// - Returns: False, with nothing done, where a unit's policy needs more than its two heads.
    mutating func enter(_ dispute: FirstDispute, _ operation: RowOperation, _ shape: Shape) throws -> Bool {
        let table = dispute.table
        /// Column → where the operation has its value.
        var given = Array(repeating: -1, count: table.columns.count)
        for (index, position) in operation.columns.enumerated() { given[shape.columns[position]] = index }
        var heads = table.units.indices.map { dispute.before.head(of: $0, in: table) }
        var disputed: [(unit: Int, first: [Value], second: [Value])] = []
        var status: RowStatus = []
        var columns: [Int] = []
        var values: [Value] = []
        for (index, unit) in table.units.enumerated() where given[unit.columns[0]] >= 0 {
            let written = unit.columns.map { operation.values[given[$0]] }
            if hasSeen(heads[index]) {
                heads[index] = dot
                columns += unit.columns
                values += written
                continue
            }
            guard unit.policy.needsOnlyHeads else { return false }
            let old = try transaction.rows.values(at: dispute.place, unit: index, of: table)
            let verdict = try unit.policy.verdict(among: [old, written]) {
                try transaction.rows.stamp(of: $0 == 0 ? heads[index] : dot)
            }
            if verdict.standing == .open { status.insert(.openValue) }
            if verdict.standing == .settled { status.insert(.settled) }
            disputed.append((index, old, written))
            // The table shows the first head's values already.
            guard verdict.visible == 1 else { continue }
            columns += unit.columns
            values += written
        }
        let key = RowKey(bytes: Array(keys[dispute.mention.key]))
        transaction.rows.saveState(
            RowStateBlob.encode(base: dispute.before.base, heads: heads, second: dot, disputed: disputed, of: table),
            status: status, of: RowName(table: table.id, scope: scope, key: key))
        try write(columns, values, at: dispute.place, of: table)
        let clock = RowClock(isSimple: false, keyHash: dispute.before.keyHash, base: dispute.before.base)
        try save(clock, at: dispute.place, of: table)
        return true
    }
}

extension MergePolicy {
    /// Whether the values and stamps of the heads are enough for a verdict.
    fileprivate var needsOnlyHeads: Bool { [.lww, .keep, .max, .min, .once].contains(self) }
}

extension RowStore {
    /// The values of a unit that the table shows.
    func values(at place: RowPlace, unit: Int, of table: TableModel) throws -> [Value] {
        let row = try log.statement(table.unitValues[unit]).bind(1, place: place)
        guard try row.step() else { throw StoreError(.fileDamaged, "a row of \(table.name) has vanished") }
        defer { row.reset() }
        return row.values(0..<table.units[unit].columns.count)
    }
}

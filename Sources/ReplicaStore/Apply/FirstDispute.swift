import SyncCore

/// A plain row that a changeset updates whose author had not seen all of it: units get a second head.
struct FirstDispute {
    var place: RowPlace
    var before: RowClock
    /// What the table shows in the columns that the changeset writes, in its order.
    var shown: [Value]
}

extension PlainMerge {
    /// Gives the units that were written concurrently a second head, shows what their policies say, and
    /// keeps the state; what `RowMerge` would do, without a row in work.
    ///
    /// - Returns: False, with nothing done, where a unit's policy needs more than its two heads.
    mutating func enter(_ dispute: FirstDispute, _ operation: RowOperation, _ shape: Shape) throws -> Bool {
        let table = shape.table
        var clock = dispute.before
        var status: RowStatus = []
        var columns: [Int] = []
        var values: [Value] = []
        var last = -1
        units.removeAll(keepingCapacity: true)
        for (index, position) in operation.columns.enumerated() {
            let unit = table.unitOfColumn[shape.columns[position]]
            let model = table.units[unit]
            // Units are written whole.
            guard shape.columns[position] == model.columns[0] else { continue }
            // They are stored in their order.
            guard unit > last else { return false }
            last = unit
            let given = model.columns.count == 1
                ? [index]
                : model.columns.compactMap { column in operation.columns.firstIndex { shape.columns[$0] == column } }
            let written = given.map { operation.values[$0] }
            let head = dispute.before.head(of: unit, in: table)
            if hasSeen(head) {
                clock.set(unit, to: dot, of: table)
                columns += model.columns
                values += written
                continue
            }
            guard model.policy.needsOnlyHeads else { return false }
            let shown = given.map { dispute.shown[$0] }
            let stamps = try stamps(of: head)
            let verdict = try model.policy.verdict(among: [shown, written]) { stamps[$0] }
            if verdict.standing == .open { status.insert(.openValue) }
            if verdict.standing == .settled { status.insert(.settled) }
            let place = table.columns[model.columns[0]].position
            if !clock.exceptions.isEmpty { clock.exceptions.removeAll { $0.position == place } }
            RowStateBlob.append(
                (head, shown, isBlank: model.policy.owner != nil), (dot, written), at: place, to: &units)
            // The table shows the first head's values already.
            guard verdict.visible == 1 else { continue }
            columns += model.columns
            values += written
        }
        try write(columns, values, at: dispute.place, of: table)
        clock.rest = .units([])
        clock.encode(into: &self.clock)
        self.clock += units
        try transaction.rows.saveClock(self.clock, at: dispute.place, of: table)
        if status.isListed { try transaction.rows.list(status, at: dispute.place, scope: scope, of: table) }
        return true
    }

    /// Those of a head and of this changeset.
    private mutating func stamps(of head: Dot) throws -> [Stamp] {
        if let last = lastStamps, last.head == head { return last.stamps }
        let stamps = [try transaction.rows.stamp(of: head), try transaction.rows.stamp(of: dot)]
        lastStamps = (head, stamps)
        return stamps
    }
}

extension MergePolicy {
    /// Whether the values and stamps of the heads are enough for a verdict.
    fileprivate var needsOnlyHeads: Bool { [.lww, .keep, .max, .min, .once].contains(self) }
}

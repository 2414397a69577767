import SyncCore

/// The counters and sets of one row while its edits are folded: what each edit replaced, and what the
/// table shows in the end.
struct Sums {
    private let table: TableModel
    private let before: [Value]?
    /// Unit → what it shows so far.
    private(set) var totals: [Int: Value] = [:]
    /// False once something was written that is no integer or no array.
    private(set) var isSound = true

    /// - Parameter before: What the row showed before the fold; nil where it did not exist.
    init(table: TableModel, before: [Value]?) {
        self.table = table
        self.before = before
    }

    /// Completes an edit with what its values replaced.
    ///
    /// - Returns: Unit → what the edit contributes.
    mutating func take(_ operation: inout RowOperation, units: [Int]) -> [Int: Contribution] {
        var contributions: [Int: Contribution] = [:]
        // An insertion, over a live row too, ends what the same fold did before it.
        if operation.verb != .update { totals = [:] }
        for unit in units {
            guard let accumulation = table.units[unit].policy.accumulation,
                let index = operation.columns.firstIndex(of: table.units[unit].columns[0])
            else { continue }
            let value = operation.values[index]
            let change: Contribution
            var old = accumulation.empty
            if operation.verb == .insert {
                change = accumulation.base(value)
            } else {
                old = totals[unit] ?? before.map { $0[table.units[unit].columns[0]] } ?? old
                operation.replaced[index] = old
                change = accumulation.step(from: old, to: value)
            }
            contributions[unit] = change
            isSound = isSound && change.isSound
            totals[unit] = change.isSound ? accumulation.canonical(value) ?? old : old
        }
        return contributions
    }
}

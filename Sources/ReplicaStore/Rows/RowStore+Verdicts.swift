import SyncCore

/// What a row shows, by the policies of its units.
extension RowStore {
    /// Takes in what a changeset wrote to a row. A head that becomes one of several keeps its value,
    /// which only the table had so far.
    ///
    /// - Returns: False where only the log can tell what the row shows now.
    func apply(
        _ write: RowWrite, to entry: RowEntry, dot: Dot, hasSeen: (Dot) -> Bool
    ) throws -> Bool {
        let units = entry.table.units
        for unit in write.units.keys {
            for (index, head) in entry.state.units[unit].enumerated() where head.values == nil {
                let stays = try !hasSeen(head.dot) || keeps(head.dot, of: units[unit], writtenBy: dot)
                if stays { entry.state.units[unit][index].values = try values(head, unit: unit, of: entry) }
            }
        }
        try entry.state.apply(write, dot: dot, hasSeen: hasSeen) {
            try keeps($1, of: units[$0], writtenBy: dot)
        }
        return !units.indices.contains { unit in
            units[unit].policy == .text && entry.state.units[unit].count > 1
                && (write.presence != nil || write.units[unit] != nil)
        }
    }

    func stamp(of dot: Dot) throws -> Stamp {
        if let known = stamps[dot] { return known }
        guard let chain = chains[dot.chain], let at = try log.at(of: dot),
            let hash = try log.hash(of: dot)
        else { throw StoreError(.logDamaged, "changeset \(dot.number) of chain \(dot.chain.value)") }
        let stamp = Stamp(at: at, author: chain.author, hash: hash)
        stamps[dot] = stamp
        return stamp
    }

    func verdict(
        _ entry: RowEntry, unit: Int
    ) throws -> (verdict: Verdict, heads: [RowState.Head], values: [[Value]]) {
        if let accumulation = entry.table.units[unit].policy.accumulation {
            let total = try total(entry, unit: unit, accumulation)
            return (Verdict(visible: 0, standing: .agreed), [], [[total]])
        }
        let heads = entry.state.judgedHeads(unit: unit)
        let values = try heads.map { try self.values($0, unit: unit, of: entry) }
        guard !heads.isEmpty else {
            let columns = entry.table.units[unit].columns
            let defaults = columns.map { entry.table.columns[$0].defaultValue }
            return (Verdict(visible: 0, standing: .agreed), [], [defaults])
        }
        let policy = entry.table.units[unit].policy
        if policy == .text, let text = try mergedText(entry, unit: unit, heads, values) {
            return (Verdict(visible: heads.count, standing: .agreed), heads, values + [[text]])
        }
        let verdict = try policy.verdict(among: values) {
            try stamp(of: heads[$0].dot)
        } claim: {
            try claim(heads[$0], owner: policy.owner)
        }
        return (verdict, heads, values)
    }

    /// Nil where there is nothing to merge, or no way to.
    private func mergedText(
        _ entry: RowEntry, unit: Int, _ heads: [RowState.Head], _ values: [[Value]]
    ) throws -> Value? {
        guard Set(values).count > 1, case .text(let base)? = entry.state.bases[unit] else { return nil }
        let stamps = try heads.map { try stamp(of: $0.dot) }
        return TextMerge.merged(base: base, values: values.map { $0[0] }, stamps: stamps)
    }

    func claim(_ head: RowState.Head, owner: String?) throws -> MergePolicy.Claim {
        if try owner.map(roles(head.dot).contains) ?? true { return .decides }
        return head.isBlank ? .nothing : .proposes
    }

    /// Whether a write leaves a head of a unit standing although it has seen it: a proposal takes
    /// nothing from the role that owns the unit.
    func keeps(_ head: Dot, of unit: TableModel.Unit, writtenBy writer: Dot) throws -> Bool {
        guard let owner = unit.policy.owner else { return false }
        return try !roles(writer).contains(owner) && roles(head).contains(owner)
    }

    /// What a counter or set shows.
    func total(
        _ entry: RowEntry, unit: Int, _ accumulation: Accumulation
    ) throws -> Value {
        if let total = entry.totals[unit] { return total }
        if entry.place != nil || entry.shown != nil {
            return try shown(entry)[entry.table.units[unit].columns[0]]
        }
        // Set aside with the row: every head holds it.
        return entry.state.units[unit].first?.values?.first ?? accumulation.empty
    }
}

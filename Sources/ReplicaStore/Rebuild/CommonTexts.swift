import SyncCore

/// Finds in a row's story what all writers of a text's heads had seen: the base of its merge.
///
/// It is what the row shows after the changesets that every one of them had seen, and no others. Where
/// that is disputed in its turn, its own base is looked for; each time there are fewer changesets.
struct CommonTexts {
    private let rebuild: RowRebuild
    private let table: TableModel
    private let story: [RowRebuild.Chapter]

    init(_ rebuild: RowRebuild, _ table: TableModel, _ story: [RowRebuild.Chapter]) {
        self.rebuild = rebuild
        self.table = table
        self.story = story
    }

    /// Unit → base, of the texts with several heads.
    func all(in state: RowState) throws -> [Int: Value] {
        var bases: [Int: Value] = [:]
        for (unit, model) in table.units.enumerated() where model.policy == .text {
            let heads = state.judgedHeads(unit: unit)
            if heads.count > 1 { bases[unit] = try base(of: heads, unit: unit) }
        }
        return bases
    }

    private func base(of heads: [RowState.Head], unit: Int) throws -> Value? {
        let dots = Set(heads.map(\.dot))
        let writers = story.filter { dots.contains($0.dot) }
        let past = story.filter { chapter in
            !dots.contains(chapter.dot) && writers.allSatisfy { $0.vector.contains(chapter.dot) }
        }
        let state = try rebuild.state(of: table, past, Withdrawals(of: past))
        let judged = state.judgedHeads(unit: unit)
        guard state.isLive, !judged.isEmpty else { return nil }
        let values = judged.map { $0.values?[0] ?? .null }
        let stamps = try judged.map { try rebuild.transaction.rows.stamp(of: $0.dot) }
        if Set(values).count > 1,
            case .text(let base)? = try CommonTexts(rebuild, table, past).base(of: judged, unit: unit),
            let merged = TextMerge.merged(base: base, values: values, stamps: stamps)
        {
            return merged
        }
        return values[judged.indices.max { stamps[$0] < stamps[$1] } ?? 0]
    }
}

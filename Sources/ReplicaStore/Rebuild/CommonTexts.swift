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
            if heads.count > 1, try !heads.contains(where: isLate) { bases[unit] = try base(of: heads, unit: unit) }
        }
        return bases
    }

    /// Whether its author had not seen all of a checkpoint that it is no part of: what is left of that can't tell what all
    /// had seen. So on every replica the texts are as if the same words had been rewritten.
    private func isLate(_ head: RowState.Head) throws -> Bool {
        guard let scope = rebuild.transaction.chains[head.dot.chain]?.scope else { return false }
        return try rebuild.transaction.checkpointed(scope).contains { past in
            try !past.contains(head.dot)
                && !past.numbers.allSatisfy { try rebuild.transaction.chains.vector(at: head.dot)[$0.key] >= $0.value }
        }
    }

    /// Down to a value that all had seen and nobody disputed, then up again, merge by merge: two who
    /// edit one text past each other for years make thousands of steps.
    private func base(of heads: [RowState.Head], unit: Int) throws -> Value? {
        var disputes: [(values: [Value], stamps: [Stamp])] = []
        var (heads, story) = (heads, story)
        var base: Value?
        while true {
            let dots = Set(heads.map(\.dot))
            let writers = story.filter { dots.contains($0.dot) }
            story = story.filter { chapter in
                !dots.contains(chapter.dot) && writers.allSatisfy { $0.vector.contains(chapter.dot) }
            }
            let state = try rebuild.state(of: table, story, Withdrawals(of: story))
            heads = state.judgedHeads(unit: unit)
            guard state.isLive, !heads.isEmpty, try !heads.contains(where: isLate) else { break }
            let values = heads.map { $0.values?[0] ?? .null }
            if Set(values).count == 1 {
                base = values[0]
                break
            }
            let stamps = try heads.map { try rebuild.transaction.rows.stamp(of: $0.dot) }
            disputes.append((values, stamps))
        }
        for (values, stamps) in disputes.reversed() {
            let latest = values.indices.max { stamps[$0] < stamps[$1] } ?? 0
            if case .text(let text)? = base,
                let merged = TextMerge.merged(base: text, values: values, stamps: stamps)
            {
                base = merged
            } else {
                base = values[latest]
            }
        }
        return base
    }
}

extension StoreTransaction {
    /// Has all rows of a scope with texts in dispute computed again: whether a head is late may be another matter now.
    func markDisputedTexts(of scope: String) throws {
        for table in model.tables where table.units.contains(where: { $0.policy == .text }) {
            for name in try rows.withStates(table) where name.scope == scope { markStale(name) }
        }
    }
}

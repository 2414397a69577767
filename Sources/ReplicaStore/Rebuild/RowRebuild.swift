import SyncCore

/// Computes rows again from the log: where a changeset turned void or counts again, where a decision
/// was undone, where a value was erased, and where a newer schema knows what was parked.
struct RowRebuild {
    let transaction: StoreTransaction
    private var log: ChangesetLog { transaction.log }
    private var chains: ChainTable { transaction.chains }

    init(_ transaction: StoreTransaction) { self.transaction = transaction }

    /// What one counted changeset says about the row, and what its author had seen.
    struct Chapter {
        var dot: Dot
        var hash: ChangesetHash
        var vector: VersionVector
        var words: RowWords

        func writes(_ unit: Int?) -> Bool {
            guard let unit else { return words.write.presence != nil }
            return words.write.units[unit] != nil
        }
    }

    func run(_ names: Set<RowName>) throws {
        let chapters = try chapters(of: names)
        for name in names.sorted(by: { $0.precedes($1) }) {
            guard let table = transaction.model.table(id: name.table), let key = name.key.values
            else { continue }
            try rebuild(
                transaction.rows.entry(table, key: key, scope: name.scope), name,
                Self.inCausalOrder(chapters[name] ?? []))
        }
    }

    /// One walk over the narrow index finds the changesets of all the rows.
    private func chapters(of names: Set<RowName>) throws -> [RowName: [Chapter]] {
        let hashes = Set(names.map { UInt32(truncatingIfNeeded: $0.key.hash64) })
        let reader = transaction.reader()
        var chapters: [RowName: [Chapter]] = [:]
        for (dot, _) in try transaction.touches.dots(touching: hashes) where !transaction.voids.contains(dot) {
            let changeset = try log.changeset(at: dot)
            let vector = try chains.vector(at: dot)
            let hash = try log.hash(of: dot) ?? changeset.hash
            for (name, words) in try reader.read(changeset).rows where names.contains(name) {
                chapters[name, default: []].append(
                    Chapter(dot: dot, hash: hash, vector: vector, words: words))
            }
        }
        return chapters
    }

    private static func inCausalOrder(_ chapters: [Chapter]) -> [Chapter] {
        var rest = chapters
        var order: [Chapter] = []
        while !rest.isEmpty {
            let next =
                rest.firstIndex { chapter in
                    !rest.contains { $0.dot != chapter.dot && chapter.vector.contains($0.dot) }
                } ?? 0
            order.append(rest.remove(at: next))
        }
        return order
    }

    /// Findings about counters and sets of some rows, by unit.
    func findings(_ names: Set<RowName>) throws -> [RowName: [Int: [String]]] {
        let chapters = try chapters(of: names)
        var found: [RowName: [Int: [String]]] = [:]
        for name in names {
            guard let table = transaction.model.table(id: name.table), let key = name.key.values
            else { continue }
            let story = Self.inCausalOrder(chapters[name] ?? [])
            let entry = try transaction.rows.entry(table, key: key, scope: name.scope)
            found[name] = Self.totals(of: entry, story, Withdrawals(of: story))
                .mapValues(\.findings).filter { !$0.value.isEmpty }
        }
        return found
    }

    /// Counters and sets, from all their contributions.
    private static func totals(
        of entry: RowEntry, _ story: [Chapter], _ withdrawals: Withdrawals
    ) -> [Int: Accumulation.Total] {
        guard entry.table.accumulates else { return [:] }
        let deletions = story.filter { entry.state.absences.contains($0.dot) }
        var totals: [Int: Accumulation.Total] = [:]
        for (unit, model) in entry.table.units.enumerated() {
            guard let accumulation = model.policy.accumulation else { continue }
            let parts = story.filter {
                $0.words.write.contributions[unit] != nil
                    && !withdrawals.contains($0.dot, unit: unit)
            }
            totals[unit] = accumulation.total(
                of: parts.compactMap { $0.words.write.contributions[unit] },
                isBefore: { first, second in
                    first != second && parts[second].vector.contains(parts[first].dot)
                },
                isDead: { part in
                    deletions.contains {
                        $0.dot == parts[part].dot || $0.vector.contains(parts[part].dot)
                    }
                })
        }
        return totals
    }

    /// The row's heads after all of a story.
    func state(
        of table: TableModel, _ story: [Chapter], _ withdrawals: Withdrawals
    ) throws -> RowState {
        var state = RowState(unitCount: table.units.count)
        for chapter in story {
            var write = chapter.words.write
            if withdrawals.contains(chapter.dot, unit: nil) { write.presence = nil }
            for unit in write.units.keys where withdrawals.contains(chapter.dot, unit: unit) {
                write.units[unit] = nil
            }
            try state.apply(write, dot: chapter.dot, hasSeen: chapter.vector.contains) {
                try transaction.rows.keeps($1, of: table.units[$0], writtenBy: chapter.dot)
            }
        }
        return state
    }

    private func rebuild(_ entry: RowEntry, _ name: RowName, _ story: [Chapter]) throws {
        let withdrawals = Withdrawals(of: story)
        entry.state = try state(of: entry.table, story, withdrawals)
        entry.state.bases = try CommonTexts(self, entry.table, story).all(in: entry.state)
        entry.isChanged = true
        var flags: RowFlags = []
        let totals = Self.totals(of: entry, story, withdrawals)
        entry.totals = totals.mapValues(\.shown)
        if totals.values.contains(where: { !$0.findings.isEmpty }) { flags.insert(.unsoundTotal) }
        if story.contains(where: { !$0.words.undos.isEmpty }) { flags.insert(.undone) }
        if !story.isEmpty, !story.contains(where: \.words.isInsertion) {
            flags.insert(.lacksInsertion)
        }
        let named = Dictionary(
            uniqueKeysWithValues: withdrawals.taken.map { unit, dots in
                (unit.map { entry.table.units[$0].name } ?? "", dots)
            })
        try transaction.specials.set(name, flags, withdrawn: named)
    }
}

import SyncCore

/// Merges what one changeset says into the rows that it names.
struct RowMerge {
    let transaction: StoreTransaction
    private var log: ChangesetLog { transaction.log }

    init(_ transaction: StoreTransaction) { self.transaction = transaction }

    /// - Parameters:
    ///   - vector: What the changeset's author had seen.
    ///   - tables: Those to merge into; nil for all.
    func run(
        _ words: RowWritesReader.Result, dot: Dot, vector: VersionVector, isVoid: Bool,
        tables: Set<Int>? = nil
    ) throws {
        try saveLists(words, at: dot, tables: tables)
        guard !isVoid else { return }
        for name in words.order where tables?.contains(name.table) ?? true {
            guard let row = words.rows[name], let table = transaction.model.table(id: name.table)
            else { continue }
            if transaction.isStale(name) || transaction.specials.contains(name)
                || !row.undos.isEmpty
            {
                transaction.markStale(name)
                continue
            }
            let entry = try transaction.rows.entry(table, key: row.key, scope: name.scope)
            if entry.state.isUnwritten, !row.isInsertion {
                // Every row begins with an insertion: this one's is void.
                transaction.markStale(name)
                continue
            }
            if table.accumulates {
                guard let totals = try totals(entry, after: row, hasSeen: vector.contains) else {
                    transaction.markStale(name)
                    continue
                }
                entry.totals.merge(totals) { $1 }
            }
            let isKnown = try transaction.rows.apply(
                row.write, to: entry, dot: dot, hasSeen: vector.contains)
            if !isKnown { transaction.markStale(name) }
            entry.isChanged = true
        }
    }

    /// What counters and sets show after a write, where that follows from what they show now; else nil:
    /// only all contributions together tell.
    private func totals(
        _ entry: RowEntry, after row: RowWords, hasSeen: (Dot) -> Bool
    ) throws -> [Int: Value]? {
        let write = row.write
        let isFirst = entry.state.isUnwritten && row.isInsertion && write.presence == true
        guard isFirst || entry.state.isSimple && write.presence == nil else { return nil }
        var totals: [Int: Value] = [:]
        for (unit, change) in write.contributions {
            guard let accumulation = entry.table.units[unit].policy.accumulation, change.isSound,
                isFirst || !change.isBase,
                entry.state.units[unit].allSatisfy({ hasSeen($0.dot) })
            else { return nil }
            let (_, _, values) = try transaction.rows.verdict(entry, unit: unit)
            let now = accumulation.base(isFirst ? accumulation.empty : values[0][0])
            let total = accumulation.total(
                of: [now, change], isBefore: { $0 < $1 && !change.isBase }, isDead: { _ in false })
            guard total.findings.isEmpty else { return nil }
            totals[unit] = total.shown
        }
        return totals
    }

    /// Keeps the lists of covered heads, and notes which tables a newer schema must know.
    func saveLists(
        _ words: RowWritesReader.Result, at dot: Dot, tables: Set<Int>? = nil
    ) throws {
        let names = tables.map { ids in
            Set(transaction.model.tables.filter { ids.contains($0.id) }.map(\.name))
        }
        for table in words.parkedTables.sorted() where names?.contains(table) ?? true {
            try ParkedTable(log: log).park(dot, table)
        }
        for list in words.lists where tables?.contains(list.name.table) ?? true {
            guard let table = transaction.model.table(id: list.name.table) else { continue }
            try CoveredTable(log: log).save(
                list.line, table: table, key: list.key, scope: list.name.scope, at: dot)
        }
    }
}

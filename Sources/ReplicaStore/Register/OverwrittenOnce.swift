import SyncCore

/// Findings about values that are to be written once, and were written over without a decision.
struct OverwrittenOnce {
    let transaction: StoreTransaction
    private var log: ChangesetLog { transaction.log }

    init(_ transaction: StoreTransaction) { self.transaction = transaction }

    private struct Line {
        var dot: Dot
        var name: RowName
        var unit: String
        var isDecision: Bool
        var heads: [ChangesetHash]
    }

    /// One for each head that is judged and has listed the one value that it replaced.
    func findings() throws -> [Conflict] {
        let lines = try lines()
        let lists = lines.filter { !$0.isDecision }
        guard !lists.isEmpty else { return [] }
        let decided = Set(lines.filter(\.isDecision).map { Place($0) })
        let writers = try writers(Set(lists.flatMap(\.heads)), of: Set(lists.map(\.name)))
        var found: [Place: Conflict] = [:]
        for line in lists where found[Place(line)] == nil && !decided.contains(Place(line)) {
            guard let table = transaction.model.table(id: line.name.table),
                let key = line.name.key.values, let unit = table.unit(named: line.unit)
            else { continue }
            let entry = try transaction.rows.entry(table, key: key, scope: line.name.scope)
            guard entry.state.isLive,
                entry.state.judgedHeads(unit: unit).contains(where: { $0.dot == line.dot })
            else { continue }
            let history = RowHistory(transaction)
            let replaced = try line.heads.compactMap { writers[$0] }.filter {
                !transaction.specials.isWithdrawn($0.dot, unit: line.unit, of: line.name)
            }.map { try history.lastValues(of: entry, unit: unit, in: $0.changeset) }
            // The one that is in an archive had been written over before a checkpoint.
            let isOne = try line.heads.count == 1 && writers[line.heads[0]] == nil
                && transaction.isLeftOut(line.heads[0], scope: line.name.scope)
            guard isOne || Set(replaced).count == 1 else { continue }
            let register = Register(transaction)
            let (verdict, _, values) = try transaction.rows.verdict(entry, unit: unit)
            let write = try register.write(line.dot)
            var conflict = register.conflict(
                entry, kind: "finding:once", unit: unit, status: .open,
                visible: values[verdict.visible], candidates: [], heads: [write.hash])
            conflict.overwrites = [write]
            found[Place(line)] = conflict
        }
        return found.values.sorted(by: Conflict.precedes)
    }

    private struct Place: Hashable {
        var dot: Dot
        var name: RowName
        var unit: String

        init(_ line: Line) { (dot, name, unit) = (line.dot, line.name, line.unit) }
    }

    private func lines() throws -> [Line] {
        var lines: [Line] = []
        for table in transaction.model.tables {
            let units = Set(table.units.filter { $0.policy == .once }.map(\.name))
            guard !units.isEmpty else { continue }
            let rows = try log.statement(
                """
                SELECT c.id, c.key, h.scope, c.unit, c.kind, c.heads FROM zhibu_covered c
                JOIN zhibu_chain h ON h.id = c.id >> 40
                WHERE c.tbl = ? AND c.unit IS NOT NULL ORDER BY c.id, c.line
                """
            ).bind(1, table.name)
            while try rows.step() {
                let dot = Dot(packed: rows.int(0))
                guard units.contains(rows.text(3)), !transaction.voids.contains(dot) else { continue }
                let name = RowName(
                    table: table.id, scope: rows.text(2), key: RowKey(bytes: rows.bytes(1)))
                let heads = rows.bytes(5)
                lines.append(
                    Line(
                        dot: dot, name: name, unit: rows.text(3), isDecision: !rows.isNull(4),
                        heads: stride(from: 0, to: heads.count, by: 32).compactMap {
                            ChangesetHash(bytes: Array(heads[$0..<min($0 + 32, heads.count)]))
                        }))
            }
        }
        return lines
    }

    /// The counted changesets with these hashes.
    private func writers(
        _ hashes: Set<ChangesetHash>, of rows: Set<RowName>
    ) throws -> [ChangesetHash: (dot: Dot, changeset: Changeset)] {
        var found: [ChangesetHash: (dot: Dot, changeset: Changeset)] = [:]
        let keys = Set(rows.map { UInt32(truncatingIfNeeded: $0.key.hash64) })
        for (dot, _) in try transaction.touches.dots(touching: keys) where !transaction.voids.contains(dot) {
            guard let hash = try log.hash(of: dot), hashes.contains(hash) else { continue }
            found[hash] = (dot, try log.changeset(at: dot))
        }
        for hash in hashes where found[hash].map({ $0.changeset.archivedCount > 0 }) ?? true {
            found[hash] = try transaction.archived(hash) ?? found[hash]
        }
        return found
    }
}

import SyncCore

/// Computes what was: conflicts that a rule settled or a person resolved, from the lists and
/// decisions in the changesets that count.
struct PastConflicts {
    let transaction: StoreTransaction
    private var log: ChangesetLog { transaction.log }

    init(_ transaction: StoreTransaction) { self.transaction = transaction }

    /// One stored line: a list of covered heads, or a decision.
    private struct Line {
        var dot: Dot
        var name: RowName
        var unit: String?
        /// Nil for a list.
        var kind: String?
        var choice: String
        var reason: String
        var heads: [ChangesetHash]
        /// The second row of a rule's finding.
        var other: [Value]?
        /// Somebody has taken it back.
        var isWithdrawn: Bool
    }

    /// A head of a past conflict.
    private struct Head {
        var dot: Dot
        var hash: ChangesetHash
        var changeset: Changeset
    }

    /// - Returns: Sorted by id; also those that only decisions name which were taken back.
    func all() throws -> [Conflict] {
        let everything = try self.lines()
        let heads = try heads(of: everything)
        let lines = everything.filter { !$0.isWithdrawn }
        var byID: [String: Conflict] = [:]
        let withdrawn = try withdrawn(everything.filter(\.isWithdrawn), heads)
        // Decisions first: a list that a decision answered is part of what was resolved.
        for line in lines.filter({ $0.kind != nil }) + lines.filter({ $0.kind == nil }) {
            guard var conflict = try conflict(line, heads) else { continue }
            if let known = byID[conflict.id.text] { conflict = known }
            if line.kind != nil {
                conflict.status = .resolved
                conflict.decisions.append(
                    .init(
                        by: try Register(transaction).write(line.dot), scope: line.name.scope,
                        choice: line.choice, reason: line.reason))
            } else if conflict.status == .settled {
                let write = try Register(transaction).write(line.dot)
                if conflict.closedBy.map({ ($0.at, $0.hash) > (write.at, write.hash) }) ?? true { conflict.closedBy = write }
            }
            byID[conflict.id.text] = conflict
        }
        for (var conflict, decisions) in withdrawn {
            conflict.isOnlyTakenBack = true
            byID[conflict.id.text, default: conflict].withdrawn = decisions
        }
        // Chains are numbered as they came, and that is another order on every replica.
        return byID.values.map { conflict in
            var conflict = conflict
            conflict.decisions.sort(by: Conflict.Decision.precedes)
            return conflict
        }.sorted { $0.id.text < $1.id.text }
    }

    /// Conflicts of which decisions were taken back, with those.
    private func withdrawn(_ lines: [Line], _ heads: [ChangesetHash: Head]) throws -> [(Conflict, [Conflict.Decision])] {
        var found: [String: (Conflict, [Conflict.Decision])] = [:]
        for line in lines where line.kind != nil {
            guard let conflict = try conflict(line, heads) else { continue }
            let decision = Conflict.Decision(
                by: try Register(transaction).write(line.dot), scope: line.name.scope, choice: line.choice, reason: line.reason)
            found[conflict.id.text, default: (conflict, [])].1.append(decision)
        }
        return found.values.map { ($0, $1.sorted(by: Conflict.Decision.precedes)) }
    }

    private func lines() throws -> [Line] {
        let rows = try log.statement(
            """
            SELECT c.id, c.tbl, c.key, h.scope, c.unit, c.kind, c.choice, c.reason, c.heads, c.other
            FROM zhibu_covered c JOIN zhibu_chain h ON h.id = c.id >> 40
            WHERE c.choice IS NULL OR c.choice NOT LIKE 'remedy %' AND c.choice NOT LIKE 'sign %' ORDER BY c.id, c.line
            """)
        var lines: [Line] = []
        while try rows.step() {
            let dot = Dot(packed: rows.int(0))
            guard let table = transaction.model.table(named: rows.text(1)),
                !transaction.voids.contains(dot)
            else { continue }
            let name = RowName(
                table: table.id, scope: rows.text(3), key: RowKey(bytes: rows.bytes(2)))
            let unit = rows.isNull(4) ? nil : rows.text(4)
            let heads = rows.bytes(8)
            lines.append(
                Line(
                    dot: dot, name: name, unit: unit, kind: rows.isNull(5) ? nil : rows.text(5),
                    choice: rows.text(6), reason: rows.text(7),
                    heads: stride(from: 0, to: heads.count, by: 32).compactMap {
                        ChangesetHash(bytes: Array(heads[$0..<min($0 + 32, heads.count)]))
                    }, other: rows.isNull(9) ? nil : RowKey(bytes: rows.bytes(9)).values,
                    isWithdrawn: transaction.specials.isWithdrawn(dot, unit: unit, of: name)))
        }
        return lines
    }

    /// The changesets that the lines name; found in one walk over the index.
    private func heads(of lines: [Line]) throws -> [ChangesetHash: Head] {
        let wanted = Set(lines.flatMap(\.heads))
        let rows = Set(lines.map { UInt32(truncatingIfNeeded: $0.name.key.hash64) })
        guard !rows.isEmpty else { return [:] }
        var found: [ChangesetHash: Head] = [:]
        for (dot, _) in try transaction.touches.dots(touching: rows) {
            guard let hash = try log.hash(of: dot), wanted.contains(hash) else { continue }
            found[hash] = Head(dot: dot, hash: hash, changeset: try log.changeset(at: dot))
        }
        for hash in wanted where found[hash].map({ $0.changeset.archivedCount > 0 }) ?? true {
            guard let (dot, changeset) = try transaction.archived(hash) else { continue }
            found[hash] = Head(dot: dot, hash: hash, changeset: changeset)
        }
        return found
    }

    private func conflict(_ line: Line, _ all: [ChangesetHash: Head]) throws -> Conflict? {
        guard let table = transaction.model.table(id: line.name.table), let key = line.name.key.values
        else { return nil }
        let entry = try transaction.rows.entry(table, key: key, scope: line.name.scope)
        let unit = line.unit.flatMap { table.unit(named: $0) }
        let named = line.heads.compactMap { all[$0] }
        let counted = named.filter {
            !transaction.voids.contains($0.dot)
                && !transaction.specials.isWithdrawn($0.dot, unit: line.unit, of: line.name)
        }
        // A decision keeps its conflict's name and all that it decided about, what turned out to be
        // void too; a list says what of it counts.
        let heads = line.kind == nil ? counted.map(\.hash) : line.heads
        var conflict = Register(transaction).conflict(
            entry, kind: line.kind ?? "value", unit: unit, status: .settled,
            visible: try visible(entry, unit: unit), candidates: [], heads: heads,
            otherKey: line.other)
        if conflict.isFinding {
            if line.kind == "finding:once" {
                conflict.overwrites = try named.map { try Register(transaction).write($0.dot, of: $0.changeset.header) }
            }
            return conflict
        }
        let shown = line.kind == nil ? counted : named
        let writes = try shown.map { try Register(transaction).write($0.dot, of: $0.changeset.header) }
        if let unit {
            let history = RowHistory(transaction)
            let values = try shown.map {
                try history.lastValues(of: entry, unit: unit, in: $0.changeset)
            }
            conflict.candidates = Register.candidates(values, writes)
            if line.kind == nil, conflict.candidates.count < 2 { return nil }
        } else {
            conflict.deletions = writes.sorted { $0.hash < $1.hash }
        }
        return conflict
    }

    private func visible(_ entry: RowEntry, unit: Int?) throws -> [Value]? {
        guard entry.state.isLive else { return nil }
        guard let unit else { return try Register(transaction).visible(entry) }
        let (verdict, _, values) = try transaction.rows.verdict(entry, unit: unit)
        return values[verdict.visible]
    }
}

import GRDB
import SyncCore

/// Computes the register of conflicts.
struct Register {
    let transaction: StoreTransaction
    private var log: ChangesetLog { transaction.log }

    init(_ transaction: StoreTransaction) { self.transaction = transaction }

    /// What stands now: rows with several heads or a deletion in dispute.
    func standing() throws -> [Conflict] {
        var conflicts: [Conflict] = []
        for table in transaction.model.tables {
            for entry in try transaction.rows.listed(table) { conflicts += try self.conflicts(of: entry) }
            for entry in try transaction.rows.aside(table) {
                if let conflict = try ScopeConflict(transaction).conflict(entry) { conflicts.append(conflict) }
                conflicts += try self.conflicts(of: entry)
            }
        }
        var findings = try findings()
        for name in transaction.specials.rows(with: .lacksInsertion) {
            guard let table = transaction.model.table(id: name.table), let key = name.key.values
            else { continue }
            let entry = try transaction.rows.entry(table, key: key, scope: name.scope)
            guard entry.state.isLive else { continue }
            findings.append(
                conflict(
                    entry, kind: "finding:void-insertion", unit: nil, status: .open,
                    visible: try visible(entry), candidates: [], heads: []))
        }
        let acceptance = Acceptance(transaction)
        conflicts += try findings.filter { try !acceptance.isAccepted($0) }
        return try conflicts + OpposedDecisions(transaction).conflicts() + ruleFindings()
    }

    /// What the rules list, without what was accepted.
    private func ruleFindings() throws -> [Conflict] {
        let rules = Dictionary(
            try Rule.all(in: transaction.database).map { ($0.name, $0) }) { first, _ in first }
        guard !rules.isEmpty else { return [] }
        let rows = try log.statement(
            "SELECT rule, tbl, key, other, scope, detail FROM zhibu_finding WHERE accepted = 0")
        var found: [Conflict] = []
        while try rows.step() {
            guard let rule = rules[rows.text(0)],
                let table = transaction.model.table(id: Int(rows.int(1))),
                let key = RowKey(bytes: rows.bytes(2)).values,
                let other = RowKey(bytes: rows.bytes(3)).values
            else { continue }
            let entry = RowEntry(table: table, key: key, rowKey: RowKey(key), scope: rows.text(4))
            var conflict = conflict(
                entry, kind: rule.kind, unit: nil, status: .open, visible: nil, candidates: [],
                heads: [], otherKey: other == key ? nil : other)
            conflict.detail = rows.isNull(5) ? nil : rows.text(5)
            found.append(conflict)
        }
        return found
    }

    func conflicts(of entry: RowEntry) throws -> [Conflict] {
        guard entry.state.isLive else { return [] }
        var conflicts: [Conflict] = []
        for (unit, model) in entry.table.units.enumerated()
        where entry.state.units[unit].count > 1 || model.policy.owner != nil {
            let (verdict, heads, values) = try transaction.rows.verdict(entry, unit: unit)
            guard verdict.standing != .agreed else { continue }
            let writes = try heads.map { try write($0.dot) }
            var conflict = conflict(
                entry, kind: "value", unit: unit,
                status: verdict.standing == .open ? .open : .settled,
                visible: values[verdict.visible],
                candidates: Self.candidates(values, writes), heads: writes.map(\.hash))
            conflict.owner = model.policy.owner
            conflicts.append(conflict)
        }
        if !entry.state.absences.isEmpty {
            let deletions = try entry.state.absences.map { try write($0) }
            var conflict = conflict(
                entry, kind: "delete-edit", unit: nil,
                status: entry.table.columns.isEmpty ? .settled : .open,
                visible: try visible(entry), candidates: [], heads: deletions.map(\.hash))
            conflict.deletions = deletions.sorted { $0.hash < $1.hash }
            conflicts.append(conflict)
        }
        return conflicts
    }

    /// What is wrong with counters and sets, and with values that are written once.
    private func findings() throws -> [Conflict] {
        var conflicts: [Conflict] = []
        let unsound = Set(transaction.specials.rows(with: .unsoundTotal))
        if !unsound.isEmpty {
            for (name, units) in try RowRebuild(transaction).findings(unsound) {
                guard let table = transaction.model.table(id: name.table), let key = name.key.values
                else { continue }
                let entry = try transaction.rows.entry(table, key: key, scope: name.scope)
                guard entry.state.isLive else { continue }
                for (unit, kinds) in units.sorted(by: { $0.key < $1.key }) {
                    for kind in kinds {
                        let (_, _, values) = try transaction.rows.verdict(entry, unit: unit)
                        conflicts.append(
                            conflict(
                                entry, kind: kind, unit: unit, status: .open, visible: values[0],
                                candidates: [], heads: []))
                    }
                }
            }
        }
        return try conflicts + OverwrittenOnce(transaction).findings()
    }

    func visible(_ entry: RowEntry) throws -> [Value] {
        var row = entry.table.columns.map(\.defaultValue)
        for unit in entry.table.units.indices {
            let (verdict, _, values) = try transaction.rows.verdict(entry, unit: unit)
            for (column, value) in zip(entry.table.units[unit].columns, values[verdict.visible]) {
                row[column] = value
            }
        }
        return row
    }

    func conflict(
        _ entry: RowEntry, kind: String, unit: Int?, status: Conflict.Status, visible: [Value]?,
        candidates: [Conflict.Candidate], heads: [ChangesetHash], otherKey: [Value]? = nil
    ) -> Conflict {
        let name = unit.map { entry.table.units[$0].name }
        let columns =
            unit.map { entry.table.units[$0].columns.map { entry.table.columns[$0].name } }
            ?? entry.table.columns.map(\.name)
        return Conflict(
            id: ConflictID(
                kind: kind, scope: entry.scope, table: entry.table.name, key: entry.key,
                otherKey: otherKey, unit: name, heads: heads),
            kind: kind, status: status, scope: entry.scope, table: entry.table.name, key: entry.key,
            unit: name, columns: columns, visible: visible, candidates: candidates, deletions: [],
            decisions: [], otherKey: otherKey, heads: heads)
    }

    /// One candidate for each distinct value, ordered by its first write: author, then number.
    static func candidates(
        _ values: [[Value]], _ writes: [Conflict.Write]
    ) -> [Conflict.Candidate] {
        let order = writes.indices.sorted {
            let (a, b) = (writes[$0], writes[$1])
            if a.author != b.author { return a.author < b.author }
            if a.number != b.number { return a.number < b.number }
            return a.hash < b.hash
        }
        var candidates: [Conflict.Candidate] = []
        for index in order {
            if let known = candidates.firstIndex(where: { $0.values == values[index] }) {
                candidates[known].writes.append(writes[index])
            } else {
                candidates.append(
                    Conflict.Candidate(
                        number: candidates.count + 1, values: values[index],
                        writes: [writes[index]]))
            }
        }
        return candidates
    }

    /// Thousands of conflicts may name one changeset: it is read once.
    func write(_ dot: Dot) throws -> Conflict.Write {
        if let known = transaction.knownWrites[dot] { return known }
        let write = try write(dot, of: log.header(at: dot))
        transaction.knownWrites[dot] = write
        return write
    }

    func write(_ dot: Dot, of header: ChangesetHeader) throws -> Conflict.Write {
        let vector = try transaction.chains.vector(at: dot)
        var seen: [Author: Int64] = [:]
        for (chain, number) in vector.numbers {
            guard let author = transaction.chains[chain]?.author else { continue }
            seen[author] = max(seen[author] ?? 0, number)
        }
        if let own = transaction.chains[dot.chain]?.author {
            seen[own] = dot.number > 1 ? dot.number - 1 : nil
        }
        guard let hash = try log.hash(of: dot) else {
            throw StoreError(.logDamaged, "changeset \(dot.number) of chain \(dot.chain.value)")
        }
        return Conflict.Write(
            author: header.author, number: dot.number, hash: hash, at: header.at, person: header.person, seen: seen)
    }
}

extension ChainTable {
    /// What the changeset at a dot had seen, itself included.
    func vector(at dot: Dot) throws -> VersionVector {
        if self[dot.chain]?.last == dot.number { return try vector(of: dot.chain) }
        var vector = try seenVector(at: dot)
        vector.formUnion(dot)
        return vector
    }
}

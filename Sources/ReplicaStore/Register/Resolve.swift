import GRDB
public import SyncCore

extension Replica {
    /// The register: what is open, what a rule settled, what was resolved. Folds first.
    ///
    /// - Parameter takenBack: Whether it has those as well of which nothing is left but decisions that were taken back: for a
    ///   ledger.
    /// - Returns: Sorted by scope, table, key and unit.
    public func conflicts(takenBack: Bool = false) throws -> [Conflict] {
        try transaction { transaction in
            try RuleRun(transaction).run()
            let register = Register(transaction)
            let standing = try register.standing()
            let ids = Set(standing.map(\.id))
            let all = try PastConflicts(transaction).all()
            let past = all.filter { !ids.contains($0.id) && (takenBack || !$0.isOnlyTakenBack) }
            // What was accepted once and is open again: the person sees by whom, and why.
            let seconds = try SecondSignatures(transaction)
            let withdrawn = Dictionary(all.map { ($0.id, $0.withdrawn) }) { first, _ in first }
            let lapsed = Dictionary(
                all.filter { ids.contains($0.id) && $0.isFinding }.map { ($0.id, $0.decisions) }
            ) { first, _ in first }
            let rules = Dictionary(
                try Rule.all(in: transaction.database).map { ($0.kind, $0) }) { first, _ in first }
            return try (standing + past).map { conflict in
                var conflict = conflict
                if conflict.decisions.isEmpty { conflict.decisions = lapsed[conflict.id] ?? [] }
                if conflict.withdrawn.isEmpty { conflict.withdrawn = withdrawn[conflict.id] ?? [] }
                conflict.title = rules[conflict.kind]?.title
                conflict.englishTitle = rules[conflict.kind]?.englishTitle
                conflict.severity = rules[conflict.kind]?.severity
                conflict.needsSecond = seconds.isNeeded(for: conflict)
                if conflict.status == .open {
                    conflict.signatures = try seconds.signatures(of: conflict)
                } else {
                    conflict.signatures = seconds.everySignature(of: conflict)
                }
                return conflict
            }.sorted(by: Conflict.precedes)
        }
    }

    /// Brings up to date what the rules list, as `zhibu_scope_status` counts it. Folds first.
    public func runRules() throws {
        try transaction { try RuleRun($0).run() }
    }

    /// How many conflicts are open, by scope. Folds first.
    public func openConflictCounts() throws -> [String: Int] {
        try transaction { transaction in
            try RuleRun(transaction).run()
            var counts: [String: Int] = [:]
            for conflict in try Register(transaction).standing() where conflict.status == .open {
                counts[conflict.scope, default: 0] += 1
            }
            return counts
        }
    }

    /// Writes a person's decision: an ordinary write that has seen all heads, with the decision in
    /// the same changeset.
    ///
    /// - Parameters:
    ///   - id: The whole id, or a beginning that only one open conflict has.
    ///   - choice: What is to stand.
    ///   - reason: Why, for the history.
    /// - Throws: `conflictUnknown`; `conflictChanged` with its successor's id where a further write
    ///   came; `conflictDecided`; `conflictSettled`; `choiceUnfit`; `reasonMissing`; `notEntitled`; `roleNeeded` where
    ///   a role owns the unit; `signedAlready` where it waits for another person's signature.
    @discardableResult
    public func resolve(_ id: String, _ choice: Choice, reason: String) throws -> Settlement {
        try reason.requireReason()
        return try transaction { transaction in
            let conflict = try Self.openConflict(id, transaction)
            return try transaction.resolve(conflict, choice, reason: reason, SecondSignatures(transaction))
        }
    }

    /// Writes many decisions as one act: all of them, or none.
    ///
    /// - Parameters:
    ///   - choices: Open conflicts, and what is to stand of each.
    ///   - reason: Why, for the history.
    /// - Returns: The changesets with the decisions, in the order in which ``undo(batch:reason:)`` takes them back, and how
    ///   many wait for a second signature.
    /// - Throws: As ``resolve(_:_:reason:)``; `conflictChanged` where one of them is not open any more.
    @discardableResult
    public func resolve(
        _ choices: [(id: ConflictID, choice: Choice)], reason: String
    ) throws -> (batches: [ChangesetHash], signed: Int) {
        try reason.requireReason()
        let (dots, signed) = try transaction { transaction in
            try RuleRun(transaction).run()
            let before = transaction.chains.chains.mapValues(\.last)
            let open = Dictionary(
                try Register(transaction).standing().filter { $0.status == .open }.map { ($0.id, $0) }
            ) { first, _ in first }
            let chosen = try choices.map { id, choice in
                guard let conflict = open[id] else { throw StoreError(.conflictChanged, id.text) }
                return (conflict, choice)
            }
            let seconds = try SecondSignatures(transaction)
            var signed = 0
            func settle(_ conflict: Conflict, _ choice: Choice) throws {
                if try transaction.resolve(conflict, choice, reason: reason, seconds) == .signed { signed += 1 }
            }
            // The values of a row that goes are no matter any more.
            let deletions = chosen.filter { conflict, choice in choice.words == "delete" && !seconds.isNeeded(for: conflict) }
            let gone = Set(deletions.map { Place($0.0) })
            for (conflict, choice) in chosen where !conflict.isFinding && (conflict.unit == nil || !gone.contains(Place(conflict))) {
                try settle(conflict, choice)
            }
            // What is accepted is accepted as the other decisions leave it, and names them by their hashes.
            try transaction.endChangesets()
            for (conflict, choice) in chosen where conflict.isFinding { try settle(conflict, choice) }
            return (transaction.dots(after: before), signed)
        }
        return (try look { transaction in try dots.reversed().compactMap(transaction.log.hash) }, signed)
    }

    private struct Place: Hashable {
        var scope: String
        var table: String
        var key: [Value]

        init(_ conflict: Conflict) { (scope, table, key) = (conflict.scope, conflict.table, conflict.key) }
    }

    private static func openConflict(
        _ id: String, _ transaction: StoreTransaction
    ) throws -> Conflict {
        try RuleRun(transaction).run()
        let register = Register(transaction)
        let standing = try register.standing()
        let open = standing.filter { $0.status == .open }
        let matches = open.filter { $0.id.text.hasPrefix(id.lowercased()) }
        if matches.count == 1 { return matches[0] }
        if matches.count > 1 { throw StoreError(.conflictUnknown, "\(id): \(matches.count)") }
        for old in try PastConflicts(transaction).all() where old.id.text.hasPrefix(id.lowercased()) {
            let successor = open.first {
                $0.kind == old.kind && $0.table == old.table && $0.key == old.key && $0.unit == old.unit
            }
            if successor == nil, let decision = old.decisions.last {
                throw StoreError(.conflictDecided, decision.by.person)
            }
            throw StoreError(.conflictChanged, successor?.id.text ?? "")
        }
        if let settled = standing.first(where: { $0.id.text.hasPrefix(id.lowercased()) }) {
            throw StoreError(.conflictSettled, settled.id.text)
        }
        if let grown = open.first(where: { $0.hasGrown(from: id.lowercased()) }) {
            throw StoreError(.conflictChanged, grown.id.text)
        }
        throw StoreError(.conflictUnknown, id)
    }
}

extension StoreTransaction {
    /// The changesets that this transaction has written, or is writing.
    fileprivate func dots(after before: [ChainIndex: Int64]) -> [Dot] {
        let open = Dictionary(openChangesets.values.map { ($0.dot.chain, $0.dot.number) }) { $1 }
        return chains.chains.sorted { $0.key < $1.key }.flatMap { index, chain in
            let (first, last) = ((before[index] ?? chain.fork) + 1, max(chain.last, open[index] ?? 0))
            return first <= last ? (first...last).map { Dot(chain: index, number: $0) } : []
        }
    }

    /// - Parameter conflict: An open one.
    fileprivate func resolve(
        _ conflict: Conflict, _ choice: Choice, reason: String, _ seconds: SecondSignatures
    ) throws -> Settlement {
        if try seconds.isLacking(for: conflict, choice) {
            try sign(conflict, choice, reason: reason)
            return .signed
        }
        try decide(conflict, choice, reason: reason)
        return .decided
    }

    private func decide(_ conflict: Conflict, _ choice: Choice, reason: String) throws {
        if conflict.isBetweenDecisions { return try OpposedDecisions(self).resolve(conflict, choice, reason: reason) }
        if conflict.kind == "scope" { return try ScopeConflict(self).resolve(conflict, choice, reason: reason) }
        try requireRight(in: conflict.scope)
        try Resolution(self, conflict).write(choice, reason: reason)
    }
}

extension Conflict {
    /// Whether an id names the same conflict among fewer of its heads: others came since it was shown.
    fileprivate func hasGrown(from id: String) -> Bool {
        let heads = candidates.flatMap { $0.writes.map(\.hash) }
        // Fewer digits than a screen shows would be found by chance.
        guard kind == "value", heads.count > 2, heads.count <= 8, id.count >= 4 else { return false }
        return (1..<(1 << heads.count) - 1).contains { chosen in
            let some = heads.indices.filter { chosen >> $0 & 1 == 1 }.map { heads[$0] }
            guard some.count > 1 else { return false }
            return ConflictID(kind: kind, scope: scope, table: table, key: key, unit: unit, heads: some)
                .text.hasPrefix(id)
        }
    }

    static func precedes(_ left: Conflict, _ right: Conflict) -> Bool {
        let a = [left.scope, left.table], b = [right.scope, right.table]
        if a != b { return a.lexicographicallyPrecedes(b) }
        let keys = (RowKey(left.key).bytes, RowKey(right.key).bytes)
        if keys.0 != keys.1 { return keys.0.lexicographicallyPrecedes(keys.1) }
        if left.unit != right.unit { return (left.unit ?? "") < (right.unit ?? "") }
        return left.id.text < right.id.text
    }
}

/// One decision being written.
private struct Resolution {
    let transaction: StoreTransaction
    let conflict: Conflict
    let entry: RowEntry

    init(_ transaction: StoreTransaction, _ conflict: Conflict) throws {
        self.transaction = transaction
        self.conflict = conflict
        guard let table = transaction.model.table(named: conflict.table) else {
            throw StoreError(.tableUnknown, conflict.table)
        }
        entry = try transaction.rows.entry(table, key: conflict.key, scope: conflict.scope)
    }

    func write(_ choice: Choice, reason: String) throws {
        let table = entry.table
        let unit = conflict.unit.flatMap { table.unit(named: $0) }
        if conflict.isFinding {
            return try accept(choice, unit: unit, reason: reason)
        }
        try transaction.requireRole(of: unit, in: table)
        let operation = try operation(choice, unit: unit)
        let column = unit.map { table.units[$0].columns[0] }
        var lines: [ChangesetLine] = []
        if let column, conflict.candidates.count > 1 {
            lines.append(
                .covers(CoveredHeads(key: entry.key, column: column, heads: conflict.heads)))
        }
        lines.append(
            .decide(
                DecisionLine(
                    key: entry.key, column: column, kind: conflict.kind, choice: choice.words,
                    reason: reason, heads: conflict.heads)))
        try transaction.record(operation, unit: unit, lines, about: entry)
    }

    /// A finding is put right by edits or by a remedy of the schema's, or accepted as it is: then nothing but the decision is
    /// written.
    private func accept(_ choice: Choice, unit: Int?, reason: String) throws {
        let table = entry.table
        let line = ChangesetLine.decide(
            DecisionLine(
                key: entry.key, otherKey: conflict.otherKey,
                column: unit.map { table.units[$0].columns[0] }, kind: conflict.kind,
                choice: choice.words, reason: reason,
                heads: try Acceptance(transaction).heads(of: conflict, table)))
        if let (verb, number) = choice.remedy {
            return try RemedyRun(transaction, conflict).write(verb, number, line, about: entry, reason: reason)
        }
        guard case .keep = choice else {
            throw StoreError(.choiceUnfit, "\(choice.words): \(conflict.kind)")
        }
        try transaction.record(nil, [line], about: entry)
    }

    private func operation(_ choice: Choice, unit: Int?) throws -> RowOperation {
        switch (choice, unit) {
        case (.take(let number), let unit?):
            guard let candidate = conflict.candidates.first(where: { $0.number == number }) else {
                throw StoreError(.choiceUnfit, "take \(number)")
            }
            return RowOperation(
                .update, key: entry.key, columns: entry.table.units[unit].columns,
                values: candidate.values)
        case (.set(let values), let unit?):
            let columns = entry.table.units[unit].columns
            if let stray = values.keys.sorted().first(where: { !conflict.columns.contains($0) }) {
                throw StoreError(.choiceUnfit, stray)
            }
            let visible = conflict.visible ?? columns.map { _ in .null }
            let form = StoredForm(transaction.log)
            let written = try zip(conflict.columns, visible).map { column, shown in
                try values[column].map { try form.of($0, in: column, of: entry.table.name) } ?? shown
            }
            return RowOperation(.update, key: entry.key, columns: columns, values: written)
        case (.keep, nil) where conflict.kind == "delete-edit":
            return RowOperation(.keep, key: entry.key)
        case (.delete, nil) where conflict.kind == "delete-edit":
            return RowOperation(.delete, key: entry.key)
        default: throw StoreError(.choiceUnfit, "\(choice.words): \(conflict.kind)")
        }
    }
}

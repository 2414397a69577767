import SyncCore

extension Replica {
    /// Takes back what was decided about a conflict: the conflict is open again, its decisions' writes
    /// no longer count, nor what was signed for it before. Where a second signature is waited for, it takes back this device's.
    ///
    /// - Parameters:
    ///   - id: The whole id of a resolved or signed conflict, or a beginning that only one has.
    ///   - reason: Why, for the history.
    /// - Throws: `conflictUnknown`; `conflictUndecided`, `conflictSettled`; `undoTooLate` where a later
    ///   write has seen the decision;
    ///   `reasonMissing`; `notEntitled`; `roleNeeded` where a role owns the unit.
    @discardableResult
    public func undo(_ id: String, reason: String) throws -> Conflict {
        try reason.requireReason()
        return try transaction { transaction in
            try RuleRun(transaction).run()
            let past = try PastConflicts(transaction).all().filter {
                $0.id.text.hasPrefix(id.lowercased()) && !$0.isOnlyTakenBack
            }
            let resolved = past.filter { $0.status == .resolved }
            if resolved.isEmpty {
                if let signed = try Self.signed(id, transaction) {
                    try Self.undo(signed, reason: reason, transaction)
                    return signed
                }
                try Self.refuseUndecided(id, past, transaction)
            }
            guard let conflict = resolved.first, resolved.count == 1 else { throw StoreError(.conflictUnknown, id) }
            try Self.undo(conflict, reason: reason, transaction)
            return conflict
        }
    }

    /// Takes back what was decided in one act, as far as nobody has written over it since.
    ///
    /// - Parameters:
    ///   - batch: The beginning of the hash of a changeset with decisions.
    ///   - reason: Why, for the history.
    /// - Returns: What was taken back, and what stays: somebody has seen the decision and written over it.
    /// - Throws: `conflictUnknown` where there is no such changeset, or several; else as ``undo(_:reason:)``.
    public func undo(batch: String, reason: String) throws -> (undone: [Conflict], late: [Conflict]) {
        try reason.requireReason()
        return try transaction { transaction in
            try RuleRun(transaction).run()
            func isOfBatch(_ decision: Conflict.Decision) -> Bool { decision.by.hash.description.hasPrefix(batch.lowercased()) }
            let meant = try PastConflicts(transaction).all().filter { $0.status == .resolved && $0.decisions.contains(where: isOfBatch) }
            let hashes = Set(meant.flatMap(\.decisions).filter(isOfBatch).map(\.by.hash))
            guard batch.count >= Self.batchDigitsMin, hashes.count == 1 else { throw StoreError(.conflictUnknown, batch) }
            var (undone, late): ([Conflict], [Conflict]) = ([], [])
            for conflict in meant {
                // What somebody else has decided about the same stays.
                var own = conflict
                own.decisions = conflict.decisions.filter(isOfBatch)
                do {
                    try Self.undo(own, reason: reason, transaction)
                    undone.append(conflict)
                } catch let error as StoreError where error.code == .undoTooLate {
                    late.append(conflict)
                }
            }
            return (undone, late)
        }
    }

    private static let batchDigitsMin = 8

    private static func undo(_ conflict: Conflict, reason: String, _ transaction: StoreTransaction) throws {
        guard let table = transaction.model.table(named: conflict.table) else { throw StoreError(.tableUnknown, conflict.table) }
        let unit = conflict.unit.flatMap { table.unit(named: $0) }
        try transaction.requireRole(of: unit, in: table)
        var conflict = conflict
        // Who has signed for what is taken back is asked again.
        if conflict.status == .resolved { conflict.decisions += try SecondSignatures(transaction).everySignature(of: conflict) }
        // Between scopes people may have decided in each of them.
        let byScope = Dictionary(grouping: conflict.decisions, by: \.scope).sorted { $0.key < $1.key }
        let entries = try byScope.map { scope, _ in
            try transaction.requireRight(in: scope)
            let entry = try transaction.rows.entry(table, key: conflict.key, scope: scope)
            if conflict.status == .resolved { try Self.refuseIfLapsed(conflict, entry, transaction) }
            return entry
        }
        let remedied = try RemediedRows(transaction).written(with: conflict)
        for row in remedied {
            try transaction.requireRight(in: row.entry.scope)
            try transaction.requireRole(of: row.unit, in: row.entry.table)
        }
        let rows = remedied + zip(entries, byScope).map { entry, decisions in
            DecidedRow(entry: entry, unit: unit, hashes: Set(decisions.value.map(\.by.hash)))
        }
        try LaterWrites(transaction).refuse(rows)
        for row in rows {
            let column = row.unit.map { row.entry.table.units[$0].columns[0] }
            let line = UndoLine(key: row.entry.key, column: column, reason: reason, withdraws: Array(row.hashes))
            try transaction.record(nil, [.undo(line)], about: row.entry)
            transaction.markStale(row.entry.name)
        }
    }

    /// An open conflict that somebody has signed, with the signatures as its decisions.
    private static func signed(_ id: String, _ transaction: StoreTransaction) throws -> Conflict? {
        let seconds = try SecondSignatures(transaction)
        let signed = try Register(transaction).standing().compactMap { conflict -> Conflict? in
            guard conflict.status == .open, conflict.id.text.hasPrefix(id.lowercased()) else { return nil }
            var conflict = conflict
            let author = try transaction.author()
            conflict.decisions = seconds.everySignature(of: conflict).filter { $0.by.author.isOfSameDevice(as: author) }
            return conflict.decisions.isEmpty ? nil : conflict
        }
        return id.isEmpty || signed.count != 1 ? nil : signed[0]
    }

    private static func refuseUndecided(
        _ id: String, _ past: [Conflict], _ transaction: StoreTransaction
    ) throws {
        let known = try Register(transaction).standing().filter { $0.id.text.hasPrefix(id.lowercased()) } + past
        guard !id.isEmpty, let conflict = known.first else { return }
        throw StoreError(conflict.status == .settled ? .conflictSettled : .conflictUndecided, conflict.id.text)
    }

    /// An acceptance that a later write has ended can't be taken back: the finding is open already.
    private static func refuseIfLapsed(
        _ conflict: Conflict, _ entry: RowEntry, _ transaction: StoreTransaction
    ) throws {
        let register = Register(transaction)
        guard conflict.isFinding, try register.standing().contains(where: { $0.id == conflict.id })
        else { return }
        var dots = Acceptance.dots(of: entry)
        if let other = conflict.otherKey,
            let scope = try transaction.rows.shownScope(entry.table, key: other)
        {
            dots.formUnion(
                Acceptance.dots(of: try transaction.rows.entry(entry.table, key: other, scope: scope)))
        }
        let last = try dots.map(register.write).max { ($0.at, $0.hash) < ($1.at, $1.hash) }
        throw StoreError(.undoTooLate, last.map { "\($0.author.short) \($0.number)" } ?? "")
    }
}

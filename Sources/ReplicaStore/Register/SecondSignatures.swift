import GRDB
import SyncCore

/// Conflicts that the schema wants two people to settle: who has chosen what, and waits for somebody else to choose the same.
///
/// A signature is a decision line whose choice begins with `sign`: it writes nothing and covers nothing, so the conflict
/// stays as open as it was. Whoever chooses the same on another device, under another name, writes the decision. A further
/// write makes another conflict, and what was signed is about that no more.
struct SecondSignatures {
    /// Before the choice in a decision line that only signs.
    static let mark = "sign "

    private let transaction: StoreTransaction
    /// Table → the units that are named; nil among them for all that is about it.
    private var units: [String: Set<String?>] = [:]
    private var signed: [String: [Line]] = [:]

    private struct Line {
        var decision: Conflict.Decision
        var heads: [ChangesetHash]
    }

    init(_ transaction: StoreTransaction) throws {
        self.transaction = transaction
        for row in try Row.fetchAll(transaction.database, sql: "SELECT tbl, col FROM zhibu_second") {
            let name: String = row["tbl"]
            guard let table = transaction.model.table(named: name) else { continue }
            let column: String? = row["col"]
            let place = column.flatMap { name in table.columns.firstIndex { $0.name == name } }
            guard column == nil || place != nil else { continue }
            units[name, default: []].insert(place.map { table.units[table.unitOfColumn[$0]].name })
        }
        guard !units.isEmpty else { return }
        try read()
    }

    private mutating func read() throws {
        let rows = try transaction.log.statement(
            """
            SELECT c.id, c.tbl, c.key, h.scope, c.unit, c.conflict, c.choice, c.reason, c.heads FROM zhibu_covered c
            JOIN zhibu_chain h ON h.id = c.id >> 40 WHERE c.choice LIKE 'sign %' ORDER BY c.id, c.line
            """)
        var found: [(Dot, id: String, scope: String, choice: String, reason: String, heads: [UInt8])] = []
        while try rows.step() {
            let dot = Dot(packed: rows.int(0))
            guard let table = transaction.model.table(named: rows.text(1)), !transaction.voids.contains(dot) else { continue }
            let name = RowName(table: table.id, scope: rows.text(3), key: RowKey(bytes: rows.bytes(2)))
            if transaction.specials.isWithdrawn(dot, unit: rows.isNull(4) ? nil : rows.text(4), of: name) { continue }
            let choice = String(rows.text(6).dropFirst(Self.mark.count))
            // What nobody can choose nobody can agree to; screens make a command of it.
            guard Choice(words: choice) != nil else { continue }
            found.append((dot, rows.text(5), rows.text(3), choice, rows.text(7), rows.bytes(8)))
        }
        for (dot, id, scope, choice, reason, heads) in found {
            let by = try Register(transaction).write(dot)
            signed[id, default: []].append(
                Line(
                    decision: .init(by: by, scope: scope, choice: choice, reason: reason),
                    heads: stride(from: 0, to: heads.count, by: 32).compactMap {
                        ChangesetHash(bytes: Array(heads[$0..<min($0 + 32, heads.count)]))
                    }))
        }
    }

    func isNeeded(for conflict: Conflict) -> Bool {
        guard let named = units[conflict.table] else { return false }
        return named.contains(nil) || conflict.unit != nil && named.contains(conflict.unit)
    }

    /// Of a conflict that is settled: who had signed before.
    func everySignature(of conflict: Conflict) -> [Conflict.Decision] {
        (signed[conflict.id.text] ?? []).map(\.decision).sorted(by: Conflict.Decision.precedes)
    }

    /// In the order of time; of each device the last one.
    func signatures(of conflict: Conflict) throws -> [Conflict.Decision] {
        guard let lines = signed[conflict.id.text] else { return [] }
        var standing = lines
        // A finding has one name, whatever becomes of its rows.
        if conflict.isFinding, let table = transaction.model.table(named: conflict.table) {
            let heads = try Acceptance(transaction).heads(of: conflict, table)
            standing = lines.filter { $0.heads == heads }
        }
        let sorted = standing.map(\.decision).sorted(by: Conflict.Decision.precedes)
        return sorted.enumerated().filter { place, one in
            !sorted[(place + 1)...].contains { $0.by.author.isOfSameDevice(as: one.by.author) }
        }.map(\.element)
    }

    /// Whether a choice is the first of the two.
    ///
    /// - Throws: `signedAlready` where it was this person's, or this device's; `choiceUnfit` for a value that somebody types:
    ///   two people may choose between what is there.
    func isLacking(for conflict: Conflict, _ choice: Choice) throws -> Bool {
        guard isNeeded(for: conflict) else { return false }
        if case .set = choice { throw StoreError(.choiceUnfit, "\(choice.words): 2") }
        let same = try signatures(of: conflict).filter { $0.choice == choice.words }
        let (author, person) = (try transaction.author(), try transaction.meta.text(.person) ?? "")
        if same.contains(where: { !$0.by.author.isOfSameDevice(as: author) && $0.by.person != person }) { return false }
        if !same.isEmpty { throw StoreError(.signedAlready, conflict.id.text) }
        return true
    }
}

extension StoreTransaction {
    /// Writes down what one person has chosen, for another one to choose too.
    func sign(_ conflict: Conflict, _ choice: Choice, reason: String) throws {
        guard let table = model.table(named: conflict.table) else { throw StoreError(.tableUnknown, conflict.table) }
        try requireRight(in: conflict.scope)
        let unit = conflict.unit.flatMap { table.unit(named: $0) }
        try requireRole(of: unit, in: table)
        try require(choice, for: conflict, reason: reason)
        let entry = try rows.entry(table, key: conflict.key, scope: conflict.scope)
        let heads = conflict.isFinding ? try Acceptance(self).heads(of: conflict, table) : conflict.heads
        let line = ChangesetLine.decide(
            DecisionLine(
                key: entry.key, otherKey: conflict.otherKey, column: unit.map { table.units[$0].columns[0] }, kind: conflict.kind,
                choice: SecondSignatures.mark + choice.words, reason: reason, heads: heads))
        try record(nil, [line], about: entry)
    }

    /// What nobody could decide is not signed either.
    private func require(_ choice: Choice, for conflict: Conflict, reason: String) throws {
        let isFit =
            switch choice {
            case .take(let number) where !conflict.isFinding: conflict.candidates.contains { $0.number == number }
            case .take(let number): try !RemedyRun(self, conflict).writes(.take, number, reason: reason).isEmpty
            case .merge(let number): try !RemedyRun(self, conflict).writes(.merge, number, reason: reason).isEmpty
            case .keep: conflict.isFinding || conflict.kind == "delete-edit"
            case .delete: conflict.kind == "delete-edit" || conflict.isBetweenDecisions
            case .set: false
            }
        if !isFit { throw StoreError(.choiceUnfit, "\(choice.words): \(conflict.kind)") }
    }
}

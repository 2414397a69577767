import GRDB
import SyncCore

/// What puts right what a rule found, as a query: which of the rows stays as it is, and what is written then.
///
/// It returns `tbl, key, col, value`, a line for each value to write; it reads the records, and the parameters `:kept` and
/// `:other` (keys; the other is NULL where the finding is about one row), `:day`, `:at`, `:person` and `:reason`.
struct Remedy {
    /// What a person chooses.
    enum Verb: String, CaseIterable {
        /// One row stands as it is; the other one gives way, whatever that means in its table.
        case take
        /// Both are of the same thing: what belongs to the other belongs to the one that is kept.
        case merge
    }

    var rule: String
    var verb: Verb
    var zh: String
    var en: String
    let sql: String

    static let columns = ["tbl", "key", "col", "value"]

    static func all(in database: Database) throws -> [Remedy] {
        try Row.fetchAll(database, sql: "SELECT rule, verb, zh, en, sql FROM zhibu_remedy ORDER BY rule, verb").compactMap { row in
            Verb(rawValue: row["verb"]).map {
                Remedy(rule: row["rule"], verb: $0, zh: row["zh"] ?? "", en: row["en"] ?? "", sql: row["sql"])
            }
        }
    }
}

/// Values that a remedy writes to one row.
struct RemedyWrite {
    var table: TableModel
    var key: [Value]
    var scope: String
    /// By the column's place in the table.
    var values: [Int: Value]
}

/// What the schema offers for one finding.
struct RemedyRun {
    let transaction: StoreTransaction
    let conflict: Conflict
    private let remedies: [Remedy]
    private let form: StoredForm
    private var log: ChangesetLog { transaction.log }
    /// More would be no remedy.
    private static let writesMax = 100_000

    init(_ transaction: StoreTransaction, _ conflict: Conflict) throws {
        self.transaction = transaction
        self.conflict = conflict
        form = StoredForm(transaction.log)
        remedies = try conflict.rule.map { rule in try Remedy.all(in: transaction.database).filter { $0.rule == rule } } ?? []
    }

    /// What would be written, as the query has it.
    ///
    /// - Parameter number: The row that is kept: 1, or 2 where the finding is about two.
    /// - Throws: `choiceUnfit` where there is no such remedy, or its query gives what can't be written.
    func writes(_ verb: Remedy.Verb, _ number: Int, reason: String) throws -> [RemedyWrite] {
        let keys = [conflict.key, conflict.otherKey].compactMap { $0 }
        let words = "\(verb.rawValue) \(number)"
        guard (1...keys.count).contains(number), let remedy = remedies.first(where: { $0.verb == verb }) else {
            throw StoreError(.choiceUnfit, "\(words): \(conflict.kind)")
        }
        let kept = keys[number - 1]
        let rows = try log.statement(remedy.sql)
        defer { rows.reset() }
        let now = transaction.surroundings.now() + (try transaction.meta.int(.clockOffset) ?? 0)
        rows.bind(named: ":kept", try GivenKey(kept).value)
        rows.bind(named: ":other", try keys.first { $0 != kept }.map { try GivenKey($0).value } ?? .null)
        rows.bind(named: ":day", .text(RuleRun.day(at: now)))
        rows.bind(named: ":at", .text(RuleRun.moment(at: now)))
        rows.bind(named: ":person", .text(try transaction.meta.text(.person) ?? ""))
        rows.bind(named: ":reason", .text(reason))
        var given: [(table: String, key: Value, column: String, value: Value)] = []
        try StepLimit.within(transaction.surroundings.ruleStepsMax, on: transaction.database) {
            while try rows.step() {
                given.append((rows.text(0), rows.value(1), rows.text(2), rows.value(3)))
                if given.count > Self.writesMax { throw StoreError(.choiceUnfit, "\(words): > \(Self.writesMax)") }
            }
        }
        return try collect(given, words)
    }

    private func collect(_ given: [(table: String, key: Value, column: String, value: Value)], _ words: String) throws -> [RemedyWrite] {
        var places: [RowName: Int] = [:]
        var writes: [RemedyWrite] = []
        for item in given {
            guard let table = transaction.model.table(named: item.table),
                let column = table.columns.firstIndex(where: { $0.name == item.column }),
                table.units[table.unitOfColumn[column]].policy.accumulation == nil,
                let key = try GivenKey(item.key).stored(in: table, log),
                let scope = try transaction.rows.shownScope(table, key: key)
            else { throw StoreError(.choiceUnfit, "\(words): \(item.table).\(item.column)") }
            let name = RowName(table: table.id, scope: scope, key: RowKey(key))
            if let place = places[name] {
                writes[place].values[column] = item.value
            } else {
                places[name] = writes.count
                writes.append(RemedyWrite(table: table, key: key, scope: scope, values: [column: item.value]))
            }
        }
        return writes
    }

    /// Writes it all, with the decision in the first changeset and a word about it in each row's history.
    ///
    /// - Throws: Also `notEntitled` and `roleNeeded`, and then nothing was written.
    func write(_ verb: Remedy.Verb, _ number: Int, _ decision: ChangesetLine, about entry: RowEntry, reason: String) throws {
        let writes = try writes(verb, number, reason: reason)
        // Heads are named by their hashes.
        try transaction.endChangesets()
        try transaction.record(nil, [decision], about: entry)
        for write in writes {
            try transaction.requireRight(in: write.scope)
            let row = try transaction.rows.entry(write.table, key: write.key, scope: write.scope)
            for unit in Set(write.values.keys.map { write.table.unitOfColumn[$0] }).sorted() {
                try self.write(write, unit: unit, of: row, "\(verb.rawValue) \(number)", reason)
            }
        }
    }

    private func write(_ write: RemedyWrite, unit: Int, of row: RowEntry, _ choice: String, _ reason: String) throws {
        let table = write.table
        try transaction.requireRole(of: unit, in: table)
        let (verdict, _, values) = try transaction.rows.verdict(row, unit: unit)
        let before = values[verdict.visible]
        let after = try zip(table.units[unit].columns, before).map { column, shown in
            try write.values[column].map { try form.of($0, in: table.columns[column].name, of: table.name) } ?? shown
        }
        guard after != before else { return }
        var made = RowWrite()
        made.append(.update, units: [unit: after])
        var lines = try OwedCovers(transaction).lines(made, of: row, in: transaction.ownRoles())
        let dots = Set(row.state.units[unit].map(\.dot))
        lines.append(
            .decide(
                DecisionLine(
                    key: row.key, column: table.units[unit].columns[0], kind: "value", choice: conflict.id.remedyMark + choice,
                    reason: reason, heads: try (dots.isEmpty ? Acceptance.dots(of: row) : dots).compactMap(log.hash))))
        let operation = RowOperation(.update, key: row.key, columns: table.units[unit].columns, values: after)
        try transaction.record(operation, unit: unit, lines, about: row)
    }
}

extension ConflictID {
    /// Before the choice in a decision line about a row that a remedy writes: by it, undo finds what goes with the
    /// conflict's decision.
    var remedyMark: String { "remedy \(text) " }
}

extension Conflict {
    /// The rule that found it; nil for other conflicts.
    public var rule: String? { kind.hasPrefix("rule:") ? String(kind.dropFirst(5)) : nil }
}

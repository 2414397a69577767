import Foundation
import GRDB
import SyncCore

/// A choice for which a fact speaks, in words that name it.
public struct Advice: Sendable {
    /// As a decision line has it: `take 2`, `merge 1`, `keep`.
    public var choice: String
    public var zh: String
    public var en: String

    public init(choice: String, zh: String, en: String) { (self.choice, self.zh, self.en) = (choice, zh, en) }

    /// What a query for advice returns. It reads the records, and `:key` and `:other` (the rows of a rule's finding; the
    /// record in dispute, and NULL) and `:candidates`, a JSON array of objects from column to value, in the order of their
    /// numbers. The first row counts; no row, and nothing is suggested.
    static let columns = ["choice", "zh", "en"]
}

/// What the schema offers for a finding, as a person may choose it.
public struct Offer: Sendable {
    public var choice: Choice
    /// What it means, with `[1]` and `[2]` for the rows.
    public var zh: String
    public var en: String
}

extension Replica {
    /// What the schema suggests for an open conflict; nil where no fact speaks for a choice.
    ///
    /// - Throws: `statementFailed` where its query can't be run: a person decides all the same.
    public func advice(on conflict: Conflict) throws -> Advice? {
        try look { transaction in
            let about = conflict.rule ?? conflict.unit.map { "\(conflict.table).\($0)" } ?? conflict.table
            let queries = try String.fetchAll(
                transaction.database, sql: "SELECT sql FROM zhibu_advice WHERE about = ? ORDER BY rowid", arguments: [about])
            for sql in queries {
                if let advice = try transaction.advice(sql, conflict) { return advice }
            }
            return nil
        }
    }

    /// What the schema has for putting a finding right; nothing for other conflicts.
    public func offers(for conflict: Conflict) throws -> [Offer] {
        guard let rule = conflict.rule else { return [] }
        return try look { transaction in
            let remedies = try Remedy.all(in: transaction.database).filter { $0.rule == rule }
            return remedies.flatMap { remedy in
                (1...(conflict.otherKey == nil ? 1 : 2)).map { number in
                    func words(_ text: String) -> String {
                        text.replacing("{kept}", with: "[\(number)]").replacing("{other}", with: "[\(3 - number)]")
                    }
                    return Offer(
                        choice: remedy.verb == .take ? .take(number) : .merge(number), zh: words(remedy.zh), en: words(remedy.en))
                }
            }
        }
    }

    /// How many rows of which table a remedy would write.
    ///
    /// - Throws: `choiceUnfit` where the schema has no such remedy.
    public func reach(of choice: Choice, on conflict: Conflict) throws -> [(table: String, rows: Int)] {
        guard let (verb, number) = choice.remedy, conflict.isFinding else { return [] }
        return try look { transaction in
            let writes = try RemedyRun(transaction, conflict).writes(verb, number, reason: "")
            return Dictionary(grouping: writes, by: \.table.name).map { ($0.key, $0.value.count) }.sorted { $0.0 < $1.0 }
        }
    }
}

extension StoreTransaction {
    fileprivate func advice(_ sql: String, _ conflict: Conflict) throws -> Advice? {
        try StepLimit.within(surroundings.ruleStepsMax, on: database) {
            let rows = try log.statement(sql)
            defer { rows.reset() }
            try rows.bind(recordsOf: conflict)
            rows.bind(named: ":candidates", .text(try conflict.candidatesJSON()))
            guard try rows.step() else { return nil }
            return Advice(choice: rows.text(0), zh: rows.text(1), en: rows.text(2))
        }
    }
}

extension Statement {
    /// `:key` and `:other`: the record in dispute, or the rows of a rule's finding, of which the second may be NULL.
    func bind(recordsOf conflict: Conflict) throws {
        bind(named: ":key", try GivenKey(conflict.key).value)
        bind(named: ":other", try conflict.otherKey.map { try GivenKey($0).value } ?? .null)
    }
}

extension Conflict {
    fileprivate func candidatesJSON() throws -> String {
        let objects = candidates.map { candidate in
            Dictionary(
                zip(columns, candidate.values).map { column, value -> (String, Any) in
                    switch value {
                    case .integer(let number): (column, number)
                    case .real(let number): (column, number)
                    case .text(let bytes): (column, String(decoding: bytes, as: UTF8.self))
                    case .blob, .null: (column, NSNull())
                    }
                }) { first, _ in first }
        }
        return String(decoding: try JSONSerialization.data(withJSONObject: objects, options: .sortedKeys), as: UTF8.self)
    }
}

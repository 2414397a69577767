import Foundation
import GRDB
import SyncCore

/// What a finding says to people, in a sentence.
public struct Card: Sendable {
    public var zh: String
    public var en: String
}

/// A rule's sentence as the schema has it, with places for names, days and numbers.
///
/// `{name}` stands for a column of the card's query, which gives one row. It reads the records and `:key` and `:other`, the
/// rows of the finding; the other is NULL where the finding is about one row.
struct CardTemplate {
    var rule: String
    var zh: String
    var en: String
    /// Nil where there is nothing to fill in.
    let sql: String?

    /// What stands where there is no value.
    private static let unknown = "—"

    static func all(in database: Database) throws -> [CardTemplate] {
        try Row.fetchAll(database, sql: "SELECT rule, zh, en, sql FROM zhibu_card").map {
            CardTemplate(rule: $0["rule"], zh: $0["zh"], en: $0["en"], sql: $0["sql"])
        }
    }

    /// Why it can't be shown; nil where it can.
    func fault(in database: Database) throws -> String? {
        let places = Set(Self.places(in: zh) + Self.places(in: en))
        guard let sql else { return places.isEmpty ? nil : "{\(places.sorted()[0])}" }
        do {
            let statement = try database.makeStatement(sql: sql)
            if !statement.isReadonly { return "not a SELECT" }
            return places.subtracting(statement.columnNames).min().map { "{\($0)}" }
        } catch let error as DatabaseError {
            return error.message ?? "SQL"
        }
    }

    private static func places(in text: String) -> [String] {
        text.split(separator: "{", omittingEmptySubsequences: false).dropFirst().compactMap { part in
            part.firstIndex(of: "}").map { String(part[..<$0]) }
        }
    }

    /// - Parameter values: What the query gave; what a value says is never taken for a place.
    static func filled(_ text: String, with values: [String: String]) -> String {
        var filled = ""
        var rest = text[...]
        while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
            let name = String(rest[rest.index(after: open)..<close])
            filled += rest[..<open] + (values[name].flatMap { $0.isEmpty ? nil : $0 } ?? unknown)
            rest = rest[rest.index(after: close)...]
        }
        return filled + rest
    }
}

extension Replica {
    /// What the schema has for people to read of a finding; nil where it has nothing.
    ///
    /// - Throws: `statementFailed` where its query can't be run: the rule's title and the records say what it is about.
    public func card(of conflict: Conflict) throws -> Card? {
        guard let rule = conflict.rule else { return nil }
        return try look { transaction in
            guard let template = try CardTemplate.all(in: transaction.database).first(where: { $0.rule == rule }) else { return nil }
            let values = try template.sql.map { try transaction.values(of: $0, conflict) } ?? [:]
            return Card(
                zh: CardTemplate.filled(template.zh, with: values), en: CardTemplate.filled(template.en, with: values))
        }
    }
}

extension StoreTransaction {
    fileprivate func values(of sql: String, _ conflict: Conflict) throws -> [String: String] {
        try StepLimit.within(surroundings.ruleStepsMax, on: database) {
            let rows = try log.statement(sql)
            defer { rows.reset() }
            try rows.bind(recordsOf: conflict)
            guard try rows.step() else { return [:] }
            return Dictionary(rows.columnNames.enumerated().map { ($1, rows.text($0)) }) { first, _ in first }
        }
    }
}

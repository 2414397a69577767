public import Foundation

/// Why a schema can't be synced: where, and what to write instead.
public struct SchemaProblem: Error, Equatable, Sendable {
    public enum Kind: String, CaseIterable, Sendable {
        case noTable, noKey, keyMayBeNull, keyNumberedBySQLite, autoincrement, keyCollation,
            keyAffinity, uniqueConstraint, virtualTable, notNullWithoutDefault,
            reservedName, nameTooLong, tooManyColumns, computedDefault, rowidHidden,
            unknownPolicy, unknownColumn, unknownTable, rowsInSchema, nameTakenByHand, ruleUnfit, unknownRole,
            statementForbidden, scopeUnfit, sqlError
    }

    public var kind: Kind
    /// Line of the schema's text, counted from 1; 0 where it could not be found.
    public var line: Int
    public var table: String
    public var column: String
    /// SQLite's own words, or the offending text.
    public var detail: String

    public init(
        _ kind: Kind, line: Int = 0, table: String = "", column: String = "", detail: String = ""
    ) {
        self.kind = kind
        self.line = line
        self.table = table
        self.column = column
        self.detail = detail
    }
}

/// All the problems of one schema, in the order of their lines.
public struct SchemaUnfit: Error, Sendable, LocalizedError, CustomStringConvertible {
    public var problems: [SchemaProblem]

    /// A line for each problem: where, which kind, SQLite's words.
    public var description: String {
        problems.map { problem in
            let place = [problem.table, problem.column].filter { !$0.isEmpty }.joined(separator: ".")
            return "line \(problem.line), \(place): \(problem.kind.rawValue) \(problem.detail)"
        }.joined(separator: "\n")
    }

    public var errorDescription: String? { description }
}

import ArgumentParser
import Foundation
import GRDB
import ReplicaStore
import SyncCore

/// `zhibu sql [STATEMENT]`: people's SQL on the replica.
struct SQLCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sql", abstract: "在资料上执行 SQL / statements on the replica")

    @OptionGroup var common: CommonOptions
    @Argument(help: "语句；不写则读标准输入 / a statement, or standard input") var statement: String?

    /// What one statement gave.
    private struct Result {
        var columns: [String]
        var rows: [[Value]]
    }

    func run() throws {
        let sql = try statement ?? Self.standardInput()
        var results: [Result] = []
        var changes = 0
        try common.withReplica { replica in
            let work: (Database) throws -> Void = { database in
                (results, changes) = try Self.execute(sql, in: database)
            }
            if try replica.read({ Self.onlyReads(sql, in: $0) }) {
                // Who only looks waits for nobody who writes.
                try replica.read(work)
            } else if Self.hasOwnTransaction(sql) {
                try replica.editWithoutTransaction(work)
            } else {
                try replica.edit(work)
            }
        }
        show(results, changes: changes)
    }

    private static func standardInput() throws -> String {
        let data = try FileHandle.standardInput.readToEnd() ?? Data()
        guard let text = String(data: data, encoding: .utf8) else {
            throw CommandFailure(.fileUnreadable, "stdin")
        }
        return text
    }

    /// A `BEGIN` that is a statement of its own; a trigger's has no semicolon behind it.
    static func hasOwnTransaction(_ sql: String) -> Bool {
        sql.range(
            of: #"(?i)(^|;)\s*BEGIN(\s+(DEFERRED|IMMEDIATE|EXCLUSIVE))?(\s+TRANSACTION)?\s*;"#,
            options: .regularExpression) != nil
    }

    private static func onlyReads(_ sql: String, in database: Database) -> Bool {
        guard !hasOwnTransaction(sql) else { return false }
        do {
            let statements = try database.allStatements(sql: sql)
            while let statement = try statements.next() {
                guard statement.isReadonly, statement.columnCount > 0 else { return false }
            }
            return true
        } catch {
            // What is wrong with it, running it says.
            return false
        }
    }

    private static func execute(
        _ sql: String, in database: Database
    ) throws -> ([Result], Int) {
        var results: [Result] = []
        var changes = 0
        let statements = try database.allStatements(sql: sql)
        let guarding = try StructureGuard(database)
        func next() throws -> Statement? {
            do {
                return try guarding.preparing(in: database) { try statements.next() }
            } catch let refused as StructureRefused {
                throw CommandFailure(.structureKept, refused.name)
            }
        }
        while let statement = try next() {
            if statement.columnCount > 0 {
                var result = Result(columns: statement.columnNames, rows: [])
                let rows = try Row.fetchCursor(statement)
                while let row = try rows.next() {
                    result.rows.append(row.databaseValues.map { Value($0) })
                }
                results.append(result)
            } else {
                try statement.execute()
            }
            if !statement.isReadonly {
                changes += database.changesCount
                try CollegeScopes.hold(in: database)
            }
        }
        return (results, changes)
    }

    private func show(_ results: [Result], changes: Int) {
        if common.json {
            let documents = results.map { result in
                JSON.array(
                    result.rows.map { row in
                        .object(zip(result.columns, row).map { ($0, JSON($1)) })
                    })
            }
            common.show(documents.count == 1 ? documents[0] : .array(documents))
        } else {
            for result in results {
                var table = AlignedTable(result.columns)
                for row in result.rows { table.add(row.map(\.plainText)) }
                common.show(table.text)
            }
        }
        if changes > 0 { common.remark(.rowsWritten(changes)) }
    }
}

extension Value {
    init(_ value: DatabaseValue) {
        switch value.storage {
        case .null: self = .null
        case .int64(let number): self = .integer(number)
        case .double(let number): self = .real(number)
        case .string(let text): self = .text(text)
        case .blob(let data): self = .blob(Array(data))
        }
    }

    /// As SQLite's own shell would show it.
    var plainText: String {
        switch self {
        case .null: ""
        case .integer(let number): String(number)
        case .real(let number): "\(number)"
        case .text(let bytes): String(decoding: bytes, as: UTF8.self)
        case .blob(let bytes): "x'" + bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }
            .joined() + "'"
        }
    }

    /// For GRDB's arguments.
    var databaseValue: DatabaseValue {
        switch self {
        case .null: .null
        case .integer(let number): number.databaseValue
        case .real(let number): number.databaseValue
        case .text(let bytes): String(decoding: bytes, as: UTF8.self).databaseValue
        case .blob(let bytes): Data(bytes).databaseValue
        }
    }
}

import Foundation
import GRDB
import SyncCore

/// Reads what can be read of a damaged replica: a page that can't be read takes nothing else with it.
final class Salvage {
    private let database: Database
    /// A number that no honest chain has; a damaged row may say anything.
    private static let chainMax: Int64 = 100_000_000
    /// The tables of which something could not be read.
    private(set) var unreadable: Set<String> = []
    /// Changesets that should be there and are not, each as people would look for it.
    private(set) var lost: [String] = []
    /// Those of them that this device wrote, as the clocks name them.
    private(set) var ownLost: Set<Int64> = []

    /// - Throws: `StoreError.notAReplica`.
    init(_ database: Database) throws {
        self.database = database
        guard try Int.fetchOne(database, sql: "PRAGMA application_id") == EngineTables.applicationID else {
            throw StoreError(.notAReplica, "application_id")
        }
    }

    /// What `body` reads of a table; nil, and noted, where it can't.
    private func attempt<Result>(_ table: String, _ body: () throws -> Result) -> Result? {
        do {
            return try body()
        } catch {
            unreadable.insert(table)
            return nil
        }
    }

    func text(_ key: MetaTable.Key) -> String? {
        attempt("zhibu_meta") {
            try String.fetchOne(database, sql: "SELECT value FROM zhibu_meta WHERE key = ?", arguments: [key.rawValue])
        } ?? nil
    }

    func number(_ key: MetaTable.Key) -> Int64? { text(key).flatMap { Int64($0) } }

    /// As many rows as can be read from the beginning.
    func rows(_ table: String, _ columns: String, named name: String? = nil) -> [Row] {
        var rows: [Row] = []
        _ = attempt(name ?? table) {
            let cursor = try Row.fetchCursor(database, sql: "SELECT \(columns) FROM \(table)")
            while let row = try cursor.next() { rows.append(row.copy()) }
        }
        return rows
    }

    /// The keys of rows that have a value of a changeset that this device wrote and that is lost.
    func keysOfOwnLost(in table: TableModel) -> [[DatabaseValue]] {
        guard !ownLost.isEmpty else { return [] }
        let columns = table.key.map { "t.\($0.name.quotedName)" }.joined(separator: ", ")
        return rows("\(table.quoted) t \(table.clockJoin)", "\(columns), c.v", named: table.clock).compactMap { row in
            guard let bytes = row.bytes(table.key.count), let clock = RowClock(blob: bytes),
                ([clock.base] + clock.exceptions.map(\.dot)).contains(where: { ownLost.contains($0.packed) })
            else { return nil }
            return row.map(\.1).dropLast()
        }
    }

    func row(_ table: TableModel, key: [DatabaseValue]) -> Row?? {
        attempt(table.name) { try table.row(key, in: database) }
    }

    // MARK: the log

    /// Every changeset that is whole, chain by chain.
    func changesets() -> [ReceivedChangeset] {
        var names: [Int64: String] = [:]
        var own: Set<Int64> = []
        let device = text(.device)
        for row in rows("zhibu_chain", "id, scope, author, fork, last") {
            guard let index = row.readable(0, as: Int.self), let scope = row.readable(1, as: String.self),
                let author = row.readable(2, as: String.self).flatMap(Author.init),
                let fork = row.readable(3, as: Int64.self), let last = row.readable(4, as: Int64.self), fork >= 0,
                fork < last, last - fork < Self.chainMax
            else { continue }
            let chain = ChainIndex(index)
            for number in (fork + 1)...last {
                let id = Dot(chain: chain, number: number).packed
                names[id] = "\(scope) \(author.short) \(number)"
                if author.device == device { own.insert(id) }
            }
        }
        return ids().union(names.keys).sorted().compactMap { id in
            if let item = item(id) { return item }
            let dot = Dot(packed: id)
            if own.contains(id) { ownLost.insert(id) }
            lost.append(names[id] ?? "\(dot.chain.value) \(dot.number)")
            return nil
        }
    }

    /// Where the middle can't be read, both ends can.
    private func ids() -> Set<Int64> {
        var found: Set<Int64> = []
        for order in ["ASC", "DESC"] {
            let isWhole: Bool? = attempt("zhibu_log") {
                let cursor = try Int64.fetchCursor(database, sql: "SELECT id FROM zhibu_log ORDER BY id \(order)")
                while let id = try cursor.next() { found.insert(id) }
                return true
            }
            if isWhole == true { break }
        }
        return found
    }

    /// Nil unless it is as its author wrote it; its hash says so.
    private func item(_ id: Int64) -> ReceivedChangeset? {
        let read = attempt("zhibu_log") {
            try Row.fetchOne(database, sql: "SELECT seal, body FROM zhibu_log WHERE id = ?", arguments: [id])
        }
        guard let row = read ?? nil, let body = row.bytes(1) else { return nil }
        let seal = row.bytes(0).flatMap(Seal.init(blob:))
        return attempt("zhibu_log") { try ReceivedChangeset(PackedBody.unpack(body) + (seal?.line ?? [])) }
    }

    /// What had come too early; it is proven by nothing yet.
    func waiting() -> [ReceivedChangeset] {
        rows("zhibu_early", "body").compactMap(\.firstBytes).compactMap { body in
            attempt("zhibu_early") { try ReceivedChangeset(body) }
        }
    }

    /// It must come back from somebody who holds it.
    func giveUp(_ item: ReceivedChangeset) {
        let header = item.changeset.header
        lost.append("\(header.scope) \(header.author.short) \(header.number)")
    }
}

extension Row {
    /// Nil where the column has something else: a damaged row may.
    func readable<Value: DatabaseValueConvertible>(_ column: Int, as type: Value.Type) -> Value? {
        let value: DatabaseValue = self[column]
        return Value.fromDatabaseValue(value)
    }

    fileprivate func bytes(_ column: Int) -> [UInt8]? { readable(column, as: Data.self).map { Array($0) } }
    fileprivate var firstBytes: [UInt8]? { bytes(0) }
}

extension TableModel {
    /// What a file's table shows under a key.
    func row(_ key: [DatabaseValue], in database: Database) throws -> Row? {
        try Row.fetchOne(
            database, sql: "SELECT \(allColumnList) FROM \(quoted) WHERE \(keyCondition)",
            arguments: StatementArguments(key))
    }
}

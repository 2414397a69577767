import GRDB
import SyncCore

/// Reads what can be read of a damaged replica: a page that can't be read takes nothing else with it.
///
/// Values are read as they are, like everywhere: what comes of them may be written again.
final class Salvage {
    private let database: Database
    /// The file's, which may be opened once more.
    let path: String
    /// The scopes of which a checkpoint has left out something.
    private(set) var cut: Set<String> = []
    /// More changesets than so many the file has no room for; a damaged row may say anything.
    private let changesetsMax: Int64
    /// The tables of which something could not be read.
    private(set) var unreadable: Set<String> = []
    /// Changesets that should be there and are not, each as people would look for it.
    private(set) var lost: [String] = []
    /// Whether one of them is a control entry.
    private(set) var hasLostControl = false
    /// Those of them that this device wrote, as the clocks name them.
    private(set) var ownLost: Set<Int64> = []
    /// No changeset is shorter.
    private static let changesetBytesLeast: Int64 = 64

    /// - Throws: `StoreError.notAReplica`.
    init(_ database: Database, at path: String) throws {
        self.database = database
        self.path = path
        guard try Int.fetchOne(database, sql: "PRAGMA application_id") == EngineTables.applicationID else {
            throw StoreError(.notAReplica, "application_id")
        }
        let pages = try Int64.fetchOne(database, sql: "PRAGMA page_count") ?? 0
        let bytes = try Int64.fetchOne(database, sql: "PRAGMA page_size") ?? 0
        changesetsMax = pages * bytes / Self.changesetBytesLeast
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

    func value(_ key: MetaTable.Key) -> Value {
        rows("zhibu_meta WHERE key = ?", "value", named: "zhibu_meta", [.text(key.rawValue)]).first?.first ?? .null
    }

    func text(_ key: MetaTable.Key) -> String? { value(key).string }

    /// As many rows as can be read from the beginning.
    func rows(
        _ source: String, _ columns: String, named name: String? = nil, _ arguments: [Value] = []
    ) -> [[Value]] {
        var rows: [[Value]] = []
        _ = attempt(name ?? source) {
            let statement = try Statement(database, "SELECT \(columns) FROM \(source)")
            for (index, argument) in arguments.enumerated() { statement.bind(index + 1, argument) }
            while try statement.step() { rows.append(statement.values(0..<statement.columnCount)) }
        }
        return rows
    }

    /// The keys of rows that have a value of a changeset that this device wrote and that is lost.
    func keysOfOwnLost(in table: TableModel) -> [[Value]] {
        guard !ownLost.isEmpty else { return [] }
        let columns = table.key.map { "t.\($0.name.quotedName)" }.joined(separator: ", ")
        return rows("\(table.quoted) t \(table.clockJoin)", "\(columns), c.v", named: table.clock).compactMap { row in
            guard case .blob(let bytes)? = row.last, let clock = RowClock(blob: bytes),
                clock.dots(in: table).contains(where: { ownLost.contains($0.packed) })
            else { return nil }
            return row.dropLast()
        }
    }

    /// What a table shows under a key: nil where it can't be read, empty where there is no such row.
    func row(_ table: TableModel, key: [Value]) -> [Value]? {
        attempt(table.name) { try table.row(key, in: database) }
    }

    // MARK: the log

    /// Every changeset that is whole, chain by chain.
    func changesets() -> [ReceivedChangeset] {
        let chains = chains()
        var ids = ids()
        for (index, chain) in chains {
            for number in (chain.fork + 1)...chain.last { ids.insert(Dot(chain: index, number: number).packed) }
        }
        let device = text(.device)
        return ids.sorted().compactMap { id in
            let dot = Dot(packed: id)
            let chain = chains[dot.chain]
            if let scope = chain?.scope, isCut(id) {
                cut.insert(scope)
                return nil
            }
            if let item = item(id) { return item }
            if let chain, chain.author.device == device { ownLost.insert(id) }
            lose(chain?.scope, chain?.author.short ?? "\(dot.chain.value)", dot.number)
            return nil
        }
    }

    private typealias SalvagedChain = (scope: String, author: Author, fork: Int64, last: Int64)

    private func chains() -> [ChainIndex: SalvagedChain] {
        var chains: [ChainIndex: SalvagedChain] = [:]
        var left = changesetsMax
        for row in rows("zhibu_chain", "id, scope, author, fork, last") {
            guard let index = row[0].number, let scope = row[1].string, let author = row[2].string.flatMap(Author.init),
                let fork = row[3].number, let last = row[4].number, index >= 0, fork >= 0, fork < last, last - fork <= left
            else { continue }
            left -= last - fork
            chains[ChainIndex(Int(index))] = (scope, author, fork, last)
        }
        return chains
    }

    /// Where the middle can't be read, both ends can.
    private func ids() -> Set<Int64> {
        let forwards = rows("zhibu_log ORDER BY id", "id", named: "zhibu_log")
        let isWhole = !unreadable.contains("zhibu_log")
        let backwards = isWhole ? [] : rows("zhibu_log ORDER BY id DESC", "id", named: "zhibu_log")
        return Set((forwards + backwards).compactMap(\.first?.number))
    }

    /// Whether it is what a checkpoint has left.
    private func isCut(_ id: Int64) -> Bool {
        guard hasCheckpoints else { return false }
        let row = rows("zhibu_log WHERE id = ?", "body", named: "zhibu_log", [.integer(id)]).first
        guard case .blob(let body)? = row?[0] else { return false }
        return body.isEmpty || Excerpt.isOne(PackedBody.unpack(body))
    }

    /// Older files have no such table.
    private lazy var hasCheckpoints =
        !rows("sqlite_schema WHERE name = 'zhibu_checkpoint'", "name", named: "sqlite_schema").isEmpty
        && !rows("zhibu_checkpoint", "scope").isEmpty

    /// Nil unless it is as its author wrote it; its hash says so.
    private func item(_ id: Int64) -> ReceivedChangeset? {
        let row = rows("zhibu_log WHERE id = ?", "seal, body", named: "zhibu_log", [.integer(id)]).first
        guard case .blob(let body)? = row?[1] else { return nil }
        var seal: Seal?
        if case .blob(let bytes)? = row?[0] { seal = Seal(blob: bytes) }
        return attempt("zhibu_log") { try ReceivedChangeset(PackedBody.unpack(body) + (seal?.line ?? [])) }
    }

    /// What had come too early; it is proven by nothing yet.
    func waiting() -> [ReceivedChangeset] {
        rows("zhibu_early", "body").compactMap { row in
            guard case .blob(let body)? = row.first else { return nil }
            return attempt("zhibu_early") { try ReceivedChangeset(body) }
        }
    }

    /// Whose replica the file is, and was under former keys.
    var devices: [String] {
        [MetaTable.Key.device, .former].compactMap(text).flatMap { $0.split(separator: "\n").map(String.init) }
    }

    /// The scopes of those that this device wrote and that no sync has brought to anybody.
    func unsent(of items: [ReceivedChangeset]) -> [String] {
        var known: [String: Int64] = [:]
        for row in rows("zhibu_peer", "scope, frontier") {
            guard let scope = row[0].string, case .blob(let frontier) = row[1] else { continue }
            for (author, number) in PeerFrontier.decode(frontier) {
                known["\(scope) \(author)"] = max(known["\(scope) \(author)"] ?? 0, number)
            }
        }
        let devices = devices
        return items.map(\.changeset.header).filter {
            devices.contains($0.author.device) && $0.number > known["\($0.scope) \($0.author.text)"] ?? 0
        }.map(\.scope)
    }

    /// What a checkpoint has left of a scope can't be read.
    func giveUp(checkpointOf scope: String) { lost.append("\(scope) checkpoint") }

    /// It must come back from somebody who holds it.
    func giveUp(_ item: ReceivedChangeset) {
        let header = item.changeset.header
        lose(header.scope, header.author.short, header.number)
    }

    /// - Parameter scope: Nil where the file does not say it any more.
    private func lose(_ scope: String?, _ author: String, _ number: Int64) {
        if scope == ControlName.scope { hasLostControl = true }
        lost.append("\(scope ?? "?") \(author) \(number)")
    }
}

extension Value {
    fileprivate var number: Int64? {
        guard case .integer(let number) = self else { return nil }
        return number
    }
}

extension TableModel {
    /// What a file's table shows under a key; empty where there is no such row.
    func row(_ key: [Value], in database: Database) throws -> [Value] {
        let statement = try Statement(database, "SELECT \(allColumnList) FROM \(quoted) WHERE \(keyCondition)")
        for (index, value) in key.enumerated() { statement.bind(index + 1, value) }
        defer { statement.reset() }
        return try statement.step() ? statement.values(0..<self.key.count + columns.count) : []
    }
}

import GRDB
import SyncCore

/// Reads the log again under a new schema.
struct LogReplay {
    let transaction: StoreTransaction
    private var log: ChangesetLog { transaction.log }
    private var chains: ChainTable { transaction.chains }
    /// Rows that are held in memory before they are written.
    private static let rowsAtOnce = 20_000

    init(_ transaction: StoreTransaction) { self.transaction = transaction }

    /// Takes away all that the engine knows of a table but the log.
    static func forget(table id: Int, named name: String, in database: Database) throws {
        for table in ["zhibu_listed", "zhibu_row", "zhibu_special", "zhibu_withdrawn"] {
            try database.execute(sql: "DELETE FROM \(table) WHERE tbl = ?", arguments: [id])
        }
        try database.execute(sql: "DELETE FROM zhibu_covered WHERE tbl = ?", arguments: [name])
    }

    /// Makes all rows of these tables from the log. Rows in the tables keep their rowids, and what
    /// is in columns that are not synced.
    ///
    /// - Parameter dots: The changesets that can name the tables; nil for all.
    func recompute(tables: Set<Int>, from dots: Set<Dot>?) throws {
        guard !tables.isEmpty else { return }
        for table in transaction.model.tables where tables.contains(table.id) {
            try Self.forget(table: table.id, named: table.name, in: transaction.database)
            try log.statement("DELETE FROM \(table.clock)").run()
            try log.statement("DELETE FROM zhibu_parked WHERE tbl = ?").bind(1, table.name).run()
        }
        transaction.specials.forget(tables)
        transaction.rows.lackClocks.formUnion(tables)
        let names = Set(transaction.model.tables.filter { tables.contains($0.id) }.map(\.name))
        for dot in try causalOrder(dots) {
            let changeset = try log.changeset(at: dot)
            guard changeset.lines.contains(where: { Self.names($0, names) }) else { continue }
            let words = try transaction.reader().read(changeset)
            let vector = try chains.vector(at: dot)
            try RowMerge(transaction).run(
                words, dot: dot, vector: vector, isVoid: transaction.voids.contains(dot),
                tables: tables)
            if transaction.rows.count > Self.rowsAtOnce { try transaction.rows.flush() }
        }
        try transaction.rows.flush()
    }

    /// Has the rows computed again whose state the new schema may read otherwise: those with more
    /// than one head, and those that changesets in waiting name.
    ///
    /// - Parameter further: Rows that are computed again besides.
    func revisit(tables: Set<Int>, waiting: Set<Dot>, further: Set<RowName>) throws {
        guard !tables.isEmpty else { return }
        further.forEach(transaction.markStale)
        for table in transaction.model.tables where tables.contains(table.id) {
            try transaction.rows.withStates(table).forEach(transaction.markStale)
        }
        for dot in waiting.sorted() {
            let words = try transaction.reader().read(log.changeset(at: dot))
            for table in transaction.model.tables where tables.contains(table.id) {
                for sql in [
                    "DELETE FROM zhibu_covered WHERE id = ? AND tbl = ?",
                    "DELETE FROM zhibu_parked WHERE id = ? AND tbl = ?",
                ] {
                    try log.statement(sql).bind(1, dot.packed).bind(2, table.name).run()
                }
            }
            try RowMerge(transaction).saveLists(words, at: dot, tables: tables)
            for name in words.order where tables.contains(name.table) { transaction.markStale(name) }
        }
    }

    /// The rows of these tables whose presence was written by something else than an insertion.
    ///
    /// - Parameter max: Of a table with more, one more than that.
    func rowsWrittenAgain(in tables: Set<Int>, max: Int) throws -> [Int: Set<RowName>] {
        guard !tables.isEmpty else { return [:] }
        let model = transaction.model
        let wanted = Dictionary(
            uniqueKeysWithValues: model.tables.filter { tables.contains($0.id) }.map { ($0.name, $0.id) })
        var found: [Int: Set<RowName>] = [:]
        for chain in chains.chains.values where chain.scope != ControlName.scope && chain.fork < chain.last {
            for number in try log.numbersWithLines(of: chain.index, chain.fork + 1...chain.last) {
                var table: Int?
                for line in try log.changeset(at: Dot(chain: chain.index, number: number)).lines {
                    switch line {
                    case .table(let shape): table = wanted[shape.name]
                    case .row(let operation) where [.replace, .keep, .undelete].contains(operation.verb):
                        guard let table, found[table]?.count ?? 0 <= max else { continue }
                        found[table, default: []].insert(
                            RowName(table: table, scope: chain.scope, key: RowKey(operation.key)))
                    default: break
                    }
                }
            }
        }
        return found
    }

    /// Has every changeset that names these tables wait for a schema that has them again.
    func park(_ tables: Set<String>) throws {
        guard !tables.isEmpty else { return }
        for chain in chains.chains.values where chain.scope != ControlName.scope && chain.fork < chain.last {
            for number in try log.numbersWithLines(of: chain.index, chain.fork + 1...chain.last) {
                let dot = Dot(chain: chain.index, number: number)
                for line in try log.changeset(at: dot).lines {
                    guard case .table(let shape) = line, tables.contains(shape.name) else { continue }
                    try ParkedTable(log: log).park(dot, shape.name)
                }
            }
        }
    }

    private static func names(_ line: ChangesetLine, _ tables: Set<String>) -> Bool {
        if case .table(let table) = line { tables.contains(table.name) } else { false }
    }

    /// Every changeset after all that its author had seen.
    private func causalOrder(_ wanted: Set<Dot>?) throws -> [Dot] {
        var order: [Dot] = []
        let all = chains.chains.values.filter { $0.scope != ControlName.scope }
            .sorted { $0.index < $1.index }
        for scope in Set(all.map(\.scope)).sorted() {
            try order.append(contentsOf: causalOrder(all.filter { $0.scope == scope }, wanted))
        }
        return order
    }

    private func causalOrder(_ chains: [Chain], _ wanted: Set<Dot>?) throws -> [Dot] {
        var done: [ChainIndex: Int64] = Dictionary(
            uniqueKeysWithValues: chains.map { ($0.index, $0.fork) })
        var order: [Dot] = []
        var hasMoved = true
        while hasMoved {
            hasMoved = false
            for chain in chains {
                while let number = done[chain.index].map({ $0 + 1 }), number <= chain.last {
                    let dot = Dot(chain: chain.index, number: number)
                    let seen = try self.chains.seenVector(at: dot).numbers
                    guard seen.allSatisfy({ $0.key == chain.index || $0.value <= done[$0.key] ?? 0 })
                    else { break }
                    done[chain.index] = number
                    hasMoved = true
                    if wanted?.contains(dot) ?? true { order.append(dot) }
                }
            }
        }
        return order
    }
}

/// The changesets with a change to a table or column that the schema here does not know.
struct ParkedTable {
    let log: ChangesetLog

    func dots() throws -> Set<Dot> {
        let rows = try log.statement("SELECT DISTINCT id FROM zhibu_parked")
        var found: Set<Dot> = []
        while try rows.step() { found.insert(Dot(packed: rows.int(0))) }
        return found
    }

    func park(_ dot: Dot, _ table: String) throws {
        try log.statement("INSERT OR IGNORE INTO zhibu_parked(id, tbl) VALUES (?, ?)")
            .bind(1, dot.packed).bind(2, table).run()
    }
}

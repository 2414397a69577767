import GRDB
import SyncCore

/// What became of a batch of changesets.
public struct ApplyResult: Equatable, Sendable {
    /// Changesets that were new and are applied now.
    public var applied = 0
    /// Column values in them.
    public var changes = 0
    /// Changesets that were here already.
    public var known = 0
    /// Changesets that wait for others that they depend on.
    public var early = 0
}

/// Takes in changesets of others, within the caller's transaction.
struct Apply {
    let transaction: StoreTransaction
    private var log: ChangesetLog { transaction.log }
    private var chains: ChainTable { transaction.chains }

    init(_ transaction: StoreTransaction) { self.transaction = transaction }

    private enum Outcome {
        case applied, known, early
    }

    /// - Parameter changesets: Decoded and so checked in themselves, with their bytes; any order.
    func run(_ changesets: [(Changeset, body: [UInt8])]) throws -> ApplyResult {
        var result = ApplyResult()
        var touchedTables = false
        for (changeset, body) in changesets {
            switch try apply(changeset, body: body) {
            case .applied:
                touchedTables = true
                result.applied += 1
                result.changes += changeset.changeCount
            case .known: result.known += 1
            case .early:
                try log.statement("INSERT OR IGNORE INTO zhibu_early(hash, body) VALUES (?, ?)")
                    .bind(1, blob: changeset.hash.bytes).bind(2, blob: body).run()
                result.early += 1
            }
        }
        if touchedTables { try retryEarly(&result) }
        return result
    }

    /// Applies what had come too early, until nothing more fits.
    private func retryEarly(_ result: inout ApplyResult) throws {
        var progress = true
        while progress {
            progress = false
            let rows = try log.statement("SELECT hash, body FROM zhibu_early ORDER BY hash")
            var waiting: [(hash: [UInt8], body: [UInt8])] = []
            while try rows.step() { waiting.append((rows.bytes(0), rows.bytes(1))) }
            for (hash, body) in waiting {
                let changeset = try Changeset(decoding: body)
                let outcome = try apply(changeset, body: body)
                guard outcome != .early else { continue }
                progress = true
                result.early = max(0, result.early - 1)
                if outcome == .applied {
                    result.applied += 1
                    result.changes += changeset.changeCount
                }
                try log.statement("DELETE FROM zhibu_early WHERE hash = ?").bind(1, blob: hash)
                    .run()
            }
        }
    }

    private enum Place {
        case known
        case missing
        case at(ChainIndex)
    }

    private func place(_ changeset: Changeset) throws -> Place {
        let header = changeset.header
        let point = SeenPoint(author: header.author, number: header.number, hash: changeset.hash)
        if try chains.dot(scope: header.scope, point) != nil { return .known }
        guard let previous = header.previous else {
            return .at(chains.begin(scope: header.scope, author: header.author, parent: nil))
        }
        let before = SeenPoint(author: header.author, number: header.number - 1, hash: previous)
        guard let dot = try chains.dot(scope: header.scope, before) else { return .missing }
        if chains[dot.chain]?.last == dot.number { return .at(dot.chain) }
        // Another changeset follows the same one already: the file was copied, the chain forks.
        return .at(chains.begin(scope: header.scope, author: header.author, parent: dot))
    }

    private func apply(_ changeset: Changeset, body: [UInt8]) throws -> Outcome {
        let header = changeset.header
        var seen: [Dot] = []
        for point in header.seen {
            guard let dot = try chains.dot(scope: header.scope, point) else { return .early }
            seen.append(dot)
        }
        let chain: ChainIndex
        switch try place(changeset) {
        case .known: return .known
        case .missing: return .early
        case .at(let index): chain = index
        }
        let own = chains[chain]
        let dot = Dot(chain: chain, number: (own?.last ?? 0) + 1)
        var vector = try chains.vector(of: chain)
        let isFirstOfFork = own?.parent != nil && own?.last == own?.fork
        for other in seen { try addSeen(other, to: &vector) }
        if !seen.isEmpty || isFirstOfFork { try log.saveSeen(vector, at: dot) }
        vector.formUnion(dot)
        chains.setVector(vector, of: chain)
        chains.extend(chain, hash: changeset.hash, at: header.at)
        try noticeOwnFork(header)

        try log.append(
            dot, hash: changeset.hash, at: header.at, changes: changeset.changeCount, body: body)
        try merge(changeset, dot: dot, vector: vector)
        return .applied
    }

    /// Whoever has seen a chain has seen its parents up to the forks.
    private func addSeen(_ dot: Dot, to vector: inout VersionVector) throws {
        vector.formUnion(dot)
        var chain = chains[dot.chain]
        while let parent = chain?.parent, let fork = chain?.fork {
            vector.formUnion(Dot(chain: parent, number: fork))
            chain = chains[parent]
        }
    }

    /// Another copy of this file writes under our name: from now on we write under a new epoch.
    private func noticeOwnFork(_ header: ChangesetHeader) throws {
        if try transaction.meta.text(.author) == header.author.text {
            try transaction.meta.set(.epochIsStale, .integer(1))
        }
    }

    // MARK: rows

    private struct Name: Hashable {
        var table: Int
        var key: RowKey
    }

    private func merge(_ changeset: Changeset, dot: Dot, vector: VersionVector) throws {
        var writes: [Name: RowWrite] = [:]
        var order: [(table: TableModel, key: [Value], name: Name)] = []
        var lists: [(line: ChangesetLine, table: TableModel, key: [Value])] = []
        var touched: Set<UInt32> = []
        var shape: (line: TableShape, table: TableModel?, columns: [Int?])?
        for line in changeset.lines {
            switch line {
            case .table(let table): shape = try use(table, dot)
            case .at: break
            case .row(let operation):
                guard let shape, let table = shape.table else { continue }
                let name = Name(table: table.id, key: RowKey(operation.key))
                touched.insert(UInt32(truncatingIfNeeded: name.key.hash64))
                if writes[name] == nil { order.append((table, operation.key, name)) }
                let units = units(operation, table, shape.columns)
                writes[name, default: RowWrite()].append(operation.verb, units: units)
            case .covers(let covered):
                guard let shape, let table = shape.table,
                    let column = shape.columns[covered.column]
                else { continue }
                let moved = CoveredHeads(key: covered.key, column: column, heads: covered.heads)
                lists.append((.covers(moved), table, covered.key))
            case .decide(var decision):
                guard let shape, let table = shape.table else { continue }
                if let column = decision.column {
                    guard let moved = shape.columns[column] else { continue }
                    decision.column = moved
                }
                lists.append((.decide(decision), table, decision.key))
            }
        }
        for item in order {
            let entry = try transaction.rows.entry(
                item.table, key: item.key, scope: changeset.header.scope)
            guard let write = writes[item.name] else { continue }
            try loadValues(entry, before: write, hasSeen: vector.contains)
            entry.state.apply(write, dot: dot, hasSeen: vector.contains)
            entry.isChanged = true
        }
        for list in lists {
            let entry = try transaction.rows.entry(
                list.table, key: list.key, scope: changeset.header.scope)
            touched.insert(UInt32(truncatingIfNeeded: entry.rowKey.hash64))
            try CoveredTable(log: log, chains: chains).save(list.line, of: entry, at: dot)
        }
        try log.saveTouched(touched, at: dot)
    }

    /// A head that becomes one of several keeps its value, which only the table had so far.
    private func loadValues(
        _ entry: RowEntry, before write: RowWrite, hasSeen: (Dot) -> Bool
    ) throws {
        for unit in write.units.keys {
            for (index, head) in entry.state.units[unit].enumerated()
            where head.values == nil && !hasSeen(head.dot) {
                entry.state.units[unit][index].values =
                    try transaction.rows.values(head, unit: unit, of: entry)
            }
        }
    }

    private func use(
        _ line: TableShape, _ dot: Dot
    ) throws -> (line: TableShape, table: TableModel?, columns: [Int?]) {
        guard let table = transaction.model.table(named: line.name),
            table.key.map(\.name) == line.keyColumns
        else {
            try park(dot, line.name)
            return (line, nil, [])
        }
        let indices = Dictionary(
            uniqueKeysWithValues: table.columns.enumerated().map { ($1.name, $0) })
        let columns = line.columns.map { indices[$0] }
        if columns.contains(nil) { try park(dot, line.name) }
        return (line, table, columns)
    }

    /// The other side has a newer schema: the changeset is kept and looked at again after upgrade.
    private func park(_ dot: Dot, _ table: String) throws {
        try log.statement("INSERT OR IGNORE INTO zhibu_parked(id, tbl) VALUES (?, ?)")
            .bind(1, dot.packed).bind(2, table).run()
    }

    /// Unit → values. Columns of a unit that the author's schema lacked have their default, and an
    /// insertion writes every unit.
    private func units(
        _ operation: RowOperation, _ table: TableModel, _ columns: [Int?]
    ) -> [Int: [Value]] {
        var given: [Int: Value] = [:]
        for (position, value) in zip(operation.columns, operation.values) {
            if let column = columns[position] { given[column] = value }
        }
        let written =
            operation.verb == .insert
            ? Array(table.units.indices)
            : Array(Set(given.keys.map { table.unitOfColumn[$0] }))
        return Dictionary(
            uniqueKeysWithValues: written.map { unit in
                (unit, table.units[unit].columns.map { given[$0] ?? table.columns[$0].defaultValue })
            })
    }
}

extension Changeset {
    /// How many values it writes; a row without any counts as one.
    var changeCount: Int {
        lines.reduce(0) { sum, line in
            guard case .row(let operation) = line else { return sum }
            return sum + max(1, operation.values.count)
        }
    }
}

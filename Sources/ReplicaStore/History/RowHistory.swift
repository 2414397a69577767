import GRDB
public import SyncCore

/// One write in the life of a row.
public struct HistoryEntry: Sendable {
    public var author: Author
    public var number: Int64
    /// Corrected time of the edit, milliseconds since 1970.
    public var at: Int64
    public var person: String
    /// `insert update delete keep undelete decide undo erase`.
    public var operation: String
    /// The column, or nil for operations on the whole row.
    public var column: String?
    public var value: Value?
    /// The value that the writer had before: the last one that it had seen, not one of another
    /// office that it didn't know.
    public var previous: Value?
    public var seen: [Author: Int64]
    public var reason: String?
    /// Its author had no right to write it: it is kept and doesn't count.
    public var void: VoidReason? = nil
    /// The committee had the value erased.
    public var isErased = false
}

/// Finds every value that was ever written to a row.
struct RowHistory {
    let transaction: StoreTransaction
    private var log: ChangesetLog { transaction.log }

    init(_ transaction: StoreTransaction) { self.transaction = transaction }

    /// - Parameter archive: Has what a checkpoint has left out of the log.
    /// - Returns: Oldest first, each after what it had seen.
    func entries(_ table: TableModel, key: [Value], _ archive: Archive?) throws -> [HistoryEntry] {
        let hash = UInt32(truncatingIfNeeded: RowKey(key).hash64)
        let whole = try archived(touching: hash, archive)
        var dots = try Array(Set(transaction.touches.dots(touching: hash)).union(whole.keys)).sorted()
        var vectors: [Dot: VersionVector] = [:]
        for dot in dots { vectors[dot] = try transaction.chains.vector(at: dot) }
        dots = try causalOrder(dots, vectors)
        var entries: [HistoryEntry] = []
        var written: [String: [(dot: Dot, value: Value)]] = [:]
        for dot in dots {
            let changeset = try whole[dot] ?? log.changeset(at: dot)
            let write = try Register(transaction).write(dot, of: changeset.header)
            var shape: TableShape?
            var at = changeset.header.at
            func add(
                _ operation: String, _ column: String? = nil, _ value: Value? = nil,
                reason: String? = nil, isErased: Bool = false
            ) {
                let previous = column.flatMap { written[$0] }?.last {
                    $0.dot == dot || vectors[dot]?.contains($0.dot) == true
                }
                entries.append(
                    HistoryEntry(
                        author: write.author, number: write.number, at: at, person: write.person,
                        operation: operation, column: column, value: value,
                        previous: previous?.value, seen: write.seen, reason: reason,
                        void: transaction.voids.reason(of: dot), isErased: isErased))
                if let column, let value { written[column, default: []].append((dot, value)) }
            }
            func add(_ operation: RowOperation, _ shape: TableShape) {
                let verb = operation.verb == .replace ? "insert" : operation.verb.rawValue
                if operation.values.isEmpty { add(verb) }
                for (index, value) in operation.values.enumerated() {
                    add(
                        verb, shape.columns[operation.columns[index]], value,
                        isErased: operation.erased.contains(index))
                }
            }
            for line in changeset.lines {
                if case .table(let table) = line { shape = table }
                if case .at(let time) = line { at = time }
                guard let shape, shape.name == table.name,
                    line.rowKey == key || line.otherRowKey == key
                else { continue }
                let column = line.decidedColumn.map { shape.columns[$0] }
                switch line {
                case .row(let operation): add(operation, shape)
                case .erased(let erased): if let left = erased.left { add(left, shape) }
                case .decide(let decision):
                    add("decide", column, reason: "\(decision.choice): \(decision.reason)")
                case .undo(let undo): add("undo", column, reason: undo.reason)
                case .erase(let erase) where !erase.columns.isEmpty:
                    let names = erase.columns.map { shape.columns[$0] }
                    add("erase", names.joined(separator: ", "), reason: erase.reason)
                case .table, .at, .covers, .erase, .control: break
                }
            }
        }
        return entries
    }

    /// The changesets in the archive that may name a row, where they stand in the log. What was to be erased is not shown
    /// where it has not been yet.
    private func archived(touching hash: UInt32, _ archive: Archive?) throws -> [Dot: Changeset] {
        try archivedBodies(touching: hash, archive).mapValues { try Changeset(decoding: $0) }
    }

    func archivedBodies(touching hash: UInt32, _ archive: Archive?) throws -> [Dot: [UInt8]] {
        var found: [Dot: [UInt8]] = [:]
        for item in try archive?.changesets(touching: hash) ?? [] {
            let header = item.changeset.header
            let point = SeenPoint(author: header.author, number: header.number, hash: item.changeset.hash)
            guard let dot = try transaction.chains.dot(scope: header.scope, point) else { continue }
            let orders = try ErasureTable(log: log).orders(for: point.hash)
            found[dot] = orders.isEmpty ? item.body : try Redaction(item.body).carryingOut(orders)
        }
        return found
    }

    /// By time, but never before something that it had seen.
    private func causalOrder(
        _ dots: [Dot], _ vectors: [Dot: VersionVector]
    ) throws -> [Dot] {
        var times: [Dot: Int64] = [:]
        for dot in dots { times[dot] = try log.at(of: dot) }
        var rest = dots.sorted {
            let (a, b) = (times[$0] ?? 0, times[$1] ?? 0)
            return a == b ? $0 < $1 : a < b
        }
        var order: [Dot] = []
        while !rest.isEmpty {
            let next =
                rest.firstIndex { dot in
                    !rest.contains { $0 != dot && vectors[dot]?.contains($0) == true }
                } ?? 0
            order.append(rest.remove(at: next))
        }
        return order
    }

    /// What a changeset finally wrote to a unit.
    func lastValues(of entry: RowEntry, unit: Int, in changeset: Changeset) throws -> [Value] {
        var values = entry.table.units[unit].columns.map { entry.table.columns[$0].defaultValue }
        var shape: TableShape?
        let names = entry.table.units[unit].columns.map { entry.table.columns[$0].name }
        for line in changeset.lines {
            if case .table(let table) = line { shape = table }
            guard let operation = line.rowOperation, let shape, shape.name == entry.table.name,
                operation.key == entry.key
            else { continue }
            for (column, value) in zip(operation.columns, operation.values) {
                if let index = names.firstIndex(of: shape.columns[column]) { values[index] = value }
            }
        }
        return values
    }
}

extension Replica {
    /// Every value ever written to a row, oldest first: those in the archive, too, where it can be read.
    ///
    /// - Throws: `StoreError` (`tableUnknown`, …).
    public func history(table: String, key: [Value]) throws -> [HistoryEntry] {
        try lookBack(table: table, key: key).entries
    }

    /// As ``history(table:key:)``, and since when nothing is lacking.
    ///
    /// - Returns: `begins`: when a checkpoint has left values out of the log that no archive beside the file has; milliseconds
    ///   since 1970, nil where none are lacking.
    public func lookBack(table: String, key: [Value]) throws -> (entries: [HistoryEntry], begins: Int64?) {
        let archive = ArchiveOnDemand(path)
        defer { archive.close() }
        func entries(_ archive: Archive?) throws -> [HistoryEntry] {
            try transaction { transaction in
                guard let model = transaction.model.table(named: table) else {
                    throw StoreError(.tableUnknown, table)
                }
                return try RowHistory(transaction).entries(model, key: key, archive)
            }
        }
        if let all = try ArchiveOnDemand.unlessUnreadable({ try entries(archive.opened()) }) {
            return (all, try historyBegins(lacking: scopesLeftOut()))
        }
        return (try entries(nil), try historyBegins(lacking: look { try CompactedLog($0).scopes() }))
    }

    private func historyBegins(lacking: [String]) throws -> Int64? {
        try look { transaction in
            try lacking.compactMap { scope in
                try CompactedLog(transaction).past(of: scope)?.vector.numbers.keys.compactMap { transaction.chains[$0]?.at }.max()
            }.max()
        }
    }
}

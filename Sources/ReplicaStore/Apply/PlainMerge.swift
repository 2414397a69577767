import GRDB
import SyncCore

/// Merges most operations of a changeset straight into the table and its clocks: an insertion of a row
/// that nobody here knew, an update of a plain row by somebody who had seen all of it, and the first update
/// of a plain row by somebody who had not.
///
/// `RowMerge` says what is to happen for every row; this says the same for these, and leaves the rest
/// to it.
struct PlainMerge {
    let transaction: StoreTransaction
    let dot: Dot
    private let vector: VersionVector
    let scope: String
    private var log: ChangesetLog { transaction.log }

    /// Which lines are merged.
    private(set) var isDone: [Bool] = []
    /// Four bytes of key hash for each of them, for the index of history.
    private(set) var touched: [UInt32] = []

    private(set) var keys: [UInt8] = []
    private var clock: [UInt8] = []
    private var row: [Value] = []
    /// The statement of the update before: as a rule the next one writes the same columns.
    private var lastUpdate: (table: Int, columns: [Int], statement: Statement)?

    /// A table as the lines after it name its columns; nil where the schema here lacks any of it.
    struct Shape {
        var table: TableModel
        /// Position in the line → index into the table's columns.
        var columns: [Int]
        var terms: PlainTerms
    }

    init(_ transaction: StoreTransaction, dot: Dot, vector: VersionVector, scope: String) {
        self.transaction = transaction
        self.dot = dot
        self.vector = vector
        self.scope = scope
    }

    mutating func run(_ changeset: Changeset) throws {
        isDone = Array(repeating: false, count: changeset.lines.count)
        let mentions = mentions(in: changeset)
        let roles = transaction.roles(of: changeset.header)
        var shape: Shape?
        for (index, line) in changeset.lines.enumerated() {
            switch line {
            case .table(let table): shape = self.shape(table, roles)
            case .row(let operation):
                guard let shape, let mention = mentions[index] else { continue }
                let isMerged: Bool
                switch operation.verb {
                case .insert: isMerged = try insert(operation, shape, mention)
                case .update: isMerged = try update(operation, shape, mention)
                case .replace, .delete, .keep, .undelete: isMerged = false
                }
                guard isMerged else { continue }
                isDone[index] = true
                touched.append(UInt32(truncatingIfNeeded: mention.hash))
            default: break
            }
        }
    }

    /// A row's key as it stands in `keys`.
    struct Mention {
        var hash: UInt64
        var key: Range<Int>
    }

    /// The rows that only one line of the changeset names, by that line.
    private mutating func mentions(in changeset: Changeset) -> [Mention?] {
        var mentions: [Mention?] = Array(repeating: nil, count: changeset.lines.count)
        var lineOf: [UInt64: Int] = [:]
        lineOf.reserveCapacity(changeset.lines.count)
        func add(_ key: [Value], _ index: Int) {
            let start = keys.count
            RowKey.append(key, to: &keys)
            let hash = RowKey.hash64(of: keys[start...])
            if let other = lineOf.updateValue(index, forKey: hash) {
                mentions[other] = nil
            } else {
                mentions[index] = Mention(hash: hash, key: start..<keys.count)
            }
        }
        for (index, line) in changeset.lines.enumerated() {
            if let key = line.rowKey { add(key, index) }
            if let key = line.otherRowKey { add(key, index) }
        }
        return mentions
    }

    private func shape(_ line: TableShape, _ roles: Set<String>) -> Shape? {
        guard let table = transaction.model.table(named: line.name), table.key.map(\.name) == line.keyColumns
        else { return nil }
        let columns = line.columns == table.columns.map(\.name)
            ? Array(table.columns.indices)
            : line.columns.compactMap { name in table.columns.firstIndex { $0.name == name } }
        guard columns.count == line.columns.count else { return nil }
        return Shape(table: table, columns: columns, terms: PlainTerms(table, roles: roles))
    }

    /// Whether the row may have more to it than table and clock, or is in work already.
    private func isInWork(_ shape: Shape, _ mention: Mention) -> Bool {
        guard transaction.rows.count > 0 || transaction.hasStale || !transaction.specials.isEmpty else {
            return false
        }
        let name = RowName(table: shape.table.id, scope: scope, key: RowKey(bytes: Array(keys[mention.key])))
        return transaction.rows.holdsKey(of: name) || transaction.isStale(name) || transaction.specials.contains(name)
    }

    // MARK: insertion

    private mutating func insert(_ operation: RowOperation, _ shape: Shape, _ mention: Mention) throws -> Bool {
        guard shape.terms.mayInsert, !isInWork(shape, mention) else { return false }
        let table = shape.table
        row.removeAll(keepingCapacity: true)
        for column in table.columns { row.append(column.defaultValue) }
        for (position, value) in zip(operation.columns, operation.values) {
            let column = shape.columns[position]
            row[column] = value == .null && table.columns[column].isNotNull
                ? table.columns[column].defaultValue : value
            if shape.terms.nullColumns.contains(column), value != .null { return false }
            // A counter's NULL counts as 0, whatever the column's default is.
            if value == .null, shape.terms.integerColumns.contains(column) { return false }
        }
        for column in shape.terms.nullColumns where row[column] != .null { return false }
        for column in shape.terms.integerColumns {
            guard case .integer = row[column] else { return false }
        }
        guard try transaction.rows.isUnknown(table, { RowKey(bytes: Array(keys[mention.key])) }) else { return false }
        // A row that is there already, of this scope or another, is left as it is, and merged by `RowMerge`.
        let statement = try log.statement(table.rowQueries.insertIfNew)
        for (index, value) in operation.key.enumerated() { statement.bind(index + 1, value) }
        for (index, value) in row.enumerated() { statement.bind(operation.key.count + index + 1, value) }
        try statement.run()
        guard log.database.changesCount == 1 else { return false }
        RowClock(isSimple: true, keyHash: mention.hash, base: dot).encode(into: &clock)
        try transaction.rows.saveClock(
            clock, at: table.place(log.database.lastInsertedRowID, key: operation.key), of: table)
        return true
    }

    // MARK: update

    private mutating func update(_ operation: RowOperation, _ shape: Shape, _ mention: Mention) throws -> Bool {
        guard !isInWork(shape, mention), writesWholeUnits(operation, shape) else { return false }
        let table = shape.table
        let found = try log.statement(table.rowQueries.located)
        for (index, value) in operation.key.enumerated() { found.bind(index + 1, value) }
        guard try found.step() else { return false }
        let rowid = found.int(0)
        let stored = RowClock(blob: found.bytes(1))
        found.reset()
        guard var clock = stored, clock.isSimple, clock.keyHash == mention.hash,
            transaction.chains[clock.base.chain]?.scope == scope
        else { return false }
        let place = table.place(rowid, key: operation.key)
        for position in operation.columns {
            let unit = table.unitOfColumn[shape.columns[position]]
            let head = clock.head(of: unit, in: table)
            // Of two columns of a unit the second finds the head that the first has made.
            guard head == dot || vector.contains(head) else {
                guard let stored else { return false }
                let dispute = FirstDispute(table: table, place: place, before: stored, mention: mention)
                return try enter(dispute, operation, shape) || leave(operation, shape, mention, at: place, stored)
            }
            clock.set(unit, to: dot, of: table)
        }
        try write(operation.columns.map { shape.columns[$0] }, operation.values, at: place, of: table)
        try save(clock, at: place, of: table)
        return true
    }

    /// Writes values into columns of the table.
    mutating func write(_ columns: [Int], _ values: [Value], at place: RowPlace, of table: TableModel) throws {
        guard !columns.isEmpty else { return }
        let statement: Statement
        if let last = lastUpdate, last.table == table.id, last.columns == columns {
            statement = last.statement
        } else {
            statement = try table.update(columns, in: log)
            lastUpdate = (table.id, columns, statement)
        }
        for (index, value) in values.enumerated() {
            let column = table.columns[columns[index]]
            statement.bind(index + 1, value == .null && column.isNotNull ? column.defaultValue : value)
        }
        try statement.bind(values.count + 1, place: place).run()
    }

    mutating func save(_ clock: RowClock, at place: RowPlace, of table: TableModel) throws {
        clock.encode(into: &self.clock)
        try transaction.rows.saveClock(self.clock, at: place, of: table)
    }

    func hasSeen(_ head: Dot) -> Bool { vector.contains(head) }

    /// Leaves a row with what was found of it to `RowMerge`.
    private func leave(
        _ operation: RowOperation, _ shape: Shape, _ mention: Mention, at place: RowPlace, _ clock: RowClock?
    ) throws -> Bool {
        guard let clock else { return false }
        let entry = RowEntry(
            table: shape.table, key: operation.key, rowKey: RowKey(bytes: Array(keys[mention.key])), scope: scope)
        entry.place = place
        entry.state = transaction.rows.simpleState(clock, of: shape.table)
        transaction.rows.put(entry)
        return false
    }

    private func writesWholeUnits(_ operation: RowOperation, _ shape: Shape) -> Bool {
        operation.columns.allSatisfy { position in
            let unit = shape.table.unitOfColumn[shape.columns[position]]
            guard shape.terms.mayUpdate[unit] else { return false }
            let columns = shape.table.units[unit].columns
            return columns.count == 1
                || columns.allSatisfy { column in operation.columns.contains { shape.columns[$0] == column } }
        }
    }
}

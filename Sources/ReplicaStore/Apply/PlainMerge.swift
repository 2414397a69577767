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

    private let mentions: Mentions
    var clock: [UInt8] = []
    /// Of a row in dispute, the units with two heads.
    var units: [UInt8] = []
    private var row: [Value] = []
    /// The statement that found the row before: as a rule the next one is updated in the same columns.
    private var lastLook: (positions: [Int], isByPlace: Bool, statement: Statement)?
    /// The statement of the update before: as a rule the next one writes the same columns.
    private var lastUpdate: (table: Int, columns: [Int], statement: Statement)?

    // Rows that lie together were written together, as a rule: what was found of the chain and the head before.
    private var lastChain: (index: ChainIndex, isOfScope: Bool)?
    private var lastHead: (dot: Dot, isSeen: Bool)?
    var lastStamps: (head: Dot, stamps: [Stamp])?

    /// A table as the lines after it name its columns; nil where the schema here lacks any of it.
    struct Shape {
        var table: TableModel
        /// Position in the line → index into the table's columns.
        var columns: [Int]
        var terms: PlainTerms
    }

    init(_ transaction: StoreTransaction, _ mentions: Mentions, dot: Dot, vector: VersionVector, scope: String) {
        self.transaction = transaction
        self.mentions = mentions
        self.dot = dot
        self.vector = vector
        self.scope = scope
    }

    mutating func run(_ changeset: Changeset) throws {
        isDone = Array(repeating: false, count: changeset.lines.count)
        let roles = transaction.roles(of: changeset.header)
        var shape: Shape?
        for (index, line) in changeset.lines.enumerated() {
            switch line {
            case .table(let table):
                shape = self.shape(table, roles)
                lastLook = nil
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
    private func isInWork(_ shape: Shape, _ mention: Mentions.Mention) -> Bool {
        guard transaction.rows.count > 0 || transaction.hasStale || !transaction.specials.isEmpty else {
            return false
        }
        let name = RowName(table: shape.table.id, scope: scope, key: RowKey(bytes: Array(mentions.keys[mention.key])))
        return transaction.rows.holdsKey(of: name) || transaction.isStale(name) || transaction.specials.contains(name)
    }

    // MARK: insertion

    private mutating func insert(_ operation: RowOperation, _ shape: Shape, _ mention: Mentions.Mention) throws -> Bool {
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
        guard try transaction.rows.isUnknown(table, { RowKey(bytes: Array(mentions.keys[mention.key])) }) else { return false }
        // A row that is there already, of this scope or another, is left as it is, and merged by `RowMerge`.
        let statement = try log.statement(table.rowQueries.insertIfNew)
        for (index, value) in operation.key.enumerated() { statement.bind(index + 1, value) }
        for (index, value) in row.enumerated() { statement.bind(operation.key.count + index + 1, value) }
        try statement.run()
        guard log.database.changesCount == 1 else { return false }
        RowClock(keyHash: mention.hash, base: dot).encode(into: &clock)
        try transaction.rows.saveClock(
            clock, at: table.place(log.database.lastInsertedRowID, key: operation.key), of: table)
        return true
    }

    // MARK: update

    private mutating func update(_ operation: RowOperation, _ shape: Shape, _ mention: Mentions.Mention) throws -> Bool {
        guard !isInWork(shape, mention), writesWholeUnits(operation, shape) else { return false }
        let table = shape.table
        let found = try look(for: operation, shape, mention)
        guard try found.step() else { return false }
        guard let stored = RowClock(blob: found.bytes(1)), stored.isSimple, stored.keyHash == mention.hash,
            isOfScope(stored.base.chain)
        else {
            found.reset()
            return false
        }
        let place = table.place(found.int(0), key: operation.key)
        var clock = stored
        for position in operation.columns {
            let unit = table.unitOfColumn[shape.columns[position]]
            let head = clock.head(of: unit, in: table)
            // Of two columns of a unit the second finds the head that the first has made.
            guard head == dot || hasSeen(head) else {
                let shown = found.values(2..<2 + operation.columns.count)
                found.reset()
                let dispute = FirstDispute(place: place, before: stored, shown: shown)
                return try enter(dispute, operation, shape) || leave(operation, shape, mention, at: place, stored)
            }
            clock.set(unit, to: dot, of: table)
        }
        found.reset()
        try write(operation.columns.map { shape.columns[$0] }, operation.values, at: place, of: table)
        clock.encode(into: &self.clock)
        try transaction.rows.saveClock(self.clock, at: place, of: table)
        return true
    }

    /// Finds a row: its place, its clock, and what it shows in the columns that are written.
    private mutating func look(
        for operation: RowOperation, _ shape: Shape, _ mention: Mentions.Mention
    ) throws -> Statement {
        try transaction.rows.writePending(at: mention.rowid)
        let statement: Statement
        if let last = lastLook, last.isByPlace == (mention.rowid != nil), last.positions == operation.columns {
            statement = last.statement
        } else {
            statement = try transaction.rows.look(
                for: operation.columns.map { shape.columns[$0] }, of: shape.table, byPlace: mention.rowid != nil)
            lastLook = (operation.columns, mention.rowid != nil, statement)
        }
        guard let rowid = mention.rowid else {
            for (index, value) in operation.key.enumerated() { statement.bind(index + 1, value) }
            return statement
        }
        return statement.bind(1, rowid)
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

    mutating func hasSeen(_ head: Dot) -> Bool {
        if let last = lastHead, last.dot == head { return last.isSeen }
        let isSeen = vector.contains(head)
        lastHead = (head, isSeen)
        return isSeen
    }

    private mutating func isOfScope(_ chain: ChainIndex) -> Bool {
        if let last = lastChain, last.index == chain { return last.isOfScope }
        let isOfScope = transaction.chains[chain]?.scope == scope
        lastChain = (chain, isOfScope)
        return isOfScope
    }

    /// Leaves a row with what was found of it to `RowMerge`.
    private func leave(
        _ operation: RowOperation, _ shape: Shape, _ mention: Mentions.Mention, at place: RowPlace, _ clock: RowClock
    ) throws -> Bool {
        let entry = RowEntry(
            table: shape.table, key: operation.key, rowKey: RowKey(bytes: Array(mentions.keys[mention.key])), scope: scope)
        entry.place = place
        try transaction.rows.load(entry, from: clock, at: place)
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

import CSQLiteShim
import SyncCore

/// Folds the edits of most rows: an insertion of a row that nobody knew, or updates of a row that has
/// one head a unit. What they say goes from SQLite's memory into the changeset's text, and the row's
/// clock is all that is written beside it: the table shows already what it is to show.
///
/// `Fold` says what is to happen for every row; this says the same for these, in a tenth of the time.
struct PlainFold {
    private let transaction: StoreTransaction
    private let table: TableModel
    private let clockOffset: Int64
    private var log: ChangesetLog { transaction.log }

    private let terms: PlainTerms

    private var line: [UInt8] = []
    private var clock: [UInt8] = []

    init(_ transaction: StoreTransaction, _ table: TableModel, clockOffset: Int64) throws {
        self.transaction = transaction
        self.table = table
        self.clockOffset = clockOffset
        terms = PlainTerms(table, roles: try transaction.ownRoles())
    }

    /// Whether a row is worth trying.
    func maySuit(_ row: NoteIndex.Row, in index: NoteIndex) -> Bool {
        if row.isInsertion { return terms.mayInsert }
        guard row.isUpdate else { return false }
        var mayAll = true
        let at = index.notes[Int(row.first)].at
        var isOneEdit = true
        var hasWideUnit = false
        index.forEachNote(of: row) { note in
            let unit = table.unitOfColumn[Int(note.column)]
            // Who writes over a value that is to be written once says so.
            mayAll = mayAll && terms.mayUpdate[unit] && table.units[unit].policy != .once
            isOneEdit = isOneEdit && note.at == at
            hasWideUnit = hasWideUnit || table.units[unit].columns.count > 1
        }
        // With several edits a unit's other columns may have had other values in between.
        return mayAll && (isOneEdit || !hasWideUnit)
    }

    /// - Returns: The rows that turned out to be others.
    mutating func run(_ index: NoteIndex, _ suits: [Bool]) throws -> Set<RowKey> {
        var left = suits
        if zip(index.rows, suits).contains(where: { $0.isInsertion && $1 }) {
            try each(table.rowQueries.inserted, index, &left, where: \.isInsertion) { try $0.insert($1, $2, index) }
        }
        if zip(index.rows, suits).contains(where: { $0.isUpdate && $1 }) {
            try each(table.rowQueries.updated, index, &left, where: \.isUpdate) { try $0.update($1, $2, index) }
        }
        try transaction.rows.writePending()
        return Set(zip(index.rows, left).filter(\.1).map { index.rowKey(of: $0.0) })
    }

    /// Runs a query over the notes joined with the table, and calls `body` at each row's first note.
    ///
    /// - Parameter left: Which rows are to be folded; those that were are taken out.
    private mutating func each(
        _ query: Query, _ index: NoteIndex, _ left: inout [Bool], where isMeant: KeyPath<NoteIndex.Row, Bool>,
        _ body: (inout PlainFold, Statement, NoteIndex.Row) throws -> Bool
    ) throws {
        let rows = try log.statement(query)
        defer { rows.reset() }
        var next = 0
        while try rows.step() {
            let seq = rows.int(0)
            while next < index.notes.count, index.notes[next].seq < seq { next += 1 }
            guard next < index.notes.count, index.notes[next].seq == seq else { continue }
            let number = Int(index.notes[next].row)
            let row = index.rows[number]
            guard left[number], Int(row.first) == next, row[keyPath: isMeant] else { continue }
            left[number] = try !body(&self, rows, row)
        }
    }

    /// Columns of both queries: seq, place, scope, clock, then the table's.
    private static let firstColumn = 4

    private func scope(_ rows: Statement) -> String { rows.isNull(2) ? "uni" : rows.text(2) }

    private mutating func insert(_ rows: Statement, _ row: NoteIndex.Row, _ index: NoteIndex) throws -> Bool {
        for column in terms.nullColumns where !rows.isNull(Self.firstColumn + column) { return false }
        for column in terms.integerColumns where !rows.isInteger(Self.firstColumn + column) { return false }
        let scope = scope(rows)
        guard try isUnknown(index, row, scope: scope) else { return false }
        begin(.insert, index.key(of: row))
        let limit = ChangesetWriter.fieldBytesMax(fields: table.key.count + table.columns.count)
        var changes = 0
        for column in table.columns.indices {
            guard append(rows, column, limit: limit) else { return false }
            if !rows.isNull(Self.firstColumn + column) { changes += 1 }
        }
        guard fits(index.key(of: row), limit: limit) else { return false }
        let at = index.notes[Int(row.first)].at + clockOffset
        let changeset = try transaction.changeset(scope: scope, at: at)
        changeset.append(encodedRow: line, of: table, rowHash: row.hash, at: at, changes: max(1, changes))
        RowClock(keyHash: row.hash, base: changeset.dot).encode(into: &clock)
        try saveClock(rows.int(1), index, row)
        try transaction.closeIfFull(changeset)
        return true
    }

    private func isUnknown(_ index: NoteIndex, _ row: NoteIndex.Row, scope: String) throws -> Bool {
        if !transaction.specials.isEmpty,
            transaction.specials.contains(
                RowName(table: table.id, scope: scope, key: index.rowKey(of: row)))
        {
            return false
        }
        return try transaction.rows.isUnknown(table) { index.rowKey(of: row) }
    }

    private mutating func update(_ rows: Statement, _ row: NoteIndex.Row, _ index: NoteIndex) throws -> Bool {
        let scope = scope(rows)
        guard var clock = RowClock(blob: rows.bytes(3)), clock.isSimple, clock.keyHash == row.hash,
            transaction.chains[clock.base.chain]?.scope == scope
        else { return false }
        if !transaction.specials.isEmpty,
            transaction.specials.contains(
                RowName(table: table.id, scope: scope, key: index.rowKey(of: row)))
        {
            return false
        }
        var edits: [(at: Int64, columns: [Int])] = []
        index.forEachNote(of: row) { note in
            if edits.last?.at != note.at { edits.append((note.at, [])) }
            edits[edits.count - 1].columns.append(Int(note.column))
        }
        var lines: [[UInt8]] = []
        for position in edits.indices {
            let columns = columns(ofUnitsOf: edits[position].columns)
            edits[position].columns = columns
            let limit = ChangesetWriter.fieldBytesMax(fields: table.key.count + columns.count)
            guard fits(index.key(of: row), limit: limit) else { return false }
            begin(.update, index.key(of: row))
            for column in columns {
                line.append(0x09)
                line.append(decimal: Int64(column))
                guard append(rows, column, limit: limit) else { return false }
            }
            lines.append(line)
        }
        let last = (edits.map(\.at).max() ?? 0) + clockOffset
        let changeset = try transaction.changeset(scope: scope, at: last)
        for (edit, line) in zip(edits, lines) {
            changeset.append(
                encodedRow: line, of: table, rowHash: row.hash, at: edit.at + clockOffset,
                changes: edit.columns.count)
            for column in edit.columns { clock.set(table.unitOfColumn[column], to: changeset.dot, of: table) }
        }
        clock.encode(into: &self.clock)
        try saveClock(rows.int(1), index, row)
        try transaction.closeIfFull(changeset)
        return true
    }

    /// Units are written whole.
    private func columns(ofUnitsOf columns: [Int]) -> [Int] {
        if columns.count == 1, table.units[table.unitOfColumn[columns[0]]].columns.count == 1 {
            return columns
        }
        return Set(columns.map { table.unitOfColumn[$0] }).flatMap { table.units[$0].columns }.sorted()
    }

    // MARK: lines

    private mutating func begin(_ verb: RowOperation.Verb, _ key: ArraySlice<UInt8>) {
        line.removeAll(keepingCapacity: true)
        line.append(contentsOf: verb.rawValue.utf8)
        line.append(0x09)
        line.append(contentsOf: key.dropLast())
    }

    /// - Returns: False where the value is so long that it goes in parts.
    private mutating func append(_ rows: Statement, _ column: Int, limit: Int) -> Bool {
        line.append(0x09)
        let start = line.count
        rows.appendField(Self.firstColumn + column, to: &line)
        return line.count - start <= limit
    }

    private func fits(_ key: ArraySlice<UInt8>, limit: Int) -> Bool {
        key.count <= limit || key.split(separator: 0x09).allSatisfy { $0.count <= limit }
    }

    private func saveClock(_ rowid: Int64, _ index: NoteIndex, _ row: NoteIndex.Row) throws {
        let place: RowPlace
        switch table.placing {
        case .rowid: place = .rowid(rowid)
        case .key:
            guard let key = index.rowKey(of: row).values else {
                throw StoreError(.fileDamaged, "a note of \(table.name)")
            }
            place = .key(key)
        }
        try transaction.rows.saveClock(clock, at: place, of: table)
    }
}

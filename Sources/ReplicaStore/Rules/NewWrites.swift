import SyncCore

/// What a changeset does to a row, as far as rules ask.
struct NewWrite {
    var name: TouchedRows.Name
    var table: TableModel
    /// A bit for each column that may show something else; nil for all, and for the row's being there.
    var columns: UInt64?
    var isInsertion: Bool
    /// It deletes the row, decides something or takes a decision back.
    var isMore = false
}

/// What a new changeset does to rows. Nearly all lines are insertions and updates, of which no value is read.
struct NewWrites {
    let all: [NewWrite]

    init(of dot: Dot, _ transaction: StoreTransaction) throws {
        var plain: [NewWrite] = []
        var shape: Shape?
        let model = transaction.model
        let changeset = try transaction.log.changeset(at: dot) { line in
            if shape?.number != line.shapeNumber { shape = Shape(line, model) }
            guard let shape, let table = shape.table else { return false }
            plain.append(
                NewWrite(
                    name: TouchedRows.Name(table: table.id, key: RowKey(bytes: Array(line.key))), table: table,
                    columns: shape.columns(of: line), isInsertion: line.isInsertion))
            return false
        }
        for (row, words) in try transaction.reader().read(changeset).rows {
            guard let table = model.table(id: row.table) else { continue }
            plain.append(
                NewWrite(
                    name: TouchedRows.Name(table: row.table, key: row.key), table: table, columns: Self.columns(of: words, table),
                    isInsertion: words.isInsertion,
                    isMore: words.isDeletion || !words.undos.isEmpty || !words.decides.isEmpty))
        }
        all = plain
    }

    private static func columns(of words: RowWords, _ table: TableModel) -> UInt64? {
        guard words.write.presence == nil, words.undos.isEmpty, words.decides.isEmpty, table.columns.count <= 64 else { return nil }
        return words.write.units.keys.reduce(into: 0) { $0 |= Self.bits(of: table.units[$1]) }
    }

    private static func bits(of unit: TableModel.Unit) -> UInt64 {
        unit.columns.reduce(into: 0) { $0 |= 1 << UInt64($1) }
    }

    /// The lines behind one table line, in columns of the schema here.
    private struct Shape {
        let number: Int
        /// Nil where the schema here does not know it.
        let table: TableModel?
        /// Position in the line → the columns of its unit; none where the schema here lacks the column.
        private let columns: [UInt64]

        init(_ line: PlainLine, _ model: SchemaModel) {
            number = line.shapeNumber
            let known = model.table(named: line.shape.name)
            table = known?.key.map(\.name) == line.shape.keyColumns ? known : nil
            guard let table, table.columns.count <= 64 else {
                columns = []
                return
            }
            columns = line.shape.columns.map { name in
                table.columns.firstIndex { $0.name == name }.map { NewWrites.bits(of: table.units[table.unitOfColumn[$0]]) } ?? 0
            }
        }

        func columns(of line: PlainLine) -> UInt64? {
            guard let table, !line.isInsertion, table.columns.count <= 64 else { return nil }
            var bits: UInt64 = 0
            line.forEachColumn { if $0 < columns.count { bits |= columns[$0] } }
            return bits
        }
    }
}

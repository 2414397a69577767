import SyncCore

/// What rows showed in watched columns before they changed.
struct FormerValues {
    let transaction: StoreTransaction
    let watched: WatchedColumns
    private var log: ChangesetLog { transaction.log }

    /// With more rows than these, looking at everything is quicker than reading their stories.
    static let rowsMax = 200

    struct Entry: Hashable {
        var row: TouchedRows.Name
        var column: Int
        var value: Value
    }

    /// All values that the rows ever had in watched columns, what they have now among them: more than is asked for,
    /// which costs a rule time and nothing else.
    ///
    /// - Returns: Nil where there are too many rows, or one of the values was erased.
    func find(of rows: Set<TouchedRows.Name>) throws -> Set<Entry>? {
        guard !rows.isEmpty else { return [] }
        guard rows.count <= Self.rowsMax else { return nil }
        var values: Set<Entry> = []
        for row in rows {
            guard let table = transaction.model.table(id: row.table) else { continue }
            for column in watched.columns[row.table] ?? [] {
                values.insert(Entry(row: row, column: column, value: table.columns[column].defaultValue))
            }
        }
        let hashes = Set(rows.map { UInt32(truncatingIfNeeded: $0.key.hash64) })
        for found in try transaction.touches.dots(touching: hashes) {
            let changeset = try log.changeset(at: found.dot) { line in
                hashes.contains(UInt32(truncatingIfNeeded: RowKey.hash64(of: line.key)))
            }
            guard try collect(from: changeset, rows, &values) else { return nil }
        }
        return values.filter { $0.value != .null }
    }

    /// - Returns: False where a value is missing because it was erased.
    private func collect(
        from changeset: Changeset, _ rows: Set<TouchedRows.Name>, _ values: inout Set<Entry>
    ) throws -> Bool {
        var table: TableModel?
        /// Position in the line → index into the table's columns, of those that are watched.
        var columns: [Int?] = []
        for line in changeset.lines {
            if case .table(let shape) = line {
                table = transaction.model.table(named: shape.name)
                let own = table.flatMap { watched.columns[$0.id] } ?? []
                columns = shape.columns.map { name in own.first { name == table?.columns[$0].name } }
            }
            guard let table, let key = line.rowKey else { continue }
            let row = TouchedRows.Name(table: table.id, key: RowKey(key))
            guard rows.contains(row) else { continue }
            if case .erased = line { return false }
            guard let operation = line.rowOperation else { continue }
            for (position, value) in zip(operation.columns, operation.values) {
                guard let column = columns[position] else { continue }
                if operation.erased.contains(position) { return false }
                values.insert(Entry(row: row, column: column, value: value))
            }
        }
        return true
    }
}

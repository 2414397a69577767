import SyncCore

/// A changeset of this replica's own author while it is being written.
struct LocalChangeset {
    let header: ChangesetHeader
    var writer: ChangesetWriter
    var dot: Dot
    var at: Int64
    private var shape: TableShape?
    private var lastAt: Int64
    private(set) var touched: Set<UInt32> = []
    private(set) var changes = 0

    init(_ header: ChangesetHeader, salt: [UInt8], dot: Dot) {
        self.header = header
        writer = ChangesetWriter(header, salt: salt)
        self.dot = dot
        at = header.at
        lastAt = header.at
    }

    /// An edit's own time is told where it differs by a second or more from the one before.
    mutating func append(
        _ operation: RowOperation, of table: TableModel, rowKey: RowKey, at: Int64
    ) {
        use(table.shape)
        if abs(at - lastAt) >= 1_000 {
            writer.append(.at(at))
            lastAt = at
        }
        writer.append(.row(operation))
        touch(rowKey)
        changes += operation.changeCount
    }

    mutating func append(_ line: ChangesetLine, of table: TableModel, rowKey: RowKey) {
        use(table.shape)
        writer.append(line)
        touch(rowKey)
    }

    /// A line whose positions count in another table line than the schema's own.
    mutating func append(_ line: ChangesetLine, in shape: TableShape, rowKey: RowKey) {
        use(shape)
        writer.append(line)
        touch(rowKey)
    }

    private mutating func use(_ shape: TableShape) {
        if self.shape != shape {
            writer.append(.table(shape))
            self.shape = shape
        }
    }

    private mutating func touch(_ key: RowKey) {
        touched.insert(UInt32(truncatingIfNeeded: key.hash64))
    }
}

import SyncCore

/// A changeset of this replica's own author while it is being written.
final class LocalChangeset {
    let header: ChangesetHeader
    private(set) var writer: ChangesetWriter
    let dot: Dot
    let at: Int64
    /// There are lines besides those of rows: few changesets have any.
    private(set) var hasLists = false
    private var shape: TableShape?
    /// The table whose own line `shape` is, where it is one.
    private var table: TableModel?
    private var lastAt: Int64
    /// Four bytes of key hash for each mention of a row.
    private(set) var touched: [UInt32] = []
    private(set) var changes = 0

    init(_ header: ChangesetHeader, salt: [UInt8], dot: Dot) {
        self.header = header
        writer = ChangesetWriter(header, salt: salt)
        self.dot = dot
        at = header.at
        lastAt = header.at
    }

    /// An edit's own time is told where it differs by a second or more from the one before.
    ///
    /// - Throws: `recordTooLarge`: nobody would take the changeset, nor what comes after it.
    func append(_ operation: RowOperation, of table: TableModel, rowKey: RowKey, at: Int64) throws {
        use(table)
        tell(at)
        writer.append(.row(operation))
        guard writer.bytes.count < Limits.changesetBytesMax - Limits.lineBytesMax else {
            let key = operation.key.map(\.description).joined(separator: ", ")
            throw StoreError(.recordTooLarge, "\(table.name) \(key)")
        }
        touch(rowKey.hash64)
        changes += operation.changeCount
    }

    /// An edit whose line is encoded already.
    ///
    /// - Parameter changes: How many changes people see in it.
    func append(encodedRow line: [UInt8], of table: TableModel, rowHash: UInt64, at: Int64, changes: Int) {
        use(table)
        tell(at)
        writer.append(encodedRow: line)
        touch(rowHash)
        self.changes += changes
    }

    func append(_ line: ChangesetLine, of table: TableModel, rowKey: RowKey) {
        use(table)
        hasLists = true
        writer.append(line)
        touch(rowKey.hash64)
        if let other = line.otherRowKey { touch(RowKey(other).hash64) }
    }

    /// A line whose positions count in another table line than the schema's own.
    func append(_ line: ChangesetLine, in shape: TableShape, rowKey: RowKey) {
        table = nil
        use(shape)
        hasLists = true
        writer.append(line)
        touch(rowKey.hash64)
        if let other = line.otherRowKey { touch(RowKey(other).hash64) }
    }

    /// Writes the end line; nothing can be added after.
    func finish() -> (bytes: [UInt8], hash: ChangesetHash) { writer.finish() }

    private func use(_ table: TableModel) {
        guard self.table !== table else { return }
        use(table.shape)
        self.table = table
    }

    private func use(_ shape: TableShape) {
        if self.shape != shape {
            writer.append(.table(shape))
            self.shape = shape
        }
    }

    private func tell(_ at: Int64) {
        guard abs(at - lastAt) >= 1_000 else { return }
        writer.append(.at(at))
        lastAt = at
    }

    private func touch(_ hash: UInt64) { touched.append(UInt32(truncatingIfNeeded: hash)) }
}

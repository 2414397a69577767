public import SyncCore

extension Replica {
    /// Erases a column's values of one row from the records, the log and the history, here and on
    /// every replica that learns of it. The chains stay provable, and the act is in the history.
    ///
    /// What another office writes concurrently, and what is not here yet, is not reached: the order
    /// names what is held.
    ///
    /// - Returns: How many written values were erased.
    /// - Throws: `tableUnknown`, `reasonMissing`; `archiveMissing` where older values lie elsewhere.
    @discardableResult
    public func erase(
        table name: String, key: [Value], columns: Set<String>, reason: String
    ) throws -> Int {
        try reason.requireReason()
        // What nobody can look at here can't be named in an order.
        if try !scopesLeftOut().isEmpty { throw StoreError(.archiveMissing, Archive.path(of: path) ?? "") }
        let isCompacted = try isCompacted()
        let archive = ArchiveOnDemand(path)
        defer { archive.close() }
        let count = try transaction { transaction in
            guard let table = transaction.model.table(named: name) else {
                throw StoreError(.tableUnknown, name)
            }
            for column in columns.sorted() where !table.columns.contains(where: { $0.name == column }) {
                throw StoreError(.tableUnknown, "\(name).\(column)")
            }
            return try EraseWriting(transaction, table, key, columns, reason).run(isCompacted ? archive.opened() : nil)
        }
        try wipeJournalIfNeeded()
        return count
    }
}

/// Writes the orders to erase, scope by scope.
private struct EraseWriting {
    let transaction: StoreTransaction
    let table: TableModel
    let key: [Value]
    let columns: Set<String>
    let reason: String

    init(
        _ transaction: StoreTransaction, _ table: TableModel, _ key: [Value],
        _ columns: Set<String>, _ reason: String
    ) {
        self.transaction = transaction
        self.table = table
        self.key = key
        self.columns = columns
        self.reason = reason
    }

    /// - Parameter archive: What is in it is erased as well.
    func run(_ archive: Archive?) throws -> Int {
        let rowKey = RowKey(key)
        let at = transaction.surroundings.now() + (try transaction.meta.int(.clockOffset) ?? 0)
        var count = 0
        let hash = UInt32(truncatingIfNeeded: rowKey.hash64)
        let whole = try RowHistory(transaction).archivedBodies(touching: hash, archive)
        for dot in try Set(transaction.touches.dots(touching: hash)).union(whole.keys).sorted() {
            guard let body = try whole[dot] ?? transaction.log.body(of: dot),
                let scope = transaction.chains[dot.chain]?.scope, scope != ControlName.scope
            else { continue }
            let orders = try Redaction(body).orders(
                table: table.name, key: key, columns: columns, reason: reason)
            guard !orders.isEmpty else { continue }
            count += orders.reduce(0) { $0 + $1.line.columns.count }
            let name = RowName(table: table.id, scope: scope, key: rowKey)
            try transaction.write(scope: scope, at: at) { changeset in
                for order in orders {
                    changeset.append(.erase(order.line), in: order.shape, rowKey: rowKey)
                }
                try Erasure(transaction).enter(
                    orders.map { ($0.line, name) }, by: changeset.header, at: changeset.dot)
            }
        }
        return count
    }
}

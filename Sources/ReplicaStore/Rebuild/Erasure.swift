import SyncCore

/// The committee's orders to erase, as this replica holds them.
struct ErasureTable {
    let log: ChangesetLog

    /// Whether what is left of a line is what an order says; without one it counts for nothing.
    ///
    /// Two administrators who had not seen each other's orders about one line leave what neither has
    /// hashed: then it is enough that just their columns are gone.
    func isAuthentic(_ erased: ErasedLine) throws -> Bool {
        guard let left = erased.left else { return false }
        let hash = Redaction.hash(ofLeft: left)
        let rows = try log.statement("SELECT left, columns FROM zhibu_erasure WHERE digest = ?")
            .bind(1, blob: erased.digest)
        var orders = 0
        var ordered: Set<Int> = []
        var isExact = false
        while try rows.step() {
            orders += 1
            isExact = isExact || rows.bytes(0) == hash
            ordered.formUnion(rows.text(1).split(separator: ",").compactMap { Int($0) })
        }
        return isExact || orders > 1 && ordered == Set(left.erased.map { left.columns[$0] })
    }

    /// The orders about one changeset's lines, without who gave them and why.
    func orders(for target: ChangesetHash) throws -> [EraseLine] {
        let rows = try log.statement("SELECT digest, columns FROM zhibu_erasure WHERE target = ?")
            .bind(1, blob: target.bytes)
        var orders: [EraseLine] = []
        while try rows.step() {
            orders.append(
                EraseLine(
                    key: [], target: target, digest: rows.bytes(0),
                    columns: rows.text(1).split(separator: ",").compactMap { Int($0) }, left: nil, reason: ""))
        }
        return orders
    }

    /// The changesets that orders name.
    func targets() throws -> [ChangesetHash] {
        let rows = try log.statement("SELECT DISTINCT target FROM zhibu_erasure ORDER BY target")
        var targets: [ChangesetHash] = []
        while try rows.step() {
            if let hash = ChangesetHash(bytes: rows.bytes(0)) { targets.append(hash) }
        }
        return targets
    }

    /// What another replica's table has.
    func takeOver(from other: ErasureTable) throws {
        let rows = try other.log.statement("SELECT digest, left, target, columns, id FROM zhibu_erasure")
        while try rows.step() {
            try log.statement(
                "INSERT OR IGNORE INTO zhibu_erasure(digest, left, target, columns, id) VALUES (?, ?, ?, ?, ?)"
            ).bind(1, blob: rows.bytes(0)).bind(2, blob: rows.bytes(1)).bind(3, blob: rows.bytes(2))
                .bind(4, rows.text(3)).bind(5, rows.int(4)).run()
        }
    }

    func save(_ order: EraseLine, at dot: Dot) throws {
        try log.statement(
            """
            INSERT OR IGNORE INTO zhibu_erasure(digest, left, target, columns, id)
            VALUES (?, ?, ?, ?, ?)
            """
        )
        .bind(1, blob: order.digest).bind(2, blob: order.left ?? [])
        .bind(3, blob: order.target.bytes)
        .bind(4, order.columns.map(String.init).joined(separator: ",")).bind(5, dot.packed).run()
    }
}

/// Carries out orders to erase: in the log, and by computing the row again without the value.
struct Erasure {
    let transaction: StoreTransaction
    private var log: ChangesetLog { transaction.log }

    init(_ transaction: StoreTransaction) { self.transaction = transaction }

    /// - Parameter header: Of the changeset with the orders; only an administrator's count.
    func enter(
        _ orders: [(line: EraseLine, name: RowName?)], by header: ChangesetHeader, at dot: Dot
    ) throws {
        guard !orders.isEmpty, isEntitled(header) else { return }
        for order in orders {
            try ErasureTable(log: log).save(order.line, at: dot)
            if let name = order.name { transaction.markStale(name) }
        }
        // They may be of a sync that was cut, before the log began in another way.
        if try StagedPieces(transaction, header.scope).clear() { try transaction.meta.set(.journalHoldsErased, .integer(1)) }
        for target in Set(orders.map(\.line.target)).sorted() {
            guard let held = try position(of: target, scope: header.scope),
                let body = try log.body(of: held)
            else { continue }
            if body.isEmpty || Excerpt.isOne(body) { try transaction.meta.set(.archiveHoldsErased, .integer(1)) }
            guard !body.isEmpty else { continue }
            let redacted = try Redaction(body).carryingOut(orders.map(\.line))
            try log.replaceBody(redacted, at: held)
            try transaction.meta.set(.journalHoldsErased, .integer(1))
        }
    }

    private func isEntitled(_ header: ChangesetHeader) -> Bool {
        guard !transaction.control.isEmpty else { return true }
        guard let device = DeviceID(header.author.device), let entry = header.control,
            let state = transaction.control.state(at: entry.hash)
        else { return false }
        return state.roles(of: device).contains(ControlName.admin)
    }

    private func position(of hash: ChangesetHash, scope: String) throws -> Dot? {
        let rows = try log.statement("SELECT id FROM zhibu_log WHERE hash = ?")
            .bind(1, blob: hash.bytes)
        while try rows.step() {
            let dot = Dot(packed: rows.int(0))
            if transaction.chains[dot.chain]?.scope == scope {
                rows.reset()
                return dot
            }
        }
        return nil
    }
}

/// Clocks and list entries of one table that are yet to be written: eight go into one statement, in which each costs half of
/// what it costs alone.
///
/// Whoever reads clocks or the list writes them first (``RowStore/writePending()``).
struct PendingWrites {
    static let atOnce = 8

    private(set) var table: TableModel?
    private(set) var clocks: [(rowid: Int64, blob: Range<Int>)] = []
    private(set) var blobs: [UInt8] = []
    private(set) var listed: [(rowid: Int64, status: Int)] = []
    private(set) var scope = ""

    var isEmpty: Bool { clocks.isEmpty && listed.isEmpty }

    func hasClock(at rowid: Int64) -> Bool { clocks.contains { $0.rowid == rowid } }

    /// - Returns: False where what is here is to be written first.
    mutating func append(clock blob: [UInt8], at rowid: Int64, of table: TableModel) -> Bool {
        guard clocks.count < Self.atOnce, isEmpty || self.table === table else { return false }
        self.table = table
        clocks.append((rowid, blobs.count..<blobs.count + blob.count))
        blobs += blob
        return true
    }

    /// - Returns: False where what is here is to be written first.
    mutating func append(_ status: RowStatus, at rowid: Int64, scope: String, of table: TableModel) -> Bool {
        guard listed.count < Self.atOnce, isEmpty || self.table === table, listed.isEmpty || self.scope == scope
        else { return false }
        self.table = table
        self.scope = scope
        listed.append((rowid, status.rawValue))
        return true
    }

    mutating func removeClocks() {
        clocks.removeAll(keepingCapacity: true)
        blobs.removeAll(keepingCapacity: true)
    }

    mutating func removeListed() { listed.removeAll(keepingCapacity: true) }
}

extension RowStore {
    /// Writes what is pending; called before anything is read that it may be about.
    func writePending() throws {
        try writeClocks()
        try writeListed()
    }

    /// As `writePending`, where it may be about this row.
    func writePending(at rowid: Int64?) throws {
        if !pending.isEmpty, rowid.map(pending.hasClock) ?? true { try writePending() }
    }

    func saveClock(_ blob: [UInt8], at place: RowPlace, of table: TableModel) throws {
        if case .rowid(let rowid) = place {
            if pending.append(clock: blob, at: rowid, of: table) { return }
            try writePending()
            _ = pending.append(clock: blob, at: rowid, of: table)
            return
        }
        let statement = try log.statement(table.rowQueries.saveClock).bind(2, place: place)
        try blob.withUnsafeBytes {
            statement.bind(1, lasting: $0)
            try statement.run()
        }
    }

    /// Lists the conflicts of a row that the table shows.
    func list(_ status: RowStatus, at place: RowPlace, scope: String, of table: TableModel) throws {
        if case .rowid(let rowid) = place {
            if pending.append(status, at: rowid, scope: scope, of: table) { return }
            try writePending()
            _ = pending.append(status, at: rowid, scope: scope, of: table)
            return
        }
        try log.statement(Self.listOne).bind(1, table.id).bind(2, scope).bind(3, listed: place).bind(4, status.rawValue).run()
    }

    private func writeClocks() throws {
        guard let table = pending.table, !pending.clocks.isEmpty else { return }
        let isFull = pending.clocks.count == PendingWrites.atOnce
        let statement = try log.statement(isFull ? table.rowQueries.saveClocks : table.rowQueries.saveClock)
        try pending.blobs.withUnsafeBytes { blobs in
            for (index, clock) in pending.clocks.enumerated() {
                let first = isFull ? 2 * index + 1 : 1
                statement.bind(first, lasting: UnsafeRawBufferPointer(rebasing: blobs[clock.blob])).bind(first + 1, clock.rowid)
                if !isFull { try statement.run() }
            }
            if isFull { try statement.run() }
        }
        pending.removeClocks()
    }

    private func writeListed() throws {
        guard let table = pending.table, !pending.listed.isEmpty else { return }
        let isFull = pending.listed.count == PendingWrites.atOnce
        let statement = try log.statement(isFull ? Self.listMany : Self.listOne).bind(1, table.id).bind(2, pending.scope)
        for (index, row) in pending.listed.enumerated() {
            let first = isFull ? 2 * index + 3 : 3
            statement.bind(first, row.rowid).bind(first + 1, row.status)
            if !isFull { try statement.run() }
        }
        if isFull { try statement.run() }
        pending.removeListed()
    }

    private static let listOne = listing(1)
    private static let listMany = listing(PendingWrites.atOnce)

    private static func listing(_ count: Int) -> Query {
        let rows = (0..<count).map { "(?1, ?\(2 * $0 + 3), ?2, ?\(2 * $0 + 4))" }.joined(separator: ", ")
        return "INSERT OR REPLACE INTO zhibu_listed(tbl, place, scope, status) VALUES \(rows)"
    }
}

import SyncCore

/// Says which lines of a scope's past still say something: those by which a row shows what it shows, by which it is in
/// dispute, and by which persons have decided. Whatever is written later has the same effect without the others: each of
/// them was overwritten by somebody who had seen it.
///
/// Of one past every replica finds the same.
/// - SeeAlso: `Protocol/checkpoint.md`, *What stays*; P. Baquero, P. S. Almeida, A. Shoker, *Pure operation-based replicated
///   data types*, 2017, on what may go once everybody has seen it.
struct NeededLines {
    /// A replica that holds this past of the scope and nothing else.
    let transaction: StoreTransaction
    let past: ScopePast
    private var log: ChangesetLog { transaction.log }

    /// The writes by which a row is what it is.
    private enum Row {
        case plain(Set<Dot>)
        /// In dispute, undone, or otherwise not told by its heads alone.
        case whole

        init(_ state: RowState) {
            let dots = state.presence.map(\.dot) + state.units.joined().map(\.dot)
            self = state.hasOneHeadEach ? .plain(Set(dots)) : .whole
        }
    }

    /// A line that inserts a row which others brought back: its columns may be more in a schema to come.
    private struct Insertion {
        var dot: Dot
        var line: Int
        var row: RowName
    }

    /// - Returns: What is kept of each changeset that does not stay whole. Chains are those of `transaction`.
    func find(progressed: (() -> Void)? = nil) throws -> [Dot: CheckpointRest] {
        let rows = try rows()
        let named = try named()
        var stays: [Dot: [Bool]] = [:]
        var insertions: [Insertion] = []
        var born: Set<RowName> = []
        try past.forEach { _ in } _: { dot, stored in
            progressed?()
            guard !stored.body.isEmpty, !transaction.voids.contains(dot) else { return }
            let changeset = try ChangesetLog.read(stored.body, at: dot)
            var table: TableModel?
            var keepsAll = false
            stays[dot] = changeset.lines.enumerated().map { index, line in
                switch line {
                case .table(let shape):
                    (table, keepsAll) = known(shape)
                    return false
                // A line of its own only where a part of a long value was erased: nothing may depend on that.
                case .at: return false
                case .erased(let erased) where erased.left == nil: return false
                case .covers, .decide, .undo, .erase, .control: return true
                case .row, .erased: break
                }
                guard let operation = line.rowOperation, let table, !keepsAll else { return true }
                let name = RowName(table: table.id, scope: past.scope, key: RowKey(operation.key))
                guard case .plain(let heads)? = rows[name] else { return true }
                if operation.verb == .insert {
                    if heads.contains(dot) { born.insert(name) }
                    else { insertions.append(Insertion(dot: dot, line: index, row: name)) }
                }
                return heads.contains(dot) || named[name]?.contains(stored.hash) ?? false
            }
        }
        for insertion in insertions where !born.contains(insertion.row) { stays[insertion.dot]?[insertion.line] = true }
        return try rests(stays)
    }

    /// What the log has of them with the other lines left out.
    private func rests(_ stays: [Dot: [Bool]]) throws -> [Dot: CheckpointRest] {
        var rests: [Dot: CheckpointRest] = [:]
        for (dot, isKept) in stays {
            let body = try log.body(of: dot) ?? []
            let changeset = try ChangesetLog.read(body, at: dot)
            let isWhole = zip(changeset.lines, isKept).allSatisfy { line, isKept in isKept || !line.isWritten }
            if isWhole { continue }
            // Of a move over scopes the link must be found as long as the other half may be on its way.
            if !isKept.contains(true), changeset.header.link == nil {
                rests[dot] = .stub
            } else {
                rests[dot] = .excerpt(try Redaction(body).excerpt(keeping: isKept))
            }
        }
        return rests
    }

    /// A table of the schema here; where that lacks a column, or merges all writes of one, every line stays.
    private func known(_ shape: TableShape) -> (TableModel?, keepsAll: Bool) {
        guard let table = transaction.model.table(named: shape.name), table.key.map(\.name) == shape.keyColumns,
            !transaction.model.damaged.contains(shape.name)
        else { return (nil, true) }
        let columns = Set(table.columns.map(\.name))
        return (table, table.accumulates || !shape.columns.allSatisfy(columns.contains))
    }

    private func rows() throws -> [RowName: Row] {
        var rows: [RowName: Row] = [:]
        for table in transaction.model.tables {
            let stored = try log.statement("SELECT \(table.keyList), c.v FROM \(table.quoted) t \(table.clockJoin)")
            while try stored.step() {
                guard let clock = RowClock(blob: stored.bytes(table.key.count)),
                    let scope = transaction.chains[clock.base.chain]?.scope, let state = try clock.state(of: table)
                else { continue }
                rows[RowName(table: table.id, scope: scope, key: RowKey(stored.values(0..<table.key.count)))] = Row(state)
            }
        }
        let states = try log.statement("SELECT tbl, key, scope, state FROM zhibu_row")
        while try states.step() {
            guard let table = transaction.model.table(id: Int(states.int(0))) else { continue }
            let name = RowName(table: table.id, scope: states.text(2), key: RowKey(bytes: states.bytes(1)))
            rows[name] = Row(try RowStateBlob.decode(states.bytes(3), of: table))
        }
        let special = try log.statement("SELECT tbl, key, scope FROM zhibu_special")
        while try special.step() {
            rows[RowName(table: Int(special.int(0)), scope: special.text(2), key: RowKey(bytes: special.bytes(1)))] = .whole
        }
        return rows
    }

    /// The changesets that lists of covered heads and decisions name, by row: their values are the conflict's candidates.
    private func named() throws -> [RowName: Set<ChangesetHash>] {
        let rows = try log.statement(
            """
            SELECT t.id, c.key, h.scope, c.heads, c.other FROM zhibu_covered c
            JOIN zhibu_chain h ON h.id = c.id >> 40 JOIN zhibu_table t ON t.name = c.tbl
            """)
        var named: [RowName: Set<ChangesetHash>] = [:]
        while try rows.step() {
            let heads = rows.bytes(3)
            let hashes = stride(from: 0, to: heads.count, by: 32)
                .compactMap { ChangesetHash(bytes: Array(heads[$0..<min($0 + 32, heads.count)])) }
            for key in [rows.bytes(1)] + (rows.isNull(4) ? [] : [rows.bytes(4)]) {
                let name = RowName(table: Int(rows.int(0)), scope: rows.text(2), key: RowKey(bytes: key))
                named[name, default: []].formUnion(hashes)
            }
        }
        return named
    }
}

extension RowState {
    /// Whether one write made the row's presence, and one at most each unit.
    fileprivate var hasOneHeadEach: Bool { presence.count == 1 && units.allSatisfy { $0.count <= 1 } }
}

extension ChangesetLine {
    /// Whether it says anything by itself.
    fileprivate var isWritten: Bool {
        switch self {
        case .table, .at: false
        case .erased(let erased): erased.left != nil
        default: true
        }
    }
}

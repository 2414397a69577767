import GRDB
import SyncCore
import Synchronization

extension Replica {
    /// Computes a table's clocks again from the log, where rowids were renumbered.
    ///
    /// The log is replayed into a scratch replica; rows are matched by key. Values are not touched.
    func rebuildClocks(of name: String) throws {
        let scratch = try replayed()
        defer { closeQuietly(scratch) }
        let here = try look { ($0.chains.chains, $0.model.table(named: name)) }
        guard let table = here.1 else { throw StoreError(.tableUnknown, name) }
        let clocks = try self.clocks(of: table, in: scratch, renamedTo: here.0)
        try engine.writeWithoutTransaction { database in
            try database.inTransaction(.immediate) {
                let log = ChangesetLog(database: database, cache: StatementCache())
                let store = RowStore(log: log, chains: try ChainTable(log))
                try log.statement("DELETE FROM \(table.clock)").run()
                try log.statement("DELETE FROM zhibu_listed WHERE tbl = ?").bind(1, table.id).run()
                for found in clocks {
                    guard let place = try store.place(table, key: found.key), let scope = store.chains[found.clock.base.chain]?.scope
                    else { continue }
                    try store.saveClock(found.clock.blob, at: place, of: table)
                    if let status = found.status { try store.list(status, at: place, scope: scope, of: table) }
                }
                try store.writePending()
                return .commit
            }
        }
    }

    private func closeQuietly(_ scratch: Replica) {
        do { try scratch.close() } catch { assertionFailure("\(error)") }
    }

    private func clocks(
        of table: TableModel, in scratch: Replica, renamedTo here: [ChainIndex: Chain]
    ) throws -> [(key: [Value], clock: RowClock, status: RowStatus?)] {
        try scratch.look { other in
            var renamed: [ChainIndex: ChainIndex] = [:]
            for (index, chain) in other.chains.chains {
                renamed[index] = here.first {
                    $0.value.author == chain.author && $0.value.scope == chain.scope
                        && $0.value.hash == chain.hash
                }?.key
            }
            guard let twin = other.model.table(named: table.name) else { return [] }
            func local(_ dot: Dot) -> Dot { Dot(chain: renamed[dot.chain] ?? dot.chain, number: dot.number) }
            let rows = try other.log.statement(
                """
                SELECT \(twin.keyList), c.v FROM \(twin.quoted) t
                \(twin.clockJoin)
                """)
            var found: [(key: [Value], clock: RowClock, status: RowStatus?)] = []
            while try rows.step() {
                guard let clock = RowClock(blob: rows.bytes(twin.key.count)), let state = try clock.state(of: twin),
                    let own = RowClock(keyHash: clock.keyHash, state.naming(local), isSimple: clock.isSimple, of: twin)
                else { continue }
                let key = rows.values(0..<twin.key.count)
                found.append((key, own, clock.isSimple ? nil : try other.rows.listedStatus(twin, key: key)))
            }
            return found
        }
    }

    /// Databases in memory are told apart by their names within the process.
    private static let replays = Mutex(0)

    /// A scratch replica in memory that judges by these control entries and has their schema, and holds nothing else.
    func scratch(judgingBy entries: [ControlEntry]) throws -> Replica {
        let scratch = try emptyScratch()
        var state = ControlState()
        for entry in entries { state.apply(entry.lines) }
        // A committee without one has what its founder's file was made with.
        let founding = try look { (try $0.meta.text(.schema), try $0.meta.text(.schemaVersion)) }
        if let schema = state.releases.last?.sql ?? founding.0 {
            try scratch.install(schema: schema, version: state.releases.last?.version ?? founding.1 ?? "")
        }
        if let root = try rootDevice() { try scratch.trust(root: root) }
        try scratch.replay(entries.map { entry throws(FormatError) in
            try ReceivedChangeset(entry.changeset.encoded() + entry.seal.line)
        })
        return scratch
    }

    private func emptyScratch() throws -> Replica {
        let device = try look { try $0.meta.text(.device) }.flatMap(DeviceID.init)
        guard let device else { throw StoreError(.fileDamaged, "no device") }
        let name = Self.replays.withLock { count in
            count += 1
            return count
        }
        return try Replica(
            creating: "file:/zhibu-\(name)?vfs=memdb", device: device, name: "replay",
            surroundings: surroundings)
    }

    /// A scratch replica in memory with the same schema and everything that the log holds.
    func replayed() throws -> Replica {
        let scratch = try emptyScratch()
        let (schema, version) = try look {
            (try $0.meta.text(.schema), try $0.meta.text(.schemaVersion))
        }
        if let schema { try scratch.install(schema: schema, version: version ?? "") }
        if let root = try rootDevice() { try scratch.trust(root: root) }
        let (control, others) = try look { transaction in
            let rows = try transaction.log.statement("SELECT id FROM zhibu_log ORDER BY id")
            let pasts = try CompactedLog(transaction).scopes().compactMap { try CompactedLog(transaction).past(of: $0) }
            var dots: [Dot] = []
            while try rows.step() {
                let dot = Dot(packed: rows.int(0))
                if !pasts.contains(where: { $0.contains(dot) }) { dots.append(dot) }
            }
            let entries = dots.filter {
                transaction.chains[$0.chain]?.scope == ControlName.scope
            }
            return (
                try entries.map { try Self.item(at: $0, transaction) },
                dots.filter { transaction.chains[$0.chain]?.scope != ControlName.scope }
            )
        }
        try scratch.replay(control)
        try scratch.takeCheckpoints(of: self)
        for start in stride(from: 0, to: others.count, by: 200) {
            let items = try look { transaction in
                try others[start..<min(start + 200, others.count)].map {
                    try Self.item(at: $0, transaction)
                }
            }
            try scratch.replay(items)
        }
        return scratch
    }

    private static func item(at dot: Dot, _ transaction: StoreTransaction) throws -> ReceivedChangeset {
        guard let body = try transaction.log.body(of: dot) else {
            throw StoreError(.logDamaged, "changeset \(dot.number) of chain \(dot.chain.value)")
        }
        return try ReceivedChangeset(body + (transaction.log.seal(of: dot)?.line ?? []))
    }

    /// Takes in what this replica's own log holds: it was proven when it was taken in first.
    func replay(_ items: [ReceivedChangeset]) throws {
        try transaction { _ = try Apply($0, needsSeals: false).run(items) }
    }
}

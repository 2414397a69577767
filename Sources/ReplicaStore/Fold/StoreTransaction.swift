import GRDB
import SyncCore

/// Values from outside that a transaction needs; the store itself has no clock and no dice.
public struct Surroundings: Sendable {
    /// Milliseconds since 1970 by this computer's clock.
    public var now: @Sendable () -> Int64
    /// Random bytes.
    public var random: @Sendable (Int) -> [UInt8]
    /// How long a statement waits for another program's lock.
    public var busySeconds: Double
    /// After how many steps of SQLite's machine a rule is given up; the default is some ten seconds.
    public var ruleStepsMax: Int
    /// How many pages SQLite's write-ahead log has before they are carried over into the file.
    public var walPagesMax: Int

    public init(
        now: @escaping @Sendable () -> Int64, random: @escaping @Sendable (Int) -> [UInt8],
        busySeconds: Double = 10, ruleStepsMax: Int = 500_000_000, walPagesMax: Int = 4_000
    ) {
        self.now = now
        self.random = random
        self.busySeconds = busySeconds
        self.ruleStepsMax = ruleStepsMax
        self.walPagesMax = walPagesMax
    }
}

/// One write transaction of the engine: chains, rows and the log, as of its beginning.
final class StoreTransaction {
    let database: Database
    let log: ChangesetLog
    let chains: ChainTable
    let rows: RowStore
    let touches: TouchIndex
    let model: SchemaModel
    let meta: MetaTable
    let surroundings: Surroundings
    let signer: DeviceSigner?
    let voids: VoidTable
    let specials: SpecialRows
    /// What checkpoints have left out, where it is at hand.
    let archive: ArchiveOnDemand
    var control: ControlLog
    var openChangesets: [String: LocalChangeset] = [:]
    /// Rows that are computed again from the log before the transaction ends.
    private var stale: Set<RowName> = []
    private var link: String?
    private var writerRoles: [Dot: Set<String>] = [:]
    /// The next changeset is of the same author, as a rule, and names the same entry.
    private var lastRights: Rights?
    private var ownAuthor: String?
    /// What the register says of changesets that it has read.
    var knownWrites: [Dot: Conflict.Write] = [:]
    private var knownPasts: [String: [VersionVector]] = [:]

    init(
        _ database: Database, cache: StatementCache, model: SchemaModel, surroundings: Surroundings,
        signer: DeviceSigner?, archive: ArchiveOnDemand, chains: (ChangesetLog) throws -> ChainTable = { try ChainTable($0) },
        control: (ChangesetLog, ChainTable) throws -> ControlLog
    ) throws {
        self.database = database
        log = ChangesetLog(database: database, cache: cache)
        self.chains = try chains(log)
        rows = RowStore(log: log, chains: self.chains)
        touches = TouchIndex(log, self.chains)
        meta = MetaTable(log: log)
        voids = try VoidTable(log)
        specials = try SpecialRows(log)
        self.archive = archive
        self.control = try control(log, self.chains)
        self.model = model
        self.surroundings = surroundings
        self.signer = signer
        rows.roles = { [unowned self] in try roles(at: $0) }
    }

    /// The roles in which a changeset was written: its device's, at the control entry that it names.
    func roles(at dot: Dot) throws -> Set<String> {
        if let known = writerRoles[dot] { return known }
        let roles = roles(of: try log.changeset(at: dot).header)
        writerRoles[dot] = roles
        return roles
    }

    /// The roles of this device, in what it writes now.
    func ownRoles() throws -> Set<String> {
        guard !control.isEmpty else { return [ControlName.editor] }
        guard let entry = control.heads.last?.changeset, let state = control.state(at: entry.hash),
            let device = try meta.text(.device).flatMap(DeviceID.init)
        else { return [] }
        return state.roles(of: device)
    }

    /// Without control entries everybody is an editor.
    func roles(of header: ChangesetHeader) -> Set<String> {
        guard !control.isEmpty else { return [ControlName.editor] }
        return rights(of: header)?.roles ?? []
    }

    /// What a changeset's author may, by the control entry that it names; nil where that is not held.
    func rights(of header: ChangesetHeader) -> Rights? {
        guard let entry = header.control?.hash else { return nil }
        if let last = lastRights, last.author == header.author, last.scope == header.scope, last.entry == entry {
            return last
        }
        guard let device = DeviceID(header.author.device), let state = control.state(at: entry) else { return nil }
        let rights = Rights(
            author: header.author, entry: entry, scope: header.scope,
            mayWrite: state.mayWrite(device, scope: header.scope), roles: state.roles(of: device))
        lastRights = rights
        return rights
    }

    /// Whether a seal is the author's own, by the committee's keys.
    func isGood(_ seal: Seal, of hash: ChangesetHash, by author: Author) -> Bool {
        guard seal.device.text == author.device, let key = control.current.devices[seal.device]?.signingKey else { return false }
        return seal.isValid(of: hash, signingKey: key)
    }

    /// What each checkpoint of a scope takes in, of those that are held whole.
    func checkpointed(_ scope: String) throws -> [VersionVector] {
        guard let checkpoints = control.current.checkpoints[scope] else { return [] }
        if let known = knownPasts[scope], known.count == checkpoints.count { return known }
        let pasts = try checkpoints.compactMap { try ScopePast(self, of: $0)?.vector }
        // One that is not whole yet may be so after the next changeset.
        if pasts.count == checkpoints.count { knownPasts[scope] = pasts }
        return pasts
    }

    /// Whether a checkpoint has left out a changeset, or lines of it.
    func isLeftOut(_ hash: ChangesetHash, scope: String) throws -> Bool {
        guard !control.current.checkpoints.isEmpty else { return false }
        let rows = try log.statement(
            "SELECT l.body, c.scope FROM zhibu_log l JOIN zhibu_chain c ON c.id = l.id >> 40 WHERE l.hash = ?"
        ).bind(1, blob: hash.bytes)
        defer { rows.reset() }
        while try rows.step() {
            let body = PackedBody.unpack(rows.bytes(0))
            if rows.text(1) == scope, body.isEmpty || Excerpt.isOne(body) { return true }
        }
        return false
    }

    /// A changeset as its author wrote it, of which a checkpoint has left nothing that names some row; nil where the archive
    /// is not at hand, or it is not held at all.
    func archived(_ hash: ChangesetHash) throws -> (dot: Dot, changeset: Changeset)? {
        guard !control.current.checkpoints.isEmpty,
            let changeset = try ArchiveOnDemand.unlessUnreadable({ try archive.opened()?.changeset(hash)?.changeset })
        else { return nil }
        let header = changeset.header
        let point = SeenPoint(author: header.author, number: header.number, hash: hash)
        return try chains.dot(scope: header.scope, point).map { ($0, changeset) }
    }

    struct Rights {
        var author: Author
        var entry: ChangesetHash
        var scope: String
        var mayWrite: Bool
        var roles: Set<String>
    }

    /// Has a row computed again from the log.
    func markStale(_ name: RowName) { stale.insert(name) }

    var hasStale: Bool { !stale.isEmpty }
    func isStale(_ name: RowName) -> Bool { stale.contains(name) }

    /// Has every row that a changeset touches computed again.
    func markTouched(by changeset: Changeset, at dot: Dot) throws {
        for name in try reader().read(changeset).order { markStale(name) }
    }

    /// Reads changesets into rows of this replica's schema.
    func reader() -> RowWritesReader {
        let erasures = ErasureTable(log: log)
        return RowWritesReader(model: model) { try erasures.isAuthentic($0) }
    }

    /// This replica's author; a new epoch is drawn where another copy of the file was heard of.
    func author() throws -> Author {
        if let text = try meta.text(.author), try meta.int(.epochIsStale) != 1,
            let author = Author(text)
        {
            return author
        }
        guard let device = try meta.text(.device).flatMap(DeviceID.init) else {
            throw StoreError(.keyMissing, "no device")
        }
        let author = Author(device: device, epoch: surroundings.random(16))
        ownAuthor = author.text
        try meta.set(.author, .text(author.text))
        try meta.set(.epochIsStale, .integer(0))
        return author
    }

    /// Whether this replica has written under this name.
    func isOwn(_ author: Author) throws -> Bool {
        let own = try ownAuthor ?? meta.text(.author) ?? ""
        ownAuthor = own
        return own == author.text
    }

    // MARK: local changesets

    /// Refuses what would be void everywhere; edits by SQL are refused by the guard triggers.
    ///
    /// - Throws: `StoreError.notEntitled`.
    func requireRight(in scope: String) throws {
        if try !holdsForWriting(scope) { throw StoreError(.notEntitled, scope) }
    }

    func holdsForWriting(_ scope: String) throws -> Bool {
        let row = try log.statement("SELECT writes FROM zhibu_held WHERE scope = ?").bind(1, scope)
        defer { row.reset() }
        return try row.step() && row.int(0) == 1
    }

    /// Refuses, for this device, to decide or undo what only a role may.
    ///
    /// - Throws: `StoreError.roleNeeded`.
    func requireRole(of unit: Int?, in table: TableModel) throws {
        guard let owner = unit.flatMap({ table.units[$0].policy.owner }),
            try !ownRoles().contains(owner)
        else { return }
        throw StoreError(.roleNeeded, owner)
    }

    /// Runs `body` with the open changeset of a scope, beginning one where none is open.
    func write(
        scope: String, at: Int64, _ body: (LocalChangeset) throws -> Void
    ) throws {
        let changeset = try changeset(scope: scope, at: at)
        try body(changeset)
        try closeIfFull(changeset)
    }

    func changeset(scope: String, at: Int64) throws -> LocalChangeset {
        if let open = openChangesets[scope] { return open }
        let changeset = try begin(scope: scope, at: at)
        openChangesets[scope] = changeset
        return changeset
    }

    func closeIfFull(_ changeset: LocalChangeset) throws {
        guard changeset.writer.bytes.count >= Limits.changesetBytesTarget else { return }
        openChangesets[changeset.header.scope] = nil
        try close(changeset)
    }

    func dot(scope: String, at: Int64) throws -> Dot { try changeset(scope: scope, at: at).dot }

    /// Marks what follows as one transaction over several changesets or scopes.
    ///
    /// What is open already was begun without the link, so it ends here.
    func linkTransaction() throws {
        guard link == nil else { return }
        try closeAll()
        link = surroundings.random(8).hexText
    }

    private func begin(scope: String, at: Int64) throws -> LocalChangeset {
        let author = try author()
        let own = chains.chains(scope: scope, author: author).max { $0.last < $1.last }
        let index = own?.index ?? chains.begin(scope: scope, author: author, parent: nil)
        let number = (own?.last ?? 0) + 1
        // A stamp is never earlier than the author's one before; no other clock moves it.
        let ownStamps = chains.chains.values.filter { $0.author.isOfSameDevice(as: author) }.map(\.at)
        let stamp = max(at, ownStamps.max() ?? 0)
        let before = try own.map { try chains.vector(of: $0.index) } ?? VersionVector()
        let now = chains.frontierVector(scope: scope)
        let news = now.numbers.filter { $0.key != index && before[$0.key] < $0.value }
        var seen: [SeenPoint] = []
        for (chain, number) in news {
            guard let held = chains[chain] else { continue }
            seen.append(SeenPoint(author: held.author, number: number, hash: held.hash))
        }
        let dot = Dot(chain: index, number: number)
        if !news.isEmpty {
            var vector = now
            vector.formUnion(before)
            chains.setVector(vector, of: index)
            try log.saveSeen(vector, at: dot)
        }
        let header = ChangesetHeader(
            scope: scope, author: author, number: number, previous: number == 1 ? nil : own?.hash,
            at: stamp, person: try meta.text(.person) ?? "", control: try controlPoint(), link: link,
            seen: seen.sorted())
        writerRoles[dot] = roles(of: header)
        return LocalChangeset(header, salt: surroundings.random(16), dot: dot)
    }

    private func controlPoint() throws -> SeenPoint? {
        guard let head = control.heads.last else { return nil }
        let header = head.changeset.header
        return SeenPoint(author: header.author, number: header.number, hash: head.changeset.hash)
    }

    private func close(_ changeset: LocalChangeset) throws {
        guard changeset.writer.operationCount > 0 else { return }
        let (bytes, hash) = changeset.finish()
        // What nobody could read again must not come into the log, where it would stand in the way of all that follows.
        if changeset.hasLists { _ = try Changeset(decoding: bytes) }
        try log.append(
            changeset.dot, hash: hash, at: changeset.at, changes: changeset.changes,
            seal: try signer?.seal(hash), body: bytes)
        var vector = try chains.vector(of: changeset.dot.chain)
        vector.formUnion(changeset.dot)
        chains.setVector(vector, of: changeset.dot.chain)
        chains.extend(changeset.dot.chain, hash: hash, at: changeset.at)
        try touches.add(changeset.touched, at: changeset.dot, mayWait: true)
        // A tool may have written past the guards: what had no right is void here as everywhere.
        if try Judge(transaction: self).enter(changeset.header, at: changeset.dot) != nil {
            try markTouched(by: try Changeset(decoding: bytes), at: changeset.dot)
        }
    }

    /// Ends the changesets that are open: what follows can name them by their hashes.
    func endChangesets() throws { try closeAll() }

    private func closeAll() throws {
        for scope in openChangesets.keys.sorted() {
            if let changeset = openChangesets.removeValue(forKey: scope) {
                try close(changeset)
            }
        }
    }

    /// As `finish`, where no row is in work.
    ///
    /// - Returns: False where a changeset turned out void, so that rows are to be computed again.
    func finishPlainly() throws -> Bool {
        try closeAll()
        guard stale.isEmpty, rows.count == 0 else { return false }
        try rows.writePending()
        try chains.save()
        return true
    }

    /// Closes what is open and writes rows and chains; called once, before the commit.
    func finish() throws {
        try closeAll()
        if !stale.isEmpty {
            try RowRebuild(self).run(stale)
            try TouchedRows(self).note(stale)
            stale = []
        }
        try rows.flush()
        try chains.save()
    }
}

import CSQLiteShim
import Foundation
public import GRDB
import Synchronization
public import SyncCore

/// One SQLite file on one device: records, log and register.
///
/// Two connections work on the file. The *editor* runs people's SQL and has our triggers and foreign keys
/// on; the *engine* folds, applies and decides, with triggers, foreign keys and checks off, because what
/// they did was captured where it happened. Calls block; run them on a thread of your own.
public final class Replica: Sendable {
    public let path: String
    /// The number of the files that are written; older ones are read.
    public static var fileFormat: Int { EngineTables.formatVersion }
    /// Nil once it is closed: SQLite would follow a null pointer.
    private let connections: Mutex<Connections?>
    let surroundings: Surroundings
    /// Signs what is written here; nil where the device's key is not at hand.
    let signer: DeviceSigner?
    /// What each connection remembers; touched within its queue only.
    let engineMemory = ConnectionMemory()
    private let editorMemory = ConnectionMemory()
    private let checkpoints: WALCheckpoints

    private struct Connections {
        let editor: DatabaseQueue
        let engine: DatabaseQueue
    }

    var editor: DatabaseQueue { get throws { try open().editor } }
    var engine: DatabaseQueue { get throws { try open().engine } }

    private func open() throws -> Connections {
        guard let open = connections.withLock({ $0 }) else { throw StoreError(.replicaClosed, path) }
        return open
    }

    init(
        path: String, editor: DatabaseQueue, engine: DatabaseQueue, _ outside: Surroundings,
        _ signer: DeviceSigner?
    ) {
        self.path = path
        connections = Mutex(Connections(editor: editor, engine: engine))
        surroundings = outside
        self.signer = signer
        checkpoints = WALCheckpoints(path, outside)
        editor.inDatabase(checkpoints.follow)
        engine.inDatabase(checkpoints.follow)
    }

    // MARK: opening

    /// Opens a replica; repairs nothing, and changes nothing but SQLite's own recovery and the number of an older format.
    ///
    /// - Throws: `StoreError` (`fileMissing`, `notAReplica`, `fileDamaged`, `newerFormat`,
    ///   `keyOfAnotherDevice`, …).
    public convenience init(
        opening path: String, surroundings: Surroundings, signer: DeviceSigner? = nil
    ) throws {
        if !path.hasPrefix("file:"), !FileManager.default.fileExists(atPath: path) {
            throw StoreError(.fileMissing, path)
        }
        let (editor, engine) = try Self.rethrowing {
            try Self.checkHeader(path)
            return (
                try Self.connect(path, triggers: true, surroundings),
                try Self.connect(path, triggers: false, surroundings)
            )
        }
        self.init(path: path, editor: editor, engine: engine, surroundings, signer)
        var isOfOlderFormat = false
        try Self.rethrowing {
            try engine.read { database in
                // As SQLite reads it: the page that says so may be in the WAL still.
                let applicationID = try Int.fetchOne(database, sql: "PRAGMA application_id")
                guard applicationID == EngineTables.applicationID else {
                    throw StoreError(.notAReplica, path)
                }
                let format = try Int.fetchOne(
                    database, sql: "SELECT value FROM zhibu_meta WHERE key = 'formatVersion'")
                guard let format else { throw StoreError(.notAReplica, path) }
                if format > EngineTables.formatVersion { throw StoreError(.newerFormat, "\(format)") }
                if format < EngineTables.formatVersionLeast { throw StoreError(.olderFormat, "\(format)") }
                isOfOlderFormat = format < EngineTables.formatVersion
                let device = try String.fetchOne(
                    database, sql: "SELECT value FROM zhibu_meta WHERE key = 'device'")
                // What another device's key sealed, nobody would take.
                if let signer, let device, device != signer.device.text {
                    throw StoreError(.keyOfAnotherDevice, signer.device.text)
                }
            }
        }
        if isOfOlderFormat {
            try transaction(folding: false) {
                try $0.database.execute(sql: EngineTables.sinceFormat3 + EngineTables.deskTables + EngineTables.sinceFormat9)
                try $0.database.execute(sql: "DROP VIEW IF EXISTS zhibu_scope_status; \(EngineTables.scopeStatus)")
                try WaitingChangesets($0, needsSeals: true).noteAll()
            }
            try transaction(folding: false) {
                try StatesToClocks($0).run()
                try $0.meta.set(.formatVersion, .integer(Int64(EngineTables.formatVersion)))
            }
        }
        try writeAheadAgain()
        try reinstallTriggersIfNeeded()
        try followRelease()
        try sealOwnEnds()
        try wipeJournalIfNeeded()
    }

    /// A backup has no WAL, so that it is one file and can be read from a stick that nobody can write on; brought back, by
    /// whatever means, it works as before.
    private func writeAheadAgain() throws {
        try Self.rethrowing {
            try engine.writeWithoutTransaction { database in
                guard try String.fetchOne(database, sql: "PRAGMA journal_mode") == "delete" else { return }
                try database.execute(sql: "PRAGMA journal_mode = WAL")
            }
        }
    }

    /// Makes a new replica file with the engine's tables and no schema of the user's.
    ///
    /// - Throws: `StoreError.fileExists` where something is there already.
    public convenience init(
        creating path: String, device: DeviceID, name: String, surroundings: Surroundings,
        signer: DeviceSigner? = nil
    ) throws {
        if FileManager.default.fileExists(atPath: path) { throw StoreError(.fileExists, path) }
        let engine = try Self.rethrowing { try Self.connect(path, triggers: false, surroundings) }
        try Self.rethrowing {
            try engine.writeWithoutTransaction { database in
                // Before the journal becomes a WAL, so that it is in the file itself from the start.
                try database.execute(
                    sql: "PRAGMA application_id = \(EngineTables.applicationID)")
                try database.execute(sql: "PRAGMA journal_mode = WAL")
                try database.inTransaction(.immediate) {
                    try database.execute(sql: EngineTables.storeTables)
                    try database.execute(sql: EngineTables.schemaTables)
                    let cache = StatementCache()
                    let meta = MetaTable(log: ChangesetLog(database: database, cache: cache))
                    try meta.set(.formatVersion, .integer(Int64(EngineTables.formatVersion)))
                    try meta.set(.replica, .text(surroundings.random(16).hexText))
                    try meta.set(.device, .text(device.text))
                    try meta.set(.name, .text(name))
                    return .commit
                }
            }
        }
        let editor = try Self.rethrowing { try Self.connect(path, triggers: true, surroundings) }
        self.init(path: path, editor: editor, engine: engine, surroundings, signer)
    }

    private static func checkHeader(_ path: String) throws {
        guard !path.hasPrefix("file:") else { return }
        // A folder opens, and can't be read.
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        guard attributes[.type] as? FileAttributeType != .typeDirectory else {
            throw StoreError(.notAReplica, path)
        }
        guard let handle = FileHandle(forReadingAtPath: path) else {
            throw StoreError(.fileNotWritable, path)
        }
        defer { try? handle.close() }
        let header = [UInt8](try handle.read(upToCount: 100) ?? Data())
        guard header.starts(with: Array("SQLite format 3\0".utf8)), header.count == 100 else {
            throw StoreError(.notAReplica, path)
        }
    }

    static func connect(
        _ path: String, triggers: Bool, _ outside: Surroundings
    ) throws -> DatabaseQueue {
        var configuration = Configuration()
        // What others did is taken as it is: with the row that a reference means gone, it is a finding
        // for a rule, and no reason to lose what they wrote.
        configuration.foreignKeysEnabled = triggers
        configuration.busyMode = .timeout(outside.busySeconds)
        configuration.label = triggers ? "editor" : "engine"
        configuration.prepareDatabase { database in
            let code = zhibu_set_triggers_enabled(database.sqliteConnection, triggers ? 1 : 0)
            guard code == SQLITE_OK else {
                throw DatabaseError(resultCode: ResultCode(rawValue: code))
            }
            // GRDB asks for every column that a statement or its triggers name, to observe changes.
            // We observe by other means, and preparing costs a third less without.
            sqlite3_set_authorizer(database.sqliteConnection, nil, nil)
            try database.execute(sql: "PRAGMA synchronous = FULL")
            // See `WALCheckpoints`.
            try database.execute(sql: "PRAGMA wal_autocheckpoint = 0")
            // What is erased must not stay in free pages; Debian's SQLite does so by itself.
            try database.execute(sql: "PRAGMA secure_delete = ON")
            if !triggers { try database.execute(sql: "PRAGMA ignore_check_constraints = ON") }
        }
        return try DatabaseQueue(path: path, configuration: configuration)
    }

    // MARK: transactions

    /// Turns SQLite's errors into ours at the module's boundary.
    static func rethrowing<Result>(_ body: () throws -> Result) throws -> Result {
        do {
            return try body()
        } catch let error as DatabaseError {
            throw StoreError(error)
        }
    }

    /// One transaction of the engine, durable when it returns.
    func transaction<Result>(
        folding: Bool = true, _ body: (StoreTransaction) throws -> Result
    ) throws -> Result {
        try Self.rethrowing { try withClocks { try attempt(folding: folding, body) } }
    }

    /// Runs a whole transaction again where it found a table's clocks lost, which are made anew before, or a table that
    /// can't be read, which is set aside.
    func withClocks<Result>(_ transaction: () throws -> Result) throws -> Result {
        do {
            return try transaction()
        } catch let lost as ClockLost {
            try rebuildClocks(of: lost.table)
            return try transaction()
        } catch let error as DatabaseError where error.resultCode.primaryResultCode == .SQLITE_CORRUPT {
            guard try setDamagedAside() else { throw error }
            return try transaction()
        }
    }

    private func attempt<Result>(
        folding: Bool, _ body: (StoreTransaction) throws -> Result
    ) throws -> Result {
        try engine.writeWithoutTransaction { database in
            var result: Result?
            var chains: ChainTable?
            try database.inTransaction(.immediate) {
                let transaction = try begin(database)
                chains = transaction.chains
                if folding {
                    try Fold(transaction).run()
                    try transaction.finish()
                }
                result = try body(transaction)
                try transaction.finish()
                return .commit
            }
            if let chains { engineMemory.committed(chains) }
            guard let result else { throw StoreError(.statementFailed, "no result") }
            return result
        }
    }

    /// A consistent look at the replica without folding; nothing may be written.
    ///
    /// GRDB's own `read` sets `PRAGMA query_only` around it, upon which SQLite prepares each statement of the connection anew:
    /// so what was written here is counted, and taken back in any case.
    func look<Result>(_ body: (StoreTransaction) throws -> Result) throws -> Result {
        try Self.rethrowing {
            try engine.writeWithoutTransaction { database in
                var result: Result?
                let before = database.totalChangesCount
                try database.inTransaction(.deferred) {
                    result = try body(begin(database))
                    return .rollback
                }
                guard let result, database.totalChangesCount == before else { throw StoreError(.statementFailed, "written in a look") }
                return result
            }
        }
    }

    /// - Parameter anew: Tables were changed within the open transaction.
    func begin(_ database: Database, anew: Bool = false) throws -> StoreTransaction {
        if anew { engineMemory.forget() }
        return try begin(database, engineMemory, chains: engineMemory.chains)
    }

    /// - Parameter chains: Read anew, unless a connection knows them that only the engine writes on.
    private func begin(
        _ database: Database, _ memory: ConnectionMemory,
        chains: (ChangesetLog) throws -> ChainTable = { try ChainTable($0) }
    ) throws -> StoreTransaction {
        try StoreTransaction(
            database, cache: memory.statements, model: memory.model(database), surroundings: surroundings,
            signer: signer, archive: ArchiveOnDemand(path), chains: chains, control: memory.control)
    }

    /// Called where tables or policies have changed.
    func forgetModel() throws {
        try engine.writeWithoutTransaction { _ in engineMemory.forget() }
        try editor.writeWithoutTransaction { database in
            editorMemory.forget()
            database.clearSchemaCache()
        }
    }

    // MARK: edits

    /// Folds what any tool has edited into changesets.
    ///
    /// - Returns: How many rows were edited.
    @discardableResult
    public func fold() throws -> Int {
        try transaction(folding: false) { try Fold($0).run() }
    }

    /// Runs people's SQL in one transaction, with capture on, then folds it. Foreign keys are enforced.
    ///
    /// - Throws: What `body` throws, and then nothing was written; `statementFailed` with SQLite's words,
    ///   also where a row is of a scope or a role that this device may not write; `recordTooLarge`;
    ///   `fileBusy` where another program holds the file for longer than `Surroundings.busySeconds`. A call
    ///   of `edit` or `read` within `body` ends the program.
    public func edit<Result>(_ body: (Database) throws -> Result) throws -> Result {
        var isFolded = false
        let result = try Self.rethrowing {
            try editor.writeWithoutTransaction { database in
                var result: Result?
                do {
                    try database.inTransaction(.immediate) {
                        result = try body(database)
                        isFolded = try foldInPlace(database)
                        return .commit
                    }
                } catch {
                    // It may have learnt of tables as the edit left them, which was rolled back.
                    editorMemory.forget()
                    throw error
                }
                guard let result else { throw StoreError(.statementFailed, "no result") }
                return result
            }
        }
        if !isFolded { try fold() }
        return result
    }

    /// Folds within the edit's own transaction, so that most edits take one commit; where a row needs more
    /// than that, all is left for a fold to come.
    ///
    /// The editor has triggers on, and the engine writes records with triggers off: here only folds are
    /// possible that write no record.
    private func foldInPlace(_ database: Database) throws -> Bool {
        let statements = editorMemory.statements
        try statements.statement("SAVEPOINT zhibu_fold", in: database).run()
        do {
            let transaction = try begin(database, editorMemory)
            let isDone = try Fold(transaction).runPlainly() && transaction.finishPlainly()
            if !isDone { try statements.statement("ROLLBACK TO zhibu_fold", in: database).run() }
            try statements.statement("RELEASE zhibu_fold", in: database).run()
            return isDone
        } catch {
            // What went wrong goes wrong again in the fold, which says so; the edit itself stands.
            guard database.isInsideTransaction else { throw error }
            try statements.statement("ROLLBACK TO zhibu_fold", in: database).run()
            try statements.statement("RELEASE zhibu_fold", in: database).run()
            return false
        }
    }

    /// Runs people's SQL in one transaction with capture on and leaves the notes for a later fold, as
    /// any other program does.
    package func capture(_ body: (Database) throws -> Void) throws {
        try Self.rethrowing {
            try editor.writeWithoutTransaction { database in
                try database.inTransaction(.immediate) {
                    try body(database)
                    return .commit
                }
            }
        }
    }

    /// Runs people's SQL outside of any transaction of ours: a script may have its own `BEGIN`.
    ///
    /// - Throws: What `body` throws, as `edit(_:)`; `statementFailed` where it leaves a transaction open,
    ///   which is rolled back.
    public func editWithoutTransaction<Result>(_ body: (Database) throws -> Result) throws -> Result {
        let result = try Self.rethrowing {
            try editor.writeWithoutTransaction { database in
                let result = Swift.Result { try body(database) }
                guard database.isInsideTransaction else { return try result.get() }
                try database.rollback()
                _ = try result.get()
                throw StoreError(.statementFailed, "BEGIN without COMMIT: rolled back")
            }
        }
        try fold()
        return result
    }

    /// Reads the records as they are. An edit of this process that is under way is waited for.
    ///
    /// - Throws: `fileBusy`, `statementFailed`, …; what `body` throws. A call of `edit` or `read` within
    ///   `body` ends the program.
    public func read<Result>(_ body: (Database) throws -> Result) throws -> Result {
        try Self.rethrowing { try editor.read(body) }
    }

    /// Takes in changesets of other authors; all of them durably, or none.
    ///
    /// - Parameter bodies: Each from begin line to end line, in any order.
    @discardableResult
    public func apply(_ bodies: [[UInt8]]) throws -> ApplyResult {
        try apply(bodies.map { bytes throws(FormatError) in try ReceivedChangeset(bytes) })
    }

    /// As `apply(_:)`, where they were read already.
    ///
    /// - Parameters:
    ///   - changesets: In any order.
    ///   - progressed: Told how many were looked at so far, within the transaction.
    @discardableResult
    public func apply(
        _ changesets: [ReceivedChangeset], progressed: ((Int) -> Void)? = nil
    ) throws -> ApplyResult {
        try apply(changesets, progressed: progressed) { _, _ in }
    }

    /// - Parameter check: Given how many chains there were before; what it throws undoes all.
    private func apply(
        _ changesets: [ReceivedChangeset], progressed: ((Int) -> Void)? = nil,
        check: (_ transaction: StoreTransaction, _ chainsBefore: Int) throws -> Void
    ) throws -> ApplyResult {
        let result = try transaction { transaction in
            let before = transaction.chains.chains.count
            let result = try Apply(transaction, progressed: progressed).run(changesets)
            try check(transaction, before)
            return result
        }
        try wipeJournalIfNeeded()
        if changesets.contains(where: { $0.changeset.header.scope == ControlName.scope }) {
            try followControl()
        }
        return result
    }

    /// As `apply(_:)`, where a session brings them. What a device brings of its own may not fill a scope's frontier, which
    /// nobody could make shorter again. What others relay is taken: else replicas would part.
    ///
    /// - Throws: `SyncError.tooLarge`; then none is taken.
    func apply(_ changesets: [ReceivedChangeset], from peer: DeviceID?) throws {
        guard let peer, changesets.contains(where: { $0.changeset.header.author.device == peer.text }) else {
            try apply(changesets)
            return
        }
        _ = try apply(changesets) { transaction, before in
            guard transaction.chains.chains.count > before else { return }
            var paths: [String: Int] = [:]
            for chain in transaction.chains.chains.values where chain.author.device == peer.text {
                paths[chain.scope, default: 0] += 1
            }
            if let most = paths.values.max(), most > Limits.ownPathsMax { throw SyncError(.tooLarge, "paths") }
        }
    }

    /// After control entries came or were written: this replica's rights may be others now.
    func followControl() throws {
        try forgetModel()
        try followRelease()
        try reinstallTriggersIfNeeded()
    }

    /// For histories that others made: changesets whose hashes are given, not computed.
    package func apply(unchecked changesets: [Changeset]) throws -> ApplyResult {
        try transaction { transaction in
            try Apply(transaction, needsSeals: false).run(changesets.map(ReceivedChangeset.init(unchecked:)))
        }
    }

    /// For histories that others made: their control entries, of which nothing is signed.
    package func give(control: ControlLog) throws {
        let before = try look { $0.control.current }
        try engine.writeWithoutTransaction { _ in engineMemory.give(control) }
        try editor.writeWithoutTransaction { _ in editorMemory.give(control) }
        try transaction { try ControlApply($0).followUp(before) }
    }

    /// Ends the work on the file, when nobody uses it any more; who does throws `replicaClosed`.
    public func close() throws {
        guard let open = connections.withLock({ $0.take() }) else { return }
        try Self.rethrowing {
            open.engine.writeWithoutTransaction { _ in engineMemory.statements.removeAll() }
            open.editor.writeWithoutTransaction { _ in editorMemory.statements.removeAll() }
            try checkpoints.close()
            try open.editor.close()
            try open.engine.close()
        }
    }
}

import Foundation
import GRDB
import SyncCore

/// A file beside a replica with the changesets that a checkpoint has left nothing or little of, each as its author wrote
/// it. Nothing that merges needs it: only what looks back, and a peer that comes from before the checkpoint.
///
/// Changesets are found by their hashes, so an archive goes with any replica that holds the scope.
final class Archive {
    private let path: String
    private let queue: DatabaseQueue
    private let cache = StatementCache()

    /// "ZHIA".
    static let applicationID = 0x5A48_4941

    /// Where a replica's archive lies; nil where the replica is in no file.
    static func path(of replica: String) -> String? { replica.hasPrefix("file:") ? nil : replica + ".archive" }

    /// - Returns: Nil where there is none.
    /// - Throws: `StoreError` (`archiveDamaged` where the file is something else, or torn; `fileNotWritable`, …).
    static func open(of replica: String) throws -> Archive? {
        guard let path = path(of: replica), FileManager.default.fileExists(atPath: path) else { return nil }
        // What was cut while it was written is taken back by the next one who may write.
        return try Archive(path, mayWrite: FileManager.default.fileExists(atPath: path + "-journal"))
    }

    /// Makes one where there is none.
    static func openForWriting(of replica: String) throws -> Archive {
        guard let path = path(of: replica) else { throw StoreError(.fileNotWritable, replica) }
        return try Archive(path, mayWrite: true)
    }

    private init(_ path: String, mayWrite: Bool) throws {
        self.path = path
        queue = try Self.rethrowing(path) {
            var configuration = Configuration()
            configuration.readonly = !mayWrite
            configuration.label = "archive"
            configuration.prepareDatabase { database in
                guard mayWrite else { return }
                // One file without a WAL, which may be put on a stick; what is erased must not stay in free pages.
                try database.execute(sql: "PRAGMA synchronous = FULL; PRAGMA secure_delete = ON")
            }
            let queue = try DatabaseQueue(path: path, configuration: configuration)
            if mayWrite { try queue.write { try Self.make($0) } }
            let owner = try queue.read { try Int.fetchOne($0, sql: "PRAGMA application_id") }
            guard owner == Self.applicationID else { throw StoreError(.archiveDamaged, path) }
            return queue
        }
        if mayWrite {
            // It holds what the replica holds: nobody else may read it either.
            try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
        }
    }

    /// What is wrong with it is wrong with nothing else.
    private static func rethrowing<Result>(_ path: String, _ body: () throws -> Result) throws -> Result {
        do {
            return try Replica.rethrowing(body)
        } catch let error as StoreError {
            switch error.code {
            case .fileDamaged, .notAReplica, .statementFailed, .archiveDamaged: throw StoreError(.archiveDamaged, path)
            case .fileNotWritable: throw StoreError(.fileNotWritable, path)
            // A folder of that name, say.
            case .diskFailed: throw StoreError(.archiveDamaged, path)
            default: throw error
            }
        }
    }

    private func rethrowing<Result>(_ body: () throws -> Result) throws -> Result { try Self.rethrowing(path, body) }

    private static func make(_ database: Database) throws {
        guard try Int.fetchOne(database, sql: "SELECT count(*) FROM sqlite_schema") == 0 else { return }
        try database.execute(
            sql: """
                PRAGMA application_id = \(applicationID);
                CREATE TABLE changeset(
                    id INTEGER PRIMARY KEY, hash BLOB NOT NULL UNIQUE, seal BLOB, body BLOB NOT NULL);
                -- Four bytes of key hash for each row that the changeset names.
                CREATE TABLE touch(id INTEGER PRIMARY KEY, rows BLOB NOT NULL);
                """)
    }

    /// Copies a replica's archive, where there is one that can be read, while others may read it. One that can't is in the way
    /// of nothing else; `status` and `verify` say what is wrong with it.
    static func copy(of replica: String, to other: String) throws {
        guard let path = path(of: replica), let other = self.path(of: other),
            let archive = try ArchiveOnDemand.unlessUnreadable({ try open(of: replica) })
        else { return }
        try archive.close()
        let draft = DurableName.draft(of: other)
        do {
            try Replica.rethrowing {
                var configuration = Configuration()
                configuration.readonly = true
                let (source, target) = (try DatabaseQueue(path: path, configuration: configuration), try DatabaseQueue(path: draft))
                try source.backup(to: target)
                try target.close()
                try source.close()
            }
            try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: draft)
            try DurableName.synchronize(draft)
            try DurableName.rename(draft, to: other)
        } catch {
            try DatabaseFiles.remove(draft)
            throw error
        }
    }

    // MARK: writing

    /// Takes in changesets, all of them durably or none; those that are here already stay as they are.
    ///
    /// - Parameter items: Called until it returns nil.
    func add(_ items: () throws -> ReceivedChangeset?) throws {
        try rethrowing {
            try queue.write { database in
                while let item = try items() {
                    let row = try cache.statement(
                        "INSERT OR IGNORE INTO changeset(hash, seal, body) VALUES (?, ?, ?)", in: database
                    ).bind(1, blob: item.changeset.hash.bytes).bind(2, blob: item.seal?.blob)
                    try row.bind(3, blob: PackedBody.pack(item.body)).run()
                    guard database.changesCount == 1 else { continue }
                    try cache.statement("INSERT INTO touch(id, rows) VALUES (?, ?)", in: database)
                        .bind(1, database.lastInsertedRowID)
                        .bind(2, blob: TouchIndex.packed(TouchIndex.keys(of: item.changeset))).run()
                }
            }
        }
    }

    /// Carries out orders to erase.
    func erase(_ orders: [EraseLine]) throws {
        try rethrowing {
            try queue.write { database in
                for target in Set(orders.map(\.target)).sorted() {
                    guard let item = try read(target, in: database) else { continue }
                    let redacted = try Redaction(item.body).carryingOut(orders)
                    guard redacted != item.body else { continue }
                    try cache.statement("UPDATE changeset SET body = ? WHERE hash = ?", in: database)
                        .bind(1, blob: PackedBody.pack(redacted)).bind(2, blob: target.bytes).run()
                }
            }
        }
    }

    // MARK: reading

    func changeset(_ hash: ChangesetHash) throws -> ReceivedChangeset? {
        try rethrowing { try queue.read { try read(hash, in: $0) } }
    }

    func contains(_ hash: ChangesetHash) throws -> Bool {
        try rethrowing {
            try queue.read { database in
                let row = try cache.statement("SELECT 1 FROM changeset WHERE hash = ?", in: database)
                    .bind(1, blob: hash.bytes)
                defer { row.reset() }
                return try row.step()
            }
        }
    }

    /// The changesets that may name a row.
    func changesets(touching hash: UInt32) throws -> [ReceivedChangeset] {
        try rethrowing {
            try queue.read { database in
                let rows = try cache.statement("SELECT id, rows FROM touch ORDER BY id", in: database)
                var found: [Int64] = []
                while try rows.step() {
                    if rows.withBytes(1, { TouchIndex.contains(hash, in: $0) }) { found.append(rows.int(0)) }
                }
                return try found.compactMap { id in
                    let row = try cache.statement("SELECT seal, body FROM changeset WHERE id = ?", in: database).bind(1, id)
                    return try Self.item(row)
                }
            }
        }
    }

    private func read(_ hash: ChangesetHash, in database: Database) throws -> ReceivedChangeset? {
        let row = try cache.statement("SELECT seal, body FROM changeset WHERE hash = ?", in: database)
            .bind(1, blob: hash.bytes)
        return try Self.item(row)
    }

    private static func item(_ row: Statement) throws -> ReceivedChangeset? {
        defer { row.reset() }
        guard try row.step() else { return nil }
        let seal = row.isNull(0) ? nil : Seal(blob: row.bytes(0))
        let body = PackedBody.unpack(row.bytes(1))
        do {
            return try ReceivedChangeset(body + (seal?.line ?? []))
        } catch {
            throw StoreError(.archiveDamaged, "changeset")
        }
    }

    /// Before the connection goes its statements must.
    func close() throws {
        try Replica.rethrowing {
            queue.inDatabase { _ in cache.removeAll() }
            try queue.close()
        }
    }
}

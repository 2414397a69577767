import CSQLiteShim
import GRDB
import Synchronization

/// Carries what is in SQLite's write-ahead log over into the file, at moments when nobody can commit.
///
/// SQLite up to 3.51.2 may lose pages where a commit begins the log anew while another connection carries it over
/// (https://www.sqlite.org/wal.html#walresetbug); Debian 12 has 3.40. Left alone, SQLite carries over behind any commit.
/// Here a connection of its own, the *gate*, holds the write lock meanwhile and changes nothing: no program's commit can be
/// beside it. What other programs carry over they do in SQLite's way.
final class WALCheckpoints: Sendable {
    private let path: String
    private let pagesMax: Int32
    /// Opened when it is needed first.
    private let gate = Mutex<DatabaseQueue?>(nil)

    init(_ path: String, _ surroundings: Surroundings) {
        self.path = path
        pagesMax = Int32(clamping: surroundings.walPagesMax)
    }

    /// After each commit of a connection's, also of those within somebody's script; instead of SQLite's own hook. The
    /// connection must not outlive this.
    func follow(_ database: Database) {
        sqlite3_wal_hook(
            database.sqliteConnection,
            { context, connection, _, pages in
                guard let context, let connection else { return SQLITE_OK }
                Unmanaged<WALCheckpoints>.fromOpaque(context).takeUnretainedValue().committed(connection, pages)
                return SQLITE_OK
            }, Unmanaged.passUnretained(self).toOpaque())
    }

    private func committed(_ connection: OpaquePointer, _ pages: Int32) {
        guard pages >= pagesMax else { return }
        do {
            try opened().inDatabase { gate in
                try gate.beginTransaction(.immediate)
                // What was committed is durable in the log; where this fails it stays there until the next time.
                sqlite3_wal_checkpoint_v2(connection, nil, SQLITE_CHECKPOINT_PASSIVE, nil, nil)
                try gate.rollback()
            }
        } catch {
            // Whoever holds the lock commits next, and then it is time again.
        }
    }

    private func opened() throws -> DatabaseQueue {
        try gate.withLock { gate in
            if let gate { return gate }
            var configuration = Configuration()
            configuration.label = "gate"
            configuration.busyMode = .immediateError
            configuration.prepareDatabase { try $0.execute(sql: "PRAGMA wal_autocheckpoint = 0") }
            let new = try DatabaseQueue(path: path, configuration: configuration)
            gate = new
            return new
        }
    }

    /// Before the connections that it follows: the last one carries over what is left.
    func close() throws { try gate.withLock { $0.take() }?.close() }
}

import Foundation
import GRDB
import SyncCore

extension Replica {
    /// Empties SQLite's write-ahead log where it may still hold pages with an erased value.
    ///
    /// While another program reads the file this has to wait; then it is done by the next opening or
    /// the next batch of changesets. SQLite's documentation: https://sqlite.org/wal.html#avoiding_excessively_large_wal_files
    func wipeJournalIfNeeded() throws {
        try wipeArchiveIfNeeded()
        let isNeeded = try look { try $0.meta.int(.journalHoldsErased) == 1 }
        guard isNeeded else { return }
        do {
            try emptyJournal()
            try transaction(folding: false) { try $0.meta.set(.journalHoldsErased, .null) }
        } catch let error as StoreError where error.code == .fileBusy {
            // Noted in the file: the next one who opens it tries again.
        }
    }

    /// Where the archive is elsewhere, it is wiped when it is back; until then `history` shows nothing of it that was erased.
    private func wipeArchiveIfNeeded() throws {
        guard try look({ try $0.meta.int(.archiveHoldsErased) == 1 }) else { return }
        guard let archivePath = Archive.path(of: path), FileManager.default.fileExists(atPath: archivePath) else { return }
        let orders = try look { transaction in
            let table = ErasureTable(log: transaction.log)
            return try table.targets().flatMap(table.orders)
        }
        do {
            let archive = try Archive.openForWriting(of: path)
            try archive.erase(orders)
            try archive.close()
        } catch let error as StoreError where error.isOfArchive || error.code == .fileBusy {
            // It stands in nobody's way; `status` says so (`archiveHoldsErased`), and the next opening tries again.
            return
        }
        try transaction(folding: false) { try $0.meta.set(.archiveHoldsErased, .null) }
    }

    private func emptyJournal() throws {
        try Self.rethrowing {
            try engine.writeWithoutTransaction { database in
                guard let row = try Row.fetchOne(database, sql: "PRAGMA wal_checkpoint(TRUNCATE)"),
                    row[0] as Int == 0
                else { throw StoreError(.fileBusy, "wal_checkpoint") }
            }
        }
    }
}

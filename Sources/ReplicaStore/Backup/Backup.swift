import Foundation
import GRDB
import SyncCore

/// How many pages were copied so far, and how many there are.
public typealias BackupProgress = (_ done: Int, _ total: Int) -> Void

extension Replica {
    /// Copies the whole replica into one file while others go on working with it: SQLite's online backup
    /// (https://www.sqlite.org/backup.html). Folds first: an edit in no changeset would be another one in each of the two.
    ///
    /// The copy writes under a new epoch, however it is brought back: what was written here after the backup is
    /// neither overwritten nor taken for the copy's. It holds no key.
    ///
    /// - Parameters:
    ///   - path: Where nothing is yet; an archive is copied beside it.
    ///   - progressed: Told as it goes on.
    /// - Throws: `StoreError` (`fileExists`, `diskFull`, `fileNotWritable`); then there is no such file.
    public func backUp(to path: String, progressed: BackupProgress? = nil) throws {
        if FileManager.default.fileExists(atPath: path) { throw StoreError(.fileExists, path) }
        try fold()
        DurableName.sweep(path)
        let draft = DurableName.draft(of: path)
        do {
            try Self.rethrowing {
                try engine.backUp(to: draft, progressed)
                try Self.beginNewEpoch(of: draft)
            }
            try DurableName.synchronize(draft)
            // First: a backup that is there has all that goes with it.
            try Archive.copy(of: self.path, to: path)
            try DurableName.rename(draft, to: path)
        } catch {
            try DatabaseFiles.remove(draft)
            throw error
        }
    }

    /// Restores a backup for a trial and verifies what comes of it; nothing of the trial remains.
    ///
    /// - Parameters:
    ///   - backup: A file of ``backUp(to:progressed:)``, or any replica's.
    ///   - path: The trial's file lies beside this one meanwhile: it holds the same records.
    ///   - surroundings: Clock and random numbers.
    ///   - progressed: Told as it goes on.
    /// - Throws: `StoreError` (`fileMissing`, `notAReplica`, `fileDamaged`, …).
    public static func rehearse(
        restoring backup: String, beside path: String, surroundings: Surroundings, progressed: BackupProgress? = nil
    ) throws -> VerifyReport {
        DurableName.sweep(path)
        let draft = DurableName.draft(of: path)
        let report: VerifyReport
        do {
            try copy(backup, to: draft, progressed)
            let replica = try Replica(opening: draft, surroundings: surroundings)
            report = try replica.verify(deep: true, archive: false)
            try replica.close()
        } catch {
            try DatabaseFiles.remove(draft)
            throw error
        }
        try DatabaseFiles.remove(draft)
        return report
    }

    /// Brings a backup back. A file that is there already is kept under another name, whatever state it is in.
    ///
    /// What was written after the backup and has reached others comes back with the next sync.
    ///
    /// - Parameters:
    ///   - backup: A file of ``backUp(to:progressed:)``; it is only read.
    ///   - path: Where the replica shall be; this process may not have it open.
    ///   - surroundings: Clock and random numbers.
    ///   - progressed: Told as it goes on.
    /// - Returns: Where the earlier file is kept; nil where there was none.
    /// - Throws: `StoreError` (`fileMissing`, `notAReplica`, `fileDamaged`, `fileBusy` where another program works with the
    ///   file, …); then nothing has changed.
    public static func restore(
        _ backup: String, to path: String, surroundings: Surroundings, progressed: BackupProgress? = nil
    ) throws -> String? {
        DurableName.sweep(path)
        let draft = DurableName.draft(of: path)
        do {
            try copy(backup, to: draft, progressed)
            let replica = try Replica(opening: draft, surroundings: surroundings)
            let report = try replica.verify(deep: false, archive: false)
            try replica.close()
            if let finding = report.findings.first { throw StoreError(.fileDamaged, "\(finding.kind): \(finding.detail)") }
            try rethrowing { try beginNewEpoch(of: draft) }
            try DurableName.synchronize(draft)
            if try WALUsers.areAny(of: path) { throw StoreError(.fileBusy, path) }
            closeWAL(of: path)
            // One that is there may hold more than the backup's.
            if let own = Archive.path(of: path), !FileManager.default.fileExists(atPath: own) {
                try Archive.copy(of: backup, to: path)
            }
            return try putInPlace(draft, of: path, keeping: "before")
        } catch {
            try DatabaseFiles.remove(draft)
            throw error
        }
    }

    private static func copy(_ backup: String, to draft: String, _ progressed: BackupProgress?) throws {
        guard FileManager.default.fileExists(atPath: backup) else { throw StoreError(.fileMissing, backup) }
        try rethrowing {
            var configuration = Configuration()
            configuration.readonly = true
            let source = try DatabaseQueue(path: backup, configuration: configuration)
            let owner = try notADatabase(named: backup) {
                try source.read { try Int.fetchOne($0, sql: "PRAGMA application_id") }
            }
            guard owner == EngineTables.applicationID else { throw StoreError(.notAReplica, backup) }
            try source.backUp(to: draft, progressed)
            try source.close()
        }
    }

    /// SQLite says only that it is none.
    private static func notADatabase<Result>(named path: String, _ body: () throws -> Result) throws -> Result {
        do {
            return try body()
        } catch let error as DatabaseError where error.resultCode == .SQLITE_NOTADB {
            throw StoreError(.notAReplica, path)
        }
    }

    private static func beginNewEpoch(of path: String) throws {
        let queue = try DatabaseQueue(path: path)
        try queue.writeWithoutTransaction { database in
            // One file, without a WAL beside it.
            try database.execute(sql: "PRAGMA journal_mode = DELETE")
            try database.execute(sql: "INSERT OR REPLACE INTO zhibu_meta(key, value) VALUES ('epochIsStale', 1)")
        }
        try queue.close()
    }

    /// Carries over what is in the WAL, as the last program that closes a file does. Where that can't be done the WAL is
    /// kept with the file.
    private static func closeWAL(of path: String) {
        guard FileManager.default.fileExists(atPath: path) else { return }
        do {
            let queue = try DatabaseQueue(path: path)
            try queue.writeWithoutTransaction { try $0.execute(sql: "PRAGMA wal_checkpoint(TRUNCATE)") }
            try queue.close()
        } catch {
            // It is damaged, or no database: then it is kept as it is, with all that lies beside it.
        }
    }

    /// Gives a new file the place of another one, which is kept beside it. Who may read the old one may read the new one.
    ///
    /// - Returns: Where it is kept; nil where there was none.
    package static func putInPlace(_ draft: String, of path: String, keeping word: String) throws -> String? {
        if FileManager.default.fileExists(atPath: path) {
            let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions]
            try FileManager.default.setAttributes([.posixPermissions: mode ?? 0o600], ofItemAtPath: draft)
        }
        let kept = try setAside(path, as: word)
        try DurableName.rename(draft, to: path)
        return kept
    }

    /// A file without a WAL is copied, and has its name until the new one takes it over. Else the files are renamed, the
    /// main one first: without it nobody takes what remains for a replica, while a file without its WAL would open and lack
    /// what was committed last.
    private static func setAside(_ path: String, as word: String) throws -> String? {
        let files = FileManager.default
        let parts = DatabaseFiles.suffixes.filter { files.fileExists(atPath: path + $0) }
        guard !parts.isEmpty else { return nil }
        var number = 1
        while !DatabaseFiles.present("\(path).\(word)-\(number)").isEmpty { number += 1 }
        // A WAL without its file: a restoring that was cut between the two.
        if !parts.contains(""), number > 1, !files.fileExists(atPath: "\(path).\(word)-\(number - 1)-wal") { number -= 1 }
        let kept = "\(path).\(word)-\(number)"
        if parts == [""] {
            try DurableName.copy(path, to: kept)
            return kept
        }
        for part in parts { try DurableName.rename(path + part, to: kept + part) }
        return kept
    }
}

extension DatabaseQueue {
    /// In steps of 4 MB: between them others may write.
    fileprivate func backUp(to path: String, _ progressed: BackupProgress?) throws {
        let target = try DatabaseQueue(path: path)
        try backup(to: target, pagesPerStep: 1_000) { step in
            progressed?(step.completedPageCount, step.totalPageCount)
        }
        try target.close()
    }
}

import Foundation
import GRDB
public import SyncCore

/// What a compaction has done in one scope.
public struct CompactionReport: Sendable {
    public var scope: String
    /// Changesets that the checkpoint takes in, and those of them that some lines or all went to the archive of.
    public var changesets: Int
    public var archived: Int
}

/// Told how far a compaction has come: the scope, and changesets looked at of those that there are.
public typealias CompactionProgress = (_ scope: String, _ done: Int, _ total: Int) -> Void

/// One scope's past as a checkpoint keeps it.
struct CompactedPast {
    var scope: String
    var digest: [UInt8]
    var ends: [SeenPoint]
    var count: Int
    /// Those that don't stay as they are.
    var rests: [(point: SeenPoint, rest: CheckpointRest)]
}

extension Replica {
    /// Leaves what the committee's checkpoints leave of the log, and puts the rest into the archive beside the file. Records,
    /// conflicts, decisions and digests stay what they are, and what is written later is merged as before.
    ///
    /// - Parameter progressed: See ``CompactionProgress``.
    /// - Returns: One report for each scope that has become smaller; empty where there was nothing to do.
    /// - Throws: `StoreError` (`checkpointUnfit` where what is here is not what was signed; `diskFull`, …); then nothing has
    ///   changed but that the archive may hold more than before.
    @discardableResult
    public func compact(progressed: CompactionProgress? = nil) throws -> [CompactionReport] {
        try fold()
        var reports: [CompactionReport] = []
        for scope in try heldScopes() where scope != ControlName.scope {
            while let checkpoint = try nextCheckpoint(of: scope) {
                let past = try compacted(checkpoint, progressed)
                guard past.digest == checkpoint.digest else { throw StoreError(.checkpointUnfit, scope) }
                let archived = try archive(past)
                try transaction { try CompactedLog($0).take(past) }
                try wipeJournalIfNeeded()
                reports.append(CompactionReport(scope: scope, changesets: past.count, archived: archived))
            }
        }
        return reports
    }

    /// Signs, as an administrator, what is left of the scopes up to the changesets that everybody has got, and compacts here.
    ///
    /// - Parameters:
    ///   - age: Milliseconds; what is younger stays whole.
    ///   - others: Devices that are not waited for. What they wrote meanwhile counts all the same when it comes.
    ///   - signer: An administrator's device.
    ///   - progressed: See ``CompactionProgress``.
    /// - Returns: One report for each scope.
    /// - Throws: As ``compact(progressed:)``; `ControlError` where the signer is not entitled.
    @discardableResult
    public func checkpoint(
        olderThan age: Int64, without others: Set<DeviceID> = [], by signer: DeviceSigner, progressed: CompactionProgress? = nil
    ) throws -> [CompactionReport] {
        try compact(progressed: progressed)
        // Where somebody is enrolled or revoked meanwhile, those who follow would judge otherwise: then once more.
        for _ in 0..<Self.attemptsMax {
            let entries = try look { $0.control.ordered }
            if let reports = try sign(surroundings.now() - age, others, signer, judgingBy: entries, progressed) { return reports }
        }
        throw StoreError(.fileBusy, ControlName.scope)
    }

    private static let attemptsMax = 5

    /// - Returns: Nil where there are other control entries by now.
    private func sign(
        _ before: Int64, _ others: Set<DeviceID>, _ signer: DeviceSigner, judgingBy entries: [ControlEntry],
        _ progressed: CompactionProgress?
    ) throws -> [CompactionReport]? {
        var pasts: [CompactedPast] = []
        for scope in try heldScopes() where scope != ControlName.scope {
            guard let vector = try look({ try Stability($0, scope).past(before: before, without: others) }) else { continue }
            let past = try compacted(scope, vector, entries, progressed)
            // What makes nothing smaller is signed when it does.
            if !past.rests.isEmpty { pasts.append(past) }
        }
        guard !pasts.isEmpty else { return [] }
        var reports: [CompactionReport] = []
        for past in pasts {
            reports.append(
                CompactionReport(scope: past.scope, changesets: past.count, archived: try archive(past)))
        }
        let lines = pasts.flatMap { past in
            [.checkpoint(scope: past.scope, digest: past.digest)]
                + past.ends.map { ControlLine.until(ScopedPoint(scope: past.scope, point: $0)) }
        }
        let isSigned = try transaction { transaction in
            guard transaction.control.ordered.map(\.changeset.hash) == entries.map(\.changeset.hash) else { return false }
            try ControlSigning(transaction).write(lines, signer)
            for past in pasts { try CompactedLog(transaction).take(past) }
            return true
        }
        guard isSigned else { return nil }
        try wipeJournalIfNeeded()
        try followControl()
        return reports
    }

    /// The scopes of which an archive beside the file has had what the log lacks, and has it no more.
    public func scopesLackingArchive() throws -> [String] {
        try scopesLacking { transaction, scope, archive in
            switch try CompactedLog(transaction).archived(scope) {
            case .nothing: false
            case .everything: try !archive.hasAll(CompactedLog(transaction).someLeftOut(of: scope))
            case .later: try archive.readable == nil
            }
        }
    }

    /// Whether what was to be erased is in an archive still, which is not there or can't be written.
    public func archiveHoldsErased() throws -> Bool {
        guard try look({ try $0.meta.int(.archiveHoldsErased) == 1 }), let archive = Archive.path(of: path) else { return false }
        return try FileManager.default.fileExists(atPath: archive) || !scopesLackingArchive().isEmpty
    }

    /// The scopes of which the log lacks something that no archive beside the file has.
    func scopesLeftOut() throws -> [String] {
        try scopesLacking { try !$2.hasAll(CompactedLog($0).someLeftOut(of: $1)) }
    }

    private func scopesLacking(_ isLacking: (StoreTransaction, String, ArchiveOnDemand) throws -> Bool) throws -> [String] {
        let archive = ArchiveOnDemand(path)
        defer { archive.close() }
        return try look { transaction in
            try CompactedLog(transaction).scopes().filter { try isLacking(transaction, $0, archive) }
        }
    }

    /// Whether a checkpoint has left out something of the log.
    package func isCompacted() throws -> Bool { try look { try !CompactedLog($0).scopes().isEmpty } }

    /// The devices for which a checkpoint waits: they have not got all that is so old, or this replica has not heard of it.
    ///
    /// - Parameters:
    ///   - age: As for ``checkpoint(olderThan:without:by:progressed:)``.
    ///   - others: Devices that are not waited for.
    public func devicesLagging(behind age: Int64, without others: Set<DeviceID> = []) throws -> [DeviceID] {
        let before = surroundings.now() - age
        let scopes = try heldScopes().filter { $0 != ControlName.scope }
        return try look { transaction in
            try Set(scopes.flatMap { try Stability(transaction, $0).lagging(before: before, without: others) }).sorted()
        }
    }

    /// Gives the file system back what the file has too much: what was made smaller leaves pages that are nearly empty, and
    /// SQLite joins them in no other way. Others may read meanwhile; who writes waits.
    ///
    /// - Throws: `StoreError` (`fileBusy`, `diskFull`, …); then nothing has changed.
    public func shrink() throws {
        try Self.rethrowing {
            try engine.writeWithoutTransaction { database in
                try database.execute(sql: "VACUUM")
                engineMemory.forget()
                // Where somebody reads still, it is carried over later.
                _ = try Row.fetchOne(database, sql: "PRAGMA wal_checkpoint(TRUNCATE)")
            }
        }
    }

    /// The committee's next checkpoint of a scope; nil where there is none, or not all of it is here yet.
    private func nextCheckpoint(of scope: String) throws -> ControlState.Checkpoint? {
        try look { transaction in
            let all = transaction.control.current.checkpoints[scope] ?? []
            let own = try CompactedLog(transaction).digest(of: scope)
            let done = all.lastIndex { $0.digest == own }.map { $0 + 1 } ?? 0
            guard let next = all[done...].first, let past = try ScopePast(transaction, of: next) else { return nil }
            let before = try CompactedLog(transaction).past(of: scope)?.vector.numbers ?? [:]
            guard before.allSatisfy({ past.vector[$0.key] >= $0.value }) else { throw StoreError(.checkpointUnfit, scope) }
            return next
        }
    }

    private func compacted(_ checkpoint: ControlState.Checkpoint, _ progressed: CompactionProgress?) throws -> CompactedPast {
        let (vector, entries) = try look { transaction in
            guard let past = try ScopePast(transaction, of: checkpoint),
                let entry = transaction.control.entry(withCheckpoint: checkpoint.digest, of: checkpoint.scope),
                let entries = transaction.control.past(of: entry.changeset.hash)
            else { throw StoreError(.checkpointUnfit, checkpoint.scope) }
            return (past.vector, entries)
        }
        return try compacted(checkpoint.scope, vector, entries, progressed)
    }

    /// - Parameter entries: The control entries by which rights are judged, and whose schema says what a line means.
    private func compacted(
        _ scope: String, _ vector: VersionVector, _ entries: [ControlEntry], _ progressed: CompactionProgress?
    ) throws -> CompactedPast {
        let scratch = try scratch(judgingBy: entries)
        let total = try look { ScopePast($0, scope: scope, vector).count }
        var done = 0
        let tell = progressed.map { progressed in
            {
                done += 1
                if done % 1_000 == 0 { progressed(scope, min(done, total), total) }
            }
        }
        try scratch.transaction(folding: false) { other in
            var install = ScopeInstall(other, scope: scope)
            try look { transaction in
                try ErasureTable(log: other.log).takeOver(from: ErasureTable(log: transaction.log))
                try install.take(ScopePast(transaction, scope: scope, vector))
            }
            try install.finish { _ in tell?() }
        }
        let past = try scratch.look { transaction in
            let all = ScopePast(transaction, scope: scope, transaction.chains.frontierVector(scope: scope))
            let rests = try NeededLines(transaction: transaction, past: all).find()
            return CompactedPast(
                scope: scope, digest: try all.digest { rests[$0] }, ends: try all.ends(), count: all.count,
                rests: try rests.sorted { $0.key < $1.key }.compactMap { dot, rest in
                    try all.point(dot).map { ($0, rest) }
                })
        }
        try scratch.close()
        return past
    }

    /// - Returns: How many changesets are not whole any more.
    private func archive(_ past: CompactedPast) throws -> Int {
        guard !past.rests.isEmpty else { return 0 }
        // A second one beside the first would make two halves of one history.
        if let lacking = try scopesLackingArchive().first { throw StoreError(.archiveMissing, Archive.path(of: path) ?? lacking) }
        let archive = try Archive.openForWriting(of: path)
        var rest = past.rests[...]
        try look { transaction in
            try archive.add {
                while let next = rest.popFirst() {
                    guard let dot = try transaction.chains.dot(scope: past.scope, next.point),
                        let body = try transaction.log.body(of: dot), !body.isEmpty, !Excerpt.isOne(body)
                    else { continue }
                    return try ReceivedChangeset(body + (transaction.log.seal(of: dot)?.line ?? []))
                }
                return nil
            }
        }
        try archive.close()
        return past.rests.count
    }
}

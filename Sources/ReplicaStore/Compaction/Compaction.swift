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
        try scopesLacking { try CompactedLog($0).isArchived($1) }
    }

    /// - Parameter isLooked: Whether to look at a scope.
    func scopesLacking(_ isLooked: (StoreTransaction, String) throws -> Bool = { _, _ in true }) throws -> [String] {
        let archive = ArchiveOnDemand(path)
        defer { archive.close() }
        return try look { transaction in
            try CompactedLog(transaction).scopes().filter { scope in
                guard try isLooked(transaction, scope) else { return false }
                return try !CompactedLog(transaction).someLeftOut(of: scope).allSatisfy { try archive.holds($0, reading: false) }
            }
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
        let archive = try Archive.openForWriting(of: path, surroundings)
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

/// The log as checkpoints have left it.
struct CompactedLog {
    let transaction: StoreTransaction
    private var log: ChangesetLog { transaction.log }

    init(_ transaction: StoreTransaction) { self.transaction = transaction }

    /// The checkpoint that a scope's log begins with.
    func digest(of scope: String) throws -> [UInt8]? {
        let row = try log.statement("SELECT digest FROM zhibu_checkpoint WHERE scope = ?").bind(1, scope)
        defer { row.reset() }
        return try row.step() ? row.bytes(0) : nil
    }

    /// What it takes in; nil where the log is whole.
    func past(of scope: String) throws -> ScopePast? {
        guard let digest = try digest(of: scope) else { return nil }
        let checkpoint = transaction.control.current.checkpoints[scope]?.last { $0.digest == digest }
        guard let checkpoint, let past = try ScopePast(transaction, of: checkpoint) else {
            throw StoreError(.logDamaged, "checkpoint of \(scope)")
        }
        return past
    }

    /// Whether an archive beside the file has what the log of a scope lacks.
    func isArchived(_ scope: String) throws -> Bool {
        let row = try log.statement("SELECT archived FROM zhibu_checkpoint WHERE scope = ?").bind(1, scope)
        defer { row.reset() }
        return try row.step() && row.int(0) == 1
    }

    /// The first stub of each chain, and the last one before the checkpoint's end: where an archive has these it is the one.
    func someLeftOut(of scope: String) throws -> [ChangesetHash] {
        guard let past = try past(of: scope) else { return [] }
        return try past.vector.numbers.keys.sorted().flatMap { chain in
            try ["ASC", "DESC"].compactMap { order in
                let row = try log.statement(
                    "SELECT hash FROM zhibu_log WHERE id BETWEEN ? AND ? AND length(body) = 0 ORDER BY id \(order) LIMIT 1"
                ).bind(1, Dot(chain: chain, number: 1).packed).bind(2, Dot(chain: chain, number: past.vector[chain]).packed)
                defer { row.reset() }
                return try row.step() ? ChangesetHash(bytes: row.bytes(0)) : nil
            }
        }
    }

    func scopes() throws -> [String] {
        let rows = try log.statement("SELECT scope FROM zhibu_checkpoint ORDER BY scope")
        var scopes: [String] = []
        while try rows.step() { scopes.append(rows.text(0)) }
        return scopes
    }

    /// Notes which checkpoint a scope's log begins with.
    ///
    /// - Parameter isArchived: Whether an archive beside the file has the rest.
    func note(_ digest: [UInt8], of scope: String, isArchived: Bool) throws {
        try log.statement(
            """
            INSERT INTO zhibu_checkpoint(scope, digest, archived) VALUES (?, ?, ?)
            ON CONFLICT(scope) DO UPDATE SET digest = excluded.digest, archived = excluded.archived
            """
        ).bind(1, scope).bind(2, blob: digest).bind(3, isArchived ? 1 : 0).run()
    }

    /// Leaves of the log what a checkpoint leaves.
    func take(_ past: CompactedPast) throws {
        // The rules have looked at what goes.
        try RuleRun(transaction).run()
        for chain in transaction.chains.chains(scope: past.scope) where chain.last > chain.fork {
            try transaction.touches.complete(chain.index, through: chain.last)
        }
        let erasures = ErasureTable(log: log)
        // What was erased while this was found out is in the archive still, and in what was to be kept.
        let isErased = try !erasures.targets().isEmpty
        if isErased { try transaction.meta.set(.archiveHoldsErased, .integer(1)) }
        for (point, rest) in past.rests {
            guard let dot = try transaction.chains.dot(scope: past.scope, point) else {
                throw StoreError(.checkpointUnfit, past.scope)
            }
            switch rest {
            case .whole: break
            case .stub:
                try log.statement("UPDATE zhibu_log SET body = x'', seal = NULL WHERE id = ?").bind(1, dot.packed).run()
                try log.statement("DELETE FROM zhibu_touch WHERE id = ?").bind(1, dot.packed).run()
            case .excerpt(let excerpt):
                let body = isErased
                    ? try Redaction(excerpt).carryingOut(erasures.orders(for: point.hash)) : excerpt
                try log.replaceBody(body, at: dot)
                try transaction.touches.replace(Changeset(decodingExcerpt: body), at: dot)
            }
        }
        for point in past.ends {
            if let dot = try transaction.chains.dot(scope: past.scope, point) { try transaction.touches.mark(dot) }
        }
        // What had begun from a checkpoint lacks what that had left out, for good.
        let isArchived = try digest(of: past.scope) == nil || isArchived(past.scope)
        try note(past.digest, of: past.scope, isArchived: isArchived)
    }
}

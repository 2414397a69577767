import GRDB
import SyncCore

/// One thing that is not as it should be.
public struct VerifyFinding: Sendable {
    /// `integrity`, `read`, `chain`, `hash`, `seal`, `checkpoint`, `archive`, `state`.
    public var kind: String
    public var detail: String
}

/// What `verify` found and how much it looked at.
public struct VerifyReport: Sendable {
    public var changesets = 0
    public var rows = 0
    public var findings: [VerifyFinding] = []
    public var isOK: Bool { findings.isEmpty }
}

extension Replica {
    /// Checks the file, every changeset's hash and every chain; changes nothing.
    ///
    /// - Parameter deep: Also computes the state again from the log in a scratch replica and compares
    ///   it row by row, and reads the archive.
    public func verify(deep: Bool) throws -> VerifyReport { try verify(deep: deep, archive: true) }

    /// - Parameter archive: Whether to look for the archive; a copy that lies elsewhere has none beside it.
    func verify(deep: Bool, archive: Bool) throws -> VerifyReport {
        var report = try integrity()
        // Until it is made anew what came for it waits, whatever its pages say by now.
        report.findings += try look { $0.model.damaged.sorted() }
            .map { VerifyFinding(kind: "read", detail: "\($0): set aside") }
        do {
            try checkContents(deep: deep, archive: archive, &report)
        } catch let error as StoreError where [.fileDamaged, .logDamaged].contains(error.code) {
            report.findings.append(VerifyFinding(kind: "read", detail: error.detail))
        }
        return report
    }

    /// Table by table, so that it is said which of them are touched.
    private func integrity() throws -> VerifyReport {
        try Self.rethrowing {
            // A transaction in which a page could not be read does not end.
            try engine.unsafeRead { database in
                func check(_ words: String, _ table: String) throws -> [VerifyFinding] {
                    var found: [String] = []
                    do {
                        let cursor = try String.fetchCursor(database, sql: words)
                        while let finding = try cursor.next(), found.count < Self.integrityFindingsMax { found.append(finding) }
                    } catch let error as DatabaseError where error.resultCode == .SQLITE_CORRUPT {
                        // Worse than what it can tell of.
                        found.append(error.message ?? "")
                    }
                    return found == ["ok"] ? [] : found.map { VerifyFinding(kind: "integrity", detail: table + $0) }
                }
                var report = VerifyReport()
                let whole = try check("PRAGMA integrity_check", "")
                if whole.isEmpty { return report }
                let tables = try String.fetchAll(
                    database, sql: "SELECT name FROM sqlite_schema WHERE type = 'table' AND rootpage > 0 ORDER BY name")
                for table in tables {
                    report.findings += try check("PRAGMA integrity_check(\(table.quotedName))", "\(table): ")
                }
                // Pages that belong to no table, or to two.
                if report.isOK { report.findings = whole }
                return report
            }
        }
    }

    /// Of one table; thousands of lines say no more.
    private static let integrityFindingsMax = 3

    private func checkContents(deep: Bool, archive: Bool, _ report: inout VerifyReport) throws {
        try fold()
        let integrity = report.findings
        report = try look { transaction in
            var report = VerifyReport()
            report.findings = integrity
            for chain in transaction.chains.chains.values.sorted(by: { $0.index < $1.index }) {
                try Self.check(chain, transaction, &report)
            }
            if report.isOK { try checkCheckpoints(deep: deep, archive: archive, transaction, &report) }
            return report
        }
        if deep, report.isOK { try compareWithReplay(&report) }
    }

    private static func check(
        _ chain: Chain, _ transaction: StoreTransaction, _ report: inout VerifyReport
    ) throws {
        var previous: ChangesetHash?
        if let parent = chain.parent {
            previous = try transaction.log.hash(of: Dot(chain: parent, number: chain.fork))
        }
        guard chain.last > chain.fork else { return }
        let past = try CompactedLog(transaction).past(of: chain.scope)
        for number in (chain.fork + 1)...chain.last {
            report.changesets += 1
            let name = "\(chain.scope) \(chain.author.short) \(number)"
            let dot = Dot(chain: chain.index, number: number)
            guard let body = try transaction.log.body(of: dot) else {
                report.findings.append(VerifyFinding(kind: "chain", detail: "\(name): missing"))
                return
            }
            // What it was is in the checkpoint's digest, as is all of an excerpt.
            if past?.contains(dot) != true, body.isEmpty || Excerpt.isOne(body) {
                report.findings.append(VerifyFinding(kind: "hash", detail: "\(name): cut"))
                return
            }
            if body.isEmpty {
                previous = try transaction.log.hash(of: dot)
                continue
            }
            do {
                let changeset = try Changeset(decodingExcerpt: body)
                let stored = try transaction.log.hash(of: dot)
                if changeset.hash != stored || changeset.header.previous != previous
                    || changeset.header.number != number
                {
                    report.findings.append(VerifyFinding(kind: "chain", detail: name))
                }
                previous = changeset.hash
                try checkSeal(dot, stored ?? changeset.hash, chain, name, transaction, &report)
            } catch let error as FormatError {
                report.findings.append(VerifyFinding(kind: "hash", detail: "\(name): \(error)"))
                return
            }
        }
        if previous != chain.hash {
            report.findings.append(
                VerifyFinding(kind: "chain", detail: "\(chain.scope) \(chain.author.short) head"))
        }
    }

    /// What checkpoints have left must be what an administrator has signed, and the rest where this replica has put it.
    private func checkCheckpoints(
        deep: Bool, archive isThere: Bool, _ transaction: StoreTransaction, _ report: inout VerifyReport
    ) throws {
        let compacted = CompactedLog(transaction)
        let archive = ArchiveOnDemand(path)
        defer { archive.close() }
        for scope in try compacted.scopes() {
            guard let past = try compacted.past(of: scope) else { continue }
            if try past.digest({ _ in nil }) != compacted.digest(of: scope) {
                report.findings.append(VerifyFinding(kind: "checkpoint", detail: scope))
            }
            guard try isThere && compacted.archived(scope) == .everything else { continue }
            do {
                try past.forEach { _ in } _: { _, stored in
                    if stored.body.isEmpty || Excerpt.isOne(stored.body), try !archive.holds(stored.hash, reading: deep) {
                        throw StoreError(.archiveMissing, Archive.path(of: path) ?? "")
                    }
                }
            } catch let error as StoreError where error.code == .archiveMissing || error.isOfArchive {
                report.findings.append(VerifyFinding(kind: "archive", detail: "\(scope): \(error.detail)"))
            }
        }
    }

    /// A seal that is there must be the author's own; control entries were checked when they were read.
    private static func checkSeal(
        _ dot: Dot, _ hash: ChangesetHash, _ chain: Chain, _ name: String,
        _ transaction: StoreTransaction, _ report: inout VerifyReport
    ) throws {
        guard chain.scope != ControlName.scope, !transaction.control.isEmpty,
            let seal = try transaction.log.seal(of: dot)
        else { return }
        if !transaction.isGood(seal, of: hash, by: chain.author) {
            report.findings.append(VerifyFinding(kind: "seal", detail: name))
        }
    }

    private func compareWithReplay(_ report: inout VerifyReport) throws {
        let scratch = try replayed()
        var mine = try look { try Self.snapshot($0) }
        var computed = try scratch.look { try Self.snapshot($0) }
        report.rows = mine.count
        mine.merge(try heads()) { $1 }
        computed.merge(try scratch.heads()) { $1 }
        try scratch.close()
        for name in Set(mine.keys).union(computed.keys).sorted() where mine[name] != computed[name] {
            report.findings.append(VerifyFinding(kind: "state", detail: name))
            if report.findings.count >= 20 { return }
        }
    }

    /// Everything that is shown, as comparable text: rows by table and key, conflicts by id. What rules
    /// list follows from the rows and is asked for anew each time something has changed.
    static func snapshot(_ transaction: StoreTransaction) throws -> [String: String] {
        var shown: [String: String] = [:]
        for table in transaction.model.tables {
            let rows = try transaction.log.statement(
                "SELECT \(table.allColumnList) FROM \(table.quoted)")
            while try rows.step() {
                let key = rows.values(0..<table.key.count)
                let values = rows.values(
                    table.key.count..<table.key.count + table.columns.count)
                shown["\(table.name) \(text(key))"] = text(values)
            }
        }
        for conflict in try Register(transaction).standing() where !conflict.kind.hasPrefix("rule:") {
            shown["conflict \(conflict.id.text)"] = conflict.status.rawValue
        }
        return shown
    }

    /// Which changesets each row and unit comes from, of rows that are not shown as well.
    private func heads() throws -> [String: String] {
        func text(_ hashes: Set<ChangesetHash>) -> String { hashes.map { "\($0)" }.sorted().joined(separator: " ") }
        var heads: [String: String] = [:]
        for row in try inspect() {
            let units = row.heads.sorted { $0.key < $1.key }.map { "\($0.key): \(text($0.value))" }
            heads["heads of \(row.table) \(Self.text(row.key)) in \(row.scope)"] =
                "\(row.isLive) \(row.tableAgrees) \(text(row.present)) " + units.joined(separator: "; ")
        }
        return heads
    }

    private static func text(_ values: [Value]) -> String {
        String(decoding: RowKey(values).bytes, as: UTF8.self)
    }
}

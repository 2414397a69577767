import SyncCore

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

    /// What an archive beside the file has had of what the log of a scope lacks.
    enum Archived: Int64 {
        case nothing
        case everything
        /// What later checkpoints have left out than the one that this replica has begun from.
        case later
    }

    func archived(_ scope: String) throws -> Archived {
        let row = try log.statement("SELECT archived FROM zhibu_checkpoint WHERE scope = ?").bind(1, scope)
        defer { row.reset() }
        guard try row.step() else { return .nothing }
        guard let archived = Archived(rawValue: row.int(0)) else { throw StoreError(.logDamaged, "checkpoint of \(scope)") }
        return archived
    }

    /// The first stub of each chain, and the last one before the checkpoint's end, or where there are none the first excerpt:
    /// where an archive has these it is the one.
    func someLeftOut(of scope: String) throws -> [ChangesetHash] {
        guard let past = try past(of: scope) else { return [] }
        let stubs = try someStubs(past)
        guard stubs.isEmpty else { return stubs }
        for stretch in try past.stretches() {
            for number in stretch.numbers {
                let dot = Dot(chain: stretch.chain, number: number)
                if let body = try log.body(of: dot), Excerpt.isOne(body) { return try log.hash(of: dot).map { [$0] } ?? [] }
            }
        }
        return []
    }

    private func someStubs(_ past: ScopePast) throws -> [ChangesetHash] {
        try past.vector.numbers.keys.sorted().flatMap { chain in
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
    /// - Parameter archived: What an archive beside the file has of the rest.
    func note(_ digest: [UInt8], of scope: String, _ archived: Archived) throws {
        try log.statement(
            """
            INSERT INTO zhibu_checkpoint(scope, digest, archived) VALUES (?, ?, ?)
            ON CONFLICT(scope) DO UPDATE SET digest = excluded.digest, archived = excluded.archived
            """
        ).bind(1, scope).bind(2, blob: digest).bind(3, archived.rawValue).run()
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
        var archived = try digest(of: past.scope) == nil ? .everything : archived(past.scope)
        // What had begun from a checkpoint lacks what that had left out, for good.
        if archived == .nothing, !past.rests.isEmpty { archived = .later }
        try note(past.digest, of: past.scope, archived)
    }
}

import Crypto
import GRDB
public import SyncCore

/// What a replica says of one scope.
public struct ScopeStatus: Sendable {
    public var name: String
    public var writes: Bool
    public var frontier: [SeenPoint]
    /// Hash of what is held: 32 bytes.
    public var held: [UInt8]
    /// Set hash of what is shown: visible rows, value and delete-edit conflicts. 32 bytes, none unless
    /// asked for.
    public var state: [UInt8]
    /// Hash of both: equal exactly when two replicas hold and show the same. None unless asked for.
    public var digest: [UInt8]
    /// Changes written here that no peer has acknowledged.
    public var pending: Int
    /// When the first of them was written, milliseconds since 1970; nil where there is none.
    public var pendingSince: Int64?
    public var openConflicts: Int
    /// Milliseconds since 1970, or nil for never.
    public var lastSync: Int64?
}

/// What a replica says of itself.
public struct ReplicaStatus: Sendable {
    public var replica: String
    public var name: String
    public var device: String
    public var author: String?
    public var person: String
    public var schemaVersion: String?
    /// Changesets that wait for a newer schema.
    public var parked: Int
    /// Tables that can't be read and are set aside.
    public var damaged: [String] = []
    /// Why the schema in force could not be taken in; nil where it was.
    public var schemaUnfit: String?
    public var scopes: [ScopeStatus]
    public var rules: [RuleStatus] = []
}

extension Replica {
    /// The name that people gave this device.
    public func name() throws -> String { try look { try $0.meta.text(.name) ?? "" } }

    /// Folds, then tells what is held, shown, unsent and undecided.
    ///
    /// - Parameter digesting: Whether to compute `state` and `digest` as well, for which every row is read.
    public func status(digesting: Bool = true) throws -> ReplicaStatus {
        try transaction { transaction in
            let meta = transaction.meta
            var status = ReplicaStatus(
                replica: try meta.text(.replica) ?? "", name: try meta.text(.name) ?? "",
                device: try meta.text(.device) ?? "", author: try meta.text(.author),
                person: try meta.text(.person) ?? "",
                schemaVersion: try meta.text(.schemaVersion),
                parked: try ParkedTable(log: transaction.log).dots().count,
                schemaUnfit: try meta.text(.schemaUnfit), scopes: [])
            let rows = try transaction.log.statement(
                "SELECT scope, writes, last_sync FROM zhibu_held ORDER BY scope")
            var held: [(String, Bool, Int64?)] = []
            while try rows.step() {
                held.append((rows.text(0), rows.int(1) == 1, rows.isNull(2) ? nil : rows.int(2)))
            }
            try RuleRun(transaction).run()
            let standing = try Register(transaction).standing()
            let states = digesting ? try StateDigest(transaction).digests(conflicts: standing) : [:]
            for (scope, writes, lastSync) in held {
                let (pending, since) = try pending(scope: scope, transaction)
                let frontier = transaction.chains.frontier(scope: scope)
                let digest = Replica.digest(of: frontier)
                let state = digesting ? states[scope] ?? Array(repeating: 0, count: 32) : []
                status.scopes.append(
                    ScopeStatus(
                        name: scope, writes: writes, frontier: frontier, held: digest,
                        state: state, digest: digesting ? Array(SHA256.hash(data: digest + state)) : [],
                        pending: pending, pendingSince: since,
                        openConflicts: standing.filter {
                            $0.scope == scope && $0.status == .open
                        }.count, lastSync: lastSync))
            }
            status.rules = try rules(standing, transaction)
            status.damaged = transaction.model.damaged.sorted()
            return status
        }
    }

    private func rules(
        _ standing: [Conflict], _ transaction: StoreTransaction
    ) throws -> [RuleStatus] {
        try Rule.all(in: transaction.database).map { rule in
            let run = try transaction.log.statement(
                "SELECT milliseconds, error FROM zhibu_rule_run WHERE rule = ?").bind(1, rule.name)
            defer { run.reset() }
            let wasRun = try run.step()
            return RuleStatus(
                name: rule.name, title: rule.title, englishTitle: rule.englishTitle, severity: rule.severity,
                open: standing.filter { $0.kind == rule.kind }.count,
                milliseconds: wasRun ? run.int(0) : 0,
                error: wasRun && !run.isNull(1) ? run.text(1) : nil)
        }
    }

    /// Changes of this replica's own authors, under its former keys too, beyond what any peer is known to hold.
    private func pending(scope: String, _ transaction: StoreTransaction) throws -> (changes: Int, since: Int64?) {
        let devices = try [MetaTable.Key.device, .former].compactMap { try transaction.meta.text($0) }
            .flatMap { $0.split(separator: "\n").map(String.init) }
        var known: [String: Int64] = [:]
        let peers = try transaction.log.statement(
            "SELECT frontier FROM zhibu_peer WHERE scope = ?"
        ).bind(1, scope)
        while try peers.step() {
            for (author, number) in PeerFrontier.decode(peers.bytes(0)) {
                known[author] = max(known[author] ?? 0, number)
            }
        }
        var (changes, since): (Int, Int64?) = (0, nil)
        for chain in transaction.chains.chains(scope: scope) where devices.contains(chain.author.device) {
            let row = try transaction.log.statement(
                "SELECT coalesce(sum(changes), 0), min(at) FROM zhibu_log WHERE id > ? AND id <= ?"
            )
            .bind(1, Dot(chain: chain.index, number: known[chain.author.text] ?? 0).packed)
            .bind(2, Dot(chain: chain.index, number: chain.last).packed)
            if try row.step(), row.int(0) > 0 {
                changes += Int(row.int(0))
                since = min(since ?? .max, row.int(1))
            }
            row.reset()
        }
        return (changes, since)
    }

    /// By how much the committee's clock is ahead of this computer's, as the last sync has measured it, in milliseconds;
    /// 0 where it can't be told from none. What is edited is stamped with the committee's time.
    public func clockOffset() throws -> Int64 { try look { try $0.meta.int(.clockOffset) ?? 0 } }

    /// - Parameter offset: In milliseconds. What is measured anew differs a little each time.
    func noteClock(offset: Int64) throws {
        let before = try clockOffset()
        guard abs(offset - before) >= 500 || (offset == 0 && before != 0) else { return }
        try transaction(folding: false) { try $0.meta.set(.clockOffset, .integer(offset)) }
    }

    /// Notes what a peer said it holds at the end of a sync, and when.
    public func noteSync(
        with device: String, name: String, scope: String, frontier: [SeenPoint], at: Int64
    ) throws {
        try transaction(folding: false) { transaction in
            try transaction.log.statement(
                """
                INSERT OR REPLACE INTO zhibu_peer(device, scope, name, frontier, last_sync)
                VALUES (?, ?, ?, ?, ?)
                """
            ).bind(1, device).bind(2, scope).bind(3, name)
            .bind(4, blob: PeerFrontier.encode(frontier)).bind(5, at).run()
            try transaction.log.statement(
                "UPDATE zhibu_held SET last_sync = ?, covers_until = ? WHERE scope = ?"
            ).bind(1, at).bind(2, at).bind(3, scope).run()
        }
    }
}

/// The stored form of what a peer holds.
enum PeerFrontier {
    static func encode(_ frontier: [SeenPoint]) -> [UInt8] {
        Array(frontier.map { "\($0.author.text) \($0.number)" }.joined(separator: "\n").utf8)
    }

    static func points(of peer: DeviceID, scope: String, _ transaction: StoreTransaction) throws -> [SeenPoint] {
        let row = try transaction.log.statement("SELECT frontier FROM zhibu_peer WHERE device = ? AND scope = ?")
            .bind(1, peer.text).bind(2, scope)
        guard try row.step() else { return [] }
        defer { row.reset() }
        return try decode(row.bytes(0)).compactMap { text, number in
            guard let author = Author(text) else { return nil }
            // Of several paths of one author nothing tells which one was meant.
            let paths = transaction.chains.chains(scope: scope, author: author)
            guard paths.count == 1, number > paths[0].fork, number <= paths[0].last,
                let hash = try transaction.log.hash(of: Dot(chain: paths[0].index, number: number))
            else { return nil }
            return SeenPoint(author: author, number: number, hash: hash)
        }
    }

    static func decode(_ bytes: [UInt8]) -> [(String, Int64)] {
        String(decoding: bytes, as: UTF8.self).split(separator: "\n").compactMap { line in
            let fields = line.split(separator: " ")
            guard fields.count == 2, let number = Int64(fields[1]) else { return nil }
            return (String(fields[0]), number)
        }
    }
}

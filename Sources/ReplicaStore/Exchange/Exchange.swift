import Crypto
public import SyncCore

extension Replica {
    /// The scopes that this replica holds, by name.
    public func heldScopes() throws -> [String] {
        try look { transaction in
            let rows = try transaction.log.statement("SELECT scope FROM zhibu_held ORDER BY scope")
            var scopes: [String] = []
            while try rows.step() { scopes.append(rows.text(0)) }
            return scopes
        }
    }

    /// Notes that a scope is held here, and whether this replica may write in it.
    public func hold(scope: String, writes: Bool) throws {
        try transaction(folding: false) { transaction in
            try transaction.log.statement(
                """
                INSERT INTO zhibu_held(scope, writes) VALUES (?, ?)
                ON CONFLICT(scope) DO UPDATE SET writes = excluded.writes
                """
            ).bind(1, scope).bind(2, writes ? 1 : 0).run()
        }
    }

    /// What this replica holds, as far as the control entries let a peer read it. Before there are
    /// any, only these are asked for.
    ///
    /// - Throws: `SyncError` (`notEnrolled`, `deviceRevoked`).
    public func scopes(sharedWith peer: DeviceID, among wanted: Set<String>? = nil) throws -> [String] {
        let control = try control()
        let held = try heldScopes().filter { wanted?.contains($0) ?? true }
        if control.devices.isEmpty { return held.filter { $0 == ControlName.scope } }
        if control.revoked[peer] != nil { throw SyncError(.deviceRevoked) }
        guard control.devices[peer] != nil else { throw SyncError(.notEnrolled) }
        return held.filter { control.mayRead(peer, scope: $0) }
    }

    /// What a peer held of a scope when the last sync with it ended; empty where there was none.
    public func lastFrontier(of peer: DeviceID, scope: String) throws -> [SeenPoint] {
        try look { try PeerFrontier.points(of: peer, scope: scope, $0) }
    }

    /// What is held, in so few bytes that it can be asked for again and again; folds what is due first.
    public func heldMark() throws -> HeldMark {
        if try look({ try Fold($0).isDue }) { try fold() }
        return try look { transaction in
            let row = try transaction.log.statement("SELECT count(*), coalesce(sum(last), 0) FROM zhibu_chain")
            guard try row.step() else { return HeldMark(chains: 0, changesets: 0) }
            defer { row.reset() }
            return HeldMark(chains: row.int(0), changesets: row.int(1))
        }
    }

    /// The last changeset of every path of a scope; folds first.
    public func frontier(scope: String) throws -> [SeenPoint] {
        try transaction { $0.chains.frontier(scope: scope) }
    }

    /// What the wire compares first: the hash of the sorted frontier. Folds first.
    public func heldDigest(scope: String) throws -> [UInt8] {
        Self.digest(of: try frontier(scope: scope))
    }

    /// As ``frontier(scope:)``, of several scopes at once and without folding.
    func foldedFrontiers(of scopes: [String]) throws -> [String: [SeenPoint]] {
        try look { transaction in
            Dictionary(uniqueKeysWithValues: scopes.map { ($0, transaction.chains.frontier(scope: $0)) })
        }
    }

    static func digest(of frontier: [SeenPoint]) -> [UInt8] {
        var bytes: [UInt8] = []
        for point in frontier {
            ChangesetWriter.append(point, to: &bytes)
            bytes.append(0x0A)
        }
        return Array(SHA256.hash(data: bytes))
    }

    /// The changesets that a peer lacks, in an order in which each follows what it depends on.
    ///
    /// - Parameters:
    ///   - scope: One that this replica holds.
    ///   - peer: The peer's frontier. A point that is not held here means that the peer is ahead on that
    ///     author's chain, up to that number, or that the chain has forked.
    ///   - searching: Of authors of whom nothing of that is held here nothing is sent: the peer has it all, or names
    ///     earlier points in the next round.
    public func missing(scope: String, from peer: [SeenPoint], searching: Bool = false) throws -> [LogPosition] {
        try look { transaction in
            let chains = transaction.chains
            var has = VersionVector()
            var ahead: [Author: Int64] = [:]
            for point in peer {
                if let dot = try chains.dot(scope: scope, point) {
                    has.formUnion(chains.path(to: dot))
                } else {
                    ahead[point.author] = max(ahead[point.author] ?? 0, point.number)
                }
            }
            let located = Set(has.numbers.keys.compactMap { chains[$0]?.author })
            var pending: [Chain] = []
            for chain in chains.chains(scope: scope) {
                if searching, ahead[chain.author] != nil, !located.contains(chain.author) { continue }
                let known = max(has[chain.index], chain.fork)
                // Where nothing of a fork is known to be there, the whole path is sent. An author of
                // whom two paths are known here may have a third one there: then nothing is left out.
                let isAhead =
                    (ahead[chain.author] ?? 0) > chain.last && has[chain.index] == 0
                    && chains.chains(scope: scope, author: chain.author).count == 1
                if chain.last > known, !isAhead { pending.append(chain) }
            }
            return try Self.causalOrder(pending, has: has, transaction)
        }
    }

    private static func causalOrder(
        _ pending: [Chain], has: VersionVector, _ transaction: StoreTransaction
    ) throws -> [LogPosition] {
        var sent = has
        var order: [LogPosition] = []
        var next: [ChainIndex: Int64] = [:]
        for chain in pending { next[chain.index] = max(has[chain.index], chain.fork) + 1 }
        let sending = Set(next.keys)
        var progress = true
        while progress {
            progress = false
            for chain in pending {
                while let number = next[chain.index], number <= chain.last {
                    let dot = Dot(chain: chain.index, number: number)
                    let seen = try transaction.log.seenVector(at: dot) ?? VersionVector()
                    var waits = seen.numbers.contains { other, number in
                        other != chain.index && sending.contains(other) && sent[other] < number
                    }
                    if let parent = chain.parent, sending.contains(parent), sent[parent] < chain.fork {
                        waits = true
                    }
                    if waits { break }
                    order.append(LogPosition(packed: dot.packed))
                    sent.formUnion(dot)
                    next[chain.index] = number + 1
                    progress = true
                }
            }
        }
        return order
    }

    /// The stored bytes of changesets, each with its seal if it has one, in the given order, until
    /// `bytesMax` is reached; at least one.
    ///
    /// A receiver takes in what a seal proves, so a batch goes on to the next seal, to twice the size.
    public func bodies(
        _ positions: ArraySlice<LogPosition>, bytesMax: Int
    ) throws -> [[UInt8]] {
        let archive = ArchiveOnDemand(path)
        defer { archive.close() }
        return try look { transaction in
            var bodies: [[UInt8]] = []
            var bytes = 0
            for (offset, position) in positions.enumerated() {
                let dot = Dot(packed: position.packed)
                guard var body = try transaction.log.body(of: dot) else {
                    throw StoreError(.logDamaged, "position \(position.packed)")
                }
                var seal = try transaction.log.seal(of: dot)
                if body.isEmpty || Excerpt.isOne(body) { (body, seal) = try archive.whole(transaction.log.hash(of: dot)) }
                let isFull = bytes + body.count >= bytesMax
                // A seal proves all before it: within a run of one chain the last one is enough.
                let next = positions.dropFirst(offset + 1).first.map { Dot(packed: $0.packed) }
                let isInRun = next?.chain == dot.chain && !isFull
                let isControl = transaction.chains[dot.chain]?.scope == ControlName.scope
                if let seal, !isInRun || isControl { body += seal.line }
                bodies.append(body)
                bytes += body.count
                if isFull, seal != nil || bytes >= 2 * bytesMax { break }
            }
            return bodies
        }
    }

    /// Every changeset of a scope, decoded, in a causal order.
    public func changesets(scope: String) throws -> [Changeset] {
        let positions = try missing(scope: scope, from: [])
        return try look { transaction in
            try positions.map { try transaction.log.changeset(at: Dot(packed: $0.packed)) }
        }
    }
}

/// Where a changeset lies in this replica's log; means nothing on another one.
public struct LogPosition: Hashable, Sendable {
    let packed: Int64
}

/// Tells whether a replica holds more than before: chains only grow.
public struct HeldMark: Equatable, Sendable {
    var chains: Int64
    var changesets: Int64
}

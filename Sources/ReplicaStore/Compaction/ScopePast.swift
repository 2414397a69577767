import SyncCore

/// A part of what a replica holds of a scope that is closed: with each changeset all that it had seen.
struct ScopePast {
    let scope: String
    /// Up to where it goes on each chain.
    let vector: VersionVector
    let transaction: StoreTransaction
    private var chains: ChainTable { transaction.chains }
    private var log: ChangesetLog { transaction.log }

    init(_ transaction: StoreTransaction, scope: String, _ vector: VersionVector) {
        self.transaction = transaction
        self.scope = scope
        self.vector = vector
    }

    /// What a checkpoint takes in.
    ///
    /// - Returns: Nil where not all of it is held here.
    init?(_ transaction: StoreTransaction, of checkpoint: ControlState.Checkpoint) throws {
        var vector = VersionVector()
        for point in checkpoint.until {
            guard let dot = try transaction.chains.dot(scope: checkpoint.scope, point) else { return nil }
            vector.formUnion(transaction.chains.path(to: dot))
        }
        self.init(transaction, scope: checkpoint.scope, vector)
    }

    /// How many changesets it has.
    var count: Int {
        vector.numbers.reduce(0) { $0 + max(0, Int($1.value - (chains[$1.key]?.fork ?? 0))) }
    }

    func contains(_ dot: Dot) -> Bool { vector.contains(dot) }

    /// A stretch of one local chain, and what it is called elsewhere.
    struct Stretch {
        var chain: ChainIndex
        var segment: CheckpointSegment
        var numbers: ClosedRange<Int64> { segment.first...segment.last }
    }

    /// Cut where a chain forks, in the order of author, number and hash.
    func stretches() throws -> [Stretch] {
        let own = chains.chains(scope: scope).filter { vector[$0.index] > $0.fork }
        var found: [(stretch: Stretch, hash: ChangesetHash)] = []
        for chain in own {
            let last = vector[chain.index]
            let cuts = Set(own.filter { $0.parent == chain.index && $0.fork > chain.fork && $0.fork < last }.map(\.fork))
            var first = chain.fork + 1
            for end in cuts.sorted() + [last] {
                let before = first == chain.fork + 1 ? chain.parent.map { Dot(chain: $0, number: chain.fork) }
                    : Dot(chain: chain.index, number: first - 1)
                let segment = CheckpointSegment(
                    author: chain.author, first: first, last: end, previous: try before.flatMap { try log.hash(of: $0) })
                guard let hash = try log.hash(of: Dot(chain: chain.index, number: first)) else {
                    throw StoreError(.logDamaged, "changeset \(first) of chain \(chain.index.value)")
                }
                found.append((Stretch(chain: chain.index, segment: segment), hash))
                first = end + 1
            }
        }
        return found.sorted {
            let (one, other) = ($0.stretch.segment, $1.stretch.segment)
            return (one.author, one.first, $0.hash) < (other.author, other.first, $1.hash)
        }.map(\.stretch)
    }

    /// What a changeset had seen beyond its own path: the ends of paths, sorted.
    func seen(by dot: Dot) throws -> [SeenPoint] {
        let own = chains.path(to: dot)
        let others = try chains.vector(at: dot).numbers.filter { own[$0.key] < $0.value }
            .map { Dot(chain: $0.key, number: $0.value) }
        let ends = others.filter { end in
            !others.contains { $0 != end && $0.chain != end.chain && chains.path(to: $0).contains(end) }
        }
        return try ends.compactMap(point).sorted()
    }

    /// The last changesets, one for each path.
    func ends() throws -> [SeenPoint] {
        let all = vector.numbers.filter { $0.value > chains[$0.key]?.fork ?? 0 }.map { Dot(chain: $0.key, number: $0.value) }
        let ends = all.filter { end in
            !all.contains { $0.chain != end.chain && chains.path(to: $0).contains(end) }
        }
        return try ends.compactMap(point).sorted()
    }

    func point(_ dot: Dot) throws -> SeenPoint? {
        guard let author = chains[dot.chain]?.author, let hash = try log.hash(of: dot) else { return nil }
        return SeenPoint(author: author, number: dot.number, hash: hash)
    }

    /// Each changeset with its body as it lies in the log, stretch by stretch.
    func forEach(
        begin: (Stretch) throws -> Void, _ body: (Dot, StoredChangeset) throws -> Void
    ) throws {
        for stretch in try stretches() {
            try begin(stretch)
            let rows = try Statement(
                log.database, "SELECT id, hash, at, changes, seal, body FROM zhibu_log WHERE id BETWEEN ? AND ? ORDER BY id")
            rows.bind(1, Dot(chain: stretch.chain, number: stretch.segment.first).packed)
                .bind(2, Dot(chain: stretch.chain, number: stretch.segment.last).packed)
            while try rows.step() {
                guard let hash = ChangesetHash(bytes: rows.bytes(1)) else {
                    throw StoreError(.logDamaged, "\(rows.int(0))")
                }
                try body(
                    Dot(packed: rows.int(0)),
                    StoredChangeset(
                        hash: hash, isLast: Dot(packed: rows.int(0)).number == stretch.segment.last, at: rows.int(2), changes: Int(rows.int(3)),
                        seal: rows.isNull(4) ? nil : Seal(blob: rows.bytes(4)), body: PackedBody.unpack(rows.bytes(5))))
            }
        }
    }

    /// The digest of what is kept.
    ///
    /// - Parameter rest: What is kept of a changeset, where that is not what lies in the log.
    func digest(_ rest: (Dot) -> CheckpointRest?) throws -> [UInt8] {
        var digest = CheckpointDigest(scope: scope)
        try forEach {
            digest.begin($0.segment, at: try log.at(of: Dot(chain: $0.chain, number: $0.segment.last)) ?? 0)
        } _: { dot, stored in
            let kept = try rest(dot) ?? CheckpointRest(body: stored.body)
            try digest.add(stored.hash, kept, seen: kept != .stub || stored.isLast ? seen(by: dot) : nil)
        }
        return digest.finish()
    }
}

/// One row of the log.
struct StoredChangeset {
    var hash: ChangesetHash
    /// Of its segment.
    var isLast: Bool
    var at: Int64
    var changes: Int
    var seal: Seal?
    /// A changeset, an excerpt of one, or nothing.
    var body: [UInt8]
}

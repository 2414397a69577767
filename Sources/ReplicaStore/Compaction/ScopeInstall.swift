import SyncCore

/// Puts a scope's past into a replica that holds nothing of it: the log first, then what its lines say, each changeset
/// after what it had seen.
struct ScopeInstall {
    let transaction: StoreTransaction
    let scope: String
    private var log: ChangesetLog { transaction.log }
    private var chains: ChainTable { transaction.chains }
    private var kept: Set<Dot> = []
    private var chain: ChainIndex?
    private var last: [SeenPoint] = []
    /// What others had, by the place where it is stored; hashes name the changesets.
    private var seen: [(dot: Dot, points: [SeenPoint])] = []

    init(_ transaction: StoreTransaction, scope: String) {
        self.transaction = transaction
        self.scope = scope
    }

    /// - Throws: `StoreError.checkpointUnfit` where what it follows is not here.
    mutating func begin(_ segment: CheckpointSegment) throws {
        last = []
        guard let previous = segment.previous else {
            chain = chains.begin(scope: scope, author: segment.author, parent: nil)
            return
        }
        let before = SeenPoint(author: segment.author, number: segment.first - 1, hash: previous)
        guard let dot = try chains.dot(scope: scope, before) else { throw StoreError(.checkpointUnfit, scope) }
        chain = chains[dot.chain]?.last == dot.number
            ? dot.chain : chains.begin(scope: scope, author: segment.author, parent: dot)
    }

    /// The segment's next changeset.
    ///
    /// - Parameter points: Of one that is kept, and of the segment's last one, the ends of paths that it had seen beyond its
    ///   own.
    mutating func add(_ stored: StoredChangeset, seen points: [SeenPoint]?) throws {
        guard let chain, let held = chains[chain] else { throw StoreError(.checkpointUnfit, scope) }
        let dot = Dot(chain: chain, number: held.last + 1)
        try log.append(
            dot, hash: stored.hash, at: stored.at, changes: stored.changes, seal: stored.seal, body: stored.body)
        chains.extend(chain, hash: stored.hash, at: stored.at)
        if !stored.body.isEmpty { kept.insert(dot) }
        if let points, points != last {
            seen.append((dot, points))
            last = points
        }
    }

    /// Computes the scope's rows.
    func finish(progressed: ((Int) -> Void)? = nil) throws {
        for (dot, points) in seen {
            var vector = VersionVector()
            for point in points {
                guard let other = try chains.dot(scope: scope, point) else { throw StoreError(.checkpointUnfit, scope) }
                vector.formUnion(chains.path(to: other))
            }
            vector.formUnion(chains.path(to: dot))
            try log.saveSeen(vector, at: dot)
        }
        chains.forgetVectors()
        let apply = Apply(transaction, needsSeals: false)
        for (index, dot) in try order().enumerated() {
            let changeset = try log.changeset(at: dot)
            let isVoid = try Judge(transaction: transaction).enter(changeset.header, at: dot) != nil
            try apply.merge(changeset, dot: dot, vector: chains.vector(at: dot), isVoid: isVoid)
            if transaction.rows.count > Self.rowsAtOnce { try transaction.rows.flush() }
            progressed?(index + 1)
        }
        for chain in chains.chains(scope: scope) { try transaction.touches.mark(Dot(chain: chain.index, number: chain.last)) }
    }

    private static let rowsAtOnce = 20_000

    /// Those that have lines, each after all of them that it had seen.
    private func order() throws -> [Dot] {
        let all = Dictionary(grouping: kept.sorted(), by: \.chain).sorted { $0.key < $1.key }.map(\.value)
        let places = Dictionary(uniqueKeysWithValues: all.enumerated().map { ($1[0].chain, $0) })
        var next = Array(repeating: 0, count: all.count)
        /// Whether nothing of a chain is left up to a number.
        func isDone(_ chain: ChainIndex, _ number: Int64) -> Bool {
            guard let place = places[chain] else { return true }
            return next[place] == all[place].count || all[place][next[place]].number > number
        }
        var order: [Dot] = []
        var hasMoved = true
        while hasMoved {
            hasMoved = false
            for place in all.indices {
                while next[place] < all[place].count {
                    let dot = all[place][next[place]]
                    let vector = try chains.seenVector(at: dot)
                    guard vector.numbers.allSatisfy({ $0.key == dot.chain || isDone($0.key, $0.value) }) else { break }
                    order.append(dot)
                    next[place] += 1
                    hasMoved = true
                }
            }
        }
        guard order.count == kept.count else { throw StoreError(.checkpointUnfit, scope) }
        return order
    }
}

extension ScopeInstall {
    /// The past of another replica's scope, as it lies there.
    mutating func take(_ past: ScopePast) throws {
        try past.forEach { try begin($0.segment) } _: { dot, stored in
            try add(stored, seen: stored.body.isEmpty && !stored.isLast ? nil : past.seen(by: dot))
        }
    }
}

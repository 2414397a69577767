import GRDB
import SyncCore

/// One chain as this replica numbers it.
struct Chain: Sendable {
    var index: ChainIndex
    var scope: String
    var author: Author
    /// The chain that this one left, and the last number they share; 0 without a parent.
    var parent: ChainIndex?
    var fork: Int64
    var last: Int64
    var hash: ChangesetHash
    var at: Int64
}

/// The chains that a replica holds, for the time of one transaction.
final class ChainTable {
    /// What is read from the file. A connection may keep it for as long as nobody has written
    /// (``ConnectionMemory/chains(_:_:)``).
    struct Content {
        fileprivate(set) var chains: [ChainIndex: Chain] = [:]
        fileprivate var byAuthor: [ScopedAuthor: [ChainIndex]] = [:]
        /// What follows from the chains as they are; another one once they have changed.
        fileprivate var found = Found()
    }

    /// By scope.
    fileprivate final class Found {
        var frontiers: [String: [SeenPoint]] = [:]
    }

    private(set) var content: Content
    var chains: [ChainIndex: Chain] { content.chains }
    /// Changesets come in runs of one author, and texts are slow to hash.
    private var lastLooked: (name: ScopedAuthor, chains: [ChainIndex])?
    private var vectors: [ChainIndex: VersionVector] = [:]
    private var changed: Set<ChainIndex> = []
    private let log: ChangesetLog
    private let saved: () -> Void

    fileprivate struct ScopedAuthor: Hashable {
        var scope: String
        var author: Author
    }

    /// - Parameters:
    ///   - content: As it was read in this state of the file; nil to read it.
    ///   - saved: Told when something was written.
    init(_ log: ChangesetLog, _ content: Content? = nil, saved: @escaping () -> Void = {}) throws {
        self.log = log
        self.saved = saved
        if let content {
            self.content = content
            return
        }
        self.content = Content()
        let rows = try log.statement(
            "SELECT id, scope, author, parent, fork, last, hash, at FROM zhibu_chain ORDER BY id")
        while try rows.step() {
            guard let hash = ChangesetHash(bytes: rows.bytes(6)) else {
                throw StoreError(.logDamaged, "chain \(rows.int(0))")
            }
            insert(
                Chain(
                    index: ChainIndex(Int(rows.int(0))), scope: rows.text(1),
                    author: Author(unchecked: rows.text(2)),
                    parent: rows.isNull(3) ? nil : ChainIndex(Int(rows.int(3))),
                    fork: rows.int(4), last: rows.int(5), hash: hash, at: rows.int(7)))
        }
    }

    private func insert(_ chain: Chain) {
        lastLooked = nil
        content.chains[chain.index] = chain
        content.byAuthor[ScopedAuthor(scope: chain.scope, author: chain.author), default: []]
            .append(chain.index)
        content.found = Found()
    }

    func chains(scope: String) -> [Chain] {
        chains.values.filter { $0.scope == scope }.sorted { $0.index < $1.index }
    }

    func chains(scope: String, author: Author) -> [Chain] {
        if let last = lastLooked, last.name.author == author, last.name.scope == scope {
            return last.chains.compactMap { chains[$0] }
        }
        let name = ScopedAuthor(scope: scope, author: author)
        let found = content.byAuthor[name] ?? []
        lastLooked = (name, found)
        return found.compactMap { chains[$0] }
    }

    subscript(index: ChainIndex) -> Chain? { chains[index] }

    /// The dot of a held changeset, or nil where it is not held.
    func dot(scope: String, _ point: SeenPoint) throws -> Dot? {
        for chain in chains(scope: scope, author: point.author)
        where point.number > chain.fork && point.number <= chain.last {
            let dot = Dot(chain: chain.index, number: point.number)
            let hash = point.number == chain.last ? chain.hash : try log.hash(of: dot)
            if hash == point.hash { return dot }
        }
        return nil
    }

    /// All changesets from the beginning to this one, along its author's own path.
    func path(to dot: Dot) -> VersionVector {
        var path = VersionVector([dot.chain: dot.number])
        var chain = chains[dot.chain]
        while let parent = chain?.parent, let fork = chain?.fork {
            path.formUnion(Dot(chain: parent, number: fork))
            chain = chains[parent]
        }
        return path
    }

    /// A new chain, begun by its first changeset.
    func begin(scope: String, author: Author, parent: Dot?) -> ChainIndex {
        let index = ChainIndex((chains.keys.map(\.value).max() ?? 0) + 1)
        insert(
            Chain(
                index: index, scope: scope, author: author, parent: parent?.chain,
                fork: parent?.number ?? 0, last: parent?.number ?? 0,
                hash: ChangesetHash.zero, at: 0))
        return index
    }

    func extend(_ index: ChainIndex, hash: ChangesetHash, at: Int64) {
        content.chains[index]?.last += 1
        content.chains[index]?.hash = hash
        content.chains[index]?.at = at
        content.found = Found()
        changed.insert(index)
    }

    /// What the chain's last changeset had seen, itself included.
    func vector(of index: ChainIndex) throws -> VersionVector {
        if let vector = vectors[index] { return vector }
        guard let chain = chains[index] else { return VersionVector() }
        var vector = try seenVector(at: Dot(chain: index, number: chain.last))
        vector.formUnion(Dot(chain: index, number: chain.last))
        vectors[index] = vector
        return vector
    }

    /// The stored vector in force at a dot, or what the chain inherits where it forked.
    func seenVector(at dot: Dot) throws -> VersionVector {
        var vector = try log.seenVector(at: dot) ?? VersionVector()
        if let parent = chains[dot.chain]?.parent, let fork = chains[dot.chain]?.fork {
            if vector.numbers.isEmpty {
                vector = try seenVector(at: Dot(chain: parent, number: fork))
            }
            vector.formUnion(Dot(chain: parent, number: fork))
        }
        return vector
    }

    /// What was written to the log's vectors is to be read.
    func forgetVectors() { vectors = [:] }

    func setVector(_ vector: VersionVector, of index: ChainIndex) { vectors[index] = vector }

    /// Everything this replica holds of a scope, as a vector.
    func frontierVector(scope: String) -> VersionVector {
        var vector = VersionVector()
        for chain in chains(scope: scope) {
            vector.formUnion(Dot(chain: chain.index, number: chain.last))
        }
        return vector
    }

    /// The last changeset of every path: what the wire compares.
    func frontier(scope: String) -> [SeenPoint] {
        if let known = content.found.frontiers[scope] { return known }
        let frontier = newFrontier(scope: scope)
        content.found.frontiers[scope] = frontier
        return frontier
    }

    private func newFrontier(scope: String) -> [SeenPoint] {
        let own = chains(scope: scope)
        let continued = Set(
            own.compactMap { chain -> Dot? in
                chain.parent.map { Dot(chain: $0, number: chain.fork) }
            })
        return own.filter {
            $0.last > $0.fork && !continued.contains(Dot(chain: $0.index, number: $0.last))
        }.map { SeenPoint(author: $0.author, number: $0.last, hash: $0.hash) }.sorted()
    }

    func save() throws {
        guard !changed.isEmpty else { return }
        saved()
        for index in changed.sorted() {
            guard let chain = chains[index] else { continue }
            try log.statement(
                """
                INSERT INTO zhibu_chain(id, scope, author, parent, fork, last, hash, at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT(id) DO UPDATE SET last = excluded.last, hash = excluded.hash,
                at = excluded.at
                """
            )
            .bind(1, chain.index.value).bind(2, chain.scope).bind(3, chain.author.text)
            .bind(4, chain.parent.map { Value.integer(Int64($0.value)) } ?? .null)
            .bind(5, chain.fork).bind(6, chain.last).bind(7, blob: chain.hash.bytes)
            .bind(8, chain.at).run()
        }
        changed = []
    }
}

extension ChangesetHash {
    /// Stands for "before the first changeset"; no changeset has it.
    static var zero: ChangesetHash {
        guard let hash = ChangesetHash(bytes: Array(repeating: 0, count: 32)) else {
            preconditionFailure("32 bytes are a hash")
        }
        return hash
    }
}

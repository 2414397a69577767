public import SyncCore

/// A record that changed.
public struct ChangedRecord: Hashable, Sendable {
    public var scope: String
    public var table: String
    public var key: [Value]

    public init(scope: String, table: String, key: [Value]) {
        self.scope = scope
        self.table = table
        self.key = key
    }
}

/// What changed since the last look.
public struct ReplicaNews: Equatable, Sendable {
    /// Records that changesets have named since, by anybody: people here, other programs, other offices.
    public var records: Set<ChangedRecord> = []
    /// Whether rights, the schema, or what counts of older changesets are others now: then any record may
    /// show something else.
    public var isWhole = false

    public var isEmpty: Bool { records.isEmpty && !isWhole }
}

/// Looks at a replica again and again, and says each time what is new; knows no time.
///
/// Changes are found in the log, so it does not matter which program made them. Where nothing has
/// changed, a look writes nothing, and reads no record.
public struct ReplicaWatch: Sendable {
    private let replica: Replica
    private var seen: [ChainIndex: Int64] = [:]
    private var rights: [SeenPoint] = []
    private var schema: String?
    private var void: Set<Dot> = []

    /// Begins with the replica as it is: that is no news.
    public init(_ replica: Replica) throws {
        self.replica = replica
        _ = try look(folding: true)
    }

    /// Folds what other programs have edited, and says what is new since the last call.
    public mutating func news() throws -> ReplicaNews {
        try look(folding: try replica.look { try Fold($0).isDue })
    }

    private mutating func look(folding: Bool) throws -> ReplicaNews {
        if folding { try replica.fold() }
        var next = self
        let news = try replica.look { try next.read($0) }
        self = next
        return news
    }

    private mutating func read(_ transaction: StoreTransaction) throws -> ReplicaNews {
        var news = ReplicaNews()
        let heads = transaction.chains.frontier(scope: ControlName.scope)
        let version = try transaction.meta.text(.schemaVersion)
        // A new changeset that doesn't count is news by its own name, like any other.
        let voidNow = Set(transaction.voids.all.map(\.key))
        let judgedAnew = voidNow.symmetricDifference(void)
            .contains { $0.number <= seen[$0.chain] ?? transaction.chains[$0.chain]?.fork ?? 0 }
        news.isWhole = heads != rights || version != schema || judgedAnew
        (rights, schema, void) = (heads, version, voidNow)
        for chain in transaction.chains.chains.values where chain.scope != ControlName.scope {
            let last = max(chain.fork, seen[chain.index] ?? 0)
            for number in stride(from: last + 1, through: chain.last, by: 1) {
                let changeset = try transaction.log.changeset(at: Dot(chain: chain.index, number: number))
                let words = try transaction.reader().read(changeset)
                for name in words.order + words.erasures.compactMap(\.name) {
                    guard let table = transaction.model.table(id: name.table), let key = name.key.values
                    else { continue }
                    news.records.insert(ChangedRecord(scope: name.scope, table: table.name, key: key))
                }
            }
            seen[chain.index] = chain.last
        }
        return news
    }
}

public import ReferenceModel
public import ReplicaStore
import SyncCore

/// What a replica holds, in the words of the reference model, with what the model says of it.
public struct ModelView {
    let names: [ChangesetHash: String]
    public let history: ModelHistory
    public let expected: ModelOutcome
    public let isForked: Bool
    private let replica: Replica
    private let scope: String

    /// - Parameter tables: As the replica's own version of the schema has them.
    public init(of replica: Replica, tables: [ModelTable], scope: String = "uni") throws {
        try replica.fold()
        let changesets = try replica.changesets(scope: scope)
        let chains = ChainNames(changesets)
        let names = Dictionary(
            uniqueKeysWithValues: changesets.map {
                let name = "\($0.header.author.short)/\($0.header.number)"
                return ($0.hash, "\(name)/\($0.hash.description.prefix(6))")
            })
        let rights = try RightsTranslation(of: replica, changesets, chains, scope: scope)
        self.replica = replica
        self.scope = scope
        self.names = names
        isForked = chains.areForked
        history = ModelHistory(
            tables: tables, control: rights.entries,
            changesets: changesets.map {
                var model = Translation(names: names, tables: tables).model($0)
                model.chain = chains.name(of: $0.hash)
                model.seen = chains.seen(by: $0)
                model.control = rights.number(ofEntry: $0.header.control?.hash)
                return model
            })
        var outcome = ReferenceModel.outcome(of: history)
        // Which of two scopes shows a record is no matter of one scope.
        outcome.resolved.removeAll { $0.kind == "scope" }
        expected = outcome
    }

    /// What the replica shows otherwise than the model; nil for nothing.
    public func difference() throws -> String? {
        let (outcome, strays) = try EngineOutcome(names: names, scope: scope).read(replica)
        if !strays.isEmpty { return "the table shows something else: \(strays)" }
        // Of two chains with one author the model lists the one first whose made-up name comes first.
        return isForked
            ? outcome.inAnyOrder.difference(from: expected.inAnyOrder)
            : outcome.difference(from: expected)
    }
}

/// One name for every path of changesets, so that two copies of a file write two chains.
struct ChainNames {
    private var chainOf: [ChangesetHash: String] = [:]
    private var forkedFrom: [ChangesetHash: (chain: String, number: Int)] = [:]
    private(set) var areForked = false

    /// - Parameter changesets: In a causal order.
    init(_ changesets: [Changeset]) {
        var ends: [String: ChangesetHash] = [:]
        for changeset in changesets {
            let author = changeset.header.author.text
            var chain = changeset.header.previous.flatMap { chainOf[$0] } ?? author
            if ends[chain] != changeset.header.previous {
                areForked = true
                if let previous = changeset.header.previous {
                    forkedFrom[changeset.hash] = (chain, Int(changeset.header.number) - 1)
                    precondition(chainOf[previous] != nil, "a changeset before what it follows")
                }
                chain = "\(author)~\(changeset.hash)"
            }
            chainOf[changeset.hash] = chain
            ends[chain] = changeset.hash
        }
    }

    var all: Set<String> { Set(chainOf.values) }

    func name(of hash: ChangesetHash) -> String { chainOf[hash] ?? "?" }

    func seen(by changeset: Changeset) -> [String: Int] {
        var seen: [String: Int] = [:]
        func add(_ chain: String, _ number: Int) { seen[chain] = max(seen[chain] ?? 0, number) }
        for point in changeset.header.seen { add(name(of: point.hash), Int(point.number)) }
        if let parent = forkedFrom[changeset.hash] { add(parent.chain, parent.number) }
        return seen
    }
}

/// The control entries that a replica holds, as the model's roles and cuts.
struct RightsTranslation {
    private(set) var entries: [ModelControlEntry] = []
    private var numbers: [ChangesetHash: Int] = [:]

    init(
        of replica: Replica, _ changesets: [Changeset], _ chains: ChainNames, scope: String
    ) throws {
        let control = try replica.changesets(scope: "control").sorted {
            ($0.header.number, $0.hash) < ($1.header.number, $1.hash)
        }
        guard !control.isEmpty else { return }
        let authors = Set(changesets.map(\.header.author))
        let byHash = Dictionary(uniqueKeysWithValues: control.map { ($0.hash, $0) })
        for (index, entry) in control.enumerated() {
            numbers[entry.hash] = index + 1
            var past: Set<ChangesetHash> = []
            var waiting = [entry.hash]
            while let hash = waiting.popLast() {
                guard past.insert(hash).inserted else { continue }
                let header = byHash[hash]?.header
                waiting += (header?.previous.map { [$0] } ?? []) + (header?.seen.map(\.hash) ?? [])
            }
            let granted = Self.roles(after: control.filter { past.contains($0.hash) })
            entries.append(
                ModelControlEntry(
                    number: index + 1,
                    roles: Dictionary(
                        uniqueKeysWithValues: authors.map {
                            ($0.text, granted[$0.device] ?? ["reader"])
                        })))
        }
        entries[entries.count - 1].cuts = Self.cuts(
            try replica.control().revoked, changesets, chains, scope)
    }

    func number(ofEntry hash: ChangesetHash?) -> Int? { hash.flatMap { numbers[$0] } }

    private static func roles(after entries: [Changeset]) -> [String: Set<String>] {
        var roles: [String: Set<String>] = [:]
        for case .control(.grant(let grant)) in entries.flatMap(\.lines) {
            roles[grant.device.text] = Set(grant.roles)
        }
        return roles
    }

    /// The last number that counts of each chain of a revoked device.
    private static func cuts(
        _ revoked: [DeviceID: ControlState.Revocation], _ changesets: [Changeset],
        _ chains: ChainNames, _ scope: String
    ) -> [String: Int] {
        let byHash = Dictionary(uniqueKeysWithValues: changesets.map { ($0.hash, $0) })
        var cuts: [String: Int] = [:]
        for changeset in changesets {
            guard let device = DeviceID(changeset.header.author.device),
                let revocation = revoked[device]
            else { continue }
            let chain = chains.name(of: changeset.hash)
            var counts = false
            for until in revocation.until
            where until.scope == scope && until.point.author == changeset.header.author {
                guard byHash[until.point.hash] != nil else {
                    counts = counts || changeset.header.number <= until.point.number
                    continue
                }
                var step = byHash[until.point.hash]
                while let one = step, one.hash != changeset.hash {
                    step = one.header.previous.flatMap { byHash[$0] }
                }
                counts = counts || step != nil
            }
            let number = Int(changeset.header.number)
            cuts[chain] = max(cuts[chain] ?? 0, counts ? number : 0)
        }
        return cuts
    }
}

extension ModelOutcome {
    public var inAnyOrder: ModelOutcome {
        func sorted(_ conflicts: [ModelConflict]) -> [ModelConflict] {
            conflicts.map { conflict in
                var conflict = conflict
                conflict.candidates.sort { $0.dots.sorted().joined() < $1.dots.sorted().joined() }
                return conflict
            }
        }
        var outcome = self
        outcome.open = sorted(open)
        outcome.settled = sorted(settled)
        outcome.resolved = sorted(resolved)
        return outcome
    }
}

import GRDB
import SyncCore

/// What became of a batch of changesets.
public struct ApplyResult: Equatable, Sendable {
    /// Changesets that were new and are applied now.
    public var applied = 0
    /// Column values in them.
    public var changes = 0
    /// Changesets that were here already.
    public var known = 0
    /// Changesets that wait for others that they depend on, or for the seal that proves them.
    public var early = 0
    /// Changesets that are kept and don't count: their author had no right to make them.
    public var void = 0

    /// What became of some more.
    package mutating func add(_ other: ApplyResult) {
        applied += other.applied
        changes += other.changes
        known += other.known
        early += other.early
        void += other.void
    }
}

/// Takes in changesets of others, within the caller's transaction.
struct Apply {
    let transaction: StoreTransaction
    /// False for histories that others made, which have neither keys nor control entries.
    let needsSeals: Bool
    /// Told how many were looked at so far.
    private let progressed: ((Int) -> Void)?
    private var log: ChangesetLog { transaction.log }
    private var chains: ChainTable { transaction.chains }
    private var waiting: WaitingChangesets { WaitingChangesets(transaction, needsSeals: needsSeals) }

    init(_ transaction: StoreTransaction, needsSeals: Bool = true, progressed: ((Int) -> Void)? = nil) {
        self.progressed = progressed
        self.transaction = transaction
        self.needsSeals = needsSeals
    }

    private enum Outcome {
        case applied, known, early, void
    }

    /// - Parameter incoming: Decoded and so checked in themselves; in any order.
    func run(_ incoming: [ReceivedChangeset]) throws -> ApplyResult {
        var result = ApplyResult()
        let checkpointed = try checkpointed()
        let devices = transaction.control.current.devices
        let entries = incoming.filter { $0.changeset.header.scope == ControlName.scope }
        try ControlApply(transaction).run(entries, place: place, result: &result)
        let others = incoming.filter { $0.changeset.header.scope != ControlName.scope }
        let isProven = try proof(of: others)
        var (came, early) = (entries.map(\.changeset.hash), [ReceivedChangeset]())
        let mentions = try Mentions.of(others.map(\.changeset), in: transaction)
        for (index, item) in others.enumerated() {
            let outcome = try isProven(item) ? apply(item, mentions[index]) : unproven(item)
            if case .early = outcome { early.append(item) } else { came.append(item.changeset.hash) }
            try count(outcome, item, &result)
            progressed?(entries.count + index + 1)
        }
        try transaction.rows.writePending()
        // What came early may be the seal that earlier ones wait for, too.
        if result.applied + result.void + result.early > 0 {
            let enrolled = transaction.control.current.devices.keys.filter { devices[$0] == nil }
            try retry(waiting.connected(to: came, early: early, devices: enrolled), &result)
            result.early = try early.count { try waiting.contains($0.changeset.hash) }
        }
        for (scope, count) in try self.checkpointed() where count != checkpointed[scope] ?? 0 {
            try transaction.markDisputedTexts(of: scope)
        }
        return result
    }

    /// Of how many of a scope's checkpoints all is held.
    private func checkpointed() throws -> [String: Int] {
        var counts: [String: Int] = [:]
        for scope in transaction.control.current.checkpoints.keys { counts[scope] = try transaction.checkpointed(scope).count }
        return counts
    }

    private func count(_ outcome: Outcome, _ item: ReceivedChangeset, _ result: inout ApplyResult) throws {
        switch outcome {
        case .applied, .void:
            result.applied += 1
            result.changes += item.changeset.changeCount
            if case .void = outcome { result.void += 1 }
        case .known: result.known += 1
        case .early:
            try waiting.keep(item)
            result.early += 1
        }
    }

    private func proof(of batch: [ReceivedChangeset]) throws -> (ReceivedChangeset) -> Bool {
        guard needsSeals else { return { _ in true } }
        let sealed = try SealedChangesets(batch, control: transaction.control) {
            try chains.dot(scope: $0, $1) != nil
        }
        return { sealed.contains($0.changeset.hash) }
    }

    private func unproven(_ item: ReceivedChangeset) throws -> Outcome {
        try isKnown(item.changeset) ? .known : .early
    }

    /// Applies what had come too early, until nothing more fits.
    private func retry(_ early: [ReceivedChangeset], _ result: inout ApplyResult) throws {
        var rest = early
        let isProven = try proof(of: rest)
        var before = rest.count + 1
        while rest.count < before {
            before = rest.count
            rest = try rest.filter { item in
                // It may have come once more, with its seal.
                let outcome = try isProven(item) ? apply(item) : unproven(item)
                if case .early = outcome { return true }
                try waiting.remove(item.changeset)
                if case .known = outcome { return false }
                try count(outcome, item, &result)
                return false
            }
        }
        for item in rest { try waiting.note(item.changeset) }
    }

    enum Place {
        case known
        case missing
        case at(ChainIndex)
    }

    private func isKnown(_ changeset: Changeset) throws -> Bool {
        let header = changeset.header
        let point = SeenPoint(author: header.author, number: header.number, hash: changeset.hash)
        return try chains.dot(scope: header.scope, point) != nil
    }

    private func place(_ changeset: Changeset) throws -> Place {
        let header = changeset.header
        if try isKnown(changeset) { return .known }
        guard let previous = header.previous else {
            return .at(chains.begin(scope: header.scope, author: header.author, parent: nil))
        }
        let before = SeenPoint(author: header.author, number: header.number - 1, hash: previous)
        guard let dot = try chains.dot(scope: header.scope, before) else { return .missing }
        if chains[dot.chain]?.last == dot.number { return .at(dot.chain) }
        // Another changeset follows the same one already: the file was copied, the chain forks.
        return .at(chains.begin(scope: header.scope, author: header.author, parent: dot))
    }

    /// - Parameter mentions: The rows that the changeset names, where they were looked up.
    private func apply(_ item: ReceivedChangeset, _ mentions: Mentions? = nil) throws -> Outcome {
        let (changeset, header) = (item.changeset, item.changeset.header)
        var seen: [Dot] = []
        for point in header.seen {
            guard let dot = try chains.dot(scope: header.scope, point) else { return .early }
            seen.append(dot)
        }
        if let entry = header.control, needsSeals, !transaction.control.contains(entry.hash) {
            return .early
        }
        let chain: ChainIndex
        switch try place(changeset) {
        case .known: return .known
        case .missing: return .early
        case .at(let index): chain = index
        }
        let own = chains[chain]
        let dot = Dot(chain: chain, number: (own?.last ?? 0) + 1)
        var vector = try chains.vector(of: chain)
        let isFirstOfFork = own?.parent != nil && own?.last == own?.fork
        for other in seen {
            // Whoever has seen a chain has seen its parents up to the forks.
            vector.formUnion(chains.path(to: other))
        }
        if !seen.isEmpty || isFirstOfFork { try log.saveSeen(vector, at: dot) }
        vector.formUnion(dot)
        chains.setVector(vector, of: chain)
        chains.extend(chain, hash: changeset.hash, at: header.at)
        try noticeOwnFork(header)
        try log.append(
            dot, hash: changeset.hash, at: header.at, changes: changeset.changeCount,
            seal: item.seal, body: item.body)
        try reconsiderIfCut(header)
        let isVoid = try Judge(transaction: transaction).enter(header, at: dot) != nil
        try merge(changeset, mentions, dot: dot, vector: vector, isVoid: isVoid)
        return isVoid ? .void : .applied
    }

    /// A revoked device's last counted changeset may be the one that just came: only then can its
    /// forks be told apart.
    private func reconsiderIfCut(_ header: ChangesetHeader) throws {
        guard !transaction.control.current.revoked.isEmpty, let device = DeviceID(header.author.device),
            transaction.control.current.revoked[device] != nil
        else { return }
        try Judge(transaction: transaction).reconsider([device])
    }

    /// Another copy of this file writes under our name: from now on we write under a new epoch.
    private func noticeOwnFork(_ header: ChangesetHeader) throws {
        if try transaction.isOwn(header.author) {
            try transaction.meta.set(.epochIsStale, .integer(1))
        }
    }

    // MARK: rows

    /// What a changeset says, once it is in the log.
    func merge(
        _ changeset: Changeset, _ mentions: Mentions? = nil, dot: Dot, vector: VersionVector, isVoid: Bool
    ) throws {
        var plain = PlainMerge(
            transaction, mentions ?? Mentions(in: changeset), dot: dot, vector: vector, scope: changeset.header.scope)
        if !isVoid { try plain.run(changeset) }
        let words = try transaction.reader().read(changeset, without: plain.isDone)
        try transaction.touches.add(plain.touched + words.touched, at: dot)
        try RowMerge(transaction).run(words, dot: dot, vector: vector, isVoid: isVoid)
        guard !isVoid else { return }
        try Erasure(transaction).enter(words.erasures, by: changeset.header, at: dot)
    }
}

extension Changeset {
    /// How many changes people see in it.
    var changeCount: Int {
        lines.reduce(0) { sum, line in
            guard case .row(let operation) = line else { return sum }
            return sum + operation.changeCount
        }
    }
}

extension RowOperation {
    /// How many values it writes; the blanks of a new record are none, and a row without any counts as
    /// one.
    var changeCount: Int {
        max(1, verb == .insert ? values.count { $0 != .null } : values.count)
    }
}

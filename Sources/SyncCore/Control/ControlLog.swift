/// One signed entry of the `control` scope: a changeset of control lines and its seal.
public struct ControlEntry: Sendable {
    public var changeset: Changeset
    public var seal: Seal

    public init(changeset: Changeset, seal: Seal) {
        self.changeset = changeset
        self.seal = seal
    }

    var hash: ChangesetHash { changeset.hash }
    var number: Int64 { changeset.header.number }
    public var lines: [ControlLine] {
        changeset.lines.compactMap { if case .control(let line) = $0 { line } else { nil } }
    }
    /// The entries that it follows: the one before it, and the other end where the chain had forked.
    var parents: [ChangesetHash] {
        (changeset.header.previous.map { [$0] } ?? []) + changeset.header.seen.map(\.hash)
    }
}

/// The control entries that a replica holds, each checked against those before it.
///
/// They are one chain under the founding root's name, whoever signs. Where the root's own file was
/// restored the chain forks: entries with one number both count, in the order of their hashes, and
/// the next entry names both ends.
/// - SeeAlso: design §3, *versions and rights*; `Protocol/control.md`.
public struct ControlLog: Sendable {
    private var entries: [ChangesetHash: ControlEntry] = [:]
    /// What held after an entry and all that it follows.
    private var states: [ChangesetHash: ControlState] = [:]
    private var pasts: [ChangesetHash: Set<ChangesetHash>] = [:]
    private(set) var root: DeviceID?
    /// What all entries together say.
    public private(set) var current = ControlState()

    public init() {}

    /// The author under whose name the chain of a root is written.
    public static func author(root: DeviceID) -> Author {
        Author(device: root, epoch: Array(repeating: 0, count: 16))
    }

    private var isGiven = false

    public var isEmpty: Bool { entries.isEmpty && !isGiven }

    public func contains(_ hash: ChangesetHash) -> Bool { states[hash] != nil }

    /// What held when an entry was the newest; nil where it is not held.
    public func state(at hash: ChangesetHash) -> ControlState? { states[hash] }

    /// In the order in which they count: number, then hash.
    public var ordered: [ControlEntry] {
        entries.values.sorted { Self.precedes($0, $1) }
    }

    private static func precedes(_ left: ControlEntry, _ right: ControlEntry) -> Bool {
        left.number == right.number ? left.hash < right.hash : left.number < right.number
    }

    /// All that an entry follows, in the order in which it counts; nil where it is not held.
    public func past(of hash: ChangesetHash) -> [ControlEntry]? {
        pasts[hash].map { $0.compactMap { entries[$0] }.sorted(by: Self.precedes) }
    }

    /// The entry with a checkpoint; the first one where several say the same.
    public func entry(withCheckpoint digest: [UInt8], of scope: String) -> ControlEntry? {
        ordered.first { entry in
            entry.lines.contains { if case .checkpoint(scope, digest) = $0 { true } else { false } }
        }
    }

    /// The entries that no other one follows.
    public var heads: [ControlEntry] {
        let followed = Set(entries.values.flatMap(\.parents))
        return entries.values.filter { !followed.contains($0.hash) }
            .sorted { Self.precedes($0, $1) }
    }

    /// What a changeset that is written now is judged by: the state at the one entry that it names, which
    /// is the last of the ends. Where the chain has forked, `current` may say more.
    public var written: ControlState { heads.last.flatMap { states[$0.hash] } ?? current }

    /// Takes in an entry whose predecessors are here.
    ///
    /// - Parameters:
    ///   - entry: Read and hashed; its seal is checked here.
    ///   - trusted: The root's fingerprint, as the invite told it; nil trusts the first one.
    /// - Throws: `ControlError`; then nothing has changed.
    public mutating func admit(
        _ entry: ControlEntry, trusted: DeviceID? = nil
    ) throws(ControlError) {
        guard entries[entry.hash] == nil else { return }
        var past: Set<ChangesetHash> = []
        for parent in entry.parents {
            guard let before = pasts[parent] else {
                throw ControlError(.predecessorMissing, "\(entry.number)")
            }
            past.formUnion(before)
            past.insert(parent)
        }
        let before = state(after: past, follows: entry.parents)
        try check(entry, before: before, trusted: trusted)
        var state = before
        state.apply(entry.lines)
        if entries.isEmpty { root = DeviceID(signingKeyBytes: state.root) }
        entries[entry.hash] = entry
        states[entry.hash] = state
        pasts[entry.hash] = past
        current = past.count == entries.count - 1 ? state : self.state(after: Set(entries.keys))
    }

    /// One parent's state is what follows from all of it; two ends are put in order again.
    private func state(
        after past: Set<ChangesetHash>, follows parents: [ChangesetHash] = []
    ) -> ControlState {
        if parents.count == 1, let state = states[parents[0]] { return state }
        var state = ControlState()
        for entry in past.compactMap({ entries[$0] }).sorted(by: Self.precedes) {
            state.apply(entry.lines)
        }
        return state
    }

    private func check(
        _ entry: ControlEntry, before: ControlState, trusted: DeviceID?
    ) throws(ControlError) {
        let lines = entry.lines
        var key = before.devices[entry.seal.device]?.signingKey
        var isEntitled = before.isAdmin(entry.seal.device)
        if case .found(let root, _)? = lines.first {
            let rootID = DeviceID(signingKeyBytes: root)
            guard entry.number == 1 else { throw ControlError(.lineOutOfPlace, "found") }
            guard entries.isEmpty || rootID == self.root, trusted == nil || rootID == trusted,
                entry.changeset.header.author == Self.author(root: rootID)
            else { throw ControlError(.rootForeign, rootID.text) }
            (key, isEntitled) = (root, true)
        } else {
            guard entry.number > 1, let root, entry.changeset.header.author == Self.author(root: root)
            else { throw ControlError(.lineOutOfPlace, "no foundation") }
            if entry.seal.device == DeviceID(signingKeyBytes: before.root) {
                (key, isEntitled) = (before.root, true)
            }
            if let recovery = before.recovery,
                entry.seal.device == DeviceID(signingKeyBytes: recovery), lines.allSatisfy(\.isRoot)
            {
                (key, isEntitled) = (recovery, true)
            }
        }
        guard let key, entry.seal.isValid(of: entry.hash, signingKey: key) else {
            throw ControlError(key == nil ? .signerUnentitled : .signatureWrong)
        }
        guard isEntitled else { throw ControlError(.signerUnentitled, entry.seal.device.text) }
        try checkOrder(of: lines, signer: entry.seal.device, before: before)
    }

    private func checkOrder(
        of lines: [ControlLine], signer: DeviceID, before: ControlState
    ) throws(ControlError) {
        var mayBeUntil = false
        for (index, line) in lines.enumerated() {
            switch line {
            case .found where index > 0: throw ControlError(.lineOutOfPlace, "found")
            case .until where !mayBeUntil: throw ControlError(.lineOutOfPlace, "until")
            case .root:
                let keys = [before.root] + (before.recovery.map { [$0] } ?? [])
                guard keys.contains(where: { DeviceID(signingKeyBytes: $0) == signer }) else {
                    throw ControlError(.signerUnentitled, "root")
                }
            default: break
            }
            switch line {
            case .revoke, .checkpoint: mayBeUntil = true
            case .until: break
            default: mayBeUntil = false
            }
        }
    }
}

extension ControlLine {
    fileprivate var isRoot: Bool { if case .root = self { true } else { false } }
}

extension ControlLog {
    /// For histories that others made: what held after each entry, of which nothing is signed.
    package init(unchecked given: [(hash: ChangesetHash, state: ControlState)]) {
        for (hash, state) in given {
            states[hash] = state
            current = state
        }
        root = nil
        isGiven = true
    }
}

import SyncCore

/// The changesets of a batch that a seal in it proves: the sealed one and all before it in its chain.
///
/// A seal counts only where the changeset that bears it can be applied with the batch. One that has to
/// wait proves nothing yet: those before it would be in the log without their proof, and nobody would
/// take them from us.
///
/// - SeeAlso: `Protocol/changeset.md`, *Seals*.
struct SealedChangesets {
    private var proven: Set<ChangesetHash> = []
    private let isOpen: Bool

    /// - Parameters:
    ///   - control: Where there is no control entry there are no devices, and everything is believed.
    ///   - isHeld: Whether a changeset is in the log.
    init(
        _ batch: [Incoming], control: ControlLog, isHeld: (_ scope: String, SeenPoint) throws -> Bool
    ) rethrows {
        isOpen = control.isEmpty
        guard !isOpen else { return }
        var candidates = batch
        while true {
            prove(candidates, control)
            let ready = try ready(candidates, control, isHeld)
            let rest = candidates.filter { ready.contains($0.changeset.hash) }
            if rest.count == candidates.count { return }
            candidates = rest
        }
    }

    private mutating func prove(_ batch: [Incoming], _ control: ControlLog) {
        proven = []
        var byHash: [ChangesetHash: Incoming] = [:]
        for item in batch { byHash[item.changeset.hash] = item }
        for item in batch.reversed() where !proven.contains(item.changeset.hash) {
            guard let seal = item.seal, seal.device.text == item.changeset.header.author.device,
                let key = control.current.devices[seal.device]?.signingKey,
                seal.isValid(of: item.changeset.hash, signingKey: key)
            else { continue }
            var next: Incoming? = item
            while let current = next, proven.insert(current.changeset.hash).inserted {
                let before = current.changeset.header.previous.flatMap { byHash[$0] }
                // A hash names one changeset, and an author's chain is its own only.
                next = before.flatMap {
                    $0.changeset.header.author == current.changeset.header.author ? $0 : nil
                }
            }
        }
    }

    /// Those that can be applied one after the other: proven, and all that they depend on is in the log or
    /// among them.
    private func ready(
        _ batch: [Incoming], _ control: ControlLog, _ isHeld: (String, SeenPoint) throws -> Bool
    ) rethrows -> Set<ChangesetHash> {
        var ready: Set<ChangesetHash> = []
        var waiting = batch.filter { proven.contains($0.changeset.hash) }
        while true {
            let before = waiting.count
            waiting = try waiting.filter { item in
                let header = item.changeset.header
                let previous = header.previous.map {
                    SeenPoint(author: header.author, number: header.number - 1, hash: $0)
                }
                let isReady =
                    try header.control.map { control.contains($0.hash) } ?? true
                    && (header.seen + (previous.map { [$0] } ?? [])).allSatisfy {
                        try ready.contains($0.hash) || isHeld(header.scope, $0)
                    }
                if isReady { ready.insert(item.changeset.hash) }
                return !isReady
            }
            if waiting.isEmpty || waiting.count == before { return ready }
        }
    }

    func contains(_ hash: ChangesetHash) -> Bool { isOpen || proven.contains(hash) }
}

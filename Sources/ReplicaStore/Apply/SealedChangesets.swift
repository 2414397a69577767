import SyncCore

/// The changesets of a batch that a seal in it proves: the sealed one and all before it in its chain.
///
/// - SeeAlso: `Protocol/changeset.md`, *Seals*.
struct SealedChangesets {
    private var proven: Set<ChangesetHash> = []
    private let isOpen: Bool

    /// - Parameter control: Where there is no control entry there are no devices, and everything is
    ///   believed.
    init(_ batch: [Incoming], control: ControlLog) {
        isOpen = control.isEmpty
        guard !isOpen else { return }
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

    func contains(_ hash: ChangesetHash) -> Bool { isOpen || proven.contains(hash) }
}

import SyncCore

/// The changesets of a batch that a seal in it proves: the sealed one and all before it in its chain.
///
/// A seal counts only where the changeset that bears it can be applied with the batch. One that has to
/// wait proves nothing yet: those before it would be in the log without their proof, and nobody would
/// take them from us.
///
/// - SeeAlso: `Protocol/changeset.md`, *Seals*.
struct SealedChangesets {
    private let batch: [ReceivedChangeset]
    private let control: ControlLog
    /// Where a changeset stands in the batch; of several copies of one, any.
    private var places: [ChangesetHash: Int] = [:]
    /// Where the one before it in its chain stands.
    private var previous: [Int?] = []
    private var proven: [Bool] = []
    /// Whether each one's own seal is good, as far as that was asked.
    private var isSealed: [Bool?]
    private let isOpen: Bool

    /// - Parameters:
    ///   - control: Where there is no control entry there are no devices, and everything is believed.
    ///   - isHeld: Whether a changeset is in the log.
    init(
        _ batch: [ReceivedChangeset], control: ControlLog, isHeld: (_ scope: String, SeenPoint) throws -> Bool
    ) rethrows {
        self.batch = batch
        self.control = control
        isOpen = control.isEmpty
        isSealed = Array(repeating: nil, count: batch.count)
        guard !isOpen else { return }
        places.reserveCapacity(batch.count)
        for index in batch.indices { places[batch[index].changeset.hash] = index }
        previous = batch.map { $0.changeset.header.previous.flatMap { places[$0] } }
        var candidates = Array(repeating: true, count: batch.count)
        while true {
            prove(candidates)
            let ready = try ready(isHeld)
            let rest = batch.indices.map { candidates[$0] && ready[place(of: $0)] }
            if rest == candidates { return }
            candidates = rest
        }
    }

    private func place(of index: Int) -> Int { places[batch[index].changeset.hash] ?? index }

    private mutating func prove(_ candidates: [Bool]) {
        proven = Array(repeating: false, count: batch.count)
        for index in batch.indices.reversed() where candidates[index] && !proven[place(of: index)] {
            guard hasGoodSeal(index) else { continue }
            var next: Int? = place(of: index)
            while let current = next, candidates[current], !proven[current] {
                proven[current] = true
                // A hash names one changeset, and an author's chain is its own only.
                next = previous[current].flatMap {
                    batch[$0].changeset.header.author == batch[current].changeset.header.author ? $0 : nil
                }
            }
        }
    }

    private mutating func hasGoodSeal(_ index: Int) -> Bool {
        if let known = isSealed[index] { return known }
        let isGood = batch[index].isSealed(by: control.current)
        isSealed[index] = isGood
        return isGood
    }

    /// Those that can be applied one after the other: proven, and all that they depend on is in the log or
    /// among them.
    private func ready(_ isHeld: (String, SeenPoint) throws -> Bool) rethrows -> [Bool] {
        var ready = Array(repeating: false, count: batch.count)
        // Changesets that follow each other name the same entry, as a rule.
        var knownEntry: ChangesetHash?
        var early: [Int: [ChangesetHash]] = [:]
        for index in batch.indices where proven[index] {
            let header = batch[index].changeset.header
            if let entry = header.control?.hash, entry != knownEntry {
                guard control.contains(entry) else { continue }
                knownEntry = entry
            }
            var lacking: [ChangesetHash] = []
            if let hash = header.previous, previous[index].map({ ready[$0] }) != true {
                let point = SeenPoint(author: header.author, number: header.number - 1, hash: hash)
                if try !isHeld(header.scope, point) { lacking.append(hash) }
            }
            for point in header.seen where places[point.hash].map({ ready[$0] }) != true {
                if try !isHeld(header.scope, point) { lacking.append(point.hash) }
            }
            if lacking.isEmpty { ready[index] = true } else { early[index] = lacking }
        }
        if !early.isEmpty { follow(early, &ready) }
        return ready
    }

    /// What came before something that it depends on: each is looked at once for each of these, however they are ordered
    /// (A. B. Kahn, Topological sorting of large networks, 1962).
    private func follow(_ early: [Int: [ChangesetHash]], _ ready: inout [Bool]) {
        var lacking = early.mapValues(\.count)
        var dependents: [Int: [Int]] = [:]
        var found: [Int] = []
        for (index, hashes) in early {
            for hash in hashes {
                guard let place = places[hash] else { continue }
                dependents[place, default: []].append(index)
                if ready[place] { found.append(place) }
            }
        }
        found = Array(Set(found))
        while let place = found.popLast() {
            for index in dependents.removeValue(forKey: place) ?? [] {
                lacking[index, default: 0] -= 1
                guard lacking[index] == 0 else { continue }
                ready[index] = true
                found.append(index)
            }
        }
    }

    func contains(_ hash: ChangesetHash) -> Bool {
        isOpen || places[hash].map { proven[$0] } == true
    }
}

extension ReceivedChangeset {
    /// Whether its own seal is there and is that of its author's device, which is enrolled.
    func isSealed(by control: ControlState) -> Bool {
        guard let seal, seal.device.text == changeset.header.author.device,
            let key = control.devices[seal.device]?.signingKey
        else { return false }
        return seal.isValid(of: changeset.hash, signingKey: key)
    }
}

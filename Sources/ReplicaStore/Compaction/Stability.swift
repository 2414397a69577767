import SyncCore

/// What everybody has got, as far as this replica knows: nothing that is still to come can be concurrent with it, but from
/// those who are not waited for.
///
/// - SeeAlso: Causal stability in C. Baquero, P. S. Almeida, A. Shoker, *Pure operation-based replicated data types*, 2017.
struct Stability {
    private let transaction: StoreTransaction
    private let scope: String
    private var chains: ChainTable { transaction.chains }

    init(_ transaction: StoreTransaction, _ scope: String) {
        self.transaction = transaction
        self.scope = scope
    }

    /// What each device has got that may write in the scope, by the last sync with it, and by what it has written.
    ///
    /// - Returns: Sorted by device; this replica's own, those that are revoked, and readers are none of them.
    func known() throws -> [(device: DeviceID, vector: VersionVector)] {
        let control = transaction.control.current
        let own = try transaction.meta.text(.device)
        return try control.devices.keys.sorted().filter {
            $0.text != own && control.revoked[$0] == nil && control.mayWrite($0, scope: scope)
        }.map { device in
            var vector = VersionVector()
            for chain in chains.chains(scope: scope) where chain.author.device == device.text {
                vector.formUnion(try chains.vector(of: chain.index))
            }
            for point in try PeerFrontier.points(of: device, scope: scope, transaction) {
                if let dot = try chains.dot(scope: scope, point) { vector.formUnion(chains.path(to: dot)) }
            }
            return (device, vector)
        }
    }

    /// Those that have not got all that was written before a time.
    func lagging(before time: Int64, without others: Set<DeviceID>) throws -> [DeviceID] {
        let limits = try chains.chains(scope: scope).map { ($0, try numberBefore(time, in: $0, max: $0.last)) }
        return try known().filter { device, vector in
            !others.contains(device)
                && limits.contains { chain, number in
                    number > chain.fork && vector[chain.index] < number && chain.author.device != device.text
                }
        }.map(\.device)
    }

    /// - Parameters:
    ///   - time: What was written at this time or later is no part of it.
    ///   - others: Devices that are not waited for.
    /// - Returns: Nil where it is no more than the last checkpoint takes in.
    func past(before time: Int64, without others: Set<DeviceID>) throws -> VersionVector? {
        let waitedFor = try known().filter { !others.contains($0.device) }
        var limits: [ChainIndex: Int64] = [:]
        for chain in chains.chains(scope: scope) {
            let got = waitedFor.map { $0.vector[chain.index] }.min() ?? chain.last
            limits[chain.index] = try numberBefore(time, in: chain, max: min(got, chain.last))
        }
        var vector = try closed(limits, seenByAllBut: others)
        let last = try CompactedLog(transaction).past(of: scope)?.vector ?? VersionVector()
        let isMore = vector.numbers.contains { $0.value > max(last[$0.key], chains[$0.key]?.fork ?? 0) }
        // What one checkpoint has taken in the next one does, whoever was waited for then.
        vector.formUnion(last)
        return isMore ? vector : nil
    }

    private func numberBefore(_ time: Int64, in chain: Chain, max number: Int64) throws -> Int64 {
        let row = try transaction.log.statement(
            "SELECT coalesce(min(id), 0) FROM zhibu_log WHERE id > ? AND id <= ? AND at >= ?"
        ).bind(1, Dot(chain: chain.index, number: chain.fork).packed).bind(2, Dot(chain: chain.index, number: number).packed)
            .bind(3, time)
        defer { row.reset() }
        guard try row.step(), row.int(0) > 0 else { return number }
        return Dot(packed: row.int(0)).number - 1
    }

    /// The largest part within these limits that has with each changeset all that it had seen, and that all which is held
    /// besides has seen whole: so nothing that is held is late, but of those who are not waited for.
    private func closed(_ limits: [ChainIndex: Int64], seenByAllBut others: Set<DeviceID>) throws -> VersionVector {
        var limits = limits
        var hasChanged = true
        while hasChanged {
            hasChanged = false
            for chain in chains.chains(scope: scope) {
                // A chain's first one behind the part; those after it have seen no less.
                let next = Dot(chain: chain.index, number: max(limits[chain.index] ?? 0, chain.fork) + 1)
                if next.number <= chain.last, DeviceID(chain.author.device).map(others.contains) != true {
                    let vector = try chains.vector(at: next)
                    for (other, limit) in limits where vector[other] < limit {
                        limits[other] = vector[other]
                        hasChanged = true
                    }
                }
                // A fork whose beginning is not in it is not in it.
                if let parent = chain.parent, limits[chain.index] ?? 0 > chain.fork, (limits[parent] ?? 0) < chain.fork {
                    limits[chain.index] = chain.fork
                    hasChanged = true
                }
                var number = limits[chain.index] ?? 0
                while number > chain.fork, try !isWithin(limits, Dot(chain: chain.index, number: number)) { number -= 1 }
                if number != limits[chain.index] {
                    limits[chain.index] = number
                    hasChanged = true
                }
            }
        }
        return VersionVector(limits.filter { $0.value > chains[$0.key]?.fork ?? 0 })
    }

    private func isWithin(_ limits: [ChainIndex: Int64], _ dot: Dot) throws -> Bool {
        try chains.seenVector(at: dot).numbers.allSatisfy { $0.key == dot.chain || $0.value <= limits[$0.key] ?? 0 }
    }
}

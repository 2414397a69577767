/// Happened before and concurrent, as facts: the transitive closure of what each author had seen.
struct CausalPast {
    /// For each changeset the ones that happened before it, as bits.
    private var past: [[UInt64]]

    /// - Parameter changesets: In a causal order, and closed.
    init(of changesets: [ModelChangeset]) {
        let words = (changesets.count + 63) / 64
        past = []
        var places: [String: [Int]] = [:]
        for (place, changeset) in changesets.enumerated() {
            var bits = [UInt64](repeating: 0, count: words)
            var seen = changeset.seen
            seen[changeset.chain] = changeset.number - 1
            for (chain, number) in seen {
                let known = places[chain, default: []]
                let covered = known.filter { changesets[$0].number <= number }
                precondition(
                    chain == changeset.chain
                        || covered.last.map { changesets[$0].number } ?? 0 == number,
                    "\(changeset.id) has seen \(chain) \(number), which does not come before it")
                for earlier in covered {
                    bits[earlier / 64] |= 1 << UInt64(earlier % 64)
                    for word in bits.indices { bits[word] |= past[earlier][word] }
                }
            }
            past.append(bits)
            places[changeset.chain, default: []].append(place)
        }
    }

    /// Whether the first changeset happened before the second; false for one and the same.
    func isBefore(_ earlier: Int, _ later: Int) -> Bool {
        past[later][earlier / 64] & (1 << UInt64(earlier % 64)) != 0
    }
}

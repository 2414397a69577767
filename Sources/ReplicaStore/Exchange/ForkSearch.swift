public import SyncCore

extension Replica {
    /// The frontier, and earlier points on the paths of those authors of whom a peer holds something that is not held here:
    /// one step back, then twice as far each time, down to the first. Where a chain has forked the peer finds the last
    /// one that both hold, to within as much again as was written since. Folds first.
    ///
    /// - Parameters:
    ///   - scope: One that this replica holds.
    ///   - peer: The peer's frontier in the round before.
    /// - SeeAlso: The block locators of Bitcoin's `getblocks`, which search in the same way.
    public func frontier(scope: String, locating peer: [SeenPoint]) throws -> [SeenPoint] {
        try transaction { transaction in
            let chains = transaction.chains
            let frontier = chains.frontier(scope: scope)
            let unknown = try Set(peer.filter { try chains.dot(scope: scope, $0) == nil }.map(\.author))
            var points = Set(frontier)
            for end in frontier where unknown.contains(end.author) {
                guard let dot = try chains.dot(scope: scope, end) else { continue }
                let path = chains.path(to: dot)
                var (number, step) = (end.number, Int64(1))
                while number > 1, points.count < Limits.frontierPointsMax {
                    number = max(1, number - step)
                    step *= 2
                    // The path's own numbers: of its chain, and of those from which that forked.
                    let index = path.numbers.filter { $0.value >= number }.keys.filter {
                        (chains[$0]?.fork ?? 0) < number
                    }.first
                    guard let index, let hash = try transaction.log.hash(of: Dot(chain: index, number: number)) else { break }
                    points.insert(SeenPoint(author: end.author, number: number, hash: hash))
                }
            }
            return points.sorted()
        }
    }
}

/// Other orders in which the same changesets may reach a replica.
extension ModelHistory {
    /// The same history in another causal order, drawn step by step from what may come next.
    public func shuffled(using random: inout some RandomNumberGenerator) -> ModelHistory {
        let order = CausalPast(of: changesets)
        var waiting = Array(changesets.indices)
        var result = self
        result.changesets = []
        while !waiting.isEmpty {
            let ready = waiting.indices.filter { place in
                waiting.allSatisfy { !order.isBefore($0, waiting[place]) }
            }
            let place = ready[Int.random(in: ready.indices, using: &random)]
            result.changesets.append(changesets[waiting.remove(at: place)])
        }
        return result
    }
}

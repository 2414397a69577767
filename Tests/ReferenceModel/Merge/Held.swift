/// A history with what every question needs: causality, rights, and which changesets count.
///
/// Changesets are named by their place in the history from here on.
struct Held {
    let history: ModelHistory
    let order: CausalPast
    let rights: Rights
    /// The places of the changesets that count, ascending.
    let counted: [Int]
    let placeOf: [String: Int]

    init(_ history: ModelHistory) {
        let rights = Rights(of: history)
        self.history = history
        self.rights = rights
        order = CausalPast(of: history.changesets)
        counted = history.changesets.indices.filter { rights.count(history.changesets[$0]) }
        placeOf = Dictionary(
            uniqueKeysWithValues: history.changesets.enumerated().map { ($1.id, $0) })
    }

    /// The writes that happened before no other of them.
    func heads(among places: [Int]) -> [Int] {
        places.filter { place in !places.contains { order.isBefore(place, $0) } }
    }

    /// Whether the second is *later*: by corrected time, author and changeset hash.
    func isEarlier(_ left: Int, _ right: Int) -> Bool {
        let (a, b) = (history.changesets[left], history.changesets[right])
        if a.at != b.at { return a.at < b.at }
        if a.author != b.author { return a.author.precedes(b.author) }
        return a.hash.precedes(b.hash)
    }

    /// The order of dots: by chain, then number.
    func isListedFirst(_ left: Int, _ right: Int) -> Bool {
        let (a, b) = (history.changesets[left], history.changesets[right])
        return a.chain == b.chain ? a.number < b.number : a.chain.precedes(b.chain)
    }

    func dots(_ places: some Sequence<Int>) -> Set<String> {
        Set(places.map { history.changesets[$0].id })
    }
}

extension String {
    /// By bytes; Swift's own order of strings treats two spellings of one letter as one.
    func precedes(_ other: String) -> Bool { utf8.lexicographicallyPrecedes(other.utf8) }
}

/// Who may do what, by the control entries that are held (design §3, versions and rights).
struct Rights {
    private let rolesAt: [Int: [String: Set<String>]]
    /// Chain to its last number that counts, by the latest entry that names the chain.
    private let cuts: [String: Int]

    init(of history: ModelHistory) {
        let entries = history.control.sorted { $0.number < $1.number }
        rolesAt = Dictionary(entries.map { ($0.number, $0.roles) }) { $1 }
        cuts = entries.reduce(into: [:]) { $0.merge($1.cuts) { $1 } }
    }

    /// The author's roles at the entry that the changeset names.
    func roles(of changeset: ModelChangeset) -> Set<String> {
        let roles = changeset.control.flatMap { rolesAt[$0] }
        return roles?[changeset.author] ?? ["editor"]
    }

    /// Whether a changeset counts: its author may write, and its chain was not cut before it.
    func count(_ changeset: ModelChangeset) -> Bool {
        let isCut = cuts[changeset.chain].map { $0 < changeset.number } ?? false
        return !isCut && roles(of: changeset) != ["reader"]
    }
}

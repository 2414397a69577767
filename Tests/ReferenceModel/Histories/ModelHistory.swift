/// All that decides an outcome: the schema, the control entries held, and a closed set of
/// changesets.
public struct ModelHistory: Sendable, Hashable {
    public var tables: [ModelTable]
    /// Every entry that is held; empty where rights don't matter.
    public var control: [ModelControlEntry]
    /// In a causal order: none comes before one that it has seen.
    public var changesets: [ModelChangeset]

    public init(
        tables: [ModelTable], control: [ModelControlEntry] = [], changesets: [ModelChangeset]
    ) {
        self.tables = tables
        self.control = control
        self.changesets = changesets
    }

    func table(named name: String) -> ModelTable? { tables.first { $0.name == name } }
}

/// One entry of the control chain: who has which role, and where a chain was cut.
public struct ModelControlEntry: Sendable, Hashable {
    public var number: Int
    /// Author to roles, all of them at this entry; an author who is not named is an `editor`.
    public var roles: [String: Set<String>]
    /// Chain to its last number that counts. The latest entry that names a chain says it.
    public var cuts: [String: Int]

    public init(number: Int, roles: [String: Set<String>] = [:], cuts: [String: Int] = [:]) {
        self.number = number
        self.roles = roles
        self.cuts = cuts
    }
}

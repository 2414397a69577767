/// What a history exercises, so that a test can wait for the part of the engine it needs.
extension ModelHistory {
    /// The policies of its units by name, `own` for every role.
    public var policies: Set<String> {
        Set(tables.flatMap(\.units).map(\.policy.name))
    }

    /// Whether no unit has another policy than these, by name (`own` for every role).
    public func usesOnly(policies allowed: Set<String>) -> Bool {
        policies.isSubset(of: allowed)
    }

    /// Whether rights are named: by control entries, or by changesets that name one.
    public var usesControl: Bool {
        !control.isEmpty || changesets.contains { $0.control != nil }
    }

    /// Whether a changeset withdraws a decision.
    public var usesUndo: Bool {
        changesets.contains { changeset in
            changeset.operations.contains {
                if case .undo = $0.action { true } else { false }
            }
        }
    }

    /// Whether one author has two chains.
    public var usesForks: Bool {
        let chains = Dictionary(grouping: changesets, by: \.author)
            .mapValues { Set($0.map(\.chain)) }
        return chains.values.contains { 1 < $0.count }
    }
}

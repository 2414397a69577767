import SyncCore

extension ReferenceModel {
    /// The lists that a changeset owes, by the definition: where it writes a unit of which its author
    /// had seen two or more unequal heads, it names those that were judged.
    ///
    /// `max` and `min` dispute nothing and list nothing, as the vectors have it; a `once` unit lists the
    /// one value that is written over, too. Of a unit that a role owns only the role's writes list.
    public static func owedCovers(of id: String, in history: ModelHistory) -> Set<ModelCover> {
        let order = CausalPast(of: history.changesets)
        guard let place = history.changesets.firstIndex(where: { $0.id == id }) else { return [] }
        var seen = history
        seen.changesets = history.changesets.indices
            .filter { order.isBefore($0, place) }.map { history.changesets[$0] }
        let held = Held(seen)
        let written = writtenUnits(of: history.changesets[place], in: history)
        var owed: Set<ModelCover> = []
        for story in RowStory.all(in: held) {
            for unit in story.table.units
            where written[story.row]?.keys.contains(unit.name) == true && unit.policy.isListed {
                if case .own(let role) = unit.policy,
                    !held.rights.roles(of: history.changesets[place]).contains(role)
                {
                    continue
                }
                let judged = story.verdict(on: unit).judged ?? []
                let values = Set(judged.compactMap { story.value(of: unit.name, by: $0) })
                let isOverwrite =
                    unit.policy == .once && values.count == 1
                    && values.first?.contains { $0 != .null } == true
                    && values.first != written[story.row]?[unit.name]
                if values.count > 1 || isOverwrite {
                    owed.insert(
                        ModelCover(row: story.row, unit: unit.name, dots: held.dots(judged)))
                }
            }
        }
        return owed
    }

    private static func writtenUnits(
        of changeset: ModelChangeset, in history: ModelHistory
    ) -> [ModelRowID: [String: [Value]]] {
        var changes: [ModelRowID: RowChange] = [:]
        for operation in changeset.operations {
            guard let table = history.table(named: operation.row.table) else { continue }
            changes[operation.row, default: RowChange()].add(operation.action, in: table)
        }
        return changes.mapValues { change in
            change.writes.mapValues { write in
                if case .value(let value, _) = write { value } else { [] }
            }
        }
    }
}

extension ModelPolicy {
    fileprivate var isListed: Bool {
        switch self {
        case .lww, .keep, .once, .own, .text: true
        case .max, .min, .counter, .set: false
        }
    }
}

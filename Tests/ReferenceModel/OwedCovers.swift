import SyncCore

extension ReferenceModel {
    /// The lists that a changeset owes, by the definition: where it writes a unit of which its author
    /// had seen two or more unequal heads, it names those that were judged.
    ///
    /// `max` and `min` dispute nothing and list nothing, as the vectors have it. Not for `once` units,
    /// whose lists also name a single value, nor for counters, sets and `own`.
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
            where written[story.row]?.contains(unit.name) == true && unit.policy.isListed {
                let judged = story.verdict(on: unit).judged ?? []
                let values = Set(judged.compactMap { story.value(of: unit.name, by: $0) })
                if values.count > 1 {
                    owed.insert(
                        ModelCover(row: story.row, unit: unit.name, dots: held.dots(judged)))
                }
            }
        }
        return owed
    }

    private static func writtenUnits(
        of changeset: ModelChangeset, in history: ModelHistory
    ) -> [ModelRowID: Set<String>] {
        var changes: [ModelRowID: RowChange] = [:]
        for operation in changeset.operations {
            guard let table = history.table(named: operation.row.table) else { continue }
            changes[operation.row, default: RowChange()].add(operation.action, in: table)
        }
        return changes.mapValues { Set($0.writes.keys) }
    }
}

extension ModelPolicy {
    fileprivate var isListed: Bool {
        switch self {
        case .lww, .keep: true
        case .max, .min, .once, .counter, .set, .own: false
        }
    }
}

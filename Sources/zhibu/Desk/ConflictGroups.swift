import ReplicaStore
import SyncCore

/// Conflicts by the record that they are about, at the end: a branch's grade under the branch. Those with the most urgent one
/// come first, then those that wait longest.
struct ConflictGroups {
    struct Group {
        var table: String
        var key: [Value]
        var conflicts: [Conflict]
        fileprivate var urgency: Urgency { conflicts.map(\.urgency).min() ?? .low }
        fileprivate var since: Int64 { conflicts.compactMap(\.since).min() ?? .max }
    }

    /// What a conflict's own record is called under the heading of its group.
    func part(_ conflict: Conflict, in group: Group, _ names: Names) throws -> String? {
        guard conflict.table != group.table || conflict.key != group.key, !conflict.isFinding else { return nil }
        let (title, heading) = (try names.title(conflict.table, key: conflict.key), try names.title(group.table, key: group.key))
        guard title != heading else { return try names.label(conflict.table) }
        guard title.hasPrefix(heading) else { return "\(try names.label(conflict.table)) \(title)" }
        return String(title.dropFirst(heading.count).drop { "，, 、".contains($0) })
    }

    private struct Record: Hashable {
        var table: String
        var key: [Value]
    }

    let groups: [Group]

    /// - Parameter conflicts: In an order that is the same everywhere; of two that are alike in all else it decides.
    init(_ conflicts: [Conflict], _ names: Names) throws {
        var places: [Record: Int] = [:]
        var groups: [Group] = []
        for conflict in conflicts {
            let whole = try names.whole(of: conflict.table, key: conflict.key)
            let record = Record(table: whole.table, key: whole.key)
            if let place = places[record] {
                groups[place].conflicts.append(conflict)
            } else {
                places[record] = groups.count
                groups.append(Group(table: whole.table, key: whole.key, conflicts: [conflict]))
            }
        }
        let order = groups.enumerated().map { (place: $0, urgency: $1.urgency, since: $1.since) }.sorted {
            ($0.urgency.rawValue, $0.since, $0.place) < ($1.urgency.rawValue, $1.since, $1.place)
        }
        self.groups = order.map { item in
            var group = groups[item.place]
            group.conflicts = group.conflicts.enumerated().sorted {
                ($0.element.urgency.rawValue, $0.offset) < ($1.element.urgency.rawValue, $1.offset)
            }.map(\.element)
            return group
        }
    }

    /// All of them, as they are shown.
    var conflicts: [Conflict] { groups.flatMap(\.conflicts) }
}

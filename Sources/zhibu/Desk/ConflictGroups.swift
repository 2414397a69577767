import ReplicaStore
import SyncCore

/// Conflicts by the record that they are about: those with the most urgent one first, then those that wait longest.
struct ConflictGroups {
    struct Group {
        var table: String
        var key: [Value]
        var conflicts: [Conflict]
        fileprivate var urgency: Urgency { conflicts.map(\.urgency).min() ?? .low }
        fileprivate var since: Int64 { conflicts.compactMap(\.since).min() ?? .max }
    }

    private struct Record: Hashable {
        var table: String
        var key: [Value]
    }

    let groups: [Group]

    /// - Parameter conflicts: In an order that is the same everywhere; of two that are alike in all else it decides.
    init(_ conflicts: [Conflict]) {
        var places: [Record: Int] = [:]
        var groups: [Group] = []
        for conflict in conflicts {
            let record = Record(table: conflict.table, key: conflict.key)
            if let place = places[record] {
                groups[place].conflicts.append(conflict)
            } else {
                places[record] = groups.count
                groups.append(Group(table: conflict.table, key: conflict.key, conflicts: [conflict]))
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

/// How much of an id has to be typed: four digits, more where two begin alike.
struct ShortIDs {
    private let length: Int

    init(_ conflicts: [Conflict]) {
        let ids = conflicts.map(\.id.text).sorted()
        var length = 4
        for (one, other) in zip(ids, ids.dropFirst()) where one != other {
            let common = zip(one.utf8, other.utf8).prefix { $0 == $1 }.count
            length = max(length, common + 1)
        }
        self.length = length
    }

    subscript(_ conflict: Conflict) -> String { String(conflict.id.text.prefix(length)) }
}

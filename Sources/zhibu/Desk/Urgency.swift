import ReplicaStore

/// How soon somebody should look at it.
enum Urgency: Int, Comparable {
    case high, mid, low

    static func < (left: Urgency, right: Urgency) -> Bool { left.rawValue < right.rawValue }
}

extension Conflict {
    /// As the rule says; two values are neither here nor there.
    var urgency: Urgency {
        switch severity {
        case "high": .high
        case "low": .low
        default: .mid
        }
    }

    /// Everything that was written on some side.
    var writes: [Write] { candidates.flatMap(\.writes) + deletions + overwrites }

    /// When the last side was written: from then on there was one. Nil for what a rule lists.
    var since: Int64? { writes.map(\.at).max() }
}

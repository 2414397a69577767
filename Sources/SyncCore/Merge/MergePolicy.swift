/// How concurrent writes of a unit are merged; spelled as in the schema's policy rows.
public enum MergePolicy: Equatable, Sendable {
    /// The latest write is shown; what lost is listed as settled.
    case lww
    /// The latest write is shown provisionally and a person must decide.
    case keep
    case max
    case min
    /// The first is shown; a later or concurrent one is for a person to see.
    case once
    /// All increments add up.
    case counter
    /// A JSON array of scalars whose additions and removals all count.
    case set
    /// The writes made in a role decide; what others write waits beside them as a proposal.
    case own(role: String)
    /// Concurrent versions of one text are merged; where they rewrite the same words it is `keep`.
    case text

    /// Nil for policies that choose among values.
    public var accumulation: Accumulation? {
        switch self {
        case .counter: .counter
        case .set: .set
        case .lww, .keep, .max, .min, .once, .own, .text: nil
        }
    }

    /// The role that owns the unit, if one does.
    public var owner: String? {
        if case .own(let role) = self { role } else { nil }
    }

    /// The policy of a schema's row.
    ///
    /// - Returns: Nil for a word that no policy has.
    public init?(schema text: String) {
        switch text {
        case "lww": self = .lww
        case "max": self = .max
        case "min": self = .min
        case "once": self = .once
        case "counter": self = .counter
        case "set": self = .set
        case "keep": self = .keep
        case "text": self = .text
        default:
            guard text.hasPrefix("own("), text.hasSuffix(")"), text.utf8.count > 5 else {
                return nil
            }
            self = .own(role: String(text.dropFirst(4).dropLast()))
        }
    }
}

/// What decides between concurrent writes where the policy asks which is later.
public struct Stamp: Hashable, Sendable, Comparable {
    public var at: Int64
    public var author: Author
    public var hash: ChangesetHash

    public init(at: Int64, author: Author, hash: ChangesetHash) {
        self.at = at
        self.author = author
        self.hash = hash
    }

    public static func < (left: Stamp, right: Stamp) -> Bool {
        if left.at != right.at { return left.at < right.at }
        if left.author != right.author { return left.author < right.author }
        return left.hash < right.hash
    }
}

/// The verdict on one unit.
public struct Verdict: Equatable, Sendable {
    public enum Standing: Equatable, Sendable {
        case agreed
        /// A rule chose; the losers are findable.
        case settled
        /// A person must choose; the visible value is provisional.
        case open
    }

    /// Position of the head whose values are shown.
    public var visible: Int
    public var standing: Standing

    public init(visible: Int, standing: Standing) {
        self.visible = visible
        self.standing = standing
    }
}

extension MergePolicy {
    /// Whether unequal heads are a dispute that is listed, open or settled; the largest of several
    /// values is simply the value.
    public var disputes: Bool { [.lww, .keep, .once, .text].contains(self) || owner != nil }

    /// What a head is to the role that owns its unit.
    public enum Claim: Equatable, Sendable {
        /// A write made in the role.
        case decides
        /// Another's, for the role to answer.
        case proposes
        /// An insertion's NULL by another.
        case nothing
    }

    /// Picks what every replica shows for a unit that was written concurrently.
    ///
    /// The result depends only on the heads, not on the order they arrived in.
    ///
    /// - Parameters:
    ///   - heads: The values of the heads that are judged; at least one.
    ///   - stamp: The stamp of the head at a position; asked only where there are several.
    ///   - claim: What the head at a position is to the unit's owner; asked only where there is one.
    public func verdict(
        among heads: [[Value]], stamp: (Int) throws -> Stamp,
        claim: (Int) throws -> Claim = { _ in .decides }
    ) rethrows -> Verdict {
        guard heads.count > 1 else {
            let waits = try owner != nil && claim(0) == .proposes
            return Verdict(visible: 0, standing: waits ? .open : .agreed)
        }
        let stamps = try heads.indices.map(stamp)
        let agreed = heads.dropFirst().allSatisfy { $0 == heads[0] }
        let latest = heads.indices.max { stamps[$0] < stamps[$1] } ?? 0
        switch self {
        case .lww: return Verdict(visible: latest, standing: agreed ? .agreed : .settled)
        // A text that can be merged never comes here.
        case .keep, .text: return Verdict(visible: latest, standing: agreed ? .agreed : .open)
        case .once:
            // NULL is absence.
            let given = heads.indices.filter { heads[$0].contains { $0 != .null } }
            let earliest = (given.isEmpty ? Array(heads.indices) : given)
                .min { stamps[$0] < stamps[$1] }
            let isDisputed = Set(given.map { heads[$0] }).count > 1
            return Verdict(
                visible: earliest ?? latest, standing: isDisputed ? .open : .agreed)
        case .own:
            let claims = try heads.indices.map(claim)
            func last(_ claim: Claim) -> Int? {
                heads.indices.filter { claims[$0] == claim }.max { stamps[$0] < stamps[$1] }
            }
            let choices = Set(heads.indices.filter { claims[$0] != .nothing }.map { heads[$0] })
            let waits = !claims.contains(.decides) && claims.contains(.proposes)
            return Verdict(
                visible: last(.decides) ?? last(.proposes) ?? latest,
                standing: waits || choices.count > 1 ? .open : .agreed)
        // All count together: no head is shown rather than another.
        case .counter, .set: return Verdict(visible: latest, standing: .agreed)
        case .max, .min:
            let best = heads.indices.max { isLess(heads[$0], heads[$1], stamps[$0] < stamps[$1]) }
            return Verdict(visible: best ?? latest, standing: .agreed)
        }
    }

    /// Whether `right` is to be shown rather than `left`; NULL is absence and ties go to the later.
    private func isLess(_ left: [Value], _ right: [Value], _ isEarlier: Bool) -> Bool {
        for (a, b) in zip(left, right) where a != b {
            if a == .null { return true }
            if b == .null { return false }
            let ascends = Value.precedes(a, b)
            return self == .max ? ascends : !ascends
        }
        return isEarlier
    }
}

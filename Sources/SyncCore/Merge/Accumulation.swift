/// Units whose concurrent writes all count: counters and sets (design §3).
///
/// They are merged by what each write changed, not by what it wrote: Shapiro et al. 2011, "A
/// comprehensive study of convergent and commutative replicated data types", with insertions as bases.
public enum Accumulation: Equatable, Sendable {
    case counter
    case set

    /// What a unit without any contribution shows.
    public var empty: Value { self == .counter ? .integer(0) : SetItem.shown([]) }

    /// An insertion's contribution.
    public func base(_ value: Value) -> Contribution {
        var base = step(from: empty, to: value)
        base.isBase = true
        if case .items(let added, _) = base.part { base.part = .items(added: added, removed: []) }
        return base
    }

    /// A later write's contribution: what it changed.
    public func step(from old: Value, to new: Value) -> Contribution {
        switch self {
        case .counter:
            guard let before = Self.integer(old), let after = Self.integer(new) else {
                return Contribution(part: .count(0), isSound: false)
            }
            return Contribution(part: .count(Int128(after) - Int128(before)))
        case .set:
            guard let before = SetItem.items(of: old), let after = SetItem.items(of: new) else {
                return Contribution(part: .items(added: [], removed: []), isSound: false)
            }
            return Contribution(
                part: .items(added: after.subtracting(before), removed: before.subtracting(after)))
        }
    }

    private static func integer(_ value: Value) -> Int64? {
        switch value {
        case .null: 0
        case .integer(let number): number
        case .real, .text, .blob: nil
        }
    }

    /// A value as it is shown; nil for one that can't be in such a unit.
    public func canonical(_ value: Value) -> Value? {
        switch self {
        case .counter: Self.integer(value).map(Value.integer)
        case .set: SetItem.items(of: value).map(SetItem.shown)
        }
    }
}

/// What one changeset adds to a counter or set.
public struct Contribution: Equatable, Sendable {
    public enum Part: Equatable, Sendable {
        /// Exact: 65 bits and more.
        case count(Int128)
        case items(added: Set<SetItem>, removed: Set<SetItem>)
    }

    public var part: Part
    /// An insertion: it supersedes what its author had seen.
    public var isBase = false
    /// False where what was written is no integer, or no array of scalars: it counts for nothing and
    /// is a finding, until somebody who has seen it writes the unit properly.
    public var isSound = true

    /// This one, and a later one of the same changeset.
    public func followed(by next: Contribution) -> Contribution {
        if next.isBase { return next }
        var both = self
        both.isSound = next.isSound
        switch (part, next.part) {
        case (.count(let a), .count(let b)): both.part = .count(a + b)
        case (.items(let added, let removed), .items(let moreAdded, let moreRemoved)):
            both.part = .items(
                added: added.subtracting(moreRemoved).union(moreAdded),
                removed: removed.union(moreRemoved))
        default: return next
        }
        return both
    }
}

extension Accumulation {
    public struct Total: Equatable, Sendable {
        public var shown: Value
        /// Of the kinds `finding:clamp`, `finding:non-integer`, `finding:non-array`.
        public var findings: [String] = []
    }

    /// What every replica shows, from all contributions that count.
    ///
    /// - Parameters:
    ///   - all: In any order.
    ///   - isBefore: Whether the author of the second had seen the first.
    ///   - isDead: Whether a deletion that is a head of presence has seen it, or ends it.
    public func total(
        of all: [Contribution], isBefore: (Int, Int) -> Bool, isDead: (Int) -> Bool
    ) -> Total {
        let bases = all.indices.filter { all[$0].isBase }
        var standing = all.indices.filter { part in !bases.contains { isBefore(part, $0) } }
        if standing.contains(where: { all[$0].isBase && !isDead($0) }) {
            standing = standing.filter { !isDead($0) }
        }
        var total = self == .counter
            ? count(standing.map { all[$0] })
            : items(standing, all, isBefore)
        let isUnsound = standing.contains { part in
            !all[part].isSound && !standing.contains { all[$0].isSound && isBefore(part, $0) }
        }
        if isUnsound {
            total.findings.append(self == .counter ? "finding:non-integer" : "finding:non-array")
        }
        return total
    }

    private func count(_ parts: [Contribution]) -> Total {
        let sum = parts.reduce(Int128(0)) { sum, part in
            if case .count(let number) = part.part { sum + number } else { sum }
        }
        let clamped = Int64(clamping: sum)
        return Total(
            shown: .integer(clamped), findings: Int128(clamped) == sum ? [] : ["finding:clamp"])
    }

    /// A removal removes the additions that its author had seen.
    private func items(
        _ standing: [Int], _ all: [Contribution], _ isBefore: (Int, Int) -> Bool
    ) -> Total {
        var shown: Set<SetItem> = []
        for index in standing {
            guard case .items(let added, _) = all[index].part else { continue }
            shown.formUnion(
                added.filter { item in
                    !standing.contains { remover in
                        guard case .items(_, let removed) = all[remover].part else { return false }
                        return removed.contains(item) && isBefore(index, remover)
                    }
                })
        }
        return Total(shown: SetItem.shown(shown))
    }
}

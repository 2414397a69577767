/// What a replica knows of one row: the heads of its presence and of each of its units.
///
/// A head is a write that no other held write has seen. Under causal delivery an incoming write is
/// never older than a head that is there, so one look at its author's vector decides for each head
/// whether it is superseded or concurrent; the result depends on the set of writes alone.
/// - SeeAlso: design §3; Preguiça et al. 2010, "Dotted version vectors".
public struct RowState: Equatable, Sendable {
    public struct PresenceHead: Hashable, Sendable {
        public var dot: Dot
        public var isPresent: Bool
        public init(dot: Dot, isPresent: Bool) {
            self.dot = dot
            self.isPresent = isPresent
        }
    }

    public struct Head: Hashable, Sendable {
        public var dot: Dot
        /// One value for each column of the unit; nil where the table itself holds them.
        public var values: [Value]?
        /// The *absent* presence heads that have seen this write or end its changeset. A head with
        /// any of them is dead.
        public var absences: [Dot]
        /// An insertion left the unit NULL: where a role owns it, that proposes nothing.
        public var isBlank: Bool

        public init(dot: Dot, values: [Value]?, absences: [Dot] = [], isBlank: Bool = false) {
            self.dot = dot
            self.values = values
            self.absences = absences
            self.isBlank = isBlank
        }

        public var isDead: Bool { !absences.isEmpty }
    }

    public var presence: [PresenceHead]
    /// One entry for each unit of the table, in the schema's order.
    public var units: [[Head]]
    /// Of the units that merge as texts and have several heads: what all their writers had seen,
    /// where they had seen a value.
    public var bases: [Int: Value] = [:]

    /// A row that nobody has written yet.
    public init(unitCount: Int) {
        presence = []
        units = Array(repeating: [], count: unitCount)
    }

    /// The same with other names for the writes.
    package func naming(_ name: (Dot) -> Dot) -> RowState {
        var state = self
        state.presence = presence.map { PresenceHead(dot: name($0.dot), isPresent: $0.isPresent) }
        state.units = units.map { heads in
            heads.map { Head(dot: name($0.dot), values: $0.values, absences: $0.absences.map(name), isBlank: $0.isBlank) }
        }
        return state
    }

    public var absences: [Dot] { presence.filter { !$0.isPresent }.map(\.dot) }

    /// A row is live if a presence head says *present* or a unit has a head that is not dead.
    public var isLive: Bool {
        presence.contains { $0.isPresent } || units.contains { $0.contains { !$0.isDead } }
    }

    /// Live, with one presence head and one head in each unit: nothing to decide, and nothing that
    /// the table doesn't show.
    public var isSimple: Bool {
        presence.count == 1 && presence[0].isPresent
            && units.allSatisfy { $0.count == 1 && !$0[0].isDead }
    }

    /// Nobody has written anything that counts.
    public var isUnwritten: Bool { presence.isEmpty && units.allSatisfy(\.isEmpty) }

    /// The heads that the visible value and the conflicts of a unit are judged among.
    public func judgedHeads(unit: Int) -> [Head] {
        let living = units[unit].filter { !$0.isDead }
        return living.isEmpty ? units[unit] : living
    }

    /// Takes in what one changeset wrote to this row.
    ///
    /// - Parameters:
    ///   - write: All the changeset's operations on the row, reduced by `RowWrite`.
    ///   - dot: The changeset.
    ///   - hasSeen: Whether the changeset's author had seen another one when it wrote this one.
    ///   - keeps: Whether a head of a unit stays although it was seen: a proposal takes nothing from
    ///     the role that owns the unit.
    /// - Precondition: Every changeset that this one has seen was taken in before.
    public mutating func apply(
        _ write: RowWrite, dot: Dot, hasSeen: (Dot) -> Bool,
        keeps: (Int, Dot) throws -> Bool = { _, _ in false }
    ) rethrows {
        for (unit, values) in write.units {
            bases[unit] = nil
            try units[unit].removeAll { try hasSeen($0.dot) && !keeps(unit, $0.dot) }
            units[unit].append(
                Head(dot: dot, values: values, isBlank: write.blanks.contains(unit)))
        }
        guard let isPresent = write.presence else { return }
        // Which heads are judged may be others now.
        bases = [:]
        let superseded = presence.filter { hasSeen($0.dot) && !$0.isPresent }.map(\.dot)
        presence.removeAll { hasSeen($0.dot) }
        presence.append(PresenceHead(dot: dot, isPresent: isPresent))
        for unit in units.indices {
            for index in units[unit].indices {
                if !superseded.isEmpty {
                    units[unit][index].absences.removeAll(where: superseded.contains)
                }
                let head = units[unit][index].dot
                if !isPresent, head == dot || hasSeen(head) {
                    units[unit][index].absences.append(dot)
                }
            }
        }
    }
}

/// What one changeset says about one row: the last operation speaks for each unit.
///
/// A deletion has seen what came before it in its changeset, an insertion ends what came before it.
public struct RowWrite: Equatable, Sendable {
    /// True for *present*, false for *absent*, nil where presence was not written.
    public var presence: Bool?
    /// Unit → the values written, one for each of its columns.
    public var units: [Int: [Value]]
    /// Of the units written, the counters and sets → what was changed.
    public var contributions: [Int: Contribution] = [:]
    /// Of the units written, those that an insertion left NULL.
    public private(set) var blanks: Set<Int> = []

    public init(presence: Bool? = nil, units: [Int: [Value]] = [:]) {
        self.presence = presence
        self.units = units
    }

    /// Adds the next operation of the changeset on this row.
    public mutating func append(
        _ verb: RowOperation.Verb, units written: [Int: [Value]],
        contributions changes: [Int: Contribution] = [:]
    ) {
        switch verb {
        case .insert, .replace:
            presence = true
            units = written
            contributions = changes
            blanks = verb == .insert
                ? Set(written.filter { $0.value.allSatisfy { $0 == .null } }.keys) : []
        case .update:
            units.merge(written) { _, last in last }
            blanks.subtract(written.keys)
            contributions.merge(changes) { $0.followed(by: $1) }
        case .delete: presence = false
        case .keep, .undelete: presence = true
        }
    }
}

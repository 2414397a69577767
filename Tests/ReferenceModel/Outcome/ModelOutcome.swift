public import SyncCore

/// What every replica that holds a history must show.
public struct ModelOutcome: Sendable, Hashable {
    /// One for each row that a counted changeset touches.
    public var rows: [ModelRow]
    public var open: [ModelConflict]
    public var settled: [ModelConflict]
    public var resolved: [ModelConflict]
    /// The changesets that don't count.
    public var void: Set<String>

    public init(
        rows: [ModelRow] = [], open: [ModelConflict] = [], settled: [ModelConflict] = [],
        resolved: [ModelConflict] = [], void: Set<String> = []
    ) {
        self.rows = rows
        self.open = open
        self.settled = settled
        self.resolved = resolved
        self.void = void
    }
}

/// A row as it is shown, and the writes that say so.
public struct ModelRow: Sendable, Hashable {
    public var row: ModelRowID
    public var live: Bool
    /// Unit to what is shown, one value for each column; empty for a row that is not live.
    public var values: [String: [Value]]
    /// The heads of presence, by what they say.
    public var present: Set<String>
    public var absent: Set<String>
    /// For `own`: the heads of the role's writes and the proposals not yet covered.
    public var heads: [String: Set<String>]
    /// The heads that value and conflicts are judged among; none for counters and sets, and empty
    /// for a row that is not live.
    public var judged: [String: Set<String>]

    public init(
        row: ModelRowID, live: Bool, values: [String: [Value]] = [:], present: Set<String> = [],
        absent: Set<String> = [], heads: [String: Set<String>] = [:],
        judged: [String: Set<String>] = [:]
    ) {
        self.row = row
        self.live = live
        self.values = values
        self.present = present
        self.absent = absent
        self.heads = heads
        self.judged = judged
    }
}

/// An entry of the register.
public struct ModelConflict: Sendable, Hashable {
    /// `value`, `delete-edit` or `finding:…`.
    public var kind: String
    public var row: ModelRowID
    /// Nil for what concerns the whole row.
    public var unit: String?
    public var dots: Set<String>
    /// One for each distinct value, by first dot; only open and settled values have any.
    public var candidates: [ModelCandidate]
    /// The deciding changeset, of a resolved conflict.
    public var by: String?

    public init(
        kind: String, row: ModelRowID, unit: String? = nil, dots: Set<String> = [],
        candidates: [ModelCandidate] = [], by: String? = nil
    ) {
        self.kind = kind
        self.row = row
        self.unit = unit
        self.dots = dots
        self.candidates = candidates
        self.by = by
    }
}

/// One of the values between which a conflict stands.
public struct ModelCandidate: Sendable, Hashable {
    public var value: [Value]
    public var dots: Set<String>

    public init(value: [Value], dots: Set<String>) {
        self.value = value
        self.dots = dots
    }
}

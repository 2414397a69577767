public import SyncCore

/// What one fold found: operations in order, and what their author had seen.
public struct ModelChangeset: Sendable, Hashable {
    /// A name, unique in the history; dots are written as these names.
    public var id: String
    public var chain: String
    public var author: String
    public var number: Int
    /// Corrected time; larger is later.
    public var at: Int64
    /// Stands for the changeset's hash, in ties only.
    public var hash: String
    /// The control entry that the author had seen.
    public var control: Int?
    /// Chain to number, besides the own chain's earlier changesets; need not be transitive.
    public var seen: [String: Int]
    public var operations: [ModelOperation]
    /// The unequal heads that the writes cover; in a `once` unit also the one value replaced.
    public var covers: [ModelCover]
    /// The conflicts that the writes decide.
    public var decisions: [ModelDecision]

    public init(
        id: String, chain: String, author: String, number: Int, at: Int64, hash: String,
        control: Int? = nil, seen: [String: Int] = [:], operations: [ModelOperation],
        covers: [ModelCover] = [], decisions: [ModelDecision] = []
    ) {
        self.id = id
        self.chain = chain
        self.author = author
        self.number = number
        self.at = at
        self.hash = hash
        self.control = control
        self.seen = seen
        self.operations = operations
        self.covers = covers
        self.decisions = decisions
    }
}

/// Names a row within its scope.
public struct ModelRowID: Sendable, Hashable {
    public var table: String
    /// One value for each key column.
    public var key: [Value]

    public init(table: String, key: [Value]) {
        self.table = table
        self.key = key
    }
}

/// A list that a changeset carries: the heads of a unit that its write covers.
public struct ModelCover: Sendable, Hashable {
    public var row: ModelRowID
    public var unit: String
    public var dots: Set<String>

    public init(row: ModelRowID, unit: String, dots: Set<String>) {
        self.row = row
        self.unit = unit
        self.dots = dots
    }
}

/// A decision row: the conflict that a changeset's write answers.
public struct ModelDecision: Sendable, Hashable {
    /// `value`, `delete-edit` or `finding:…`.
    public var kind: String
    public var row: ModelRowID
    /// Nil where the row's presence was decided.
    public var unit: String?
    public var dots: Set<String>

    public init(kind: String, row: ModelRowID, unit: String?, dots: Set<String>) {
        self.kind = kind
        self.row = row
        self.unit = unit
        self.dots = dots
    }
}

/// What one fold found in one scope: immutable, numbered in its author's chain, hashed.
///
/// The bytes are the truth: a changeset is stored and forwarded as its author wrote it, and this
/// value is only a reading of them.
public struct Changeset: Sendable {
    public var header: ChangesetHeader
    public var lines: [ChangesetLine]
    public var hash: ChangesetHash
    var salts: LineSalts
    /// How many of the lines that its hash covers are in an archive and not here.
    public internal(set) var archivedCount = 0

    package init(
        header: ChangesetHeader, lines: [ChangesetLine], hash: ChangesetHash,
        salts: LineSalts = .drawn(Array(repeating: 0, count: LineSalts.bytesCount))
    ) {
        self.header = header
        self.lines = lines
        self.hash = hash
        self.salts = salts
    }

    /// Whether the committee had a value of it erased.
    public var isRedacted: Bool { if case .ofEachLine = salts { true } else { false } }
}

/// The begin line of a changeset.
public struct ChangesetHeader: Equatable, Sendable {
    public var scope: String
    public var author: Author
    /// 1, 2, 3 … in the author's chain of this scope.
    public var number: Int64
    /// The hash of the changeset before, or nil for number 1.
    public var previous: ChangesetHash?
    /// Milliseconds since 1970, corrected by the offset measured at the author's last sync.
    public var at: Int64
    /// Who sat at the device: a claim; the device key is the proof.
    public var person: String
    /// The last control entry that the author had seen, or nil before the first.
    public var control: SeenPoint?
    /// One text for all changesets that one local transaction made, or nil.
    public var link: String?
    /// What the author had seen beyond its previous changeset; sorted by author, then number.
    public var seen: [SeenPoint]

    public init(
        scope: String, author: Author, number: Int64, previous: ChangesetHash?, at: Int64,
        person: String, control: SeenPoint? = nil, link: String? = nil, seen: [SeenPoint] = []
    ) {
        self.scope = scope
        self.author = author
        self.number = number
        self.previous = previous
        self.at = at
        self.person = person
        self.control = control
        self.link = link
        self.seen = seen
    }
}

/// "I have this chain up to this changeset": author, number and hash name a path without doubt,
/// also after a fork.
public struct SeenPoint: Hashable, Sendable, Comparable {
    public var author: Author
    public var number: Int64
    public var hash: ChangesetHash

    public init(author: Author, number: Int64, hash: ChangesetHash) {
        self.author = author
        self.number = number
        self.hash = hash
    }

    public static func < (left: SeenPoint, right: SeenPoint) -> Bool {
        if left.author != right.author { return left.author < right.author }
        if left.number != right.number { return left.number < right.number }
        return left.hash < right.hash
    }
}

/// A table as the author's schema had it; the operations after it name columns by position.
public struct TableShape: Hashable, Sendable {
    public var name: String
    public var keyColumns: [String]
    /// Value columns only: all of them where an insertion follows.
    public var columns: [String]

    public init(name: String, keyColumns: [String], columns: [String]) {
        self.name = name
        self.keyColumns = keyColumns
        self.columns = columns
    }
}

/// One line between begin and end.
public enum ChangesetLine: Equatable, Sendable {
    /// The table of the lines that follow.
    case table(TableShape)
    /// The corrected time of the edits that follow, where it is not the begin line's.
    case at(Int64)
    case row(RowOperation)
    case covers(CoveredHeads)
    case decide(DecisionLine)
    case undo(UndoLine)
    case erase(EraseLine)
    /// Stands for a line with an erased value.
    case erased(ErasedLine)
    /// In the scope `control`, which has no other lines.
    case control(ControlLine)
}

/// An edit of one row.
public struct RowOperation: Equatable, Sendable {
    public enum Verb: String, CaseIterable, Sendable {
        case insert
        /// An insertion over a key that was live before the fold: only what differs.
        case replace
        case update
        case delete
        case keep
        case undelete
    }

    public var verb: Verb
    public var key: [Value]
    /// Positions in the table's columns, ascending; for an insertion all of them.
    public var columns: [Int]
    public var values: [Value]
    /// What a value replaced where it was written, by its index in `values`: counters and sets are
    /// merged by what changed. Never in an insertion.
    public var replaced: [Int: Value] = [:]
    /// Which of `values` were erased by order of the committee, with what they replaced; they read as
    /// NULL. Ascending.
    public var erased: [Int] = []

    public init(_ verb: Verb, key: [Value], columns: [Int] = [], values: [Value] = []) {
        precondition(columns.count == values.count, "a value for each column")
        self.verb = verb
        self.key = key
        self.columns = columns
        self.values = values
    }
}

/// The unequal heads that a write of this changeset covers, by their changesets' hashes.
public struct CoveredHeads: Equatable, Sendable {
    public var key: [Value]
    /// The position of the unit's first column in the table line.
    public var column: Int
    /// Sorted; one where a value that is to be written once was written over.
    public var heads: [ChangesetHash]

    public init(key: [Value], column: Int, heads: [ChangesetHash]) {
        self.key = key
        self.column = column
        self.heads = heads.sorted()
    }
}

/// A person's decision: which conflict, what was chosen, why.
public struct DecisionLine: Equatable, Sendable {
    public var key: [Value]
    /// The second row of a rule's finding, where it names two.
    public var otherKey: [Value]?
    /// The position of the unit's first column, or nil for the row's presence.
    public var column: Int?
    /// `value`, `delete-edit`, `scope`, `rule:<name>` or `finding:<name>`.
    public var kind: String
    /// What was chosen, in words for the ledger: `take 2`, `set`, `keep`, `delete`.
    public var choice: String
    public var reason: String
    /// The heads that were judged: the conflict's identity with table, key and unit. For what was
    /// accepted as it is, all heads of the rows as they were. Sorted.
    public var heads: [ChangesetHash]

    public init(
        key: [Value], otherKey: [Value]? = nil, column: Int?, kind: String, choice: String,
        reason: String, heads: [ChangesetHash]
    ) {
        self.key = key
        self.otherKey = otherKey == key ? nil : otherKey
        self.column = column
        self.kind = kind
        self.choice = choice
        self.reason = reason
        self.heads = heads.sorted()
    }

    /// A rule's finding names two rows, or one twice.
    static func namesTwoRows(_ kind: String) -> Bool { kind.hasPrefix("rule:") }
}

/// Takes decisions back: their writes of the unit no longer count, as if they were void.
public struct UndoLine: Equatable, Sendable {
    public var key: [Value]
    /// The position of the unit's first column, or nil for the row's presence.
    public var column: Int?
    public var reason: String
    /// The changesets that decided; every resolution of the conflict that the author has seen.
    /// Sorted.
    public var withdraws: [ChangesetHash]

    public init(key: [Value], column: Int?, reason: String, withdraws: [ChangesetHash]) {
        self.key = key
        self.column = column
        self.reason = reason
        self.withdraws = withdraws.sorted()
    }
}

/// The committee's order to erase values from one line of an earlier changeset.
public struct EraseLine: Equatable, Sendable {
    public var key: [Value]
    public var target: ChangesetHash
    /// The hash of the line, which no other one has: 32 bytes.
    public var digest: [UInt8]
    /// Positions in that line's table, ascending; none for a `part` line, which goes as a whole.
    public var columns: [Int]
    /// SHA-256 of the line that is left, LF included; nil where none is. It proves to whoever never
    /// held the original that nothing else was changed.
    public var left: [UInt8]?
    public var reason: String

    public init(
        key: [Value], target: ChangesetHash, digest: [UInt8], columns: [Int], left: [UInt8]?,
        reason: String
    ) {
        self.key = key
        self.target = target
        self.digest = digest
        self.columns = columns
        self.left = left
        self.reason = reason
    }
}

/// A line of which a value was erased: its hash, so that the chain stays provable, and what is left.
public struct ErasedLine: Equatable, Sendable {
    /// The hash that the line had: 32 bytes.
    public var digest: [UInt8]
    /// Nil for a `part` line.
    public var left: RowOperation?

    public init(digest: [UInt8], left: RowOperation?) {
        self.digest = digest
        self.left = left
    }
}

extension ChangesetLine {
    /// The operation on a row, or what is left of it.
    public var rowOperation: RowOperation? {
        switch self {
        case .row(let operation): operation
        case .erased(let erased): erased.left
        default: nil
        }
    }

    /// The key of the row that the line is about.
    public var rowKey: [Value]? {
        switch self {
        case .row(let operation): operation.key
        case .erased(let erased): erased.left?.key
        case .covers(let covered): covered.key
        case .decide(let decision): decision.key
        case .undo(let undo): undo.key
        case .erase(let erase): erase.key
        case .table, .at, .control: nil
        }
    }

    /// The key of the second row that the line is about, if there is one.
    public var otherRowKey: [Value]? {
        if case .decide(let decision) = self { decision.otherKey } else { nil }
    }

    /// The position of the unit that was decided or undone; nil also for presence.
    public var decidedColumn: Int? {
        switch self {
        case .decide(let decision): decision.column
        case .undo(let undo): undo.column
        default: nil
        }
    }
}

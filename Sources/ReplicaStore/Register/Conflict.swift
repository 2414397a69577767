public import SyncCore

/// One entry of the register: computed from the changesets alone, the same on every replica.
public struct Conflict: Sendable {
    public enum Status: String, Sendable, CaseIterable {
        case open, settled, resolved
    }

    public struct Candidate: Sendable {
        /// From 1, as `--take` wants it.
        public var number: Int
        /// One value for each column of the unit; empty for a deletion.
        public var values: [Value]
        /// The writes of this value, by their changesets' hashes.
        public var writes: [Write]
        /// The scope whose row it is, in a conflict of kind `scope`.
        public var scope: String?
    }

    /// Who wrote, when, and what they had seen.
    public struct Write: Sendable {
        public var author: Author
        public var number: Int64
        public var hash: ChangesetHash
        public var at: Int64
        public var person: String
        /// Author → number.
        public var seen: [Author: Int64]
    }

    /// A person's decision on this conflict.
    public struct Decision: Sendable {
        public var by: Write
        /// The scope in which it was written.
        public var scope: String
        public var choice: String
        public var reason: String

        /// By time; of one moment in an order that is the same on every replica.
        static func precedes(_ left: Decision, _ right: Decision) -> Bool {
            (left.by.at, left.by.author, left.by.hash) < (right.by.at, right.by.author, right.by.hash)
        }
    }

    public var id: ConflictID
    /// `value`, `delete-edit`, `scope`, `rule:<name>` or `finding:<name>`.
    public var kind: String
    public var status: Status
    public var scope: String
    public var table: String
    public var key: [Value]
    /// The unit's name, or nil for the row's presence.
    public var unit: String?
    /// The unit's columns.
    public var columns: [String]
    /// What the table shows now; nil where the row is gone.
    public var visible: [Value]?
    public var candidates: [Candidate]
    /// For `delete-edit`: who deleted.
    public var deletions: [Write]
    /// For `finding:once`: who wrote over the value.
    public var overwrites: [Write] = []
    public var decisions: [Decision]
    /// The schema wants two people to choose the same.
    public var needsSecond = false
    /// Who has chosen already, where a second one is to choose the same, and of a settled one who had; choices without the
    /// mark.
    public var signatures: [Decision] = []
    /// Decisions that were taken back since.
    public var withdrawn: [Decision] = []
    /// Of one that no longer stands, where nobody decided it: the edit whose author had seen all its sides.
    public var closedBy: Write?
    /// The role that decides the unit, where one owns it.
    public var owner: String?
    /// For a rule: the second row that it names, if any.
    public var otherKey: [Value]?
    /// For a rule: its title, in English too, its severity, and what it says of the rows.
    public var title: String?
    public var englishTitle: String?
    public var severity: String?
    public var detail: String?
    var heads: [ChangesetHash]

    /// Of kind `scope`, and no scope shows the row: people who had not seen each other each deleted the one that the other
    /// kept.
    public var isBetweenDecisions: Bool { kind == "scope" && visible == nil }

    /// Nothing is left of it but decisions that were taken back.
    public internal(set) var isOnlyTakenBack = false

    /// Listed by a rule, or wrong as it is; not two values in dispute.
    public var isFinding: Bool { kind.hasPrefix("rule:") || kind.hasPrefix("finding:") }
}

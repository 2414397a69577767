public import SyncCore

/// One operation on one row.
public struct ModelOperation: Sendable, Hashable {
    public var row: ModelRowID
    public var action: Action

    public init(row: ModelRowID, action: Action) {
        self.row = row
        self.action = action
    }

    public enum Action: Sendable, Hashable {
        /// Writes presence and every unit; those not named get their default.
        case insert(ModelWrites)
        /// An insertion of a key that was live before the fold (`over`): presence and the units
        /// that differ from what the row showed before the fold.
        case insertOver(ModelWrites)
        case update(ModelWrites)
        case delete
        case keep
        case undelete
        /// Takes the decisions of the named changesets back, for a unit or (nil) for presence.
        case undo(unit: String?, withdraws: Set<String>)
    }
}

/// What an operation writes, by unit.
public struct ModelWrites: Sendable, Hashable {
    /// One value for each column of the unit; a set is one text, a JSON array.
    public var values: [String: [Value]]
    /// For counters: new − old. What is no integer counts as 0 and is a finding.
    public var increments: [String: Value]
    /// For sets.
    public var items: [String: ModelItemChange]

    public init(
        values: [String: [Value]] = [:], increments: [String: Value] = [:],
        items: [String: ModelItemChange] = [:]
    ) {
        self.values = values
        self.increments = increments
        self.items = items
    }
}

/// An edit of a set, as it is captured: the items added and the items removed.
public struct ModelItemChange: Sendable, Hashable {
    public var add: Set<ModelItem>
    public var remove: Set<ModelItem>
    /// False where what was written is no array of scalars; then nothing changes.
    public var isSound: Bool

    public init(add: Set<ModelItem> = [], remove: Set<ModelItem> = [], isSound: Bool = true) {
        self.add = add
        self.remove = remove
        self.isSound = isSound
    }
}

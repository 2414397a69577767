public import SyncCore

/// What a person chose for a conflict.
public enum Choice: Sendable {
    /// The candidate of that number; of a rule's finding the row of that number, where the schema says what becomes of the other.
    case take(Int)
    /// Column → value; columns of the unit that are not named keep the visible value.
    case set([String: Value])
    /// The disputed row stays.
    case keep
    /// The disputed row goes.
    case delete
    /// Both rows that a rule names are of the same thing: the one of that number stays, and what belongs to the other belongs
    /// to it.
    case merge(Int)

    package var words: String {
        switch self {
        case .take(let number): "take \(number)"
        case .set: "set"
        case .keep: "keep"
        case .delete: "delete"
        case .merge(let number): "merge \(number)"
        }
    }

    /// Of a rule's finding: which of the schema's remedies is meant.
    var remedy: (verb: Remedy.Verb, number: Int)? {
        switch self {
        case .take(let number): (.take, number)
        case .merge(let number): (.merge, number)
        case .set, .keep, .delete: nil
        }
    }
}

/// What came of a choice.
public enum Settlement: Sendable {
    case decided
    /// The schema wants two people: one has signed, and the conflict is open until another has.
    case signed
}

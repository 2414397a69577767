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

    /// A choice as a decision line has it; nil for another text, which somebody else's program may have written, and for `set`,
    /// whose values the line does not have.
    package init?(words: String) {
        let parts = words.split(separator: " ", omittingEmptySubsequences: false)
        let number = parts.count == 2 ? Int(parts[1]).flatMap { $0 > 0 ? $0 : nil } : nil
        switch (parts[0], number) {
        case ("take", let number?): self = .take(number)
        case ("merge", let number?): self = .merge(number)
        case ("keep", nil) where parts.count == 1: self = .keep
        case ("delete", nil) where parts.count == 1: self = .delete
        default: return nil
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

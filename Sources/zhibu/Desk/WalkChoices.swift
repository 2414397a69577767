import ReplicaStore

/// Which keys settle a conflict.
struct WalkChoices {
    private let conflict: Conflict
    private let mayDecide: Bool
    private let offers: [Offer]
    /// What somebody else has signed.
    private let signed: String?

    init(_ screen: ConflictScreen) throws {
        conflict = screen.conflict
        mayDecide = try conflict.owner.map(screen.names.hasRole) ?? true
        offers = screen.facts.offers
        signed = try screen.signable()?.choice
    }

    private var takes: ClosedRange<Int>? {
        mayDecide && !conflict.candidates.isEmpty ? 1...min(9, conflict.candidates.count) : nil
    }
    private var sets: Bool { takes != nil && conflict.unit != nil && !conflict.needsSecond }
    /// Of a finding: the choices that the schema has a remedy for, by their keys.
    private var remedies: [(key: String, choice: Choice)] {
        mayDecide && conflict.isFinding ? offers.map { (ConflictScreen.key($0.choice), $0.choice) } : []
    }
    private var keeps: Bool { mayDecide && (conflict.isFinding || conflict.candidates.isEmpty) }
    private var deletes: Bool { keeps && !conflict.isFinding }

    /// Only those that apply.
    func keys(canUndo: Bool) -> Message {
        var keys: [Message] = []
        if mayDecide, let signed { keys.append(.keySign(signed)) }
        let numbers = remedies.map(\.key).filter { Int($0) != nil }.count
        if numbers > 0 { keys.append(.keyTake(numbers)) }
        if remedies.contains(where: { $0.key == "m" }) { keys.append(.keyMerge) }
        if let takes { keys.append(.keyTake(takes.upperBound)) }
        if sets { keys.append(.keySet) }
        if keeps { keys.append(conflict.isFinding ? .keyAccept : .keyKeep) }
        if deletes { keys.append(.keyDelete) }
        keys += [.keySkip, .keyHistory]
        if canUndo { keys.append(.keyUndo) }
        return .joined(keys + [.keyLeave, .keyHelp], by: "   ")
    }

    /// - Parameter ask: Asks for another value.
    /// - Returns: Nil where the key does not apply.
    func choice(for key: Character, ask: () throws -> Choice?) rethrows -> Choice? {
        if mayDecide, key == "y", let signed, let choice = among(signed) { return choice }
        if let remedy = remedies.first(where: { $0.key == String(key) }) { return remedy.choice }
        if let takes, let number = key.wholeNumberValue, takes.contains(number) { return .take(number) }
        if sets, key == "e" { return try ask() }
        if keeps, key == "k" { return .keep }
        if deletes, key == "d" { return .delete }
        return nil
    }

    /// A choice that somebody signed, as one that may be made here.
    private func among(_ words: String) -> Choice? {
        let all = (takes.map { $0.map(Choice.take) } ?? []) + remedies.map(\.choice) + (keeps ? [.keep] : []) + (deletes ? [.delete] : [])
        return all.first { $0.words == words }
    }
}

import ReplicaStore

/// Which keys settle a conflict.
struct WalkChoices {
    private let conflict: Conflict
    private let mayDecide: Bool

    init(_ screen: ConflictScreen) throws {
        conflict = screen.conflict
        mayDecide = try conflict.owner.map(screen.names.hasRole) ?? true
    }

    private var takes: ClosedRange<Int>? {
        mayDecide && !conflict.candidates.isEmpty ? 1...min(9, conflict.candidates.count) : nil
    }
    private var sets: Bool { takes != nil && conflict.unit != nil }
    private var keeps: Bool { mayDecide && (conflict.isFinding || conflict.candidates.isEmpty) }
    private var deletes: Bool { keeps && !conflict.isFinding }

    /// Only those that apply.
    func keys(canUndo: Bool) -> Message {
        var keys: [Message] = []
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
        if let takes, let number = key.wholeNumberValue, takes.contains(number) { return .take(number) }
        if sets, key == "e" { return try ask() }
        if keeps, key == "k" { return .keep }
        if deletes, key == "d" { return .delete }
        return nil
    }
}

/// What undos take out of a row: the writes of decisions, unit by unit, as a void does.
struct Withdrawals {
    /// Unit, or nil for presence, to the places whose write of it is out.
    private var taken: [String?: Set<Int>] = [:]

    /// Whether a changeset's write of a unit, or (nil) of presence, is out.
    func take(_ place: Int, outOf unit: String?) -> Bool {
        taken[unit]?.contains(place) ?? false
    }

    init(from row: ModelRowID, changes: [Int: RowChange], held: Held) {
        let undos = changes.flatMap { place, change in change.undos.map { (place, $0) } }
        // Latest first: whether a later write stands in the way is known before it is asked.
        for place in held.counted.reversed() {
            let changeset = held.history.changesets[place]
            for decision in changeset.decisions where decision.row == row {
                let unit = decision.unit
                let writers = changes.keys.filter { writer in
                    Self.writes(changes[writer], unit) && !take(writer, outOf: unit)
                }
                let isUndone = undos.contains { undoer, undo in
                    undo.unit == unit && undo.withdraws.contains(changeset.id)
                        && held.order.isBefore(place, undoer)
                        && !writers.contains { writer in
                            held.order.isBefore(place, writer) && writer != undoer
                                && !held.order.isBefore(undoer, writer)
                        }
                }
                if isUndone { taken[unit, default: []].insert(place) }
            }
        }
    }

    private static func writes(_ change: RowChange?, _ unit: String?) -> Bool {
        guard let unit else { return change?.presence != nil }
        return change?.writes[unit] != nil
    }
}

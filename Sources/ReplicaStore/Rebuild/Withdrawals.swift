import SyncCore

/// What undos take out of one row: the writes of decisions, unit by unit, as a void does.
///
/// An undo holds unless a counted write of the unit has seen the decision and not the undo.
struct Withdrawals {
    /// Unit, or nil for presence, to the changesets whose write of it is out.
    private(set) var taken: [Int?: Set<Dot>] = [:]

    func contains(_ dot: Dot, unit: Int?) -> Bool { taken[unit]?.contains(dot) ?? false }

    /// - Parameter story: The counted changesets about the row, each after what it had seen.
    init(of story: [RowRebuild.Chapter]) {
        let undos = story.flatMap { chapter in chapter.words.undos.map { (chapter, $0) } }
        guard !undos.isEmpty else { return }
        // Latest first: whether a later write stands in the way is known before it is asked.
        for chapter in story.reversed() {
            for unit in chapter.words.decides {
                let isUndone = undos.contains { undoer, undo in
                    undo.unit == unit && undo.withdraws.contains(chapter.hash)
                        && undoer.dot != chapter.dot && undoer.vector.contains(chapter.dot)
                        && !story.contains { writer in
                            writer.writes(unit) && !contains(writer.dot, unit: unit)
                                && writer.dot != undoer.dot && writer.dot != chapter.dot
                                && writer.vector.contains(chapter.dot)
                                && !writer.vector.contains(undoer.dot)
                        }
                }
                if isUndone { taken[unit, default: []].insert(chapter.dot) }
            }
        }
    }
}

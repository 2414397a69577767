/// The merge as design §3 defines it: from the set of changesets, with no memory of any order.
///
/// Slow and obvious on purpose. It shares nothing with the engine but the type of a value, so that
/// a mistake would have to be made twice to go unseen. Not modelled: moves between scopes, and
/// rules.
public enum ReferenceModel {
    /// What every replica that holds this history must show.
    ///
    /// - Parameter history: Closed, its changesets in any causal order.
    /// - Complexity: About O(rows × c²) in the number of changesets that touch a row.
    public static func outcome(of history: ModelHistory) -> ModelOutcome {
        let held = Held(history)
        let counted = Set(held.counted)
        var outcome = ModelOutcome()
        outcome.void = held.dots(history.changesets.indices.filter { !counted.contains($0) })
        for story in RowStory.all(in: held) {
            let verdicts = story.isLive ? story.verdicts : [:]
            let register = RowRegister(of: story, verdicts: verdicts)
            if story.isWritten { outcome.rows.append(story.shown(verdicts)) }
            outcome.open += register.open
            outcome.settled += register.settled
            outcome.resolved += register.resolved
        }
        return outcome
    }
}

extension RowStory {
    fileprivate var verdicts: [String: UnitVerdict] {
        Dictionary(uniqueKeysWithValues: table.units.map { ($0.name, verdict(on: $0)) })
    }

    fileprivate func shown(_ verdicts: [String: UnitVerdict]) -> ModelRow {
        ModelRow(
            row: row, live: isLive, values: verdicts.mapValues(\.shown),
            present: held.dots(presentHeads), absent: held.dots(absentHeads),
            heads: Dictionary(
                uniqueKeysWithValues: table.units.map { ($0.name, held.dots(heads(of: $0))) }),
            judged: verdicts.compactMapValues { $0.judged.map(held.dots) })
    }
}

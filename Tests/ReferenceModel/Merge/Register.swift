import SyncCore

/// The register's part of one row: what is open, settled and resolved about it.
struct RowRegister {
    private(set) var open: [ModelConflict] = []
    private(set) var settled: [ModelConflict] = []
    private(set) var resolved: [ModelConflict] = []

    private let story: RowStory
    private let held: Held

    init(of story: RowStory, verdicts: [String: UnitVerdict]) {
        self.story = story
        held = story.held
        addDecisions()
        addCoveredDisputes()
        guard story.isLive else { return }  // only live rows have conflicts
        addDeleteEdit()
        for unit in story.table.units {
            if let verdict = verdicts[unit.name] { add(verdict, on: unit) }
        }
        if story.lacksInsertion {
            open.append(ModelConflict(kind: "finding:void-insertion", row: story.row))
        }
    }

    private mutating func add(_ verdict: UnitVerdict, on unit: ModelUnit) {
        let judged = verdict.judged ?? []
        switch verdict.standing {
        case .nothing: break
        case .open: open.append(value(unit.name, judged))
        case .settled: settled.append(value(unit.name, judged))
        }
        for kind in verdict.findings {
            open.append(ModelConflict(kind: kind, row: story.row, unit: unit.name))
        }
        guard unit.policy == .once else { return }
        for head in judged where isUnansweredOverwrite(head, of: unit.name) {
            open.append(
                ModelConflict(
                    kind: "finding:once", row: story.row, unit: unit.name, dots: held.dots([head])))
        }
    }

    /// Whether a write replaced the one value of a `once` unit, and no decision came with it.
    private func isUnansweredOverwrite(_ head: Int, of unit: String) -> Bool {
        let isDecided = held.history.changesets[head].decisions.contains {
            $0.row == story.row && $0.unit == unit
        }
        let replaced = covers(of: head).filter { $0.unit == unit }
            .map { Set(writers(in: $0).compactMap { story.value(of: unit, by: $0) }) }
        return !isDecided && replaced.contains { $0.count == 1 }
    }

    /// Presence in dispute; where there is nothing but presence, adding simply wins.
    private mutating func addDeleteEdit() {
        guard !story.absentHeads.isEmpty else { return }
        let dispute = ModelConflict(
            kind: "delete-edit", row: story.row, dots: held.dots(story.absentHeads))
        if story.table.units.isEmpty {
            settled.append(dispute)
        } else {
            open.append(dispute)
        }
    }

    private mutating func addDecisions() {
        for place in held.counted {
            let changeset = held.history.changesets[place]
            for decision in changeset.decisions
            where decision.row == story.row && !story.isWithdrawn(place, from: decision.unit) {
                resolved.append(
                    ModelConflict(
                        kind: decision.kind, row: story.row, unit: decision.unit,
                        dots: decision.dots, by: changeset.id))
            }
        }
    }

    /// The lists that no decision answered, of writes that count.
    private mutating func addCoveredDisputes() {
        for place in story.changes.keys.sorted() {
            for cover in covers(of: place) where !story.isWithdrawn(place, from: cover.unit) {
                let dispute = value(cover.unit, writers(in: cover))
                let isAnswered = resolved.contains {
                    $0.kind == "value" && $0.unit == cover.unit && $0.dots == dispute.dots
                }
                let isKnown = settled.contains(dispute)
                if 1 < dispute.candidates.count && !isAnswered && !isKnown {
                    settled.append(dispute)
                }
            }
        }
    }

    private func covers(of place: Int) -> [ModelCover] {
        held.history.changesets[place].covers.filter { $0.row == story.row }
    }

    /// The writes of a list that count.
    private func writers(in cover: ModelCover) -> [Int] {
        cover.dots.compactMap { held.placeOf[$0] }
            .filter { story.value(of: cover.unit, by: $0) != nil }
    }

    /// The conflict between these writes, with one candidate for each distinct value.
    private func value(_ unit: String, _ places: [Int]) -> ModelConflict {
        var candidates: [ModelCandidate] = []
        for place in places.sorted(by: held.isListedFirst) {
            let value = story.value(of: unit, by: place) ?? []
            if let known = candidates.firstIndex(where: { $0.value == value }) {
                candidates[known].dots.formUnion(held.dots([place]))
            } else {
                candidates.append(ModelCandidate(value: value, dots: held.dots([place])))
            }
        }
        return ModelConflict(
            kind: "value", row: story.row, unit: unit, dots: held.dots(places),
            candidates: candidates)
    }
}

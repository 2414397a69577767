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
            find(
                ModelConflict(kind: "finding:void-insertion", row: story.row), in: held.dots(rowHeads))
        }
        // What was accepted and has come back is open, and nothing else.
        resolved.removeAll { past in
            open.contains { $0.kind == past.kind && $0.unit == past.unit && $0.dots == past.dots }
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
            find(ModelConflict(kind: kind, row: story.row, unit: unit.name), in: held.dots(rowHeads))
        }
        guard unit.policy == .once else { return }
        for head in judged where isUnansweredOverwrite(head, of: unit.name) {
            let dots = held.dots([head])
            find(
                ModelConflict(kind: "finding:once", row: story.row, unit: unit.name, dots: dots), in: dots)
        }
    }

    /// A finding is open unless a person has accepted it with the writes that make it so.
    private mutating func find(_ finding: ModelConflict, in dots: Set<String>) {
        let isAccepted = decisions.contains { _, decision in
            decision.kind == finding.kind && decision.unit == finding.unit && decision.dots == dots
        }
        if !isAccepted { open.append(finding) }
    }

    /// The writes that make the row what it is.
    private var rowHeads: [Int] {
        story.presentHeads + story.absentHeads + story.table.units.flatMap { story.heads(of: $0) }
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
        for (place, decision) in decisions {
            // What a counter or a set shows is of all its writes together: such a finding names none.
            let namesWrites = !decision.kind.hasPrefix("finding:") || decision.kind == "finding:once"
            resolved.append(
                ModelConflict(
                    kind: decision.kind, row: story.row, unit: decision.unit,
                    dots: namesWrites ? decision.dots : [], by: held.history.changesets[place].id))
        }
    }

    /// What people decided about the row, as far as it counts and was not taken back.
    private var decisions: [(place: Int, decision: ModelDecision)] {
        held.counted.flatMap { place in
            held.history.changesets[place].decisions.filter {
                $0.row == story.row && !story.isWithdrawn(place, from: $0.unit)
            }.map { (place, $0) }
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

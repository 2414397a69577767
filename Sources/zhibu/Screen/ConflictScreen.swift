import ReplicaStore
import SyncCore
import TerminalScreen

/// One conflict as a clerk reads it: what was before, the two values, who, when, where.
struct ConflictScreen {
    let conflict: Conflict
    let names: Names
    /// As much of its id as has to be typed.
    let id: String
    let facts: ConflictFacts
    /// Whether what is private is whole, as far as these roles may see it.
    var isWhole = false
    private let now = Moment(Surroundings.ofThisComputer.now())

    init(_ conflict: Conflict, _ names: Names, id: String, _ facts: ConflictFacts = ConflictFacts()) {
        self.conflict = conflict
        self.names = names
        self.id = id
        self.facts = facts
    }

    func words(_ message: Message) -> String { message.text(in: names.language) }
    var comma: String { names.language == .zh ? "，" : ", " }
    var colon: String { names.language == .zh ? "：" : ": " }

    func time(_ at: Int64) -> String { Moment(at).text(in: names.language, yearOf: now) }

    func record() throws -> String { try names.title(conflict.table, key: conflict.key) }

    /// The columns in which the candidates differ; all of them where none does.
    var differing: [Int] {
        let places = conflict.columns.indices.filter { place in
            Set(conflict.candidates.map { $0.values[place] }).count > 1
        }
        return places.isEmpty ? Array(conflict.columns.indices) : places
    }

    func label(_ place: Int) throws -> String {
        try names.label(conflict.table, conflict.columns[place])
    }

    func shown(_ value: Value?, _ place: Int) throws -> String {
        try words(of: value, conflict.columns[place])
    }

    func words(of value: Value?, _ column: String) throws -> String {
        try isWhole ? names.shown(value, conflict.table, column) : names.shownMasked(value, conflict.table, column)
    }

    func summary() throws -> String {
        conflict.isFinding ? try matter() : "\(try record())\(comma)\(try matter())"
    }

    /// What is in conflict, under the record's name.
    func matter() throws -> String {
        if conflict.isFinding { return try findingSummary() }
        guard let place = differing.first, !conflict.candidates.isEmpty else { return words(.kind(conflict.kind)) }
        let values = try conflict.candidates.map { brief(try shown($0.values[place], place)) }
        return "\(try label(place)): \(values.joined(separator: " / "))"
    }

    /// Of a long text its beginning, and how long it is.
    private func brief(_ text: String) -> String {
        displayWidth(text) <= Self.briefMax ? text : cut(text, to: Self.briefMax) + words(.characters(text.count))
    }

    private static let briefMax = 40

    /// What the table shows of the columns in dispute.
    func visibleText() throws -> String {
        guard let visible = conflict.visible, conflict.unit != nil else { return "" }
        return try differing.map { try shown(visible[$0], $0) }.joined(separator: comma)
    }

    /// The columns that somebody would type another value for.
    var disputedColumns: [String] { differing.map { conflict.columns[$0] } }

    func question(for column: String) throws -> String {
        let place = conflict.columns.firstIndex(of: column) ?? 0
        return words(.valueQuestion(try label(place), brief(try shown(conflict.visible?[place], place))))
    }

    /// What would be written, and where the rest is.
    ///
    /// - Parameter reach: How many records of which table a remedy changes.
    func consequence(of choice: Choice, reach: [(table: String, rows: Int)] = []) throws -> [String] {
        switch choice {
        case .take where conflict.isFinding, .merge: return try remedyLines(choice, reach)
        case .take(let number):
            guard let taken = conflict.candidates.first(where: { $0.number == number }) else { return [] }
            if let scope = taken.scope { return [words(.wouldStayIn(scope))] }
            let written = try differing.map { "\(try label($0)) \(brief(try shown(taken.values[$0], $0)))" }
            let others = try conflict.candidates.filter { $0.number != number }.map { other in
                try differing.map { brief(try shown(other.values[$0], $0)) }.joined(separator: comma)
            }
            return [words(.wouldWrite(written.joined(separator: comma), keptInHistory: others.joined(separator: " / ")))]
        case .set(let values):
            let written = try disputedColumns.filter { values[$0] != nil }.map { column in
                "\(try names.label(conflict.table, column)) \(brief(try words(of: values[column], column)))"
            }
            return [words(.wouldWrite(written.joined(separator: comma), keptInHistory: ""))]
        case .keep: return [words(conflict.isFinding ? .wouldAccept : .wouldKeep)]
        case .delete: return [words(.wouldDelete)]
        }
    }

    func people() throws -> String {
        let writes = conflict.candidates.compactMap(\.writes.first) + conflict.deletions
        return try writes.map { try names.person($0.person, $0.author) }.joined(separator: " / ")
    }

    /// What all the candidates' authors had seen, column by column, and the last write of it.
    private func base(_ history: [HistoryEntry]) -> CommonPast {
        let writes = conflict.candidates.flatMap(\.writes)
        var past = CommonPast(values: Array(repeating: nil, count: conflict.columns.count))
        for entry in history {
            guard let place = conflict.columns.firstIndex(where: { $0 == entry.column }),
                let value = entry.value,
                writes.allSatisfy({ ($0.seen[entry.author] ?? 0) >= entry.number })
            else { continue }
            past.values[place] = value
            if differing.contains(place) { past.last = entry }
        }
        return past
    }

    /// - Parameter next: Whether to say which command decides it.
    func page(history: [HistoryEntry], next isTold: Bool = true) throws -> [String] {
        let state = words(.status(conflict))
        let kind = words(conflict.owner == nil ? .kind(conflict.kind) : .proposalKind)
        var lines = ["\(id)  \(kind)\(comma)\(state)" + signatureMark]
        if conflict.isFinding {
            lines += try findingLines()
            if conflict.status == .open, let last = conflict.decisions.last {
                lines.append(words(last.choice == "keep" ? .acceptanceLapsed : .settledOnce))
            }
        } else if conflict.candidates.isEmpty {
            lines.append(try record())
            for write in conflict.deletions {
                lines.append(
                    words(
                        .deletedBy(
                            try names.person(write.person, write.author), time(write.at),
                            try names.device(write.author))))
            }
            lines += try editsUnseenByDeletion(history)
            if conflict.visible != nil { lines.append(words(.stillThere)) }
        } else {
            let what = try differing.map(label).joined(separator: names.language == .zh ? "、" : ", ")
            if conflict.isBetweenDecisions {
                lines.append(words(.decidedBothWays(try record())))
            } else if conflict.kind == "scope" {
                lines.append(words(.inTwoScopes(try record())))
            } else if let owner = conflict.owner {
                lines.append(words(.proposed(try record(), what, try names.role(owner))))
            } else {
                lines.append(words(.twoPlaces(try record(), what)))
            }
            lines += try CandidatesScreen(self, base(history), history).lines()
        }
        if let by = conflict.closedBy {
            lines.append(words(.closedByEdit(try names.person(by.person, by.author), time(by.at))))
            if conflict.needsSecond { lines.append(words(.closedUnsigned)) }
            let shown = try visibleText()
            if !shown.isEmpty { lines.append(words(.nowShown(shown))) }
        }
        lines += try dependents() + decisions() + withdrawn() + signatures() + advice()
        if !facts.offers.isEmpty { lines += offers(asKeys: !isTold) }
        if isTold, conflict.status == .open { lines.append(words(try next())) }
        return lines
    }

    private func next() throws -> Message {
        if let signature = try signable() { return .nextSign(id, Self.option(signature.choice)) }
        if conflict.needsSecond, Set(conflict.signatures.map(\.choice)).count == 1 { return .nextSync }
        if conflict.isFinding { return facts.offers.first.map { .nextRemedy(id, Self.option($0.choice.words)) } ?? .nextAccept(id) }
        if conflict.kind == "scope" {
            return conflict.isBetweenDecisions ? .nextBringBack(id) : .nextTakeScope(id)
        }
        if let owner = conflict.owner, try !names.hasRole(owner) {
            return .nextLetDecide(try names.role(owner))
        }
        return conflict.candidates.isEmpty
            ? .nextKeep(id) : conflict.needsSecond ? .nextTakeOnly(id) : .nextTake(id)
    }

    /// What the row's deletion would take with it: edits that whoever deleted had not seen.
    private func editsUnseenByDeletion(_ history: [HistoryEntry]) throws -> [String] {
        try history.filter { entry in
            entry.column != nil && entry.operation != "insert" && entry.previous != entry.value
                && conflict.deletions.contains {
                    $0.author != entry.author && ($0.seen[entry.author] ?? 0) < entry.number
                }
        }.map { try line(of: $0) }
    }

    /// Who did what, when, on which device.
    private func line(of entry: HistoryEntry) throws -> String {
        var what = words(.operation(entry.operation))
        if let column = entry.column, let value = entry.value {
            what = words(
                .changed(
                    try names.label(conflict.table, column),
                    brief(try words(of: entry.previous, column)),
                    brief(try words(of: value, column))))
        }
        if let reason = entry.reason { what += comma + (entry.operation == "decide" ? words(.decision(reason)) : reason) }
        let person = try names.person(entry.person, entry.author)
        let device = try names.device(entry.author)
        return "\(person) \(time(entry.at))\(comma)\(device)\(colon)\(what)"
    }

    private func decisions() throws -> [String] {
        try conflict.decisions.map { decision in
            words(
                .decided(
                    try names.person(decision.by.person, decision.by.author), time(decision.by.at),
                    words(.choice(decision.choice)), decision.reason, batch: String(decision.by.hash.description.prefix(8))))
        }
    }

    private func why(_ history: [HistoryEntry]) throws -> String {
        if let owner = conflict.owner { return words(.whyProposed(try names.role(owner))) }
        guard conflict.isFinding else {
            let areDecisions = conflict.candidates.allSatisfy { $0.writes.contains { write in history.contains { $0.isDecision(by: write) } } }
            return words(areDecisions && !conflict.candidates.isEmpty ? .whyDecidedTwice : .whyOpen)
        }
        guard let last = conflict.decisions.last else { return words(.whyFound) }
        return words(last.choice == "keep" ? .acceptanceLapsed : .settledOnce)
    }

    /// How it came about, in the order of time.
    func story(history: [HistoryEntry]) throws -> [String] {
        var lines = [try summary()]
        if conflict.isFinding { lines += try origins(history, "[1] ") + origins(facts.otherHistory, "[2] ") }
        let agreed = conflict.candidates.isEmpty ? nil : history.lastIndex { isShared($0) && isInStory($0) }
        for (place, entry) in history.enumerated() where isInStory(entry) {
            lines.append("  " + (try line(of: entry)))
            if place == agreed { lines.append("  " + words(.agreedUntilHere)) }
        }
        switch conflict.status {
        case .open: lines += [try why(history), words(.nextShow(id))]
        case .settled: lines.append(try conflict.closedBy.map { words(.closedByEdit(try names.person($0.person, $0.author), time($0.at))) } ?? words(.whySettled))
        case .resolved: lines += try decisions()
        }
        return lines + (try withdrawn())
    }

    /// Whether all sides had seen it.
    private func isShared(_ entry: HistoryEntry) -> Bool {
        conflict.candidates.flatMap(\.writes).allSatisfy { ($0.seen[entry.author] ?? 0) >= entry.number }
    }

    private func isInStory(_ entry: HistoryEntry) -> Bool {
        let isOurs =
            conflict.unit == nil
            ? entry.operation != "insert" || entry.column == nil
            : entry.column.map { conflict.columns.contains($0) } ?? true
        guard isOurs, !(entry.operation == "insert" && entry.value == .null) else { return false }
        // Columns that a unit carries along unchanged.
        return entry.column == nil || entry.value == nil || (entry.previous ?? .null) != entry.value || entry.isErased
    }

    /// Who brought in the record that a rule names.
    private func origins(_ history: [HistoryEntry], _ mark: String) throws -> [String] {
        guard let first = history.first(where: { $0.operation == "insert" }) else { return [] }
        let person = try names.person(first.person, first.author)
        let number = conflict.otherKey == nil ? "" : mark
        return ["  \(number)\(person) \(time(first.at))\(comma)\(try names.device(first.author))\(colon)\(words(.operation("insert")))"]
    }

    private func withdrawn() throws -> [String] {
        try conflict.withdrawn.map { decision in
            words(.withdrawn(try names.person(decision.by.person, decision.by.author), time(decision.by.at), words(.choice(decision.choice)), decision.reason))
        }
    }
}

/// What the sides of a conflict had in common.
struct CommonPast {
    /// By column; nil where there was none.
    var values: [Value?]
    /// The last write of what is in dispute that all of them had seen.
    var last: HistoryEntry?
}

extension HistoryEntry {
    /// Whether it says why somebody wrote what that changeset wrote.
    func isDecision(by write: Conflict.Write) -> Bool { operation == "decide" && author == write.author && number == write.number }
}

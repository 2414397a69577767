import ReplicaStore
import SyncCore
import TerminalScreen

/// The candidates of a conflict beside what was before: in columns where the terminal has room for two, else one below the
/// other.
struct CandidatesScreen {
    private let screen: ConflictScreen
    /// What all had seen, column by column.
    private let base: CommonPast
    private let history: [HistoryEntry]
    private var conflict: Conflict { screen.conflict }
    private var names: Names { screen.names }

    init(_ screen: ConflictScreen, _ base: CommonPast, _ history: [HistoryEntry]) {
        (self.screen, self.base, self.history) = (screen, base, history)
    }

    private func words(_ message: Message) -> String { screen.words(message) }

    func lines() throws -> [String] {
        let table = try sideBySide()
        let isTooWide = Terminal.isInteractive && table.contains { displayWidth($0) > Terminal.size.columns }
        return try (isTooWide || conflict.candidates.count > Self.columnsMax ? stacked() : table) + longTexts()
    }

    /// With more of them nobody finds a value's column.
    private static let columnsMax = 2
    /// In a cell; the rest of a long text is shown below, with what was changed in it.
    private static let cellMax = 24

    private func cell(_ value: Value?, _ place: Int) throws -> String { cut(try screen.shown(value, place), to: Self.cellMax) }

    private func head(_ candidate: Conflict.Candidate) throws -> String {
        let write = candidate.writes[0]
        let mark = candidate.values == conflict.visible ? " (\(words(.shownNow)))" : ""
        let place = candidate.scope.map { "\($0) " } ?? ""
        return "[\(candidate.number)] \(place)\(try names.person(write.person, write.author))\(mark)"
    }

    private func sideBySide() throws -> [String] {
        var table = AlignedTable(["", words(.beforeBoth)] + (try conflict.candidates.map(head)))
        for place in conflict.columns.indices {
            let mark = screen.differing.contains(place) ? "* " : "  "
            let values = try ([base.values[place]] + conflict.candidates.map { $0.values[place] }).map { try cell($0, place) }
            table.add([mark + (try screen.label(place))] + values)
        }
        let writes = conflict.candidates.map { $0.writes[0] }
        let before = try base.last.map { "\(try names.person($0.person, $0.author)) \(screen.time($0.at))" } ?? ""
        table.add(["  " + words(.whoWhen), before] + writes.map { screen.time($0.at) })
        table.add(["  " + words(.device), ""] + (try writes.map { try names.place($0.author) }))
        table.add(["  " + words(.notSeen), ""] + writes.map(unseen))
        let reasons = conflict.candidates.map(reason)
        if reasons.contains(where: { !$0.isEmpty }) { table.add(["  " + words(.operation("decide")), ""] + reasons) }
        return table.text.split(separator: "\n").map(String.init)
    }

    private func stacked() throws -> [String] {
        func values(_ values: [Value?]) throws -> String {
            try screen.differing.map { "\(try screen.label($0)) \(try cell(values[$0], $0))" }.joined(separator: screen.comma)
        }
        var lines = ["\(words(.wasBefore))  \(try values(base.values))"]
        if let last = base.last { lines.append("    \(try names.person(last.person, last.author)) \(screen.time(last.at))") }
        for candidate in conflict.candidates {
            let write = candidate.writes[0]
            let seen = unseen(write)
            lines += [
                "\(try head(candidate))  \(try values(candidate.values))",
                "    \(screen.time(write.at))\(screen.comma)\(try names.place(write.author))",
                "    \(words(.notSeen))  \(seen)",
            ]
            let reason = reason(candidate)
            if !reason.isEmpty { lines.append("    \(words(.operation("decide")))  \(reason)") }
        }
        return lines
    }

    /// Where a value is somebody's decision: why.
    private func reason(_ candidate: Conflict.Candidate) -> String {
        let decision = history.last { entry in candidate.writes.contains { entry.isDecision(by: $0) } }
        return decision?.reason.map { words(.decision($0)) } ?? ""
    }

    /// What each candidate has made of the last common text, of those that no cell holds.
    private func longTexts() throws -> [String] {
        var lines: [String] = []
        for place in screen.differing {
            let values = try conflict.candidates.map { try screen.shown($0.values[place], place) }
            let isNew = base.values[place] ?? .null == .null
            let old = isNew ? values[0] : try screen.shown(base.values[place], place)
            guard ([old] + values).contains(where: { displayWidth($0) > Self.cellMax }) else { continue }
            lines.append(words(.textsCompared(try screen.label(place), withFirst: isNew)))
            for (candidate, value) in zip(conflict.candidates, values).dropFirst(isNew ? 1 : 0) {
                let difference = TextDifference(from: old, to: value)
                let text = difference.marked(isColoured: Terminal.hasColour) { words(.charactersLeftOut($0)) }
                lines.append("[\(candidate.number)] " + text)
            }
        }
        return lines
    }

    /// The other candidates that were there when a value was written, and that its author had not seen; how many changes of
    /// the record that author was behind. What was written later nobody could have seen.
    private func unseen(_ write: Conflict.Write) -> String {
        let others = conflict.candidates.filter { other in
            other.writes[0].hash != write.hash
                && other.writes.contains { ($0.number > write.seen[$0.author] ?? 0) }
        }
        let earlier = others.filter { $0.writes.contains { $0.at <= write.at } }
        if earlier.isEmpty {
            return others.isEmpty ? words(.sawAll) : words(.writtenLater(others.map { "[\($0.number)]" }.joined(separator: " ")))
        }
        let behind = history.count { entry in
            entry.author != write.author && entry.number > write.seen[entry.author] ?? 0 && entry.at <= write.at
                && entry.previous != entry.value
        }
        return words(.unseen(earlier.map { "[\($0.number)]" }.joined(separator: " "), behind: behind))
    }
}

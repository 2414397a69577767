import ReplicaStore
import SyncCore

/// Conflicts in a clerk's words.
struct ConflictScreen {
    let words: RecordWords
    let common: CommonOptions
    private var language: Language { common.language }
    private var now: Moment { Moment(Surroundings.ofThisComputer.now()) }

    init(words: RecordWords, common: CommonOptions) {
        self.words = words
        self.common = common
    }

    func json(_ conflict: Conflict) throws -> JSON {
        .object([
            ("id", .string(conflict.id.text)), ("kind", .string(conflict.kind)),
            ("scope", .string(conflict.scope)), ("table", .string(conflict.table)),
            ("key", JSON(key: conflict.key)), ("unit", .optional(conflict.unit)),
            ("status", .string(conflict.status.rawValue)),
            ("visible", conflict.visible.map { JSON(unit: conflict.columns, $0) } ?? .null),
            (
                "candidates",
                .array(
                    try conflict.candidates.map { candidate in
                        let write = candidate.writes[0]
                        return .object([
                            ("n", .integer(Int64(candidate.number))),
                            ("value", JSON(unit: conflict.columns, candidate.values)),
                            ("author", .string(write.author.short)),
                            ("device", .string(try words.device(write.author))),
                            ("person", .string(write.person)),
                            ("at", .string(Moment(write.at).iso)),
                            ("seen", JSON(seen: write.seen)),
                        ])
                    })
            ),
        ])
    }

    func list(_ conflicts: [Conflict], open: Int) throws {
        if conflicts.isEmpty {
            common.show(common.words(.nothingOpen))
            return
        }
        common.show(common.words(.listed(conflicts.count, open: open)))
        var table = AlignedTable(Message.listHeader.map(common.words))
        for conflict in conflicts {
            table.add([
                String(conflict.id.text.prefix(4)),
                common.words(.status(conflict.status.rawValue)), try what(conflict),
                people(conflict),
            ])
        }
        table.lines(indent: "  ").forEach(common.show)
        if let first = conflicts.first(where: { $0.status == .open }) {
            common.show(common.words(.nextShow(String(first.id.text.prefix(4)))))
        }
    }

    private func what(_ conflict: Conflict) throws -> String {
        let record = try words.record(conflict.table, conflict.key)
        guard conflict.unit != nil else {
            return "\(record)：\(common.words(.kind(conflict.kind)))"
        }
        let differing = try self.differing(conflict)
        let column = differing.first ?? 0
        let label = try words.column(conflict.table, conflict.columns[column])
        let values = try conflict.candidates.map {
            try words.value(conflict.table, conflict.columns[column], $0.values[column])
        }
        return "\(record)：\(label) \(values.joined(separator: " / "))"
    }

    private func people(_ conflict: Conflict) -> String {
        var names: [String] = []
        for write in conflict.candidates.flatMap(\.writes) + conflict.deletions
        where !names.contains(write.person) {
            names.append(write.person)
        }
        return names.joined(separator: " / ")
    }

    /// The columns in which the candidates are not alike.
    private func differing(_ conflict: Conflict) throws -> [Int] {
        conflict.columns.indices.filter { column in
            Set(conflict.candidates.map { $0.values[column] }).count > 1
        }
    }

    /// Rows are fields by their labels, columns are before, [1], [2]; `*` marks what differs.
    func show(_ conflict: Conflict, history: [HistoryEntry]) throws {
        let id = String(conflict.id.text.prefix(4))
        common.show(
            "\(id)  \(common.words(.kind(conflict.kind)))  "
                + common.words(.status(conflict.status.rawValue)))
        let record = try words.record(conflict.table, conflict.key)
        if conflict.unit == nil {
            common.show(record)
            for deletion in conflict.deletions {
                common.show(
                    common.words(
                        .deletedBy(
                            deletion.person, time(deletion.at), try words.device(deletion.author))))
            }
            try showEdits(conflict, history)
            common.show(common.words(.stillThere))
            common.show(common.words(.nextKeep(id)))
            return
        }
        let differing = try self.differing(conflict)
        let labels = try differing.map { try words.column(conflict.table, conflict.columns[$0]) }
        common.show(
            common.words(.twoPlaces(record, labels.joined(separator: language == .zh ? "、" : ", "))))
        try showCandidates(conflict, history, differing)
        for decision in conflict.decisions {
            common.show(
                common.words(
                    .decided(
                        decision.by.person, time(decision.by.at), decision.choice, decision.reason)))
        }
        if conflict.status == .open { common.show(common.words(.nextTake(id))) }
    }

    private func showCandidates(
        _ conflict: Conflict, _ history: [HistoryEntry], _ differing: [Int]
    ) throws {
        let header = conflict.candidates.map { candidate in
            "[\(candidate.number)] \(candidate.writes[0].person)"
                + (candidate.values == conflict.visible ? " (\(common.words(.shownNow)))" : "")
        }
        var table = AlignedTable(["", common.words(.before)] + header)
        for column in conflict.columns.indices {
            let name = conflict.columns[column]
            let before = commonValue(conflict, name, history)
            table.add(
                [
                    "\(differing.contains(column) ? "*" : " ") "
                        + (try words.column(conflict.table, name)),
                    try before.map { try words.value(conflict.table, name, $0) } ?? "",
                ]
                    + (try conflict.candidates.map {
                        try words.value(conflict.table, name, $0.values[column])
                    }))
        }
        let writes = conflict.candidates.map { $0.writes[0] }
        table.add(["  " + common.words(.whoWhen), ""] + writes.map { "\($0.person) \(time($0.at))" })
        table.add(
            ["  " + common.words(.device), ""] + (try writes.map { try words.device($0.author) }))
        table.add(["  " + common.words(.notSeen), ""] + writes.map { notSeen($0, writes) })
        table.lines().forEach(common.show)
    }

    /// The last value that all candidates' writers had seen.
    private func commonValue(
        _ conflict: Conflict, _ column: String, _ history: [HistoryEntry]
    ) -> Value? {
        let writes = conflict.candidates.flatMap(\.writes)
        return history.last { entry in
            entry.column == column
                && writes.allSatisfy { ($0.seen[entry.author] ?? 0) >= entry.number }
        }?.value
    }

    private func notSeen(_ write: Conflict.Write, _ all: [Conflict.Write]) -> String {
        let unseen = all.filter {
            $0.hash != write.hash && (write.seen[$0.author] ?? 0) < $0.number
        }
        let numbers = unseen.compactMap { other in
            all.firstIndex { $0.hash == other.hash }.map { "[\($0 + 1)]" }
        }
        return numbers.isEmpty ? common.words(.sawAll) : numbers.joined(separator: " ")
    }

    private func showEdits(_ conflict: Conflict, _ history: [HistoryEntry]) throws {
        for entry in history {
            guard let column = entry.column, entry.operation == "update",
                !conflict.deletions.contains(where: {
                    ($0.seen[entry.author] ?? 0) >= entry.number
                })
            else { continue }
            let old = try words.value(conflict.table, column, entry.previous ?? .null)
            let new = try words.value(conflict.table, column, entry.value ?? .null)
            let label = try words.column(conflict.table, column)
            let device = try words.device(entry.author)
            let change = common.words(.changed(label, old, new))
            common.show(
                language == .zh
                    ? "\(entry.person) \(time(entry.at))，\(device)：\(change)"
                    : "\(entry.person), \(time(entry.at)), \(device): \(change)")
        }
    }

    private func time(_ at: Int64) -> String { Moment(at).text(in: language, yearOf: now) }
}

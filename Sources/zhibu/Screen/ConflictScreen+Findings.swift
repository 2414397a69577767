import ReplicaStore
import SyncCore
import TerminalScreen

/// Findings: what a rule of the schema lists, and what is wrong with a value as it is.
extension ConflictScreen {
    /// The rule's title, or what the finding is about.
    private func name() -> String {
        conflict.name(in: names.language) ?? words(.finding(conflict.kind))
    }

    private func rows() throws -> [String] {
        try [conflict.key, conflict.otherKey].compactMap { $0 }.map {
            try names.title(conflict.table, key: $0)
        }
    }

    func findingSummary() throws -> String {
        "\(name()): \(try rows().joined(separator: " / "))"
    }

    /// Two records side by side, as far as they differ: their names may be alike.
    private func twoRecords() throws -> [String] {
        guard let other = conflict.otherKey, let one = try names.values(conflict.table, key: conflict.key),
            let two = try names.values(conflict.table, key: other)
        else { return [] }
        let differing = zip(one, two).filter { $0.value != $1.value }.prefix(Self.columnsMax)
        guard !differing.isEmpty else { return [] }
        var table = AlignedTable(["", "[1]", "[2]"], indent: 2)
        for (one, two) in differing {
            let cells = try [one.value, two.value].map { cut(try names.shownMasked($0, conflict.table, one.column), to: Self.cellMax) }
            table.add([try names.label(conflict.table, one.column)] + cells)
        }
        return table.text.split(separator: "\n").map(String.init)
    }

    /// What tells two records apart stands in their first columns.
    private static let columnsMax = 8
    private static let cellMax = 24

    func findingLines() throws -> [String] {
        var lines = [name()]
        let records = [conflict.key, conflict.otherKey].compactMap { $0 }
        for (place, row) in records.enumerated() {
            let title = try names.title(conflict.table, key: row)
            let key = row.map(\.plainText).joined(separator: ", ")
            let number = records.count > 1 ? "[\(place + 1)] " : ""
            lines.append("  " + number + (title == key ? title : "\(title)  (\(key))"))
        }
        if let card = facts.card {
            lines.append("  " + (names.language == .zh ? card.zh : card.en))
        } else if let detail = conflict.detail, !detail.isEmpty {
            lines.append("  \(detail)")
        }
        lines += try twoRecords()
        if let unit = conflict.unit, let visible = conflict.visible {
            let values = try zip(conflict.columns, visible).map { column, value in
                "\(try names.label(conflict.table, column)) \(try words(of: value, column))"
            }
            lines.append("  " + (values.isEmpty ? unit : values.joined(separator: comma)))
        }
        for write in conflict.overwrites {
            lines.append(
                words(
                    .overwrittenBy(
                        try names.person(write.person, write.author), time(write.at),
                        try names.device(write.author))))
        }
        return lines
    }
}

extension Conflict {
    /// The title of its rule; nil where it has none.
    func name(in language: Language) -> String? {
        [language == .zh ? title : englishTitle, title].compactMap { $0 }.first { !$0.isEmpty }
    }
}

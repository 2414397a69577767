import ReplicaStore
import SyncCore

/// Findings: what a rule of the schema lists, and what is wrong with a value as it is.
extension ConflictScreen {
    /// The rule's title, or what the finding is about.
    private func name() throws -> String {
        if let title = conflict.title, !title.isEmpty { return title }
        return words(.finding(conflict.kind))
    }

    private func rows() throws -> [String] {
        try [conflict.key, conflict.otherKey].compactMap { $0 }.map {
            try names.title(conflict.table, key: $0)
        }
    }

    func findingSummary() throws -> String {
        "\(try name()): \(try rows().joined(separator: " / "))"
    }

    func findingLines() throws -> [String] {
        var lines = [try name()]
        for row in [conflict.key, conflict.otherKey].compactMap({ $0 }) {
            let title = try names.title(conflict.table, key: row)
            let key = row.map(\.plainText).joined(separator: ", ")
            lines.append("  " + (title == key ? title : "\(title)  (\(key))"))
        }
        if let detail = conflict.detail, !detail.isEmpty { lines.append("  \(detail)") }
        if let unit = conflict.unit, let visible = conflict.visible {
            let values = try zip(conflict.columns, visible).map { column, value in
                "\(try names.label(conflict.table, column)) \(try names.shown(value, conflict.table, column))"
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

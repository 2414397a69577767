import SyncCore

/// What happened between two folds to a row that went to another scope, told apart by scope: what was written before it
/// went is the old scope's to know, what was written then is the new one's.
struct MovedTimeline {
    /// In the order in which the row came to them.
    private(set) var parts: [(scope: String, edits: [RowTimeline.Edit])] = []

    /// - Parameters:
    ///   - timeline: Of a row that was there before the fold.
    ///   - first: Its scope then.
    ///   - scopeOf: The scope of a row that shows these values.
    init(_ timeline: RowTimeline, from first: String, scopeOf: ([Value]) throws -> String) rethrows {
        var running = timeline.before
        var scope = first
        for edit in timeline.edits {
            guard edit.verb != .delete else {
                append(edit, to: scope)
                running = nil
                continue
            }
            var values = running ?? []
            if edit.verb == .update {
                for (column, value) in edit.values { values[column] = value }
            } else {
                values = edit.values.keys.sorted().compactMap { edit.values[$0] }
            }
            let next = try scopeOf(values)
            if next == scope, edit.verb == .update || next == first {
                append(edit, to: scope)
            } else {
                if running != nil { append(RowTimeline.Edit(verb: .delete, at: edit.at), to: scope) }
                let all = Dictionary(uniqueKeysWithValues: values.enumerated().map { ($0, $1) })
                append(RowTimeline.Edit(verb: .insert, at: edit.at, values: all), to: next)
            }
            running = values
            scope = next
        }
    }

    private mutating func append(_ edit: RowTimeline.Edit, to scope: String) {
        if let index = parts.firstIndex(where: { $0.scope == scope }) {
            parts[index].edits.append(edit)
        } else {
            parts.append((scope, [edit]))
        }
    }
}

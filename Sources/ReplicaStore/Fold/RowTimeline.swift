import SyncCore

/// What the notes tell of one row between two folds, put into the order in which it happened.
///
/// A user's own triggers nest, so a note's number doesn't decide its place: an insertion comes before
/// every note since the row last did not exist.
struct RowTimeline {
    struct Note {
        var kind: Triggers.Note
        /// Milliseconds since 1970, by this computer's clock.
        var at: Int64
        /// Index into the table's columns, for an update.
        var column: Int
        var old: Value
        /// 0 in a `WITHOUT ROWID` table.
        var rowid: Int64
        /// The whole row as it was, for what ended it.
        var gone: [Value]
    }

    /// An edit with the values it wrote.
    struct Edit {
        var verb: RowOperation.Verb
        var at: Int64
        /// Column → value written; all columns for an insertion.
        var values: [Int: Value] = [:]
    }

    /// The edits in order; a `replace` still carries all columns.
    private(set) var edits: [Edit] = []
    /// What the row showed before the fold; nil where it did not exist.
    private(set) var before: [Value]?
    /// The rowid it had before the fold, where it ended since; else nil.
    private(set) var endedRowid: Int64?

    /// - Parameter current: The row's values now, or nil where it is gone.
    init(notes: [Note], current: [Value]?) {
        let notes = Self.withoutFalseAlarms(notes)
        var lives: [[Note]] = [[]]
        var ends: [Note] = []
        for note in notes {
            switch note.kind {
            case .delete, .replaced:
                ends.append(note)
                lives.append([])
            case .insert, .update: lives[lives.count - 1].append(note)
            }
        }
        endedRowid = ends.first.flatMap { _ in
            lives[0].contains { $0.kind == .insert } ? nil : ends.first?.rowid
        }
        for (index, life) in lives.enumerated() {
            let end = index < ends.count ? ends[index] : nil
            guard let last = end?.gone ?? current else { continue }
            append(life, endingAs: last, isFirst: index == 0)
            if let end, end.kind == .delete {
                edits.append(Edit(verb: .delete, at: end.at))
            }
        }
    }

    /// What came of all edits in the end, without the way there.
    ///
    /// Only for a row whose earlier values no changeset has room for: whoever was told so has written
    /// something smaller over them, or deleted the row.
    func net(current: [Value]?) -> [Edit] {
        let at = edits.last?.at ?? 0
        switch (before, current) {
        case (nil, nil): return []
        case (_?, nil): return [Edit(verb: .delete, at: at)]
        case (let before, let current?):
            let changed = current.indices.filter { before?[$0] != current[$0] }
            let values = Dictionary(uniqueKeysWithValues: changed.map { ($0, current[$0]) })
            if before == nil { return [Edit(verb: .insert, at: at, values: values)] }
            return values.isEmpty ? [] : [Edit(verb: .update, at: at, values: values)]
        }
    }

    /// `REPLACE` is announced before it happens; without an insertion after it, it did not.
    private static func withoutFalseAlarms(_ notes: [Note]) -> [Note] {
        notes.enumerated().filter { index, note in
            guard note.kind == .replaced else { return true }
            return notes[(index + 1)...].first { $0.kind != .update }?.kind == .insert
        }.map(\.element)
    }

    /// Walks back from the last values, so that each note finds the value it wrote.
    private mutating func append(_ life: [Note], endingAs last: [Value], isFirst: Bool) {
        var values = last
        var backwards: [Edit] = []
        for note in life.reversed() where note.kind == .update {
            let written = values[note.column]
            values[note.column] = note.old
            if let later = backwards.last, later.at == note.at, later.values[note.column] == nil {
                backwards[backwards.count - 1].values[note.column] = written
            } else {
                backwards.append(Edit(verb: .update, at: note.at, values: [note.column: written]))
            }
        }
        if let insertion = life.first(where: { $0.kind == .insert }) {
            let all = Dictionary(uniqueKeysWithValues: values.enumerated().map { ($0, $1) })
            let verb: RowOperation.Verb = before == nil ? .insert : .replace
            edits.append(Edit(verb: verb, at: insertion.at, values: all))
        } else if isFirst {
            before = values
        }
        edits += backwards.reversed()
    }
}

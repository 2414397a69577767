import GRDB
import SyncCore

/// Reads a table's notes, grouped by row, in the order of each row's first note: whole, with what was
/// overwritten.
struct NoteReader {
    let log: ChangesetLog
    let table: TableModel

    var hasNotes: Bool {
        get throws {
            let row = try log.statement("SELECT EXISTS (SELECT 1 FROM \(table.notes))")
            defer { row.reset() }
            return try row.step() && row.int(0) == 1
        }
    }

    /// - Parameter wanted: The rows to read the notes of.
    func read(_ wanted: Set<RowKey>) throws -> [(key: [Value], notes: [RowTimeline.Note])] {
        let columnAt = Dictionary(
            uniqueKeysWithValues: table.columns.enumerated().map { ($1.position, $0) })
        let keys = table.key.indices.map { "n.k\($0)" }.joined(separator: ", ")
        let gone = table.columns.map { ", g.c\($0.position)" }.joined()
        let rows = try log.statement(
            """
            SELECT n.op, n.at, n.pos, n.old, n.rid, \(keys)\(gone)
            FROM \(table.notes) n LEFT JOIN \(table.gone) g ON g.seq = n.seq
            AND n.op > \(Triggers.Note.update.rawValue) ORDER BY n.seq
            """)
        var groups: [(key: [Value], notes: [RowTimeline.Note])] = []
        var groupAt: [RowKey: Int] = [:]
        let firstValue = 5 + table.key.count
        while try rows.step() {
            var keyBytes: [UInt8] = []
            rows.appendKey(5..<firstValue, to: &keyBytes)
            let rowKey = RowKey(bytes: keyBytes)
            guard wanted.contains(rowKey) else { continue }
            guard let kind = Triggers.Note(rawValue: rows.int(0)) else {
                throw StoreError(.fileDamaged, "a note of \(table.name)")
            }
            var note = RowTimeline.Note(
                kind: kind, at: Triggers.milliseconds(julianDay: rows.real(1)), column: 0, old: .null,
                rowid: rows.int(4), gone: [])
            switch kind {
            case .update:
                // A note of a column that was dropped since has no place any more.
                guard let column = columnAt[Int(rows.int(2))] else { continue }
                note.column = column
                note.old = rows.value(3)
            case .delete, .replaced:
                note.gone = rows.values(firstValue..<firstValue + table.columns.count)
            case .insert: break
            }
            if let index = groupAt[rowKey] {
                groups[index].notes.append(note)
            } else {
                groupAt[rowKey] = groups.count
                groups.append((rows.values(5..<firstValue), [note]))
            }
        }
        return groups
    }

    func clear() throws {
        try log.statement("DELETE FROM \(table.notes)").run()
        // Emptying a table writes its page, also where there is nothing in it.
        let ended = try log.statement("SELECT EXISTS (SELECT 1 FROM \(table.gone))")
        let hasEnded = try ended.step() && ended.int(0) == 1
        ended.reset()
        if hasEnded { try log.statement("DELETE FROM \(table.gone)").run() }
    }
}

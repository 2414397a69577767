import CSQLiteShim
import SyncCore

/// A table's notes by row: which column and when, without what was overwritten. The edits of most
/// rows can be told from that and the table alone.
///
/// Kept in few arrays, some 60 bytes a note, because an import leaves hundreds of thousands.
struct NoteIndex {
    struct Note {
        var seq: Int64
        /// Milliseconds since 1970, by this computer's clock.
        var at: Int64
        /// Index into the table's columns, for an update.
        var column: Int32
        /// The row's next note.
        var next: Int32
        /// Index into `rows`.
        var row: Int32
    }

    struct Row {
        /// Where the key's canonical fields lie.
        fileprivate(set) var key: Range<Int>
        fileprivate(set) var hash: UInt64
        fileprivate(set) var first: Int32
        fileprivate(set) var last: Int32
        /// It came into being, and nothing else was noted.
        fileprivate(set) var isInsertion: Bool
        /// Only updates of existing columns, each of another one.
        fileprivate(set) var isUpdate: Bool
    }

    private(set) var notes: [Note] = []
    private(set) var rows: [Row] = []
    private var keys: [UInt8] = []
    /// Open addressing: index into `rows`, or -1.
    private var slots: [Int32] = Array(repeating: -1, count: 64)

    init(_ log: ChangesetLog, _ table: TableModel) throws {
        let columnAt = Dictionary(
            uniqueKeysWithValues: table.columns.enumerated().map { ($1.position, $0) })
        let keyList = table.key.indices.map { "k\($0)" }.joined(separator: ", ")
        let noted = try log.statement("SELECT seq, op, at, pos, \(keyList) FROM \(table.notes) ORDER BY seq")
        while try noted.step() {
            guard let kind = Triggers.Note(rawValue: noted.int(1)) else {
                throw StoreError(.fileDamaged, "a note of \(table.name)")
            }
            // A note of a column that was dropped since has no place any more.
            let column = kind == .update ? columnAt[Int(noted.int(3))] : -1
            guard let column else { continue }
            let row = row(noted, fields: 4..<4 + table.key.count)
            add(
                Note(
                    seq: noted.int(0), at: Triggers.milliseconds(julianDay: noted.real(2)),
                    column: Int32(column), next: -1, row: Int32(row)), kind)
        }
    }

    /// The key's canonical fields, as in a `RowKey`.
    func key(of row: Row) -> ArraySlice<UInt8> { keys[row.key] }

    func rowKey(of row: Row) -> RowKey { RowKey(bytes: Array(keys[row.key])) }

    /// The row's notes in order.
    func forEachNote(of row: Row, _ body: (Note) -> Void) {
        var next = row.first
        while next >= 0 {
            body(notes[Int(next)])
            next = notes[Int(next)].next
        }
    }

    private mutating func add(_ note: Note, _ kind: Triggers.Note) {
        let index = Int32(notes.count)
        let at = Int(note.row)
        if rows[at].first < 0 {
            rows[at].first = index
            rows[at].isInsertion = kind == .insert
            rows[at].isUpdate = kind == .update
        } else {
            rows[at].isInsertion = false
            if rows[at].isUpdate {
                var isNew = kind == .update
                forEachNote(of: rows[at]) { isNew = isNew && $0.column != note.column }
                rows[at].isUpdate = isNew
            }
            notes[Int(rows[at].last)].next = index
        }
        rows[at].last = index
        notes.append(note)
    }

    /// The index of the row with the key that lies at the end of `keys`.
    private mutating func row(_ noted: Statement, fields: Range<Int>) -> Int {
        let start = keys.count
        noted.appendKey(fields, to: &keys)
        let key = start..<keys.count
        let hash = RowKey.hash64(of: keys[key])
        if rows.count * 2 >= slots.count { grow() }
        var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
        while slots[slot] >= 0 {
            let row = rows[Int(slots[slot])]
            if row.hash == hash, keys[row.key] == keys[key] {
                keys.removeSubrange(key)
                return Int(slots[slot])
            }
            slot = (slot + 1) & (slots.count - 1)
        }
        slots[slot] = Int32(rows.count)
        rows.append(
            Row(key: key, hash: hash, first: -1, last: -1, isInsertion: false, isUpdate: false))
        return rows.count - 1
    }

    private mutating func grow() {
        slots = Array(repeating: -1, count: slots.count * 2)
        for (index, row) in rows.enumerated() {
            var slot = Int(truncatingIfNeeded: row.hash) & (slots.count - 1)
            while slots[slot] >= 0 { slot = (slot + 1) & (slots.count - 1) }
            slots[slot] = Int32(index)
        }
    }
}

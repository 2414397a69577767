import SyncCore

/// The stored form of a row that has more than its table shows.
///
///     number of presence heads · (dot, 1 if present) … · units
///     unit: column position · twice the number of heads, and 1 if a common text follows · heads · common text
///     head: dot · twice the number of absences, and 1 if blank · their dots · values and 1, or 0 where the table has them
enum RowStateBlob {
    static func encode(_ state: RowState, of table: TableModel) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.append(varint: UInt64(state.presence.count))
        for head in state.presence {
            RowClock.append(head.dot, to: &bytes)
            bytes.append(head.isPresent ? 1 : 0)
        }
        for (index, heads) in state.units.enumerated() where !heads.isEmpty {
            append(heads, base: state.bases[index], at: table.columns[table.units[index].columns[0]].position, to: &bytes)
        }
        return bytes
    }

    /// Appends a unit.
    static func append(_ heads: [RowState.Head], base: Value?, at position: Int, to bytes: inout [UInt8]) {
        begin(heads.count, hasBase: base != nil, at: position, to: &bytes)
        for head in heads {
            append(head.dot, absences: head.absences, isBlank: head.isBlank, values: head.values, to: &bytes)
        }
        if let base { append(base, to: &bytes) }
    }

    /// Appends a unit with two living heads.
    static func append(
        _ first: (dot: Dot, values: [Value], isBlank: Bool), _ second: (dot: Dot, values: [Value]), at position: Int,
        to bytes: inout [UInt8]
    ) {
        begin(2, hasBase: false, at: position, to: &bytes)
        append(first.dot, isBlank: first.isBlank, values: first.values, to: &bytes)
        append(second.dot, isBlank: false, values: second.values, to: &bytes)
    }

    private static func begin(_ heads: Int, hasBase: Bool, at position: Int, to bytes: inout [UInt8]) {
        bytes.append(varint: UInt64(position))
        bytes.append(varint: UInt64(heads) << 1 | (hasBase ? 1 : 0))
    }

    private static func append(
        _ dot: Dot, absences: [Dot] = [], isBlank: Bool, values: [Value]?, to bytes: inout [UInt8]
    ) {
        RowClock.append(dot, to: &bytes)
        bytes.append(varint: UInt64(absences.count) << 1 | (isBlank ? 1 : 0))
        for dot in absences { RowClock.append(dot, to: &bytes) }
        guard let values else { return bytes.append(0) }
        bytes.append(varint: UInt64(values.count) + 1)
        for value in values { append(value, to: &bytes) }
    }

    private static func append(_ value: Value, to bytes: inout [UInt8]) {
        // Most lengths take one byte.
        let start = bytes.count
        bytes.append(0)
        value.appendText(to: &bytes)
        let count = bytes.count - start - 1
        guard count >= 0x80 else {
            bytes[start] = UInt8(count)
            return
        }
        var length: [UInt8] = []
        length.append(varint: UInt64(count))
        bytes.replaceSubrange(start...start, with: length)
    }

    private static func value(_ reader: inout BlobReader) -> Value? {
        guard let length = reader.varint(), let text = reader.take(Int(length)) else { return nil }
        return Value(text: text[...])
    }

    static func decode(_ blob: [UInt8], of table: TableModel) throws -> RowState {
        var reader = BlobReader(blob)
        var state = RowState(unitCount: table.units.count)
        guard let presences = reader.varint() else { throw damaged(table) }
        for _ in 0..<presences {
            guard let dot = RowClock.dot(&reader), let flag = reader.byte() else {
                throw damaged(table)
            }
            state.presence.append(.init(dot: dot, isPresent: flag == 1))
        }
        try decodeUnits(&reader, of: table, into: &state)
        return state
    }

    static func decodeUnits(_ blob: [UInt8], of table: TableModel, into state: inout RowState) throws {
        var reader = BlobReader(blob)
        try decodeUnits(&reader, of: table, into: &state)
    }

    /// Reads units over what `state` has of them.
    private static func decodeUnits(_ reader: inout BlobReader, of table: TableModel, into state: inout RowState) throws {
        while !reader.isAtEnd {
            guard let position = reader.varint(), let count = reader.varint() else { throw damaged(table) }
            let unit = table.unitAt[Int(position)]
            var heads: [RowState.Head] = []
            for _ in 0..<count >> 1 {
                guard let head = head(&reader) else { throw damaged(table) }
                heads.append(head)
            }
            if let unit { state.units[unit] = heads }
            guard count & 1 == 1 else { continue }
            guard let base = value(&reader) else { throw damaged(table) }
            if let unit { state.bases[unit] = base }
        }
    }

    private static func damaged(_ table: TableModel) -> StoreError { StoreError(.fileDamaged, "state of a row of \(table.name)") }

    private static func head(_ reader: inout BlobReader) -> RowState.Head? {
        guard let dot = RowClock.dot(&reader), let absences = reader.varint() else { return nil }
        var head = RowState.Head(dot: dot, values: nil, isBlank: absences & 1 == 1)
        for _ in 0..<absences >> 1 {
            guard let absence = RowClock.dot(&reader) else { return nil }
            head.absences.append(absence)
        }
        guard let count = reader.varint() else { return nil }
        guard count > 0 else { return head }
        var values: [Value] = []
        for _ in 1..<count {
            guard let value = value(&reader) else { return nil }
            values.append(value)
        }
        head.values = values
        return head
    }
}

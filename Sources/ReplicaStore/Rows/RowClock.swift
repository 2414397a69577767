import SyncCore

/// The stored clock of one row: which changeset wrote each unit, in a few bytes.
///
///     flags · 8 bytes of key hash · base dot · (column position, dot) for each unit that differs
///
/// The base is the write of presence. A row that is not simple has only the base here, which tells
/// its scope; the rest is in `zhibu_row`.
struct RowClock: Equatable {
    var isSimple: Bool
    var keyHash: UInt64
    var base: Dot
    /// Position of the unit's first column → dot.
    var exceptions: [(position: Int, dot: Dot)] = []

    init(isSimple: Bool, keyHash: UInt64, base: Dot) {
        self.isSimple = isSimple
        self.keyHash = keyHash
        self.base = base
    }

    init?(blob: [UInt8]) {
        var reader = BlobReader(blob)
        guard let flags = reader.take(1)?.first, flags < 2, let hash = reader.take(8),
            let base = Self.dot(&reader)
        else { return nil }
        isSimple = flags == 0
        keyHash = hash.reduce(0) { $0 << 8 | UInt64($1) }
        self.base = base
        while !reader.isAtEnd {
            guard let position = reader.varint(), let dot = Self.dot(&reader) else { return nil }
            exceptions.append((Int(position), dot))
        }
    }

    var blob: [UInt8] {
        var bytes: [UInt8] = []
        encode(into: &bytes)
        return bytes
    }

    /// Writes the blob over what `bytes` held.
    func encode(into bytes: inout [UInt8]) {
        bytes.removeAll(keepingCapacity: true)
        bytes.append(isSimple ? 0 : 1)
        for shift in stride(from: 56, through: 0, by: -8) {
            bytes.append(UInt8(truncatingIfNeeded: keyHash >> UInt64(shift)))
        }
        Self.append(base, to: &bytes)
        for (position, dot) in exceptions {
            bytes.append(varint: UInt64(position))
            Self.append(dot, to: &bytes)
        }
    }

    /// The changeset that alone wrote a unit.
    func head(of unit: Int, in table: TableModel) -> Dot {
        let position = table.columns[table.units[unit].columns[0]].position
        return exceptions.first { $0.position == position }?.dot ?? base
    }

    /// Notes that one changeset alone wrote a unit; exceptions stay in the order of the units.
    mutating func set(_ unit: Int, to dot: Dot, of table: TableModel) {
        let position = table.columns[table.units[unit].columns[0]].position
        exceptions.removeAll { $0.position == position }
        guard dot != base else { return }
        let index = exceptions.firstIndex { (table.unitAt[$0.position] ?? 0) > unit }
        exceptions.insert((position, dot), at: index ?? exceptions.count)
    }

    static func append(_ dot: Dot, to bytes: inout [UInt8]) {
        bytes.append(varint: UInt64(dot.chain.value))
        bytes.append(varint: UInt64(dot.number))
    }

    static func dot(_ reader: inout BlobReader) -> Dot? {
        guard let chain = reader.varint(), let number = reader.varint(), number < 1 << 40 else {
            return nil
        }
        return Dot(chain: ChainIndex(Int(chain)), number: Int64(number))
    }

    static func == (left: RowClock, right: RowClock) -> Bool { left.blob == right.blob }
}

/// The stored form of a row that has more than its table shows.
enum RowStateBlob {
    static func encode(_ state: RowState, of table: TableModel) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.append(varint: UInt64(state.presence.count))
        for head in state.presence {
            RowClock.append(head.dot, to: &bytes)
            bytes.append(head.isPresent ? 1 : 0)
        }
        for (index, heads) in state.units.enumerated() where !heads.isEmpty {
            bytes.append(varint: UInt64(table.columns[table.units[index].columns[0]].position))
            let base = state.bases[index]
            bytes.append(varint: UInt64(heads.count) << 1 | (base == nil ? 0 : 1))
            for head in heads { append(head, to: &bytes) }
            if let base { append(base, to: &bytes) }
        }
        return bytes
    }

    private static func append(_ head: RowState.Head, to bytes: inout [UInt8]) {
        append(head.dot, absences: head.absences, isBlank: head.isBlank, values: head.values, to: &bytes)
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

    /// As `encode` of a row with one head a unit, but for some that have got a second one.
    ///
    /// - Parameters:
    ///   - heads: Where each unit was written, but for the second heads.
    ///   - second: The changeset that made the second heads.
    ///   - disputed: In the order of the units, the values of the first head and of the second.
    static func encode(
        base: Dot, heads: [Dot], second: Dot, disputed: [(unit: Int, first: [Value], second: [Value])],
        of table: TableModel
    ) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(64 + 8 * heads.count)
        bytes.append(varint: 1)
        RowClock.append(base, to: &bytes)
        bytes.append(1)
        var rest = disputed[...]
        for index in table.units.indices {
            bytes.append(varint: UInt64(table.columns[table.units[index].columns[0]].position))
            let isBlank = table.units[index].policy.owner != nil
            guard let values = rest.first, values.unit == index else {
                bytes.append(2)
                append(heads[index], isBlank: isBlank, values: nil, to: &bytes)
                continue
            }
            rest = rest.dropFirst()
            bytes.append(4)
            append(heads[index], isBlank: isBlank, values: values.first, to: &bytes)
            append(second, isBlank: false, values: values.second, to: &bytes)
        }
        return bytes
    }

    private static func append(_ value: Value, to bytes: inout [UInt8]) {
        var text: [UInt8] = []
        value.appendText(to: &text)
        bytes.append(varint: UInt64(text.count))
        bytes.append(contentsOf: text)
    }

    private static func value(_ reader: inout BlobReader) -> Value? {
        guard let length = reader.varint(), let text = reader.take(Int(length)) else { return nil }
        return Value(text: text[...])
    }

    static func decode(_ blob: [UInt8], of table: TableModel) throws -> RowState {
        var reader = BlobReader(blob)
        var state = RowState(unitCount: table.units.count)
        let damaged = StoreError(.fileDamaged, "state of a row of \(table.name)")
        guard let presences = reader.varint() else { throw damaged }
        for _ in 0..<presences {
            guard let dot = RowClock.dot(&reader), let flag = reader.take(1)?.first else {
                throw damaged
            }
            state.presence.append(.init(dot: dot, isPresent: flag == 1))
        }
        while !reader.isAtEnd {
            guard let position = reader.varint(), let count = reader.varint() else { throw damaged }
            let unit = table.unitAt[Int(position)]
            for _ in 0..<count >> 1 {
                guard let head = head(&reader) else { throw damaged }
                if let unit { state.units[unit].append(head) }
            }
            guard count & 1 == 1 else { continue }
            guard let base = value(&reader) else { throw damaged }
            if let unit { state.bases[unit] = base }
        }
        return state
    }

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

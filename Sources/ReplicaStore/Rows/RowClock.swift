import SyncCore

/// The stored clock of one row that its table shows: which changesets wrote each unit, in a few bytes.
///
///     0 · key hash · base dot · (column position, dot) for each unit that another changeset wrote
///     2 · key hash · base dot · their number · (column position, dot) … · units, as `RowStateBlob` has them
///     3 · key hash · base dot · state, as `RowStateBlob` has it
///
/// The key hash has 8 bytes. The base is the write of presence, which tells the row's scope. Most rows are plain, with one
/// head a unit; units with several follow behind, because whoever needs them has that page at hand.
struct RowClock: Equatable {
    /// What there is to a row beside one head a unit.
    enum Rest: Equatable {
        case none
        /// Of the units that have something else.
        case units([UInt8])
        /// Of a row that was deleted on the way, too.
        case state([UInt8])
        /// In `zhibu_row`, as format 8 and before had it.
        case elsewhere
    }

    var keyHash: UInt64
    var base: Dot
    /// Position of the unit's first column → dot.
    var exceptions: [(position: Int, dot: Dot)] = []
    var rest = Rest.none

    /// Whether the table shows all there is.
    var isSimple: Bool { if case .none = rest { true } else { false } }

    init(keyHash: UInt64, base: Dot) {
        self.keyHash = keyHash
        self.base = base
    }

    /// - Parameters:
    ///   - state: Somebody wrote it.
    ///   - isSimple: Only its dots are kept.
    init?(keyHash: UInt64, _ state: RowState, isSimple: Bool, of table: TableModel) {
        guard let base = state.presence.first?.dot ?? state.units.lazy.compactMap({ $0.first?.dot }).first else { return nil }
        self.init(keyHash: keyHash, base: base)
        guard isSimple || state.presence == [.init(dot: base, isPresent: true)] else {
            rest = .state(RowStateBlob.encode(state, of: table))
            return
        }
        var units: [UInt8] = []
        for (unit, heads) in zip(table.units, state.units) {
            let position = table.columns[unit.columns[0]].position
            if isSimple || heads == [Self.head(heads.first?.dot ?? base, of: unit)] {
                if heads[0].dot != base { exceptions.append((position, heads[0].dot)) }
            } else {
                RowStateBlob.append(heads, base: state.bases[table.unitAt[position] ?? 0], at: position, to: &units)
            }
        }
        if !isSimple { rest = .units(units) }
    }

    init?(blob: [UInt8]) {
        var reader = BlobReader(blob)
        guard let flags = reader.byte(), flags < 4, let keyHash = reader.word(),
            let base = Self.dot(&reader)
        else { return nil }
        self.keyHash = keyHash
        self.base = base
        var count = UInt64.max
        switch flags {
        case 0: break
        case 1: rest = .elsewhere
        case 2:
            guard let number = reader.varint() else { return nil }
            count = number
        default: rest = .state(reader.takeRest())
        }
        while exceptions.count < count, !reader.isAtEnd {
            guard let position = reader.varint(), let dot = Self.dot(&reader) else { return nil }
            exceptions.append((Int(position), dot))
        }
        guard flags == 2 else { return }
        guard exceptions.count == count else { return nil }
        rest = .units(reader.takeRest())
    }

    var blob: [UInt8] {
        var bytes: [UInt8] = []
        encode(into: &bytes)
        return bytes
    }

    /// Writes the blob over what `bytes` held.
    func encode(into bytes: inout [UInt8]) {
        bytes.removeAll(keepingCapacity: true)
        switch rest {
        case .none: bytes.append(0)
        case .elsewhere: bytes.append(1)
        case .units: bytes.append(2)
        case .state: bytes.append(3)
        }
        for shift in stride(from: 56, through: 0, by: -8) {
            bytes.append(UInt8(truncatingIfNeeded: keyHash >> UInt64(shift)))
        }
        Self.append(base, to: &bytes)
        if case .units = rest { bytes.append(varint: UInt64(exceptions.count)) }
        for (position, dot) in exceptions {
            bytes.append(varint: UInt64(position))
            Self.append(dot, to: &bytes)
        }
        switch rest {
        case .none, .elsewhere: break
        case .units(let more), .state(let more): bytes += more
        }
    }

    /// The row as it is, but for values that the table shows.
    ///
    /// - Throws: `StoreError.fileDamaged`.
    /// - Returns: Nil where the clock doesn't tell.
    func state(of table: TableModel) throws -> RowState? {
        switch rest {
        case .elsewhere: return nil
        case .state(let bytes): return try RowStateBlob.decode(bytes, of: table)
        case .none, .units:
            var state = RowState(unitCount: table.units.count)
            state.presence = [.init(dot: base, isPresent: true)]
            for (index, unit) in table.units.enumerated() { state.units[index] = [Self.head(head(of: index, in: table), of: unit)] }
            if case .units(let bytes) = rest { try RowStateBlob.decodeUnits(bytes, of: table, into: &state) }
            return state
        }
    }

    /// All changesets that it names, as far as it can be read.
    func dots(in table: TableModel) -> [Dot] {
        let heads = (try? state(of: table))?.map { $0.presence.map(\.dot) + $0.units.joined().map(\.dot) }
        return [base] + exceptions.map(\.dot) + (heads ?? [])
    }

    /// What a unit that is like most has. Where a proposal waits, a row is not simple: another's single head is a blank.
    private static func head(_ dot: Dot, of unit: TableModel.Unit) -> RowState.Head {
        .init(dot: dot, values: nil, isBlank: unit.policy.owner != nil)
    }

    /// The changeset that alone wrote a unit.
    func head(of unit: Int, in table: TableModel) -> Dot {
        let position = table.columns[table.units[unit].columns[0]].position
        return exceptions.first { $0.position == position }?.dot ?? base
    }

    /// Notes that one changeset alone wrote a unit; exceptions stay in the order of the units.
    mutating func set(_ unit: Int, to dot: Dot, of table: TableModel) {
        let position = table.columns[table.units[unit].columns[0]].position
        if !exceptions.isEmpty { exceptions.removeAll { $0.position == position } }
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

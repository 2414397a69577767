import SyncCore

/// Which changesets name which rows: four bytes of key hash for each, so that a row's history is found by a
/// narrow scan.
///
/// The last few small changesets of a chain that is written here may not be in it yet: they are looked at
/// themselves. So a commit of one row writes a page less.
final class TouchIndex {
    private let log: ChangesetLog
    private let chains: ChainTable
    /// Up to which number a chain's changesets are in the index.
    private var indexed: [ChainIndex: Int64] = [:]

    /// How many changesets of a chain may be left to be looked at, and how many rows a small one names.
    private static let restMax: Int64 = 8
    private static let smallMax = 16

    init(_ log: ChangesetLog, _ chains: ChainTable) {
        self.log = log
        self.chains = chains
    }

    /// - Parameters:
    ///   - keys: In any order; each as often as it was mentioned.
    ///   - mayWait: Whether it may be left to be looked at.
    func add(_ keys: [UInt32], at dot: Dot, mayWait: Bool = false) throws {
        let last = try lastIndexed(dot.chain)
        if mayWait, keys.count <= Self.smallMax, dot.number - last < Self.restMax { return }
        for number in last + 1 < dot.number ? try log.numbersWithLines(of: dot.chain, last + 1...dot.number - 1) : [] {
            let before = Dot(chain: dot.chain, number: number)
            try save(Self.keys(of: log.changeset(at: before)), at: before)
        }
        try save(keys, at: dot)
        indexed[dot.chain] = dot.number
    }

    private func lastIndexed(_ chain: ChainIndex) throws -> Int64 {
        if let known = indexed[chain] { return known }
        let fork = chains[chain]?.fork ?? 0
        let row = try log.statement("SELECT max(id) FROM zhibu_touch WHERE id > ? AND id < ?")
            .bind(1, Dot(chain: chain, number: fork).packed)
            .bind(2, Dot(chain: ChainIndex(chain.value + 1), number: 0).packed)
        defer { row.reset() }
        let last = try row.step() && !row.isNull(0) ? Dot(packed: row.int(0)).number : fork
        indexed[chain] = last
        return last
    }

    static func keys(of changeset: Changeset) -> [UInt32] {
        changeset.lines.flatMap { [$0.rowKey, $0.otherRowKey].compactMap { $0 } }
            .map { UInt32(truncatingIfNeeded: RowKey($0).hash64) }
    }

    /// Leaves none of a chain's changesets up to a number to be looked at.
    func complete(_ chain: ChainIndex, through number: Int64) throws {
        let last = try lastIndexed(chain)
        guard last < number else { return }
        for next in try log.numbersWithLines(of: chain, last + 1...number) {
            let dot = Dot(chain: chain, number: next)
            try save(Self.keys(of: log.changeset(at: dot)), at: dot)
            indexed[chain] = next
        }
    }

    /// Notes that nothing up to a chain's changeset is left to be looked at; a stub names no row.
    func mark(_ dot: Dot) throws {
        try log.statement("INSERT OR IGNORE INTO zhibu_touch(id, rows) VALUES (?, x'')").bind(1, dot.packed).run()
        indexed[dot.chain] = nil
    }

    /// Notes of a changeset that is not whole any more which rows it still names.
    func replace(_ changeset: Changeset, at dot: Dot) throws {
        let keys = Self.keys(of: changeset)
        try log.statement("DELETE FROM zhibu_touch WHERE id = ?").bind(1, dot.packed).run()
        if !keys.isEmpty { try save(keys, at: dot) }
    }

    /// As the index has them.
    static func packed(_ keys: [UInt32]) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(keys.count * 4)
        var last: UInt32?
        for key in keys.sorted() where key != last {
            last = key
            for shift in [24, 16, 8, 0] as [UInt32] {
                bytes.append(UInt8(truncatingIfNeeded: key >> shift))
            }
        }
        return bytes
    }

    private func save(_ keys: [UInt32], at dot: Dot) throws {
        let bytes = Self.packed(keys)
        try log.statement("INSERT INTO zhibu_touch(id, rows) VALUES (?, ?)")
            .bind(1, dot.packed).bind(2, blob: bytes).run()
    }

    // MARK: finding

    /// The changesets that may touch a row.
    func dots(touching hash: UInt32) throws -> [Dot] {
        try dots(touching: [hash]).map(\.dot)
    }

    /// The changesets that may touch any of these rows, by chain and number, with the hashes that each has
    /// of them.
    func dots(touching hashes: Set<UInt32>) throws -> [(dot: Dot, hashes: [UInt32])] {
        let wanted = hashes.sorted()
        let rows = try log.statement("SELECT id, rows FROM zhibu_touch ORDER BY id")
        var found: [(dot: Dot, hashes: [UInt32])] = []
        while try rows.step() {
            let own = rows.withBytes(1) { bytes in wanted.filter { Self.contains($0, in: bytes) } }
            if !own.isEmpty { found.append((Dot(packed: rows.int(0)), own)) }
        }
        for chain in chains.chains.values where chain.scope != ControlName.scope {
            let last = try lastIndexed(chain.index)
            for number in last < chain.last ? try log.numbersWithLines(of: chain.index, last + 1...chain.last) : [] {
                let dot = Dot(chain: chain.index, number: number)
                let own = hashes.intersection(Self.keys(of: try log.changeset(at: dot)))
                if !own.isEmpty { found.append((dot, own.sorted())) }
            }
        }
        return found.sorted { $0.dot < $1.dot }
    }

    static func contains(_ hash: UInt32, in bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        let words = UnsafeRawBufferPointer(bytes)
        func word(_ index: Int) -> UInt32 {
            UInt32(bigEndian: words.loadUnaligned(fromByteOffset: index * 4, as: UInt32.self))
        }
        var low = 0
        var high = words.count / 4
        while low < high {
            let middle = (low + high) / 2
            if word(middle) < hash { low = middle + 1 } else { high = middle }
        }
        return low < words.count / 4 && word(low) == hash
    }
}

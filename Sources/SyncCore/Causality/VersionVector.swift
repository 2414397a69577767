/// A chain as one replica numbers it: dense, small, and never written to the wire.
///
/// On the wire a chain is told by author, number and hash, because a fork found later renames it.
public struct ChainIndex: Hashable, Sendable, Comparable {
    public let value: Int
    public init(_ value: Int) { self.value = value }
    public static func < (left: ChainIndex, right: ChainIndex) -> Bool { left.value < right.value }
}

/// Names one changeset on one replica: its chain and its number there, which begins at 1.
public struct Dot: Hashable, Sendable, Comparable {
    public var chain: ChainIndex
    public var number: Int64

    public init(chain: ChainIndex, number: Int64) {
        self.chain = chain
        self.number = number
    }

    /// One integer for both, in the order of chains and numbers; the key of the stored log.
    public var packed: Int64 { Int64(chain.value) << 40 | number }
    public init(packed: Int64) {
        chain = ChainIndex(Int(packed >> 40))
        number = packed & (1 << 40 - 1)
    }

    public static func < (left: Dot, right: Dot) -> Bool { left.packed < right.packed }
}

/// Chain → highest number seen: "I have this chain up to here".
///
/// A chain that forked from another one is an entry of its own, and whoever has seen it has seen
/// its parent up to the fork; the entries hold that explicitly, so one comparison decides.
/// - SeeAlso: Parker et al. 1983, "Detection of mutual inconsistency in distributed systems".
public struct VersionVector: Equatable, Sendable {
    public private(set) var numbers: [ChainIndex: Int64]

    public init(_ numbers: [ChainIndex: Int64] = [:]) { self.numbers = numbers }

    public subscript(chain: ChainIndex) -> Int64 { numbers[chain] ?? 0 }

    public func contains(_ dot: Dot) -> Bool { self[dot.chain] >= dot.number }

    /// Notes that the chain was seen up to this dot; never goes back.
    public mutating func formUnion(_ dot: Dot) {
        if self[dot.chain] < dot.number { numbers[dot.chain] = dot.number }
    }

    public mutating func formUnion(_ other: VersionVector) {
        for (chain, number) in other.numbers {
            formUnion(Dot(chain: chain, number: number))
        }
    }

    /// A compact form for storage: pairs of varints, sorted by chain.
    package var blob: [UInt8] {
        var bytes: [UInt8] = []
        for (chain, number) in numbers.sorted(by: { $0.key < $1.key }) {
            bytes.append(varint: UInt64(chain.value))
            bytes.append(varint: UInt64(number))
        }
        return bytes
    }

    package init?(blob: [UInt8]) {
        var reader = BlobReader(blob)
        numbers = [:]
        while !reader.isAtEnd {
            guard let chain = reader.varint(), let number = reader.varint() else { return nil }
            numbers[ChainIndex(Int(chain))] = Int64(number)
        }
    }
}

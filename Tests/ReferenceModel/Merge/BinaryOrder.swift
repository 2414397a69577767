import SyncCore

/// SQLite's BINARY order: NULL, numbers by value, text and blobs by bytes.
///
/// An integer comes before an equal real. A unit's columns compare one after another.
func < (left: [Value], right: [Value]) -> Bool {
    for (a, b) in zip(left, right) where a != b {
        if a.isBelow(b) { return true }
        if b.isBelow(a) { return false }
    }
    return left.count < right.count
}

func > (left: [Value], right: [Value]) -> Bool { right < left }

extension Value {
    fileprivate func isBelow(_ other: Value) -> Bool {
        switch (self, other) {
        case (.integer(let a), .integer(let b)): a < b
        case (.real(let a), .real(let b)): a < b
        case (.integer(let a), .real(let b)): Self.compare(a, b) <= 0
        case (.real(let a), .integer(let b)): Self.compare(b, a) > 0
        case (.text(let a), .text(let b)), (.blob(let a), .blob(let b)):
            a.lexicographicallyPrecedes(b)
        default: rank < other.rank
        }
    }

    private var rank: Int {
        switch self {
        case .null: 0
        case .integer, .real: 1
        case .text: 2
        case .blob: 3
        }
    }

    /// Exactly, as no integer of 64 bits may be rounded on the way: -1, 0 or 1.
    private static func compare(_ integer: Int64, _ real: Double) -> Int {
        if real >= 0x1p63 { return -1 }
        if real < -0x1p63 { return 1 }
        let whole = Int64(real.rounded(.down))
        if integer != whole { return integer < whole ? -1 : 1 }
        return real.rounded(.down) < real ? -1 : 0
    }
}

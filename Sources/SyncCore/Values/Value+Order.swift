extension Value {
    /// SQLite's BINARY order: NULL, then numbers by value (an integer before an equal real), then
    /// text by bytes, then blobs by bytes.
    ///
    /// - Returns: True when `left` sorts before `right`; equal values are not before each other.
    public static func precedes(_ left: Value, _ right: Value) -> Bool {
        switch (left, right) {
        case (.integer(let a), .integer(let b)): return a < b
        case (.real(let a), .real(let b)): return a < b
        case (.integer(let a), .real(let b)): return compare(a, b) <= 0
        case (.real(let a), .integer(let b)): return compare(b, a) > 0
        case (.text(let a), .text(let b)), (.blob(let a), .blob(let b)):
            return a.lexicographicallyPrecedes(b)
        default: return left.rank < right.rank
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

    /// Compares exactly, without rounding the integer to a real: -1, 0 or 1.
    private static func compare(_ integer: Int64, _ real: Double) -> Int {
        if real >= 0x1p63 { return -1 }
        if real < -0x1p63 { return 1 }
        let whole = real.rounded(.down)
        let truncated = Int64(whole)
        if integer != truncated { return integer < truncated ? -1 : 1 }
        return whole < real ? -1 : 0
    }
}

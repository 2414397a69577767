/// One SQLite value, kept exactly: the storage class and every byte of it.
///
/// Text is held as bytes, because a SQLite text may hold U+0000 and need not be valid UTF-8; two
/// values are equal when they have the same storage class and the same bytes.
public enum Value: Sendable, Hashable {
    case null
    case integer(Int64)
    /// Never NaN: SQLite stores NaN as NULL. Equality is by bit pattern, so `0.0` and `-0.0` differ.
    case real(Double)
    case text([UInt8])
    case blob([UInt8])

    /// A text value from a Swift string.
    public static func text(_ string: String) -> Value { .text(Array(string.utf8)) }

    /// How many bytes a text or blob has; 0 for the others.
    package var bytesCount: Int {
        switch self {
        case .text(let bytes), .blob(let bytes): bytes.count
        case .null, .integer, .real: 0
        }
    }

    /// How many bytes its canonical text has at most.
    package var encodedBytesMax: Int {
        switch self {
        case .null, .integer, .real: 24
        case .blob(let bytes): bytes.count / 3 * 4 + 8
        case .text(let bytes):
            Swift.max(bytes.count / 3 * 4 + 8, bytes.reduce(bytes.count + 1) { $0 + ($1 <= 0x0D || $1 == 0x5C ? 1 : 0) })
        }
    }

    public static func == (left: Value, right: Value) -> Bool {
        switch (left, right) {
        case (.null, .null): true
        case (.integer(let a), .integer(let b)): a == b
        case (.real(let a), .real(let b)): a.bitPattern == b.bitPattern
        case (.text(let a), .text(let b)), (.blob(let a), .blob(let b)): a == b
        default: false
        }
    }

    public func hash(into hasher: inout Hasher) {
        switch self {
        case .null: hasher.combine(0 as UInt8)
        case .integer(let number): hasher.combine(number)
        case .real(let number): hasher.combine(number.bitPattern)
        case .text(let bytes): hasher.combine(bytes)
        case .blob(let bytes):
            hasher.combine(4 as UInt8)
            hasher.combine(bytes)
        }
    }
}

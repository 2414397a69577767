import Foundation

/// Small help for lines that are bytes from the column to the hash; a `String` is only for people.
extension Array where Element == UInt8 {
    package mutating func append(ascii text: StaticString) {
        text.withUTF8Buffer { append(contentsOf: $0) }
    }

    package mutating func append(decimal number: Int64) {
        if number == 0 {
            append(0x30)
            return
        }
        if number < 0 { append(0x2D) }
        var magnitude = number.magnitude
        // Twenty digits at most, from the last to the first.
        var digits = InlineArray<20, UInt8>(repeating: 0)
        var first = 20
        while magnitude > 0 {
            first -= 1
            digits[first] = 0x30 + UInt8(truncatingIfNeeded: magnitude % 10)
            magnitude /= 10
        }
        while first < 20 {
            append(digits[first])
            first += 1
        }
    }

    package func firstIndex(of byte: UInt8, in range: Range<Int>) -> Int? {
        withUnsafeBytes { all in
            guard let start = all.baseAddress,
                let found = memchr(start + range.lowerBound, Int32(byte), range.count)
            else { return nil }
            return UnsafeRawPointer(found) - start
        }
    }

    /// Whether a text begins the bytes of a range.
    func holds(_ text: StaticString, in range: Range<Int>) -> Bool {
        let count = text.utf8CodeUnitCount
        return range.count >= count
            && withUnsafeBytes { all in
                all.baseAddress.map { memcmp($0 + range.lowerBound, text.utf8Start, count) == 0 } ?? false
            }
    }

    /// An unsigned LEB128 number, seven bits a byte, the least significant first.
    package mutating func append(varint number: UInt64) {
        if number < 0x80 { return append(UInt8(number)) }
        var rest = number
        while rest >= 0x80 {
            append(UInt8(rest & 0x7F) | 0x80)
            rest >>= 7
        }
        append(UInt8(rest))
    }

    package var hexText: String {
        var text: [UInt8] = []
        text.reserveCapacity(count * 2)
        for byte in self { text.append(hex: byte) }
        return String(decoding: text, as: UTF8.self)
    }

    package mutating func append(hex byte: UInt8) {
        let digits: StaticString = "0123456789abcdef"
        append(digits.utf8Start[Int(byte >> 4)])
        append(digits.utf8Start[Int(byte & 15)])
    }

    /// The bytes that lower-case hexadecimal text stands for, or nil.
    package init?(hexText: some Sequence<UInt8>) {
        self = []
        var high: UInt8?
        for character in hexText {
            let digit: UInt8
            switch character {
            case 0x30...0x39: digit = character - 0x30
            case 0x61...0x66: digit = character - 0x61 + 10
            default: return nil
            }
            if let upper = high {
                append(upper << 4 | digit)
                high = nil
            } else {
                high = digit
            }
        }
        if high != nil { return nil }
    }
}

/// Reads varints and byte runs from a stored blob; a blob that ends early reads as nil.
package struct BlobReader {
    private let bytes: [UInt8]
    package private(set) var position = 0

    package init(_ bytes: [UInt8]) { self.bytes = bytes }

    package var isAtEnd: Bool { position == bytes.count }

    package mutating func varint() -> UInt64? {
        var number: UInt64 = 0
        var shift: UInt64 = 0
        while position < bytes.count, shift < 64 {
            let byte = bytes[position]
            position += 1
            number |= UInt64(byte & 0x7F) << shift
            // All that is stored so fits into an `Int`; bits that were flipped may say anything.
            if byte < 0x80 { return number <= UInt64(Int64.max) ? number : nil }
            shift += 7
        }
        return nil
    }

    package mutating func byte() -> UInt8? {
        guard position < bytes.count else { return nil }
        defer { position += 1 }
        return bytes[position]
    }

    /// Eight bytes, the highest first.
    package mutating func word() -> UInt64? {
        guard bytes.count - position >= 8 else { return nil }
        var word: UInt64 = 0
        for place in position..<position + 8 { word = word << 8 | UInt64(bytes[place]) }
        position += 8
        return word
    }

    package mutating func takeRest() -> [UInt8] {
        defer { position = bytes.count }
        return Array(bytes[position...])
    }

    package mutating func take(_ count: Int) -> [UInt8]? {
        guard count >= 0, count <= bytes.count - position else { return nil }
        defer { position += count }
        return Array(bytes[position..<position + count])
    }
}

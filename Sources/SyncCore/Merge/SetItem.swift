/// An item of a set: a JSON scalar (RFC 8259).
///
/// Strings are bytes, since two spellings of one letter are two items; other scalars are told apart by
/// their text, so 1 and 1.0 are two.
public enum SetItem: Hashable, Sendable, Comparable {
    /// Content in UTF-8, without quotes and escapes.
    case string([UInt8])
    case other([UInt8])

    /// Strings first, by code point, which is UTF-8's byte order; then the others by their text.
    public static func < (left: SetItem, right: SetItem) -> Bool {
        switch (left, right) {
        case (.string, .other): true
        case (.other, .string): false
        case (.string(let a), .string(let b)), (.other(let a), .other(let b)):
            a.lexicographicallyPrecedes(b)
        }
    }

    /// The items of a JSON array of scalars, none twice; NULL is the empty set.
    ///
    /// - Returns: Nil for everything else.
    public static func items(of value: Value) -> Set<SetItem>? {
        if value == .null { return [] }
        guard case .text(let bytes) = value else { return nil }
        var reader = SetReader(bytes: bytes)
        return reader.array()
    }

    /// A set as it is shown: a sorted JSON array without blanks, escaped as SQLite's `json_quote` does.
    public static func shown(_ items: Set<SetItem>) -> Value {
        var text = Array("[".utf8)
        for (index, item) in items.sorted().enumerated() {
            if index > 0 { text.append(UInt8(ascii: ",")) }
            item.append(to: &text)
        }
        return .text(text + [UInt8(ascii: "]")])
    }

    private func append(to text: inout [UInt8]) {
        guard case .string(let bytes) = self else {
            if case .other(let word) = self { text += word }
            return
        }
        text.append(UInt8(ascii: "\""))
        for byte in bytes {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): text += [UInt8(ascii: "\\"), byte]
            case 0x08: text += Array("\\b".utf8)
            case 0x09: text += Array("\\t".utf8)
            case 0x0A: text += Array("\\n".utf8)
            case 0x0C: text += Array("\\f".utf8)
            case 0x0D: text += Array("\\r".utf8)
            case 0..<0x20:
                text += Array("\\u00".utf8)
                text.append(hex: byte)
            default: text.append(byte)
            }
        }
        text.append(UInt8(ascii: "\""))
    }
}

/// Reads a JSON array of scalars, and nothing else.
private struct SetReader {
    let bytes: [UInt8]
    private var offset = 0

    init(bytes: [UInt8]) { self.bytes = bytes }

    private var next: UInt8? { offset < bytes.count ? bytes[offset] : nil }

    mutating func array() -> Set<SetItem>? {
        guard take("[") else { return nil }
        var items: Set<SetItem> = []
        if !take("]") {
            repeat {
                skipBlanks()
                guard let item = item() else { return nil }
                items.insert(item)
            } while take(",")
            guard take("]") else { return nil }
        }
        skipBlanks()
        return offset == bytes.count ? items : nil
    }

    private mutating func item() -> SetItem? {
        if next == UInt8(ascii: "\"") { return string().map(SetItem.string) }
        let start = offset
        while let byte = next, !",] \t\r\n".utf8.contains(byte) { offset += 1 }
        let word = Array(bytes[start..<offset])
        let text = String(decoding: word, as: UTF8.self)
        let isWord = ["true", "false", "null"].contains(text)
        return isWord || Self.isNumber(word) ? .other(word) : nil
    }

    /// `-`? (0 | 1-9 digits) (. digits)? ([eE] [+-]? digits)?
    private static func isNumber(_ word: [UInt8]) -> Bool {
        var rest = word[...]
        func digits() -> Int {
            let count = rest.prefix { (0x30...0x39).contains($0) }.count
            rest = rest.dropFirst(count)
            return count
        }
        if rest.first == UInt8(ascii: "-") { rest = rest.dropFirst() }
        let startsWithZero = rest.first == UInt8(ascii: "0")
        let whole = digits()
        guard whole > 0, !startsWithZero || whole == 1 else { return false }
        if rest.first == UInt8(ascii: ".") {
            rest = rest.dropFirst()
            guard digits() > 0 else { return false }
        }
        if let mark = rest.first, mark == UInt8(ascii: "e") || mark == UInt8(ascii: "E") {
            rest = rest.dropFirst()
            if let sign = rest.first, sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") {
                rest = rest.dropFirst()
            }
            guard digits() > 0 else { return false }
        }
        return rest.isEmpty
    }

    private mutating func string() -> [UInt8]? {
        var content: [UInt8] = []
        offset += 1
        while let byte = next, byte != UInt8(ascii: "\"") {
            offset += 1
            if byte == UInt8(ascii: "\\") {
                guard let escaped = escape() else { return nil }
                content += escaped
            } else {
                content.append(byte)
            }
        }
        guard next != nil else { return nil }
        offset += 1
        return content
    }

    private mutating func escape() -> [UInt8]? {
        guard let byte = next else { return nil }
        offset += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return [byte]
        case UInt8(ascii: "b"): return [0x08]
        case UInt8(ascii: "f"): return [0x0C]
        case UInt8(ascii: "n"): return [0x0A]
        case UInt8(ascii: "r"): return [0x0D]
        case UInt8(ascii: "t"): return [0x09]
        case UInt8(ascii: "u"):
            guard let first = unit() else { return nil }
            var units = [first]
            let isPair = UTF16.isLeadSurrogate(first) && bytes[offset...].starts(with: "\\u".utf8)
            if isPair {
                offset += 2
                guard let second = unit() else { return nil }
                units.append(second)
            }
            return Array(String(decoding: units, as: UTF16.self).utf8)
        default: return nil
        }
    }

    private mutating func unit() -> UInt16? {
        guard offset + 4 <= bytes.count else { return nil }
        let digits = String(decoding: bytes[offset..<offset + 4], as: UTF8.self)
        guard digits.allSatisfy(\.isHexDigit), let unit = UInt16(digits, radix: 16) else { return nil }
        offset += 4
        return unit
    }

    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        skipBlanks()
        guard next == UInt8(ascii: character) else { return false }
        offset += 1
        return true
    }

    private mutating func skipBlanks() {
        while let byte = next, [0x20, 0x09, 0x0A, 0x0D].contains(byte) { offset += 1 }
    }
}

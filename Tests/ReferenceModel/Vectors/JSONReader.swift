/// Reads one JSON document from bytes; strict enough for vectors and for sets.
struct JSONReader {
    private let bytes: [UInt8]
    private var offset = 0

    init(bytes: [UInt8]) { self.bytes = bytes }

    mutating func document() throws(JSONFault) -> JSONNode {
        let node = try value()
        skipBlanks()
        guard offset == bytes.count else { throw fault }
        return node
    }

    private var fault: JSONFault { JSONFault(offset: offset) }
    private var next: UInt8? { offset < bytes.count ? bytes[offset] : nil }

    private mutating func value() throws(JSONFault) -> JSONNode {
        skipBlanks()
        switch next {
        case UInt8(ascii: "{"): return try object()
        case UInt8(ascii: "["): return try array()
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        default: return try number()
        }
    }

    private mutating func object() throws(JSONFault) -> JSONNode {
        var members: [String: JSONNode] = [:]
        try expect("{")
        if take("}") { return .object(members) }
        repeat {
            skipBlanks()
            let name = String(decoding: try string(), as: UTF8.self)
            try expect(":")
            members[name] = try value()
        } while take(",")
        try expect("}")
        return .object(members)
    }

    private mutating func array() throws(JSONFault) -> JSONNode {
        var elements: [JSONNode] = []
        try expect("[")
        if take("]") { return .array(elements) }
        repeat { elements.append(try value()) } while take(",")
        try expect("]")
        return .array(elements)
    }

    private mutating func number() throws(JSONFault) -> JSONNode {
        let start = offset
        while let byte = next, Array("+-.eE0123456789".utf8).contains(byte) { offset += 1 }
        let text = String(decoding: bytes[start..<offset], as: UTF8.self)
        guard Double(text) != nil else { throw fault }
        return .number(text)
    }

    private mutating func string() throws(JSONFault) -> [UInt8] {
        var content: [UInt8] = []
        guard next == UInt8(ascii: "\"") else { throw fault }
        offset += 1
        while let byte = next, byte != UInt8(ascii: "\"") {
            offset += 1
            if byte == UInt8(ascii: "\\") {
                content += try escape()
            } else {
                content.append(byte)
            }
        }
        guard next != nil else { throw fault }
        offset += 1
        return content
    }

    private mutating func escape() throws(JSONFault) -> [UInt8] {
        guard let byte = next else { throw fault }
        offset += 1
        switch byte {
        case UInt8(ascii: "b"): return [0x08]
        case UInt8(ascii: "f"): return [0x0C]
        case UInt8(ascii: "n"): return [0x0A]
        case UInt8(ascii: "r"): return [0x0D]
        case UInt8(ascii: "t"): return [0x09]
        case UInt8(ascii: "u"):
            var units = [try hexUnit()]
            let isNextEscaped = bytes[offset...].starts(with: Array("\\u".utf8))
            if UTF16.isLeadSurrogate(units[0]) && isNextEscaped {
                offset += 2
                units.append(try hexUnit())
            }
            return Array(String(decoding: units, as: UTF16.self).utf8)
        default: return [byte]
        }
    }

    private mutating func hexUnit() throws(JSONFault) -> UInt16 {
        let end = offset + 4
        guard end <= bytes.count,
            let unit = UInt16(String(decoding: bytes[offset..<end], as: UTF8.self), radix: 16)
        else { throw fault }
        offset = end
        return unit
    }

    private mutating func word(_ text: String, _ node: JSONNode) throws(JSONFault) -> JSONNode {
        guard bytes[offset...].starts(with: Array(text.utf8)) else { throw fault }
        offset += text.utf8.count
        return node
    }

    private mutating func expect(_ character: Unicode.Scalar) throws(JSONFault) {
        guard take(character) else { throw fault }
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

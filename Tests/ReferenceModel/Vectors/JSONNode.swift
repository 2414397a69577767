/// JSON that keeps a number's spelling.
///
/// Foundation's readers hand every number over as one type, so 1 and 1.0, which are two values in
/// SQLite and two items of a set, would become one. Strings are bytes for the same reason.
enum JSONNode: Hashable {
    case null
    case bool(Bool)
    /// The number as it is written.
    case number(String)
    case string([UInt8])
    case array([JSONNode])
    case object([String: JSONNode])

    /// - Throws: `JSONFault` with the offset of what is not JSON.
    init(parsing bytes: [UInt8]) throws(JSONFault) {
        var reader = JSONReader(bytes: bytes)
        self = try reader.document()
    }

    /// A JSON string of these bytes, with SQLite's escapes.
    static func quoted(_ bytes: [UInt8]) -> [UInt8] {
        var result = Array("\"".utf8)
        for byte in bytes {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): result += [UInt8(ascii: "\\"), byte]
            case 0x08: result += Array("\\b".utf8)
            case 0x09: result += Array("\\t".utf8)
            case 0x0A: result += Array("\\n".utf8)
            case 0x0C: result += Array("\\f".utf8)
            case 0x0D: result += Array("\\r".utf8)
            case 0..<0x20: result += Array("\\u00\(byte < 16 ? "0" : "")".utf8) + hex(byte)
            default: result.append(byte)
            }
        }
        return result + Array("\"".utf8)
    }

    private static func hex(_ byte: UInt8) -> [UInt8] { Array(String(byte, radix: 16).utf8) }
}

/// Where a text stops being JSON.
struct JSONFault: Error, Equatable {
    var offset: Int
}

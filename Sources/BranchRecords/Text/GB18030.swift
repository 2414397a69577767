internal import Glibc

/// The national encoding, through the system's own tables.
enum GB18030 {
    enum Fault: Error, Equatable {
        /// This system came without the tables.
        case missing
        /// The first byte that is not of the encoding stands here.
        case badByte(offset: Int)
    }

    static func decode(_ bytes: [UInt8]) throws(Fault) -> String {
        String(decoding: try convert(bytes, from: "GB18030", to: "UTF-8"), as: UTF8.self)
    }

    /// The bytes; GB18030 has a place for every character of Unicode.
    static func encode(_ text: String) throws(Fault) -> [UInt8] {
        try convert(Array(text.utf8), from: "UTF-8", to: "GB18030")
    }

    private static func convert(
        _ bytes: [UInt8], from source: String, to target: String
    ) throws(Fault) -> [UInt8] {
        guard let converter = iconv_open(target, source), converter != iconv_t(bitPattern: -1)
        else { throw .missing }
        defer { iconv_close(converter) }
        var input = bytes.map { CChar(bitPattern: $0) }
        var output = [CChar](repeating: 0, count: bytes.count * 4 + 16)
        let (left, written) = input.withUnsafeMutableBufferPointer { from in
            output.withUnsafeMutableBufferPointer { to in
                var next = from.baseAddress
                var left = from.count
                var place = to.baseAddress
                var room = to.count
                _ = iconv(converter, &next, &left, &place, &room)
                return (left, to.count - room)
            }
        }
        guard left == 0 else { throw .badByte(offset: bytes.count - left) }
        return output.prefix(written).map { UInt8(bitPattern: $0) }
    }
}

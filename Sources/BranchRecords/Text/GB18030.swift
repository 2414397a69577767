internal import Glibc

/// The national encoding, through the system's own tables.
enum GB18030 {
    /// The text, or the place of the first byte that is not GB18030.
    static func decode(_ bytes: [UInt8]) -> Result<String, BadByte> {
        switch convert(bytes, from: "GB18030", to: "UTF-8") {
        case .success(let utf8): .success(String(decoding: utf8, as: UTF8.self))
        case .failure(let bad): .failure(bad)
        }
    }

    /// The bytes; a sign that GB18030 does not have becomes a question mark.
    static func encode(_ text: String) -> [UInt8] {
        switch convert(Array(text.utf8), from: "UTF-8", to: "GB18030") {
        case .success(let bytes): return bytes
        case .failure:
            return text.unicodeScalars.flatMap { scalar in
                let one = convert(Array(String(scalar).utf8), from: "UTF-8", to: "GB18030")
                return (try? one.get()) ?? [UInt8(ascii: "?")]
            }
        }
    }

    struct BadByte: Error, Equatable {
        let offset: Int
    }

    private static func convert(
        _ bytes: [UInt8], from source: String, to target: String
    ) -> Result<[UInt8], BadByte> {
        guard let converter = iconv_open(target, source), converter != iconv_t(bitPattern: -1)
        else { return .failure(BadByte(offset: 0)) }
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
        guard left == 0 else { return .failure(BadByte(offset: bytes.count - left)) }
        return .success(output.prefix(written).map { UInt8(bitPattern: $0) })
    }
}

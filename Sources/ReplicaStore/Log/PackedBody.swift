import CLZ4
import SyncCore

/// How a changeset lies in the log: as it is, or packed with LZ4 where that makes it smaller.
///
///     "L" · its length as a varint · an LZ4 block
///
/// A changeset begins with "c", so the first byte tells. Packing costs less than the pages that it saves.
/// - SeeAlso: lz4's `doc/lz4_Block_format.md`.
enum PackedBody {
    private static let mark = UInt8(ascii: "L")
    /// Shorter ones have little in them twice.
    private static let bytesMin = 1_024

    static func pack(_ body: [UInt8]) -> [UInt8] {
        guard body.count >= bytesMin else { return body }
        var packed: [UInt8] = [mark]
        packed.append(varint: UInt64(body.count))
        let start = packed.count
        let bound = Int(LZ4_compressBound(Int32(body.count)))
        let whole = [UInt8](unsafeUninitializedCapacity: start + bound) { buffer, count in
            _ = buffer.update(fromContentsOf: packed)
            let length = body.withUnsafeBytes { source in
                LZ4_compress_default(
                    source.baseAddress?.assumingMemoryBound(to: CChar.self),
                    UnsafeMutableRawPointer(buffer.baseAddress)?.advanced(by: start)
                        .assumingMemoryBound(to: CChar.self),
                    Int32(body.count), Int32(bound))
            }
            count = length > 0 ? start + Int(length) : 0
        }
        return whole.isEmpty || whole.count >= body.count ? body : whole
    }

    /// The changeset again. What is damaged comes as it is stored: whoever reads it finds that it is no changeset.
    static func unpack(_ stored: [UInt8]) -> [UInt8] {
        guard stored.first == mark else { return stored }
        var reader = BlobReader(Array(stored.prefix(12).dropFirst()))
        guard let length = reader.varint(), length <= UInt64(Limits.changesetBytesMax) else { return stored }
        let start = 1 + reader.position
        let body = [UInt8](unsafeUninitializedCapacity: Int(length)) { buffer, count in
            let read = stored.withUnsafeBytes { source in
                LZ4_decompress_safe(
                    source.baseAddress?.advanced(by: start).assumingMemoryBound(to: CChar.self),
                    UnsafeMutableRawPointer(buffer.baseAddress)?.assumingMemoryBound(to: CChar.self),
                    Int32(stored.count - start), Int32(length))
            }
            count = read == Int32(length) ? Int(length) : 0
        }
        return body.isEmpty ? stored : body
    }
}

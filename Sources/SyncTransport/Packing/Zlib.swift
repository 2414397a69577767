import CZlib
package import SyncCore

extension Packing {
    /// The system's zlib (RFC 1950), at the level that is quickest: what is saved beyond it costs a server more than the line.
    package static let zlib = Packing(
        offer: "zlib",
        pack: { plain in
            var length = compressBound(uLong(plain.count))
            var packed = [UInt8](repeating: 0, count: Int(length))
            guard compress2(&packed, &length, plain, uLong(plain.count), Z_BEST_SPEED) == Z_OK else { return nil }
            return Array(packed.prefix(Int(length)))
        },
        unpack: { packed, count in
            var (length, read) = (uLong(count), uLong(packed.count))
            var plain = [UInt8](repeating: 0, count: count)
            // Never writes more than was announced, and nothing may follow.
            guard uncompress2(&plain, &length, packed, &read) == Z_OK, length == count, read == packed.count else {
                return nil
            }
            return plain
        })
}

import Crypto

/// The salt of each hashed line of a changeset.
///
/// A line's hash stays in the chain for ever, also after a value of it was erased. Without a salt an
/// identity number or a telephone number could be found from the hash by trying them all. All salts
/// come from one of 16 random bytes in the changeset; when a value is erased that one goes, and each
/// line that is left carries its own.
package enum LineSalts: Equatable, Sendable {
    /// What the author drew: the salt of line *i* is the first half of SHA-256(drawn, *i* in 4 bytes).
    case drawn([UInt8])
    /// After an erasure: one for each hashed line that is left whole, in order.
    case ofEachLine([[UInt8]])

    package static let bytesCount = 16

    static func salt(ofLine index: Int, drawn: [UInt8]) -> [UInt8] {
        var hasher = SHA256()
        hasher.update(data: drawn)
        withUnsafeBytes(of: UInt32(truncatingIfNeeded: index).bigEndian) {
            hasher.update(bufferPointer: $0)
        }
        return Array(hasher.finalize().prefix(bytesCount))
    }

    /// Appends the hash of one line, LF included, that is number `index` of those that are hashed.
    static func appendDigest(
        of line: UnsafeRawBufferPointer, index: Int, drawn: [UInt8], to digests: inout [UInt8]
    ) {
        var salter = SHA256()
        drawn.withUnsafeBytes { salter.update(bufferPointer: $0) }
        withUnsafeBytes(of: UInt32(truncatingIfNeeded: index).bigEndian) { salter.update(bufferPointer: $0) }
        var hasher = SHA256()
        salter.finalize().withUnsafeBytes { hasher.update(bufferPointer: .init(rebasing: $0[..<bytesCount])) }
        hasher.update(bufferPointer: line)
        hasher.finalize().withUnsafeBytes { digests.append(contentsOf: $0) }
    }

    /// The hash of one line, LF included.
    static func digest(_ line: ArraySlice<UInt8>, salt: [UInt8]) -> SHA256.Digest {
        var hasher = SHA256()
        salt.withUnsafeBytes { hasher.update(bufferPointer: $0) }
        line.withUnsafeBytes { hasher.update(bufferPointer: $0) }
        return hasher.finalize()
    }
}

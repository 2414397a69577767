import Crypto

/// Drawn bytes with the hashes that `Protocol/changeset.md` asks for, computed from that text alone.
enum Mended {
    /// Begin line, salt line and the lines after them up to `end`, which is made anew.
    static func changeset(_ bytes: [UInt8]) -> [UInt8] {
        var lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false).map { $0 + [0x0A] }
        if bytes.last == 0x0A { lines.removeLast() }
        let end = lines.firstIndex { $0.starts(with: "end\t".utf8) } ?? lines.count
        let tail = lines[min(end + 1, lines.count)...].joined()
        lines = Array(lines[..<end])
        guard lines.count >= 2 else { return bytes }
        var hasher = SHA256()
        hasher.update(data: Array(lines[0]))
        let salt = hex(lines[1].dropFirst(5).dropLast())
        var own: [UInt8] = []
        var index: UInt32 = 0
        for line in lines[2...] {
            if let salt {
                let number = withUnsafeBytes(of: index.bigEndian) { Array($0) }
                let lineSalt = Array(SHA256.hash(data: salt + number).prefix(16))
                hasher.update(data: Array(SHA256.hash(data: lineSalt + line)))
                index += 1
            } else if line.starts(with: "own\t".utf8) {
                own = hex(line.dropFirst(4).dropLast()) ?? []
            } else if line.starts(with: "erased\t".utf8) {
                hasher.update(data: hex(line.dropFirst(7).dropLast()) ?? [])
            } else if !line.starts(with: "left\t".utf8) {
                hasher.update(data: Array(SHA256.hash(data: own + line)))
            }
        }
        return Array(lines.joined()) + "end\t\(text(hasher.finalize()))\n".utf8 + tail
    }

    static func bundle(_ bytes: [UInt8]) -> [UInt8] {
        let lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
        guard let last = lines.last(where: { !$0.isEmpty }), last.starts(with: "bundle-end\t".utf8)
        else { return bytes }
        let body = Array(bytes[..<last.startIndex])
        let count = last.split(separator: 0x09).dropFirst().first.map(Array.init) ?? []
        return body + "bundle-end\t".utf8 + count
            + "\t\(text(SHA256.hash(data: body)))\n".utf8
    }

    private static func text(_ digest: SHA256.Digest) -> String {
        digest.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    private static func hex(_ text: ArraySlice<UInt8>) -> [UInt8]? {
        guard !text.isEmpty, text.count % 2 == 0 else { return nil }
        var bytes: [UInt8] = []
        var pending: Int?
        for byte in text {
            guard let digit = Character(UnicodeScalar(byte)).hexDigitValue else { return nil }
            if let high = pending { bytes.append(UInt8(high * 16 + digit)) }
            pending = pending == nil ? digit : nil
        }
        return bytes
    }
}

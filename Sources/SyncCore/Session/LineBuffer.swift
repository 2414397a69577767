/// Bytes as they come in, lines as they go out.
struct LineBuffer: Sendable {
    private var bytes: [UInt8] = []
    /// Where the next line begins.
    private var start = 0
    /// Nothing before this is a line feed.
    private var scanned = 0

    mutating func append(_ more: [UInt8]) {
        if start > Limits.lineBytesMax {
            bytes.removeFirst(start)
            scanned -= start
            start = 0
        }
        bytes.append(contentsOf: more)
    }

    /// Whether what is there can still become a line that begins with one of these words.
    func mayBegin(with words: [StaticString]) -> Bool {
        words.contains { word in
            word.withUTF8Buffer { zip($0, bytes[start...]).allSatisfy { $0 == $1 } }
        }
    }

    /// The next whole line, line feed included, or nil while there is none.
    ///
    /// - Throws: `lineTooLong` as soon as a line can no longer keep the bound.
    mutating func next() throws(SyncError) -> [UInt8]? {
        let limit = min(bytes.count, start + Limits.lineBytesMax)
        guard let end = bytes[scanned..<limit].firstIndex(of: 0x0A) else {
            scanned = limit
            if limit == start + Limits.lineBytesMax { throw SyncError(.lineTooLong) }
            return nil
        }
        defer {
            start = end + 1
            scanned = start
        }
        return Array(bytes[start...end])
    }
}

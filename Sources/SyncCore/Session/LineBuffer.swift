/// Collects bytes and gives them back line by line, bounded. Once all is read it holds no memory: a session that stays
/// waits for hours after one long answer.
struct LineBuffer {
    private var bytes: [UInt8] = []
    private var start = 0
    private var scanned = 0

    var count: Int { bytes.count - start }

    mutating func append(_ more: [UInt8]) {
        if bytes.isEmpty { bytes = more } else { bytes.append(contentsOf: more) }
    }

    /// Whether what is there can still become a line that begins with one of these words.
    func mayBegin(with words: [StaticString]) -> Bool {
        words.contains { word in
            word.withUTF8Buffer { zip($0, bytes[start...]).allSatisfy { $0 == $1 } }
        }
    }

    /// The next line with its LF, or nil where more bytes are needed.
    mutating func next() throws(SyncError) -> ArraySlice<UInt8>? {
        if let end = bytes[max(start, scanned)...].firstIndex(of: 0x0A) {
            guard end - start < Limits.lineBytesMax else { throw SyncError(.lineTooLong) }
            defer {
                start = end + 1
                scanned = start
                compact()
            }
            return bytes[start...end]
        }
        scanned = bytes.count
        guard bytes.count - start < Limits.lineBytesMax else { throw SyncError(.lineTooLong) }
        return nil
    }

    /// So many bytes that are no line, or nil where more are needed.
    mutating func take(_ count: Int) -> [UInt8]? {
        guard bytes.count - start >= count else { return nil }
        defer {
            start += count
            scanned = start
            compact()
        }
        return Array(bytes[start..<start + count])
    }

    private mutating func compact() {
        if start == bytes.count {
            bytes = []
        } else {
            guard start > 1 << 20 else { return }
            bytes.removeFirst(start)
        }
        (start, scanned) = (0, 0)
    }
}

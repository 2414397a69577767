import Crypto

/// Reads a bundle: all of it is checked before any of it is given away.
public enum BundleReader {
    /// - Throws: `speaksSomethingElse` for another kind of file, `cutShort` where the end is
    ///   missing, `hashMismatch` where a byte was changed, else what is wrong with a line.
    public static func read(_ bytes: [UInt8]) throws(SyncError) -> SyncBundle {
        guard bytes.count <= Limits.bundleBytesMax else { throw SyncError(.tooLarge, "bundle") }
        guard bytes.starts(with: "bundle\t".utf8) else {
            throw SyncError("bundle\t".utf8.starts(with: bytes) ? .cutShort : .speaksSomethingElse)
        }
        guard bytes.last == 0x0A else { throw SyncError(.cutShort) }
        let start = (bytes.dropLast().lastIndex(of: 0x0A) ?? -1) + 1
        let tail = bytes[start...]
        guard tail.starts(with: "bundle-end\t".utf8) else { throw SyncError(.cutShort) }
        guard tail.count <= Limits.lineBytesMax else { throw SyncError(.lineTooLong) }
        let end = try WireLine(tail)
        try end.expect(fields: 2)
        guard try end.hex(1, bytes: Limits.digestBytes)
            == Array(SHA256.hash(data: bytes[..<start]))
        else { throw SyncError(.hashMismatch) }
        let bundle = try sections(bytes[..<start])
        let count = bundle.sections.reduce(0) { $0 + $1.changesets.count }
        guard try end.number(0, in: 0...Int64.max) == count else { throw end.malformed("count") }
        return bundle
    }

    private static func sections(_ bytes: ArraySlice<UInt8>) throws(SyncError) -> SyncBundle {
        var input = LineBuffer()
        input.append(Array(bytes))
        guard let first = try input.next() else { throw SyncError(.cutShort) }
        let (header, scopes) = try header(try WireLine(first))
        var bundle = SyncBundle(header: header, sections: [])
        // The rules of a session's receiving side, one scope at a time.
        var exchange = Exchange(scopes: scopes)
        guard exchange.scopes == scopes else { throw SyncError(.notCanonical, "scopes") }
        while let raw = try input.next() {
            if exchange.isInsideChangeset {
                try exchange.collect(raw)
                exchange.batchBytes = 0  // the window is for connections; the file is here already
                continue
            }
            let line = try WireLine(raw)
            let isOpen = exchange.frontiersReceived > exchange.scopesReceived
            switch line.verb {
            case .frontier where !isOpen:
                try line.expect(fields: 4)
                try exchange.expect(try line.text(0), at: exchange.frontiersReceived)
                try exchange.take(try line.seenPoint(1))
            case .frontierEnd where !isOpen:
                try line.expect(fields: 1)
                let scope = try line.text(0)
                try exchange.expect(scope, at: exchange.frontiersReceived)
                exchange.frontiersReceived += 1
                bundle.sections.append(
                    .init(scope: scope, frontier: exchange.points, changesets: []))
                exchange.points = []
            case .changeset where isOpen: try exchange.begin(line, raw)
            case .sent where isOpen:
                try line.expect(fields: 3)
                try exchange.expect(try line.text(0), at: exchange.scopesReceived)
                guard try line.number(1, in: 0...Int64.max) == exchange.batch.count,
                    try line.text(2) == "last"
                else { throw line.malformed("count") }
                bundle.sections[exchange.scopesReceived].changesets = exchange.takeBatch()
                exchange.scopesReceived += 1
            default: throw SyncError(.lineOutOfPlace, line.verb.rawValue)
            }
        }
        guard exchange.scopesReceived == scopes.count, !exchange.isInsideChangeset else {
            throw SyncError(.cutShort)
        }
        return bundle
    }

    private static func header(
        _ line: WireLine
    ) throws(SyncError) -> (SyncBundle.Header, [String]) {
        guard line.verb == .bundle, (4...Limits.fieldsMax).contains(line.count) else {
            throw line.malformed("header")
        }
        guard try line.number(0, in: 0...Int64.max) == 1 else { throw SyncError(.versionUnknown) }
        guard let device = DeviceID(try line.text(1)) else { throw line.malformed("device") }
        let createdAt = try line.number(3, in: 0...Int64.max)
        var scopes: [String] = []
        for index in 4..<line.count { scopes.append(try line.text(index)) }
        guard Set(scopes).count == scopes.count else { throw SyncError(.notCanonical, "scopes") }
        return (.init(device: device, name: try line.name(2), createdAt: createdAt), scopes)
    }
}

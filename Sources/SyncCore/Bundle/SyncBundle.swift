import Crypto

/// Changesets in a file, as the wire carries them: for an office without a network.
///
///     bundle · 1 · device · name · created at (ms) · scope…
///     changesets, each after what it depends on
///     bundle-end · count · SHA-256 of all the bytes before
public struct SyncBundle: Sendable {
    public var device: String
    public var name: String
    /// Milliseconds since 1970 by the sender's clock.
    public var createdAt: Int64
    public var scopes: [String]
    /// Each from begin line to end line.
    public var changesets: [[UInt8]]

    public init(
        device: String, name: String, createdAt: Int64, scopes: [String], changesets: [[UInt8]]
    ) {
        self.device = device
        self.name = name
        self.createdAt = createdAt
        self.scopes = scopes
        self.changesets = changesets
    }

    public func encoded() -> [UInt8] {
        var bytes = head
        for changeset in changesets { bytes.append(contentsOf: changeset) }
        let digest = Array(SHA256.hash(data: bytes)).hexText
        bytes.append(contentsOf: "bundle-end\t\(changesets.count)\t\(digest)\n".utf8)
        return bytes
    }

    private var head: [UInt8] {
        var bytes: [UInt8] = []
        for (index, field) in (["bundle", "1", device, name, "\(createdAt)"] + scopes).enumerated() {
            if index > 0 { bytes.append(0x09) }
            Value.appendEscaped(field.utf8, to: &bytes)
        }
        return bytes + [0x0A]
    }

    /// Whether a file begins as a bundle does.
    public static func begins(_ bytes: [UInt8]) -> Bool { bytes.starts(with: "bundle\t".utf8) }

    /// Reads a bundle and checks all of it before anything is believed.
    ///
    /// - Throws: `FormatError`: `lineUnknown` where it is no bundle, `cutShort`, `hashMismatch`, or
    ///   what is wrong with a changeset. What is
    ///   accepted is canonical: encoding it again gives the same bytes.
    public init(decoding bytes: [UInt8]) throws(FormatError) {
        guard bytes.starts(with: Array("bundle\t".utf8)) else {
            throw FormatError(.lineUnknown, line: 1)
        }
        guard bytes.last == 0x0A,
            let mark = bytes.dropLast().lastIndex(of: 0x0A),
            bytes[(mark + 1)...].starts(with: Array("bundle-end\t".utf8))
        else { throw FormatError(.cutShort) }
        let end = Self.fields(bytes[(mark + 1)..<(bytes.count - 1)])
        let digest = Array(SHA256.hash(data: bytes[...mark])).hexText
        guard end.count == 3, end[2] == digest else { throw FormatError(.hashMismatch) }
        var lines = bytes[...mark].split(separator: 0x0A, omittingEmptySubsequences: false)[...]
        guard let first = lines.popFirst() else { throw FormatError(.cutShort) }
        let header = Self.fields(first)
        guard header.count >= 5, header[1] == "1", let time = Int64(header[4]) else {
            throw FormatError(.fieldMalformed, line: 1)
        }
        device = header[2]
        name = header[3]
        createdAt = time
        scopes = Array(header[5...])
        changesets = []
        let names = scopes + [name]
        guard names.allSatisfy({ (1...Limits.nameBytesMax).contains($0.utf8.count) }), name.isPrintable else {
            throw FormatError(.fieldMalformed, line: 1)
        }
        guard head.dropLast().elementsEqual(first) else { throw FormatError(.notCanonical, line: 1) }
        var current: [UInt8] = []
        for line in lines.dropLast() {
            if current.isEmpty, line.starts(with: Array("seal\t".utf8)) {
                try Self.append(Array(line) + [0x0A], to: &changesets)
                continue
            }
            current.append(contentsOf: line)
            current.append(0x0A)
            guard line.starts(with: Array("end\t".utf8)) else { continue }
            let changeset = try Changeset(decoding: current)
            guard scopes.contains(changeset.header.scope) else {
                throw FormatError(.fieldMalformed, "scope")
            }
            changesets.append(current)
            current = []
        }
        guard current.isEmpty, end[1] == "\(changesets.count)" else { throw FormatError(.cutShort) }
    }

    /// A seal follows the changeset that it seals, each at most once.
    private static func append(
        _ seal: [UInt8], to changesets: inout [[UInt8]]
    ) throws(FormatError) {
        guard let last = changesets.indices.last, Seal.split(changesets[last]).seal == nil else {
            throw FormatError(.lineOutOfPlace, "seal")
        }
        guard Seal(line: seal[...]) != nil else { throw FormatError(.fieldMalformed, "seal") }
        changesets[last] += seal
    }

    private static func fields(_ line: ArraySlice<UInt8>) -> [String] {
        line.split(separator: 0x09, omittingEmptySubsequences: false).map {
            String(decoding: Value.unescaped($0) ?? [], as: UTF8.self)
        }
    }
}

import Foundation

/// One thing that a checkpoint says, in order.
public enum CheckpointItem: Equatable, Sendable {
    /// A segment begins, whose last changeset has this time.
    case path(CheckpointSegment, at: Int64)
    /// The segment's next changesets, of each nothing but its hash.
    case stubs([ChangesetHash])
    /// What the changeset that comes next had seen beyond its own path, where that is not what it was told of the one
    /// before.
    case seen([SeenPoint])
    /// The segment's next changeset: a whole one, or an excerpt.
    case kept([UInt8], Seal?)
    /// There is no more.
    case end
}

/// A part of a checkpoint, as it travels: lines, about as many as a batch has.
///
/// - SeeAlso: `Protocol/checkpoint.md`, *Pieces*.
public struct CheckpointPiece: Sendable {
    public var scope: String
    /// The digest that was signed: 32 bytes.
    public var digest: [UInt8]
    /// From 1.
    public var number: Int64
    public private(set) var items: [CheckpointItem] = []
    /// Of its text so far.
    public var bytesCount: Int { text.count }
    private var text: [UInt8] = []

    static let mark = Array("checkpoint\t".utf8)
    /// In one line.
    private static let stubsMax = 1_000

    public init(scope: String, digest: [UInt8], number: Int64) {
        (self.scope, self.digest, self.number) = (scope, digest, number)
        text = Self.line("checkpoint", "1", scope, digest.hexText, "\(number)")
    }

    // MARK: writing

    public mutating func append(_ item: CheckpointItem) {
        items.append(item)
        switch item {
        case .path(let segment, let at):
            text += Self.line(
                "path", segment.author.text, "\(segment.first)", "\(segment.last)",
                segment.previous.map { "\($0)" } ?? "-", "\(at)")
        case .stubs(let hashes):
            for start in stride(from: 0, to: hashes.count, by: Self.stubsMax) {
                let bytes = hashes[start..<min(start + Self.stubsMax, hashes.count)].flatMap(\.bytes)
                text += Self.line("stubs", Data(bytes).base64EncodedString())
            }
        case .seen(let points):
            var line = Array("seen".utf8)
            for point in points {
                line.append(0x09)
                ChangesetWriter.append(point, to: &line)
            }
            text += line + [0x0A]
        case .kept(let body, let seal): text += body + (seal?.line ?? [])
        case .end: text += Self.line("end")
        }
    }

    /// As it travels.
    public var encoded: [UInt8] { text }

    private static func line(_ fields: String...) -> [UInt8] {
        var line: [UInt8] = []
        for (index, field) in fields.enumerated() {
            if index > 0 { line.append(0x09) }
            Value.appendEscaped(field.utf8, to: &line)
        }
        return line + [0x0A]
    }

    // MARK: reading

    /// - Throws: `FormatError` where it is none. Changesets and excerpts are not read yet.
    public init(decoding bytes: [UInt8]) throws(FormatError) {
        var rest = bytes[...]
        var number = 0
        func fail(_ code: FormatError.Code = .fieldMalformed) -> FormatError { FormatError(code, line: number, "checkpoint") }
        func next() throws(FormatError) -> ArraySlice<UInt8>? {
            guard !rest.isEmpty else { return nil }
            number += 1
            guard let end = rest.firstIndex(of: 0x0A) else { throw fail(.cutShort) }
            let line = rest[...end]
            rest = rest[(end + 1)...]
            guard line.count <= Limits.lineBytesMax else { throw fail(.lineTooLong) }
            return line
        }
        do {
            guard let first = try next(), let head = try? WireLine(first), head.verb == .checkpoint, try head.text(0) == "1" else {
                throw fail()
            }
            try head.expect(fields: 4)
            self.init(
                scope: try head.text(1), digest: try head.hex(2, bytes: Limits.digestBytes),
                number: try head.number(3, in: 1...1 << 40))
            while let line = try next() {
                // A line of a few bytes becomes many in memory.
                guard items.count < Limits.pieceItemsMax else { throw fail(.tooLarge) }
                if line.starts(with: Array("changeset\t".utf8)) {
                    var body = Array(line)
                    while !body.isEmpty {
                        guard let more = try next() else { throw fail(.cutShort) }
                        body += more
                        if more.starts(with: Array("end\t".utf8)) { break }
                    }
                    var seal: Seal?
                    if rest.starts(with: Array("seal\t".utf8)), let sealLine = try next() {
                        guard let read = Seal(line: sealLine) else { throw fail() }
                        seal = read
                    }
                    items.append(.kept(body, seal))
                } else if line.starts(with: Array("seen".utf8)) {
                    items.append(.seen(try Self.seen(line, fail())))
                } else {
                    items.append(try Self.item(line))
                }
            }
        } catch let error as FormatError {
            throw error
        } catch {
            throw fail()
        }
        text = bytes
    }

    private static func item(_ line: ArraySlice<UInt8>) throws -> CheckpointItem {
        let parts = line.dropLast().split(separator: 0x09, maxSplits: 8, omittingEmptySubsequences: false)
        let words = WireLine(verb: .checkpoint, fields: Array(parts.dropFirst()))
        switch String(decoding: parts[0], as: UTF8.self) {
        case "path":
            try words.expect(fields: 5)
            let numbers: ClosedRange<Int64> = 1...(1 << 40 - 1)
            let (first, last) = (try words.number(1, in: numbers), try words.number(2, in: numbers))
            guard let author = Author(try words.text(0)), first <= last else { throw FormatError(.fieldMalformed) }
            let previous = try words.text(3) == "-" ? nil : ChangesetHash(bytes: try words.hex(3, bytes: 32))
            guard (previous == nil) == (first == 1) else { throw FormatError(.fieldMalformed) }
            let at = try words.number(4, in: 0...Int64.max)
            return .path(CheckpointSegment(author: author, first: first, last: last, previous: previous), at: at)
        case "stubs":
            try words.expect(fields: 1)
            guard let data = Data(base64Encoded: Data(line.dropFirst(6).dropLast())), !data.isEmpty, data.count % 32 == 0,
                data.base64EncodedData().elementsEqual(line.dropFirst(6).dropLast())
            else { throw FormatError(.fieldMalformed) }
            let bytes = Array(data)
            return .stubs(stride(from: 0, to: bytes.count, by: 32).compactMap { ChangesetHash(bytes: Array(bytes[$0..<$0 + 32])) })
        case "end":
            try words.expect(fields: 0)
            return .end
        default: throw FormatError(.lineUnknown)
        }
    }

    private static func seen(_ line: ArraySlice<UInt8>, _ error: FormatError) throws(FormatError) -> [SeenPoint] {
        var points: [SeenPoint] = []
        for field in line.dropLast().split(separator: 0x09, omittingEmptySubsequences: false).dropFirst() {
            let parts = field.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
            guard parts.count == 3, let author = Author(String(decoding: parts[0], as: UTF8.self)),
                let number = Int64(canonical: parts[1]), number > 0, number < 1 << 40, parts[2].count == 64,
                let hash = [UInt8](hexText: parts[2]).flatMap(ChangesetHash.init(bytes:))
            else { throw error }
            let point = SeenPoint(author: author, number: number, hash: hash)
            if let last = points.last, !(last < point) { throw error }
            points.append(point)
        }
        return points
    }
}

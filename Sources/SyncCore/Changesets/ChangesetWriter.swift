import Crypto
import Foundation

/// Writes one changeset as canonical text, hashing line by line.
///
/// Used by the fold for what a person edited and by the desk for what a person decided. The same
/// values always give the same bytes, so `ChangesetWriter(rewriting:)` of a decoded changeset is
/// the changeset itself.
public struct ChangesetWriter: Sendable {
    public private(set) var bytes: [UInt8] = []
    /// Lines that change or decide something; a changeset without any is not worth writing.
    public private(set) var operationCount = 0
    private var beginLength = 0
    private var digests: [UInt8] = []
    private var lineStart = 0

    public init(_ header: ChangesetHeader) {
        bytes.append(ascii: "changeset\t1\t")
        Value.appendEscaped(header.scope.utf8, to: &bytes)
        append(field: header.author.text)
        bytes.append(0x09)
        bytes.append(decimal: header.number)
        append(field: header.previous?.description ?? "-")
        bytes.append(0x09)
        bytes.append(decimal: header.at)
        append(escaped: header.person)
        bytes.append(0x09)
        if let control = header.control {
            Self.append(control, to: &bytes)
        } else {
            bytes.append(ascii: "-")
        }
        bytes.append(0x09)
        if let link = header.link {
            bytes.append(ascii: "+")
            Value.appendEscaped(link.utf8, to: &bytes)
        } else {
            bytes.append(ascii: "-")
        }
        for point in header.seen.sorted() {
            bytes.append(0x09)
            Self.append(point, to: &bytes)
        }
        bytes.append(0x0A)
        beginLength = bytes.count
        lineStart = bytes.count
    }

    public mutating func append(_ line: ChangesetLine) {
        switch line {
        case .table(let shape): append(shape)
        case .at(let time):
            bytes.append(ascii: "at\t")
            bytes.append(decimal: time)
            endLine()
        case .row(let operation): append(operation)
        case .covers(let covered): append(covered)
        case .decide(let decision): append(decision)
        }
    }

    private mutating func append(_ shape: TableShape) {
        bytes.append(ascii: "table")
        append(escaped: shape.name)
        bytes.append(0x09)
        bytes.append(decimal: Int64(shape.keyColumns.count))
        for column in shape.keyColumns + shape.columns { append(escaped: column) }
        endLine()
    }

    private mutating func append(_ operation: RowOperation) {
        let fields = operation.key.count + operation.values.count
        let limit = Self.fieldBytesMax(fields: fields)
        var line: [UInt8] = []
        line.append(contentsOf: operation.verb.rawValue.utf8)
        for value in operation.key { appendField(value, limit: limit, to: &line) }
        for (column, value) in zip(operation.columns, operation.values) {
            if operation.verb != .insert {
                line.append(0x09)
                line.append(decimal: Int64(column))
            }
            appendField(value, limit: limit, to: &line)
        }
        bytes.append(contentsOf: line)
        endLine()
        operationCount += 1
    }

    private mutating func append(_ covered: CoveredHeads) {
        var line: [UInt8] = []
        line.append(ascii: "covers")
        let limit = Self.fieldBytesMax(fields: covered.key.count)
        for value in covered.key { appendField(value, limit: limit, to: &line) }
        line.append(0x09)
        line.append(decimal: Int64(covered.column))
        append(covered.heads, to: &line)
    }

    private mutating func append(_ decision: DecisionLine) {
        var line: [UInt8] = []
        line.append(ascii: "decide\t")
        line.append(contentsOf: decision.kind.utf8)
        let limit = Self.fieldBytesMax(fields: decision.key.count)
        for value in decision.key { appendField(value, limit: limit, to: &line) }
        line.append(0x09)
        if let column = decision.column {
            line.append(decimal: Int64(column))
        } else {
            line.append(ascii: "-")
        }
        line.append(0x09)
        Value.appendEscaped(decision.choice.utf8, to: &line)
        line.append(0x09)
        Value.appendEscaped(decision.reason.utf8, to: &line)
        append(decision.heads, to: &line)
    }

    private mutating func append(_ heads: [ChangesetHash], to line: inout [UInt8]) {
        for head in heads {
            line.append(0x09)
            line.append(contentsOf: head.bytes.hexText.utf8)
        }
        bytes.append(contentsOf: line)
        endLine()
        operationCount += 1
    }

    /// Writes the end line; the writer is used up.
    public consuming func finish() -> (bytes: [UInt8], hash: ChangesetHash) {
        let hash = Self.hash(begin: bytes[..<beginLength], digests: digests)
        bytes.append(ascii: "end\t")
        bytes.append(contentsOf: hash.bytes.hexText.utf8)
        bytes.append(0x0A)
        return (bytes, hash)
    }

    // MARK: fields

    /// How many encoded bytes one field of a line may take before it goes in parts.
    static func fieldBytesMax(fields: Int) -> Int {
        max(16, Limits.valueBytesPerLine / max(1, fields))
    }

    private mutating func appendField(_ value: Value, limit: Int, to line: inout [UInt8]) {
        line.append(0x09)
        let start = line.count
        value.appendText(to: &line)
        guard line.count - start > limit else { return }
        let encoded = Array(line[start...])
        line.removeSubrange(start...)
        let parts = Self.parts(of: encoded)
        for part in parts {
            bytes.append(ascii: "part\t")
            bytes.append(contentsOf: part)
            endLine()
        }
        line.append(UInt8(ascii: "@"))
        line.append(decimal: Int64(parts.count))
    }

    /// Cuts an encoded value into runs of at most `Limits.valueBytesPerLine` bytes, as long as
    /// possible, never inside an escape or a UTF-8 sequence.
    static func parts(of encoded: [UInt8]) -> [ArraySlice<UInt8>] {
        let isText = encoded.first == UInt8(ascii: "t")
        var parts: [ArraySlice<UInt8>] = []
        var start = 0
        while start < encoded.count {
            var end = min(start + Limits.valueBytesPerLine, encoded.count)
            if end < encoded.count, isText {
                while encoded[end] & 0xC0 == 0x80 { end -= 1 }
                var slashes = 0
                while end - 1 - slashes > start, encoded[end - 1 - slashes] == 0x5C {
                    slashes += 1
                }
                if slashes % 2 == 1 { end -= 1 }
            }
            parts.append(encoded[start..<end])
            start = end
        }
        return parts
    }

    private mutating func append(field text: String) {
        bytes.append(0x09)
        bytes.append(contentsOf: text.utf8)
    }

    private mutating func append(escaped text: String) {
        bytes.append(0x09)
        Value.appendEscaped(text.utf8, to: &bytes)
    }

    package static func append(_ point: SeenPoint, to bytes: inout [UInt8]) {
        bytes.append(contentsOf: point.author.text.utf8)
        bytes.append(UInt8(ascii: ":"))
        bytes.append(decimal: point.number)
        bytes.append(UInt8(ascii: ":"))
        bytes.append(contentsOf: point.hash.bytes.hexText.utf8)
    }

    private mutating func endLine() {
        bytes.append(0x0A)
        let digest = bytes[lineStart...].withUnsafeBytes { SHA256.hash(bufferPointer: $0) }
        digest.withUnsafeBytes { digests.append(contentsOf: $0) }
        lineStart = bytes.count
    }

    static func hash(begin: ArraySlice<UInt8>, digests: [UInt8]) -> ChangesetHash {
        var hasher = SHA256()
        begin.withUnsafeBytes { hasher.update(bufferPointer: $0) }
        digests.withUnsafeBytes { hasher.update(bufferPointer: $0) }
        return ChangesetHash(digest: hasher.finalize())
    }
}

extension SHA256 {
    static func hash(bufferPointer: UnsafeRawBufferPointer) -> SHA256.Digest {
        var hasher = SHA256()
        hasher.update(bufferPointer: bufferPointer)
        return hasher.finalize()
    }
}

extension Changeset {
    /// The canonical bytes again: `encode(decode(x)) = x` for every accepted `x`.
    public func encoded() -> [UInt8] {
        var writer = ChangesetWriter(header)
        for line in lines { writer.append(line) }
        return writer.finish().bytes
    }
}

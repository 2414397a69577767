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
    private var lineIndex = 0
    private let salts: LineSalts
    private var saltsUsed = 0

    /// - Parameters:
    ///   - header: What the begin line says.
    ///   - salt: 16 random bytes, new for each changeset.
    public init(_ header: ChangesetHeader, salt: [UInt8]) {
        precondition(salt.count == LineSalts.bytesCount, "a salt has 16 bytes, not \(salt.count)")
        self.init(header, salts: .drawn(salt))
    }

    package init(_ header: ChangesetHeader, salts: LineSalts) {
        self.salts = salts
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
        bytes.append(ascii: "salt\t")
        if case .drawn(let salt) = salts {
            for byte in salt { bytes.append(hex: byte) }
        } else {
            bytes.append(ascii: "-")
        }
        bytes.append(0x0A)
    }

    public mutating func append(_ line: ChangesetLine) {
        switch line {
        case .table(let shape): append(shape)
        case .at(let time):
            beginLine()
            bytes.append(ascii: "at\t")
            bytes.append(decimal: time)
            endLine()
        case .row(let operation): append(operation)
        case .covers(let covered): append(covered)
        case .decide(let decision): append(decision)
        case .undo(let undo): append(undo)
        case .erase(let erase): append(erase)
        case .erased(let erased): append(erased)
        case .control(let control):
            var line: [UInt8] = []
            appendControl(control, to: &line)
            write(line)
        }
    }

    /// Adds an operation whose line is encoded already, without LF; none of its values needs parts.
    package mutating func append(encodedRow line: [UInt8]) { write(line) }

    private mutating func append(_ shape: TableShape) {
        beginLine()
        bytes.append(ascii: "table")
        append(escaped: shape.name)
        bytes.append(0x09)
        bytes.append(decimal: Int64(shape.keyColumns.count))
        for column in shape.keyColumns + shape.columns { append(escaped: column) }
        endLine()
    }

    private mutating func append(_ operation: RowOperation) {
        precondition(operation.erased.isEmpty, "only a line that is left has erased values")
        var line: [UInt8] = []
        appendRow(operation, to: &line)
        write(line)
    }

    private mutating func appendRow(_ operation: RowOperation, to line: inout [UInt8]) {
        precondition(operation.verb != .insert || operation.replaced.isEmpty, "nothing was there")
        let fields = operation.key.count + operation.values.count + operation.replaced.count
        let limit = Self.fieldBytesMax(fields: fields)
        line.append(contentsOf: operation.verb.rawValue.utf8)
        for value in operation.key { appendField(value, limit: limit, to: &line) }
        for (index, value) in operation.values.enumerated() {
            if operation.verb != .insert {
                line.append(0x09)
                line.append(decimal: Int64(operation.columns[index]))
            }
            let isErased = operation.erased.contains(index)
            appendField(isErased ? nil : value, limit: limit, to: &line)
            guard let old = operation.replaced[index] else { continue }
            line.append(ascii: "\t<")
            line.append(decimal: Int64(operation.columns[index]))
            appendField(isErased ? nil : old, limit: limit, to: &line)
        }
    }

    /// - Parameter value: Nil for one that was erased.
    private mutating func appendField(_ value: Value?, limit: Int, to line: inout [UInt8]) {
        if let value {
            appendField(value, limit: limit, to: &line)
        } else {
            line.append(ascii: "\tx")
        }
    }

    private mutating func append(_ erased: ErasedLine) {
        var left: [UInt8] = []
        // Parts of values that are left stand before the line, as they did before it was erased.
        if let operation = erased.left {
            left.append(ascii: "left\t")
            appendRow(operation, to: &left)
            left.append(0x0A)
        }
        bytes.append(ascii: "erased\t")
        for byte in erased.digest { bytes.append(hex: byte) }
        bytes.append(0x0A)
        bytes.append(contentsOf: left)
        digests.append(contentsOf: erased.digest)
        lineIndex += 1
        operationCount += 1
    }

    /// The line that is left of an operation, as it is hashed in an `erase` line; LF included.
    package static func leftLine(of operation: RowOperation) -> [UInt8] {
        var writer = ChangesetWriter(scratch: ())
        var line: [UInt8] = []
        line.append(ascii: "left\t")
        writer.appendRow(operation, to: &line)
        line.append(0x0A)
        return line
    }

    private init(scratch: Void) { salts = .drawn(Array(repeating: 0, count: LineSalts.bytesCount)) }

    private mutating func append(_ covered: CoveredHeads) {
        var line: [UInt8] = []
        line.append(ascii: "covers")
        let limit = Self.fieldBytesMax(fields: covered.key.count)
        for value in covered.key { appendField(value, limit: limit, to: &line) }
        line.append(0x09)
        line.append(decimal: Int64(covered.column))
        append(covered.heads, to: &line)
        write(line)
    }

    private mutating func append(_ undo: UndoLine) {
        var line: [UInt8] = []
        line.append(ascii: "undo")
        let limit = Self.fieldBytesMax(fields: undo.key.count)
        for value in undo.key { appendField(value, limit: limit, to: &line) }
        appendPosition(undo.column, to: &line)
        line.append(0x09)
        Value.appendEscaped(undo.reason.utf8, to: &line)
        append(undo.withdraws, to: &line)
        write(line)
    }

    private mutating func append(_ erase: EraseLine) {
        var line: [UInt8] = []
        line.append(ascii: "erase")
        let limit = Self.fieldBytesMax(fields: erase.key.count)
        for value in erase.key { appendField(value, limit: limit, to: &line) }
        append([erase.target], to: &line)
        line.append(0x09)
        for byte in erase.digest { line.append(hex: byte) }
        line.append(0x09)
        if let left = erase.left {
            for byte in left { line.append(hex: byte) }
        } else {
            line.append(ascii: "-")
        }
        line.append(0x09)
        Value.appendEscaped(erase.reason.utf8, to: &line)
        for column in erase.columns {
            line.append(0x09)
            line.append(decimal: Int64(column))
        }
        write(line)
    }

    private func appendPosition(_ column: Int?, to line: inout [UInt8]) {
        line.append(0x09)
        if let column {
            line.append(decimal: Int64(column))
        } else {
            line.append(ascii: "-")
        }
    }

    private mutating func append(_ decision: DecisionLine) {
        var line: [UInt8] = []
        line.append(ascii: "decide\t")
        Value.appendEscaped(decision.kind.utf8, to: &line)
        let rows = DecisionLine.namesTwoRows(decision.kind)
            ? decision.key + (decision.otherKey ?? decision.key) : decision.key
        let limit = Self.fieldBytesMax(fields: rows.count)
        for value in rows { appendField(value, limit: limit, to: &line) }
        appendPosition(decision.column, to: &line)
        line.append(0x09)
        Value.appendEscaped(decision.choice.utf8, to: &line)
        line.append(0x09)
        Value.appendEscaped(decision.reason.utf8, to: &line)
        append(decision.heads, to: &line)
        write(line)
    }

    private func append(_ heads: [ChangesetHash], to line: inout [UInt8]) {
        for head in heads {
            line.append(0x09)
            for byte in head.bytes { line.append(hex: byte) }
        }
    }

    /// Writes an operation's line; its parts, if any, stand before it already.
    private mutating func write(_ line: [UInt8]) {
        beginLine()
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
    package static func fieldBytesMax(fields: Int) -> Int {
        max(16, Limits.valueBytesPerLine / max(1, fields))
    }

    mutating func appendField(_ value: Value, limit: Int, to line: inout [UInt8]) {
        line.append(0x09)
        let start = line.count
        value.appendText(to: &line)
        guard line.count - start > limit else { return }
        let encoded = Array(line[start...])
        line.removeSubrange(start...)
        let parts = Self.parts(of: encoded)
        for part in parts {
            beginLine()
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

    private mutating func beginLine() {
        if case .ofEachLine(let own) = salts {
            bytes.append(ascii: "own\t")
            for byte in own[saltsUsed] { bytes.append(hex: byte) }
            bytes.append(0x0A)
        }
        lineStart = bytes.count
    }

    private mutating func endLine() {
        bytes.append(0x0A)
        switch salts {
        case .drawn(let drawn):
            bytes.withUnsafeBytes {
                LineSalts.appendDigest(
                    of: .init(rebasing: $0[lineStart...]), index: lineIndex, drawn: drawn, to: &digests)
            }
        case .ofEachLine(let own):
            LineSalts.digest(bytes[lineStart...], salt: own[saltsUsed])
                .withUnsafeBytes { digests.append(contentsOf: $0) }
            saltsUsed += 1
        }
        lineIndex += 1
    }

    static func hash(begin: ArraySlice<UInt8>, digests: [UInt8]) -> ChangesetHash {
        var hasher = SHA256()
        begin.withUnsafeBytes { hasher.update(bufferPointer: $0) }
        digests.withUnsafeBytes { hasher.update(bufferPointer: $0) }
        return ChangesetHash(digest: hasher.finalize())
    }
}

extension Changeset {
    /// The canonical bytes again: `encode(decode(x)) = x` for every accepted `x`.
    public func encoded() -> [UInt8] {
        var writer = ChangesetWriter(header, salts: salts)
        for line in lines { writer.append(line) }
        return writer.finish().bytes
    }
}

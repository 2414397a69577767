import Crypto

extension Changeset {
    /// Reads one changeset and checks everything that can be checked without other changesets.
    ///
    /// - Parameter bytes: From the begin line to the end line, LF included.
    /// - Throws: `FormatError` with the line to blame. What is accepted is canonical: encoding it
    ///   again gives the same bytes.
    public init(decoding bytes: [UInt8]) throws(FormatError) {
        guard bytes.count <= Limits.changesetBytesMax else { throw FormatError(.tooLarge) }
        var reader = ChangesetReader(bytes)
        self = try reader.read()
    }
}

/// The functions are named for the rules of `Protocol/grammar.abnf`.
private struct ChangesetReader {
    private let bytes: [UInt8]
    private var position = 0
    private var lineNumber = 0
    private var digests: [UInt8] = []
    private var parts: [ArraySlice<UInt8>] = []
    private var shape: TableShape?

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    mutating func read() throws(FormatError) -> Changeset {
        let begin = try nextLine()
        let beginLength = position
        let header = try begin_(fields(of: begin))
        var lines: [ChangesetLine] = []
        while true {
            let line = try nextLine()
            let fields = fields(of: line)
            if fields[0].elementsEqual("end".utf8) {
                let hash = ChangesetWriter.hash(begin: bytes[..<beginLength], digests: digests)
                guard fields.count == 2, fields[1].elementsEqual(hash.description.utf8) else {
                    throw FormatError(.hashMismatch, line: lineNumber)
                }
                guard position == bytes.count, parts.isEmpty else { throw fail(.lineOutOfPlace) }
                return Changeset(header: header, lines: lines, hash: hash)
            }
            let digest = bytes[line.startIndex..<position].withUnsafeBytes {
                SHA256.hash(bufferPointer: $0)
            }
            digest.withUnsafeBytes { digests.append(contentsOf: $0) }
            if fields[0].elementsEqual("part".utf8) {
                guard fields.count == 2, parts.count < Limits.valueBytesMax / 1024 else {
                    throw fail(.fieldMalformed)
                }
                parts.append(fields[1])
                continue
            }
            lines.append(try operation(fields))
            guard parts.isEmpty else { throw fail(.lineOutOfPlace, "parts nobody takes") }
        }
    }

    // MARK: lines

    private mutating func nextLine() throws(FormatError) -> ArraySlice<UInt8> {
        lineNumber += 1
        let limit = min(bytes.count, position + Limits.lineBytesMax)
        guard let end = bytes[position..<limit].firstIndex(of: 0x0A) else {
            throw fail(limit == bytes.count ? .cutShort : .lineTooLong)
        }
        defer { position = end + 1 }
        return bytes[position..<end]
    }

    private func fields(of line: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] {
        line.split(separator: 0x09, omittingEmptySubsequences: false)
    }

    private func fail(_ code: FormatError.Code, _ detail: String = "") -> FormatError {
        FormatError(code, line: lineNumber, detail)
    }

    private func begin_(_ fields: [ArraySlice<UInt8>]) throws(FormatError) -> ChangesetHeader {
        guard fields[0].elementsEqual("changeset".utf8) else { throw fail(.lineUnknown) }
        guard fields.count >= 10, fields[1].elementsEqual("1".utf8) else {
            throw fail(.fieldMalformed, "version")
        }
        guard let author = Author(unescapedText(fields[3])) else {
            throw fail(.fieldMalformed, "author")
        }
        let number = try positive(fields[4])
        let previous: ChangesetHash? = fields[5].elementsEqual("-".utf8)
            ? nil : try hash(fields[5])
        guard (previous == nil) == (number == 1) else { throw fail(.fieldMalformed, "previous") }
        guard let at = Int64(canonical: fields[6]) else { throw fail(.fieldMalformed, "at") }
        let control: SeenPoint? = fields[8].elementsEqual("-".utf8)
            ? nil : try seenPoint(fields[8])
        var link: String?
        if fields[9].first == UInt8(ascii: "+") {
            link = try text(fields[9].dropFirst())
        } else if !fields[9].elementsEqual("-".utf8) {
            throw fail(.fieldMalformed, "link")
        }
        var seen: [SeenPoint] = []
        for field in fields.dropFirst(10) {
            let point = try seenPoint(field)
            if let last = seen.last, !(last < point) { throw fail(.notCanonical, "seen") }
            seen.append(point)
        }
        let scope = try text(fields[2])
        guard !scope.isEmpty, scope.utf8.count <= Limits.nameBytesMax else {
            throw fail(.fieldMalformed, "scope")
        }
        return ChangesetHeader(
            scope: scope, author: author, number: number, previous: previous, at: at,
            person: try text(fields[7]), control: control, link: link, seen: seen)
    }

    private mutating func operation(
        _ fields: [ArraySlice<UInt8>]
    ) throws(FormatError) -> ChangesetLine {
        let verb = String(decoding: fields[0], as: UTF8.self)
        if verb == "table" { return try table(fields) }
        if verb == "at" {
            guard fields.count == 2, let time = Int64(canonical: fields[1]) else {
                throw fail(.fieldMalformed, "at")
            }
            return .at(time)
        }
        guard let shape else { throw fail(.lineOutOfPlace, "no table yet") }
        if verb == "covers" { return try covers(fields, shape) }
        if verb == "decide" { return try decide(fields, shape) }
        guard let verb = RowOperation.Verb(rawValue: verb) else { throw fail(.lineUnknown) }
        return .row(try row(verb, fields, shape))
    }

    private mutating func table(_ fields: [ArraySlice<UInt8>]) throws(FormatError) -> ChangesetLine {
        guard fields.count >= 4 else { throw fail(.fieldMalformed, "table") }
        let keys = try positive(fields[2])
        guard keys <= Int64(fields.count - 3), fields.count - 3 <= Limits.columnsMax else {
            throw fail(.fieldMalformed, "columns")
        }
        var names: [String] = []
        for field in fields.dropFirst(3) { names.append(try name(field)) }
        let shape = TableShape(
            name: try name(fields[1]), keyColumns: Array(names.prefix(Int(keys))),
            columns: Array(names.dropFirst(Int(keys))))
        self.shape = shape
        return .table(shape)
    }

    private mutating func row(
        _ verb: RowOperation.Verb, _ fields: [ArraySlice<UInt8>], _ shape: TableShape
    ) throws(FormatError) -> RowOperation {
        let keyCount = shape.keyColumns.count
        let rest = fields.count - 1 - keyCount
        let hasPositions = verb != .insert
        let valueCount = hasPositions ? rest / 2 : rest
        guard rest >= 0, !hasPositions || rest % 2 == 0,
            verb != .insert || rest == shape.columns.count,
            verb == .insert || verb == .replace || (verb == .update) == (rest > 0)
        else { throw fail(.fieldMalformed, verb.rawValue) }
        let limit = ChangesetWriter.fieldBytesMax(fields: keyCount + valueCount)
        let key = try self.key(fields, count: keyCount, from: 1, limit: limit)
        var columns: [Int] = []
        var values: [Value] = []
        columns.reserveCapacity(valueCount)
        values.reserveCapacity(valueCount)
        var index = 1 + keyCount
        while index < fields.count {
            if hasPositions {
                let column = try self.column(fields[index], shape)
                if let last = columns.last, last >= column { throw fail(.notCanonical) }
                columns.append(column)
                index += 1
            } else {
                columns.append(columns.count)
            }
            values.append(try value(fields[index], limit: limit))
            index += 1
        }
        return RowOperation(verb, key: key, columns: columns, values: values)
    }

    private mutating func covers(
        _ fields: [ArraySlice<UInt8>], _ shape: TableShape
    ) throws(FormatError) -> ChangesetLine {
        let keyCount = shape.keyColumns.count
        guard fields.count >= keyCount + 4 else { throw fail(.fieldMalformed, "covers") }
        let limit = ChangesetWriter.fieldBytesMax(fields: keyCount)
        return .covers(
            CoveredHeads(
                key: try key(fields, count: keyCount, from: 1, limit: limit),
                column: try column(fields[keyCount + 1], shape),
                heads: try heads(fields.dropFirst(keyCount + 2))))
    }

    private mutating func decide(
        _ fields: [ArraySlice<UInt8>], _ shape: TableShape
    ) throws(FormatError) -> ChangesetLine {
        let keyCount = shape.keyColumns.count
        guard fields.count >= keyCount + 6 else { throw fail(.fieldMalformed, "decide") }
        let limit = ChangesetWriter.fieldBytesMax(fields: keyCount)
        let unit = fields[keyCount + 2]
        let kind = String(decoding: fields[1], as: UTF8.self)
        guard kind == "value" || kind == "delete-edit" else { throw fail(.fieldMalformed, "kind") }
        return .decide(
            DecisionLine(
                key: try key(fields, count: keyCount, from: 2, limit: limit),
                column: unit.elementsEqual("-".utf8) ? nil : try column(unit, shape),
                kind: kind, choice: try text(fields[keyCount + 3]),
                reason: try text(fields[keyCount + 4]),
                heads: try heads(fields.dropFirst(keyCount + 5))))
    }

    // MARK: fields

    private mutating func key(
        _ fields: [ArraySlice<UInt8>], count: Int, from start: Int, limit: Int
    ) throws(FormatError) -> [Value] {
        guard fields.count >= start + count else { throw fail(.fieldMalformed, "key") }
        var key: [Value] = []
        for field in fields[start..<start + count] {
            let value = try value(field, limit: limit)
            guard value != .null else { throw fail(.fieldMalformed, "a key is never NULL") }
            key.append(value)
        }
        return key
    }

    private mutating func value(
        _ field: ArraySlice<UInt8>, limit: Int
    ) throws(FormatError) -> Value {
        guard field.first == UInt8(ascii: "@") else {
            guard field.count <= limit, let value = Value(text: field) else {
                throw fail(.fieldMalformed, "value")
            }
            return value
        }
        guard let count = Int64(canonical: field.dropFirst()), count > 0, count <= parts.count
        else { throw fail(.fieldMalformed, "parts") }
        let own = Array(parts.prefix(Int(count)))
        parts.removeFirst(Int(count))
        let encoded = Array(own.joined())
        guard encoded.count > limit, ChangesetWriter.parts(of: encoded) == own else {
            throw fail(.notCanonical, "parts")
        }
        guard let value = Value(text: encoded[...]) else { throw fail(.fieldMalformed, "value") }
        return value
    }

    private func heads(_ fields: ArraySlice<ArraySlice<UInt8>>) throws(FormatError) -> [ChangesetHash] {
        var heads: [ChangesetHash] = []
        for field in fields {
            let head = try hash(field)
            if let last = heads.last, last >= head { throw fail(.notCanonical, "heads") }
            heads.append(head)
        }
        return heads
    }

    private func column(
        _ field: ArraySlice<UInt8>, _ shape: TableShape
    ) throws(FormatError) -> Int {
        guard let column = Int64(canonical: field), column >= 0, column < shape.columns.count
        else { throw fail(.fieldMalformed, "column") }
        return Int(column)
    }

    private func positive(_ field: ArraySlice<UInt8>) throws(FormatError) -> Int64 {
        guard let number = Int64(canonical: field), number > 0, number < 1 << 40 else {
            throw fail(.fieldMalformed, "number")
        }
        return number
    }

    private func hash(_ field: ArraySlice<UInt8>) throws(FormatError) -> ChangesetHash {
        guard field.count == 64, let bytes = [UInt8](hexText: field),
            let hash = ChangesetHash(bytes: bytes)
        else { throw fail(.fieldMalformed, "hash") }
        return hash
    }

    private func seenPoint(_ field: ArraySlice<UInt8>) throws(FormatError) -> SeenPoint {
        let pieces = field.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
        guard pieces.count == 3, let author = Author(unescapedText(pieces[0])) else {
            throw fail(.fieldMalformed, "seen")
        }
        return SeenPoint(
            author: author, number: try positive(pieces[1]), hash: try hash(pieces[2]))
    }

    private func name(_ field: ArraySlice<UInt8>) throws(FormatError) -> String {
        let name = try text(field)
        guard !name.isEmpty, name.utf8.count <= Limits.nameBytesMax else {
            throw fail(.fieldMalformed, "name")
        }
        return name
    }

    private func text(_ field: ArraySlice<UInt8>) throws(FormatError) -> String {
        guard let bytes = Value.unescaped(field),
            let text = String(validating: bytes, as: UTF8.self),
            text.utf8.count <= Limits.reasonBytesMax
        else { throw fail(.fieldMalformed, "text") }
        return text
    }

    private func unescapedText(_ field: ArraySlice<UInt8>) -> String {
        String(decoding: field, as: UTF8.self)
    }
}

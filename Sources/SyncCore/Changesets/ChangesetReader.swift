import Crypto

/// The functions are named for the rules of `Protocol/grammar.abnf`.
struct ChangesetReader {
    private let bytes: [UInt8]
    private var position = 0
    private var lineNumber = 0
    private var digests: [UInt8] = []
    private var parts: [ArraySlice<UInt8>] = []
    private var shape: TableShape?
    private var lines: [ChangesetLine] = []
    /// What the author drew; nil in a changeset of which a value was erased.
    private var drawnSalt: [UInt8]?
    private var lineSalts: [[UInt8]] = []
    private var isControl = false
    var mayBeExcerpt = false
    /// Which rows are asked for; nil for all, which alone proves the hash.
    var isWanted: ((PlainLine) -> Bool)?
    private var shapesCount = 0
    private var archivedCount = 0
    private var isBehindArchived = false
    /// How many fields the line before had: the next one has as many, as a rule.
    private var fieldsBefore = 16

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    mutating func header() throws(FormatError) -> ChangesetHeader { try begin_(fields(of: try nextLine())) }

    mutating func read() throws(FormatError) -> Changeset {
        let header = try header()
        let beginLength = position
        isControl = header.scope == ControlName.scope
        try salt(fields(of: try nextLine()))
        while true {
            let line = try nextLine()
            if isPassedOver(line) { continue }
            let fields = fields(of: line)
            if fields[0].elementsEqual("end".utf8) {
                guard fields.count == 2 else { throw FormatError(.hashMismatch, line: lineNumber) }
                let hash = archivedCount > 0 || isWanted != nil
                    ? try self.hash(fields[1])
                    : ChangesetWriter.hash(begin: bytes[..<beginLength], digests: digests)
                guard fields[1].elementsEqual(hash.description.utf8) else {
                    throw FormatError(.hashMismatch, line: lineNumber)
                }
                guard position == bytes.count, parts.isEmpty else { throw fail(.lineOutOfPlace) }
                var changeset = Changeset(
                    header: header, lines: lines, hash: hash,
                    salts: drawnSalt.map(LineSalts.drawn) ?? .ofEachLine(lineSalts))
                changeset.archivedCount = archivedCount
                return changeset
            }
            if drawnSalt == nil, mayBeExcerpt, fields[0].elementsEqual("archived".utf8) {
                try archived(fields)
                continue
            }
            isBehindArchived = false
            if drawnSalt == nil, fields[0].elementsEqual("erased".utf8) {
                try erased(fields)
            } else if drawnSalt == nil {
                try own(fields)
                let line = try nextLine()
                LineSalts.digest(bytes[line.startIndex..<position], salt: lineSalts[lineSalts.count - 1])
                    .withUnsafeBytes { digests.append(contentsOf: $0) }
                try hashed(self.fields(of: line))
            } else if isWanted != nil {
                try hashed(fields)
            } else if let drawnSalt {
                let index = digests.count / 32
                bytes.withUnsafeBytes {
                    LineSalts.appendDigest(
                        of: .init(rebasing: $0[line.startIndex..<position]), index: index, drawn: drawnSalt,
                        to: &digests)
                }
                try hashed(fields)
            }
        }
    }

    /// Whether a line inserts or changes a row that isn't asked for. What has parts before it may have them in its key.
    private func isPassedOver(_ line: ArraySlice<UInt8>) -> Bool {
        // Both verbs have six letters.
        guard let isWanted, let shape, drawnSalt != nil, parts.isEmpty, !isControl,
            bytes.holds("insert\t", in: line.startIndex..<line.endIndex) || bytes.holds("update\t", in: line.startIndex..<line.endIndex)
        else { return false }
        let start = line.startIndex + 7
        var end = start
        for _ in shape.keyColumns {
            guard let tab = bytes.firstIndex(of: 0x09, in: end..<line.endIndex) else { return false }
            end = tab + 1
        }
        return !isWanted(
            PlainLine(
                shape: shape, shapeNumber: shapesCount, isInsertion: line.first == UInt8(ascii: "i"), key: bytes[start..<end],
                rest: bytes[end..<line.endIndex]))
    }

    /// Lines that are in an archive: as many as there are, at once.
    private mutating func archived(_ fields: [ArraySlice<UInt8>]) throws(FormatError) {
        guard fields.count == 2, !isBehindArchived, parts.isEmpty, !isControl else { throw fail(.lineOutOfPlace, "archived") }
        let count = try positive(fields[1])
        guard count <= Limits.changesetBytesMax else { throw fail(.fieldMalformed, "archived") }
        archivedCount += Int(count)
        isBehindArchived = true
    }

    /// A line that the changeset's hash covers.
    private mutating func hashed(_ fields: [ArraySlice<UInt8>]) throws(FormatError) {
        if fields[0].elementsEqual("part".utf8) {
            guard fields.count == 2, parts.count < Limits.valueBytesMax / 1024 else {
                throw fail(.fieldMalformed)
            }
            parts.append(fields[1])
            return
        }
        lines.append(try operation(fields))
        guard parts.isEmpty else { throw fail(.lineOutOfPlace, "parts nobody takes") }
    }

    private mutating func salt(_ fields: [ArraySlice<UInt8>]) throws(FormatError) {
        guard fields.count == 2, fields[0].elementsEqual("salt".utf8) else {
            throw fail(.lineOutOfPlace, "salt")
        }
        if !fields[1].elementsEqual("-".utf8) { drawnSalt = try saltBytes(fields[1]) }
    }

    private mutating func own(_ fields: [ArraySlice<UInt8>]) throws(FormatError) {
        guard fields.count == 2, fields[0].elementsEqual("own".utf8) else {
            throw fail(.lineOutOfPlace, "own")
        }
        lineSalts.append(try saltBytes(fields[1]))
    }

    private func saltBytes(_ field: ArraySlice<UInt8>) throws(FormatError) -> [UInt8] {
        guard let bytes = [UInt8](hexText: field), bytes.count == LineSalts.bytesCount else {
            throw fail(.fieldMalformed, "salt")
        }
        return bytes
    }

    /// A line of which a value was erased, and the line that is left of it.
    private mutating func erased(_ fields: [ArraySlice<UInt8>]) throws(FormatError) {
        guard fields.count == 2 else { throw fail(.fieldMalformed, "erased") }
        let digest = try hash(fields[1]).bytes
        digests.append(contentsOf: digest)
        guard bytes[position...].starts(with: "left\t".utf8) else {
            lines.append(.erased(ErasedLine(digest: digest, left: nil)))
            return
        }
        let rest = Array(self.fields(of: try nextLine()).dropFirst())
        let verb = String(decoding: rest[0], as: UTF8.self)
        guard let shape, let verb = RowOperation.Verb(rawValue: verb) else {
            throw fail(.lineOutOfPlace, "left")
        }
        let left = try row(verb, rest, shape, mayBeErased: true)
        guard !left.erased.isEmpty, parts.isEmpty else { throw fail(.notCanonical, "left") }
        lines.append(.erased(ErasedLine(digest: digest, left: left)))
    }

    // MARK: lines

    private mutating func nextLine() throws(FormatError) -> ArraySlice<UInt8> {
        lineNumber += 1
        let limit = min(bytes.count, position + Limits.lineBytesMax)
        guard let end = bytes.firstIndex(of: 0x0A, in: position..<limit) else {
            throw fail(limit == bytes.count ? .cutShort : .lineTooLong)
        }
        defer { position = end + 1 }
        return bytes[position..<end]
    }

    private mutating func fields(of line: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] {
        var fields: [ArraySlice<UInt8>] = []
        fields.reserveCapacity(fieldsBefore)
        var start = line.startIndex
        while let end = bytes.firstIndex(of: 0x09, in: start..<line.endIndex) {
            fields.append(bytes[start..<end])
            start = end + 1
        }
        fields.append(bytes[start..<line.endIndex])
        fieldsBefore = fields.count
        return fields
    }

    func fail(_ code: FormatError.Code, _ detail: String = "") -> FormatError {
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
        if let shape, !isControl {
            // Nearly all lines are these two.
            if fields[0].elementsEqual("insert".utf8) {
                return .row(try row(.insert, fields, shape, mayBeErased: false))
            }
            if fields[0].elementsEqual("update".utf8) {
                return .row(try row(.update, fields, shape, mayBeErased: false))
            }
        }
        let verb = String(decoding: fields[0], as: UTF8.self)
        if isControl { return .control(try control(verb, fields)) }
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
        if verb == "undo" { return try undo(fields, shape) }
        if verb == "erase" { return try erase(fields, shape) }
        guard let verb = RowOperation.Verb(rawValue: verb) else { throw fail(.lineUnknown) }
        return .row(try row(verb, fields, shape, mayBeErased: false))
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
        shapesCount += 1
        return .table(shape)
    }

    private mutating func row(
        _ verb: RowOperation.Verb, _ fields: [ArraySlice<UInt8>], _ shape: TableShape,
        mayBeErased: Bool
    ) throws(FormatError) -> RowOperation {
        let keyCount = shape.keyColumns.count
        let rest = fields.count - 1 - keyCount
        let hasPositions = verb != .insert
        guard rest >= 0, !hasPositions || rest % 2 == 0,
            verb != .insert || rest == shape.columns.count,
            verb == .insert || verb == .replace || (verb == .update) == (rest > 0)
        else { throw fail(.fieldMalformed, verb.rawValue) }
        let limit = ChangesetWriter.fieldBytesMax(
            fields: keyCount + (hasPositions ? rest / 2 : rest))
        var operation = RowOperation(
            verb, key: try key(fields, count: keyCount, from: 1, limit: limit))
        operation.columns.reserveCapacity(rest)
        operation.values.reserveCapacity(rest)
        var index = 1 + keyCount
        while index < fields.count {
            if hasPositions, fields[index].first == UInt8(ascii: "<") {
                try replaced(
                    fields[index].dropFirst(), fields[index + 1], limit, shape, mayBeErased,
                    &operation)
                index += 2
                continue
            }
            if hasPositions {
                let column = try self.column(fields[index], shape)
                if let last = operation.columns.last, last >= column { throw fail(.notCanonical) }
                operation.columns.append(column)
                index += 1
            } else {
                operation.columns.append(operation.columns.count)
            }
            if mayBeErased, fields[index].elementsEqual("x".utf8) {
                operation.erased.append(operation.values.count)
                operation.values.append(.null)
            } else {
                operation.values.append(try value(fields[index], limit: limit))
            }
            index += 1
        }
        return operation
    }

    /// What the value before it replaced; erased exactly where that one is.
    private mutating func replaced(
        _ position: ArraySlice<UInt8>, _ field: ArraySlice<UInt8>, _ limit: Int,
        _ shape: TableShape, _ mayBeErased: Bool, _ operation: inout RowOperation
    ) throws(FormatError) {
        let index = operation.values.count - 1
        let column = try self.column(position, shape)
        guard operation.columns.last == column, operation.replaced[index] == nil else {
            throw fail(.notCanonical, "replaced")
        }
        let isErased = mayBeErased && field.elementsEqual("x".utf8)
        guard isErased == (operation.erased.last == index) else {
            throw fail(.notCanonical, "erased")
        }
        operation.replaced[index] = isErased ? .null : try value(field, limit: limit)
    }

    private mutating func covers(
        _ fields: [ArraySlice<UInt8>], _ shape: TableShape
    ) throws(FormatError) -> ChangesetLine {
        let keyCount = shape.keyColumns.count
        guard fields.count >= keyCount + 3 else { throw fail(.fieldMalformed, "covers") }
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
        let kind = try text(fields[1])
        let rows = DecisionLine.namesTwoRows(kind) ? 2 : 1
        let rest = 2 + keyCount * rows
        guard fields.count >= rest + 4 else { throw fail(.fieldMalformed, "decide") }
        let limit = ChangesetWriter.fieldBytesMax(fields: keyCount * rows)
        let unit = fields[rest]
        guard ["value", "delete-edit", "scope"].contains(kind)
            || kind.hasPrefix("rule:") || kind.hasPrefix("finding:")
        else { throw fail(.fieldMalformed, "kind") }
        return .decide(
            DecisionLine(
                key: try key(fields, count: keyCount, from: 2, limit: limit),
                otherKey: rows == 1
                    ? nil : try key(fields, count: keyCount, from: 2 + keyCount, limit: limit),
                column: unit.elementsEqual("-".utf8) ? nil : try column(unit, shape),
                kind: kind, choice: try text(fields[rest + 1]), reason: try text(fields[rest + 2]),
                heads: try heads(fields.dropFirst(rest + 3))))
    }

    private mutating func undo(
        _ fields: [ArraySlice<UInt8>], _ shape: TableShape
    ) throws(FormatError) -> ChangesetLine {
        let keyCount = shape.keyColumns.count
        guard fields.count >= keyCount + 4 else { throw fail(.fieldMalformed, "undo") }
        let limit = ChangesetWriter.fieldBytesMax(fields: keyCount)
        let unit = fields[keyCount + 1]
        return .undo(
            UndoLine(
                key: try key(fields, count: keyCount, from: 1, limit: limit),
                column: unit.elementsEqual("-".utf8) ? nil : try column(unit, shape),
                reason: try text(fields[keyCount + 2]),
                withdraws: try heads(fields.dropFirst(keyCount + 3))))
    }

    private mutating func erase(
        _ fields: [ArraySlice<UInt8>], _ shape: TableShape
    ) throws(FormatError) -> ChangesetLine {
        let keyCount = shape.keyColumns.count
        guard fields.count >= keyCount + 5 else { throw fail(.fieldMalformed, "erase") }
        let limit = ChangesetWriter.fieldBytesMax(fields: keyCount)
        let left = fields[keyCount + 3]
        var columns: [Int] = []
        for field in fields.dropFirst(keyCount + 5) {
            let column = try column(field, shape)
            if let last = columns.last, last >= column { throw fail(.notCanonical, "columns") }
            columns.append(column)
        }
        guard left.elementsEqual("-".utf8) == columns.isEmpty else {
            throw fail(.fieldMalformed, "left")
        }
        return .erase(
            EraseLine(
                key: try key(fields, count: keyCount, from: 1, limit: limit),
                target: try hash(fields[keyCount + 1]),
                digest: try hash(fields[keyCount + 2]).bytes, columns: columns,
                left: columns.isEmpty ? nil : try hash(left).bytes,
                reason: try text(fields[keyCount + 4])))
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

    mutating func value(
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

    func positive(_ field: ArraySlice<UInt8>) throws(FormatError) -> Int64 {
        guard let number = Int64(canonical: field), number > 0, number < 1 << 40 else {
            throw fail(.fieldMalformed, "number")
        }
        return number
    }

    func hash(_ field: ArraySlice<UInt8>) throws(FormatError) -> ChangesetHash {
        guard field.count == 64, let bytes = [UInt8](hexText: field),
            let hash = ChangesetHash(bytes: bytes)
        else { throw fail(.fieldMalformed, "hash") }
        return hash
    }

    func seenPoint(_ field: ArraySlice<UInt8>) throws(FormatError) -> SeenPoint {
        let pieces = field.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
        guard pieces.count == 3, let author = Author(unescapedText(pieces[0])) else {
            throw fail(.fieldMalformed, "seen")
        }
        return SeenPoint(
            author: author, number: try positive(pieces[1]), hash: try hash(pieces[2]))
    }

    func name(_ field: ArraySlice<UInt8>) throws(FormatError) -> String {
        let name = try text(field)
        guard !name.isEmpty, name.utf8.count <= Limits.nameBytesMax else {
            throw fail(.fieldMalformed, "name")
        }
        return name
    }

    func text(_ field: ArraySlice<UInt8>) throws(FormatError) -> String {
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

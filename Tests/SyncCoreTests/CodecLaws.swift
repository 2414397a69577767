import Crypto
import SyncCore
import TestKit
import Testing

/// Laws of the format. Replicas keep changesets for years and forward them byte for byte: a second
/// encoding of the same content, or a changed byte that goes unnoticed, could never be mended.
@Suite struct CodecLaws {
    @Test func everyDrawnChangesetReadsBackAsItself() throws {
        var random = SeededRandom(seed: 7)
        for _ in 0..<400 {
            let (bytes, hash) = DrawnChangeset.draw(&random)
            let changeset = try Changeset(decoding: bytes)
            #expect(changeset.hash == hash)
            #expect(changeset.encoded() == bytes)
        }
    }

    @Test func anyChangedByteIsRefused() throws {
        var random = SeededRandom(seed: 8)
        for _ in 0..<60 {
            let (bytes, _) = DrawnChangeset.draw(&random)
            var changed = bytes
            let index = Int.random(in: bytes.indices, using: &random)
            changed[index] ^= UInt8.random(in: 1...255, using: &random)
            #expect(throws: FormatError.self) { try Changeset(decoding: changed) }
        }
        // And of one every byte.
        let (bytes, _) = DrawnChangeset.draw(&random, textUnits: 2)
        for index in bytes.indices {
            for bit in [0x01, 0x20, 0x80] as [UInt8] {
                var changed = bytes
                changed[index] ^= bit
                #expect(throws: FormatError.self) { try Changeset(decoding: changed) }
            }
        }
    }

    @Test func aChangesetCutAtAnyByteIsRefused() {
        var random = SeededRandom(seed: 9)
        let (bytes, _) = DrawnChangeset.draw(&random, textUnits: 2)
        for length in bytes.indices {
            #expect(throws: FormatError.self) { try Changeset(decoding: Array(bytes[..<length])) }
        }
    }

    /// Who reads a changeset for some rows reads of those what everybody reads, and is told the columns of all.
    @Test(arguments: [2, 1_000])
    func theLinesOfSomeRowsAreThoseOfAllRows(textUnits: Int) throws {
        var random = SeededRandom(seed: 11)
        var passedOver = 0
        for _ in 0..<400 {
            let bytes = DrawnChangeset.draw(&random, textUnits: textUnits).bytes
            let wanted = Set((0...9).filter { _ in Bool.random(using: &random) }.map { Value.text("k\($0)") })
            let whole = try Changeset(decoding: bytes)
            var asked: [RowOperation] = []
            let part = try Changeset(decodingExcerpt: bytes) { line in
                let key = Value(text: line.key.dropLast())
                var columns: [Int] = []
                line.forEachColumn { columns.append($0) }
                #expect(line.shape.name == "表" && line.shapeNumber == 1 && line.key.last == 0x09 && columns.isEmpty == line.isInsertion)
                asked.append(
                    RowOperation(
                        line.isInsertion ? .insert : .update, key: [key].compactMap { $0 }, columns: columns, values: columns.map { _ in .null }))
                return key.map(wanted.contains) ?? true
            }
            func isUnasked(_ line: ChangesetLine) -> Bool {
                guard case .row(let row) = line, row.verb == .insert || row.verb == .update else { return false }
                return !wanted.contains(row.key[0])
            }
            #expect(part.header == whole.header && part.hash == whole.hash)
            #expect(part.lines.filter { !isUnasked($0) } == whole.lines.filter { !isUnasked($0) })
            passedOver += whole.lines.count - part.lines.count
            // Nothing so short stands in parts.
            guard textUnits == 2 else { continue }
            #expect(!part.lines.contains(where: isUnasked))
            let plain = whole.lines.compactMap { line -> RowOperation? in
                guard case .row(let row) = line, row.verb == .insert || row.verb == .update else { return nil }
                let columns = row.verb == .insert ? [] : row.columns
                return RowOperation(row.verb, key: row.key, columns: columns, values: columns.map { _ in .null })
            }
            #expect(asked == plain)
        }
        #expect(passedOver > 50)
    }

    @Test func valuesOfEveryKindAreKeptExactly() {
        let values: [Value] = [
            .null, .integer(.min), .integer(.max), .integer(0), .real(-0.0), .real(0.1),
            .real(.infinity), .text(""), .text("\t\n\r\0\\"), .text("𠮷·é"), .text([0xFF, 0x41]),
            .blob([]), .blob([0, 9, 10, 255]),
        ]
        for value in values {
            var field: [UInt8] = []
            value.appendText(to: &field)
            #expect(Value(text: field[...]) == value)
            #expect(!field.contains(0x09) && !field.contains(0x0A))
        }
    }

    @Test(arguments: [
        "i01", "i-0", "i+1", "i", "i9223372036854775808", "r3ff", "r7ff8000000000001", "t\\x", "T",
        "b=", "bQQ", "bQR==", "x", "",
    ])
    func anotherSpellingIsRefused(field: String) {
        #expect(Value(text: Array(field.utf8)[...]) == nil)
    }

    @Test func aBundleCutOrChangedAtAnyByteIsRefused() throws {
        var random = SeededRandom(seed: 10)
        let bundle = SyncBundle(
            device: "d", name: "台式机", createdAt: 1, scopes: [DrawnChangeset.scope],
            changesets: [DrawnChangeset.draw(&random, textUnits: 2).bytes])
        let bytes = bundle.encoded()
        #expect(try SyncBundle(decoding: bytes).changesets == bundle.changesets)
        for index in bytes.indices {
            #expect(throws: FormatError.self) { try SyncBundle(decoding: Array(bytes[..<index])) }
            var changed = bytes
            changed[index] ^= 0x20
            #expect(throws: FormatError.self) { try SyncBundle(decoding: changed) }
        }
    }

    /// Found by `Tools/fuzz`.
    @Test(arguments: ["+1", "01"])
    func anotherSpellingOfABundlesTimeIsRefused(time: String) {
        let head = Array("bundle\t1\td\tn\t\(time)\n".utf8)
        let hex = Array(SHA256.hash(data: head)).vectorHex
        #expect(throws: FormatError(.notCanonical)) {
            try SyncBundle(decoding: head + Array("bundle-end\t0\t\(hex)\n".utf8))
        }
    }
}

/// Changesets with every kind of line, drawn from a seed.
enum DrawnChangeset {
    static let scope = "college:007"

    /// - Parameter textUnits: How long texts may get, in steps of twenty characters; the usual length
    ///   needs `part` lines.
    static func draw(
        _ random: inout SeededRandom, textUnits: Int = 1_000
    ) -> (bytes: [UInt8], hash: ChangesetHash) {
        let number = Int64.random(in: 1...5, using: &random)
        let header = ChangesetHeader(
            scope: scope, author: author(&random), number: number,
            previous: number == 1 ? nil : hash(&random), at: Int64.random(in: 0...1 << 41, using: &random),
            person: "王芳\t", link: Bool.random(using: &random) ? "l\\k" : nil,
            seen: (0..<Int.random(in: 0...3, using: &random)).map { _ in
                SeenPoint(author: author(&random), number: 3, hash: hash(&random))
            }.sorted())
        let salt = (0..<16).map { _ in UInt8.random(in: 0...255, using: &random) }
        var writer = ChangesetWriter(header, salt: salt)
        writer.append(.table(TableShape(name: "表", keyColumns: ["k"], columns: ["a", "b\n", "c"])))
        for _ in 0..<Int.random(in: 1...6, using: &random) {
            writer.append(line(&random, textUnits))
        }
        return writer.finish()
    }

    private static func line(_ random: inout SeededRandom, _ textUnits: Int) -> ChangesetLine {
        let key = [Value.text("k\(Int.random(in: 0...9, using: &random))")]
        switch Int.random(in: 0..<10, using: &random) {
        case 0:
            return .row(
                RowOperation(
                    .insert, key: key, columns: [0, 1, 2],
                    values: (0..<3).map { _ in value(&random, textUnits) }))
        case 1:
            var operation = RowOperation(.update, key: key, columns: [0, 2], values: [value(&random, textUnits), .null])
            if Bool.random(using: &random) { operation.replaced[0] = value(&random, textUnits) }
            return .row(operation)
        case 2:
            var operation = RowOperation(
                .replace, key: key, columns: [1, 2],
                values: [value(&random, textUnits), .integer(7)])
            if Bool.random(using: &random) { operation.replaced[0] = value(&random, textUnits) }
            if Bool.random(using: &random) { operation.replaced[1] = .integer(5) }
            return .row(operation)
        case 3: return .row(RowOperation(.delete, key: key))
        case 4: return .at(Int64.random(in: -9...1 << 40, using: &random))
        case 5:
            return .covers(
                CoveredHeads(key: key, column: 1, heads: [hash(&random), hash(&random)]))
        case 6:
            return .undo(
                UndoLine(
                    key: key, column: Bool.random(using: &random) ? 1 : nil, reason: "弄错了",
                    withdraws: [hash(&random), hash(&random)]))
        case 7:
            return .erase(
                EraseLine(
                    key: key, target: hash(&random), digest: hash(&random).bytes, columns: [0, 2],
                    left: hash(&random).bytes, reason: "依法"))
        case 8:
            return .decide(
                DecisionLine(
                    key: key, otherKey: Bool.random(using: &random) ? [.text("z")] : nil, column: nil,
                    kind: "rule:重复", choice: "keep", reason: "同名不同人", heads: [hash(&random)]))
        default:
            return .decide(
                DecisionLine(
                    key: key, column: nil, kind: "delete-edit", choice: "keep", reason: "会议\n决定",
                    heads: [hash(&random)]))
        }
    }

    private static func value(_ random: inout SeededRandom, _ textUnits: Int) -> Value {
        switch Int.random(in: 0..<6, using: &random) {
        case 0: return .null
        case 1: return .integer(Int64.random(in: .min ... .max, using: &random))
        case 2: return .real(Double(Int64.random(in: -99...99, using: &random)) / 7)
        case 3:
            let length = Int.random(in: 0...textUnits, using: &random)
            return .text(String(repeating: "支部\t记录", count: length * 4))
        case 4: return .blob((0..<9).map { _ in UInt8.random(in: 0...255, using: &random) })
        default: return .text("短")
        }
    }

    private static func author(_ random: inout SeededRandom) -> Author {
        let digits = (0..<64).map { _ in "0123456789abcdef".randomElement(using: &random) ?? "0" }
        guard let author = Author("\(String(digits[..<32])).\(String(digits[32...]))") else {
            preconditionFailure("64 digits are an author")
        }
        return author
    }

    private static func hash(_ random: inout SeededRandom) -> ChangesetHash {
        let bytes = (0..<32).map { _ in UInt8.random(in: 0...255, using: &random) }
        guard let hash = ChangesetHash(bytes: bytes) else { preconditionFailure("32 bytes") }
        return hash
    }
}

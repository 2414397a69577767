import Crypto
import Foundation
import SyncCore

/// Makes the bytes of the vectors from lines as `Protocol/changeset.md` writes them: `·` stands for
/// TAB. It shares no code with the writer or the reader.
enum VectorMaker {
    enum Outcome {
        case read
        case refuse(FormatError.Code)
        case seal(isProven: Bool, key: [UInt8])
    }

    struct Case {
        var name: String
        var bytes: [UInt8]
        var outcome: Outcome

        var refusal: Int? { if case .refuse(let code) = outcome { code.rawValue } else { nil } }
    }

    struct File {
        var name: String
        var about: String
        var cases: [Case]
    }

    static let files = [
        File(
            name: "good", about: "Changesets that are read, and what is read.",
            cases: good + redacted + control),
        File(name: "bad", about: "Changesets that are refused, and the code.", cases: bad),
        File(name: "seals", about: "Seals: whether one proves its changeset.", cases: seals),
    ]

    // MARK: building

    static let author = "\(String(repeating: "a1", count: 16)).\(String(repeating: "0f", count: 16))"
    static let other = "\(String(repeating: "b2", count: 16)).\(String(repeating: "1e", count: 16))"
    static let hashes = (0..<3).map { digest(Array("head \($0)".utf8)).vectorHex }.sorted()
    static let salt = Array(UInt8(0)..<16)
    static let first = "changeset·1·college:007·\(author)·1·-·1333670400000·王芳·-·-"
    static let table = "table·person·1·id·name·phone·note"

    static func digest(_ bytes: [UInt8]) -> [UInt8] { Array(SHA256.hash(data: bytes)) }

    static func line(_ text: String) -> [UInt8] {
        Array(text.replacing("·", with: "\t").utf8) + [0x0A]
    }

    static func lineSalt(_ index: Int) -> [UInt8] {
        Array(digest(salt + [0, 0, UInt8(index / 256), UInt8(index % 256)]).prefix(16))
    }

    static func lineDigest(_ bytes: [UInt8], _ index: Int) -> [UInt8] {
        digest(lineSalt(index) + bytes)
    }

    static func hash(_ begin: [UInt8], _ lines: [[UInt8]]) -> [UInt8] {
        digest(begin + lines.enumerated().flatMap { lineDigest($0.element, $0.offset) })
    }

    /// A whole changeset with its right hash, whatever else is wrong with it.
    static func whole(_ begin: String, _ lines: [[UInt8]]) -> [UInt8] {
        let begin = line(begin)
        return begin + line("salt·\(salt.vectorHex)") + lines.joined()
            + line("end·\(hash(begin, lines).vectorHex)")
    }

    static func whole(_ begin: String, _ lines: [String]) -> [UInt8] {
        whole(begin, lines.map(line))
    }

    private static func read(
        _ name: String, begin: String = first, _ lines: [String]
    ) -> Case {
        Case(name: name, bytes: whole(begin, lines), outcome: .read)
    }

    private static func refused(
        _ name: String, _ code: FormatError.Code, begin: String = first, _ lines: [String]
    ) -> Case {
        Case(name: name, bytes: whole(begin, lines), outcome: .refuse(code))
    }

    // MARK: good

    private static let good: [Case] = [
        read("nothing but the begin line", []),
        read(
            "every field of the begin line",
            begin: "changeset·1·uni·\(author)·2·\(hashes[0])·-1·a\\tb\\nc\\rd\\0e\\\\f·\(other):7:\(hashes[1])·+l1"
                + "·\(author):1:\(hashes[0])·\(other):3:\(hashes[2])", [table]),
        read("a link of no text", begin: "changeset·1·uni·\(author)·1·-·0··-·+", []),
        read(
            "every kind of value",
            [
                "table·t·2·k·l·a·b·c·d·e·f·g·h",
                "insert·i-1·tx·n·i-9223372036854775808·i9223372036854775807·r8000000000000000"
                    + "·r7ff0000000000000·t中文\\t\\n\\r\\0\\\\ 𠮷·T/0E=·bAAkK",
            ]),
        read(
            "every verb of rows",
            [
                table, "insert·tp1·t李强·n·t", "replace·tp2", "replace·tp2·1·i5",
                "update·tp1·0·t李刚·2·n", "at·1333670400001", "delete·tp1", "keep·tp1",
                "undelete·tp1", "table·note·1·id·body", "insert·b·n",
            ]),
        read(
            "what values replaced, for counters and sets",
            [
                table, "update·tp1·0·i7·<0·i5·1·t[\"a\"]·<1·n·2·n", "replace·tp1·2·i3·<2·n",
            ]),
        read("covers", [table, "update·tp1·1·t2", "covers·tp1·1·\(hashes[0])·\(hashes[1])"]),
        read("covers one value, to be written once", [table, "update·tp1·1·t2", "covers·tp1·1·\(hashes[0])"]),
        read(
            "decisions and their undo",
            [
                table, "update·tp1·1·t2",
                "decide·value·tp1·1·take 2·与上报材料一致·\(hashes[0])·\(hashes[1])",
                "decide·delete-edit·tp2·-·keep·r·\(hashes[2])",
                "decide·rule:unique-name·tp2·tp3·-·keep·r·\(hashes[2])",
                // Found by Tools/fuzz: a rule may be named by anything.
                "decide·rule:two\\nlines\\t·tp2·tp2·-·keep·r·\(hashes[2])",
                "undo·tp1·1·看错了·\(hashes[0])", "undo·tp2·-··\(hashes[1])·\(hashes[2])",
            ]),
        read(
            "an order to erase columns, and one to erase a part",
            [
                table, "erase·tp1·\(hashes[0])·\(hashes[1])·\(hashes[2])·依法·1·2",
                "erase·tp1·\(hashes[0])·\(hashes[2])·-·依法",
            ]),
        read("a large value", [table] + largeParts + ["insert·tp1·@2·i1·n"]),
        read(
            "two large values in one line, cut at a character",
            [table, "part·t" + String(repeating: "文", count: 10_922), "part·文文", "part·t" + String(repeating: "b", count: 17_000),
                "update·tp1·0·@2·1·@1"]),
        read(
            "a value just short enough to stand in its line",
            [table, "update·tp1·0·t" + String(repeating: "a", count: 16_383)]),
    ]

    /// 40,001 bytes: `t` and 40,000 letters; a part holds 32,768.
    private static let largeParts = [
        "part·t" + String(repeating: "a", count: 32_767), "part·" + String(repeating: "a", count: 7_233),
    ]

    // MARK: erased values

    private static let before = [table, "insert·tp1·t李强·t13800000000·n", "update·tp2·0·t刚"].map(line)

    private static func redacting(_ left: String) -> [UInt8] {
        let begin = line(first)
        let digests = before.enumerated().map { lineDigest($0.element, $0.offset) }
        return begin + line("salt·-")
            + line("own·\(lineSalt(0).vectorHex)") + before[0]
            + line("erased·\(digests[1].vectorHex)") + line(left)
            + line("own·\(lineSalt(2).vectorHex)") + before[2]
            + line("end·\(hash(begin, before).vectorHex)")
    }

    private static let redacted: [Case] = [
        Case(name: "before a value was erased", bytes: whole(first, before), outcome: .read),
        Case(
            name: "after it was erased: the same hash",
            bytes: redacting("left·insert·tp1·t李强·x·n"), outcome: .read),
        Case(
            name: "a value is erased with what it replaced",
            bytes: redacting("left·update·tp1·1·x·<1·x·2·i6·<2·i5"), outcome: .read),
    ]

    // MARK: control

    private static func key(_ number: UInt8) -> String {
        Data(repeating: number, count: 32).base64EncodedString()
    }

    private static let device = String(digest(Array(repeating: 2, count: 32)).vectorHex.prefix(32))
    private static let rootAuthor =
        "\(digest(Array(repeating: 1, count: 32)).vectorHex.prefix(32)).\(String(repeating: "0", count: 32))"

    private static let control: [Case] = [
        read(
            "every line of control",
            begin: "changeset·1·control·\(rootAuthor)·1·-·5··-·-",
            [
                "found·\(key(1))·\(key(9))", "device·服务器·\(key(2))·\(key(3))",
                "grant·\(device)·2·admin·editor·college:007·uni", "grant·\(device)·0",
                "scope·uni·全校", "schema·1·tCREATE TABLE a(b);\\n",
                "revoke·\(device)·丢失", "until·uni·\(author)·3·\(hashes[0])",
                "retire·college:007·合并", "checkpoint·uni·\(hashes[1])", "until·uni·\(author)·3·\(hashes[0])",
                "root·\(key(4))·-·换钥匙",
            ])
    ]

    // MARK: bad

    private static let bad: [Case] = [
        Case(name: "no byte", bytes: [], outcome: .refuse(.cutShort)),
        Case(
            name: "what a checkpoint has left of one",
            bytes: line(first) + line("salt·-") + line("archived·3") + line("end·\(hashes[0])"),
            outcome: .refuse(.lineOutOfPlace)),
        Case(
            name: "no end line", bytes: line(first) + line("salt·\(salt.vectorHex)"),
            outcome: .refuse(.cutShort)),
        Case(
            name: "the last LF is missing", bytes: whole(first, [table]).dropLast(),
            outcome: .refuse(.cutShort)),
        Case(
            name: "a byte after the end", bytes: whole(first, [table]) + line("at·1"),
            outcome: .refuse(.lineOutOfPlace)),
        Case(
            name: "no salt line", bytes: line(first) + line(table),
            outcome: .refuse(.lineOutOfPlace)),
        Case(
            name: "a value changed, the hash not",
            bytes: Array(
                String(decoding: whole(first, [table, "update·tp1·0·ta"]), as: UTF8.self)
                    .replacing("\tta", with: "\ttb").utf8), outcome: .refuse(.hashMismatch)),
        Case(
            name: "the salt changed, the hash not",
            bytes: Array(
                String(decoding: whole(first, [table]), as: UTF8.self)
                    .replacing("000102", with: "000103").utf8), outcome: .refuse(.hashMismatch)),
        Case(
            name: "a line too long",
            bytes: whole(first, [table, "update·tp1·0·t" + String(repeating: "a", count: 65_540)]),
            outcome: .refuse(.lineTooLong)),
        Case(
            name: "a person that is not UTF-8",
            bytes: whole(first, [String]()).split(separator: 0x0A, omittingEmptySubsequences: false)
                .enumerated().map { index, line in
                    index == 0 ? line.dropLast(4) + [0xFF, 0x09, 0x2D, 0x09, 0x2D] : line
                }.joined(separator: [0x0A]).map { $0 }, outcome: .refuse(.fieldMalformed)),
        refused("another version", .fieldMalformed, begin: first.replacing("·1·college", with: "·2·college"), []),
        refused("an author in capitals", .fieldMalformed, begin: first.replacing("a1", with: "A1"), []),
        refused("a number with a zero before it", .fieldMalformed, begin: first.replacing("·1·-·", with: "·01·-·"), []),
        refused("number 1 with a previous", .fieldMalformed, begin: first.replacing("·1·-·", with: "·1·\(hashes[0])·"), []),
        refused("number 2 without a previous", .fieldMalformed, begin: first.replacing("·1·-·", with: "·2·-·"), []),
        refused("no scope", .fieldMalformed, begin: first.replacing("college:007", with: ""), []),
        refused(
            "seen is not sorted", .notCanonical,
            begin: first + "·\(other):3:\(hashes[0])·\(author):3:\(hashes[0])", []),
        refused(
            "seen names one twice", .notCanonical,
            begin: first + "·\(other):3:\(hashes[0])·\(other):3:\(hashes[0])", []),
        refused("an unknown verb", .lineUnknown, [table, "upsert·tp1"]),
        refused("an edit before any table", .lineOutOfPlace, ["delete·tp1"]),
        refused("a line of control elsewhere", .lineUnknown, [table, "scope·uni·全校"]),
        refused("too few values", .fieldMalformed, [table, "insert·tp1·n·n"]),
        refused("too many values", .fieldMalformed, [table, "insert·tp1·n·n·n·n"]),
        refused("a NULL in the key", .fieldMalformed, [table, "delete·n"]),
        refused("an update of nothing", .fieldMalformed, [table, "update·tp1"]),
        refused("a deletion with a value", .fieldMalformed, [table, "delete·tp1·0·n"]),
        refused("positions that descend", .notCanonical, [table, "update·tp1·1·n·0·n"]),
        refused("a position twice", .notCanonical, [table, "update·tp1·1·n·1·n"]),
        refused("a position beyond the table", .fieldMalformed, [table, "update·tp1·3·n"]),
        refused("what was replaced stands first", .notCanonical, [table, "update·tp1·<0·n"]),
        refused("what was replaced stands twice", .notCanonical, [table, "update·tp1·0·n·<0·n·<0·n"]),
        refused(
            "what was replaced in another column", .notCanonical, [table, "update·tp1·0·n·<1·n"]),
        refused("an insertion that replaces", .fieldMalformed, [table, "insert·tp1·n·n·n·<2·n"]),
        refused("minus zero as an integer", .fieldMalformed, [table, "update·tp1·0·i-0"]),
        refused("an integer of 65 bits", .fieldMalformed, [table, "update·tp1·0·i9223372036854775808"]),
        refused("NaN", .fieldMalformed, [table, "update·tp1·0·r7ff8000000000000"]),
        refused("a real in capitals", .fieldMalformed, [table, "update·tp1·0·r7FF0000000000000"]),
        refused("an unknown escape", .fieldMalformed, [table, "update·tp1·0·ta\\x"]),
        refused("UTF-8 in T", .fieldMalformed, [table, "update·tp1·0·TYWI="]),
        refused("base64 without padding", .fieldMalformed, [table, "update·tp1·0·bAA"]),
        refused("base64 with bits left over", .fieldMalformed, [table, "update·tp1·0·bAB=="]),
        refused("an unknown kind of value", .fieldMalformed, [table, "update·tp1·0·z1"]),
        refused("heads that are not sorted", .notCanonical, [table, "covers·tp1·0·\(hashes[1])·\(hashes[0])"]),
        refused("no head is covered", .fieldMalformed, [table, "covers·tp1·0"]),
        refused("an unknown kind of conflict", .fieldMalformed, [table, "decide·other·tp1·0·a·b·\(hashes[0])"]),
        refused("a rule's decision with one row", .fieldMalformed, [table, "decide·rule:x·tp1·-·keep·r·\(hashes[0])"]),
        refused("an undo of nothing", .fieldMalformed, [table, "undo·tp1·0·r"]),
        refused("an order that names columns but not what is left", .fieldMalformed,
            [table, "erase·tp1·\(hashes[0])·\(hashes[1])·-·r·1"]),
        refused("an order that names what is left but no columns", .fieldMalformed,
            [table, "erase·tp1·\(hashes[0])·\(hashes[1])·\(hashes[2])·r"]),
        refused("a part that nobody takes", .lineOutOfPlace, [table] + largeParts + ["delete·tp1"]),
        refused("a part at the end", .lineOutOfPlace, [table] + largeParts),
        refused("a part that is missing", .fieldMalformed, [table, largeParts[0], "update·tp1·0·@2"]),
        refused("a short value in a part", .notCanonical, [table, "part·ta", "update·tp1·0·@1"]),
        refused(
            "parts cut elsewhere", .notCanonical,
            [table, "part·t" + String(repeating: "a", count: 32_000), "part·" + String(repeating: "a", count: 8_000),
                "update·tp1·0·@2"]),
        refused(
            "a long value without parts", .fieldMalformed,
            [table, "update·tp1·0·t" + String(repeating: "a", count: 16_384)]),
        Case(
            name: "nothing is erased of the line that is left",
            bytes: redacting("left·insert·tp1·t李强·n·n"), outcome: .refuse(.notCanonical)),
        Case(
            name: "a value is erased and what it replaced is not",
            bytes: redacting("left·update·tp1·1·x·<1·i5"), outcome: .refuse(.notCanonical)),
        Case(
            name: "what a value replaced is erased and it is not",
            bytes: redacting("left·update·tp1·0·x·1·i6·<1·x"), outcome: .refuse(.notCanonical)),
        Case(
            name: "an erased mark outside of what is left",
            bytes: whole(first, [table, "update·tp1·0·x"]), outcome: .refuse(.fieldMalformed)),
        refused("a grant whose roles are not sorted", .notCanonical,
            begin: "changeset·1·control·\(rootAuthor)·1·-·5··-·-", ["grant·\(device)·2·editor·admin·uni"]),
        refused("a grant whose roles are fewer than it says", .fieldMalformed,
            begin: "changeset·1·control·\(rootAuthor)·1·-·5··-·-", ["grant·\(device)·2·admin"]),
        refused("a table in control", .lineUnknown,
            begin: "changeset·1·control·\(rootAuthor)·1·-·5··-·-", [table]),
        refused("a key of 31 bytes", .fieldMalformed,
            begin: "changeset·1·control·\(rootAuthor)·1·-·5··-·-",
            ["found·\(Data(repeating: 1, count: 31).base64EncodedString())·-"]),
    ]

    // MARK: seals

    private static let seals: [Case] = {
        guard
            let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: Array(UInt8(32)..<64)),
            let stranger = try? Curve25519.Signing.PrivateKey(rawRepresentation: Array(UInt8(64)..<96))
        else { return [] }
        let public_ = Array(key.publicKey.rawRepresentation)
        let changeset = whole(first, [table, "update·tp1·0·ta"])
        let hash = Self.hash(line(first), [table, "update·tp1·0·ta"].map(line))
        func seal(
            _ name: String, by signer: Curve25519.Signing.PrivateKey, naming named: [UInt8],
            over message: [UInt8], isProven: Bool
        ) -> Case {
            let signature = (try? signer.signature(for: message)).map { Data($0) } ?? Data()
            let device = digest(named).vectorHex.prefix(32)
            return Case(
                name: name,
                bytes: changeset + line("seal·\(device)·\(signature.base64EncodedString())"),
                outcome: .seal(isProven: isProven, key: public_))
        }
        let message = Array("zhibu-seal-1\n".utf8) + hash
        let strange = Array(stranger.publicKey.rawRepresentation)
        return [
            seal("by the device", by: key, naming: public_, over: message, isProven: true),
            seal("by a stranger", by: stranger, naming: public_, over: message, isProven: false),
            seal("by a stranger under its own name", by: stranger, naming: strange, over: message, isProven: false),
            seal("without the purpose", by: key, naming: public_, over: hash, isProven: false),
            seal(
                "over another hash", by: key, naming: public_,
                over: Array("zhibu-seal-1\n".utf8) + digest(hash), isProven: false),
            Case(name: "no seal", bytes: changeset, outcome: .seal(isProven: false, key: public_)),
        ]
    }()
}

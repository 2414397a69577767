import BranchRecords
import Foundation
import ReplicaStore
import Testing
import zhibu

/// A clerk who reads no English must be able to go on, and an administrator who reads no Chinese.
@Suite struct MessageTests {
    private static func isChinese(_ text: String) -> Bool {
        text.unicodeScalars.contains { (0x4E00...0x9FFF).contains($0.value) }
    }

    /// Commands to type are the same in both languages; everything else is not.
    private func check(_ message: Message, _ what: String) {
        let isCommand = message.zh == message.en && message.zh.hasPrefix("zhibu ")
        #expect(!message.zh.isEmpty && !message.en.isEmpty, "\(what)")
        #expect(Self.isChinese(message.zh) || isCommand, "\(what): \(message.zh)")
        #expect(!Self.isChinese(message.en), "\(what): \(message.en)")
    }

    @Test(arguments: SchemaProblem.Kind.allCases)
    func aSchemaProblemSaysWhereAndWhatToWrite(kind: SchemaProblem.Kind) {
        let problem = SchemaProblem(kind, line: 12, table: "note", column: "title")
        check(problem.sentence, kind.rawValue)
        for text in [problem.sentence.zh, problem.sentence.en] {
            #expect(text.contains("12") && text.contains("note.title"))
        }
        #expect(kind.reason.zh.contains("；") && kind.reason.en.contains("; "), "what to write")
    }

    @Test(arguments: [
        ImportError.unknownTable("x", known: ["y"]), .notText(line: 3), .spreadsheet, .quoteNotClosed(line: 3),
        .gb18030Missing, .empty, .noHeadings(known: ["y"]), .columnMissing("x"), .problemsRemain(2),
    ])
    func anImportErrorHasBothLanguages(error: ImportError) {
        check(error.explanation.sentence, "\(error)")
        check(error.explanation.next, "\(error)")
    }

    /// Every `Message(…, …)` in the sources, also those that are made from values.
    @Test func everyMessageInTheSourcesHasBothLanguages() throws {
        let messages = try SourceMessage.all()
        #expect(messages.count > 200, "the reader of sources finds them")
        for message in messages {
            let isCommand = message.zh == message.en && message.zh.contains("zhibu ")
            #expect(
                Self.isChinese(message.zh) || isCommand || message.isOnlyValues, "\(message)")
            #expect(!Self.isChinese(message.en), "\(message)")
            #expect(!message.en.isEmpty || message.isOnlyValues, "\(message)")
        }
    }
}

/// A `Message(zh, en)` as it stands in a source file: the literals of its two arguments.
private struct SourceMessage: CustomStringConvertible {
    var place: String
    var zh: String
    var en: String
    /// No literal at all: both texts come from elsewhere, where they are checked.
    var isOnlyValues: Bool

    var description: String { "\(place): \(zh) | \(en)" }

    static func all() throws -> [SourceMessage] {
        let folder = URL(filePath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Sources/zhibu")
        let names = try FileManager.default.subpathsOfDirectory(atPath: folder.path)
        return try names.filter { $0.hasSuffix(".swift") }.sorted().flatMap { name in
            let text = try String(contentsOf: folder.appending(path: name), encoding: .utf8)
            return text.components(separatedBy: "Message(").dropFirst().compactMap {
                SourceMessage(place: name, arguments: $0)
            }
        }
    }

    /// - Parameter arguments: The text behind the opening parenthesis.
    private init?(place: String, arguments: String) {
        var literals = ["", ""]
        var hasLiteral = false
        var argument = 0
        var depth = 0
        var isQuoted = false
        var characters = Array(arguments)[...]
        scan: while let character = characters.popFirst() {
            if isQuoted {
                switch character {
                case "\\" where characters.first == "(":
                    // A value inside a sentence: what is in it is no sentence.
                    var inner = 0
                    while let next = characters.popFirst() {
                        if next == "(" { inner += 1 }
                        if next == ")" { inner -= 1 }
                        if inner == 0 { break }
                    }
                    literals[min(argument, 1)] += "…"
                case "\\": if let next = characters.popFirst() { literals[min(argument, 1)].append(next) }
                case "\"": isQuoted = false
                default: literals[min(argument, 1)].append(character)
                }
                continue
            }
            switch character {
            case "\"":
                isQuoted = true
                hasLiteral = true
            case "(", "[", "{": depth += 1
            case ")" where depth == 0: break scan
            case ")", "]", "}": depth -= 1
            case "," where depth == 0: argument += 1
            default: break
            }
        }
        // `init(_ zh: String, …)`, a type's name in a comment and the like have no two arguments.
        guard argument == 1 else { return nil }
        self.place = place
        zh = literals[0]
        en = literals[1]
        isOnlyValues = !hasLiteral
    }
}

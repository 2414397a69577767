import BranchRecords
import Foundation
import ReplicaStore
import SyncCore
import Testing
import zhibu

/// Numbers that scripts and people rely on: each is in `Protocol/replies.md`, in the program's words.
@Suite struct ReplyTests {
    private struct Reply {
        var number: Int
        var symbol: String
        var explanation: Explanation

        var line: String {
            let words = [
                "\(number)", symbol, "\(explanation.exitCode)", explanation.sentence.en,
                explanation.sentence.zh, explanation.next.en,
            ]
            return "| " + words.joined(separator: " | ") + " |"
        }
    }

    private static var storeReplies: [Reply] {
        StoreError.Code.allCases.map {
            Reply(
                number: $0.rawValue, symbol: "\($0)", explanation: StoreError($0, "…").explanation)
        }
    }

    private static var syncReplies: [Reply] {
        SyncError.Code.allCases.map {
            Reply(number: $0.rawValue, symbol: "\($0)", explanation: SyncError($0, "…").explanation)
        }
    }

    private static var commandReplies: [Reply] {
        CommandFailure.Code.allCases.map {
            Reply(
                number: $0.rawValue, symbol: "\($0)",
                explanation: CommandFailure($0, "…").explanation)
        }
    }

    private static var controlReplies: [Reply] {
        ControlError.Code.allCases.map {
            Reply(
                number: $0.rawValue, symbol: "\($0)", explanation: ControlError($0, "…").explanation)
        }
    }

    private static var all: [Reply] {
        (storeReplies + syncReplies + controlReplies + commandReplies).sorted { $0.number < $1.number }
    }

    private static var file: URL {
        URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "Protocol/replies.md")
    }

    @Test func everyCodeHasItsLineAndNoLineIsUnused() throws {
        let text = try String(contentsOf: Self.file, encoding: .utf8)
        let lines = text.split(separator: "\n").map(String.init).filter {
            $0.hasPrefix("| ") && $0.dropFirst(2).first?.isNumber == true
        }
        let expected = Self.all.map(\.line)
        let missing = expected.filter { !lines.contains($0) }
        let unused = lines.filter { !expected.contains($0) }
        #expect(missing.isEmpty, "missing:\n\(missing.joined(separator: "\n"))")
        #expect(unused.isEmpty, "unused:\n\(unused.joined(separator: "\n"))")
        #expect(lines == expected, "in the order of their numbers, each once")
    }

    @Test func noNumberMeansTwoThings() {
        let numbers = Self.all.map(\.number)
        #expect(Set(numbers).count == numbers.count)
        #expect(!numbers.contains(199), "199 is what nobody foresaw")
    }

    /// A changeset that a peer sends is refused with the format's own number and symbol.
    @Test func theFormatsCodesAreMirroredBySessions() {
        for code in FormatError.Code.allCases {
            let mirrored = SyncError.Code(rawValue: code.rawValue)
            #expect(mirrored.map { "\($0)" } == "\(code)")
        }
    }

    @Test func everyExitCodeIsOneOfTheContract() {
        for reply in Self.all {
            #expect([1, 2, 4, 5, 75].contains(reply.explanation.exitCode), "\(reply.number)")
        }
    }
}

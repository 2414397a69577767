import Foundation
import SyncCore
import Testing

/// The conversations of `Protocol/transcripts`, which another implementation runs too.
@Suite struct TranscriptTests {
    @Test(arguments: try Transcript.all())
    func isSpokenWordForWord(transcript: Transcript) {
        let spoken = transcript.play()
        let expected = transcript.lines
        let isSame =
            spoken.count == expected.count
            && zip(spoken, expected).allSatisfy { Transcript.matches($0, $1) }
        #expect(isSame, "\(transcript.name) is spoken as:\n\(spoken.joined(separator: "\n"))")
    }

    @Test func thereAreSome() throws {
        #expect(try Transcript.all().count >= 5)
    }
}

/// A conversation in a file, as `Protocol/transcripts/README.md` lays it down.
struct Transcript: Sendable, CustomTestStringConvertible {
    var name: String
    /// Changesets of each side at the start, by `A` and `B`.
    var holds: [String: [(scope: String, letter: String, count: Int)]] = [:]
    var secrets: [String: [UInt8]] = [:]
    /// Sides whose lines are fed as they stand; the others are sessions.
    var scripted: Set<String> = []
    /// What is spoken, and how each session ended.
    var lines: [String] = []

    var testDescription: String { name }

    static func all() throws -> [Transcript] {
        let folder = URL(filePath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Protocol/transcripts")
        return try FileManager.default.contentsOfDirectory(atPath: folder.path)
            .filter { $0.hasSuffix(".txt") }.sorted().map { name in
                let file = folder.appending(path: name)
                return Transcript(name: name, text: try String(contentsOf: file, encoding: .utf8))
            }
    }

    init(name: String, text: String) {
        self.name = name
        for line in text.split(separator: "\n").map(String.init) where !line.hasPrefix("#") {
            let words = line.split(separator: " ").map(String.init)
            switch words.count > 1 ? words[1] : "" {
            case "holds":
                for item in words.dropFirst(2) {
                    let parts = item.split(separator: "=").map(String.init)
                    let chain = parts[1].split(separator: "×").map(String.init)
                    holds[words[0], default: []].append(
                        (scope: parts[0], letter: chain[0], count: Int(chain[1]) ?? 0))
                }
            case "invited": secrets[words[0]] = words.dropFirst(2).compactMap { UInt8($0) }
            case "scripted": scripted.insert(words[0])
            default: lines.append(line)
            }
        }
    }

    private func side(_ name: String) -> Side {
        var chains: [String: [[UInt8]]] = [:]
        for item in holds[name] ?? [] {
            chains[item.scope, default: []] += FakeStore.chain(item.scope, item.letter, item.count)
        }
        return Side(
            name == "A" ? .initiator : .responder, FakeStore(chains), secret: secrets[name])
    }

    /// The lines as they are spoken when each side in turn says all that it can.
    func play() -> [String] {
        var sides = ["A": side("A"), "B": side("B")]
        var script = lines.filter { scripted.contains(String($0.prefix(1))) }[...]
        var spoken: [String] = []
        var toRead: [String: [UInt8]] = ["A": [], "B": []]
        func say(_ name: String, _ bytes: [UInt8]) {
            let text = String(decoding: bytes, as: UTF8.self)
            for line in text.split(separator: "\n") {
                spoken.append("\(name)> " + line.replacingOccurrences(of: "\t", with: "→"))
            }
            toRead[name == "A" ? "B" : "A", default: []] += bytes
        }
        for name in ["A", "B"] where !scripted.contains(name) {
            say(name, sides[name]?.run(.start(binding: [])) ?? [])
        }
        var isOver = false
        while !isOver {
            isOver = true
            for name in ["A", "B"] {
                if scripted.contains(name) {
                    // One line after the other: each may get an answer.
                    guard let line = script.popFirst() else { continue }
                    let text = line.dropFirst(3).replacingOccurrences(of: "→", with: "\t") + "\n"
                    say(name, Array(text.utf8))
                    isOver = false
                } else if let bytes = toRead[name], !bytes.isEmpty {
                    toRead[name] = []
                    say(name, sides[name]?.run(.bytes(bytes)) ?? [])
                    isOver = false
                }
            }
        }
        for name in ["A", "B"] where !scripted.contains(name) {
            for end in sides[name]?.ends ?? [] {
                spoken.append("\(name) ends \(end.map { "\($0.code.rawValue)" } ?? "well")")
            }
        }
        return spoken
    }

    /// Whether a line is the expected one; `…` stands for any field.
    static func matches(_ spoken: String, _ expected: String) -> Bool {
        let left = spoken.split(separator: "→", omittingEmptySubsequences: false)
        let right = expected.split(separator: "→", omittingEmptySubsequences: false)
        return left.count == right.count
            && zip(left, right).allSatisfy { $1 == "…" || $0 == $1 }
    }
}

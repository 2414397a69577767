import Foundation
import ReferenceModel
import SyncCore
import TestKit
import Testing

/// The merge of texts is the one of `Protocol/text-merge.md`, byte for byte: else two replicas show two
/// texts.
@Suite struct TextMergeTests {
    private struct Vectors: Decodable {
        struct Case: Decodable {
            var name, base: String
            var heads: [String]
            var merged: String?
        }
        var cases: [Case]
    }

    @Test func theVectorsAreReproduced() throws {
        let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "Protocol/vectors/text-merge.json")
        let vectors = try JSONDecoder().decode(Vectors.self, from: Data(contentsOf: file))
        #expect(vectors.cases.count > 300)
        for vector in vectors.cases {
            let base = Array(vector.base.utf8)
            let heads = vector.heads.map { Array($0.utf8) }
            let expected = vector.merged.map { Array($0.utf8) }
            #expect(TextMerge.merge(base: base, heads: heads) == expected, "\(vector.name)")
            #expect(TextModel.merge(base: base, heads: heads) == expected, "model: \(vector.name)")
        }
    }

    /// Longer texts than the vectors have, with several heads.
    @Test func engineAndModelAgreeOnDrawnTexts() {
        let pieces = ["支", "部", "25", "，", "。", "ab", " ", "3.5", "\n", "e\u{301}", "\u{1F469}\u{200D}\u{1F680}"]
        var merged = 0
        for seed in UInt64(1)...400 {
            var random = SeededRandom(seed: seed)
            let base = (0..<Int.random(in: 1...60, using: &random)).map { _ in
                pieces[Int.random(in: pieces.indices, using: &random)]
            }
            let heads = (0..<Int.random(in: 2...4, using: &random)).map { _ in
                var head = base
                for _ in 0..<Int.random(in: 0...2, using: &random) {
                    let low = Int.random(in: 0...head.count, using: &random)
                    let high = min(head.count, low + Int.random(in: 0...3, using: &random))
                    let new = (0..<Int.random(in: 0...2, using: &random)).map { _ in
                        pieces[Int.random(in: pieces.indices, using: &random)]
                    }
                    head.replaceSubrange(low..<high, with: new)
                }
                return Array(head.joined().utf8)
            }
            let mine = TextMerge.merge(base: Array(base.joined().utf8), heads: heads)
            #expect(mine == TextModel.merge(base: Array(base.joined().utf8), heads: heads), "\(seed)")
            if mine != nil { merged += 1 }
        }
        #expect(merged > 40 && merged < 360)
    }

    @Test func whatIsNoTextIsNotMerged() {
        #expect(TextMerge.merge(base: [0xFF], heads: [[0x61], [0x62]]) == nil)
        #expect(TextMerge.merge(base: Array("甲乙".utf8), heads: [[0xE4], Array("甲".utf8)]) == nil)
        let long = Array(repeating: UInt8(0x61), count: TextMerge.bytesMax + 1)
        #expect(TextMerge.merge(base: long, heads: [long + [0x2E], long]) == nil)
    }
}

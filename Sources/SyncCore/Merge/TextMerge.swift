/// Merges concurrent versions of a text against the version that all their authors had seen
/// (`Protocol/text-merge.md`).
///
/// Nothing is kept for it but the log: it is a three-way merge as of `diff3` (Khanna, Kunal, Pierce
/// 2007, "A formal investigation of diff3"), for any number of heads and with words for lines.
/// Two changes that touch are no longer the same sentence to anybody: then there is no merge.
public enum TextMerge {
    /// Above this product of lengths the two middles are one change: a bound on time and memory.
    public static let cellsMax = 4_000_000
    /// A longer text is not merged.
    public static let bytesMax = 1 << 20

    /// - Parameters:
    ///   - base: What all had seen.
    ///   - heads: In the order of their stamps, the earliest first.
    /// - Returns: Nil where two rewrote the same words, or where one is no valid UTF-8 or too long.
    public static func merge(base: [UInt8], heads: [[UInt8]]) -> [UInt8]? {
        guard !base.isEmpty, ([base] + heads).allSatisfy({ $0.count <= bytesMax }),
            let base = TextTokens(base)
        else { return nil }
        var hunks: [Hunk] = []
        var seen: Set<[UInt8]> = []
        for (index, head) in heads.enumerated() where seen.insert(head).inserted {
            guard let tokens = TextTokens(head) else { return nil }
            for hunk in Difference(base, tokens).hunks {
                hunks.append(Hunk(head: index, range: hunk.range, text: Array(hunk.text)))
            }
        }
        hunks.sort()
        guard let hunks = consistent(hunks, in: base) else { return nil }
        return applied(hunks, to: base)
    }

    /// The same for values with their stamps; nil also where one is no text.
    public static func merged(base: [UInt8], values: [Value], stamps: [Stamp]) -> Value? {
        let order = values.indices.sorted { stamps[$0] < stamps[$1] }
        var heads: [[UInt8]] = []
        for index in order {
            guard case .text(let bytes) = values[index] else { return nil }
            heads.append(bytes)
        }
        return merge(base: base, heads: heads).map(Value.text)
    }

    /// One head's change: these tokens of the base became that text.
    struct Hunk: Comparable {
        var head: Int
        var range: Range<Int>
        var text: [UInt8]

        var onlyInserts: Bool { range.isEmpty }
        var onlyDeletes: Bool { text.isEmpty }

        static func < (left: Hunk, right: Hunk) -> Bool {
            (left.range.lowerBound, left.range.upperBound, left.head)
                < (right.range.lowerBound, right.range.upperBound, right.head)
        }
    }

    /// The hunks without those that another head has made, too.
    ///
    /// - Returns: Nil where two touch.
    private static func consistent(_ hunks: [Hunk], in base: TextTokens) -> [Hunk]? {
        var kept: [Hunk] = []
        // Those that may still touch the next one; a head's own hunks never touch each other.
        var open: [Hunk] = []
        for hunk in hunks {
            open.removeAll { $0.range.upperBound < hunk.range.lowerBound }
            if open.contains(where: { $0.range == hunk.range && $0.text == hunk.text }) {
                // The same change twice stands once, and still must go with the others.
                if !open.allSatisfy({ $0.head == hunk.head || mayMeet($0, hunk, in: base) }) {
                    return nil
                }
                continue
            }
            for other in open where other.head != hunk.head {
                guard mayMeet(other, hunk, in: base) else { return nil }
            }
            open.append(hunk)
            kept.append(hunk)
        }
        return kept
    }

    /// Whether two changes that touch can both stand.
    private static func mayMeet(_ one: Hunk, _ other: Hunk, in base: TextTokens) -> Bool {
        if one.range == other.range, one.text == other.text { return true }
        if one.onlyDeletes, other.onlyDeletes { return true }
        guard one.onlyInserts, other.onlyInserts else { return false }
        return areSentences(one.text, other.text, at: one.range.lowerBound, of: base)
    }

    /// Whether texts put in at one place can follow each other: a mark parts them on both sides.
    private static func areSentences(
        _ one: [UInt8], _ other: [UInt8], at place: Int, of base: TextTokens
    ) -> Bool {
        let isParted =
            place == 0 || endsWithMark(base[place - 1])
            || beginsWithMark(one[...]) && beginsWithMark(other[...])
        let isEnded =
            place == base.count || beginsWithMark(base[place])
            || endsWithMark(one[...]) && endsWithMark(other[...])
        return isParted && isEnded
    }

    private static let marks: [[UInt8]] = ["\n", ".", "!", "?", ";", ",", "。", "！", "？", "；", "，", "、"]
        .map { Array($0.utf8) }

    private static func beginsWithMark(_ text: ArraySlice<UInt8>) -> Bool {
        marks.contains { text.starts(with: $0) }
    }

    private static func endsWithMark(_ text: ArraySlice<UInt8>) -> Bool {
        marks.contains { text.suffix($0.count).elementsEqual($0) }
    }

    private static func applied(_ hunks: [Hunk], to base: TextTokens) -> [UInt8] {
        var text: [UInt8] = []
        var place = 0
        for hunk in hunks {
            if hunk.range.lowerBound > place { text += base.text(place..<hunk.range.lowerBound) }
            text += hunk.text
            place = max(place, hunk.range.upperBound)
        }
        if place < base.count { text += base.text(place..<base.count) }
        return text
    }
}

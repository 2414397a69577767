/// What of a text was taken out and put in, word by word: `只开了[-两-]{+三+}次`. Latin words and numbers are one word each, every
/// other character is one.
///
/// The shortest such difference: E. W. Myers, *An O(ND) difference algorithm and its variations*, 1986, by the standard library.
public struct TextDifference: Equatable, Sendable {
    public enum Part: Equatable, Sendable {
        case same(String)
        case removed(String)
        case added(String)

        fileprivate var text: String {
            switch self {
            case .same(let text), .removed(let text), .added(let text): text
            }
        }
    }

    public private(set) var parts: [Part] = []

    public init(from old: String, to new: String) {
        var (old, new) = (Self.words(old)[...], Self.words(new)[...])
        let head = zip(old, new).prefix { $0 == $1 }.map(\.0)
        (old, new) = (old.dropFirst(head.count), new.dropFirst(head.count))
        let tail = Array(zip(old.reversed(), new.reversed()).prefix { $0 == $1 }.map(\.0).reversed())
        (old, new) = (old.dropLast(tail.count), new.dropLast(tail.count))
        if !head.isEmpty { add(.same(head.joined())) }
        // The work and the memory grow with the square; whoever wrote them may be nobody's friend.
        if old.count + new.count > Self.comparedMax {
            if !old.isEmpty { add(.removed(old.joined())) }
            if !new.isEmpty { add(.added(new.joined())) }
        } else {
            compare(Array(old), Array(new))
        }
        if !tail.isEmpty { add(.same(tail.joined())) }
    }

    /// Words of both texts, without what is the same at both ends.
    private static let comparedMax = 4_000

    private mutating func compare(_ old: [String], _ new: [String]) {
        let difference = new.difference(from: old)
        var removals: Set<Int> = []
        var insertions: Set<Int> = []
        for change in difference {
            switch change {
            case .remove(let offset, _, _): removals.insert(offset)
            case .insert(let offset, _, _): insertions.insert(offset)
            }
        }
        var (a, b) = (0, 0)
        while a < old.count || b < new.count {
            if a < old.count, removals.contains(a) {
                add(.removed(old[a]))
                a += 1
            } else if b < new.count, insertions.contains(b) {
                add(.added(new[b]))
                b += 1
            } else {
                add(.same(new[b]))
                (a, b) = (a + 1, b + 1)
            }
        }
    }

    private mutating func add(_ part: Part) {
        switch (parts.last, part) {
        case (.same(let text), .same(let more)): parts[parts.count - 1] = .same(text + more)
        case (.removed(let text), .removed(let more)): parts[parts.count - 1] = .removed(text + more)
        case (.added(let text), .added(let more)): parts[parts.count - 1] = .added(text + more)
        default: parts.append(part)
        }
    }

    private static func words(_ text: String) -> [String] {
        var words: [String] = []
        var isOpen = false
        for character in text {
            let isOfWord = character.isASCII && (character.isLetter || character.isNumber)
            if isOfWord, isOpen { words[words.count - 1].append(character) } else { words.append(String(character)) }
            isOpen = isOfWord
        }
        return words
    }

    /// The text with its marks; of what is the same only the sentences around a change.
    ///
    /// - Parameters:
    ///   - isColoured: Whether the terminal shows colours; the marks stay.
    ///   - leftOut: What stands for so many characters that are left out.
    public func marked(isColoured: Bool, leftOut: (_ characters: Int) -> String) -> String {
        func coloured(_ text: String, _ code: String) -> String { isColoured ? code + text + Self.plain : text }
        let shown = parts.prefix(Self.partsMax)
        let marked = shown.enumerated().map { place, part in
            switch part {
            case .removed(let text): coloured("[-\(Self.shortened(text, keepsHead: true, keepsTail: true, leftOut))-]", Self.struckRed)
            case .added(let text): coloured("{+\(Self.shortened(text, keepsHead: true, keepsTail: true, leftOut))+}", Self.underlinedGreen)
            case .same(let text):
                Self.shortened(text, keepsHead: place > 0, keepsTail: place < parts.count - 1, leftOut)
            }
        }.joined()
        let rest = parts.dropFirst(Self.partsMax).reduce(0) { $0 + $1.text.count }
        return rest > 0 ? marked + leftOut(rest) : marked
    }

    private static let (struckRed, underlinedGreen, plain) = ("\u{1b}[9;31m", "\u{1b}[4;32m", "\u{1b}[0m")

    /// A line of which the colours are taken away that ``marked(isColoured:leftOut:)`` gives.
    public static func withoutColours(_ line: String) -> String {
        [struckRed, underlinedGreen, plain].reduce(line) { $0.replacing($1, with: "") }
    }

    /// Behind so many, two texts are two texts.
    private static let partsMax = 40
    private static let ends: Set<Character> = ["。", "！", "？", "；", "\n", ".", "!", "?", ";"]
    /// What is no longer than this is not worth leaving out.
    private static let shortMax = 40

    private static func shortened(
        _ text: String, keepsHead: Bool, keepsTail: Bool, _ leftOut: (Int) -> String
    ) -> String {
        guard text.count > shortMax else { return text }
        // To the end of the sentence, and from the beginning of one; a sentence without an end is cut.
        let head = keepsHead ? text.prefix(shortMax / 2).firstIndex(where: ends.contains).map { text[...$0] } ?? text.prefix(shortMax / 2) : ""
        let rest = text.dropFirst(head.count)
        let last = rest.suffix(shortMax / 2)
        let tail = keepsTail ? last.dropLast().lastIndex(where: ends.contains).map { last[last.index(after: $0)...] } ?? last : ""
        return head + leftOut(rest.count - tail.count) + tail
    }
}

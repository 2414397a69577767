import SyncCore

/// The merge of texts by its definition (`Protocol/text-merge.md`), change by change and pair by pair.
public enum TextModel {
    /// - Parameter heads: In the order of their stamps.
    /// - Returns: Nil where two changes meet, or something is no text.
    public static func merge(base: [UInt8], heads: [[UInt8]]) -> [UInt8]? {
        guard !base.isEmpty, ([base] + heads).allSatisfy({ $0.count <= 1 << 20 }),
            let tokens = tokens(base)
        else { return nil }
        var distinct: [[UInt8]] = []
        for head in heads where !distinct.contains(head) { distinct.append(head) }
        var all: [[Change]] = []
        for head in distinct {
            guard let cut = self.tokens(head) else { return nil }
            all.append(changes(from: tokens, to: cut))
        }
        for (index, mine) in all.enumerated() {
            for theirs in all[(index + 1)...] {
                for one in mine where theirs.contains(where: { meet(one, $0, tokens) }) { return nil }
            }
        }
        var changes: [Change] = []
        for change in all.joined() where !changes.contains(change) { changes.append(change) }
        var text = ""
        for place in 0...tokens.count {
            for change in changes where change.low == place && change.high == place { text += change.text }
            for change in changes where change.low == place && change.high > place { text += change.text }
            let isDropped = changes.contains { $0.low <= place && place < $0.high }
            if place < tokens.count, !isDropped { text += tokens[place] }
        }
        return Array(text.utf8)
    }

    private struct Change: Equatable {
        var low: Int
        var high: Int
        var text: String

        /// By scalars: Swift takes two spellings of one letter for equal.
        static func == (left: Change, right: Change) -> Bool {
            left.low == right.low && left.high == right.high && left.text.same(as: right.text)
        }
    }

    // MARK: tokens

    private static func tokens(_ bytes: [UInt8]) -> [String]? {
        guard let text = String(validating: bytes, as: UTF8.self) else { return nil }
        let scalars = Array(text.unicodeScalars)
        var tokens: [[Unicode.Scalar]] = []
        for (place, scalar) in scalars.enumerated() {
            guard let last = tokens.last, let first = last.first, let before = last.last else {
                tokens.append([scalar])
                continue
            }
            let isWithinWord =
                isWord(first)
                && (isWord(scalar)
                    || "',-./:_".unicodeScalars.contains(scalar) && place + 1 < scalars.count
                        && isWord(scalars[place + 1]))
            if isMark(scalar) || before.value == 0x200D || isWithinWord {
                tokens[tokens.count - 1].append(scalar)
            } else {
                tokens.append([scalar])
            }
        }
        return tokens.map { String(String.UnicodeScalarView($0)) }
    }

    private static func isWord(_ scalar: Unicode.Scalar) -> Bool {
        let ranges: [ClosedRange<UInt32>] = [
            0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0xC0...0xD6, 0xD8...0xF6, 0xF8...0x2AF,
            0x370...0x52F, 0xFF10...0xFF19, 0xFF21...0xFF3A, 0xFF41...0xFF5A,
        ]
        return ranges.contains { $0.contains(scalar.value) }
    }

    private static func isMark(_ scalar: Unicode.Scalar) -> Bool {
        let ranges: [ClosedRange<UInt32>] = [
            0x300...0x36F, 0x200D...0x200D, 0xFE00...0xFE0F, 0x1F3FB...0x1F3FF,
        ]
        return ranges.contains { $0.contains(scalar.value) }
    }

    // MARK: changes

    private static func changes(from base: [String], to head: [String]) -> [Change] {
        let front = zip(base, head).prefix { $0.same(as: $1) }.count
        let rest = (base.dropFirst(front).reversed(), head.dropFirst(front).reversed())
        let back = zip(rest.0, rest.1).prefix { $0.same(as: $1) }.count
        let old = Array(base[front..<base.count - back])
        let new = Array(head[front..<head.count - back])
        if old.isEmpty && new.isEmpty { return [] }
        if old.isEmpty || new.isEmpty || old.count * new.count > 4_000_000 {
            return [Change(low: front, high: front + old.count, text: new.joined())]
        }
        var lengths = Array(repeating: Array(repeating: 0, count: new.count + 1), count: old.count + 1)
        for i in old.indices.reversed() {
            for j in new.indices.reversed() {
                lengths[i][j] =
                    old[i].same(as: new[j])
                    ? lengths[i + 1][j + 1] + 1 : max(lengths[i + 1][j], lengths[i][j + 1])
            }
        }
        var changes: [Change] = []
        var (i, j) = (0, 0)
        var running: Change?
        while i < old.count || j < new.count {
            if i < old.count, j < new.count, old[i].same(as: new[j]) {
                if let done = running { changes.append(done) }
                running = nil
                (i, j) = (i + 1, j + 1)
                continue
            }
            var change = running ?? Change(low: front + i, high: front + i, text: "")
            if j == new.count || i < old.count && lengths[i + 1][j] >= lengths[i][j + 1] {
                i += 1
                change.high += 1
            } else {
                change.text += new[j]
                j += 1
            }
            running = change
        }
        return changes + (running.map { [$0] } ?? [])
    }

    private static func meet(_ one: Change, _ other: Change, _ base: [String]) -> Bool {
        if one.low > other.high || other.low > one.high || one == other { return false }
        if one.text.isEmpty && other.text.isEmpty { return false }
        guard one.low == one.high, other.low == other.high else { return true }
        func isMark(_ scalar: Unicode.Scalar?) -> Bool {
            scalar.map("\n.!?;,。！？；，、".unicodeScalars.contains) ?? false
        }
        let texts = [one.text.unicodeScalars, other.text.unicodeScalars]
        let place = one.low
        let isParted =
            place == 0 || isMark(base[place - 1].unicodeScalars.last)
            || texts.allSatisfy { isMark($0.first) }
        let isEnded =
            place == base.count || isMark(base[place].unicodeScalars.first)
            || texts.allSatisfy { isMark($0.last) }
        return !(isParted && isEnded)
    }
}

extension String {
    fileprivate func same(as other: String) -> Bool { unicodeScalars.elementsEqual(other.unicodeScalars) }
}

extension RowStory {
    /// What the judged heads of a text merge to; nil where a person must choose.
    func mergedText(_ judged: [Int], of unit: ModelUnit) -> [Value]? {
        let heads = judged.sorted(by: held.isEarlier).compactMap { value(of: unit.name, by: $0) }
        guard Set(heads).count > 1, case .text(let base)? = commonText(judged, of: unit)?.first else {
            return nil
        }
        var texts: [[UInt8]] = []
        for head in heads {
            guard case .text(let text)? = head.first else { return nil }
            texts.append(text)
        }
        return TextModel.merge(base: base, heads: texts).map { [.text($0)] }
    }

    /// What the row shows after the changesets that all the heads' authors had seen.
    private func commonText(_ judged: [Int], of unit: ModelUnit) -> [Value]? {
        var past = held.history
        past.changesets = held.history.changesets.indices
            .filter { place in judged.allSatisfy { held.order.isBefore(place, $0) } }
            .map { held.history.changesets[$0] }
        guard let story = RowStory.all(in: Held(past)).first(where: { $0.row == row }), story.isLive,
            !story.heads(of: unit).isEmpty
        else { return nil }
        return story.verdict(on: unit).shown
    }
}

/// A text cut into the pieces that a merge never splits: a word of an alphabet or a number is one,
/// every other character is one by itself (`Protocol/text-merge.md`, 2).
///
/// The classes are fixed here and not taken from the system's Unicode tables: two replicas with other
/// tables would show two texts.
struct TextTokens {
    let bytes: [UInt8]
    /// Where each token begins, then the text's end.
    let bounds: [Int]

    var count: Int { bounds.count - 1 }

    subscript(_ index: Int) -> ArraySlice<UInt8> { bytes[bounds[index]..<bounds[index + 1]] }

    func text(_ range: Range<Int>) -> ArraySlice<UInt8> {
        bytes[bounds[range.lowerBound]..<bounds[range.upperBound]]
    }

    /// Nil for bytes that are no valid UTF-8.
    init?(_ bytes: [UInt8]) {
        guard let text = String(validating: bytes, as: UTF8.self) else { return nil }
        self.bytes = bytes
        let scalars = Array(text.unicodeScalars)
        var bounds = [0]
        var place = 0
        var isWord = false
        for (index, scalar) in scalars.enumerated() {
            if index > 0, !Self.joins(scalars, index, isWord) {
                bounds.append(place)
                isWord = Self.isWord(scalar)
            } else if index == 0 {
                isWord = Self.isWord(scalar)
            }
            place += UTF8.width(scalar)
        }
        if !scalars.isEmpty { bounds.append(place) }
        self.bounds = bounds
    }

    /// Whether a scalar goes on with the token before it.
    private static func joins(_ scalars: [Unicode.Scalar], _ index: Int, _ isWord: Bool) -> Bool {
        let scalar = scalars[index]
        if isMark(scalar) || scalars[index - 1].value == 0x200D { return true }
        guard isWord else { return false }
        if self.isWord(scalar) { return true }
        return isJoiner(scalar) && index + 1 < scalars.count && self.isWord(scalars[index + 1])
    }

    /// Letters of alphabets and digits; Chinese characters stand alone.
    private static func isWord(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        case 0xC0...0xD6, 0xD8...0xF6, 0xF8...0x2AF: true
        case 0x370...0x52F: true
        case 0xFF10...0xFF19, 0xFF21...0xFF3A, 0xFF41...0xFF5A: true
        default: false
        }
    }

    /// What may stand within a number, a date or a name: `3.5`, `2012-06-01`, `3,000`, `it's`.
    private static func isJoiner(_ scalar: Unicode.Scalar) -> Bool {
        ["'", ",", "-", ".", "/", ":", "_"].contains(scalar)
    }

    /// What changes the character before it.
    private static func isMark(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x300...0x36F, 0x200D, 0xFE00...0xFE0F, 0x1F3FB...0x1F3FF: true
        default: false
        }
    }
}

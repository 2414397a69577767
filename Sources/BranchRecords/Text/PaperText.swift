/// Text on paper and in files that are made of XML.
enum PaperText {
    /// How many half-width characters the longest line takes. A terminal counts more exactly; on paper
    /// letters differ in width anyway.
    static func width(_ text: String) -> Int {
        text.split(whereSeparator: \.isNewline).map { line in
            line.unicodeScalars.reduce(0) { $0 + width($1) }
        }.max() ?? 0
    }

    /// How many lines the text takes where a line has so many half-width characters: not fewer, as a
    /// line may end early before a word or a wide character.
    static func lines(_ text: String, width room: Int) -> Int {
        let usable = max(1, room - 1)
        return text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).reduce(0) {
            let width = width(String($1))
            return $0 + (width <= room ? 1 : (width + usable - 1) / usable)
        }
    }

    /// The text, cut at a character where it is wider.
    static func cut(_ text: String, to limit: Int) -> String {
        guard width(text) > limit else { return text }
        var cut = ""
        var used = 2
        for character in text {
            used += width(String(character))
            if used > limit { break }
            cut.append(character)
        }
        return cut + "…"
    }

    /// As many whole characters as fit into that many units of UTF-16.
    static func prefix(_ text: String, utf16 limit: Int) -> String {
        var used = 0
        return String(
            text.prefix { character in
                used += character.utf16.count
                return used <= limit
            })
    }

    /// What must not be broken: the longest word of half-width characters.
    static func wordWidth(_ text: String) -> Int {
        text.unicodeScalars.split { $0.value >= 0x1100 || $0 == " " || $0 == "\n" }.map(\.count).max() ?? 0
    }

    /// The text without what XML cannot hold, and with LF line ends.
    static func clean(_ text: String) -> String {
        var scalars = String.UnicodeScalarView()
        for scalar in text.replacing(/\r\n|\r/.matchingSemantics(.unicodeScalar), with: "\n").unicodeScalars {
            let isControl = scalar.value < 0x20 && scalar != "\n" && scalar != "\t"
            scalars.append(isControl || (0xfffe...0xffff).contains(scalar.value) ? "\u{fffd}" : scalar)
        }
        return String(scalars)
    }

    /// The text between tags and in quoted attributes.
    static func escaped(_ text: String) -> String {
        var out = ""
        for scalar in clean(text).unicodeScalars {
            switch scalar {
            case "&": out += "&amp;"
            case "<": out += "&lt;"
            case ">": out += "&gt;"
            case "\"": out += "&quot;"
            case "'": out += "&#39;"
            default: out.unicodeScalars.append(scalar)
            }
        }
        return out
    }

    private static func width(_ scalar: Unicode.Scalar) -> Int {
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .format: 0
        default: scalar.value < 0x1100 || (0x2000..<0x2e80).contains(scalar.value) ? 1 : 2
        }
    }
}

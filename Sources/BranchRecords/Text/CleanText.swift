internal import Foundation

/// How text that people typed is brought into one form.
enum CleanText {
    /// Prose: NFC, trimmed, one space for several, nothing that cannot be seen.
    static func prose(_ text: String) -> String {
        let lines = text.precomposedStringWithCanonicalMapping.split(
            omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        let cleaned = lines.map { line in
            line.unicodeScalars.filter { !isInvisible($0) }
                .split { $0 == " " || $0 == "\t" || $0 == "\u{3000}" || $0 == "\u{a0}" }
                .map { String(String.UnicodeScalarView($0)) }
                .joined(separator: " ")
        }
        return trimmingEmptyEnds(cleaned).joined(separator: "\n")
    }

    /// Codes, numbers, dates: the same, on one line, with half-width digits, letters and signs.
    static func code(_ text: String) -> String {
        var out = String.UnicodeScalarView()
        for scalar in prose(text).unicodeScalars {
            if (0xff01...0xff5e).contains(scalar.value),
                let half = Unicode.Scalar(scalar.value - 0xfee0)
            {
                out.append(half)
            } else {
                out.append(scalar == "\n" ? " " : scalar)
            }
        }
        return String(out)
    }

    /// A person's name: U+00B7 between the parts, no spaces between Chinese characters.
    static func name(_ text: String) -> String {
        let dots: Set<Unicode.Scalar> = [
            "\u{b7}", "\u{2022}", "\u{30fb}", "\u{ff0e}", "\u{2e31}", "\u{2027}", "\u{ff65}",
        ]
        var out: [Unicode.Scalar] = []
        let scalars = Array(prose(text).unicodeScalars)
        for (place, scalar) in scalars.enumerated() {
            if scalar == " " || scalar == "\n" {
                let before = out.last
                let after = place + 1 < scalars.count ? scalars[place + 1] : nil
                let isLatin = (before?.isASCII ?? false) && (after?.isASCII ?? false)
                if isLatin { out.append(" ") }
            } else {
                out.append(dots.contains(scalar) ? "\u{b7}" : scalar)
            }
        }
        return String(String.UnicodeScalarView(out))
    }

    /// A document number: 〔year〕 whatever brackets were typed.
    static func documentNumber(_ text: String) -> String {
        var out = ""
        for character in prose(text) where character != " " {
            switch character {
            case "[", "［", "【", "（", "(": out.append("〔")
            case "]", "］", "】", "）", ")": out.append("〕")
            case "０"..."９": out += code(String(character))
            default: out.append(character)
            }
        }
        return out
    }

    private static func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x200b...0x200d, 0xfeff, 0x00...0x08, 0x0b...0x1f, 0x7f: true
        default: false
        }
    }

    private static func trimmingEmptyEnds(_ lines: [String]) -> ArraySlice<String> {
        var kept = lines[...]
        while kept.first?.isEmpty ?? false { kept.removeFirst() }
        while kept.last?.isEmpty ?? false { kept.removeLast() }
        return kept
    }
}

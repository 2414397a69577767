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
    ///
    /// A space between two parts of which one is too long for a Chinese surname and given name, as
    /// in 买买提 吐尔逊, stands for the dot; the one in 张 三 for nothing.
    static func name(_ text: String) -> String {
        let dots: Set<Unicode.Scalar> = [
            "\u{b7}", "\u{2022}", "\u{30fb}", "\u{ff0e}", "\u{2e31}", "\u{2027}", "\u{ff65}",
        ]
        let plain = prose(text).replacing("\n", with: " ")
        let isLatin = plain.unicodeScalars.allSatisfy { $0.value < 0x300 && $0 != "\u{b7}" }
        if isLatin { return plain }
        let parts = plain.unicodeScalars.split { dots.contains($0) || $0 == "." }.map { part in
            let words = part.split(separator: " ").map { String(String.UnicodeScalarView($0)) }
            let isLong =
                words.count == 2 && words.allSatisfy { $0.count > 1 }
                && words.reduce(0) { $0 + $1.count } > 4
            return words.joined(separator: isLong ? "\u{b7}" : "")
        }
        return parts.filter { !$0.isEmpty }.joined(separator: "\u{b7}")
    }

    /// A document number: issuer, 〔year〕, number without 第 and leading zeros, 号; whatever
    /// brackets and digits were typed. What is none of that stays as it is.
    static func documentNumber(_ text: String) -> String {
        let clean = prose(text).filter { $0 != " " }
        guard
            let match = code(clean).wholeMatch(
                of: /(.*?)[〔\[(【〈{]([0-9]{4}|[〇○零一二三四五六七八九]{4})年?[〕\])】〉}]第?0*([0-9]+)号?/)
        else { return clean }
        let issuer = clean.prefix(match.1.count)
        return "\(issuer)〔\(DateWords.digits(String(match.2)))〕\(match.3)号"
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

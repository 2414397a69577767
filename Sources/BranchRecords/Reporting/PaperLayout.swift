/// What all forms of a table on paper have in common.
extension ReportTable {
    /// The page lies where the columns would be too narrow.
    var isLandscape: Bool { columns.count > 8 }

    /// What stands below the tables. A further table has nothing there.
    func paperFooter(in language: Wording.Language) -> [String] {
        guard !footer.isEmpty else { return [] }
        let code = Wording(zh: "校验码 \(checkCode)", en: "Check code \(checkCode)")
        return (footer + [code]).map { $0.text(in: language) }
    }

    /// The columns' widths in half-width characters: what the cells need, long text in several lines,
    /// a longer heading in two. Where many columns are wide, all of them take more lines, so that the
    /// letters don't become too small for paper.
    func columnWidths(in language: Wording.Language) -> [Int] {
        let headings = columns.map { $0.heading.text(in: language) }
        let least = headings.map { heading in
            let whole = PaperText.width(heading)
            // Bold Latin letters take a fifth more.
            let word = (PaperText.wordWidth(heading) * 6 + 4) / 5
            return max(min(whole, max(8, (whole + 3) / 4 * 2)), word, 4)
        }
        // The mark is as wide as a Chinese character in the letters of paper.
        let needed = columns.indices.map { place in
            lines.map { PaperText.width($0[place]) + ($0[place].hasSuffix(Self.mark) ? 2 : 0) }.max() ?? 0
        }
        let room = isLandscape ? 160 : 110
        var widths = least
        for limit in stride(from: 36, through: 12, by: -2) {
            widths = zip(least, needed).map { max($0, min($1, limit)) }
            if widths.reduce(0, +) <= room { break }
        }
        return widths
    }
}

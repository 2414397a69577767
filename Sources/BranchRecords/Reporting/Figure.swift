/// A number as it is written in a cell.
struct Figure: Equatable {
    let value: Double
    let isPercent: Bool
    /// Digits behind the point.
    let decimals: Int
    /// Thousands are parted.
    let isGrouped: Bool

    /// The whole cell. A code is none: a longer number that begins with 0, and one of eight digits
    /// and more without parted thousands or decimals.
    init?(_ cell: String) {
        guard let match = cell.wholeMatch(of: Self.form) else { return nil }
        let digits = match.whole.count { $0 != "," }
        let isPlain = match.whole.count == digits && match.fraction == nil && match.percent == nil
        // Fifteen digits are what a spreadsheet keeps.
        let kept = digits + (match.fraction?.count ?? 0)
        guard digits == 1 || !match.whole.hasPrefix("0"), kept < (isPlain ? 8 : 16) else { return nil }
        self.init(match)
    }

    /// The number that a cell begins with, as in `12 (33.3%)`, and the text of it.
    static func leading(_ cell: String) -> (figure: Figure, text: Substring)? {
        guard let match = cell.prefixMatch(of: form), let figure = Figure(match) else { return nil }
        return (figure, cell[match.range])
    }

    /// Digits alone, however many.
    static func isDigits(_ cell: String) -> Bool {
        !cell.isEmpty && cell.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    }

    private typealias Form = (Substring, minus: Substring?, whole: Substring, fraction: Substring?, percent: Substring?)

    /// A minus on paper is U+2212.
    private static var form: Regex<Form> {
        /(?<minus>[-−])?(?<whole>[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.(?<fraction>[0-9]+))?(?<percent>%)?/
    }

    private init?(_ match: Regex<Form>.Match) {
        let digits = match.whole.replacing(",", with: "") + (match.fraction.map { ".\($0)" } ?? "")
        guard let size = Double(digits) else { return nil }
        value = match.minus == nil ? size : -size
        isPercent = match.percent != nil
        decimals = match.fraction?.count ?? 0
        isGrouped = match.whole.contains(",")
    }
}

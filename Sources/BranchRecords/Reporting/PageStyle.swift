/// How a printed page looks.
enum PageStyle {
    /// The letters of a table: smaller where its columns would not fit between the margins.
    ///
    /// - Parameters:
    ///   - width: Of all columns, in half-width characters.
    ///   - isLandscape: Whether the page lies.
    static func letters(ofWidth width: Int, isLandscape: Bool) -> String {
        let points = isLandscape ? 762 : 516
        let halves = min(21, max(12, 4 * points / width))
        return "\(halves / 2).\(halves % 2 * 5)pt"
    }

    static func sheet(isLandscape: Bool, _ checkCode: String, _ language: Wording.Language) -> String {
        let code = Wording(zh: "校验码 \(checkCode)", en: "Check code \(checkCode)").text(in: language)
        let pages = Wording(
            zh: #""共 " counter(pages) " 页 第 " counter(page) " 页""#,
            en: #""Page " counter(page) " of " counter(pages)"#
        ).text(in: language)
        return """
            @page {
              size: A4 \(isLandscape ? "landscape" : "portrait");
              margin: 12mm 14mm 14mm;
              @bottom-left { content: "\(code)"; font: 9pt \(fonts); }
              @bottom-right { content: \(pages); font: 9pt \(fonts); }
            }
            \(rules)
            """
    }

    /// Song-like letters, with those fonts behind them that have the rare characters of names.
    static let fonts =
        #"FangSong, STFangsong, "Noto Serif CJK SC", "Source Han Serif SC", SimSun, "Songti SC", "Noto Sans CJK SC", SimSun-ExtB, HanaMinB, serif"#

    private static let rules = """
        body { font: 10.5pt/1.3 \(fonts); color: black; background: white; max-width: 270mm; margin: 0 auto; }
        h1 { font: bold 18pt/1.3 FZXiaoBiaoSong-B05S, 方正小标宋简体, \(fonts); text-align: center; margin: 0 0 4mm; }
        .organisation { font-size: 14pt; text-align: center; margin: 0 0 1mm; }
        h2 { font-size: 13pt; text-align: center; margin: 6mm 0 2mm; break-after: avoid; }
        .blanks { display: flex; justify-content: space-between; margin: 0 0 3mm; }
        .blanks span { white-space: nowrap; }
        .blanks i { display: inline-block; width: 20mm; border-bottom: 0.3mm solid black; }
        .blanks span:first-child i { width: 30mm; }
        .chart { display: block; margin: 1mm auto 2mm; max-width: 100%; height: auto; break-inside: avoid; }
        table { border-collapse: collapse; width: 100%; table-layout: fixed; }
        thead { display: table-header-group; }
        tr { break-inside: avoid; }
        th, td { border: 0.25mm solid black; padding: 0.15em 0.4em; overflow-wrap: anywhere; white-space: pre-line; }
        th { background: #e4e4e4; font-weight: bold; text-align: center; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
        td.right { text-align: right; }
        td.center { text-align: center; }
        .red { color: #c00000; }
        .subtotal td { font-weight: bold; }
        .approval { margin-top: 4mm; break-inside: avoid; }
        .approval td { height: 22mm; width: 25%; vertical-align: top; }
        .approval td:first-child { width: 50%; }
        .total, footer { break-before: avoid; }
        .total td { font-weight: bold; border-top-width: 0.5mm; }
        footer { margin-top: 2mm; font-size: 9pt; }
        footer p { margin: 0 0 0.5mm; }
        @media screen { body { padding: 8mm; } }
        """
}

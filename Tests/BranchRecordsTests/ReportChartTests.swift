import BranchRecords
import Testing

/// Pictures that people read figures from.
@Suite struct ReportChartTests {
    struct Part: Equatable {
        var x: Double
        var width: Double
    }

    /// The bars of a page, part by part.
    func parts(_ page: String) -> [Part] {
        page.matches(of: /<rect class="part" x="([0-9.]+)" y="[0-9.]+" width="([0-9.]+)"/).compactMap { match in
            guard let x = Double(match.1), let width = Double(match.2) else { return nil }
            return Part(x: x, width: width)
        }
    }

    func page(_ chart: String, _ rows: String) throws -> String {
        try PaperReport.table(
            ["column: 学院 | College | left", "column: 先进 | Advanced | right", "column: 后进 | Behind | right", "chart: \(chart)"],
            rows
        ).page(in: .zh)
    }

    @Test func partsOfABarAddUpToItAndBarsAreInProportion() throws {
        let parts = parts(
            try page(
                "stacked | 学院 | 先进, 后进",
                "SELECT 0, '人文', '1 (33.3%)', '2 (66.7%)' UNION ALL SELECT 0, '商', '6 (85.7%)', '1 (14.3%)'"))
        #expect(parts.count == 4)
        func isNear(_ left: Double, _ right: Double) -> Bool { abs(left - right) < 0.15 }
        let (short, long) = (parts[0].width + parts[1].width, parts[2].width + parts[3].width)
        #expect(isNear(parts[0].x + parts[0].width, parts[1].x) && isNear(parts[2].x + parts[2].width, parts[3].x))
        #expect(parts[0].x == parts[2].x && isNear(long * 3 / 7, short) && isNear(parts[2].width, long * 6 / 7))
        #expect(isNear(parts[3].x + parts[3].width, 719), "the longest bar takes all the room")
    }

    @Test func aShareIsDrawnOfAHundred() throws {
        let half = parts(try page("bar | 学院 | 先进", "SELECT 0, '人文', '50.0%', '' UNION ALL SELECT 0, '商', '100.0%', ''"))
        let alone = parts(try page("bar | 学院 | 先进", "SELECT 0, '人文', '50.0%', '' UNION ALL SELECT 0, '商', '00.0%', ''"))
        #expect(half.count == 2 && abs(half[0].width * 2 - half[1].width) < 0.15)
        #expect(alone.count == 1 && abs(alone[0].width - half[0].width) < 10, "its own scale would fill the line")
    }

    @Test func whatIsBelowNothingGoesToTheLeft() throws {
        let parts = parts(try page("bar | 学院 | 先进", "SELECT 0, '人文', '−1,000.50', '' UNION ALL SELECT 0, '商', '1000.50', ''"))
        #expect(parts.count == 2 && abs(parts[0].x + parts[0].width - parts[1].x) < 0.15)
        #expect(abs(parts[0].width - parts[1].width) < 0.15)
    }

    @Test func theTotalIsNotDrawn() throws {
        let page = try page("bar | 学院 | 先进", "SELECT 0, '人文', 5, '' UNION ALL SELECT 1, '合计', 5, ''")
        #expect(parts(page).count == 1 && page.contains(">人文</text>") && !page.contains(">合计</text>"))
    }

    @Test(arguments: [
        "SELECT 0, 'x', 1, 1 WHERE 0", "SELECT 0, '人文', '', ''", "SELECT 0, '人文', '—', '未填'",
        "SELECT 1, '合计', 5, 5", "SELECT 0, '人文', '0 (—)', '0 (—)'",
    ])
    func nothingRecordedDrawsNothing(rows: String) throws {
        #expect(!(try page("stacked | 学院 | 先进, 后进", rows)).contains("<svg"))
    }

    @Test func aRowWithoutAFigureHasNoBarAndSaysWhatItsCellSays() throws {
        let page = try page("bar | 学院 | 先进", "SELECT 0, '人文', '—', '' UNION ALL SELECT 0, '商', 3, ''")
        #expect(parts(page).count == 1 && page.contains(">—</text>") && page.contains(">3</text>"))
    }

    @Test func namesInAPictureAreText() throws {
        let page = try PaperReport.table(
            ["column: 支部 | B | left", "column: <i>&\"' | N | right", "chart: bar | 支部 | <i>&\"'"],
            "SELECT 0, '<script>x</script>&\"''', 2"
        ).page(in: .zh)
        #expect(!page.contains("<script") && !page.contains("<i>&"))
        #expect(page.contains(">&lt;script&gt;x&lt;/script&gt;&amp;&quot;&#39;</text>") && page.contains(">&lt;i&gt;&amp;&quot;&#39;</text>"))
    }

    @Test func patternsAreNamedOnceAndUsed() throws {
        let page = try PaperReport.table(
            ["column: 学院 | College | left", "column: 数 | N | right", "column: 又 | M | right", "chart: bar | 学院 | 数", "chart: stacked | 学院 | 数, 又"],
            """
            WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 60) SELECT 0, 'c' || i, i, 1 FROM n
            -- also: 又 | Again
            -- column: 学院 | College | left
            -- column: 数 | N | right
            -- chart: stacked | 学院 | 数, 数
            SELECT 0, 'x', 1
            """
        ).page(in: .zh)
        let named = page.matches(of: /<pattern id="([^"]+)"/).map { String($0.1) }
        let used = Set(page.matches(of: /fill="url\(#([^)]+)\)"/).map { String($0.1) })
        #expect(named.count == Set(named).count && used == Set(named) && named.count == 4)
        #expect(page.matches(of: /<svg/).count == 7, "three sheets of 25 bars twice, and the other table's")
        #expect(parts(page).count == 182)
    }

    @Test func aLongNameIsCutBetweenCharacters() throws {
        let page = try page("bar | 学院 | 先进", "SELECT 0, '\(String(repeating: "𠮷", count: 40))', 1, ''")
        #expect(page.contains(">\(String(repeating: "𠮷", count: 16))…</text>"))
    }
}

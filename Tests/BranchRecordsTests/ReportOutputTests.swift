import BranchRecords
import Foundation
import Testing

/// What leaves the office on paper and in files. All forms have the same figures.
@Suite struct ReportOutputTests {
    @Test func furtherTablesAreCountedWithTheSameParameters() throws {
        let table = try PaperReport.branches()
        #expect(table.further.map(\.title) == [Wording(zh: "按类型", en: "By kind"), Wording(zh: "空表", en: "Nothing")])
        #expect(table.further.map(\.rows) == [[["教工", "7"]], []])
        #expect(table.further.allSatisfy { $0.footer.isEmpty && $0.further.isEmpty })
        #expect(table.rows.count == 2 && table.total?.first == "合计")
        #expect(table.footer.first == Wording(zh: "备注：无", en: "Remark: none"))
    }

    @Test func furtherTablesFollowInTheFileAfterABlankLineAndTheirTitles() throws {
        let text = String(decoding: try PaperReport.branches().csv().dropFirst(3), as: UTF8.self)
        #expect(text.hasSuffix("合计,,15 (41.7%),50.0%,\"1,229.50\"\r\n\r\n按类型\r\n类型,数\r\n教工,7\r\n\r\n空表\r\n类型\r\n"))
    }

    @Test(arguments: [
        ("column: 甲 | A | right", "chart: bar | 甲 | 乙", "chart: 乙"),
        ("column: 甲 | A | right", "chart: bar | 乙 | 甲", "chart: 乙"),
        ("column: 甲 | A | right", "chart: pie | 甲 | 甲", "chart: pie"),
        ("column: 甲 | A | right", "chart: bar | 甲 | 甲, 甲", "chart: 甲, 甲"),
        ("column: 甲 | A | right", "chart: bar | 甲", "chart: bar | 甲"),
        ("column: 甲 | A | middle", "given: x", "column: 甲 | A | middle"),
        ("given: y", "given: x", "column"),
    ])
    func aWrongHeadIsNamed(column: String, chart: String, told: String) {
        #expect(throws: ReportError.badHead(told)) { try PaperReport.table([column, chart], "SELECT 0, 1") }
    }

    @Test func aFurtherTableIsHeldToWhatTheMainOneIs() {
        let head = ["column: 甲 | A | right"]
        #expect(throws: ReportError.badHead("also: 乙")) {
            try PaperReport.table(head, "SELECT 0, 1\n-- also: 乙\n-- column: 乙 | B | left\nSELECT 0, 1")
        }
        #expect(throws: ReportError.badHead("chart: 甲")) {
            try PaperReport.table(
                head, "SELECT 0, 1\n-- also: 乙 | B\n-- column: 乙 | B | left\n-- chart: bar | 乙 | 甲\nSELECT 0, 1")
        }
        #expect(throws: ReportError.columnCount(report: "M1", expected: 1, found: 2)) {
            try PaperReport.table(head, "SELECT 0, 1\n-- also: 乙 | B\n-- column: 乙 | B | left\nSELECT 0, 1, 2")
        }
        #expect(throws: ReportError.writesRecords(report: "M1")) {
            try PaperReport.table(
                head, "SELECT 0, 1\n-- also: 乙 | B\n-- column: 乙 | B | left\nDELETE FROM branch RETURNING 0, id")
        }
    }

    @Test func thePageStandsByItselfAndTakesEveryNameForText() throws {
        let page = try PaperReport.branches().page(in: .zh)
        #expect(page.hasPrefix("<!DOCTYPE html>\n<html lang=\"zh-CN\">"))
        #expect(page.contains("<td class=\"left\">&lt;b onclick=&quot;x(&#39;&amp;&#39;)&quot;&gt;𠮷</td>"))
        #expect(!page.contains("<b onclick"))
        for fetched in ["<script", "src=", "href=", "@import", "url(http"] { #expect(!page.contains(fetched)) }
        #expect(page.contains("<h1>一览</h1>") && page.contains("<h2>按类型</h2>"))
        #expect(page.contains("填报单位（盖章）：") && page.contains("填报日期："))
        #expect(page.contains("<tr class=\"total\"><td class=\"left\">合计</td>"))
        #expect(page.contains("<p>备注：无</p>") && page.contains("数据截止 2012-04-11 09:10"))
        let english = try PaperReport.branches().page(in: .en)
        #expect(english.contains("<html lang=\"en\">") && english.contains("<th class=\"right\">Balance</th>"))
    }

    /// The head is repeated on each sheet; a total in a `tfoot` would be as well.
    @Test func thePageHasOneHeadATableAndNoRepeatedTotal() throws {
        let page = try PaperReport.branches().page(in: .zh)
        #expect(page.matches(of: /<thead>/).count == 3 && !page.contains("<tfoot"))
    }

    @Test(arguments: [(8, "portrait"), (9, "landscape")])
    func aWidePageLies(columns: Int, word: String) throws {
        let head = (1...columns).map { "column: 列\($0) | C\($0) | right" }
        let table = try PaperReport.table(head, "SELECT 0\(String(repeating: ", 1", count: columns))")
        #expect(table.page(in: .zh).contains("size: A4 \(word);"))
    }

    @Test func theColumnsOfThePageFillItsWidth() throws {
        let page = try PaperReport.branches().page(in: .zh)
        let first = try #require(page.firstMatch(of: /<colgroup>(.*?)<\/colgroup>/.dotMatchesNewlines())).1
        let shares = first.matches(of: /width: ([0-9.]+)%/).compactMap { Double($0.1) }
        #expect(shares.count == 5 && (99...100).contains(shares.reduce(0, +)), "\(shares)")
    }

    @Test func theCheckCodeIsOfTheCellsAlone() throws {
        func code(_ cell: String, asAt: String = "2012-04-11") throws -> String {
            try PaperReport.table(["column: 甲 | A | right"], "SELECT 0, \(cell)", asAt: asAt).checkCode
        }
        // printf '甲\r\n1\r\n' | sha256sum
        #expect(try code("1") == "2c5608c89128")
        #expect(try code("1", asAt: "2013-01-01") == code("1"))
        #expect(try code("2") != code("1"))
        let table = try PaperReport.branches()
        #expect(table.page(in: .zh).contains("<p>校验码 \(table.checkCode)</p>"))
        #expect(table.page(in: .en).contains("<p>Check code \(table.checkCode)</p>"))
    }

    @Test func aReportWithoutRowsIsThereInEveryForm() throws {
        let table = try PaperReport.table(
            ["column: 甲 | A | right", "column: 乙 | B | left", "chart: stacked | 乙 | 甲"], "SELECT 0, 1, 2 WHERE 0")
        #expect(try table.csv() == [0xef, 0xbb, 0xbf] + Array("甲,乙\r\n".utf8))
        let page = table.page(in: .zh)
        #expect(page.contains("<th class=\"right\">甲</th>") && page.contains("<tbody>\n</tbody>") && !page.contains("<svg"))
        #expect(try XlsxFile(table.spreadsheet(in: .zh)).sheets.first?.cells["A2"]?.value == "甲")
    }
}

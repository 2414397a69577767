import BranchRecords
import Testing

/// A spreadsheet goes to another office and is worked with there: a code that lost its zeros is wrong
/// for good.
@Suite struct ReportSpreadsheetTests {
    func book(_ table: ReportTable, _ language: Wording.Language = .zh) throws -> XlsxFile {
        try XlsxFile(table.spreadsheet(in: language))
    }

    /// One column on the right with those cells, as type, value and format.
    func cells(_ values: [String]) throws -> [[String]] {
        let rows = values.map { "SELECT 0, '\($0)'" }.joined(separator: " UNION ALL ")
        let sheet = try #require(try book(PaperReport.table(["column: 甲 | A | right"], rows)).sheets.first)
        return try values.indices.map { place in
            let cell = try #require(sheet.cells["A\(place + 3)"])
            return [cell.type, cell.value, cell.format]
        }
    }

    @Test func figuresAreNumbersInTheirForms() throws {
        let read = try cells(["7", "-3", "50.0%", "100.0%", "1,234.50", "−12.00", "1,000", "86.5", "0", "12345678.90"])
        #expect(
            read == [
                ["n", "7", "0"], ["n", "-3", "0"], ["n", "0.5", "0.0%"], ["n", "1", "0.0%"],
                ["n", "1234.5", "#,##0.00"], ["n", "-12", "#,##0.00"], ["n", "1000", "#,##0"], ["n", "86.5", "0.0"],
                ["n", "0", "0"], ["n", "12345678.9", "#,##0.00"],
            ])
    }

    @Test(arguments: [
        "12 (33.3%)", "2012-04-06", "=1+1", "+1", "-x", "@a", "—", "1e5", "0x10", " 7", "007.5", "1,23", "1234567890123456.25",
    ])
    func whatIsNoFigureStaysText(value: String) throws {
        #expect(try cells([value]) == [["s", value, "@"]])
    }

    /// In a column of codes the short ones are codes too.
    @Test(arguments: ["0912040135", "12345678", "007"])
    func codesStayAsTheyAreWithTheirColumn(code: String) throws {
        #expect(try cells([code, "12", "5.0%"]) == [["s", code, "@"], ["s", "12", "@"], ["s", "5.0%", "@"]])
    }

    @Test func namesOnTheLeftAreText() throws {
        let sheet = try #require(try book(PaperReport.table(["column: 甲 | A | left"], "SELECT 0, '1234'")).sheets.first)
        #expect(sheet.cells["A3"]?.type == "s" && sheet.cells["A3"]?.format == "@")
    }

    @Test func aSheetIsReadyToBePrinted() throws {
        let book = try book(PaperReport.branches())
        let sheet = try #require(book.sheets.first)
        #expect(sheet.cells["A1"]?.value == "一览" && sheet.cells["A1"]?.bold == true)
        let head = try #require(sheet.cells["B2"])
        #expect(head.value == "代码" && head.bold && head.filled && head.bordered && head.wrapped)
        #expect(sheet.cells["A4"]?.value == PaperReport.hostile && sheet.cells["A4"]?.bold == false)
        #expect(sheet.cells["A5"]?.value == "合计" && sheet.cells["A5"]?.bold == true)
        #expect(sheet.cells["E5"]?.value == "1229.5" && sheet.cells["E5"]?.bold == true)
        #expect(sheet.cells["A7"]?.value == "备注：无" && sheet.cells["A8"]?.value.hasPrefix("数据截止 2012-04-11") == true)
        #expect(sheet.cells.values.contains { $0.value.hasPrefix("校验码 ") })
        #expect(sheet.merged.contains("A1:E1") && sheet.merged.contains("A7:E7"))
        #expect(sheet.pane["ySplit"] == "2" && sheet.pane["state"] == "frozen")
        #expect(sheet.page["paperSize"] == "9" && sheet.page["orientation"] == "portrait" && sheet.fitsToPage)
        #expect(sheet.page["fitToHeight"] == "0")
        #expect(sheet.formulas == 0)
        #expect(book.names.contains("_xlnm.Print_Titles '一览'!$2:$2"))
    }

    @Test func furtherTablesHaveSheetsOfTheirOwn() throws {
        let sheets = try book(PaperReport.branches()).sheets
        #expect(sheets.map(\.name) == ["一览", "按类型", "空表"])
        #expect(sheets[1].cells["A3"]?.value == "教工" && sheets[1].cells["B3"]?.value == "7")
        #expect(sheets[1].cells.values.allSatisfy { !$0.value.contains("数据截止") })
    }

    @Test func sheetNamesAreAllowedAndDifferent() throws {
        let more = ["[a]:b*c?/d\\\\e''", "History", "history", String(repeating: "𠮷", count: 40), String(repeating: "𠮷", count: 40)]
            .map { "\n-- also: \($0) | \($0)\n-- column: 甲 | A | left\nSELECT 0, 1" }.joined()
        let names = try book(PaperReport.table(["column: 甲 | A | left"], "SELECT 0, 1" + more)).sheets.map(\.name)
        #expect(names.count == 6 && Set(names.map { $0.lowercased() }).count == 6)
        for name in names {
            #expect(!name.isEmpty && name.utf16.count <= 31 && name.lowercased() != "history")
            #expect(!name.contains { "[]:*?/\\'".contains($0) })
        }
    }

    @Test(arguments: [(8, "portrait"), (9, "landscape")])
    func aWideSheetLies(columns: Int, word: String) throws {
        let head = (1...columns).map { "column: 列\($0) | C\($0) | right" }
        let table = try PaperReport.table(head, "SELECT 0\(String(repeating: ", 1", count: columns))")
        #expect(try book(table).sheets.first?.page["orientation"] == word)
    }

    @Test func columnsAreAsWideAsWhatTheyHold() throws {
        let table = try PaperReport.table(
            ["column: 甲 | A | left", "column: 乙 | B | left", "column: 丙 | C | left", "column: 学号 | No | left"],
            "SELECT 0, '一二三四五六七八', 'abcdefgh', '\(String(repeating: "长", count: 500))', '0912040135'")
        let widths = try #require(try book(table).sheets.first?.widths)
        #expect(widths.count == 4)
        #expect(widths[0] > widths[1] + 7 && widths[0] >= 16, "wide characters count two")
        #expect(widths[2] < 50 && widths[3] >= 20)
    }

    /// Excel would read `_x0041_` as A, and XML holds no control characters.
    @Test func noTextDamagesTheFile() throws {
        let table = try PaperReport.table(
            ["column: 甲 | A | left"],
            """
            SELECT 0, '_x0041_x0042_' UNION ALL SELECT 0, 'a' || char(1) || 'b' || char(13, 10) || 'c' || char(65534)
            UNION ALL SELECT 0, '\(String(repeating: "𠮷", count: 20_000))' UNION ALL SELECT 0, '<&>"𠮷'
            """)
        let cells = try #require(try book(table).sheets.first?.cells)
        #expect(cells["A3"]?.value == "_x005F_x0041_x005F_x0042_")
        #expect(cells["A4"]?.value == "a\u{fffd}b\nc\u{fffd}")
        #expect(cells["A5"]?.value == String(repeating: "𠮷", count: 16_383) + "…")
        #expect(cells["A6"]?.value == "<&>\"𠮷")
    }

    @Test(arguments: [
        ("2012-04-11T09:10:00+08:00", "2012-04-11T01:10:00Z"), ("2012-04-11", "2012-04-10T16:00:00Z"),
        ("昨天", "1980-01-01T00:00:00Z"), ("1970-01-01T00:00:00Z", "1980-01-01T00:00:00Z"),
    ])
    func theFileDoesNotKnowTheClock(asAt: String, created: String) throws {
        let table = try PaperReport.table(["column: 甲 | A | right"], "SELECT 0, 1", asAt: asAt)
        let book = try book(table)
        #expect(book.created == created && book.dates == ["1980-1-1"])
        #expect(try table.spreadsheet(in: .zh) == table.spreadsheet(in: .zh))
    }
}

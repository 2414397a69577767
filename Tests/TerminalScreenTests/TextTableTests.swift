import TerminalScreen
import Testing

@Suite struct DisplayWidthTests {
    @Test(arguments: [
        ("", 0), ("abc", 3), ("支部", 4), ("，", 2), ("１", 2), ("𠮷", 2), ("㛃", 2), ("é", 1),
        ("e\u{301}", 1), ("买买提·吐尔逊", 13), ("“”", 2), ("a\u{200b}b", 2), ("ｱ", 1), ("한", 2),
        ("——", 2), ("\u{1b}", 0),
    ])
    func charactersTakeTheColumnsThatATerminalGivesThem(text: String, width: Int) {
        #expect(displayWidth(text) == width)
    }

    @Test func aCutNeverSplitsACharacterAndShowsThatItCut() {
        #expect(cut("汉语言文学", to: 7) == "汉语..")
        #expect(cut("汉语言文学", to: 10) == "汉语言文学")
    }
}

@Suite struct TextTableTests {
    let table = TextTable(
        columns: [.init("序号", .right), .init("学院"), .init("支部", .right)],
        rows: [["1", "人文学院", "20"], ["2", "商学院", "6"], ["", "买买提·吐", "26"]])

    @Test func columnsStandStraightUnderDashes() {
        #expect(
            table.lines() == [
                "  序号  学院       支部",
                "  ----  ---------  ----",
                "     1  人文学院     20",
                "     2  商学院        6",
                "        买买提·吐    26",
            ])
    }

    @Test func aWideTableGoesOnInBandsThatRepeatTheirFirstColumns() {
        var narrow = table
        narrow.repeated = 2
        narrow.columns.append(.init("方案", .right))
        narrow.rows = [["1", "人文学院", "20", "3"]]
        #expect(
            narrow.lines(width: 25) == [
                "  序号  学院      支部",
                "  ----  --------  ----",
                "     1  人文学院    20",
                "",
                "  序号  学院      方案",
                "  ----  --------  ----",
                "     1  人文学院     3",
            ])
    }

    @Test func noLineIsWiderThanTheTerminal() {
        let wide = TextTable(
            columns: (0..<20).map { .init("第\($0)列") }, rows: [(0..<20).map { "数\($0)" }])
        for width in [20, 40, 80, 120] {
            #expect(wide.lines(width: width).allSatisfy { displayWidth($0) <= width })
        }
    }

    @Test func guttersStayBlankInEveryLine() {
        let lines = table.lines()
        let gutter = displayWidth("  ----  ---------")
        for line in lines {
            var place = 0
            for character in line {
                let width = displayWidth(String(character))
                if (gutter..<(gutter + 2)).contains(place) { #expect(character == " ") }
                place += width
            }
        }
    }

    @Test func onlyFreeTextIsCut() {
        let cutting = TextTable(
            columns: [.init("问题", limit: 8), .init("状态", .center)], rows: [["组织生活次数偏少", "开"]])
        #expect(cutting.lines()[2] == "  组织生..   开")
    }

    @Test func aShortRowIsFilledWithBlanksAndANewlineIsASpace() {
        let odd = TextTable(columns: [.init("甲"), .init("乙")], rows: [["一\n二"]], indent: 0)
        #expect(odd.lines() == ["甲     乙", "-----  --", "一 二"])
    }
}

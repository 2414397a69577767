import BranchRecords
import GRDB
import Testing

@Suite struct ReportTests {
    let university: DatabaseQueue
    let moment = ["as_at": "2012-04-11T09:10:00+08:00"]

    init() throws {
        university = try EngineTables.emptyUniversity()
        try university.write { db in
            try db.execute(sql: SampleData.collegesSQL(colleges: 3))
            try db.execute(
                sql: """
                    INSERT INTO zhibu_scope_status (scope, open_conflicts, covers_until, pending) VALUES
                        ('college:007', 7, '2012-04-11T09:07:00+08:00', 0),
                        ('college:015', 0, '2012-04-06T17:20:00+08:00', 2);
                    """)
            for file in SampleData.files(colleges: 3) {
                try RecordImport.plan(
                    table: file.table, file: file.bytes, createdAt: "2012-04-10T08:00:00+08:00",
                    createdBy: "李敏", in: db
                ).apply(to: db, goodOnly: true)
            }
        }
    }

    func run(_ id: String, _ parameters: [String: String]) throws -> ReportTable {
        try university.read { try ReportCatalog.load(id).run(in: $0, parameters: parameters) }
    }

    @Test func progressHasOneRowPerCollegeAndATotal() throws {
        let table = try run("r01", moment)
        #expect(table.title.zh == "基层组织建设年活动进展情况表（2012年4月，第一阶段）")
        #expect(table.rows.map { $0[1] } == ["人文学院", "商学院", "体育学院*"])
        #expect(table.rows.map { $0[2] } == ["6", "6", "6"])
        #expect(table.total?[1] == "合计" && table.total?[2] == "18")
        let sums = (2...5).map { place in
            String(table.rows.compactMap { Int($0[place]) }.reduce(0, +))
        }
        #expect(table.total.map { Array($0[2...5]) } == sums)
        #expect(table.rows[0][5] == "3" && table.rows[0][14] == "50.0%")
    }

    @Test func theLedgerIsWhatIsGiven() throws {
        let ledger = """
            [{"id": "3f9a", "rule": "一格两值", "kind": "value", "level": 1, "level_name": "一般", "scope": "college:007", "record": "定级 甲",
              "values": "较好 / 先进", "sources": "李强 / 王芳", "since": "2012-04-05", "days": 4, "status": "resolved",
              "status_name": "已裁定", "choice": "采用 [1]", "person": "李强", "first": "王芳", "at": "2012-04-09", "reason": "会议", "withdrawn": 2},
             {"id": "81c0", "rule": "重复", "kind": "rule:SC-02", "level": 0, "level_name": "严重", "scope": "college:007", "record": "人员 乙",
              "values": "", "sources": "", "since": null, "days": null, "status": "settled", "status_name": "按规则处理", "choice": "",
              "person": "", "first": "", "at": null, "reason": "", "withdrawn": 0},
             {"id": "77b0", "rule": "经费", "kind": "rule:SC-08", "level": 2, "level_name": "提示", "scope": "uni", "record": "账户",
              "values": "", "sources": "", "since": "2012-04-06", "days": 1, "status": "open", "status_name": "待裁定", "choice": "",
              "person": "", "first": "", "at": null, "reason": "", "withdrawn": 0}]
            """
        func table(_ parameters: [String: String] = [:]) throws -> ReportTable {
            try university.read {
                try ReportCatalog.load("R33").run(in: $0, parameters: parameters, given: ["ledger": ledger])
            }
        }
        let all = try table()
        #expect(all.rows.map { $0[1] } == ["77b0", "81c0", "3f9a"], "what is to decide first, then by urgency")
        #expect(all.rows[2][4] == "人文学院" && all.rows[0][4] == "uni")
        #expect(Array(all.rows[2][11...16]) == ["采用 [1]", "李强", "王芳", "2012-04-09", "会议", "是 2"])
        #expect(all.footer.first?.zh == "待裁定：严重 0，一般 0，提示 1；已裁定 1（中位 4 天）；按规则或随编辑处理 1")
        #expect(try table(["status": "resolved"]).rows.map { $0[1] } == ["3f9a"])
        #expect(try table(["college": "007"]).rows.map { $0[1] } == ["81c0", "3f9a"])
        #expect(try table(["rule": "SC-08"]).rows.map { $0[1] } == ["77b0"])
        #expect(try run("R33", [:]).rows.isEmpty, "without a ledger it is empty")
    }

    @Test(arguments: [("13800138000", "138****8000"), ("11010519491231002X", "110****002X"), ("1234567", "1****"), ("", "")])
    func numbersOfPeopleAreMasked(number: String, shown: String) { #expect(Masking.masked(number) == shown) }

    @Test func whatIsNotKnownOfACollegeIsBlankInTheTableAndUnknownInTheFooter() throws {
        let table = try run("R01", moment)
        #expect(table.rows.map { $0[15] } == ["7", "", "0"])
        #expect(table.rows.map { $0[16] } == ["2012-04-11 09:07", "", "2012-04-06 17:20"])
        #expect(
            table.footer.map(\.zh) == [
                "数据截止 2012-04-11 09:10。各学院数据截至：人文学院 2012-04-11 09:07，商学院 未知，"
                    + "体育学院* 2012-04-06 17:20",
                "未决冲突 7（严重 0，一般 7，提示 0）",
            ])
        // An office has somebody to send to, and its own name.
        let office = try university.read { try ReportCatalog.load("R01").run(in: $0, parameters: moment, organisation: "人文学院党总支") }
        #expect(office.footer.last?.zh == "本机未送出的更改 2" && office.organisation == "人文学院党总支")
    }

    /// After the last day of a phase what is not done is marked, on paper in red; who handed in a report finds room for a seal.
    @Test func whatIsLateIsMarkedAndTheSuperiorHasRoomToWrite() throws {
        try university.write { db in
            try db.execute(
                sql: """
                    INSERT INTO campaign (id, name, issuer, start_on) VALUES ('jczz2012', '基层组织建设年', '中共温州大学委员会', '2012-04-01');
                    INSERT INTO phase (id, campaign_id, seq, name, due_on) VALUES
                        ('jczz2012/1', 'jczz2012', 1, '调查摸底', '2012-04-10'), ('jczz2012/2', 'jczz2012', 2, '整改', '2012-09-30');
                    """)
        }
        let late = try run("R01", moment)
        #expect(late.organisation == "中共温州大学委员会" && late.rows[0][14] == "50.0%▲" && late.isSubmitted)
        #expect(try run("R01", moment.merging(["phase": "2"]) { $1 }).rows.allSatisfy { !$0[14].hasSuffix("▲") })
        #expect(try run("R13", moment.merging(["college": "007"]) { $1 }).organisation != late.organisation)
        let page = late.page(in: .zh)
        #expect(page.contains(#"<p class="organisation">中共温州大学委员会</p>"#) && page.contains(#"red">50.0%▲</td>"#) && page.contains("审核意见："))
        #expect(String(decoding: try late.csv(), as: UTF8.self).contains(",50.0%,"), "a number stays one")
        #expect(try !run("R32", moment).page(in: .zh).contains("审核意见："))
    }

    @Test func whatWasRecordedLaterDoesNotCount() throws {
        let table = try run("R01", ["as_at": "2012-04-09"])
        #expect(table.total?[2] == "0" && table.total?[14] == "—")
    }

    @Test func gradesAndTheNotGradedAddUpToTheBranches() throws {
        let table = try run("R03", moment)
        #expect(table.title.zh == "基层党组织分类定级分布表（2012年第一轮，未确认）")
        for row in table.rows + [try #require(table.total)] {
            let counts = row[2...6].map { Int($0.prefix { $0 != " " }) ?? -1 }
            #expect(String(counts.reduce(0, +)) == row[1])
        }
        #expect(table.rows[0][3] == "3 (50.0%)" && table.rows[1][6] == "1")
    }

    @Test func anotherBasisOfGradesCountsAnotherColumn() throws {
        let own = try run("R03", moment.merging(["basis": "self"]) { $1 })
        #expect(own.title.zh.hasSuffix("，自评）"))
        #expect(own.rows[0][5] == "0 (0.0%)")
    }

    @Test func unknownReportsAndParametersAreTypedErrors() throws {
        let known = try ReportCatalog.list().map(\.id)
        #expect(known.count == 40 && known == known.sorted())
        #expect(throws: ReportError.unknownReport("R99", known: known)) { try ReportCatalog.load("R99") }
        #expect(
            throws: ReportError.unknownParameter(
                "runde", known: ["as_at", "campaign", "round", "basis"])
        ) { try run("R03", ["runde": "1"]) }
    }

    /// What people call it is as good as its code, and what is no value makes no empty table.
    @Test(arguments: [
        ("R13", "college", "人文学院", "007"), ("R13", "college", "007", "007"), ("R13", "status", "整改中", "doing"), ("R13", "status", "doing", "doing"),
        ("R13", "overdue", "是", "1"), ("R13", "overdue", "否", ""), ("R13", "aspect", "a3", "A3"), ("R13", "as_at", "2012年6月30日", "2012-06-30"),
        ("R13", "as_at", "2012-06-30T18:00:00+08:00", "2012-06-30T18:00:00+08:00"), ("R03", "round", "Newest", "newest"), ("R03", "round", "第一轮", "1"),
        ("R03", "basis", "SELF", "self"), ("R21", "since", "2012年4月", "2012-04"), ("R15", "year", "2012年", "2012"), ("R13", "status", "", ""),
        ("R13", "responsible", "李强", "李强"), ("R13", "campaign", "jczz2012", "jczz2012"),
    ])
    func aParameterIsReadAsPeopleWriteIt(report: String, name: String, typed: String, value: String) throws {
        let parameter = try #require(try ReportCatalog.load(report).parameters.first { $0.name == name })
        #expect(try university.read { try parameter.value(of: typed, in: $0) } == value)
    }

    @Test(arguments: [
        ("R13", "college", "文学院x"), ("R13", "status", "整改好"), ("R13", "overdue", "也许"), ("R13", "as_at", "昨天"), ("R03", "round", "末"),
        ("R03", "basis", "own"), ("R21", "since", "2012"), ("R33", "status", "closed"), ("R40", "branch", "没有的支部"),
    ])
    func whatIsNoValueIsRefused(report: String, name: String, typed: String) throws {
        let fault = #expect(throws: ReportError.self) { try run(report, [name: typed]) }
        guard case .unfitValue(let parameter, let why) = fault else {
            Issue.record("\(String(describing: fault))")
            return
        }
        #expect(!parameter.zh.isEmpty && !why.zh.isEmpty && !why.en.isEmpty)
    }

    /// A code list or a table that a report's head names is there.
    @Test func whatParametersAreIsKnown() throws {
        let lists = try university.read { try String.fetchSet($0, sql: "SELECT list FROM zhibu_code") }
        for report in try ReportCatalog.list() {
            for line in report.source.split(separator: "\n") where line.hasPrefix("-- parameter: ") {
                let kind = line.split(separator: "|", omittingEmptySubsequences: false).dropFirst(4).first.map { $0.drop { $0 == " " } } ?? ""
                if kind.hasPrefix("= ") { #expect(lists.contains(String(kind.dropFirst(2))), "\(report.id) \(kind)") }
                if kind.hasPrefix("> ") {
                    let parts = kind.dropFirst(2).split(separator: ".").map(String.init)
                    let table = try #require(BranchSchema.tables.first { $0.name == parts[0] }, "\(report.id) \(kind)")
                    #expect(parts.count == 1 || table.columns.contains { $0.name == parts[1] }, "\(report.id) \(kind)")
                }
            }
        }
    }

    @Test func everyReportNamesItsColumnsInBothLanguages() throws {
        for report in try ReportCatalog.list() {
            let words = [report.title] + report.columns.map(\.heading)
            #expect(words.allSatisfy { !$0.zh.isEmpty && !$0.en.isEmpty })
        }
    }

    @Test func aSpreadsheetOpensTheFileAndRunsNothing() throws {
        try university.write { db in
            try db.execute(sql: "UPDATE college SET short_name = '=1+1,\"㛃' WHERE id = '007'")
        }
        let table = try run("R03", moment)
        let text = String(decoding: try table.csv().dropFirst(3), as: UTF8.self)
        #expect(try table.csv().starts(with: [0xef, 0xbb, 0xbf]))
        #expect(text.hasPrefix("学院,支部数,先进,较好,一般,后进,未定级,已确认\r\n\"'=1+1,\"\"㛃\",6,"))
        #expect(Array(try table.csv(gb18030: true).prefix(4)) == [0xd1, 0xa7, 0xd4, 0xba])
    }
}

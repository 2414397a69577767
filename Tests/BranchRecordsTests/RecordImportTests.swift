import BranchRecords
import GRDB
import Testing

@Suite struct RecordImportTests {
    let university: DatabaseQueue

    init() throws {
        university = try EngineTables.emptyUniversity()
        try university.write { db in
            try db.execute(sql: SampleData.collegesSQL(colleges: 3))
            try db.execute(
                sql: """
                    INSERT INTO branch (id, scope_id, college_id, code, name, status) VALUES
                        ('b1', 'college:007', '007', '007001', '历史08级学生党支部', 'active')
                    """)
        }
    }

    func plan(_ table: String, _ text: String) throws -> ImportPlan {
        try plan(table, Array(text.utf8))
    }

    func plan(_ table: String, _ bytes: [UInt8]) throws -> ImportPlan {
        try university.read { db in
            try RecordImport.plan(
                table: table, file: bytes, createdAt: "2012-04-06T09:10:00+08:00",
                createdBy: "李敏", in: db)
        }
    }

    @discardableResult
    func load(_ table: String, _ text: String) throws -> ImportPlan {
        let plan = try plan(table, text)
        try university.write { try plan.apply(to: $0, goodOnly: false) }
        return plan
    }

    func dump(_ table: String) throws -> [String] {
        try university.read { db in
            try Row.fetchAll(db, sql: "SELECT * FROM \(table) ORDER BY id").map { "\($0)" }
        }
    }

    @Test func theSampleFilesImportWithExactlyThreeBadLinesAndTwiceChangesNothing() throws {
        var bad: [String] = []
        let tables = BranchSchemaTests.tables
        for file in SampleData.files(colleges: 3) {
            let plan = try plan(file.table, file.bytes)
            #expect(plan.encodingName == file.encodingName)
            #expect(plan.ignoredHeadings.isEmpty, "\(file.name)")
            bad += plan.problems.map { "\(file.name) \($0.line) \($0.column) \($0.reasonZH)" }
            try university.write { try plan.apply(to: $0, goodOnly: true) }
        }
        #expect(
            bad == [
                "人文学院-党员名册.csv 29 证件号码 证件号码校验位不对",
                "商学院-党员名册.csv 27 出生日期 年份只有两位",
                "体育学院-党员名册.csv 25 证件号码 被表格软件改成了科学记数",
            ])
        let before = try tables.map { try dump($0) }
        for file in SampleData.files(colleges: 3) {
            let plan = try plan(file.table, file.bytes)
            #expect(plan.new == 0 && plan.changed == 0, "\(file.name)")
            try university.write { try plan.apply(to: $0, goodOnly: true) }
        }
        #expect(try tables.map { try dump($0) } == before)
    }

    @Test func theSampleHoldsWhatTheWalkLooksFor() throws {
        for file in SampleData.files(colleges: 2) {
            let plan = try plan(file.table, file.bytes)
            try university.write { try plan.apply(to: $0, goodOnly: true) }
        }
        let found = try university.read { db in
            try String.fetchAll(
                db,
                sql: """
                    SELECT 'grade ' || g.level FROM grade g JOIN branch b ON b.id = g.org_id
                    WHERE b.name = '汉语言文学09级学生第一党支部'
                    UNION ALL
                    SELECT 'mobile ' || x.mobile FROM person_private x
                    JOIN person p ON p.id = x.person_id WHERE p.name = '阿依古丽·买买提'
                    UNION ALL
                    SELECT 'measure ' || m.seq_no || m.status FROM rect_measure m
                    JOIN rect_plan r ON r.id = m.plan_id JOIN branch b ON b.id = r.org_id
                    WHERE b.name = '汉语言文学09级学生第一党支部' AND m.seq_no = 2
                    UNION ALL
                    SELECT name || ' ' || scope_id FROM branch WHERE name = '会计08级学生党支部'
                    """)
        }
        #expect(
            found == [
                "grade 3", "mobile 10012345678", "measure 2open", "会计08级学生党支部 college:012",
            ])
    }

    @Test func oneFileOnTwoComputersMakesTheSameRows() throws {
        let other = try RecordImportTests()
        for file in SampleData.files(colleges: 1) {
            for side in [self, other] {
                let plan = try side.plan(file.table, file.bytes)
                try side.university.write { try plan.apply(to: $0, goodOnly: true) }
            }
        }
        for table in BranchSchemaTests.tables where table != "branch" {
            #expect(try dump(table) == other.dump(table))
        }
    }

    @Test func onlyDifferingColumnsAreWritten() throws {
        try load("人员", "学号,姓名,籍贯,支部,党员类别\n0912040135,张三,温州,历史08级学生党支部,正式党员\n")
        let plan = try plan(
            "党员名册", "学号,姓名,籍贯,支部,党员类别\n0912040135,张三,杭州,007001,正式党员\n")
        #expect([plan.new, plan.changed, plan.unchanged] == [0, 1, 0])
        let written = try university.write { db in
            let before = db.totalChangesCount
            try plan.apply(to: db, goodOnly: false)
            return db.totalChangesCount - before
        }
        #expect(written == 1)
        #expect(try dump("person").count == 1 && dump("person")[0].contains("杭州"))
    }

    @Test func anEmptyCellLeavesWhatWasRecorded() throws {
        try load("branch", "支部代码,支部名称,学院,支部类型\n007002,甲支部,人文学院,教工党支部\n")
        let again = try plan("党支部", "支部代码,支部名称,学院,支部类型\n007002,甲支部,007,\n")
        #expect(again.unchanged == 1)
    }

    @Test func badLinesKeepTheWholeFileOutUnlessTheGoodOnesAreAskedFor() throws {
        let plan = try plan(
            "会议", "支部,类型,主题,日期\n007001,党课,学习,2012-4-6\n007001,茶会,=学习,12.4.6\n")
        #expect(plan.problems.map(\.column) == ["类型", "日期"])
        #expect(plan.problems.allSatisfy { $0.line == 3 })
        #expect(plan.badLines.count == 2)
        #expect(
            String(decoding: plan.badLinesFile, as: UTF8.self)
                == "\u{feff}支部,类型,主题,日期\r\n007001,茶会,'=学习,12.4.6\r\n")
        #expect(throws: ImportError.problemsRemain(1)) {
            try university.write { try plan.apply(to: $0, goodOnly: false) }
        }
        #expect(try dump("meeting").isEmpty)
        try university.write { try plan.apply(to: $0, goodOnly: true) }
        #expect(try dump("meeting").count == 1)
    }

    @Test func lineNumbersAreTheSpreadsheetsOwn() throws {
        let plan = try plan(
            "会议", "会议活动登记表,,,\n\n支部,类型,主题,日期\n007001,党课,\"两\n行\",2012-4-6\n007001,党课,乙,4/6/12\n")
        #expect(plan.problems.map(\.line) == [5])
        #expect(plan.new == 1)
    }

    @Test(arguments: [
        ("证件号码", "000101199003071238", ""), ("证件号码", "000101199003071239", "证件号码校验位不对"),
        ("证件号码", "00010119900307018x", ""), ("证件号码", "１１０１０１900307123", "证件号码是 15 位，应为 18 位"),
        ("证件号码", "1.00101E+17", "被表格软件改成了科学记数"), ("学号", "912040135", "只有 9 位：912040135"),
        ("民族", "维族", "维族 不在代码表里"), ("民族", "维吾尔", ""), ("性别", "男", ""),
        ("出生日期", "90.3.7", "年份只有两位"), ("出生日期", "1990年3月7日", ""),
        ("出生日期", "2011-2-29", "没有这一天"), ("转正时间", "2011-2-29", "没有这一天：2011-2-29"),
        ("转正时间", "4/6/2012", "分不清年、月、日：4/6/2012"), ("转正时间", "2012/4/6 0:00:00", ""),
        ("转正时间", "2012 年 4 月 6 日", ""), ("转正时间", "二○一二年四月六日", ""),
        ("转正时间", "2012-04-06 左右", "看不懂的日期：2012-04-06 左右"), ("转正时间", "2012.4", "日期不完整：2012.4"),
        ("手机", "无", "电话里有数字以外的字"), ("性别", "男女", "男女 不在代码表里"),
        ("学号", "９９９９０４０１３５", ""), ("证件号码", "00010119900307018Ｘ", ""),
        ("籍贯", String(repeating: "州", count: 201), "有 201 个字，最多 200 个"), ("入党时间", "2010.5", ""),
        ("所属支部", "无此支部", "没有这个支部：无此支部"), ("手机", "+86 100 1234 5678", ""),
    ])
    func aCellIsReadOrRefused(heading: String, cell: String, reason: String) throws {
        var line = ["学号": "0912040135", "姓名": "张三", "支部": "007001", "党员类别": "full"]
        if heading == "所属支部" { line["支部"] = nil }
        line[heading] = cell
        let columns = line.keys.sorted()
        let plan = try plan(
            "党员名册",
            columns.joined(separator: ",") + "\n"
                + columns.compactMap { line[$0] }.joined(separator: ","))
        #expect(plan.problems.map(\.reasonZH) == (reason.isEmpty ? [] : [reason]))
    }

    @Test(arguments: [
        ("买买提・ 吐尔逊", "买买提·吐尔逊"), ("买买提•吐尔逊", "买买提·吐尔逊"),
        ("买买提．吐尔逊", "买买提·吐尔逊"), ("买买提.吐尔逊", "买买提·吐尔逊"),
        ("买买提 吐尔逊", "买买提·吐尔逊"), ("\u{3000}张 三\u{200b}", "张三"), ("欧阳 修文", "欧阳修文"),
        ("𠮷 田", "𠮷田"), ("Anna Maria", "Anna Maria"),
    ])
    func namesGetOneKindOfDotAndNoSpaces(typed: String, stored: String) throws {
        try load("党员名册", "学号,姓名,支部,党员类别\n0912040135,\(typed),007001,full\n")
        #expect(
            try university.read { try String.fetchAll($0, sql: "SELECT name FROM person") }
                == [stored])
    }

    @Test(arguments: [
        ("校党组[2012]15号", "校党组〔2012〕15号"), ("校党组（２０１２）第０１５号", "校党组〔2012〕15号"),
        ("校党组【二○一二】15", "校党组〔2012〕15号"), ("机关（党）〔2012〕3号", "机关（党）〔2012〕3号"),
        ("会议纪要（三）", "会议纪要（三）"),
    ])
    func documentNumbersGetOneForm(typed: String, stored: String) throws {
        try load("分类定级", "支部,确认文号\n007001,\(typed)\n")
        let numbers = try university.read { db in
            try String.fetchAll(db, sql: "SELECT confirmed_doc_no FROM grade")
        }
        #expect(numbers == [stored])
    }

    @Test func aQuoteThatIsNeverClosedSwallowsNoLines() throws {
        #expect(throws: ImportError.quoteNotClosed(line: 3)) {
            try plan("党支部", "支部代码,支部名称,学院\n007008,甲,007\n007009,\"乙,007\n007010,丙,007\n")
        }
    }

    @Test func bracketsOfEitherWidthNameOneBranch() throws {
        try load("党支部", "支部代码,支部名称,学院\n007008,教工（一）支部,人文学院\n")
        for name in ["教工（一）支部", "教工(一)支部"] {
            let plan = try plan("会议", "支部,类型,主题,日期\n\(name),党课,甲,2012-4-6\n")
            #expect(plan.problems.isEmpty && plan.new == 1)
        }
    }

    @Test func anIdentityNumberFindsThePersonWhoseStudentNumberIsNew() throws {
        let header = "学号,姓名,支部,党员类别,证件号码\n"
        try load("党员名册", header + "0812040135,张三,007001,full,000101199003071238\n")
        let again = try plan(
            "党员名册", header + "1212040135,张三,007001,full,000101199003071238\n")
        #expect([again.new, again.changed] == [0, 1])
    }

    @Test func namesakesBornOnOneDayStayTwoPeople() throws {
        try load(
            "党员名册",
            "学号,姓名,出生日期,支部,党员类别\n0912040135,张三,1990-3-7,007001,full\n")
        let other = try plan(
            "党员名册",
            "学号,姓名,出生日期,支部,党员类别\n0912040136,张三,1990-3-7,007001,full\n")
        #expect(other.new == 1)
    }

    @Test func aPersonWithoutABranchBelongsToTheOfficeThatImports() throws {
        let file = Array("学号,姓名\n0912040135,张三\n".utf8)
        let scopes = try university.write { db in
            try RecordImport.plan(
                table: "人员", file: file, createdAt: "2012-04-06T09:10:00+08:00", createdBy: "李敏",
                scope: "college:007", in: db
            ).apply(to: db, goodOnly: false)
            return try String.fetchAll(db, sql: "SELECT scope_id FROM person")
        }
        #expect(scopes == ["college:007"])
        let lost = try plan("人员", "学号,姓名\n0912040137,李四\n")
        #expect(lost.problems.map(\.reasonZH) == ["看不出属于哪个学院"])
    }

    @Test func noProblemShowsWhatIsPrivate() throws {
        let plan = try plan(
            "党员名册",
            """
            学号,姓名,支部,党员类别,证件号码,手机,电子邮箱,出生日期
            0912040135,张三,007001,full,000101199003071239,1001234x,zhangsan,1990-2-31
            """)
        let words = plan.problems.map { "\($0)" }.joined()
        #expect(plan.problems.count == 4)
        for secret in ["000101199003071239", "1001234x", "zhangsan", "1990-2-31"] {
            #expect(!words.contains(secret))
        }
    }

    @Test func badLinesComeBackAsTheyWere() throws {
        let cells = ["=1+1", "'=1+1", "''@a", "'80后", "-5", "两\n行", "引\"号", "㛃𠮷"]
        for cell in cells {
            let quoted = "\"" + cell.replacing("\"", with: "\"\"") + "\""
            let first = try plan("会议", "支部,类型,主题,日期,记录\n007001,茶会,甲,2012-4-6,\(quoted)\n")
            let text = String(decoding: first.badLinesFile, as: UTF8.self)
            let second = try plan("会议", Array(text.replacing("茶会", with: "党课").utf8))
            let kept = try university.write { db in
                try second.apply(to: db, goodOnly: false)
                let kept = try String.fetchOne(db, sql: "SELECT minutes FROM meeting")
                try db.execute(sql: "DELETE FROM meeting")
                return kept
            }
            #expect(kept == cell)
        }
    }

    @Test func oneRecordTwiceInAFileIsAProblem() throws {
        let plan = try plan("党支部", "支部代码,支部名称,学院\n007009,甲,人文学院\n007009,乙,人文学院\n")
        #expect(plan.problems.map(\.reasonZH) == ["与第 2 行是同一条记录"])
    }

    @Test func aNamesakeIsNotGuessed() throws {
        try load(
            "党员名册",
            "学号,姓名,支部,党员类别\n0912040135,张三,007001,full\n0912040136,张三,007001,full\n")
        let plan = try plan(
            "会议",
            """
            支部,类型,主题,日期,主持人
            007001,党课,甲,2012-4-6,张三
            007001,党课,乙,2012-4-6,0912040136
            """)
        #expect(plan.problems.map(\.reasonZH) == ["有 2 个人叫 张三"])
        #expect(plan.problems.first?.adviceZH == "改写为工号或学号")
    }

    @Test func anotherCollegesRecordIsNotTakenOver() throws {
        let plan = try plan("党支部", "支部代码,支部名称,学院\n007001,历史08级学生党支部,商学院\n")
        #expect(plan.problems.map(\.reasonZH) == ["这条记录属于另一个学院"])
    }

    @Test func anUnknownTableIsATypedError() throws {
        #expect {
            try plan("花盆", "名称\n甲\n")
        } throws: { error in
            guard case ImportError.unknownTable("花盆", let known) = error else { return false }
            return known.contains("党支部") && known.contains("党员名册")
        }
    }

    @Test func otherEncodingsAreATypedErrorWithTheLine() throws {
        let head: [UInt8] = Array("支部代码,支部名称\n".utf8)
        #expect(throws: ImportError.notText(line: 2)) { try plan("党支部", head + [0xff, 0xff, 10]) }
        #expect(throws: ImportError.notText(line: 1)) { try plan("党支部", [0x41, 0, 0x42, 0]) }
        for mark: [UInt8] in [[0x50, 0x4b, 3, 4, 0x14, 0], [0xd0, 0xcf, 0x11, 0xe0, 0xa1]] {
            #expect(throws: ImportError.spreadsheet) { try plan("党支部", mark + head) }
        }
    }

    @Test func sheetsSavedAsUnicodeTextAreRead() throws {
        let text = "支部代码\t支部名称\t学院\r\n007009\t甲\t人文学院\r\n"
        let bytes: [UInt8] = [0xff, 0xfe] + text.utf16.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] }
        let plan = try plan("党支部", bytes)
        #expect(plan.encodingName == "UTF-16" && plan.new == 1)
    }

    @Test func aFileOfSomethingElseIsRefusedWhole() throws {
        #expect(throws: ImportError.empty) { try plan("党支部", "") }
        #expect(throws: ImportError.columnMissing("支部名称")) {
            try plan("党支部", "支部代码,学院\n007009,人文学院\n")
        }
        #expect {
            try plan("党支部", "a,b\n1,2\n")
        } throws: { if case ImportError.noHeadings = $0 { true } else { false } }
    }
}

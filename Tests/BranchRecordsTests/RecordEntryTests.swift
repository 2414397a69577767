import BranchRecords
import GRDB
import Testing

/// One record entered by a person: found by names, checked, and never written twice by mistake.
@Suite struct RecordEntryTests {
    let university: DatabaseQueue

    init() throws {
        university = try EngineTables.emptyUniversity()
        try university.write { db in
            try db.execute(
                sql: """
                    INSERT INTO college (id, name, short_name) VALUES ('007', '人文总支', '人文学院');
                    INSERT INTO branch (id, scope_id, college_id, code, name) VALUES ('b', 'college:007', '007', '007001', '历史支部');
                    INSERT INTO person (id, scope_id, name) VALUES ('p', 'college:007', '李强');
                    INSERT INTO rect_plan (id, scope_id, org_kind, org_id) VALUES ('r', 'college:007', 'branch', 'b');
                    """)
        }
    }

    @discardableResult
    func add(_ table: String, _ fields: [RecordEntry.Field], another: Bool = false) throws -> String {
        try university.write { db in
            let entry = try RecordEntry(
                adding: table, fields, createdAt: "2012-04-11T09:10:00+08:00", createdBy: "李明", scope: nil, isAnother: another,
                newID: { "random-\(String(describing: fields.count))" }, in: db)
            try entry.write(to: db)
            return entry.id
        }
    }

    func set(_ id: String, _ table: String, _ fields: [RecordEntry.Field]) throws -> RecordEntry {
        try university.write { db in
            let entry = try RecordEntry(
                changing: id, of: table, fields, createdAt: "2012-04-11T09:10:00+08:00", createdBy: "李明", in: db)
            try entry.write(to: db)
            return entry
        }
    }

    func value(_ sql: String) throws -> String? { try university.read { try String.fetchOne($0, sql: sql) } }

    @Test func namesCodesDatesAndMoneyAreReadAsPeopleWriteThem() throws {
        try add("党费", [("支部", "007001"), ("党员", "李强"), ("所属月份", "2012年4月"), ("金额", "1,234.5元"), ("交纳日期", "2012.4.5"), ("类别", "按月交纳")])
        #expect(try value("SELECT branch_id || person_id || period || amount_fen || paid_on || kind FROM dues_record") == "bp2012-041234502012-04-05monthly")
        #expect(try value("SELECT scope_id || created_by FROM dues_record") == "college:007李明")
    }

    @Test func whatSaysTheSameIsWrittenTwiceOnlyIfAsked() throws {
        let fields: [RecordEntry.Field] = [
            ("支部", "历史支部"), ("党员", "李强"), ("所属月份", "2012-04"), ("金额", "0.2"), ("交纳日期", "2012-04-05"), ("类别", "按月交纳"),
        ]
        let id = try add("dues_record", fields)
        #expect(throws: EntryError.isThere(id)) { try add("dues_record", fields) }
        #expect(try add("dues_record", fields, another: true) == "random-6")
        #expect(try value("SELECT count(*) FROM dues_record") == "2")
    }

    @Test func aNewRecordBeginsWhereItsWorkflowDoes() throws {
        let id = try add("会议", [("支部", "历史支部"), ("类型", "支部党员大会"), ("主题", "学习"), ("日期", "2012-04-10")])
        #expect(try value("SELECT status || org_kind || org_id FROM meeting WHERE id = '\(id)'") == "plannedbranchb")
    }

    @Test func aRecordIsNamedByItsBranchAndGetsItsKeyFromIt() throws {
        let id = try add("整改措施", [("整改方案", "历史支部"), ("序号", "1"), ("整改措施", "每月一次"), ("所涉方面", "党员活动是否正常")])
        #expect(try value("SELECT plan_id || status FROM rect_measure WHERE id = '\(id)'") == "ropen")
        #expect(try add("调查摸底", [("组织", "历史支部")]) == "jczz2012/b/1")
        #expect(try add("分类定级", [("组织", "人文学院"), ("轮次", "1")]) != "")
        #expect(try value("SELECT org_kind FROM grade") == "college")
    }

    @Test func faultsNameTheColumnAndWriteNothing() throws {
        do {
            try add("意见", [("支部", "历史支部"), ("意见来源", "路人"), ("提出日期", "4/6/12"), ("意见内容", "活动太少")])
            Issue.record("written")
        } catch EntryError.problems(let problems) {
            #expect(problems.map(\.column) == ["意见来源", "提出日期"])
        }
        #expect(throws: EntryError.self) { try add("意见", [("支部", "没有的支部"), ("意见内容", "活动太少")]) }
        #expect(throws: EntryError.self) { try add("意见", [("颜色", "红")]) }
        #expect(throws: EntryError.self) { try add("意见", [("意见内容", "没有对象")]) }
        #expect(try value("SELECT count(*) FROM opinion") == "0")
    }

    @Test func settingChangesWhatDiffersAndAnEmptyTextTakesAway() throws {
        let id = try add("意见", [("支部", "历史支部"), ("意见来源", "党员"), ("提出日期", "2012-04-09"), ("意见内容", "活动太少"), ("所涉方面", "A4")])
        #expect(try set(id, "opinion", [("答复", "已安排"), ("所涉方面", "")]).isEmpty == false)
        #expect(try value("SELECT reply || COALESCE(aspect, '-') FROM opinion") == "已安排-")
        #expect(try set(id, "opinion", [("答复", "已安排")]).isEmpty)
        #expect(throws: EntryError.noRecord("x")) { try set("x", "opinion", [("答复", "无")]) }
    }

    @Test func aPersonsPrivatePartIsMadeWhenItIsNeeded() throws {
        _ = try set("p", "person", [("证件号码", "000101199003071238"), ("性别", "男")])
        #expect(try value("SELECT identity_no || scope_id FROM person_private WHERE id = 'p'") == "000101199003071238college:007")
        #expect(try value("SELECT gender FROM person WHERE id = 'p'") == "M")
        _ = try set("p", "person", [("手机", "100 1234 5678")])
        #expect(try value("SELECT count(*) || mobile FROM person_private") == "110012345678")
        #expect(throws: EntryError.self) { try set("p", "person", [("证件号码", "000101199003071239")]) }
    }

    @Test(arguments: [("手机", "100****5678"), ("证件号码", "000101********1238"), ("出生日期", "1990-**-**"), ("家庭情况", "［已保护］")])
    func whatWasMaskedIsNoValue(column: String, text: String) throws {
        do {
            _ = try set("p", "person", [(column, text)])
            Issue.record("taken")
        } catch EntryError.problems(let problems) {
            #expect(problems.map(\.reasonZH) == ["是遮盖过的值"])
        }
    }

    @Test func starsInProseAreProse() throws {
        _ = try set("p", "person", [("健康状况", "**重要** 每月复查")])
        #expect(try value("SELECT health_note FROM person_private") == "**重要** 每月复查")
    }

    @Test func aRecordGoesToNoOtherCollegeByASlip() throws {
        try university.write { db in
            try db.execute(
                sql: """
                    INSERT INTO college (id, name, short_name) VALUES ('012', '商学总支', '商学院');
                    INSERT INTO branch (id, scope_id, college_id, code, name) VALUES
                        ('c', 'college:012', '012', '012001', '会计支部'), ('d', 'college:007', '007', '007002', '中文支部');
                    """)
        }
        let id = try add("意见", [("支部", "历史支部"), ("意见来源", "党员"), ("提出日期", "2012-04-09"), ("意见内容", "活动太少")])
        #expect(throws: EntryError.self) { try set(id, "opinion", [("意见对象", "会计支部")]) }
        #expect(try value("SELECT org_id FROM opinion") == "b")
        _ = try set(id, "opinion", [("意见对象", "人文学院")])
        #expect(try value("SELECT org_id || org_kind FROM opinion") == "007college", "what it leads to is said with it")
    }

    @Test func ofTwoNamesakesNoneIsTaken() throws {
        try university.write { db in
            try db.execute(
                sql: """
                    INSERT INTO person (id, scope_id, name) VALUES ('q', 'college:007', '李强');
                    INSERT INTO meeting (id, scope_id, org_kind, org_id, held_on) VALUES ('m', 'college:007', 'branch', 'b', '2012-04-10');
                    INSERT INTO attendance (id, scope_id, meeting_id, person_id, state) VALUES ('m/p', 'college:007', 'm', 'p', 'present');
                    """)
        }
        do {
            _ = try set("m", "meeting", [("李强.出席状态", "请假")])
            Issue.record("taken")
        } catch EntryError.problems(let problems) {
            #expect(problems.first?.reasonZH == "有 2 个人叫 李强")
        }
    }

    @Test func anExportHasTheMembershipThatStandsAndIsReadAgain() throws {
        try university.write { db in
            try db.execute(
                sql: """
                    INSERT INTO branch (id, scope_id, college_id, code, name) VALUES ('d', 'college:007', '007', '007002', '中文支部');
                    INSERT INTO membership (id, scope_id, person_id, branch_id, member_kind, status, remark, created_at) VALUES
                        ('1', 'college:007', 'p', 'b', 'full', 'out', '旧', '2012-09-01'), ('2', 'college:007', 'p', 'd', 'full', 'active', '新', '2010-01-01');
                    UPDATE person SET remark = '人的备注', staff_student_no = '00012345' WHERE id = 'p';
                    INSERT INTO duty_report (id, scope_id, org_kind, org_id, year, reporter_id, audience) VALUES
                        ('r', 'college:007', 'branch', 'b', 2012, 'p', '["mass","其他, \\"群众\\""]');
                    INSERT INTO opinion (id, scope_id, org_id, content) VALUES (x'ff', x'ff', x'ff', x'ff');
                    """)
        }
        let made = try university.read { try RecordExport.table("党员", isWhole: true, in: $0) }
        func cell(_ heading: String) throws -> String { made.table.rows[0][try #require(made.table.columns.firstIndex { $0.heading.zh == heading })] }
        #expect(try cell("所在支部") == "中文支部" && cell("备注") == "人的备注" && cell("党员备注") == "新")
        #expect(Set(made.table.columns.map(\.heading.zh)).count == made.table.columns.count, "two columns of one name")
        // What is exported whole says the same when it is imported.
        let plan = try university.read {
            try RecordImport.plan(table: "党员", file: made.table.csv(), createdAt: "2012-04-11T09:10:00+08:00", createdBy: "李明", in: $0)
        }
        #expect(plan.problems.isEmpty && plan.unchanged == 1 && plan.ignoredHeadings.isEmpty, "\(plan.problems) \(plan.ignoredHeadings)")
        let reports = try university.read { try RecordExport.table("述职", isWhole: true, in: $0) }
        #expect(reports.table.rows[0].contains("群众、其他, \"群众\""))
        #expect(try university.read { try RecordExport.table("意见", isWhole: true, in: $0) }.table.rows.count == 1, "bytes crash nothing")
    }

    @Test func whoIsNotOnTheSheetIsNotPutOnItByASlip() throws {
        try university.write { db in
            try db.execute(
                sql: """
                    INSERT INTO person (id, scope_id, name) VALUES ('q', 'college:007', '王芳');
                    INSERT INTO meeting (id, scope_id, org_kind, org_id, held_on) VALUES ('m', 'college:007', 'branch', 'b', '2012-04-10');
                    INSERT INTO attendance (id, scope_id, meeting_id, person_id, state) VALUES ('m/p', 'college:007', 'm', 'p', 'present');
                    """)
        }
        _ = try set("m", "meeting", [("李强.出席状态", "请假")])
        #expect(try value("SELECT state FROM attendance WHERE id = 'm/p'") == "leave")
        #expect(throws: EntryError.self) { try set("m", "meeting", [("王芳.出席状态", "请假")]) }
        #expect(try value("SELECT count(*) FROM attendance") == "1")
    }

    @Test func whatAllOfficesReadNeedsNoCollege() throws {
        try add("通报", [("期号", "1"), ("标题", "第一期")])
        #expect(try value("SELECT scope_id FROM circular") == "uni")
    }
}

import Foundation
import GRDB
import Testing

/// Entry without SQL, as somebody types it.
@Suite struct EntryTests {
    let program: Program

    init() throws {
        program = try Program()
        func must(_ arguments: String...) throws {
            let outcome = try program.run(arguments)
            try #require(outcome.code == 0, "\(arguments): \(outcome.errors)")
        }
        try must("init", "--found", "--name", "办公室")
        try must("whoami", "李明")
        try must("add", "学院", "学院代码=007", "党组织全称=人文总支", "简称=人文学院", "类别=党总支")
        try must("add", "支部", "支部代码=007001", "支部名称=历史支部", "学院=人文学院", "支部类型=本科生党支部")
        try must("add", "党员", "姓名=张三", "人员类别=本科生", "支部=007001", "党员类别=正式党员", "手机=10012345678")
    }

    @Test func aRecordIsShownWithLabelsAndItsNumbersMasked() throws {
        defer { try? program.remove() }
        let shown = try program.run("show", "党员", "张三")
        #expect(shown.output.contains("人员类别") && shown.output.contains("本科生") && shown.output.contains("历史支部"))
        #expect(shown.output.contains("100****5678") && !shown.output.contains("10012345678"))
        #expect(shown.output.contains("未填：") && shown.output.contains("性别"))
        let document = try program.run("show", "党员", "张三", "--json")
        #expect(document.output.contains("\"name\": \"张三\"") && document.output.contains("\"missing\""))
        let list = try program.run("list", "支部", "状态=正常", "--columns", "支部代码,所属学院")
        #expect(list.output.contains("007001") && list.output.contains("人文学院") && list.errors.contains("共 1 条"))
        #expect(try program.run("list", "支部", "状态=已撤销").errors.contains("共 0 条"))
    }

    @Test func stepsAreListedTakenAndRefused() throws {
        defer { try? program.remove() }
        #expect(try program.run("add", "意见", "支部=历史支部", "意见来源=党员", "提出日期=2012-4-9", "意见内容=活动太少").code == 0)
        let open = try program.run("step", "意见", "历史支部")
        #expect(open.code == 0 && open.output.contains("(start)") && open.output.contains("谁办"), "\(open.output)")
        let wrong = try program.run("step", "意见", "历史支部", "升天")
        #expect(wrong.code == 1 && wrong.errors.contains("742") && wrong.errors.contains("现在能办"))
        let none = try program.run("step", "党员", "张三", "上报")
        #expect(none.errors.contains("745"))
        #expect(try program.run("add", "意见", "支部=历史支部", "意见来源=党员", "提出日期=2012-4-9", "意见内容=活动太少").errors.contains("740"))
        #expect(try program.run("add", "意见", "支部=历史支部", "意见来源=路人", "提出日期=4/6/12", "意见内容=x").errors.contains("741"))
        #expect(try program.run("set", "党员", "张三", "颜色=红").errors.contains("705"))
        #expect(try program.run("set", "党员", "李四", "性别=男").errors.contains("701"))
    }

    /// What a rule finds is said where it was entered, in the parts too; they are shown, and found again by their titles.
    @Test func whatARuleFindsIsSaidAtOnceAlsoOfAPart() throws {
        defer { try? program.remove() }
        #expect(try program.run("add", "调查摸底", "支部=历史支部", "调查日期=2012-03-20").code == 0)
        let title = "历史支部，2012年第一轮摸底"
        let set = try program.run("set", "调查摸底", title, "A1.评价=好", "A1.得分=185")
        #expect(set.code == 0 && set.output.contains("评价 好，得分 185"), "what was written of the part: \(set.output)")
        #expect(set.output.contains("请核对：六方面情况") && set.output.contains("得分 185 (0–100)超出范围") && set.output.contains("zhibu conflicts show "), "\(set.output)")
        #expect(set.output.contains("zhibu step 调查摸底 \(title)"), "a title, and no key: \(set.output)")
        #expect(try program.run("set", "调查摸底", title, "A1.得分=180", "--json").output.contains("\"rule\": \"V-11\""))
        let shown = try program.run("show", "调查摸底", title)
        #expect(shown.output.contains("六方面情况：") && shown.output.contains("组织设置是否合理") && shown.output.contains("作用发挥是否充分"), "\(shown.output)")
        #expect(try !program.run("set", "调查摸底", title, "A1.得分=85").output.contains("请核对"))
        // A title with wide punctuation is a value too.
        let plan = try program.run("add", "整改方案", "支部=历史支部", "整改类别=推动一般")
        #expect(plan.code == 0, "\(plan.errors)")
        #expect(try program.run("add", "整改措施", "整改方案=历史支部，2012年整改方案", "序号=1", "问题=少", "整改措施=多开").code == 0)
        try Data("支部,序号,问题,整改措施,状态,销号日期\n历史支部,2,少,多开,已销号,2012-06-01\n".utf8).write(to: program.folder.appending(path: "m.csv"))
        let imported = try program.run("import", "整改措施", "m.csv")
        #expect(imported.code == 0 && imported.output.contains("要核对：zhibu conflicts list"), "\(imported.output)\(imported.errors)")
    }

    /// What a step asks of the conflicts is asked of the records as they are, whoever edited them.
    @Test func aStepCountsWhatOtherProgramsHaveEdited() throws {
        defer { try? program.remove() }
        let planted = try program.run(
            "sql",
            """
            INSERT INTO person(id, scope_id, name, person_kind, staff_student_no) VALUES
                ('x1', 'uni', '李', 'student', '0901'), ('x2', 'uni', '李', 'student', '0901');
            INSERT INTO report_submission(id, scope_id, report_code, org_id, period_label, status) SELECT 'r' || n, 'uni', 'R11', '007', n, 'draft'
                FROM (SELECT 1 AS n UNION ALL SELECT 2);
            """)
        #expect(planted.code == 0, "\(planted.errors)")
        #expect(try program.run("conflicts", "list").output.contains("同一人员重复登记"))
        let other = try DatabaseQueue(path: program.folder.appending(path: "zhibu.db").path)
        for (number, isOpen) in [("0902", false), ("0901", true)] {
            try other.write { try $0.execute(sql: "UPDATE person SET staff_student_no = ? WHERE id = 'x2'", arguments: [number]) }
            let taken = try program.run("step", "报表报送", isOpen ? "r2" : "r1", "submit")
            #expect(taken.code == 0 && taken.output.contains("还缺") && taken.output.contains("没有未决冲突") == isOpen, "\(taken.output)\(taken.errors)")
        }
    }

    @Test func anExportThatFailsLeavesWhatWasThereAndNoLine() throws {
        defer { try? program.remove() }
        let file = program.folder.appending(path: "名册.csv")
        #expect(try program.run("export", "党员", "--out", "名册.csv").code == 0)
        let before = try Data(contentsOf: file)
        #expect(try program.run("export", "党员", "--out", "没有这个文件夹/名册.csv").code == 1)
        let other = try DatabaseQueue(path: program.folder.appending(path: "zhibu.db").path)
        let locked = try other.writeWithoutTransaction { database in
            try database.execute(sql: "BEGIN IMMEDIATE")
            defer { try? database.execute(sql: "ROLLBACK") }
            return try program.run("export", "党员", "--out", "名册.csv")
        }
        try other.close()
        #expect(locked.code == 75, "\(locked.errors)")
        #expect(try Data(contentsOf: file) == before)
        #expect(try program.run("list", "导出日志").errors.contains("共 1 条"))
        #expect(try FileManager.default.contentsOfDirectory(atPath: program.folder.path).filter { $0.contains("名册") } == ["名册.csv"])
    }

    @Test func severalCodesInOneValueAreShownByTheirTitles() throws {
        defer { try? program.remove() }
        let added = try program.run("add", "述职", "组织=历史支部", "年度=2012", "述职人=张三", "述职对象=党员、群众")
        #expect(added.code == 0 && added.output.contains("群众、党员"), "\(added.output)\(added.errors)")
        #expect(try !program.run("status").output.contains("不在代码表"))
        #expect(try program.run("sql", "UPDATE duty_report SET audience = '[\"member\",\"nobody\"]'").code == 0)
        #expect(try program.run("status").output.contains("不在代码表  1"))
    }

    @Test func anotherRolesStepIsRefused() throws {
        defer { try? program.remove() }
        #expect(try program.run("add", "定级", "支部=历史支部").code == 0)
        #expect(try program.run("grant", "办公室", "--role", "admin", "--role", "br_sec", "--role", "editor", "--scope", "*").code == 0)
        let refused = try program.run("step", "定级", "历史支部", "grade", "level=2")
        #expect(refused.code == 4 && refused.errors.contains("743"), "\(refused.output)\(refused.errors)")
        #expect(try program.run("step", "定级", "历史支部", "自评", "自评等次=较好").code == 0)
    }

    @Test func whatWasChangedAfterApprovalIsListedWithItsAuthor() throws {
        defer { try? program.remove() }
        for command in [
            ["add", "定级", "支部=历史支部"], ["step", "定级", "历史支部", "评定", "评定等次=较好", "定级理由=工作扎实，制度健全，群众满意", "评定组织=党总支"],
            ["step", "定级", "历史支部", "上报"], ["step", "定级", "历史支部", "确认", "确认文号=校党组〔2012〕9号"],
        ] {
            let outcome = try program.run(command)
            #expect(outcome.code == 0, "\(outcome.errors)")
        }
        #expect(try program.run("late").output.contains("没有批准后的修改"))
        #expect(try program.run("sql", "UPDATE grade SET score = 77").code == 0)
        let listed = try program.run("late")
        #expect(listed.output.contains("综合得分") && listed.output.contains("77") && listed.output.contains("李明"))
        #expect(try program.run("report", "R34").output.contains("综合得分"))
        #expect(try program.run("late", "revert", "定级", "历史支部", "--reason", "误录").output.contains("已撤销 1 处"))
        #expect(try program.run("late").output.contains("没有批准后的修改"))
        #expect(try program.run("report", "R34").output.contains("误录"))
    }

    @Test func aTerminalAsksForWhatIsMissing() throws {
        defer { try? program.remove() }
        let terminal = try TerminalSession(program, ["add", "意见", "支部=历史支部"])
        try terminal.wait(for: "意见来源")
        terminal.type("9\r")
        terminal.type("2\r")
        try terminal.wait(for: "提出日期")
        terminal.type("昨天\r")
        try terminal.wait(for: "看不懂的日期")
        terminal.type("2012-04-09\r")
        try terminal.wait(for: "意见内容")
        terminal.type("活动太少\r")
        try terminal.wait(for: "已登记")
        #expect(try terminal.end().code == 0)
        #expect(try program.run("list", "意见").output.contains("党员"))
    }
}

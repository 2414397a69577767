import BranchRecords
import Foundation
import Testing

/// The tasks of a clerk (T1 to T8 of the domain's conventions), typed as a clerk types them, in no more steps than a good tool
/// needs.
@Suite struct TimedTaskTests {
    let program: Program
    /// Of the sample's first college.
    let branch = "汉语言文学09级学生第一党支部"

    init() throws {
        program = try Program()
        func must(_ arguments: String...) throws {
            let outcome = try program.run(arguments)
            try #require(outcome.code == 0, "\(arguments): \(outcome.errors)")
        }
        try must("init", "--found", "--name", "办公室")
        try must("whoami", "王芳")
        try must("sql", SampleData.collegesSQL(colleges: 1))
        for file in SampleData.files(colleges: 1) where ["党支部", "党员名册"].contains(file.table) {
            try Data(file.bytes).write(to: program.folder.appending(path: file.name))
            try must("import", file.table, file.name, "--good-only")
        }
    }

    /// Commands of one task; each counts.
    private func steps(_ most: Int, _ commands: [[String]]) throws -> [Program.Outcome] {
        #expect(commands.count <= most)
        return try commands.map { command in
            let outcome = try program.run(command)
            #expect(outcome.code == 0, "\(command.joined(separator: " ")): \(outcome.errors)")
            return outcome
        }
    }

    private func ask(_ sql: String) throws -> String {
        try program.run("sql", sql, "--json").output.filter { !$0.isWhitespace }
    }

    private func members(_ count: Int) throws -> [String] {
        let sql = """
            SELECT p.name FROM person p JOIN membership m ON m.person_id = p.id JOIN branch b ON b.id = m.branch_id
            WHERE b.name = '\(branch)' AND p.name NOT LIKE '%·%' ORDER BY p.staff_student_no LIMIT \(count)
            """
        let text = try program.run("sql", sql, "--json").output
        return try JSONDecoder().decode([[String: String]].self, from: Data(text.utf8)).compactMap { $0["name"] }
    }

    @Test func t1AMeetingWithOneOnLeaveAndOneAbsent() throws {
        defer { try? program.remove() }
        let people = try members(3)
        _ = try steps(
            4,
            [
                ["add", "会议", "支部=\(branch)", "类型=支部党员大会", "主题=学习", "日期=2012-04-05", "记录=学习十七届六中全会精神。\n讨论整改。"],
                ["step", "会议", "支部党员大会，2012-04-05", "召开"],
                ["set", "会议", "支部党员大会，2012-04-05", "\(people[1]).出席状态=请假", "\(people[2]).出席状态=缺席"],
            ])
        #expect(try ask("SELECT m.status, a.state, count(*) AS n FROM meeting m JOIN attendance a ON a.meeting_id = m.id GROUP BY a.state ORDER BY n, a.state")
            == #"[{"status":"held","state":"absent","n":1},{"status":"held","state":"leave","n":1},{"status":"held","state":"present","n":8}]"#)
    }

    @Test func t2ASurveyWithTwoGaps() throws {
        defer { try? program.remove() }
        let done = try steps(
            4,
            [
                ["add", "调查摸底", "支部=\(branch)", "调查日期=2012-03-20", "调查方式=走访、座谈"],
                [
                    "set", "调查摸底", branch, "A1.评价=好", "A2.评价=较好", "A3.评价=好", "党员活动.评价=差", "党员活动.存在问题=活动太少", "党员活动.是否短板=是",
                    "经费.评价=一般", "经费.存在问题=没有活动室", "经费.是否短板=是", "A6.评价=好",
                ],
                ["step", "调查摸底", branch, "上报"],
            ])
        #expect(!done[2].output.contains("还缺"), "\(done[2].output)")
        #expect(try ask("SELECT s.status, sum(i.is_gap) AS gaps, count(nullif(i.problem, '')) AS problems, count(i.rating) AS rated FROM survey s JOIN survey_item i ON i.survey_id = s.id")
            == #"[{"status":"submitted","gaps":2,"problems":2,"rated":6}]"#)
    }

    @Test func t3GradesFromASheetAndTwoReports() throws {
        defer { try? program.remove() }
        let sheet = try #require(SampleData.files(colleges: 1).first { $0.table == "分类定级" })
        try Data(sheet.bytes).write(to: program.folder.appending(path: "定级.csv"))
        _ = try steps(5, [["import", "分类定级", "定级.csv"], ["report", "R03", "--out", "R03.html"], ["report", "R08", "--out", "R08.xlsx"]])
        #expect(try ask("SELECT count(*) AS n FROM grade WHERE level IS NOT NULL") == #"[{"n":6}]"#)
        let page = try String(contentsOf: program.folder.appending(path: "R03.html"), encoding: .utf8)
        #expect(page.contains("分类定级分布表") && page.contains("<svg"))
        #expect(try Data(contentsOf: program.folder.appending(path: "R08.xlsx")).starts(with: Data("PK".utf8)))
    }

    @Test func t4APlanWithFiveMeasuresOfWhichOneIsClosed() throws {
        defer { try? program.remove() }
        let person = try members(1)[0]
        let lines = (1...5).map { "\(branch),\($0),党员活动是否正常,问题\($0),措施\($0),\(person),2012-0\($0 + 2)-30" }
        try Data("支部,序号,所涉方面,问题,整改措施,责任人,完成时限\n\(lines.joined(separator: "\n"))\n".utf8)
            .write(to: program.folder.appending(path: "措施.csv"))
        let done = try steps(
            6,
            [
                ["add", "整改方案", "支部=\(branch)", "整改类别=推动一般", "改进提高目标=年底达到较好", "第一责任人=\(person)", "完成期限=2012-08-31"],
                ["import", "整改措施", "措施.csv"],
                ["step", "整改方案", branch, "上报"],
                ["step", "整改措施", "\(branch)整改措施 1", "申请销号", "销号佐证=会议记录", "完成进度(%)=100"],
                ["step", "整改措施", "\(branch)整改措施 1", "销号"],
                ["report", "R13", "--with", "overdue=1"],
            ])
        #expect(try ask("SELECT status, count(*) AS n FROM rect_measure GROUP BY status ORDER BY status") == #"[{"status":"closed","n":1},{"status":"open","n":4}]"#)
        #expect(try ask("SELECT status FROM rect_plan") == #"[{"status":"submitted"}]"#)
        #expect(done[5].output.contains("措施5") && !done[5].output.contains("措施1"))
    }

    @Test func t5AMemberMovesAndPaysTheQuarter() throws {
        defer { try? program.remove() }
        let (person, other) = (try members(1)[0], "历史学08级学生党支部")
        _ = try steps(
            5,
            [
                ["add", "转接", "人员=\(person)", "转出支部=\(branch)", "转入支部=\(other)", "转接类型=校内转接"],
                ["step", "转接", person, "院内直接转接"],
            ]
                + (1...3).map {
                    ["add", "党费", "支部=\(other)", "党员=\(person)", "所属月份=2012-0\($0)", "金额=0.20", "交纳日期=2012-04-05", "类别=按月交纳"]
                })
        #expect(try ask("SELECT b.name FROM membership m JOIN branch b ON b.id = m.branch_id JOIN person p ON p.id = m.person_id WHERE p.name = '\(person)' AND m.status = 'active'")
            == #"[{"name":"\#(other)"}]"#)
        #expect(try ask("SELECT count(*) AS n, sum(amount_fen) AS fen FROM dues_record") == #"[{"n":3,"fen":60}]"#)
    }

    @Test func t6SixConflictsAfterTwelveDaysAway() throws {
        defer { try? program.remove() }
        #expect(try program.run("add", "调查摸底", "支部=\(branch)", "调查日期=2012-03-20").code == 0)
        try program.serving("zhibu.db") { address in
            let invite = try program.run("invite", "--scope", "college:007", "--role", "col_org", "--role", "col_sec", "--role", "br_sec", "--at", address)
            let joined = try program.run("join", invite.output.trimmingCharacters(in: .whitespacesAndNewlines), "--db", "007.db", "--name", "学院")
            try #require(joined.code == 0, "\(joined.errors)")
            #expect(try program.run("sync", "--db", "007.db").code == 0)
            // Both rate the six aspects, and neither knows of the other.
            for (file, rating) in [("zhibu.db", "好"), ("007.db", "一般")] {
                let set = ["set", "调查摸底", branch, "--db", file] + (1...6).map { "A\($0).评价=\(rating)" }
                #expect(try program.run(set).code == 0)
            }
            var steps = 0
            func step(_ arguments: [String], codes: Set<Int32> = [0]) throws -> String {
                steps += 1
                let outcome = try program.run(arguments + ["--db", "007.db"])
                #expect(codes.contains(outcome.code), "\(arguments): \(outcome.errors)")
                return outcome.output
            }
            _ = try step(["sync"], codes: [0, 3])
            let list = try step(["conflicts", "list", "--json"], codes: [0, 3])
            let conflicts = try #require(try JSONSerialization.jsonObject(with: Data(list.utf8)) as? [[String: Any]])
            let ids = conflicts.compactMap { $0["id"] as? String }
            #expect(ids.count == 6)
            for id in ids { _ = try step(["conflicts", "resolve", id, "--take", "1", "--reason", "与现场情况一致"]) }
            #expect(steps <= 8)
            let ledger = try program.run("report", "R33", "--db", "007.db", "--format", "csv").output
            #expect(ledger.components(separatedBy: "与现场情况一致").count == 7)
            #expect(try program.run("status", "--db", "007.db").code == 0, "nothing is open")
        }
    }

    @Test func t7WhyAReportSaysLessAndOneIsGraded() throws {
        defer { try? program.remove() }
        let sheet = try #require(SampleData.files(colleges: 1).first { $0.table == "分类定级" })
        try Data(sheet.bytes).write(to: program.folder.appending(path: "全部.csv"))
        // All but this branch.
        #expect(try program.runShell("iconv -f GB18030 -t UTF-8 全部.csv | grep -v '^\(branch)' > 定级.csv").code == 0)
        #expect(try program.run("import", "分类定级", "定级.csv").code == 0)
        let done = try steps(
            4,
            [
                ["report", "R01"], ["report", "R04"],
                ["add", "分类定级", "支部=\(branch)"],
                ["step", "分类定级", branch, "评定", "评定等次=较好", "定级理由=制度健全，活动经常，群众满意", "评定组织=人文学院党总支"],
            ])
        #expect(done[1].output.contains(branch))
        #expect(try ask("SELECT count(DISTINCT org_id) AS n FROM grade WHERE level IS NOT NULL") == #"[{"n":6}]"#)
    }

    @Test func t8ARosterWithErrorsAndTheSpreadsheetOfIt() throws {
        defer { try? program.remove() }
        var lines = ["学号,姓名,性别,身份证号,所属支部,党员类别"]
        for number in 1...300 {
            let body = "000101199003\(10 + number % 18)\(String(format: "%03d", number))"
            let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
            let sum = zip(body, weights).reduce(0) { $0 + ($1.0.wholeNumberValue ?? 0) * $1.1 }
            let check = Array("10X98765432")[sum % 11]
            let identity = number % 25 == 0 ? "1.00101E+17" : "\(body)\(check)"
            lines.append("1107\(String(format: "%06d", number)),新生\(number),男,\(identity),\(branch),预备党员")
        }
        let text = lines.joined(separator: "\n") + "\n"
        try Data(text.utf8).write(to: program.folder.appending(path: "utf8.csv"))
        #expect(try program.runShell("iconv -f UTF-8 -t GB18030 utf8.csv > 新生.csv").code == 0)
        let checked = try program.run("import", "党员名册", "新生.csv")
        #expect(checked.code == 1 && checked.output.contains("GB18030") && checked.output.contains("有误 12"), "\(checked.output)")
        #expect(checked.output.contains("26 ") && checked.output.contains("科学记数"), "the line as the sheet counts it")
        let done = try steps(5, [["import", "党员名册", "新生.csv", "--good-only"], ["export", "党员名册", "--out", "名册.xlsx"], ["export", "党员名册", "--out", "名册.csv", "--whole", "--purpose", "存档"]])
        #expect(done[1].output.contains("已遮盖") && !done[2].output.contains("已遮盖"))
        #expect(try ask("SELECT count(*) AS n FROM person WHERE name LIKE '新生%'") == #"[{"n":288}]"#)
        let roster = try String(contentsOf: program.folder.appending(path: "名册.csv"), encoding: .utf8)
        #expect(roster.contains("0001011990031100") && roster.contains("1107000001"), "numbers are whole")
        #expect(try ask("SELECT is_masked, purpose FROM export_log ORDER BY rowid") == #"[{"is_masked":1,"purpose":"已遮盖"},{"is_masked":0,"purpose":"存档"}]"#)
    }
}

import Foundation
import GRDB
import Testing

/// What an office with few roles sees of others, on every screen and in JSON.
@Suite struct PrivacyScreenTests {
    private static let identity = "000101199003071238"
    private static let mobile = "13912345678"
    private static let health = "乙肝"

    /// The committee, and an office of a branch's secretary that holds the same records.
    private func withOffice(_ roles: [String], _ body: (Program, _ sync: () throws -> Void) throws -> Void) throws {
        let program = try Program()
        defer { try? program.remove() }
        func must(_ arguments: [String]) throws {
            let outcome = try program.run(arguments)
            try #require([0, 3].contains(outcome.code), "\(arguments): \(outcome.errors)")
        }
        try must(["init", "--found", "--name", "校党委"])
        try must(["whoami", "李芳"])
        try must(["add", "学院", "学院代码=007", "党组织全称=人文总支", "简称=人文学院", "类别=党总支"])
        try must(["add", "支部", "支部代码=007001", "支部名称=历史支部", "学院=人文学院", "支部类型=本科生党支部"])
        try must(["add", "党员", "姓名=张三", "支部=007001", "党员类别=正式党员", "证件号码=\(Self.identity)", "手机=\(Self.mobile)", "健康状况=\(Self.health)"])
        try program.serving("zhibu.db") { address in
            let invite = try program.run(["invite", "--scope", "college:007", "--at", address] + roles.flatMap { ["--role", $0] })
            try must(["join", invite.output.trimmingCharacters(in: .whitespacesAndNewlines), "--db", "o.db", "--name", "支部"])
            try must(["whoami", "王芳", "--db", "o.db"])
            try must(["sync", "--db", "o.db"])
            try body(program) { try must(["sync", "--db", "o.db"]) }
        }
    }

    private func expectHidden(_ values: [String], _ outcome: Program.Outcome, _ comment: String) {
        for value in values { #expect(!(outcome.output + outcome.errors).contains(value), "\(comment): \(outcome.output)") }
    }

    @Test func aBranchSecretarySeesNoIdentityNumberAnywhere() throws {
        try withOffice(["br_sec"]) { program, sync in
            func run(_ arguments: String...) throws -> Program.Outcome { try program.run(arguments + ["--db", "o.db"]) }
            let id = try run("sql", "SELECT id FROM person_private").output.split(separator: "\n").last.map(String.init) ?? ""
            let all = [Self.identity, Self.mobile, Self.health]
            for arguments in [["show", "党员", "张三"], ["list", "人员敏感信息", "--columns", "证件号码,手机,健康状况"], ["history", "人员敏感信息", id]] {
                for form in [[], ["--json"], ["--lang", "en"]] { expectHidden(all, try program.run(arguments + form + ["--db", "o.db"]), "\(arguments + form)") }
            }
            // Nobody guesses what he may not see.
            for filter in ["健康状况=乙肝", "手机=\(Self.mobile)", "证件号码="] {
                let guess = try run("list", "人员敏感信息", filter)
                #expect(guess.code == 4 && guess.errors.contains("746") && guess.output.isEmpty, "\(filter): \(guess.output)")
            }
            // With a purpose, and recorded, what the role may see; the rest is masked all the same.
            #expect(try run("show", "党员", "张三", "--whole").code != 0)
            let whole = try run("show", "党员", "张三", "--whole", "--purpose", "联系本人")
            #expect(whole.code == 0 && whole.output.contains(Self.mobile), "\(whole.errors)")
            expectHidden([Self.identity, Self.health], whole, "whole")
            let export = try run("export", "党员", "--out", "名册.csv", "--whole", "--purpose", "通讯录")
            #expect(export.code == 0 && export.output.contains("仍遮盖") && export.output.contains("证件号码"), "\(export.output)")
            let file = try String(contentsOf: program.folder.appending(path: "名册.csv"), encoding: .utf8)
            for value in all { #expect(!file.contains(value)) }
            let log = try run("list", "导出日志", "--columns", "用途,敏感列,角色,已脱敏")
            #expect(log.output.contains("联系本人") && log.output.contains("通讯录") && log.errors.contains("共 2 条"), "\(log.output)\(log.errors)")
        }
    }

    private func number(_ sql: String, _ program: Program, _ file: String) throws -> Int? {
        try DatabaseQueue(path: program.folder.appending(path: file).path).read { try Int.fetchOne($0, sql: sql) }
    }

    @Test(arguments: [("col_org", true), ("br_sec", false)])
    func aConflictOfPrivateValuesIsMaskedUntilSomebodySaysWhatFor(role: String, isSeen: Bool) throws {
        try withOffice([role, "col_sec"].filter { isSeen || $0 != "col_sec" }) { program, sync in
            func run(_ arguments: String...) throws -> Program.Outcome { try program.run(arguments + ["--db", "o.db"]) }
            let hidden = ["000101199003071246", "000101199003071254"]
            #expect(try program.run("sql", "UPDATE person_private SET identity_no = '\(hidden[0])'").code == 0)
            #expect(try run("sql", "UPDATE person_private SET identity_no = '\(hidden[1])'").code == 0)
            try sync()
            let list = try run("conflicts", "list", "--table", "人员敏感信息", "--json")
            expectHidden(hidden, list, "list --json")
            let conflicts = try #require(try JSONSerialization.jsonObject(with: Data(list.output.utf8)) as? [[String: Any]])
            let id = try #require(conflicts.first { $0["kind"] as? String == "value" }?["id"] as? String)
            for arguments in [["list"], ["list", "--csv"], ["show", id], ["show", id, "--json"], ["explain", id], ["explain", id, "--json"]] {
                let shown = try program.run(["conflicts"] + arguments + ["--db", "o.db"])
                #expect(!shown.output.isEmpty)
                expectHidden(hidden, shown, "\(arguments)")
            }
            expectHidden(hidden, try run("report", "R33", "--format", "csv"), "R33")
            #expect(try number("SELECT count(*) FROM export_log", program, "o.db") == 0)
            for form in [[], ["--json"]] {
                let whole = try program.run(["conflicts", "show", id, "--whole", "--purpose", "核对"] + form + ["--db", "o.db"])
                #expect(whole.code == 0, "\(whole.errors)")
                #expect(hidden.allSatisfy { whole.output.contains($0) == isSeen }, "\(whole.output)")
            }
            #expect(try number("SELECT count(*) FROM export_log WHERE purpose = '核对'", program, "o.db") == 2)
        }
    }

    @Test func whoMaySeeNothingIsRefusedAndNothingIsRecorded() throws {
        try withOffice(["member"]) { program, _ in
            let whole = try program.run("show", "人员敏感信息", try program.run("sql", "SELECT id FROM person_private", "--db", "o.db")
                .output.split(separator: "\n").last.map(String.init) ?? "", "--whole", "--purpose", "看看", "--db", "o.db")
            #expect(whole.code == 4 && whole.errors.contains("746"), "\(whole.errors)")
            #expect(try program.run("list", "导出日志", "--db", "o.db").errors.contains("共 0 条"))
        }
    }

    /// What the committee confirmed nobody else writes, with whatever tool, and the sentence is in the reader's language.
    @Test func aConfirmedGradeIsTheCommittees() throws {
        try withOffice(["col_org", "col_sec"]) { program, sync in
            let grade = "历史支部，2012年第一轮定级"
            #expect(try program.run("add", "分类定级", "支部=历史支部", "评定等次=较好").code == 0)
            #expect(try program.run("set", "分类定级", grade, "确认等次=较好", "确认文号=校党组〔2012〕10号", "确认日期=2012-04-10").code == 0)
            try sync()
            let refused = try program.run("set", "分类定级", grade, "确认等次=后进", "--db", "o.db")
            #expect(refused.code == 1 && refused.errors.contains("这一项只能由 uni_org 填写") && !refused.errors.contains("only the role"), "\(refused.errors)")
            #expect(try program.run("set", "分类定级", grade, "确认等次=后进", "--db", "o.db", "--lang", "en").errors.contains("only the role uni_org writes"))
            #expect(try program.runShell("sqlite3 o.db \"UPDATE grade SET confirmed_level = '1'\"").code != 0)
            #expect(try program.run("set", "分类定级", grade, "综合得分=88", "--db", "o.db").code == 0)
            try sync()
            #expect(try number("SELECT confirmed_level * 100 + score FROM grade", program, "zhibu.db") == 288)
        }
    }

    /// What a report says of an office's own scope, before and after it was synced.
    @Test func reportsSayWhatIsNotSentAndWithWhomItWasSyncedLast() throws {
        try withOffice(["col_org"]) { program, sync in
            func pending() throws -> Int? { try number("SELECT sum(pending) FROM zhibu_scope_status", program, "o.db") }
            #expect(try pending() == 0)
            #expect(try program.run("sql", "UPDATE branch SET short_name = '历史'", "--db", "o.db").code == 0)
            let report = try program.run("report", "R01", "--db", "o.db")
            #expect(try pending() == 1 && report.output.contains("本机未送出的更改 1"), "\(report.output)")
            let status = try program.run("status", "--json", "--db", "o.db").output
            #expect(status.contains("\"pending\": 1"), "\(status)")
            try sync()
            #expect(try pending() == 0)
            #expect(try !program.run("report", "R01", "--db", "o.db").output.contains("本机未送出"))
            let complete = try program.run("report", "R32", "--format", "csv").output
            #expect(complete.contains("人文学院,支部,20"), "\(complete)")
        }
    }
}

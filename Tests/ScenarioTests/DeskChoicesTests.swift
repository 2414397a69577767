import Foundation
import GRDB
import ReplicaStore
import SyncCore
import TestKit
import Testing

/// What may be chosen at the desk, by whom, and by which rule many at once.
@Suite struct DeskChoicesTests {
    /// Grades are for two people; a branch that is recorded twice goes into the other; an event is a part of its branch.
    private static let schema = Desk.schema + """

        CREATE TABLE event(id TEXT NOT NULL PRIMARY KEY, branch TEXT, title TEXT, place TEXT);
        INSERT INTO zhibu_policy VALUES ('event', NULL, 'keep');
        INSERT INTO zhibu_title VALUES ('event', '(SELECT name FROM branch b WHERE b.id = branch) || ''，'' || title');
        INSERT INTO zhibu_label VALUES ('event', NULL, '活动', 'event', NULL), ('event', 'place', '地点', 'place', NULL);
        INSERT INTO zhibu_part VALUES ('event', 'branch', 'branch');
        INSERT INTO zhibu_second VALUES ('branch', 'grade');
        INSERT INTO zhibu_rule(name, severity, title, sql) VALUES ('R2', 'mid', '登记了两次',
            'SELECT ''branch'' AS tbl, a.id AS key, b.id AS other_key, NULL AS detail FROM branch a
            JOIN branch b ON b.remark = a.remark AND b.id > a.id WHERE a.remark LIKE ''文号%''');
        INSERT INTO zhibu_remedy VALUES ('R2', 'merge', '{other} 并入 {kept}', '{other} goes into {kept}',
            'SELECT ''branch'' AS tbl, :other AS key, ''remark'' AS col, ''并入 '' || :kept AS value
            UNION ALL SELECT ''event'', id, ''branch'', :kept FROM event WHERE branch = :other');
        INSERT INTO zhibu_advice VALUES ('R2', 'SELECT ''merge 2'' AS choice, ''文号相同'' AS zh, ''one document'' AS en');
        """

    @Test func twoPeopleSettleAGradeAtTheirTerminals() throws {
        try Desk.offices(1, schema: Self.schema) { program in
            try Desk.sql(program, "c.db", "UPDATE branch SET grade = '1'")
            try Desk.sql(program, "o.db", "UPDATE branch SET grade = '2'")
            try Desk.carry(program, from: "o.db", to: "c.db")
            try Desk.carry(program, from: "c.db", to: "o.db")
            let list = try program.run("conflicts", "list", "--db", "c.db").output
            #expect(list.contains("（需第二人签字）"), "\(list)")
            let first = try TerminalSession(program, ["conflicts", "--db", "c.db"])
            let page = try first.settle { _ in "1" }
            #expect(page.contains("1 2 采用   s 跳过") && !page.contains("e 另填") && !page.contains("y 同意"), "\(page)")
            try first.wait(for: "已写入，等另一人签字。")
            try first.wait(for: "其他键离开 > ")
            first.type("q")
            let (end, code) = try first.end()
            #expect(code == 3 && end.contains("裁定 1 个（1 个等签字），跳过 0 个；还有 1 个待裁定"), "\(end)")
            // Nobody signs twice.
            let id = String(try Desk.firstID(program.run("conflicts", "list", "--json", "--db", "c.db").output).prefix(8))
            let again = try program.run("conflicts", "resolve", id, "--take", "1", "--reason", "再来", "--db", "c.db")
            #expect(again.code == 1 && again.errors.contains("325"))
            #expect(try program.run("conflicts", "show", id, "--db", "c.db").output.contains("要由另一人在另一台电脑上选定同一个"))
            try Desk.carry(program, from: "c.db", to: "o.db")
            #expect(try program.run("conflicts", "list", "--db", "o.db").output.contains("（等第二人签字）"))
            let open = try #require(try Desk.open(program, "o.db").first)
            let signatures = try #require(open["signatures"] as? [[String: Any]])
            #expect(open["needs_second"] as? Bool == true && signatures.first?["person"] as? String == "赵敏")
            let second = try TerminalSession(program, ["conflicts", "--db", "o.db"])
            let asked = try second.settle { _ in "y" }
            #expect(asked.contains("赵敏 ") && asked.contains("您可以签字") && asked.contains("y 同意并签字（采用 [1]）"), "\(asked)")
            try second.wait(for: "已写入。")
            try second.wait(for: "其他键离开 > ")
            second.type("q")
            #expect(try second.end().code == 0)
            let shown = try program.run("conflicts", "show", id, "--db", "o.db").output
            #expect(shown.contains("李强 ") && shown.contains("在校党委选定：采用 [1]"), "\(shown)")
            // Taken back, it is open again, and the record of it stays.
            #expect(try program.run("conflicts", "undo", id, "--reason", "再议", "--db", "o.db").code == 0)
            let reopened = try program.run("conflicts", "show", id, "--db", "o.db").output
            #expect(reopened.contains("待裁定") && reopened.contains("后来撤回了"), "\(reopened)")
        }
    }

    /// Who signs for another value is told so, takes back no signature but the own, and whoever edits passes by it in sight.
    @Test func twoOpinionsAreToldAndAnEditPassesByInSight() throws {
        try Desk.offices(1, schema: Self.schema) { program in
            try Desk.sql(program, "c.db", "UPDATE branch SET grade = '1'")
            try Desk.sql(program, "o.db", "UPDATE branch SET grade = '2'")
            func meet() throws {
                try Desk.carry(program, from: "o.db", to: "c.db")
                try Desk.carry(program, from: "c.db", to: "o.db")
            }
            try meet()
            let id = String(try Desk.firstID(program.run("conflicts", "list", "--json", "--db", "c.db").output).prefix(8))
            func desk(_ file: String, _ arguments: String...) throws -> String {
                let outcome = try program.run(["conflicts"] + arguments + ["--db", file])
                #expect([0, 3].contains(outcome.code), "\(outcome)")
                return outcome.output
            }
            #expect(try desk("c.db", "show", id).contains("直接改记录不经过签字"))
            let preview = try desk("c.db", "bulk", "--take", "own", "--reason", "x")
            #expect(preview.contains("其中 1 个需第二人签字，先算您的签字。"), "\(preview)")
            _ = try desk("c.db", "resolve", id, "--take", "1", "--reason", "甲")
            _ = try desk("o.db", "resolve", id, "--take", "2", "--reason", "乙")
            try meet()
            for file in ["c.db", "o.db"] {
                #expect(try desk(file, "list").contains("（签字不一致）"))
                let page = try desk(file, "show", id)
                #expect(page.contains("选定的不是同一个") && page.contains("李强 ") && page.contains("赵敏 "), "\(page)")
            }
            #expect(try desk("o.db", "undo", id, "--reason", "签错了").contains("别人的签字还在"))
            try meet()
            let page = try desk("o.db", "show", id)
            #expect(page.contains("您可以签字") && page.contains("赵敏 ") && !page.contains("乙"), "\(page)")
            try Desk.sql(program, "o.db", "UPDATE branch SET grade = '3'")
            let closed = try desk("o.db", "show", id)
            #expect(closed.contains("改记录时定了") && closed.contains("这次改动没有签字") && closed.contains("现在  一般"), "\(closed)")
        }
    }

    @Test func oneOfTwoGoesIntoTheOtherWithWhatBelongsToIt() throws {
        try Desk.offices(3, schema: Self.schema) { program in
            try Desk.sql(program, "c.db", "UPDATE branch SET remark = '文号7' WHERE id <> 'b3'")
            try Desk.sql(program, "c.db", "INSERT INTO event VALUES ('e1', 'b1', '植树', 'x'), ('e2', 'b2', '大会', 'y'), ('e3', 'b1', '学习', 'z')")
            let walk = try TerminalSession(program, ["conflicts", "--db", "c.db"], columns: 120)
            let page = try walk.choose { _ in "n" }
            #expect(page.contains("建议  合并，留 [2]。依据：文号相同") && page.contains("m n 合并   k 认可"), "\(page)")
            #expect(page.contains("m  [2] 并入 [1]") && page.contains("n  [1] 并入 [2]"), "\(page)")
            #expect(walk.shown.contains("将这样处理：[1] 并入 [2]；要改 支部 1，活动 2"))
            walk.type("\r")
            try walk.wait(for: "其他键离开 > ")
            walk.type("q")
            #expect(try walk.end().code == 0)
            let events = try program.run("sql", "--db", "c.db", "--json", "SELECT group_concat(branch, '') AS b FROM event ORDER BY id").output
            #expect(events.contains("b2b2b2"), "\(events)")
            let history = try program.run("history", "--db", "c.db", "活动", "e1").output
            #expect(history.contains("一起改（合并，留 [2]）"), "\(history)")
            let id = String(try Desk.firstID(program.run("conflicts", "list", "--resolved", "--json", "--db", "c.db").output).prefix(8))
            #expect(try program.run("conflicts", "undo", id, "--reason", "是两个支部", "--db", "c.db").code == 0)
            let undone = try program.run("conflicts", "show", id, "--db", "c.db").output
            #expect(undone.contains("--merge 1  [2] 并入 [1]") && undone.contains("后来撤回了"), "\(undone)")
            #expect(try program.run("conflicts", "resolve", id, "--merge", "1", "--reason", "还是一个", "--db", "c.db").code == 0)
            let after = try program.run("sql", "--db", "c.db", "--json", "SELECT group_concat(branch, '') AS b FROM event ORDER BY id").output
            #expect(after.contains("b1b1b1"), "\(after)")
            #expect(try program.run("verify", "--deep", "--db", "c.db").code == 0)
        }
    }

    @Test func aPartIsListedUnderWhatItIsAPartOf() throws {
        try Desk.offices(2, schema: Self.schema) { program in
            try Desk.sql(program, "c.db", "INSERT INTO event VALUES ('e1', 'b2', '植树', 'x')")
            try Desk.carry(program, from: "c.db", to: "o.db")
            try Desk.sql(program, "c.db", "UPDATE event SET place = '东区'; UPDATE branch SET remark = '甲' WHERE id = 'b2'")
            try Desk.sql(program, "o.db", "UPDATE event SET place = '西区'; UPDATE branch SET remark = '乙' WHERE id = 'b2'")
            try Desk.carry(program, from: "o.db", to: "c.db")
            let lines = try program.run("conflicts", "list", "--db", "c.db").output.split(separator: "\n")
            let heading = try #require(lines.firstIndex { $0.hasPrefix("支部  \(Desk.name)2（2 个）") })
            #expect(lines[heading + 1...heading + 2].contains { $0.contains("植树：地点: ") }, "\(lines)")
            #expect(lines[heading + 1...heading + 2].contains { $0.contains("  备注: ") }, "\(lines)")
        }
    }

    /// Which value each rule takes of three: a code, a number and a text, of the committee (earlier) and of the office.
    @Test func eachRuleForManyTakesWhatItSays() throws {
        try Desk.offices(1) { program in
            try Desk.sql(program, "c.db", "UPDATE branch SET grade = '1', score = 90, remark = '短'")
            try Desk.sql(program, "o.db", "UPDATE branch SET grade = '2', score = 70, remark = '长得多'")
            try Desk.carry(program, from: "o.db", to: "c.db")
            let (committee, office) = (Set(["先进", "90", "短"]), Set(["较好", "70", "长得多"]))
            let cases: [(rule: String, taken: Set<String>)] = [
                ("later", office), ("earlier", committee), ("longest", ["长得多"]), ("longer", ["长得多"]), ("largest", ["较好", "90", "长得多"]),
                ("smallest", ["先进", "70", "短"]), ("own", committee), ("person:李强", office), ("person:谁", []), ("device:文学院", office),
                ("role:admin", committee), ("role:editor", office), ("office:uni", office),
            ]
            for (rule, taken) in cases {
                let shown = try program.run("conflicts", "bulk", "--take", rule, "--reason", "x", "--preview", "--db", "c.db")
                #expect(shown.code == 0 && shown.output.contains("将一次裁定 \(taken.count) 个"), "\(rule): \(shown)")
                for value in committee.union(office) {
                    #expect(shown.output.contains("将写入  ") == !taken.isEmpty)
                    #expect(shown.output.contains(" \(value)；") == taken.contains(value), "\(rule) \(value): \(shown.output)")
                }
            }
            for (rule, code) in [("role:nobody", "720"), ("office:nowhere", "716"), ("device:none", "308")] {
                let refused = try program.run("conflicts", "bulk", "--take", rule, "--reason", "x", "--db", "c.db")
                #expect(refused.code == 1 && refused.errors.contains(code), "\(rule): \(refused)")
            }
            for wrong in ["biggest", "person:", "0", "-1"] {
                #expect(try program.run("conflicts", "bulk", "--take=\(wrong)", "--reason", "x", "--db", "c.db").code == 2, "\(wrong)")
            }
            // Which are meant.
            for (filter, count) in [
                (["--device", "文学院"], 3), (["--device", "校党委"], 3), (["--older", "0"], 3), (["--older", "1"], 0), (["--person", "李强"], 3),
                (["--kind", "delete-edit"], 0), (["--kind", "value"], 3), (["--scope", "uni"], 3), (["--table", "支部"], 3),
            ] {
                let listed = try program.run(["conflicts", "list", "--json", "--db", "c.db"] + filter).output
                #expect(listed.components(separatedBy: "\"status\": \"open\"").count - 1 == count, "\(filter): \(listed)")
            }
        }
    }

    /// A telephone number in dispute, and a grade that one person settled by an edit where two were to sign.
    @Test func theLedgerMasksNumbersAndSaysWhatNobodySigned() throws {
        let records = """
            INSERT INTO person(id, scope_id, name) VALUES ('p', 'uni', '张三');
            INSERT INTO person_private(id, scope_id, person_id, mobile) VALUES ('p', 'uni', 'p', '13800138000');
            INSERT INTO grade(id, scope_id, org_kind, org_id, round, level) VALUES ('g', 'uni', 'branch', 'b', 1, '3');
            """
        try Desk.joined(schema: nil, filledBy: records) { program in
            try Desk.sql(program, "c.db", "UPDATE person_private SET mobile = '13911112222'; UPDATE grade SET level = '1'")
            try Desk.sql(program, "o.db", "UPDATE person_private SET mobile = '13733334444'; UPDATE grade SET level = '2'")
            try Desk.carry(program, from: "o.db", to: "c.db")
            try Desk.sql(program, "c.db", "UPDATE grade SET level = '2', score = 90")
            let ledger = try program.run("report", "R33", "--format", "csv", "--db", "c.db").output
            #expect(ledger.contains("139****2222") && ledger.contains("137****4444"), "\(ledger)")
            #expect(!ledger.contains("13911112222") && !ledger.contains("13733334444"), "\(ledger)")
            #expect(ledger.contains("改记录时定了,\"直接改，未签字\",赵敏") || ledger.contains("改记录时定了,直接改，未签字,赵敏"), "\(ledger)")
        }
    }

    /// Another program holds the file: what was typed ahead was meant for the next conflict.
    @Test func whatWasTypedWhileTheFileWasHeldDecidesNothing() throws {
        try Desk.offices(2) { program in
            try Desk.sql(program, "c.db", "UPDATE branch SET grade = '1'")
            try Desk.sql(program, "o.db", "UPDATE branch SET grade = '2'")
            try Desk.carry(program, from: "o.db", to: "c.db")
            let walk = try TerminalSession(program, ["conflicts", "--db", "c.db"])
            try walk.choose { _ in "1" }
            let file = try DatabaseQueue(path: program.folder.appending(path: "c.db").path)
            try file.writeWithoutTransaction { database in
                try database.execute(sql: "BEGIN IMMEDIATE")
                walk.type("\r" + "21\r")
                try walk.wait(for: "201")
                try database.execute(sql: "ROLLBACK")
            }
            try file.close()
            try walk.wait(for: "? 帮助\n> ")
            walk.type("q")
            #expect(try walk.end().code == 3)
            #expect(try Desk.open(program).count == 2)
        }
    }

    /// A decision line may hold any text: what another program writes there is shown, and stops nobody.
    @Test(arguments: ["remedy ", "remedy x", "sign ", "take", "take 99999999999999999999", "merge -1", String(repeating: "sign ", count: 800)])
    func aChoiceOfNoKindIsShownAsItIs(choice: String) throws {
        let program = try Program()
        let path = program.folder.appending(path: "r.db").path
        let world = HandMovedWorld(seed: 1)
        let device = try #require(DeviceID(String(repeating: "1", count: 32)))
        let replica = try Replica(creating: path, device: device, name: "r", surroundings: world.surroundings)
        try replica.install(schema: Desk.schema + "INSERT INTO zhibu_second VALUES ('branch', NULL);", version: "1")
        try replica.hold(scope: "uni", writes: true)
        try replica.edit { try $0.execute(sql: "INSERT INTO branch(id, name, grade) VALUES ('b', '支部', '3')") }
        let author = Author(device: try #require(DeviceID(String(repeating: "2", count: 32))), epoch: Array(repeating: 2, count: 16))
        let header = ChangesetHeader(scope: "uni", author: author, number: 1, previous: nil, at: 1, person: "谁")
        var writer = ChangesetWriter(header, salt: Array(repeating: 0, count: 16))
        writer.append(.table(TableShape(name: "branch", keyColumns: ["id"], columns: ["grade"])))
        let heads = [try #require(ChangesetHash(bytes: Array(repeating: 7, count: 32)))]
        for kind in ["value", "delete-edit"] {
            writer.append(
                .decide(
                    DecisionLine(
                        key: [.text("b")], column: kind == "value" ? 0 : nil, kind: kind, choice: choice, reason: "r", heads: heads)))
        }
        _ = try replica.apply([writer.finish().bytes])
        try replica.close()
        let history = try program.run("history", "支部", "b", "--db", "r.db")
        #expect(history.code == 0 && history.output.contains("原因：r"), "\(history)")
        for arguments in [["list", "--all"], ["list", "--all", "--csv"], ["list", "--all", "--json"]] {
            let listed = try program.run(["conflicts"] + arguments + ["--db", "r.db"])
            #expect(listed.code == 0, "\(arguments): \(listed)")
        }
        try program.remove()
    }

    /// The university's own schema: a grade for two people, a person who is recorded twice, and report R33 of it all.
    @Test func theUniversityHasItsRemediesAndItsLedger() throws {
        let program = try Program()
        func run(_ arguments: String...) throws -> String {
            let outcome = try program.run(arguments + ["--db", "c.db"])
            #expect([0, 3].contains(outcome.code), "\(arguments): \(outcome.errors)")
            return outcome.output
        }
        _ = try run("init", "--found", "--name", "组织部")
        _ = try run("whoami", "赵敏")
        _ = try run(
            "sql",
            """
            INSERT INTO branch(id, scope_id, name) VALUES ('b', 'uni', '甲支部');
            INSERT INTO meeting(id, scope_id, org_kind, org_id) VALUES ('t', 'uni', 'college', '007'), ('u', 'uni', 'college', '007');
            INSERT INTO person(id, scope_id, name, person_kind, staff_student_no, class_name) VALUES
                ('p1', 'uni', '买买提·吐尔逊', 'student', '0901', NULL), ('p2', 'uni', '买买提·吐尔逊', 'student', '0901', '09级2班');
            INSERT INTO person_private(id, scope_id, person_id, mobile) VALUES ('p2', 'uni', 'p2', '13800138000');
            INSERT INTO membership(id, scope_id, person_id, branch_id, status) VALUES ('m2', 'uni', 'p2', 'b', 'active');
            INSERT INTO attendance(id, scope_id, meeting_id, person_id, state) VALUES
                ('t/p1', 'uni', 't', 'p1', 'present'), ('t/p2', 'uni', 't', 'p2', 'present'), ('u/p2', 'uni', 'u', 'p2', 'absent');
            INSERT INTO grade(id, scope_id, org_kind, org_id, round, level, confirmed_level, confirmed_doc_no) VALUES
                ('g', 'uni', 'branch', 'b', 1, '2', '3', '校党委〔2012〕9号');
            """)
        let twice = String(try Desk.firstID(run("conflicts", "list", "--kind", "rule:SC-02", "--json")).prefix(8))
        let document = try run("conflicts", "show", twice, "--json")
        #expect(document.contains("\"choice\": \"merge 1\"") && document.contains("\"reports\"") && document.contains("学号（工号）相同"), "\(document)")
        let page = try run("conflicts", "show", twice)
        #expect(page.contains("建议  合并，留 [1]。依据：学号（工号）相同") && page.contains("班级") && page.contains("关系到  规则 ") && page.contains("；报表 R01"), "\(page)")
        let merged = try run("conflicts", "resolve", twice, "--merge", "1", "--reason", "同一人")
        #expect(merged.contains("将这样处理：是同一人：[2] 并入 [1]") && merged.contains("出席情况 2") && merged.contains("人员 1"), "\(merged)")
        let after = try run(
            "sql",
            """
            SELECT 'merged ' || merged_into_id FROM person WHERE id = 'p2' UNION ALL SELECT 'private ' || person_id FROM person_private
            UNION ALL SELECT 'member ' || person_id FROM membership
            UNION ALL SELECT id || ' ' || person_id || ' ' || ifnull(archive_reason, '') FROM attendance ORDER BY 1
            """)
        for line in ["merged p1", "private p1", "member p1", "t/p1 p1", "t/p2 p2 同一人", "u/p2 p1"] { #expect(after.contains(line), "\(line): \(after)") }
        let confirmed = String(try Desk.firstID(run("conflicts", "list", "--kind", "rule:SC-05", "--json")).prefix(8))
        #expect(try run("conflicts", "show", confirmed).contains("依据：校党委确认文号 校党委〔2012〕9号"))
        let signed = try run("conflicts", "resolve", confirmed, "--take", "1", "--reason", "以确认的为准")
        #expect(signed.contains("等另一人在另一台电脑上签字"), "a grade is for two people: \(signed)")
        let ledger = try run("report", "R33", "--format", "csv")
        #expect(ledger.contains("同一人员重复登记,严重,uni,人员 买买提·吐尔逊 / 买买提·吐尔逊"), "\(ledger)")
        #expect(ledger.contains("已裁定,\"合并，留 [1]\",赵敏") || ledger.contains("已裁定,合并，留 [1],赵敏"), "\(ledger)")
        let open = try run("report", "R33", "--with", "status=open")
        #expect(open.contains("校党委确认后等次被改动") && !open.contains("合并，留 [1]"), "\(open)")
        #expect(open.contains("待裁定：严重 1，一般 0，提示 0；已裁定 1（中位 0 天）"), "\(open)")
        _ = try run("conflicts", "undo", twice, "--reason", "是两个人")
        // What is against no rule any more stays on record with what was taken back.
        _ = try run("sql", "UPDATE person SET staff_student_no = '0902', class_name = '10级' WHERE id = 'p2'")
        #expect(try !run("conflicts", "list").contains("重复登记"))
        #expect(try run("conflicts", "list", "--all").contains("裁定已撤回"))
        #expect(try run("report", "R33", "--format", "json").contains("是 1"))
        #expect(try run("sql", "SELECT 'member ' || person_id FROM membership").contains("member p2"))
        let strange = try program.run("report", "R33", "--with", "nothing=1", "--db", "c.db")
        #expect(strange.code == 1 && strange.errors.contains("737") && strange.errors.contains("status"), "\(strange)")
        try program.remove()
    }
}

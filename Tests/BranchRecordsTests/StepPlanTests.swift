import BranchRecords
import GRDB
import Testing

/// Steps of workflows: who may take them, what they write, and what they say is missing.
@Suite struct StepPlanTests {
    let university: DatabaseQueue

    init() throws {
        university = try EngineTables.emptyUniversity()
        try university.write { db in
            try db.execute(
                sql: """
                    INSERT INTO college (id, short_name, status) VALUES ('007', '人文学院', 'active');
                    INSERT INTO branch (id, scope_id, college_id, name, status) VALUES ('b', 'college:007', '007', '历史支部', 'active');
                    INSERT INTO person (id, scope_id, name) VALUES ('p', 'college:007', '李强');
                    INSERT INTO grade (id, scope_id, org_kind, org_id, status) VALUES ('g', 'college:007', 'branch', 'b', 'draft');
                    """)
        }
    }

    func act(_ roles: Set<String>, reason: String? = nil) -> StepPlan.Act {
        StepPlan.Act(person: "李强", roles: roles, today: "2012-04-11", now: "2012-04-11T09:10:00+08:00", reason: reason)
    }

    @discardableResult
    func take(_ step: String, _ table: String = "grade", _ id: String = "g", _ given: [(column: String, value: DatabaseValue)] = [], as roles: Set<String>, reason: String? = nil) throws -> StepPlan {
        try university.write { db in
            let plan = try StepPlan(step, table: table, id: id, given: given, act: act(roles, reason: reason), in: db)
            try plan.apply(to: db)
            return plan
        }
    }

    func value(_ sql: String) throws -> String? { try university.read { try String.fetchOne($0, sql: sql) } }

    @Test func aGradeGoesItsWayAndSaysWhatIsMissing() throws {
        let own = try take("self", given: ["self_level": "1"], as: ["br_sec"])
        #expect(own.from == "draft" && own.missing.count == 1 && own.lacking.isEmpty, "no survey: \(own.missing)")
        let given = try take("评定", given: ["level": "2", "reason": "工作扎实，制度健全，群众满意"], as: ["col_sec"])
        #expect(given.step.name == "grade" && given.lacking.contains("grader_org"))
        #expect(try value("SELECT graded_on FROM grade") == "2012-04-11")
        try take("submit", as: ["col_sec"])
        let confirmed = try take("confirm", given: ["confirmed_doc_no": "校党组〔2012〕9号"], as: ["uni_org"])
        #expect(!confirmed.isOnBehalf)
        #expect(try value("SELECT status || confirmed_level || confirmed_on FROM grade") == "confirmed22012-04-11")
        let notes = try university.read {
            try Row.fetchAll($0, sql: "SELECT step, from_state, to_state, role, taken_by, missing FROM step_record ORDER BY rowid")
        }
        #expect(notes.map { $0["step"] as String } == ["self", "grade", "submit", "confirm"])
        #expect(notes[0]["missing"] as String? == own.missing[0].zh && notes[3]["role"] as String? == "uni_org")
    }

    @Test func anotherRoleIsRefusedAndTheOrganisationDepartmentSaysWhy() throws {
        #expect(throws: StepError.self) { try take("grade", given: [:], as: ["br_sec"]) }
        #expect(try value("SELECT status FROM grade") == "draft")
        #expect(throws: StepError.self) { try take("grade", given: [:], as: ["uni_org"]) }
        let behalf = try take("grade", given: ["level": "3"], as: ["uni_org"], reason: "学院书记空缺")
        #expect(behalf.isOnBehalf)
        #expect(try value("SELECT role || on_behalf || reason FROM step_record") == "uni_org1学院书记空缺")
    }

    @Test func aStepThatDoesNotBeginHereNamesThoseThatDo() throws {
        do {
            try take("confirm", given: [:], as: ["uni_org"])
            Issue.record("taken")
        } catch StepError.unknownStep(let name, let known) {
            #expect(name == "confirm" && known.map(\.name).contains("self"))
        }
        #expect(throws: StepError.self) { try take("x", "fund_entry", "e", as: ["col_org"]) }
        let open = try university.read { try StepPlan.open("grade", id: "g", act: act(["br_sec"]), in: $0) }
        #expect(open.contains { $0.step.name == "self" && $0.isOurs && $0.roles == ["br_sec"] })
        #expect(open.contains { $0.step.name == "grade" && !$0.isOurs && $0.roles == ["col_sec"] })
    }

    @Test func returningNeedsAReason() throws {
        try university.write { try $0.execute(sql: "UPDATE grade SET status = 'submitted'") }
        #expect(throws: StepError.self) { try take("return", as: ["uni_org"], reason: " ") }
        try take("return", as: ["uni_org"], reason: "理由太短")
        #expect(try value("SELECT status FROM grade") == "returned")
    }

    @Test func aNewSurveyHasItsSixAspects() throws {
        try university.write { db in
            try db.execute(
                sql: "INSERT INTO survey (id, scope_id, org_kind, org_id, status) VALUES ('jczz2012/b/1', 'college:007', 'branch', 'b', 'draft')")
            for _ in 0..<2 { try StepPlan(nil, table: "survey", id: "jczz2012/b/1", act: act(["col_org"]), in: db).apply(to: db) }
        }
        #expect(try value("SELECT group_concat(id) FROM survey_item")?.split(separator: ",").count == 6, "and no more the second time")
        #expect(try value("SELECT count(*) FROM step_record") == "0", "nobody took a step")
    }

    @Test func holdingAMeetingPutsEverybodyOnTheSheet() throws {
        try university.write { db in
            try db.execute(
                sql: """
                    INSERT INTO person (id, scope_id, name) VALUES ('q', 'college:007', '王芳'), ('z', 'college:007', '走了的');
                    INSERT INTO membership (person_id, branch_id, member_kind, in_on, out_on, status) VALUES
                        ('p', 'b', 'full', '2010-01-01', NULL, 'active'), ('q', 'b', 'prob', '2011-01-01', NULL, 'active'),
                        ('z', 'b', 'full', '2009-01-01', '2012-01-01', 'out');
                    INSERT INTO meeting (id, scope_id, org_kind, org_id, kind, held_on, status) VALUES
                        ('m', 'college:007', 'branch', 'b', 'assembly', '2012-04-10', 'planned');
                    INSERT INTO attendance (id, meeting_id, person_id, state) VALUES ('m/q', 'm', 'q', 'leave');
                    """)
        }
        try take("hold", "meeting", "m", as: ["br_sec"])
        #expect(try value("SELECT group_concat(id || state || has_vote, ' ') FROM (SELECT * FROM attendance WHERE state = 'present')") == "m/ppresent1")
        #expect(try value("SELECT state FROM attendance WHERE id = 'm/q'") == "leave", "what was said stays")
        #expect(try value("SELECT status || due_count FROM meeting") == "held2")
    }

    @Test func whatIsChangedAfterApprovalIsListedAcceptedOrTakenBack() throws {
        try take("grade", given: ["level": "2", "reason": "工作扎实，制度健全，群众满意"], as: ["col_sec"])
        try take("submit", as: ["col_sec"])
        try take("confirm", given: ["confirmed_doc_no": "校党组〔2012〕9号"], as: ["uni_org"])
        func late() throws -> [LateEdits.Edit] { try university.read { try LateEdits.list(in: $0) } }
        #expect(try late().isEmpty)
        // Any tool may write; nothing is refused.
        try university.write { try $0.execute(sql: "UPDATE grade SET level = '1', score = 95, status = 'confirmed'") }
        #expect(try late().map(\.column) == ["level", "score"])
        #expect(try late().first.map { "\($0.old) \($0.new) \($0.step) \($0.lockedOn)" } == #""2" "1" confirm 2012-04-11"#)
        #expect(throws: StepError.self) { try settle(try late(), isTakenBack: false, as: ["br_sec"]) }
        try settle(try late(), isTakenBack: false, as: ["uni_org"])
        #expect(try late().isEmpty && value("SELECT level FROM grade") == "1")
        try university.write { try $0.execute(sql: "UPDATE grade SET level = '3'") }
        try settle(try late(), isTakenBack: true, as: ["uni_org"])
        #expect(try late().isEmpty && value("SELECT level FROM grade") == "1")
        #expect(try value("SELECT group_concat(to_state) FROM (SELECT to_state FROM step_record WHERE from_state IS NULL ORDER BY seq_no LIMIT 2)") == "accepted,taken_back")
        // What was confirmed is locked as well as what was graded.
        try university.write { try $0.execute(sql: "UPDATE grade SET confirmed_level = '1'") }
        #expect(try late().map(\.column) == ["confirmed_level"])
        try settle(try late(), isTakenBack: true, as: ["uni_org"])
        // Another step approves nothing that was changed before it; archiving is seen too.
        try university.write { try $0.execute(sql: "UPDATE grade SET score = 10, status = 'graded', archived_at = '2012-04-12T09:00:00+08:00'") }
        #expect(try late().map(\.column) == ["archived_at", "score"])
        try university.write { try $0.execute(sql: "UPDATE grade SET archived_at = NULL") }
        try take("submit", as: ["col_sec"])
        #expect(try late().map(\.column) == ["score"])
        try settle(try late(), isTakenBack: true, as: ["uni_org"])
        try university.write { try $0.execute(sql: "UPDATE grade SET status = 'confirmed'") }
        // A review opens what was locked.
        try take("review", as: ["uni_org"])
        try university.write { try $0.execute(sql: "UPDATE grade SET reason = '复核后改写'") }
        #expect(try late().isEmpty)
    }

    /// Another office, or any tool, may write what it likes into the line of a step.
    @Test(arguments: [
        "x'ff00'", "'[1,2]'", "'{'", "'\"text\"'", "'{\"level'') FROM r; --\":1}'", "'{\"nothing\":1,\"level\":{\"a\":1}}'", "17", "NULL",
    ])
    func whatIsNoLockLocksNothingAndStopsNobody(locked: String) throws {
        try university.write { db in
            try db.execute(
                sql: """
                    UPDATE grade SET level = '2', reason = x'00ff', status = 'submitted';
                    INSERT INTO step_record (tbl, row_id, seq_no, step, taken_on, locked) VALUES
                        ('grade', 'g', 'many', x'ff', x'ff', \(locked)), (x'ff', x'ff', 1, NULL, NULL, '{}'), (NULL, NULL, NULL, NULL, NULL, '{}'),
                        ('no such table', 'g', 1, 'a', 'b', '{}');
                    """)
        }
        let edits = try university.read { try LateEdits.list(in: $0) }
        #expect(edits.map(\.column).allSatisfy { $0 == "level" })
        try take("confirm", given: ["confirmed_doc_no": "校党组〔2012〕9号"], as: ["uni_org"])
        #expect(try value("SELECT status FROM grade") == "confirmed")
        #expect(try value("SELECT locked FROM step_record WHERE step = 'confirm'")?.contains("confirmed_level") == true)
    }

    private func settle(_ edits: [LateEdits.Edit], isTakenBack: Bool, as roles: Set<String>) throws {
        try university.write { try LateEdits.settle(edits, isTakenBack: isTakenBack, act: act(roles, reason: "与会议记录核对"), in: $0) }
    }

    @Test func aStateThatIsCountedNeedsNoColumn() throws {
        try university.write {
            try $0.execute(
                sql: "INSERT INTO post (id, scope_id, org_kind, org_id, person_id, post_kind) VALUES ('o', 'college:007', 'branch', 'b', 'p', 'secretary')")
        }
        let plan = try take("appoint", "post", "o", [("doc_no", "校党组〔2012〕3号".databaseValue)], as: ["col_sec"])
        #expect(plan.from == "proposed" && plan.workflow.title(of: plan.from)?.zh == "拟任")
        #expect(try value("SELECT start_on FROM post") == "2012-04-11")
        let open = try university.read { try StepPlan.open("post", id: "o", act: act(["col_sec"]), in: $0) }
        #expect(open.map(\.step.name) == ["dismiss"])
    }
}

extension StepPlanTests {
    @discardableResult
    fileprivate func take(_ step: String, given: [String: String], as roles: Set<String>, reason: String? = nil) throws -> StepPlan {
        try take(step, "grade", "g", given.map { ($0.key, $0.value.databaseValue) }, as: roles, reason: reason)
    }
}

import BranchRecords
import GRDB
import Testing

/// What a schema promises the engine and the people who read its words.
@Suite struct BranchSchemaTests {
    static let tables = BranchSchema.tables.map(\.name)

    /// Written by the organisation department and read by every office, or not even that.
    static let scopes = BranchSchema.tables.reduce(into: [String: String]()) { scopes, table in
        switch table.scope {
        case .university: scopes[table.name] = "'uni'"
        case .committee: scopes[table.name] = "'committee'"
        case .college: scopes[table.name] = "scope_id"
        }
    }

    let university: DatabaseQueue

    init() throws {
        university = try EngineTables.emptyUniversity()
    }

    @Test func everyTableIsThere() throws {
        let found = try university.read { db in
            try String.fetchSet(
                db, sql: "SELECT name FROM sqlite_schema WHERE type = 'table'")
        }
        #expect(found.isSuperset(of: Self.tables))
    }

    @Test(arguments: tables)
    func everyColumnHasALabelInBothLanguages(table: String) throws {
        let bare = try university.read { db in
            try String.fetchAll(
                db,
                sql: """
                    SELECT name FROM pragma_table_info(:table)
                    WHERE NOT EXISTS (
                        SELECT 1 FROM zhibu_label
                        WHERE tbl = :table AND col = name AND zh <> '' AND en <> '')
                    UNION ALL
                    SELECT 'the table itself' WHERE NOT EXISTS (
                        SELECT 1 FROM zhibu_label WHERE tbl = :table AND col IS NULL)
                    """,
                arguments: ["table": table])
        }
        #expect(bare.isEmpty)
    }

    @Test func noLabelPolicyUnitOrReferenceNamesAColumnThatIsNotThere() throws {
        let strays = try university.read { db in
            try String.fetchAll(
                db,
                sql: """
                    SELECT named.tbl || '.' || named.col FROM (
                        SELECT tbl, col FROM zhibu_label UNION
                        SELECT tbl, col FROM zhibu_policy UNION
                        SELECT tbl, col FROM zhibu_unit UNION
                        SELECT tbl, col FROM v_reference UNION
                        SELECT tbl, col FROM v_import_alias UNION
                        SELECT tbl, col FROM v_import_required UNION
                        SELECT tbl, col FROM v_import_default UNION
                        SELECT part, link FROM v_import_part) AS named
                    WHERE named.col IS NOT NULL AND NOT EXISTS (
                        SELECT 1 FROM sqlite_schema s JOIN pragma_table_info(s.name) c
                        WHERE s.name = named.tbl AND c.name = named.col)
                    """)
        }
        #expect(strays.isEmpty)
    }

    @Test func columnsOfAUnitShareOnePolicyThatIsWrittenOut() throws {
        let mixed = try university.read { db in
            try String.fetchAll(
                db,
                sql: """
                    SELECT u.tbl || '.' || u.unit FROM zhibu_unit u
                    LEFT JOIN zhibu_policy p ON p.tbl = u.tbl AND p.col = u.col
                    GROUP BY u.tbl, u.unit
                    HAVING count(DISTINCT p.policy) <> 1 OR count(p.policy) <> count(*)
                    """)
        }
        #expect(mixed.isEmpty)
    }

    @Test func gradingIsOneUnitThatAPersonDecides() throws {
        let columns = try university.read { db in
            try String.fetchSet(
                db,
                sql: """
                    SELECT col || ' ' || policy FROM zhibu_unit JOIN zhibu_policy USING (tbl, col)
                    WHERE tbl = 'grade' AND unit = 'grading'
                    """)
        }
        #expect(
            columns == [
                "level keep", "score keep", "grader_org keep", "graded_by keep", "graded_on keep",
            ])
    }

    @Test func closingAndExtendingAMeasureIsOneUnitThatAPersonDecides() throws {
        let columns = try university.read { db in
            try String.fetchSet(
                db,
                sql: """
                    SELECT col || ' ' || policy FROM zhibu_unit JOIN zhibu_policy USING (tbl, col)
                    WHERE tbl = 'rect_measure' AND unit = 'state'
                    """)
        }
        #expect(columns == ["status keep", "closed_on keep", "closed_by keep", "due_on keep"])
    }

    @Test(arguments: tables)
    func everyTableSaysWhichOfficeItsRowsBelongTo(table: String) throws {
        let scope = try university.read { db in
            let expressions = try String.fetchAll(
                db, sql: "SELECT scope_sql FROM zhibu_scope WHERE tbl = ?", arguments: [table])
            for expression in expressions {
                _ = try db.makeStatement(sql: "SELECT \(expression) FROM \(table)")
            }
            return expressions
        }
        #expect(scope == [try #require(Self.scopes[table])])
    }

    /// Two computers of an office that import one file make the same rows at two times: not one of
    /// them may ask a person who was first.
    @Test(arguments: tables)
    func whoRecordedARowIsNeverAConflict(table: String) throws {
        let columns = try university.read { db in
            try String.fetchSet(
                db,
                sql: """
                    SELECT col || ' ' || policy FROM zhibu_unit JOIN zhibu_policy USING (tbl, col)
                    WHERE tbl = ? AND unit = 'recording'
                    """,
                arguments: [table])
        }
        #expect(columns == ["created_at lww", "created_by lww"])
    }

    @Test func everyCodeListInUseHasItems() throws {
        let empty = try university.read { db in
            try String.fetchAll(
                db,
                sql: """
                    SELECT DISTINCT codes FROM zhibu_label
                    WHERE codes IS NOT NULL AND codes NOT IN (SELECT list FROM zhibu_code)
                    """)
        }
        #expect(empty.isEmpty)
    }

    @Test func aHandTypedRowGetsAnIdentifierOfItsOwn() throws {
        let ids = try university.write { db in
            try db.execute(sql: "INSERT INTO meeting (title) VALUES ('一'), ('二')")
            return try String.fetchAll(db, sql: "SELECT id FROM meeting")
        }
        #expect(Set(ids).count == 2)
        #expect(ids.allSatisfy { $0.count == 36 && Array($0)[14] == "4" && Array($0)[19] == "8" })
    }

    @Test func nothingInTheSchemaCanRefuseAMergedRow() throws {
        let refusals = try university.read { db in
            try String.fetchAll(
                db,
                sql: """
                    SELECT s.name || '.' || c.name FROM sqlite_schema s
                    JOIN pragma_table_info(s.name) c
                    WHERE s.type = 'table' AND s.name NOT LIKE 'zhibu%'
                    AND c."notnull" = 1 AND c.name <> 'id'
                    UNION ALL
                    SELECT i.name FROM sqlite_schema s JOIN pragma_index_list(s.name) i
                    WHERE s.type = 'table' AND i."unique" = 1 AND i.origin <> 'pk'
                    UNION ALL
                    SELECT s.name FROM sqlite_schema s JOIN pragma_foreign_key_list(s.name)
                    UNION ALL
                    SELECT name FROM sqlite_schema
                    WHERE sql LIKE '% CHECK (%' OR sql LIKE '%COLLATE%'
                       OR sql LIKE '%AUTOINCREMENT%' OR sql LIKE '%WITHOUT ROWID%'
                    """)
        }
        #expect(refusals.isEmpty)
    }

    @Test func recordsAreCalledAsPeopleCallThem() throws {
        let titles = try university.write { db in
            try db.execute(
                sql: """
                    INSERT INTO college (id, short_name) VALUES ('007', '人文学院');
                    INSERT INTO branch (id, name) VALUES ('b', '历史08级学生党支部');
                    INSERT INTO person (id, name) VALUES ('p', '阿依古丽·买买提');
                    INSERT INTO person_private (id, person_id) VALUES ('p', 'p');
                    INSERT INTO membership (id, person_id, branch_id) VALUES ('m', 'p', 'b');
                    INSERT INTO survey (id, org_id) VALUES ('jczz2012/b/1', 'b');
                    INSERT INTO grade (id, org_id) VALUES ('g', 'b');
                    INSERT INTO rect_plan (id, org_id) VALUES ('r', '007');
                    INSERT INTO rect_measure (id, plan_id, seq_no) VALUES ('x', 'r', 2);
                    INSERT INTO meeting (id, org_id, kind, held_on)
                    VALUES ('t', 'b', 'assembly', '2012-04-05');
                    INSERT INTO campaign (id, name) VALUES ('jczz2012', '基层组织建设年活动');
                    INSERT INTO phase (id, campaign_id, name) VALUES ('jczz2012/1', 'jczz2012', '第一阶段');
                    INSERT INTO term (id, org_id, seq_no) VALUES ('n', 'b', 3);
                    INSERT INTO post (id, person_id, org_id, post_kind) VALUES ('o', 'p', 'b', 'secretary');
                    INSERT INTO survey_item (id, survey_id, aspect)
                    VALUES ('jczz2012/b/1/A3', 'jczz2012/b/1', 'A3');
                    INSERT INTO opinion (id, org_id, raised_on) VALUES ('q', 'b', '2012-04-18');
                    INSERT INTO promotion (id, org_id) VALUES ('u', 'b');
                    INSERT INTO attendance (id, meeting_id, person_id, state)
                    VALUES ('t/p', 't', 'p', 'present');
                    INSERT INTO venue (id, name) VALUES ('v', '党员之家');
                    INSERT INTO appraisal (id, org_id, year, kind) VALUES ('a', 'b', 2012, 'branch_role');
                    INSERT INTO assessment (id, org_id, year) VALUES ('b/2012', 'b', 2012);
                    INSERT INTO fund_account (id, org_id, year, fund_kind)
                    VALUES ('b/2012/activity', 'b', 2012, 'activity');
                    INSERT INTO fund_entry (id, entry_on, summary, voucher_no)
                    VALUES ('e', '2012-04-05', '学习资料', '0017');
                    INSERT INTO dues_record (id, person_id, period) VALUES ('d', 'p', '2012-04');
                    INSERT INTO report_submission (id, org_id, report_code, period_label)
                    VALUES ('s', '007', 'R01', '2012-04');
                    """)
            return try Row.fetchAll(db, sql: "SELECT tbl, title_sql FROM zhibu_title").map { row in
                let table: String = row["tbl"]
                let expression: String = row["title_sql"]
                let title = try String.fetchOne(db, sql: "SELECT \(expression) FROM \(table)")
                return "\(table): \(title ?? "nothing")"
            }
        }
        // Every table's titles are asked for, and these are said.
        #expect(titles.count == Self.tables.count)
        #expect(
            Set(titles).isSuperset(of: [
                "college: 人文学院",
                "branch: 历史08级学生党支部",
                "campaign: 基层组织建设年活动",
                "phase: 基层组织建设年活动，第一阶段",
                "person: 阿依古丽·买买提",
                "person_private: 阿依古丽·买买提",
                "membership: 阿依古丽·买买提，历史08级学生党支部",
                "term: 历史08级学生党支部，第3届",
                "post: 阿依古丽·买买提，历史08级学生党支部书记",
                "survey: 历史08级学生党支部，2012年第一轮摸底",
                "grade: 历史08级学生党支部，2012年第一轮定级",
                "survey_item: 历史08级学生党支部，工作制度是否完善",
                "rect_plan: 人文学院，2012年整改方案",
                "rect_measure: 人文学院整改措施 2",
                "opinion: 历史08级学生党支部，2012-04-18意见",
                "promotion: 历史08级学生党支部，2012年晋位升级",
                "meeting: 支部党员大会，2012-04-05，历史08级学生党支部",
                "attendance: 阿依古丽·买买提，2012-04-05出席",
                "venue: 党员之家",
                "appraisal: 历史08级学生党支部，2012年支部作用评议",
                "assessment: 历史08级学生党支部，2012年度考核",
                "fund_account: 历史08级学生党支部，2012年活动经费",
                "fund_entry: 2012-04-05，学习资料，凭证0017",
                "dues_record: 阿依古丽·买买提，2012-04党费",
                "report_submission: 人文学院，R01，2012-04",
            ]))
    }

    @Test func viewsCountWhatIsNotStored() throws {
        let branch = try university.write { db in
            try db.execute(
                sql: """
                    INSERT INTO branch (id, name) VALUES ('b', '历史08级学生党支部');
                    INSERT INTO membership (branch_id, member_kind, status, out_on) VALUES
                        ('b', 'full', 'active', NULL), ('b', 'prob', 'active', NULL),
                        ('b', 'full', 'active', '2012-03-01'), ('b', 'full', 'out', NULL);
                    INSERT INTO grade (org_id, round, level, confirmed_level) VALUES
                        ('b', 1, '2', '3'), ('b', 2, '1', NULL);
                    """)
            return try Row.fetchOne(
                db,
                sql: "SELECT full_count, probationary_count, current_grade FROM v_branch")
        }
        #expect(branch == ["full_count": 1, "probationary_count": 1, "current_grade": "3"])
    }
}

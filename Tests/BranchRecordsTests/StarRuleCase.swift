import Testing

/// A university in which one rule is broken, what the rule lists there, and the steps that put it right: each alone
/// ends every finding.
struct StarRuleCase: Sendable, CustomTestStringConvertible {
    let rule: String
    let plant: String
    /// Table, key, other key or `-`, and detail.
    let findings: [String]
    let steps: [String]

    var testDescription: String { "\(rule): \(findings[0])" }

    /// What every case begins with.
    static let start = """
        INSERT INTO college (id, short_name, status) VALUES ('007', '人文学院', 'active'),
            ('012', '商学院', 'active');
        INSERT INTO branch (id, scope_id, college_id, name, status) VALUES
            ('b', 'college:007', '007', '历史08级学生党支部', 'active'),
            ('c', 'college:007', '007', '历史09级学生党支部', 'active');
        INSERT INTO person (id, scope_id, name, birth_date, person_kind, staff_student_no) VALUES
            ('p', 'college:007', '张三', '1990-03-07', 'undergrad', '0912040135'),
            ('q', 'college:007', '李四', '1990-03-08', 'undergrad', '0912040136');
        """

    /// Records that break no rule, each for a reason of its own: archived, returned, of another branch, in another
    /// campaign, on the very day.
    static let calm = """
        INSERT INTO branch (id, scope_id, college_id, name, status, dissolved_on, established_doc_no) VALUES
            ('y', 'college:012', '012', '会计08级学生党支部', 'active', NULL, '商〔2008〕1号'),
            ('z', 'college:012', '012', '会计06级学生党支部', 'dissolved', '2012-03-01', NULL);
        INSERT INTO person (id, name, birth_date, person_kind, staff_student_no, archived_at,
            merged_into_id) VALUES
            ('y1', '王五', '1989-01-01', 'undergrad', '0812010101', NULL, NULL),
            ('y2', '赵六', '1989-01-02', 'undergrad', '0812010102', NULL, NULL),
            ('y3', '王五', '1989-01-03', 'undergrad', '0812010103', NULL, NULL),
            ('y4', '王五', '1989-01-01', 'undergrad', '0812010101', '2012-01-01', NULL),
            ('y5', '王五', '1989-01-01', 'undergrad', '0812010101', NULL, 'y1');
        INSERT INTO person_private (id, person_id, identity_no, archived_at) VALUES
            ('y1', 'y1', '000103198901010016', NULL), ('y2', 'y2', '000103198901010016', '2012-01-01');
        INSERT INTO membership (id, scope_id, person_id, branch_id, member_kind, status, in_on, out_on,
            regularised_on,
            created_at, archived_at) VALUES
            ('y11', 'college:012', 'y1', 'y', 'full', 'active', '2012-02-02', NULL, NULL,
            '2012-02-29T18:00:00+08:00', NULL),
            ('y12', 'college:012', 'y1', 'z', 'full', 'out', '2009-09-01', NULL, NULL, NULL, NULL),
            ('y13', 'college:012', 'y1', 'z', 'full', 'active', '2012-02-02', NULL, NULL,
            '2012-03-09T08:00:00+08:00',
                '2012-03-09'),
            ('y14', 'college:015', 'y4', 'y', 'full', 'ended', '2012-02-02', '2012-02-03', NULL,
            '2012-03-09T08:00:00+08:00',
                NULL),
            ('y21', 'college:012', 'y2', 'y', 'full', 'active', '2010-09-01', NULL, NULL, NULL, NULL),
            ('y22', 'college:012', 'y2', 'z', 'prob', 'active', '2009-09-01', '2010-09-01', NULL, NULL,
            NULL),
            ('y23', 'college:012', 'y2', 'y', 'prob', 'active', '2008-09-01', NULL, NULL, NULL,
            '2012-03-09'),
            ('y24', 'college:012', 'y2', 'y', 'prob', 'ended', '2008-09-01', '2009-09-01', NULL, NULL,
            NULL),
            ('y25', 'college:012', 'y2', 'y', 'prob', 'active', '2008-09-01', NULL, '2009-09-01', NULL,
            NULL),
            ('y31', 'college:012', 'y3', 'y', 'prob', 'active', '2010-09-01', NULL, NULL, NULL, NULL),
            ('y41', 'college:012', 'y4', 'y', 'full', 'active', '2010-09-01', NULL, NULL, NULL, NULL);
        INSERT INTO term (id, org_kind, org_id, seq_no, start_on, due_on, end_on, status, archived_at,
            approved_doc_no) VALUES
            ('y1', 'branch', 'y', 3, '2006-09-01', '2009-09-01', '2009-09-01', 'ended', NULL, NULL),
            ('y2', 'branch', 'y', 4, '2009-09-01', '2012-09-01', NULL, 'active', NULL, '商〔2008〕1号'),
            ('y3', 'branch', 'y', 5, '2012-04-01', '2015-04-01', NULL, 'planned', NULL, NULL),
            ('y4', 'branch', 'y', 5, '2012-04-01', '2015-04-01', NULL, 'planned', NULL, NULL),
            ('y5', 'branch', 'y', 4, '2009-10-01', '2012-10-01', NULL, 'active', '2012-03-09', NULL);
        INSERT INTO post (id, org_kind, org_id, person_id, post_kind, start_on, end_on, archived_at,
            doc_no) VALUES
            ('y1', 'branch', 'y', 'y1', 'secretary', '2008-09-01', '2010-09-01', NULL, NULL),
            ('y2', 'branch', 'y', 'y2', 'secretary', '2010-09-01', NULL, NULL, '商〔2008〕1号'),
            ('y3', 'branch', 'y', 'y1', 'secretary', '2010-09-01', NULL, '2012-03-09', NULL),
            ('y4', 'branch', 'y', 'y1', 'deputy', '2010-09-01', NULL, NULL, NULL),
            ('y5', 'college', '012', 'y1', 'member', '2010-09-01', NULL, NULL, NULL),
            ('y6', 'branch', 'z', 'y1', 'secretary', '2010-09-01', NULL, '2012-03-09', NULL),
            ('y7', 'university', 'u', 'y1', 'member', '2010-09-01', NULL, NULL, NULL);
        INSERT INTO grade (id, scope_id, org_kind, org_id, round, level, confirmed_level, confirmed_doc_no,
            archived_at) VALUES
            ('y1', 'college:012', 'branch', 'y', 1, '2', '2', '商〔2012〕2号', NULL),
            ('y2', 'college:012', 'branch', 'y', 1, '3', '1', NULL, '2012-05-01'),
            ('y3', 'college:012', 'branch', 'z', 1, '4', '4', NULL, NULL);
        INSERT INTO rect_plan (id, campaign_id, org_kind, org_id, archived_at) VALUES
            ('y1', 'jczz2012', 'branch', 'y', NULL), ('y2', 'jczz2012', 'branch', 'y', '2012-05-01'),
            ('y3', 'cxzy2011', 'branch', 'y', NULL), ('y4', 'jczz2012', 'branch', 'z', NULL),
            ('y5', 'jczz2012', 'branch', 'c', '2012-05-01'), ('y6', 'cxzy2011', 'branch', 'c', NULL);
        INSERT INTO rect_measure (id, plan_id, status, closed_on, progress_pct, archived_at) VALUES
            ('y1', 'y1', 'closed', '2012-08-01', 100, NULL), ('y2', 'y1', 'cancelled', NULL, 0, NULL),
            ('y3', 'y1', 'open', '2012-08-01', 0, '2012-08-02'), ('y4', 'y2', 'open', NULL, 0, NULL),
            ('y5', 'y3', 'open', NULL, 0, NULL), ('y6', 'y4', 'open', NULL, 0, NULL);
        INSERT INTO promotion (id, scope_id, campaign_id, org_kind, org_id, from_grade_id, from_level,
            to_level, result_kind,
            confirmed_level, confirmed_doc_no, status, archived_at) VALUES
            ('y1', 'college:012', 'jczz2012', 'branch', 'y', 'y1', '2', '1', 'up', '1', '商〔2012〕2号',
            'confirmed', NULL),
            ('y2', 'college:012', 'jczz2012', 'branch', 'y', NULL, '2', '2', 'up', '1', NULL, 'submitted',
            '2012-09-01'),
            ('y3', 'college:012', 'cxzy2011', 'branch', 'y', 'y1', '2', '2', 'keep', NULL, NULL,
            'confirmed', NULL),
            ('y4', 'college:012', 'jczz2012', 'branch', 'y', 'y1', '2', '3', 'keep', NULL, NULL,
            'returned', NULL),
            ('y5', 'college:012', 'jczz2012', 'branch', 'z', NULL, '3', '2', NULL, NULL, NULL, 'draft',
            NULL),
            ('y0', 'college:012', 'jczz2012', 'branch', 'y', NULL, '2', '2', 'up', '1', NULL, 'submitted',
            '2012-09-01');
        INSERT INTO meeting (id, scope_id, org_kind, org_id, held_on, needs_quorum, quorum_rule, status,
            created_at,
            archived_at) VALUES
            ('y1', 'college:012', 'branch', 'y', '2012-02-10', 1, 'two_thirds', 'held',
            '2012-02-29T18:00:00+08:00', NULL),
            ('y2', 'college:012', 'branch', 'z', '2005-03-01', 1, 'half', 'held', NULL, NULL),
            ('y7', 'college:012', 'branch', 'z', '2012-03-01', 0, NULL, 'held', NULL, NULL),
            ('y3', 'college:012', 'branch', 'z', '2012-03-02', 0, NULL, 'held', NULL, '2012-03-09'),
            ('y4', 'college:012', 'college', '012', '2012-02-11', 0, NULL, 'held', NULL, NULL),
            ('y5', 'college:012', 'branch', 'y', '2012-02-12', 0, NULL, 'held',
            '2012-03-09T08:00:00+08:00', '2012-03-09'),
            ('y6', 'college:015', 'branch', 'x', '2012-02-12', 0, NULL, 'held',
            '2012-03-09T08:00:00+08:00', NULL);
        INSERT INTO attendance (id, meeting_id, person_id, state, has_vote, archived_at) VALUES
            ('y1/y1', 'y1', 'y1', 'late', 1, NULL), ('y1/y2', 'y1', 'y2', 'present', 1, NULL),
            ('y1/y3', 'y1', 'y3', 'present', 0, NULL), ('y1/p', 'y1', 'p', 'observer', 0, NULL),
            ('y1/q', 'y1', 'q', 'present', 1, '2012-03-09'), ('y4/q', 'y4', 'q', 'present', 1, NULL),
            ('y5/q', 'y5', 'q', 'present', 0, NULL), ('y6/q', 'y6', 'q', 'present', 0, '2012-03-09');
        INSERT INTO appraisal (id, scope_id, org_kind, org_id, year, kind, meeting_id, rated_on,
            result_level, ballots_out,
            ballots_in, n_good, created_at, archived_at) VALUES
            ('y1', 'college:012', 'branch', 'y', 2012, 'org', 'y1', '2012-02-10', 'good', 4, 4, 4,
                '2012-02-29T18:00:00+08:00', NULL),
            ('y2', 'college:012', 'branch', 'y', 2012, 'org', 'y1', '2012-02-10', 'poor', 4, 5, 6,
                '2012-03-09T08:00:00+08:00', '2012-03-09'),
            ('y3', 'college:012', 'branch', 'y', 2012, 'satisfaction', NULL, '2012-02-10', 'fair', 9, 9, 9,
            NULL, NULL),
            ('y4', 'college:012', 'branch', 'y', 2011, 'org', 'y6', '2011-12-01', 'fair', 9, 9, 9, NULL,
            NULL),
            ('y0', 'college:015', 'branch', 'y', 2012, 'org', 'y1', '2012-02-10', 'poor', 4, 5, 6,
                '2012-03-09T08:00:00+08:00', '2012-03-09'),
            ('y5', 'college:015', 'branch', 'x', 2012, 'org', NULL, '2012-02-10', 'fair', 9, 9, 9,
                '2012-03-09T08:00:00+08:00', NULL);
        INSERT INTO assessment (id, scope_id, org_id, confirmed_doc_no)
            VALUES ('y/2012', 'college:012', 'y', '商〔2012〕2号');
        INSERT INTO opinion (id, scope_id, org_id, doc_no, archived_at) VALUES
            ('y1', 'college:012', 'y', '商〔2012〕3号', NULL), ('y2', 'college:012', 'y', '商〔2012〕3号', NULL),
            ('y3', 'college:012', 'y', '商〔2012〕2号', '2012-05-01');
        INSERT INTO fund_account (id, org_kind, org_id, opening_fen, archived_at) VALUES
            ('y1', 'branch', 'y', 0, NULL), ('y2', 'branch', 'y', 0, NULL),
            ('y3', 'branch', 'z', -100, '2012-03-09'),
            ('y4', 'branch', 'z', 0, NULL), ('y5', 'branch', 'y', 500, NULL);
        INSERT INTO fund_entry (id, scope_id, account_id, entry_on, direction, amount_fen, voucher_no,
            reverses_id, created_at,
            archived_at) VALUES
            ('y1', 'college:012', 'y1', '2012-02-10', 'in', 100, '0001', NULL, '2012-02-29T18:00:00+08:00',
            NULL),
            ('y2', 'college:012', 'y1', '2012-02-10', 'out', 100, '0002', NULL, NULL, NULL),
            ('y3', 'college:012', 'y1', '2012-02-10', 'out', 100, '0002', NULL,
            '2012-03-09T08:00:00+08:00', '2012-03-09'),
            ('y0', 'college:012', 'y1', '2012-02-10', 'out', 100, '0002', NULL, NULL, '2012-03-09'),
            ('y4', 'college:012', 'y2', '2012-02-10', 'in', 100, '0002', NULL, NULL, NULL),
            ('y5', 'college:015', 'y2', '2012-02-10', 'in', 100, '0003', NULL, '2012-03-09T08:00:00+08:00',
            NULL),
            ('y6', 'college:012', 'y2', '2012-02-10', 'out', 100, '0003', 'y5', NULL, NULL);
        INSERT INTO dues_record (id, scope_id, person_id, branch_id, period, kind, paid_on, receipt_no,
            created_at,
            archived_at) VALUES
            ('y1', 'college:012', 'y1', 'y', '2012-01', 'monthly', '2012-02-10', '0001',
            '2012-02-29T18:00:00+08:00', NULL),
            ('y2', 'college:012', 'y1', 'y', '2012-02', 'monthly', '2012-02-10', '0002', NULL, NULL),
            ('y0', 'college:012', 'y1', 'y', '2012-02', 'special', '2012-02-10', '0003', NULL, NULL),
            ('y3', 'college:012', 'y2', 'z', '2012-02', 'monthly', '2012-02-10', '0002', NULL, NULL),
            ('y4', 'college:012', 'y2', 'y', '2012-02', 'monthly', '2012-02-10', '0002',
            '2012-03-09T08:00:00+08:00',
                '2012-03-09'),
            ('x4', 'college:012', 'y2', 'y', '2012-02', 'monthly', '2012-02-10', '0002', NULL,
            '2012-03-09'),
            ('y5', 'college:015', 'y5', 'x', '2012-02', 'monthly', '2012-02-10', '0009',
            '2012-03-09T08:00:00+08:00', NULL);
        INSERT INTO report_submission (id, scope_id, org_kind, org_id, period_label, cutoff_at, status,
            superseded_by,
            archived_at) VALUES
            ('y1', 'college:012', 'college', '012', '2012-02', '2012-02-29T18:00:00+08:00', 'submitted',
            NULL, NULL),
            ('y2', 'college:012', 'college', '012', '2012', '2012-02-01T18:00:00+08:00', 'returned', NULL,
            NULL),
            ('y3', 'college:012', 'college', '012', '2012-02', '2012-02-11T18:00:00+08:00', 'superseded',
            'y1', NULL),
            ('y4', 'college:012', 'college', '012', '2012-02', '2012-02-11T18:00:00+08:00', 'submitted',
            NULL, '2012-03-09');
        """

    static let all: [StarRuleCase] = [
        StarRuleCase(
            rule: "SC-01",
            plant: """
                INSERT INTO post (id, org_kind, org_id, person_id, post_kind, start_on, end_on) VALUES
                    ('o1', 'branch', 'b', 'p', 'secretary', '2010-09-01', NULL),
                    ('o2', 'branch', 'b', 'q', 'secretary', '2012-03-01', NULL);
                """,
            findings: ["post o1 o2 2012-03-01—"],
            steps: [
                "UPDATE post SET end_on = '2012-03-01' WHERE id = 'o1'",
                "UPDATE post SET post_kind = 'deputy' WHERE id = 'o2'",
                "UPDATE post SET person_id = 'p' WHERE id = 'o2'",
                "UPDATE post SET org_id = 'c' WHERE id = 'o2'",
                "UPDATE post SET archived_at = '2012-04-06' WHERE id = 'o1'",
            ]),
        StarRuleCase(
            rule: "SC-02",
            plant: """
                INSERT INTO person (id, name, birth_date, person_kind, staff_student_no) VALUES
                    ('r', '张三', '1990-03-07', 'staff', '0912040135');
                INSERT INTO person_private (id, person_id, identity_no) VALUES
                    ('p', 'p', '000101199003071238'), ('q', 'q', '000101199003071238');
                """,
            findings: ["person p q identity", "person p r name+birth"],
            steps: [
                """
                UPDATE person_private SET identity_no = '000102198802290017' WHERE id = 'q';
                UPDATE person SET birth_date = '1990-03-09' WHERE id = 'r'
                """,
                "UPDATE person SET merged_into_id = 'q' WHERE id = 'p'",
                "UPDATE person SET archived_at = '2012-04-06' WHERE id = 'p'",
            ]),
        StarRuleCase(
            rule: "SC-02",
            plant: """
                UPDATE person SET staff_student_no = '0912040135' WHERE id = 'q';
                INSERT INTO person_private (id, person_id, identity_no) VALUES ('p', 'p', '000101199003071238'),
                    ('q', 'q', '');
                """,
            findings: ["person p q number"],
            steps: [
                "UPDATE person SET person_kind = 'postgrad' WHERE id = 'q'",
                "UPDATE person SET staff_student_no = '' WHERE id IN ('p', 'q')",
            ]),
        StarRuleCase(
            rule: "SC-03",
            plant: """
                INSERT INTO membership (id, person_id, branch_id, member_kind, status, in_on) VALUES
                    ('m1', 'p', 'b', 'full', 'active', '2010-09-01'),
                    ('m2', 'p', 'c', 'full', 'active', '2012-03-01');
                """,
            findings: ["membership m1 m2 2010-09-01 / 2012-03-01"],
            steps: [
                "UPDATE membership SET out_on = '2012-03-01', status = 'out' WHERE id = 'm1'",
                "UPDATE membership SET branch_id = 'b' WHERE id = 'm2'",
                "UPDATE membership SET person_id = 'q' WHERE id = 'm2'",
                "UPDATE membership SET archived_at = '2012-04-06' WHERE id = 'm2'",
            ]),
        StarRuleCase(
            rule: "SC-04",
            plant: """
                INSERT INTO grade (id, org_kind, org_id, round, level) VALUES
                    ('g2', 'branch', 'b', 1, '3'), ('g1', 'branch', 'b', 1, '2');
                """,
            findings: ["grade g1 g2 2/3"],
            steps: [
                "UPDATE grade SET level = '2'",
                "UPDATE grade SET round = 2 WHERE id = 'g2'",
                "UPDATE grade SET campaign_id = 'cxzy2013' WHERE id = 'g2'",
                "UPDATE grade SET level = NULL WHERE id = 'g1'",
                "UPDATE grade SET archived_at = '2012-04-06' WHERE id = 'g1'",
            ]),
        StarRuleCase(
            rule: "SC-05",
            plant: """
                INSERT INTO grade (id, org_kind, org_id, level, confirmed_level)
                    VALUES ('g', 'branch', 'b', '2', '3');
                INSERT INTO promotion (id, org_kind, org_id, to_level, confirmed_level, result_kind)
                VALUES ('u', 'branch', 'b', '1', '2', 'up');
                """,
            findings: ["grade g - 3→2", "promotion u - 2→1"],
            steps: [
                "UPDATE grade SET level = '3' WHERE id = 'g'; UPDATE promotion SET to_level = '2' WHERE id = 'u'",
                "UPDATE grade SET confirmed_level = NULL; UPDATE promotion SET result_kind = 'refused'",
            ]),
        StarRuleCase(
            rule: "SC-06",
            plant: """
                INSERT INTO rect_measure (id, plan_id, seq_no, status, closed_on, reopened_on, progress_pct) VALUES
                    ('k1', 'r', 1, 'closed', '2012-06-01', '2012-06-01', 100),
                    ('k2', 'r', 2, 'doing', '2012-06-01', NULL, 100),
                    ('k3', 'r', 3, 'closed', '2012-06-01', NULL, 90);
                """,
            findings: ["rect_measure k1 - closed", "rect_measure k2 - doing", "rect_measure k3 - closed"],
            steps: [
                """
                UPDATE rect_measure SET status = 'closed', closed_on = '2012-06-03',
                    progress_pct = 100 WHERE plan_id = 'r'
                """,
                "UPDATE rect_measure SET status = 'reopened', reopened_on = closed_on WHERE plan_id = 'r'",
            ]),
        StarRuleCase(
            rule: "SC-07",
            plant: """
                UPDATE branch SET status = 'dissolved', dissolved_on = '2012-06-01' WHERE id = 'b';
                INSERT INTO membership (id, person_id, branch_id, status) VALUES
                    ('m1', 'p', 'b', 'active'), ('m2', 'q', 'b', 'active');
                INSERT INTO post (id, org_kind, org_id, person_id) VALUES ('o', 'branch', 'b', 'p');
                INSERT INTO fund_account (id, org_kind, org_id, opening_fen)
                    VALUES ('b/2012/activity', 'branch', 'b', 100);
                INSERT INTO meeting (id, org_kind, org_id, held_on) VALUES
                    ('t1', 'branch', 'b', '2012-06-01'), ('t2', 'branch', 'b', '2012-06-02');
                """,
            findings: ["branch b - membership 2 post 1 fund 1", "meeting t2 - meeting 2012-06-02"],
            steps: [
                "UPDATE branch SET status = 'active', dissolved_on = NULL",
                """
                UPDATE membership SET status = 'out', out_on = '2012-06-01';
                UPDATE post SET end_on = '2012-06-01'; UPDATE fund_account SET opening_fen = 0;
                UPDATE meeting SET held_on = '2012-06-01' WHERE org_id = 'b'
                """,
            ]),
        StarRuleCase(
            rule: "SC-08",
            plant: """
                INSERT INTO fund_account (id, org_kind, org_id, opening_fen) VALUES ('f', 'branch', 'b', 100000);
                INSERT INTO fund_entry (id, account_id, direction, amount_fen) VALUES
                    ('e1', 'f', 'out', 60000), ('e2', 'f', 'out', 60005), ('e3', 'f', 'in', 20000);
                """,
            findings: ["fund_account f - -0.05"],
            steps: [
                "INSERT INTO fund_entry (id, account_id, direction, amount_fen) VALUES ('e4', 'f', 'in', 5)",
                "UPDATE fund_entry SET archived_at = '2012-04-06' WHERE id = 'e2'",
                "UPDATE fund_account SET overdraft_ok = 1",
            ]),
        StarRuleCase(
            rule: "SC-09",
            plant: """
                INSERT INTO fund_entry (id, account_id, voucher_no, reverses_id, archived_at) VALUES
                    ('e1', 'f', '0017', NULL, NULL), ('e2', 'f', '0017', NULL, NULL),
                    ('e3', 'f', '0018', 'e2', '2012-04-06');
                """,
            findings: ["fund_entry e1 e2 0017"],
            steps: [
                "UPDATE fund_entry SET account_id = 'h' WHERE id = 'e2'",
                "UPDATE fund_entry SET archived_at = NULL WHERE id = 'e3'",
                "UPDATE fund_entry SET reverses_id = 'e1' WHERE id = 'e2'",
                "UPDATE fund_entry SET voucher_no = '' WHERE account_id = 'f'",
            ]),
        StarRuleCase(
            rule: "SC-09",
            plant: """
                INSERT INTO dues_record (id, person_id, branch_id, receipt_no) VALUES
                    ('d1', 'p', 'b', '0300'), ('d2', 'q', 'b', '0300'), ('d3', 'p', 'b', '0300');
                """,
            findings: ["dues_record d1 d2 0300", "dues_record d2 d3 0300"],
            steps: [
                "UPDATE dues_record SET receipt_no = '0301' WHERE id = 'd2'",
                "UPDATE dues_record SET branch_id = 'c' WHERE id = 'd2'",
                "UPDATE dues_record SET person_id = 'p'",
            ]),
        StarRuleCase(
            rule: "SC-09",
            plant: """
                INSERT INTO grade (id, scope_id, org_id, confirmed_doc_no) VALUES
                    ('g1', 'college:007', 'b', '温大党委〔2012〕15号'), ('g2', 'college:007', 'c', '温大党委〔2012〕15号');
                INSERT INTO opinion (id, scope_id, org_id, doc_no)
                    VALUES ('q1', 'college:007', 'b', '温大党委〔2012〕15号');
                """,
            findings: ["grade g1 - 温大党委〔2012〕15号 grade/opinion"],
            steps: [
                "UPDATE opinion SET doc_no = '温大党委〔2012〕16号' WHERE id = 'q1'",
                "UPDATE opinion SET archived_at = '2012-04-06'",
                """
                UPDATE opinion SET doc_no = NULL;
                INSERT INTO promotion (id, org_id, confirmed_doc_no) VALUES ('u', 'b', '温大党委〔2012〕15号')
                """,
            ]),
        StarRuleCase(
            rule: "SC-09",
            plant: """
                INSERT INTO opinion (id, scope_id, org_id, doc_no) VALUES
                    ('q2', 'college:007', 'b', '意〔2012〕3号'), ('q1', 'college:012', 'x', '意〔2012〕3号');
                """,
            findings: ["opinion q1 q2 意〔2012〕3号"],
            steps: [
                "UPDATE opinion SET scope_id = 'college:007'",
                "UPDATE opinion SET doc_no = '意〔2012〕4号' WHERE id = 'q1'",
            ]),
        StarRuleCase(
            rule: "SC-10",
            plant: """
                INSERT INTO dues_record (id, person_id, branch_id, period, kind, amount_fen) VALUES
                    ('d1', 'p', 'b', '2012-04', 'monthly', 500), ('d2', 'p', 'c', '2012-04', 'makeup', 500);
                INSERT INTO dues_record (id, person_id, period, kind, reverses_id, archived_at)
                VALUES ('d3', 'p', '2012-04', 'reverse', 'd1', '2012-04-06');
                """,
            findings: ["dues_record d1 d2 2012-04"],
            steps: [
                "UPDATE dues_record SET period = '2012-05' WHERE id = 'd2'",
                "UPDATE dues_record SET person_id = 'q' WHERE id = 'd2'",
                "UPDATE dues_record SET kind = 'special' WHERE id = 'd2'",
                "UPDATE dues_record SET archived_at = NULL WHERE id = 'd3'",
            ]),
        StarRuleCase(
            rule: "SC-11",
            plant: """
                INSERT INTO membership (id, person_id, branch_id, member_kind, status, in_on) VALUES
                    ('m1', 'p', 'b', 'full', 'active', '2010-09-01'),
                    ('m2', 'q', 'b', 'full', 'active', '2010-09-01');
                INSERT INTO meeting (id, org_kind, org_id, held_on, needs_quorum, status)
                VALUES ('t', 'branch', 'b', '2012-04-05', 1, 'held');
                INSERT INTO attendance (id, meeting_id, person_id, state) VALUES
                    ('t/p', 't', 'p', 'present'), ('t/q', 't', 'q', 'leave');
                """,
            findings: ["meeting t - 1/2"],
            steps: [
                "UPDATE attendance SET state = 'late' WHERE id = 't/q'",
                "UPDATE membership SET out_on = '2012-04-05', status = 'out' WHERE id = 'm2'",
                "UPDATE membership SET member_kind = 'prob' WHERE id = 'm2'",
                "UPDATE meeting SET needs_quorum = 0",
                "UPDATE meeting SET status = 'planned'",
            ]),
        StarRuleCase(
            rule: "SC-11",
            plant: """
                INSERT INTO membership (id, person_id, branch_id, member_kind, status, in_on) VALUES
                    ('m1', 'v1', 'b', 'full', 'active', '2010-09-01'),
                    ('m2', 'v2', 'b', 'full', 'active', '2010-09-01'),
                    ('m3', 'v3', 'b', 'full', 'active', '2010-09-01'),
                    ('m4', 'v4', 'b', 'full', 'active', '2010-09-01'),
                    ('m5', 'v5', 'b', 'full', 'active', '2010-09-01');
                INSERT INTO meeting (id, org_kind, org_id, held_on, needs_quorum, quorum_rule, status)
                VALUES ('t', 'branch', 'b', '2012-04-05', 1, 'four_fifths', 'held');
                INSERT INTO attendance (id, meeting_id, person_id, state) VALUES
                    ('t/v1', 't', 'v1', 'present'), ('t/v2', 't', 'v2', 'present'), ('t/v3', 't', 'v3', 'present'),
                    ('t/v4', 't', 'v4', 'present');
                """,
            findings: ["meeting t - 4/5"],
            steps: [
                "UPDATE meeting SET quorum_rule = 'two_thirds'",
                "INSERT INTO attendance (id, meeting_id, person_id, state) VALUES ('t/v5', 't', 'v5', 'present')",
            ]),
        StarRuleCase(
            rule: "SC-12",
            plant: """
                INSERT INTO term (id, org_kind, org_id, seq_no, start_on, due_on, end_on, status) VALUES
                    ('n2', 'branch', 'b', 3, '2009-09-01', '2012-09-01', NULL, 'active'),
                    ('n1', 'branch', 'b', 4, '2012-04-01', '2015-04-01', NULL, 'active');
                """,
            findings: ["term n1 n2 4/3"],
            steps: [
                "UPDATE term SET end_on = '2012-04-01', status = 'ended' WHERE id = 'n2'",
                "UPDATE term SET status = 'planned' WHERE id = 'n1'",
                "UPDATE term SET org_id = 'c' WHERE id = 'n1'",
            ]),
        StarRuleCase(
            rule: "SC-12",
            plant: """
                INSERT INTO term (id, org_kind, org_id, seq_no, start_on, due_on, status) VALUES
                    ('n1', 'branch', 'b', 3, '2009-09-01', '2012-03-01', 'ended'),
                    ('n2', 'branch', 'b', 3, '2012-04-01', '2015-04-01', 'active');
                """,
            findings: ["term n1 n2 3/3"],
            steps: [
                "UPDATE term SET seq_no = 4 WHERE id = 'n2'",
            ]),
        StarRuleCase(
            rule: "SC-13",
            plant: """
                INSERT INTO membership (id, person_id, branch_id, member_kind, status) VALUES
                    ('m1', 'p', 'c', 'full', 'active'), ('m2', 'q', 'b', 'prob', 'active');
                INSERT INTO post (id, org_kind, org_id, person_id, post_kind) VALUES
                    ('o1', 'branch', 'b', 'p', 'org'), ('o2', 'branch', 'b', 'q', 'pub'),
                    ('o3', 'college', '007', 'p', 'member'),
                    ('o4', 'college', '012', 'p', 'deputy');
                """,
            findings: ["post o1 - org", "post o2 - pub", "post o4 - deputy"],
            steps: [
                """
                UPDATE membership SET branch_id = 'b', member_kind = 'full' WHERE id IN ('m1', 'm2');
                UPDATE branch SET college_id = '012' WHERE id = 'b';
                UPDATE post SET end_on = '2012-04-01' WHERE id = 'o3'
                """,
                "UPDATE post SET end_on = '2012-04-01' WHERE id <> 'o3'",
                "UPDATE post SET archived_at = '2012-04-06'",
            ]),
        StarRuleCase(
            rule: "SC-14",
            plant: """
                INSERT INTO grade (id, org_id, confirmed_level, archived_at) VALUES
                    ('g1', 'b', '3', NULL), ('g2', 'c', NULL, NULL), ('g3', 'c', '3', '2012-05-01');
                INSERT INTO promotion (id, org_id, from_grade_id, from_level, to_level, status) VALUES
                    ('u1', 'b', 'g1', '4', '2', 'submitted'), ('u2', 'c', 'g2', '3', '2', 'submitted'),
                    ('u3', 'b', NULL, '3', '2', 'submitted'), ('u4', 'b', 'g1', '3', '1', 'submitted'),
                    ('u5', 'c', 'g3', '3', '2', 'submitted'), ('u6', 'c', 'g1', '3', '2', 'submitted');
                """,
            findings: [
                "promotion u1 - 4",
                "promotion u1 u4 twice",
                "promotion u2 - 3",
                "promotion u3 - 3",
                "promotion u3 u4 twice",
                "promotion u5 - 3",
                "promotion u6 - 3",
            ],
            steps: [
                """
                UPDATE grade SET confirmed_level = '3' WHERE id LIKE 'g%';
                UPDATE promotion SET from_level = '3', to_level = '2' WHERE id LIKE 'u%';
                UPDATE promotion SET from_grade_id = 'g1' WHERE id = 'u3';
                UPDATE promotion SET from_grade_id = 'g2' WHERE id = 'u6';
                UPDATE grade SET archived_at = NULL WHERE id = 'g3'
                """,
                """
                UPDATE promotion SET status = 'draft' WHERE id > 'u1' AND id < 'u9';
                UPDATE promotion SET status = 'returned', from_level = '3' WHERE id = 'u1';
                UPDATE promotion SET archived_at = '2012-04-06' WHERE id = 'u3'
                """,
            ]),
        StarRuleCase(
            rule: "SC-15",
            plant: """
                INSERT INTO membership (id, person_id, branch_id, member_kind, status, in_on) VALUES
                    ('m1', 'p', 'b', 'full', 'active', '2012-04-06'),
                    ('m2', 'q', 'b', 'prob', 'active', '2010-09-01'),
                    ('m3', 'p', 'c', 'full', 'out', '2010-09-01'), ('m4', 'p', 'b', 'full', 'active', '2010-09-01');
                UPDATE membership SET archived_at = '2012-04-06' WHERE id = 'm4';
                INSERT INTO meeting (id, org_kind, org_id, held_on) VALUES ('t', 'branch', 'b', '2012-04-05');
                INSERT INTO attendance (id, meeting_id, person_id, state, has_vote) VALUES
                    ('t/p', 't', 'p', 'present', 0), ('t/q', 't', 'q', 'present', 1);
                """,
            findings: ["attendance t/p - present", "attendance t/q - present vote"],
            steps: [
                """
                UPDATE membership SET in_on = '2012-04-05' WHERE id = 'm1';
                UPDATE membership SET member_kind = 'full', regularised_on = '2012-04-01' WHERE id = 'm2'
                """,
                "UPDATE attendance SET state = 'observer', has_vote = 0",
                "UPDATE meeting SET archived_at = '2012-04-06'",
            ]),
        StarRuleCase(
            rule: "SC-16",
            plant: """
                INSERT INTO promotion (id, org_kind, org_id, result_kind, status) VALUES
                    ('u1', 'branch', 'b', 'up', 'submitted'), ('u2', 'branch', 'c', 'up', 'confirmed');
                INSERT INTO rect_plan (id, org_kind, org_id) VALUES ('r', 'branch', 'b');
                INSERT INTO rect_measure (id, plan_id, status) VALUES ('k1', 'r', 'doing'), ('k2', 'r', 'open'),
                    ('k3', 'r', 'closed');
                """,
            findings: ["promotion u1 - open 2", "promotion u2 - no plan"],
            steps: [
                """
                UPDATE rect_measure SET status = 'closed' WHERE id = 'k1';
                UPDATE rect_measure SET status = 'cancelled' WHERE id = 'k2';
                INSERT INTO rect_plan (id, org_kind, org_id) VALUES ('s', 'branch', 'c')
                """,
                "UPDATE promotion SET status = 'returned'",
                "UPDATE promotion SET result_kind = 'keep'",
            ]),
        StarRuleCase(
            rule: "SC-30",
            plant: """
                INSERT INTO report_submission (id, scope_id, org_kind, org_id, report_code, period_label,
                    cutoff_at, status) VALUES
                    ('s1', 'college:007', 'college', '007', 'R13', '2012-03', '2012-03-31T18:00:00+08:00',
                    'submitted'),
                    ('s2', 'college:007', 'branch', 'c', 'R20', '2012Q1', '2012-03-31T18:00:00+08:00', 'accepted');
                INSERT INTO meeting (id, scope_id, org_kind, org_id, held_on, created_at)
                VALUES ('t', 'college:007', 'branch', 'b', '2012-03-30', '2012-04-02T09:00:00+08:00');
                INSERT INTO dues_record (id, scope_id, branch_id, paid_on, created_at) VALUES
                    ('d1', 'college:007', 'c', '2012-01-05', '2012-04-02T09:00:00+08:00'),
                    ('d2', 'college:007', 'c', '2012-03-05', '2012-04-02T09:00:00+08:00'),
                    ('d3', 'college:007', 'b', '2012-03-05', '2012-04-02T09:00:00+08:00');
                INSERT INTO fund_account (id, org_kind, org_id) VALUES ('f1', 'branch', 'b'), ('f2', 'branch', 'c');
                INSERT INTO fund_entry (id, scope_id, account_id, entry_on, created_at) VALUES
                    ('e1', 'college:007', 'f1', '2012-03-05', '2012-04-02T09:00:00+08:00'),
                    ('e2', 'college:007', 'f2', '2012-03-05', '2012-04-02T09:00:00+08:00');
                INSERT INTO membership (id, scope_id, person_id, branch_id, in_on, created_at) VALUES
                    ('m1', 'college:007', 'p', 'b', '2012-03-05', '2012-04-02T09:00:00+08:00'),
                    ('m2', 'college:007', 'q', 'c', '2012-03-05', '2012-04-02T09:00:00+08:00');
                INSERT INTO appraisal (id, scope_id, org_id, rated_on, created_at) VALUES
                    ('a1', 'college:007', 'b', '2012-03-05', '2012-04-02T09:00:00+08:00'),
                    ('a2', 'college:007', 'c', '2012-03-05', '2012-04-02T09:00:00+08:00');
                """,
            findings: [
                "report_submission s1 - meeting 1 dues_record 2 fund_entry 2 membership 2 appraisal 2",
                "report_submission s2 - dues_record 2 fund_entry 1 membership 1 appraisal 1",
            ],
            steps: [
                """
                UPDATE meeting SET created_at = '2012-03-31T18:00:00+08:00' WHERE scope_id = 'college:007';
                UPDATE dues_record SET paid_on = '2012-04-01' WHERE scope_id = 'college:007';
                UPDATE fund_entry SET entry_on = '2011-12-31' WHERE scope_id = 'college:007';
                UPDATE membership SET archived_at = '2012-04-06' WHERE scope_id = 'college:007';
                UPDATE appraisal SET scope_id = 'college:012' WHERE scope_id = 'college:007'
                """,
                "UPDATE report_submission SET superseded_by = 's3'",
                "UPDATE report_submission SET status = 'draft'",
            ]),
        StarRuleCase(
            rule: "SC-31",
            plant: """
                INSERT INTO appraisal (id, org_kind, org_id, year, kind, rated_on, result_level, ballots_out,
                    ballots_in, n_good)
                VALUES ('a1', 'branch', 'b', 2012, 'org', '2012-12-01', 'good', 20, 18, 18),
                    ('a2', 'branch', 'b', 2012, 'org', '2012-12-08', 'fair', 20, 18, 18),
                    ('a3', 'branch', 'c', 2012, 'org', '2012-12-01', 'good', 20, 18, 17);
                INSERT INTO appraisal (id, org_kind, org_id, year, kind, meeting_id, ballots_out, ballots_in,
                    n_good)
                VALUES ('a4', 'branch', 'c', 2013, 'org', 't', 2, 2, 2);
                INSERT INTO attendance (id, meeting_id, person_id, state) VALUES ('t/p', 't', 'p', 'present'),
                    ('t/q', 't', 'q', 'leave');
                INSERT INTO attendance (id, meeting_id, person_id, state, archived_at)
                VALUES ('t/r', 't', 'r', 'present', '2013-12-31');
                """,
            findings: ["appraisal a1 a2 org", "appraisal a3 - 18/20", "appraisal a4 - 2/2"],
            steps: [
                """
                UPDATE appraisal SET result_level = 'good' WHERE id = 'a2';
                UPDATE appraisal SET ballots_invalid = 1 WHERE id = 'a3';
                UPDATE attendance SET state = 'observer' WHERE id = 't/q'
                """,
                "UPDATE appraisal SET archived_at = '2012-12-31'",
            ]),
    ]
}

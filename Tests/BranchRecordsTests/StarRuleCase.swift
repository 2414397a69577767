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
                UPDATE person SET staff_student_no = '0912040135';
                INSERT INTO person_private (id, person_id, identity_no) VALUES ('p', 'p', '000101199003071238'),
                    ('q', 'q', '');
                """,
            findings: ["person p q number"],
            steps: [
                "UPDATE person SET person_kind = 'postgrad' WHERE id = 'q'",
                "UPDATE person SET staff_student_no = ''",
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
                "UPDATE grade SET level = '3'; UPDATE promotion SET to_level = '2'",
                "UPDATE grade SET confirmed_level = NULL; UPDATE promotion SET result_kind = 'refused'",
            ]),
        StarRuleCase(
            rule: "SC-06",
            plant: """
                INSERT INTO rect_measure (id, plan_id, seq_no, status, closed_on, reopened_on, progress_pct) VALUES
                    ('k1', 'r', 1, 'closed', '2012-06-01', '2012-06-02', 100),
                    ('k2', 'r', 2, 'doing', '2012-06-01', NULL, 100),
                    ('k3', 'r', 3, 'closed', '2012-06-01', NULL, 90);
                """,
            findings: ["rect_measure k1 - closed", "rect_measure k2 - doing", "rect_measure k3 - closed"],
            steps: [
                "UPDATE rect_measure SET status = 'closed', closed_on = '2012-06-03', progress_pct = 100",
                "UPDATE rect_measure SET status = 'reopened', reopened_on = '2012-06-02'",
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
                UPDATE meeting SET held_on = '2012-06-01'
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
                INSERT INTO fund_entry (id, account_id, voucher_no) VALUES ('e1', 'f', '0017'), ('e2', 'f', '0017');
                """,
            findings: ["fund_entry e1 e2 0017"],
            steps: [
                "UPDATE fund_entry SET account_id = 'h' WHERE id = 'e2'",
                "INSERT INTO fund_entry (id, account_id, voucher_no, reverses_id) VALUES ('e3', 'f', '0018', 'e2')",
                "UPDATE fund_entry SET reverses_id = 'e1' WHERE id = 'e2'",
                "UPDATE fund_entry SET voucher_no = ''",
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
                "UPDATE opinion SET doc_no = '温大党委〔2012〕16号'",
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
                """,
            findings: ["dues_record d1 d2 2012-04"],
            steps: [
                "UPDATE dues_record SET period = '2012-05' WHERE id = 'd2'",
                "UPDATE dues_record SET person_id = 'q' WHERE id = 'd2'",
                "UPDATE dues_record SET kind = 'special' WHERE id = 'd2'",
                """
                INSERT INTO dues_record (id, person_id, period, kind, reverses_id)
                    VALUES ('d3', 'p', '2012-04', 'reverse', 'd1')
                """,
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
                UPDATE membership SET branch_id = 'b', member_kind = 'full';
                UPDATE branch SET college_id = '012' WHERE id = 'b';
                UPDATE post SET end_on = '2012-04-01' WHERE id = 'o3'
                """,
                "UPDATE post SET end_on = '2012-04-01' WHERE id <> 'o3'",
                "UPDATE post SET archived_at = '2012-04-06'",
            ]),
        StarRuleCase(
            rule: "SC-14",
            plant: """
                INSERT INTO grade (id, org_id, confirmed_level) VALUES ('g1', 'b', '3'), ('g2', 'c', NULL);
                INSERT INTO promotion (id, org_id, from_grade_id, from_level, to_level, status) VALUES
                    ('u1', 'b', 'g1', '4', '2', 'submitted'), ('u2', 'c', 'g2', '3', '2', 'submitted'),
                    ('u3', 'b', NULL, '3', '2', 'submitted'), ('u4', 'b', 'g1', '3', '1', 'submitted');
                """,
            findings: [
                "promotion u1 - 4",
                "promotion u1 u4 twice",
                "promotion u2 - 3",
                "promotion u3 - 3",
                "promotion u3 u4 twice",
            ],
            steps: [
                """
                UPDATE grade SET confirmed_level = '3'; UPDATE promotion SET from_level = '3', to_level = '2';
                UPDATE promotion SET from_grade_id = 'g1' WHERE id = 'u3'
                """,
                """
                UPDATE promotion SET status = 'draft'; UPDATE promotion SET status = 'returned',
                    from_level = '3' WHERE id = 'u1';
                UPDATE promotion SET archived_at = '2012-04-06' WHERE id = 'u3'
                """,
            ]),
        StarRuleCase(
            rule: "SC-15",
            plant: """
                INSERT INTO membership (id, person_id, branch_id, member_kind, status, in_on) VALUES
                    ('m1', 'p', 'b', 'full', 'active', '2012-04-06'),
                    ('m2', 'q', 'b', 'prob', 'active', '2010-09-01');
                INSERT INTO meeting (id, org_kind, org_id, held_on) VALUES ('t', 'branch', 'b', '2012-04-05');
                INSERT INTO attendance (id, meeting_id, person_id, state, has_vote) VALUES
                    ('t/p', 't', 'p', 'present', 0), ('t/q', 't', 'q', 'present', 1);
                """,
            findings: ["attendance t/p - present", "attendance t/q - present vote"],
            steps: [
                """
                UPDATE membership SET in_on = '2012-04-05';
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
                INSERT INTO meeting (id, scope_id, org_kind, org_id, held_on, created_at) VALUES
                    ('t', 'college:007', 'branch', 'b', '2012-03-30', '2012-04-02T09:00:00+08:00');
                INSERT INTO dues_record (id, scope_id, branch_id, paid_on, created_at) VALUES
                    ('d1', 'college:007', 'c', '2012-01-05', '2012-04-02T09:00:00+08:00'),
                    ('d2', 'college:007', 'c', '2012-03-05', '2012-04-02T09:00:00+08:00');
                """,
            findings: [
                "report_submission s1 - meeting 1 dues_record 1",
                "report_submission s2 - dues_record 2",
            ],
            steps: [
                """
                UPDATE meeting SET created_at = '2012-03-31T18:00:00+08:00';
                UPDATE dues_record SET paid_on = '2012-04-01'
                """,
                "UPDATE meeting SET scope_id = 'college:012'; UPDATE dues_record SET archived_at = '2012-04-06'",
                "UPDATE report_submission SET superseded_by = 's3'",
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
                """,
            findings: ["appraisal a1 a2 org", "appraisal a3 - 18/20", "appraisal a4 - 2/2"],
            steps: [
                """
                UPDATE appraisal SET result_level = 'good';
                UPDATE appraisal SET ballots_invalid = 1 WHERE id = 'a3';
                UPDATE attendance SET state = 'observer' WHERE id = 't/q'
                """,
                "UPDATE appraisal SET archived_at = '2012-12-31'",
            ]),
    ]
}

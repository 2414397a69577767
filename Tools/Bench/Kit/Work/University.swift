import BranchRecords
import Foundation
import GRDB
import ReplicaStore
import TestKit

/// A university with a year's records, as large as `domain`'s size M where there are 100,000 rows to do: 25 colleges, 500
/// branches, 10,000 members, 120,000 attendances. Its committee holds all, and one college has edited.
struct University {
    private static let colleges = 25
    private static let members = 20

    let server: Committee.Computer
    private let office: Committee.Computer
    /// Cells and new records that the college has changed and the committee has not seen.
    let changes: Int

    init(_ count: Int, in folder: URL) throws {
        let branches = max(1, count / 5_000)
        let scopes = (1...Self.colleges).map { String(format: "college:%03d", $0) }
        let committee = try Committee(
            seed: 20_120_406, schema: BranchSchema.sql, scopes: scopes, serverRoles: ["admin", "uni_org", "col_org", "br_sec"],
            ruleStepsMax: 500_000_000,
            place: { folder.appending(path: "\($0).db").path })
        server = committee.server
        for scope in scopes + ["uni"] { try server.replica.hold(scope: scope, writes: true) }
        try server.replica.editWithoutTransaction { database in
            try database.execute(sql: Self.records(branches: branches))
        }
        office = try committee.enrol("office", roles: ["col_org", "br_sec"], scopes: [scopes[0]])
        // What the rules list of all records is found once.
        _ = try server.replica.openConflictCounts()
        changes = try Self.edit(office.replica, min(1_000, 50 * branches))
    }

    /// Has the committee take in what the college did.
    func merge() throws { try server.replica.pull(from: office.replica, scope: "college:001") }

    /// - Parameter branches: Of each college.
    private static func records(branches: Int) -> String {
        """
        BEGIN;
        CREATE TEMP TABLE c AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < \(colleges))
            SELECT i, printf('%03d', i) AS id, printf('college:%03d', i) AS scope FROM n;
        CREATE TEMP TABLE b AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < \(branches))
            SELECT n.i, c.id || '-' || n.i AS id, c.id AS college, c.scope FROM c, n;
        CREATE TEMP TABLE m AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < \(members))
            SELECT n.i, b.id || '-' || n.i AS id, b.id AS branch, b.scope FROM b, n;
        CREATE TEMP TABLE months AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 12)
            SELECT i FROM n;
        INSERT INTO college(id, name, short_name, status) SELECT id, '学院' || i, '院' || i, 'active' FROM c;
        INSERT INTO branch(id, scope_id, college_id, code, name, kind, status, established_on)
            SELECT id, scope, college, id, '第' || i || '党支部', 'undergrad', 'active', '2008-09-01' FROM b;
        INSERT INTO person(id, scope_id, name, person_kind, staff_student_no, birth_date)
            SELECT id, scope, '党员' || id, 'student', 'S' || id, date('1980-01-01', i * 37 || ' days') FROM m;
        INSERT INTO person_private(id, scope_id, person_id, identity_no)
            SELECT id, scope, id, 'X' || id FROM m;
        INSERT INTO membership(id, scope_id, person_id, branch_id, member_kind, in_on, status)
            SELECT 'm' || id, scope, id, branch, 'full', '2010-01-01', 'active' FROM m;
        INSERT INTO term(id, scope_id, org_kind, org_id, seq_no, start_on, due_on, status)
            SELECT 't' || id, scope, 'branch', id, 1, '2010-01-01', '2013-01-01', 'running' FROM b;
        INSERT INTO post(id, scope_id, org_kind, org_id, term_id, person_id, post_kind, start_on)
            SELECT 'o' || m.id, m.scope, 'branch', m.branch, 't' || m.branch, m.id,
                CASE m.i WHEN 1 THEN 'secretary' WHEN 2 THEN 'deputy' ELSE 'member' END, '2010-01-01'
            FROM m WHERE m.i <= 3;
        INSERT INTO survey(id, scope_id, org_kind, org_id, round, status)
            SELECT 's' || id, scope, 'branch', id, 1, 'submitted' FROM b;
        INSERT INTO survey_item(id, scope_id, survey_id, aspect, rating)
            SELECT 's' || b.id || '/A' || k.i, b.scope, 's' || b.id, 'A' || k.i, 'good' FROM b, months k WHERE k.i <= 6;
        INSERT INTO grade(id, scope_id, org_kind, org_id, round, level, confirmed_level, confirmed_on, status)
            SELECT 'g' || id, scope, 'branch', id, 1, 'good', 'good', '2012-04-20', 'confirmed' FROM b;
        INSERT INTO rect_plan(id, scope_id, org_kind, org_id, grade_id, target_level, strategy, goal, responsible_id, due_on, status)
            SELECT 'r' || id, scope, 'branch', id, 'g' || id, 'advanced', 'lift', '组织生活正常', id || '-1', '2012-10-31', 'approved' FROM b;
        INSERT INTO rect_measure(id, scope_id, plan_id, seq_no, problem, status)
            SELECT 'r' || b.id || '/' || k.i, b.scope, 'r' || b.id, k.i, '组织生活不够正常', 'open' FROM b, months k WHERE k.i <= 5;
        INSERT INTO promotion(id, scope_id, org_kind, org_id, from_grade_id, from_level, to_level, status)
            SELECT 'u' || id, scope, 'branch', id, 'g' || id, 'good', 'advanced', 'draft' FROM b;
        INSERT INTO appraisal(id, scope_id, org_kind, org_id, year, kind, ballots_out, ballots_in, ballots_invalid,
                n_excellent, n_good, n_fair, n_poor, rated_on, status)
            SELECT 'a' || id, scope, 'branch', id, 2012, 'annual', 20, 20, 0, 15, 5, 0, 0, '2012-11-20', 'confirmed' FROM b;
        INSERT INTO assessment(id, scope_id, org_kind, org_id, year, total_score, status)
            SELECT id || '/2012', scope, 'branch', id, 2012, 88, 'draft' FROM b;
        INSERT INTO fund_account(id, scope_id, org_kind, org_id, year, fund_kind, opening_fen)
            SELECT id || '/2012/activity', scope, 'branch', id, 2012, 'activity', 500000 FROM b;
        INSERT INTO fund_entry(id, scope_id, account_id, entry_on, direction, amount_fen, voucher_no)
            SELECT 'e' || b.id || '/' || k.i, b.scope, b.id || '/2012/activity', printf('2012-%02d-10', k.i), 'out', 1000 + k.i,
                b.id || '-' || k.i FROM b, months k;
        INSERT INTO dues_record(id, scope_id, person_id, branch_id, period, amount_fen, paid_on, kind, receipt_no)
            SELECT 'd' || m.id || '/' || k.i, m.scope, m.id, m.branch, printf('2012-%02d', k.i), 20, printf('2012-%02d-08', k.i),
                'monthly', m.id || '-' || k.i FROM m, months k WHERE k.i <= 8;
        INSERT INTO meeting(id, scope_id, org_kind, org_id, kind, title, held_on, due_count, needs_quorum, status)
            SELECT 'h' || b.id || '/' || k.i, b.scope, 'branch', b.id, 'member_meeting', '支部党员大会', printf('2012-%02d-15', k.i),
                \(members), 1, 'held' FROM b, months k;
        INSERT INTO attendance(id, scope_id, meeting_id, person_id, state, has_vote)
            SELECT 'h' || m.branch || '/' || k.i || '/' || m.id, m.scope, 'h' || m.branch || '/' || k.i, m.id, 'present', 1
            FROM m, months k;
        DROP TABLE temp.c; DROP TABLE temp.b; DROP TABLE temp.m; DROP TABLE temp.months;
        COMMIT;
        """
    }

    /// A week's work of one college: half of it attendance, as in the domain's model of edits.
    ///
    /// - Returns: How many cells were written.
    private static func edit(_ replica: Replica, _ count: Int) throws -> Int {
        var written = 0
        try replica.edit { database in
            for (table, assignment, share) in [
                ("attendance", "state = 'leave'", 50), ("rect_measure", "progress_pct = 60", 10),
                ("person", "class_name = '09级1班'", 10), ("membership", "remark = '已核对'", 8),
                ("dues_record", "paid_on = '2012-09-01'", 8), ("meeting", "minutes = '会议研究了整改措施。'", 6),
                ("fund_entry", "summary = '购买学习资料'", 4), ("post", "doc_no = '党发〔2012〕3号'", 2),
                ("survey_item", "rating = 'fair'", 1), ("grade", "score = 85", 1),
            ] {
                try database.execute(
                    sql: "UPDATE \(table) SET \(assignment) WHERE rowid IN (SELECT rowid FROM \(table) ORDER BY rowid LIMIT ?)",
                    arguments: [max(1, count * share / 100)])
                written += database.changesCount
            }
        }
        return written
    }
}

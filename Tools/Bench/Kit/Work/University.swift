import BranchRecords
import Foundation
import GRDB
import ReplicaStore
import TestKit

/// A university with a year's records, as large as `domain`'s size M where there are 100,000 rows to do: 25 colleges, 500
/// branches, 10,000 members, 120,000 attendances. Its committee holds all, and one college has edited.
struct University {
    let server: Committee.Computer
    private let office: Committee.Computer
    private let scope: String
    /// Cells and new records that the college has changed and the committee has not seen.
    let changes: Int

    /// - Parameter rules: Of the schema's; nil for all.
    init(_ count: Int, rules: [String]?, in folder: URL) throws {
        let population = SamplePopulation(size: count < 100_000 ? .XS : .M)
        let scopes = population.colleges.map(\.scope)
        let committee = try Committee(
            seed: 20_120_406, schema: BranchSchema.sql + Self.keeping(rules), scopes: scopes, serverRoles: ["admin", "uni_org", "col_org", "br_sec"],
            ruleStepsMax: 500_000_000,
            place: { folder.appending(path: "\($0).db").path })
        server = committee.server
        for scope in scopes + ["uni"] { try server.replica.hold(scope: scope, writes: true) }
        try server.replica.editWithoutTransaction { database in
            let stamp = "2012-01-01T08:00:00+08:00"
            try database.execute(sql: "BEGIN")
            try population.writeUniversity(to: database, createdAt: stamp, createdBy: "赵敏")
            for college in population.colleges { try population.write(college, to: database, createdAt: stamp, createdBy: "赵敏") }
            try database.execute(sql: Self.records)
            try database.execute(sql: "COMMIT")
        }
        scope = scopes[0]
        office = try committee.enrol("office", roles: ["col_org", "br_sec"], scopes: [scopes[0]])
        // What the rules list of all records is found once.
        _ = try server.replica.openConflictCounts()
        changes = try Self.edit(office.replica, count < 100_000 ? 50 : 1_000)
    }

    private static func keeping(_ rules: [String]?) -> String {
        guard let rules else { return "" }
        let names = rules.map { "'\($0)'" }.joined(separator: ", ")
        let others = "(SELECT name FROM zhibu_rule WHERE name NOT IN (\(names)))"
        // The rules last, by which the others are found.
        return [("card", "rule"), ("remedy", "rule"), ("advice", "about"), ("rule", "name")]
            .map { "DELETE FROM zhibu_\($0) WHERE \($1) IN \(others);\n" }.joined()
    }

    /// Has the committee take in what the college did.
    func merge() throws { try server.replica.pull(from: office.replica, scope: scope) }

    /// What the branches of the invented university have recorded by the end of the year.
    private static let records = """
        CREATE TEMP TABLE b AS SELECT id, scope_id AS scope FROM branch;
        CREATE TEMP TABLE m AS SELECT row_number() OVER (PARTITION BY branch_id ORDER BY person_id) AS i, person_id AS id,
                branch_id AS branch, scope_id AS scope
            FROM membership WHERE status = 'active' AND member_kind = 'full' AND in_on < '2012' AND COALESCE(regularised_on, in_on) < '2012';
        CREATE INDEX temp.m_branch ON m(branch);
        CREATE TEMP TABLE months AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 12)
            SELECT i FROM n;
        INSERT INTO survey(id, scope_id, org_kind, org_id, round, status)
            SELECT 's' || id, scope, 'branch', id, 1, 'submitted' FROM b;
        INSERT INTO survey_item(id, scope_id, survey_id, aspect, rating)
            SELECT 's' || b.id || '/A' || k.i, b.scope, 's' || b.id, 'A' || k.i, 'good' FROM b, months k WHERE k.i <= 6;
        INSERT INTO grade(id, scope_id, org_kind, org_id, round, level, confirmed_level, confirmed_on, status)
            SELECT 'g' || id, scope, 'branch', id, 1, 'good', 'good', '2012-04-20', 'confirmed' FROM b;
        INSERT INTO rect_plan(id, scope_id, org_kind, org_id, grade_id, target_level, strategy, goal, responsible_id, due_on, status)
            SELECT 'r' || id, scope, 'branch', id, 'g' || id, 'advanced', 'lift', '组织生活正常', (SELECT m.id FROM m WHERE m.branch = b.id AND m.i = 1), '2012-10-31', 'approved' FROM b;
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
                (SELECT count(*) FROM m WHERE m.branch = b.id), 1, 'held' FROM b, months k;
        INSERT INTO attendance(id, scope_id, meeting_id, person_id, state, has_vote)
            SELECT 'h' || m.branch || '/' || k.i || '/' || m.id, m.scope, 'h' || m.branch || '/' || k.i, m.id, 'present', 1
            FROM m, months k;
        DROP TABLE temp.b; DROP TABLE temp.m; DROP TABLE temp.months;
        """

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

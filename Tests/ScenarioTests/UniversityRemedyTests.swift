import BranchRecords
import GRDB
import ReplicaStore
import SyncCore
import TestKit
import Testing

/// What the university's schema has for putting findings right makes them go on every replica, says what it suggests, and is
/// taken back. What each remedy writes is held by the cases of its rule.
@Suite struct UniversityRemedyTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var rule: String
        var plant: String
        var choice: Choice
        /// What is asked for afterwards, and the answer.
        var question: String
        var answer: [String]
        var advice: String?
        var testDescription: String { "\(rule) \(choice)" }
    }

    static let cases = [
        Case(
            rule: "SC-01",
            plant: """
                INSERT INTO post(id, scope_id, org_kind, org_id, person_id, post_kind, start_on, doc_no) VALUES
                    ('o1', 'uni', 'branch', 'b', 'p', 'secretary', '2010-09-01', NULL), ('o2', 'uni', 'branch', 'b', 'q', 'secretary', '2012-03-01', '文6号')
                """,
            choice: .take(2), question: "SELECT end_on || ' ' || end_reason FROM post WHERE id = 'o1'", answer: ["2012-03-01 adjust"],
            advice: "take 2"),
        Case(
            rule: "SC-01",
            plant: """
                INSERT INTO post(id, scope_id, org_kind, org_id, person_id, post_kind, start_on) VALUES
                    ('o1', 'uni', 'branch', 'b', 'p', 'secretary', '2010-09-01'), ('o2', 'uni', 'branch', 'b', 'q', 'secretary', '2012-03-01')
                """,
            choice: .take(1), question: "SELECT archived_by || ' ' || archive_reason FROM post WHERE id = 'o2'", answer: ["王芳 按文件"]),
        Case(
            rule: "SC-03",
            plant: """
                INSERT INTO branch(id, scope_id, name) VALUES ('b', 'uni', '甲支部'), ('c', 'uni', '乙支部');
                INSERT INTO membership(id, scope_id, person_id, branch_id, member_kind, status, in_on) VALUES
                    ('m1', 'uni', 'p', 'b', 'full', 'active', '2010-09-01'), ('m2', 'uni', 'p', 'c', 'full', 'active', '2012-03-01')
                """,
            choice: .take(2), question: "SELECT status || ' ' || out_on || ' ' || out_to || ' ' || end_reason FROM membership WHERE id = 'm1'",
            answer: ["out 2012-03-01 乙支部 transfer"]),
        Case(
            rule: "SC-04",
            plant: """
                INSERT INTO grade(id, scope_id, org_kind, org_id, round, level, confirmed_level) VALUES
                    ('g1', 'uni', 'branch', 'b', 1, '1', NULL), ('g2', 'uni', 'branch', 'b', 1, '2', '2')
                """,
            choice: .take(2), question: "SELECT id FROM grade WHERE archived_at IS NULL", answer: ["g2"], advice: "take 2"),
        Case(
            rule: "SC-05",
            plant: """
                INSERT INTO grade(id, scope_id, org_kind, org_id, round, level, confirmed_level, confirmed_doc_no) VALUES
                    ('g1', 'uni', 'branch', 'b', 1, '1', '2', '文9号')
                """,
            choice: .take(1), question: "SELECT level FROM grade", answer: ["2"], advice: "take 1"),
        Case(
            rule: "SC-05",
            plant: """
                INSERT INTO promotion(id, scope_id, org_kind, org_id, to_level, confirmed_level, result_kind) VALUES ('r', 'uni', 'branch', 'b', '1', '2', 'up')
                """,
            choice: .take(1), question: "SELECT to_level FROM promotion", answer: ["2"]),
        Case(
            rule: "SC-12",
            plant: """
                INSERT INTO term(id, scope_id, org_kind, org_id, seq_no, start_on, due_on, status) VALUES
                    ('n1', 'uni', 'branch', 'b', 3, '2009-09-01', '2012-03-01', 'ended'), ('n2', 'uni', 'branch', 'b', 3, '2012-04-01', '2015-04-01', 'active');
                INSERT INTO post(id, scope_id, org_kind, org_id, term_id) VALUES ('o', 'uni', 'branch', 'b', 'n2')
                """,
            choice: .take(1), question: "SELECT id FROM term WHERE archived_at IS NULL UNION ALL SELECT term_id FROM post", answer: ["n1", "n1"]),
    ]

    @Test(arguments: cases) func whatWasFoundGoesAndComesBack(one: Case) throws {
        let world = HandMovedWorld(seed: 61)
        let replicas = try ["a", "b"].map { try Replica.inMemory($0, schema: BranchSchema.sql, world: world) }
        for (replica, person) in zip(replicas, ["李强", "王芳"]) { try replica.setPerson(person) }
        try replicas[0].edit { try $0.execute(sql: one.plant) }
        func open(_ replica: Replica) throws -> [Conflict] {
            try replica.conflicts().filter { $0.kind == "rule:\(one.rule)" && $0.status == .open }
        }
        let found = try #require(try open(replicas[0]).first)
        #expect(try replicas[0].advice(on: found)?.choice == one.advice)
        // Grades and promotions are for two people.
        if found.needsSecond { #expect(try replicas[0].resolve(found.id.text, one.choice, reason: "按文件") == .signed) }
        try replicas[1].pull(from: replicas[0])
        #expect(try replicas[1].resolve(found.id.text, one.choice, reason: "按文件") == .decided)
        for _ in 0..<2 { for (here, there) in [(0, 1), (1, 0)] { try replicas[here].pull(from: replicas[there]) } }
        for replica in replicas {
            #expect(try open(replica).isEmpty)
            #expect(try replica.read { try String.fetchAll($0, sql: one.question) } == one.answer)
        }
        try replicas[0].undo(found.id.text, reason: "看错了")
        #expect(try open(replicas[0]).map(\.id) == [found.id])
        #expect(try replicas[0].verify(deep: true).isOK)
    }
}

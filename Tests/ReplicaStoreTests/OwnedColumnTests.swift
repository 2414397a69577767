import GRDB
import ReplicaStore
import SyncCore
import TestKit
import Testing

/// A value that a role decides: guards for those who may not even propose, proposals beside the role's
/// value, and a decision by the role alone. If this breaks, anybody's edit passes for the role's.
@Suite struct OwnedColumnTests {
    private static let schema = """
        CREATE TABLE t(k TEXT NOT NULL PRIMARY KEY, grade TEXT, note TEXT DEFAULT '');
        INSERT INTO zhibu_role VALUES ('inspector', '定级人');
        INSERT INTO zhibu_policy VALUES ('t', NULL, 'lww'), ('t', 'grade', 'own(inspector)');
        """

    private struct Offices {
        let inspector, proposer, clerk: Committee.Computer

        init() throws {
            let committee = try Committee(seed: 7, schema: OwnedColumnTests.schema, scopes: [])
            inspector = try committee.enrol("inspector", roles: ["inspector"], scopes: ["uni"])
            proposer = try committee.enrol("proposer", roles: ["editor", "propose"], scopes: ["uni"])
            clerk = try committee.enrol("clerk", scopes: ["uni"])
            try inspector.replica.edit {
                try $0.execute(sql: "INSERT INTO t(k, grade) VALUES ('a', 'good')")
            }
            for one in [proposer, clerk] { try one.pull(from: inspector) }
        }

        func grade(_ at: Committee.Computer) throws -> String? {
            try at.replica.read { try String.fetchOne($0, sql: "SELECT grade FROM t WHERE k = 'a'") }
        }
    }

    @Test func whoMayNotProposeIsRefusedByTheFileItself() throws {
        let offices = try Offices()
        for sql in [
            "UPDATE t SET grade = 'fair'", "UPDATE t SET note = 'x', grade = NULL",
            "INSERT INTO t(k, grade) VALUES ('b', 'fair')",
            "REPLACE INTO t(k, grade) VALUES ('a', 'fair')",
        ] {
            #expect(throws: StoreError(.statementFailed)) {
                try offices.clerk.replica.edit { try $0.execute(sql: sql) }
            }
        }
        try offices.clerk.replica.edit {
            try $0.execute(
                sql: """
                    UPDATE t SET note = 'x', grade = 'good'; INSERT INTO t(k) VALUES ('b');
                    REPLACE INTO t(k, grade, note) VALUES ('a', 'good', 'y');
                    INSERT INTO t(k, note) VALUES ('a', 'z') ON CONFLICT(k) DO UPDATE SET note = 'z';
                    """)
        }
        #expect(try offices.clerk.replica.conflicts().isEmpty)
    }

    @Test func aProposalWaitsBesideTheRolesValueUntilTheRoleDecides() throws {
        let offices = try Offices()
        try offices.proposer.replica.edit { try $0.execute(sql: "UPDATE t SET grade = 'fair'") }
        #expect(try offices.grade(offices.proposer) == "good")
        let open = try #require(try offices.proposer.replica.conflicts().first)
        #expect(open.candidates.map(\.values).count == 2)
        #expect(throws: StoreError(.roleNeeded)) {
            try offices.proposer.replica.resolve(open.id.text, .set(["grade": .text("fair")]), reason: "so")
        }
        try offices.inspector.pull(from: offices.proposer)
        #expect(try offices.grade(offices.inspector) == "good")
        let fair = try #require(open.candidates.first { $0.values == [.text("fair")] })
        try offices.inspector.replica.resolve(open.id.text, .take(fair.number), reason: "agreed")
        try offices.proposer.pull(from: offices.inspector)
        #expect(try offices.grade(offices.proposer) == "fair")
        #expect(try offices.proposer.replica.conflicts().map(\.status) == [.resolved])
        // What the role has decided only the role takes back.
        #expect(throws: StoreError(.roleNeeded)) {
            try offices.proposer.replica.undo(open.id.text, reason: "no")
        }
        #expect(try offices.grade(offices.proposer) == "fair")
        try offices.inspector.replica.undo(open.id.text, reason: "too early")
        #expect(try offices.grade(offices.inspector) == "good")
        #expect(try offices.proposer.replica.verify(deep: true).findings.isEmpty)
    }
}

import GRDB
import ReplicaStore
import SyncCore
import TestKit
import Testing

/// What is written down of a sync: from it follows what `status` calls unsent, and what a bundle holds.
@Suite struct SyncNoteTests {
    private static let college = "college:007"
    private static let schema = """
        CREATE TABLE t(id TEXT NOT NULL PRIMARY KEY, scope_id TEXT, a);
        INSERT INTO zhibu_policy VALUES ('t', NULL, 'keep');
        INSERT INTO zhibu_scope VALUES ('t', 'scope_id');
        """

    @Test func whatIsEditedBesideASyncIsNotTakenForSent() throws {
        let committee = try Committee(seed: 73, schema: Self.schema, scopes: [Self.college])
        let desk = try committee.enrol("desk", scopes: [Self.college])
        func insert(_ key: String) throws {
            try desk.replica.edit { try $0.execute(sql: "INSERT INTO t VALUES ('\(key)', '\(Self.college)', 1)") }
        }
        func pending() throws -> Int? {
            try desk.replica.status().scopes.first { $0.name == Self.college }?.pending
        }
        try insert("before")
        let changes = try #require(try pending())
        #expect(changes > 0)
        var pair = ReplicaPair(desk, committee.server, now: { 1 })
        try pair.run()
        let summary = pair.summaries[0]
        #expect(summary.equalScopes.contains(Self.college))
        // Both have compared and said goodbye; it is not written down yet.
        try insert("beside")
        try pair.owners[0].finished(summary)
        #expect(try pending() == changes)
    }
}

import GRDB
import ReplicaStore
import SyncCore
import TestKit
import Testing

private let schema = """
    CREATE TABLE t(id TEXT NOT NULL PRIMARY KEY, a, b TEXT, c INTEGER DEFAULT 7);
    INSERT INTO zhibu_policy VALUES ('t', NULL, 'keep'), ('t', 'c', 'lww');
    """

/// The store as two offices use it.
@Suite struct TwoOffices {
    @Test func concurrentEditsMeet() throws {
        let world = HandMovedWorld(seed: 1)
        let left = try Replica.inMemory("left", schema: schema, world: world)
        let right = try Replica.inMemory("right", schema: schema, world: world)
        try left.edit { try $0.execute(sql: "INSERT INTO t VALUES ('k', 1, 'x', 3)") }
        try right.pull(from: left)
        try left.edit { try $0.execute(sql: "UPDATE t SET a = 2, c = 4") }
        try right.edit { try $0.execute(sql: "UPDATE t SET a = 3, b = 'y'") }
        try left.pull(from: right)
        try right.pull(from: left)
        let states = try [left, right].map { try $0.status().scopes[0] }
        #expect(states[0].digest == states[1].digest)
        let open = try left.conflicts().filter { $0.status == .open }
        #expect(open.map(\.unit) == ["a"])
        #expect(open[0].candidates.map(\.values).count == 2)
        try left.resolve(open[0].id.text, .take(1), reason: "seen on paper")
        try right.pull(from: left)
        #expect(try right.conflicts().map(\.status) == [.resolved])
        #expect(try right.verify(deep: true).findings.map(\.detail) == [])
        let history = try left.history(table: "t", key: [.text("k")])
        #expect(history.count == 9)
        // Each writer's "before" is what it had seen, not what the other office wrote meanwhile.
        // The two, then the decision, which had seen both.
        let updates = history.filter { $0.column == "a" && $0.operation == "update" }
        #expect(updates.map(\.value).count == 3)
        #expect(updates.prefix(2).map(\.previous) == [.integer(1), .integer(1)])
    }
}

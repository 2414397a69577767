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
    /// As the column will have it, or replicas show what they have not been told. Seed 5077 of the laws of desks.
    @Test func whatIsTypedForAConflictIsWrittenAsTheColumnStoresIt() throws {
        let world = HandMovedWorld(seed: 2)
        let schema = """
            CREATE TABLE t(id TEXT NOT NULL PRIMARY KEY, a TEXT, b INTEGER, c REAL, d);
            CREATE TABLE s(id TEXT NOT NULL PRIMARY KEY, a ANY, b INTEGER) STRICT;
            INSERT INTO zhibu_policy VALUES ('t', NULL, 'keep'), ('s', NULL, 'keep');
            """
        let (left, right) = (
            try Replica.inMemory("left", schema: schema, world: world), try Replica.inMemory("right", schema: schema, world: world))
        try left.edit { try $0.execute(sql: "INSERT INTO t VALUES ('k', '', 0, 0, 0); INSERT INTO s VALUES ('k', 0, 0)") }
        try right.pull(from: left)
        for (desk, value) in [(left, 1), (right, 2)] {
            try desk.edit {
                try $0.execute(sql: "UPDATE t SET a = \(value), b = \(value), c = \(value), d = \(value); UPDATE s SET a = \(value), b = \(value)")
            }
        }
        try left.pull(from: right)
        let typed: [(table: String, column: String, value: Value, stored: Value)] = [
            ("t", "a", .integer(99), .text("99")), ("t", "b", .text("99"), .integer(99)), ("t", "b", .text("x"), .text("x")),
            ("t", "c", .integer(3), .real(3)), ("t", "d", .text("3"), .text("3")), ("s", "a", .text("3"), .text("3")),
            ("s", "b", .text("3"), .integer(3)),
        ]
        for item in typed {
            let conflict = try #require(
                try left.conflicts().first { $0.status == .open && $0.table == item.table && $0.unit == item.column })
            try left.resolve(conflict.id.text, .set([item.column: item.value]), reason: "as written on paper")
            try right.pull(from: left)
            for desk in [left, right] {
                let entries = try desk.history(table: item.table, key: [.text("k")])
                #expect(entries.last { $0.column == item.column && $0.value != nil }?.value == item.stored, "\(item)")
                #expect(try desk.verify(deep: true).findings.isEmpty)
            }
            try left.undo(conflict.id.text, reason: "once more")
            try right.pull(from: left)
        }
        let strict = try #require(try left.conflicts().first { $0.status == .open && $0.table == "s" && $0.unit == "b" })
        #expect(throws: StoreError(.choiceUnfit)) { try left.resolve(strict.id.text, .set(["b": .text("x")]), reason: "no number") }
    }

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

import GRDB
import ReplicaStore
import SyncCore
import TestKit
import Testing

/// `WITHOUT ROWID` tables, where a row is found by its key alone.
@Suite struct WithoutRowidTests {
    private static func schema(_ ending: String) -> String {
        """
        CREATE TABLE t(a INTEGER NOT NULL, b TEXT NOT NULL, v, n INTEGER, PRIMARY KEY(b, a))\(ending);
        INSERT INTO zhibu_policy VALUES ('t', 'v', 'keep'), ('t', 'n', 'counter');
        """
    }
    private static let without = schema(" WITHOUT ROWID")

    private func shown(_ replica: Replica) throws -> [String] {
        try replica.read { try Row.fetchAll($0, sql: "SELECT * FROM t ORDER BY a, b").map { "\(Array($0.databaseValues))" } }
    }

    @Test func editsOfEveryKindAreCaptured() throws {
        let world = HandMovedWorld(seed: 7_301)
        let (a, b) = (
            try Replica.inMemory("a", schema: Self.without, world: world),
            try Replica.inMemory("b", schema: Self.without, world: world)
        )
        let foreign = try DatabaseQueue(path: a.path)
        for sql in [
            "INSERT INTO t VALUES (1, 'x', 'one', 1), (2, 'x', 'two', 2), (3, 'x', 'three', 3), ('4', 'x', 4, 4)",
            "UPDATE t SET v = 'changed', n = n + 5 WHERE a = 2", "UPDATE t SET a = 30, b = '文' WHERE a = 3",
            "REPLACE INTO t VALUES (1, 'x', 'over', 1)", "DELETE FROM t WHERE a = 4",
            "UPDATE OR REPLACE t SET a = 2, b = 'x' WHERE a = 30",
        ] {
            try foreign.write { try $0.execute(sql: sql) }
        }
        try a.fold()
        let expected = ["[1, \"x\", \"over\", 1]", "[2, \"x\", \"three\", 3]"]
        #expect(try shown(a) == expected)
        try b.pull(from: a)
        #expect(try shown(b) == expected)
        #expect(try a.status().scopes[0].digest == b.status().scopes[0].digest)
        let history = try a.history(table: "t", key: [.text(Array("x".utf8)), .integer(2)])
        #expect(history.contains { $0.value == "changed" })
        for replica in [a, b] { #expect(try replica.verify(deep: true).findings.map(\.detail) == []) }
    }

    @Test func whatIsDecidedApartIsAConflict() throws {
        let world = HandMovedWorld(seed: 7_302)
        let replicas = try ["a", "b"].map { try Replica.inMemory($0, schema: Self.without, world: world) }
        try replicas[0].edit { try $0.execute(sql: "INSERT INTO t VALUES (1, 'x', 0, 10)") }
        try replicas[1].pull(from: replicas[0])
        for (number, replica) in replicas.enumerated() {
            try replica.edit { try $0.execute(sql: "UPDATE t SET v = \(number + 1), n = n + 1") }
        }
        for (one, two) in [(0, 1), (1, 0)] { try replicas[one].pull(from: replicas[two]) }
        let open = try replicas.map { try $0.conflicts().filter { $0.status == .open } }
        #expect(open.map(\.count) == [1, 1] && open[0][0].id == open[1][0].id)
        try replicas[0].resolve(open[0][0].id.text, .take(2), reason: "so")
        try replicas[1].pull(from: replicas[0])
        #expect(try shown(replicas[0]) == shown(replicas[1]))
        #expect(try shown(replicas[0])[0].hasSuffix(", 12]"))
    }

    /// Clocks go by the rowid in one form of the table and by the key in the other.
    @Test(arguments: [false, true]) func aTableLosesOrGetsItsRowids(gets: Bool) throws {
        let forms = gets ? [Self.without, Self.schema("")] : [Self.schema(""), Self.without]
        let world = HandMovedWorld(seed: 7_303)
        let (a, b) = (
            try Replica.inMemory("a", schema: forms[0], world: world),
            try Replica.inMemory("b", schema: forms[0], world: world)
        )
        try a.edit { try $0.execute(sql: "INSERT INTO t VALUES (1, 'x', 0, 1), (2, 'y', 0, 1), (3, 'z', 0, 1)") }
        try b.pull(from: a)
        for (replica, value) in [(a, "left"), (b, "right")] {
            try replica.edit { try $0.execute(sql: "UPDATE t SET v = '\(value)', n = n + 1 WHERE a = 2") }
        }
        try a.edit { try $0.execute(sql: "DELETE FROM t WHERE a = 1") }
        let before = try shown(a)
        for replica in [a, b] { try replica.install(schema: forms[1], version: "2") }
        #expect(try shown(a) == before)
        try a.edit { try $0.execute(sql: "UPDATE t SET v = 'later' WHERE a = 3") }
        for (one, two) in [(a, b), (b, a)] { try one.pull(from: two) }
        #expect(try shown(a) == shown(b))
        #expect(try a.status().scopes[0].digest == b.status().scopes[0].digest)
        #expect(try a.conflicts().map(\.id) == b.conflicts().map(\.id))
        #expect(try a.conflicts().filter { $0.status == .open }.count == 1)
        for replica in [a, b] { #expect(try replica.verify(deep: true).findings.map(\.detail) == []) }
    }

    /// Rows are copied with their rowids into a table that is made anew, whatever column its key begins with.
    @Test func clocksStayWithTheirRowsWhereTheKeyBeginsWithANumber() throws {
        func schema(_ more: String) -> String {
            "CREATE TABLE t(a INTEGER NOT NULL, b TEXT NOT NULL, v\(more), PRIMARY KEY(a, b));"
        }
        let replica = try Replica.inMemory("a", schema: schema(""), world: HandMovedWorld(seed: 7_305))
        try replica.edit { try $0.execute(sql: "INSERT INTO t VALUES (1, 'x', 0), (2, 'x', 0), (3, 'x', 0)") }
        try replica.edit { try $0.execute(sql: "UPDATE t SET v = 1 WHERE a = 3; DELETE FROM t WHERE a = 1") }
        let rowids = { try replica.read { try Int.fetchAll($0, sql: "SELECT rowid FROM t ORDER BY a") } }
        let before = try rowids()
        try replica.install(schema: schema(" DEFAULT 5"), version: "2")
        #expect(try rowids() == before)
        #expect(try replica.verify(deep: true).findings.map(\.detail) == [])
    }

    /// A key that SQLite doesn't number needs no promise that somebody else does.
    @Test(arguments: ["INTEGER", "INT", "TEXT", "BLOB", "VARCHAR(20)"])
    func keysAreLookedUpNotSearchedFor(type: String) throws {
        let replica = try Replica.inMemory(
            "a", schema: "CREATE TABLE t(k \(type) PRIMARY KEY, v) WITHOUT ROWID;", world: HandMovedWorld(seed: 7_304))
        try replica.edit { try $0.execute(sql: "INSERT INTO t VALUES (x'31', 'one')") }
        try replica.read { database in
            let clocks = try String.fetchOne(
                database, sql: "SELECT name FROM sqlite_schema WHERE name LIKE 'zhibu_clock_%'") ?? ""
            let plan = try Row.fetchAll(
                database, sql: "EXPLAIN QUERY PLAN SELECT 1 FROM t JOIN \(clocks) c ON c.k0 = t.k")
            #expect(plan.allSatisfy { !($0["detail"] as String).contains("AUTOMATIC") })
            #expect(plan.contains { ($0["detail"] as String).contains("USING PRIMARY KEY") })
        }
        #expect(try replica.verify(deep: true).findings.map(\.detail) == [])
    }
}

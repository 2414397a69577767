import Foundation
import GRDB
import ReplicaStore
import SyncCore
import TestKit
import Testing

/// Rows with more than one head a unit: their states lie with their clocks, and a list says which of them have conflicts.
@Suite struct DisputedRowTests {
    private static let schema = """
        CREATE TABLE t(k TEXT NOT NULL PRIMARY KEY, a, b);
        CREATE TABLE x(i INTEGER NOT NULL, k TEXT NOT NULL, a, PRIMARY KEY(i, k)) WITHOUT ROWID;
        INSERT INTO zhibu_policy VALUES ('t', NULL, 'keep'), ('t', 'b', 'lww'), ('x', NULL, 'keep');
        """

    /// Two offices that disagree about rows 1 (both columns) and 2 of `t`, about one of `x`, and whether row 3 is gone.
    private func disputed(_ seed: UInt64) throws -> (HandMovedWorld, Replica, Replica) {
        let world = HandMovedWorld(seed: seed)
        let (a, b) = (
            try Replica.inMemory("a", schema: Self.schema, world: world), try Replica.inMemory("b", schema: Self.schema, world: world)
        )
        try a.edit {
            for key in 1...20 { try $0.execute(sql: "INSERT INTO t VALUES ('\(key)', 0, 0)") }
            try $0.execute(sql: "INSERT INTO x VALUES (1, 'p', 0), (2, 'q', 0)")
        }
        try b.pull(from: a)
        for (replica, name) in [(a, "A"), (b, "B")] {
            try replica.edit {
                try $0.execute(sql: "UPDATE t SET a = '\(name)', b = '\(name)' WHERE k = '1'; UPDATE t SET a = '\(name)' WHERE k = '2'")
                try $0.execute(sql: "UPDATE x SET a = '\(name)' WHERE i = 1")
            }
            world.advance(milliseconds: 1_000)
        }
        try a.edit { try $0.execute(sql: "DELETE FROM t WHERE k = '3'") }
        try b.edit { try $0.execute(sql: "UPDATE t SET a = 'B' WHERE k = '3'") }
        for (one, two) in [(a, b), (b, a)] { try one.pull(from: two) }
        return (world, a, b)
    }

    private func kinds(_ replica: Replica) throws -> [String] {
        try replica.conflicts().filter { $0.status == .open || $0.status == .settled }
            .map { "\($0.table) \($0.key) \($0.kind) \($0.unit ?? "-") \($0.status)" }.sorted()
    }

    private func number(_ sql: String, _ replica: Replica) throws -> Int? { try replica.read { try Int.fetchOne($0, sql: sql) } }

    /// The file is one of the program of that format, with a row of every kind; what it said of it is here.
    @Test func aFileOfFormat8IsReadAsItWas() throws {
        let folder = URL.temporaryDirectory.appending(path: "format-8-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { #expect(throws: Never.self) { try FileManager.default.removeItem(at: folder) } }
        let path = folder.appending(path: "old.db").path
        let fixture = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures/format-8.sql")
        let file = try DatabaseQueue(path: path)
        try file.inDatabase { try $0.execute(sql: String(contentsOf: fixture, encoding: .utf8) + "PRAGMA journal_mode = WAL") }
        let before = try file.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM zhibu_row WHERE status & 24 = 0") }
        #expect(before == 7)
        try file.close()
        let replica = try Replica(opening: path, surroundings: HandMovedWorld(seed: 8, now: 1_796_000_000_000).surroundings)
        let conflicts = try replica.conflicts()
        #expect(
            Set(conflicts.filter { $0.status == .open }.map { String($0.id.text.prefix(8)) })
                == ["87f7497e", "0aaf67cc", "49e1817b", "17cd9051"])
        #expect(conflicts.filter { $0.status == .settled }.map { String($0.id.text.prefix(8)) } == ["910fef56"])
        let scope = try #require(try replica.status().scopes.first { $0.name == "uni" })
        #expect(scope.digest.hexText == "4df1035108e7ed76e801e7bc6a001df615707fe9266df2ecf6ad8ba546c22e73")
        #expect(try number("SELECT count(*) FROM zhibu_row WHERE status & 24 = 0", replica) == 0)
        #expect(try number("SELECT open_conflicts FROM zhibu_scope_status WHERE scope = 'uni'", replica) == 4)
        #expect(try number("SELECT count(*) FROM zhibu_row", replica) == 1, "of the one that was deleted")
        #expect(try replica.verify(deep: true).findings.map(\.detail) == [])
        try replica.edit { try $0.execute(sql: "UPDATE t SET a = 'C' WHERE k = '1'; UPDATE x SET v = 'C' WHERE a = 1") }
        let now = try replica.conflicts().filter { $0.status == .open }.map { String($0.id.text.prefix(8)) }
        #expect(Set(now) == ["0aaf67cc", "49e1817b"])
        #expect(try replica.verify(deep: true).findings.map(\.detail) == [])
        try replica.close()
    }

    /// With the table's rowids others: what a tool does that copies it, or `VACUUM`.
    ///
    /// Moved by one, each row is where another was listed.
    @Test(arguments: [1, 1_000]) func conflictsAreFoundAgainWhereRowsWereRenumbered(by shift: Int) throws {
        let (_, a, b) = try disputed(7_401)
        let places = "SELECT sum(place) FROM zhibu_listed WHERE tbl = 1"
        let placesBefore = try #require(try number(places, a))
        let before = try kinds(a)
        #expect(before.count == 5, "\(before)")
        let tool = try DatabaseQueue(path: a.path)
        try tool.write {
            try $0.execute(sql: "UPDATE t SET rowid = -rowid; UPDATE t SET rowid = \(shift) - rowid")
            try $0.execute(sql: "DELETE FROM zhibu_note_1; DELETE FROM zhibu_gone_1")
        }
        try tool.close()
        #expect(try kinds(a) == before)
        #expect(try number(places, a) == placesBefore + 3 * shift)
        #expect(try a.verify(deep: true).findings.map(\.detail) == [])
        try a.edit { try $0.execute(sql: "UPDATE t SET a = 'so' WHERE k = '2'") }
        try b.pull(from: a)
        #expect(try kinds(b) == kinds(a))
        #expect(try a.status().scopes[0].digest == b.status().scopes[0].digest)
    }

    /// Whatever ends a conflict takes it off the list, in tables of both kinds.
    @Test func whatIsNoConflictAnyMoreIsNotListed() throws {
        let (world, a, b) = try disputed(7_402)
        #expect(try number("SELECT open_conflicts FROM zhibu_scope_status", a) == 4)
        #expect(try number("SELECT count(*) FROM zhibu_listed", a) == 4, "two of them in one row")
        try a.edit { try $0.execute(sql: "UPDATE t SET a = 'edited' WHERE k = '2'; DELETE FROM t WHERE k = '1'; DELETE FROM x WHERE i = 1") }
        // SQLite may give the place to another row.
        try a.edit { try $0.execute(sql: "INSERT INTO t VALUES ('21', 1, 1); INSERT INTO x VALUES (1, 'p', 9)") }
        world.advance(milliseconds: 1_000)
        let left = try #require(try a.conflicts().first { $0.status == .open })
        #expect(left.kind == "delete-edit")
        try a.resolve(left.id.text, .keep, reason: "so")
        #expect(try number("SELECT count(*) FROM zhibu_listed", a) == 0)
        try b.pull(from: a)
        for replica in [a, b] {
            #expect(try number("SELECT open_conflicts FROM zhibu_scope_status", replica) == 0)
            #expect(try !replica.conflicts().contains { $0.status == .open })
            #expect(try replica.verify(deep: true).findings.map(\.detail) == [])
        }
    }

    /// A list of conflicts goes past no record that was deleted, however many there are.
    @Test func theListIsFoundByAnIndex() throws {
        let (_, a, _) = try disputed(7_403)
        for (sql, name) in [(asideQuery.replacing("?", with: "1"), "zhibu_row"), ("SELECT open_conflicts FROM zhibu_scope_status", "r")] {
            let plan = try a.read { try Row.fetchAll($0, sql: "EXPLAIN QUERY PLAN \(sql)").map { $0["detail"] as String } }
            let ofRows = plan.filter { ($0 + " ").hasPrefix("SCAN \(name) ") }
            #expect(ofRows == ["SCAN \(name) USING INDEX zhibu_row_aside"], "\(plan)")
        }
    }

    /// A batch in which one row is updated by several changesets, one is deleted, and its place may be another's.
    @Test(arguments: [1, 12, 300]) func aBatchIsMergedAsOneByOne(edits: Int) throws {
        let world = HandMovedWorld(seed: UInt64(7_410 + edits))
        let replicas = try ["a", "b", "c", "d"].map { try Replica.inMemory($0, schema: Self.schema, world: world) }
        try replicas[0].edit {
            for key in 0..<40 { try $0.execute(sql: "INSERT INTO t VALUES ('key \(key * 7 % 40)', 0, 0)") }
        }
        for replica in replicas[1...] { try replica.pull(from: replicas[0]) }
        for number in 0..<edits {
            world.advance(milliseconds: 10)
            let replica = replicas[number % 2]
            let key = "key \(world.number(below: 45))"
            try replica.edit {
                switch world.number(below: 8) {
                case 0: try $0.execute(sql: "DELETE FROM t WHERE k = '\(key)'")
                case 1: try $0.execute(sql: "INSERT OR IGNORE INTO t VALUES ('\(key)', \(number), 1)")
                case 2: try $0.execute(sql: "UPDATE t SET a = \(number), b = \(number) WHERE k LIKE '%\(number % 10)'")
                default: try $0.execute(sql: "UPDATE t SET a = \(number) WHERE k = '\(key)'")
                }
            }
        }
        let bodies = try (0..<2).flatMap { index in
            try replicas[index].bodies(replicas[index].missing(scope: "uni", from: replicas[2].frontier(scope: "uni"))[...], bytesMax: .max)
        }
        try replicas[2].apply(bodies)
        for body in bodies { try replicas[3].apply([body]) }
        try replicas[0].pull(from: replicas[1])
        let digests = try replicas[0...0].map { try $0.status().scopes[0].digest } + replicas[2...].map { try $0.status().scopes[0].digest }
        #expect(Set(digests).count == 1)
        #expect(try kinds(replicas[2]) == kinds(replicas[3]))
        for replica in replicas[2...] { #expect(try replica.verify(deep: true).findings.map(\.detail) == []) }
    }
}

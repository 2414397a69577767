import GRDB
import ReplicaStore
import Synchronization
import SyncCore
import TestKit
import Testing

private let schema = """
    CREATE TABLE t(id TEXT NOT NULL PRIMARY KEY, a, b TEXT, n INTEGER);
    CREATE TABLE pair(x TEXT NOT NULL, y INTEGER NOT NULL, z, PRIMARY KEY(x, y));
    INSERT INTO zhibu_policy VALUES ('t', NULL, 'keep');
    """

/// Edits of any tool are captured as they were made: a value that changes its type or a byte on the
/// way is another value in another office.
@Suite struct CaptureTests {
    private static let next = Mutex<UInt64>(20_120_406)
    private let left: Replica
    private let right: Replica

    init() throws {
        let world = HandMovedWorld(seed: Self.next.withLock { seed in
            // Each test has replicas of its own: names in memory are drawn from the seed.
            seed += 1
            return seed
        })
        left = try Replica.inMemory("left", schema: schema, world: world)
        right = try Replica.inMemory("right", schema: schema, world: world)
    }

    /// A statement of a foreign tool: nothing is folded before the next sync.
    private func foreign(_ sql: String) throws {
        try left.capture { try $0.execute(sql: sql) }
    }

    private func rows(_ replica: Replica, _ sql: String) throws -> [[DatabaseValue]] {
        try replica.read { try Row.fetchAll($0, sql: sql).map { Array($0.databaseValues) } }
    }

    private func expectEqualAfterSync(_ sql: String = "SELECT * FROM t ORDER BY id") throws {
        try left.fold()
        try right.pull(from: left)
        let (mine, theirs) = (try rows(left, sql), try rows(right, sql))
        #expect(mine == theirs)
        #expect(try left.status().scopes.map(\.digest) == right.status().scopes.map(\.digest))
        #expect(try left.verify(deep: true).findings.map(\.detail) == [])
    }

    @Test func everyValueKeepsItsTypeAndItsBytes() throws {
        let literals = [
            "9223372036854775807", "-9223372036854775808", "0", "1", "1.0", "-0.0", "0.1",
            "9e999", "-9e999", "1e-320", "NULL", "''", "x''", "x'00ff0a09'", "'支部'",
            "char(9, 10, 13, 0, 92)", "'a' || char(0) || 'b'", "CAST(x'ff41' AS TEXT)",
            "'e' || char(769)", "'\u{E9}'", "'𠮷'", "'\\n\\t'", "'1'", "'1.0'",
        ]
        for (index, literal) in literals.enumerated() {
            try foreign("INSERT INTO t(id, a) VALUES ('k\(index)', \(literal))")
        }
        try expectEqualAfterSync("SELECT id, typeof(a), hex(CAST(a AS BLOB)), a FROM t ORDER BY id")
        let values = try rows(right, "SELECT a FROM t ORDER BY CAST(substr(id, 2) AS INTEGER)")
        for (index, literal) in literals.enumerated() {
            let isSame = try left.read {
                try Bool.fetchOne(
                    $0,
                    sql: """
                        SELECT typeof(a) = typeof(\(literal)) AND quote(a) = quote(\(literal))
                        FROM t WHERE id = 'k\(index)'
                        """)
            }
            #expect(isSame == true, "\(literal) became \(values[index])")
            let history = try right.history(table: "t", key: [.text("k\(index)")])
            #expect(history.contains { $0.column == "a" && $0.value != nil }, "\(literal)")
        }
    }

    @Test func twoEditsBeforeAFoldAreBothInTheHistory() throws {
        try foreign("INSERT INTO t VALUES ('k', 1, 'x', 1)")
        try left.fold()
        try foreign("UPDATE t SET a = 2")
        try foreign("UPDATE t SET a = 3, b = 'y'")
        try expectEqualAfterSync()
        let history = try right.history(table: "t", key: [.text("k")])
        let written = history.filter { $0.column == "a" }.map(\.value)
        #expect(written == [.integer(1), .integer(2), .integer(3)])
    }

    @Test func aTypeOrACaseThatChangesIsAChange() throws {
        try foreign("INSERT INTO t VALUES ('k', 1, 'x', 1)")
        try left.fold()
        try foreign("UPDATE t SET a = 1.0")
        try foreign("UPDATE t SET a = '1'")
        try expectEqualAfterSync()
        #expect(try right.history(table: "t", key: [.text("k")]).filter { $0.column == "a" }.count == 3)
    }

    @Test func upsertReplaceKeyChangeAndManyRowsAtOnce() throws {
        try foreign(
            """
            WITH RECURSIVE c(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c WHERE i < 500)
            INSERT INTO t SELECT 'k' || i, i, 'b', i FROM c;
            INSERT INTO t(id, a) VALUES ('k1', 0) ON CONFLICT(id) DO UPDATE SET b = 'upserted';
            REPLACE INTO t(id, a) VALUES ('k2', 'replaced');
            UPDATE t SET id = 'new' WHERE id = 'k3';
            UPDATE OR REPLACE t SET id = 'k5' WHERE id = 'k4';
            DELETE FROM t WHERE n > 490;
            INSERT INTO pair VALUES ('支部', 9223372036854775807, 1.5);
            UPDATE pair SET y = y - 1;
            """)
        try expectEqualAfterSync()
        try expectEqualAfterSync("SELECT * FROM pair")
        #expect(try rows(right, "SELECT count(*) FROM t") == rows(left, "SELECT 489"))
        #expect(try rows(right, "SELECT a, b, n FROM t WHERE id = 'k2'")
            == rows(left, "SELECT 'replaced', NULL, NULL"))
        #expect(try rows(right, "SELECT n FROM t WHERE id = 'k5'") == rows(left, "SELECT 4"))
    }

    /// Rows that are deleted and made anew between two folds, and a rowid that is used again.
    @Test func whatEndsAndBeginsAgainBeforeAFold() throws {
        try foreign("INSERT INTO t VALUES ('a', 1, 'x', 1), ('b', 2, 'y', 2)")
        try left.fold()
        try right.pull(from: left)
        try foreign("DELETE FROM t WHERE id = 'b'; INSERT INTO t VALUES ('c', 3, 'z', 3)")
        try foreign("DELETE FROM t WHERE id = 'a'; INSERT INTO t VALUES ('a', 9, 'again', 9)")
        try foreign("INSERT INTO t VALUES ('gone', 1, '', 1); DELETE FROM t WHERE id = 'gone'")
        try expectEqualAfterSync()
        #expect(try rows(right, "SELECT id FROM t ORDER BY id") == rows(left, "VALUES ('a'), ('c')"))
        #expect(try !right.history(table: "t", key: [.text("gone")]).isEmpty)
    }
}

import GRDB
import ReplicaStore
import SyncCore
import TestKit
import Testing

/// Tables of every kind that SQLite has and that can be synced, edited at random by our own connection and
/// by a foreign one: two replicas end equal, and equal to their logs read from nothing.
@Suite struct TableKindTests {
    private static let schema = #"""
        CREATE TABLE "组合"(甲 TEXT NOT NULL, b INTEGER NOT NULL, 值, PRIMARY KEY(甲, b));
        CREATE TABLE bytes(k BLOB NOT NULL PRIMARY KEY, v);
        CREATE TABLE exact(k TEXT NOT NULL PRIMARY KEY, n INTEGER, x ANY, r REAL) STRICT;
        CREATE TABLE computed(k TEXT NOT NULL PRIMARY KEY, n INTEGER,
            twice INTEGER GENERATED ALWAYS AS (n * 2) VIRTUAL,
            both TEXT GENERATED ALWAYS AS (k || coalesce(n, '')) STORED);
        CREATE TABLE "a ""quoted"" 'name"("select" TEXT NOT NULL PRIMARY KEY, "order by" TEXT DEFAULT 'it''s');
        CREATE TABLE link(x TEXT NOT NULL, y TEXT NOT NULL, PRIMARY KEY(x, y));
        CREATE TABLE given(id INTEGER PRIMARY KEY, v TEXT COLLATE NOCASE);
        CREATE TABLE parent(k TEXT NOT NULL PRIMARY KEY, n INTEGER CHECK (n < 90));
        CREATE TABLE child(k TEXT NOT NULL PRIMARY KEY,
            p TEXT REFERENCES parent(k) ON DELETE CASCADE ON UPDATE CASCADE);
        CREATE TABLE audit(k TEXT NOT NULL PRIMARY KEY, n INTEGER);
        CREATE TRIGGER noted AFTER UPDATE ON parent BEGIN
            INSERT INTO audit VALUES (NEW.k, 1) ON CONFLICT(k) DO UPDATE SET n = n + 1;
        END;
        CREATE TRIGGER tidied BEFORE DELETE ON child BEGIN DELETE FROM audit WHERE k = OLD.p; END;
        CREATE VIEW grown AS SELECT * FROM computed WHERE n > 1;
        CREATE INDEX by_value ON given(v);
        INSERT INTO zhibu_policy VALUES ('given', 'id', 'assigned'), ('exact', NULL, 'keep'),
            ('audit', 'n', 'counter'), ('组合', NULL, 'keep');
        """#

    /// Table → how an edit of it is drawn: keys, columns and values as SQL.
    private static let tables: [(name: String, keys: [(String, [String])], values: [(String, [String])])] = [
        ("\"组合\"", [("甲", ["'一'", "'A'", "''"]), ("b", ["1", "-2"])],
            [("值", ["1", "1.0", "x'00'", "NULL", "'文'"])]),
        ("bytes", [("k", ["x''", "x'00ff'", "x'41'"])], [("v", ["'A'", "x'41'", "65"])]),
        ("exact", [("k", ["'a'", "'b'"])],
            [("n", ["1", "NULL"]), ("x", ["1", "1.0", "'1'"]), ("r", ["1", "0.5", "-0.0"])]),
        ("computed", [("k", ["'a'", "'b'"])], [("n", ["1", "2", "NULL"])]),
        ("\"a \"\"quoted\"\" 'name\"", [("\"select\"", ["'a'", "'b'"])], [("\"order by\"", ["'x'", "NULL"])]),
        ("link", [("x", ["'a'", "'b'"]), ("y", ["'c'", "'d'"])], []),
        ("given", [("id", ["1", "2", "-9"])], [("v", ["'a'", "'A'", "NULL"])]),
        ("parent", [("k", ["'p'", "'q'"])], [("n", ["1", "2"])]),
        ("child", [("k", ["'c'", "'d'"])], [("p", ["NULL"])]),
    ]

    private struct Draw {
        var random: SeededRandom

        mutating func pick<Element>(_ elements: [Element]) -> Element {
            elements[Int.random(in: elements.indices, using: &random)]
        }

        mutating func statement() -> String {
            let table = pick(TableKindTests.tables)
            let keys = table.keys.map { ($0.0, pick($0.1)) }
            let values = table.values.map { ($0.0, pick($0.1)) }
            let here = keys.map { "\($0.0) = \($0.1)" }.joined(separator: " AND ")
            let all = keys + values
            switch Int.random(in: 0..<6, using: &random) {
            case 0, 1, 2:
                let verb = pick(["INSERT OR IGNORE", "INSERT OR REPLACE"])
                return "\(verb) INTO \(table.name)(\(all.map(\.0).joined(separator: ", "))) "
                    + "VALUES (\(all.map(\.1).joined(separator: ", ")))"
            case 3 where !values.isEmpty:
                let (column, value) = pick(values)
                return "UPDATE \(table.name) SET \(column) = \(value) WHERE \(here)"
            case 4 where table.name != "parent":
                let (column, value) = pick(keys)
                return "UPDATE OR REPLACE \(table.name) SET \(column) = \(value) WHERE \(here)"
            case 5: return "UPDATE child SET p = (SELECT max(k) FROM parent)"
            default: return "DELETE FROM \(table.name) WHERE \(here)"
            }
        }
    }

    private static func dump(_ replica: Replica) throws -> [String] {
        try replica.read { database in
            try (tables.map(\.name) + ["audit", "grown"]).flatMap { name in
                try Row.fetchAll(database, sql: "SELECT * FROM \(name)")
                    .map { "\(name) \(Array($0.databaseValues))" }.sorted()
            }
        }
    }

    @Test(arguments: 1...40)
    func twoReplicasEndEqual(seed: Int) throws {
        let world = HandMovedWorld(seed: UInt64(9_000 + seed))
        var draw = Draw(random: SeededRandom(seed: UInt64(seed)))
        let replicas = try ["a", "b"].map { try Replica.inMemory($0, schema: Self.schema, world: world) }
        let foreign = try replicas.map { try DatabaseQueue(path: $0.path) }
        for _ in 0..<14 {
            world.advance(milliseconds: 1_000)
            let who = Int.random(in: 0...1, using: &draw.random)
            let statements = (0..<3).map { _ in draw.statement() }
            if Bool.random(using: &draw.random) {
                try replicas[who].edit { for sql in statements { try $0.execute(sql: sql) } }
            } else {
                try foreign[who].write { for sql in statements { try $0.execute(sql: sql) } }
            }
            if Int.random(in: 0..<4, using: &draw.random) == 0 {
                try replicas[who].pull(from: replicas[1 - who])
            }
        }
        for replica in replicas { try replica.fold() }
        try replicas[0].pull(from: replicas[1])
        try replicas[1].pull(from: replicas[0])
        let (a, b) = (try Self.dump(replicas[0]), try Self.dump(replicas[1]))
        #expect(a == b, "\(a.filter { !b.contains($0) }) and \(b.filter { !a.contains($0) })")
        #expect(try replicas[0].status().scopes[0].digest == replicas[1].status().scopes[0].digest)
        #expect(try replicas[0].verify(deep: true).findings.map(\.detail) == [])
    }
}

import GRDB
import ReplicaStore
import SyncCore
import TestKit
import Testing

/// Records that go from scope to scope, on replicas that hold all of them or some, in any order: each scope's record is
/// what its own changes say, and of those with one key a table shows the first live one by the name of its scope.
@Suite struct MoveLawTests {
    private static let scopes = ["college:a", "college:b", "college:c"]
    private static let schema = """
        CREATE TABLE t(id TEXT NOT NULL PRIMARY KEY, place TEXT, name TEXT, n INTEGER, words TEXT, tags TEXT);
        CREATE TABLE w(id TEXT NOT NULL, part INTEGER NOT NULL, place TEXT, name TEXT, PRIMARY KEY(id, part)) WITHOUT ROWID;
        INSERT INTO zhibu_policy VALUES ('t', NULL, 'keep'), ('t', 'place', 'lww'), ('t', 'n', 'counter'),
            ('t', 'words', 'text'), ('t', 'tags', 'set'), ('w', NULL, 'lww');
        INSERT INTO zhibu_scope VALUES ('t', '''college:'' || place'), ('w', '''college:'' || place');
        """

    private static func statement(_ world: HandMovedWorld) -> String {
        func draw<Item>(_ items: [Item]) -> Item { items[world.number(below: items.count)] }
        let place = "'\(draw(["a", "b", "c"]))'"
        let id = draw(["1", "2"])
        let word = "'\(draw(["one", "two", "three"])) \(world.number(below: 100))'"
        let isFirst = world.number(below: 3) > 0
        let (table, row) = isFirst ? ("t", "id = '\(id)'") : ("w", "id = '\(id)' AND part = 1")
        let key = isFirst ? "'\(id)'" : "'\(id)', 1"
        let rest = isFirst ? ", \(world.number(below: 5)), \(word), '[\"\(draw(["x", "y"]))\"]'" : ""
        switch world.number(below: 12) {
        case 0...2: return "INSERT OR IGNORE INTO \(table) VALUES (\(key), \(place), \(word)\(rest))"
        case 3: return "REPLACE INTO \(table) VALUES (\(key), \(place), \(word)\(rest))"
        case 4...6: return "UPDATE \(table) SET place = \(place) WHERE \(row)"
        case 7: return "UPDATE \(table) SET name = \(word) WHERE \(row)"
        case 8 where isFirst: return "UPDATE t SET n = n + 1, tags = '[\"x\", \"z\"]' WHERE \(row)"
        case 9 where isFirst: return "UPDATE t SET words = words || ' ' || \(word) WHERE \(row)"
        case 10: return "UPDATE \(table) SET name = \(word), place = \(place) WHERE \(row)"
        default: return "DELETE FROM \(table) WHERE \(row)"
        }
    }

    private static func shown(_ replica: Replica) throws -> [String] {
        try replica.read {
            try Row.fetchAll($0, sql: "SELECT * FROM t ORDER BY id").map { "\($0)" }
                + Row.fetchAll($0, sql: "SELECT * FROM w ORDER BY id, part").map { "\($0)" }
        }
    }

    private static func conflicts(_ replica: Replica) throws -> [String] {
        try replica.conflicts().map { "\($0.id.text) \($0.kind) \($0.status)" }.sorted()
    }

    private static func play(_ seed: UInt64) throws {
        let world = HandMovedWorld(seed: seed)
        let replicas = try ["one", "two", "three"].map {
            try Replica.inMemory($0, schema: schema, scopes: scopes, world: world)
        }
        func pull(_ one: Replica, _ other: Replica, _ chosen: [String]) throws {
            for scope in chosen { try one.pull(from: other, scope: scope) }
        }
        for _ in 1...30 {
            world.advance(milliseconds: 1_000)
            let one = replicas[world.number(below: 3)]
            switch world.number(below: 10) {
            case 0...3:
                let other = replicas[world.number(below: 3)]
                if other !== one { try pull(one, other, scopes.filter { _ in world.number(below: 3) > 0 }) }
            case 4:
                if let open = try one.conflicts().first(where: { $0.status == .open && $0.kind == "scope" }) {
                    try one.resolve(open.id.text, .take(1 + world.number(below: 2)), reason: "it is there")
                }
            case 5:
                if let settled = try one.conflicts().first(where: { $0.status == .resolved }) {
                    try one.undo(settled.id.text, reason: "it is not")
                }
            case 6:
                if let row = try one.deleted(table: "t").first { try one.undelete(table: "t", key: row.key) }
            default:
                try one.edit { database in
                    for _ in 0...world.number(below: 4) { try database.execute(sql: statement(world)) }
                }
            }
            let findings = try one.verify(deep: true).findings
            #expect(findings.isEmpty, "\(Seeds.replay("MoveLawTests", seed))")
            guard findings.isEmpty else { return }
        }
        for _ in 1...2 {
            for one in replicas { for other in replicas where other !== one { try pull(one, other, scopes) } }
        }
        let held = try scopes.map { scope in try replicas.map { try $0.heldDigest(scope: scope) } }
        #expect(held.allSatisfy { Set($0).count == 1 }, "\(Seeds.replay("MoveLawTests", seed))")
        let (rows, open) = (try replicas.map(shown), try replicas.map(conflicts))
        #expect(Set(rows).count == 1, "\(Seeds.replay("MoveLawTests", seed))")
        #expect(Set(open).count == 1, "\(Seeds.replay("MoveLawTests", seed))")
    }

    @Test func eachScopeIsWhatItsChangesSay() throws {
        for seed in Seeds.isReplay ? Seeds.forThisRun : Array(1...40) {
            do { try Self.play(seed) } catch {
                Issue.record("\(error), \(Seeds.replay("MoveLawTests", seed))")
            }
        }
    }
}

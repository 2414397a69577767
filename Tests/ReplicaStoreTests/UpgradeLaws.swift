import GRDB
import ReplicaStore
import SyncCore
import TestKit
import Testing

/// The same tables through four versions: a column and a table come, units and policies change, a
/// column goes and a default is another.
private let versions = [
    """
    CREATE TABLE t(id TEXT NOT NULL PRIMARY KEY, a, b TEXT, c INTEGER DEFAULT 1);
    INSERT INTO zhibu_policy VALUES ('t', NULL, 'lww');
    """,
    """
    CREATE TABLE t(id TEXT NOT NULL PRIMARY KEY, a, b TEXT, c INTEGER DEFAULT 1, d TEXT DEFAULT 'x');
    CREATE TABLE u(id TEXT NOT NULL PRIMARY KEY, p, q);
    INSERT INTO zhibu_policy VALUES ('t', NULL, 'lww'), ('t', 'a', 'keep'), ('t', 'b', 'text'),
        ('u', NULL, 'keep'), ('u', 'p', 'own(boss)');
    INSERT INTO zhibu_role VALUES ('boss', '');
    """,
    """
    CREATE TABLE t(id TEXT NOT NULL PRIMARY KEY, a, b TEXT, c INTEGER DEFAULT 1, d TEXT DEFAULT 'x');
    CREATE TABLE u(id TEXT NOT NULL PRIMARY KEY, p, q, r DEFAULT 3);
    CREATE INDEX t_a ON t(a);
    INSERT INTO zhibu_policy VALUES ('t', NULL, 'keep'), ('t', 'd', 'own(boss)'), ('u', NULL, 'lww');
    INSERT INTO zhibu_role VALUES ('boss', '');
    INSERT INTO zhibu_unit VALUES ('t', 'bc', 'b'), ('t', 'bc', 'c');
    """,
    """
    CREATE TABLE t(id TEXT NOT NULL PRIMARY KEY, a, c INTEGER DEFAULT 1, d TEXT DEFAULT 'y');
    CREATE TABLE u(id TEXT NOT NULL PRIMARY KEY, p, q, r DEFAULT 3);
    CREATE TABLE v(id TEXT NOT NULL PRIMARY KEY, z);
    INSERT INTO zhibu_policy VALUES ('t', NULL, 'keep'), ('t', 'a', 'max'), ('u', NULL, 'keep');
    """,
]

private let columns: [[String: [String]]] = [
    ["t": ["a", "b", "c"]],
    ["t": ["a", "b", "c", "d"], "u": ["p", "q"]],
    ["t": ["a", "b", "c", "d"], "u": ["p", "q", "r"]],
    ["t": ["a", "c", "d"], "u": ["p", "q", "r"], "v": ["z"]],
]

/// Laws of versions: replicas that take in newer schemas in any order, with edits, syncs and decisions
/// in between, end equal once they are on one version, and equal to the log computed from nothing.
@Suite struct UpgradeLaws {
    @Test(arguments: 0..<2)
    func upgradesInAnyOrderAgree(share: Int) throws {
        var unparked = 0
        for seed in Seeds.forThisRun.prefix(40) where Int(seed) % 2 == share || Seeds.isReplay {
            var life = try Life(seed: seed)
            if let difference = try life.play() {
                Issue.record(
                    "seed \(seed): \(difference)\n\(Seeds.replay("upgradesInAnyOrderAgree", seed))")
                return
            }
            unparked += life.unparked
        }
        if !Seeds.isReplay { #expect(unparked > 3, "parking is too rare to be tested") }
    }

    private struct Life {
        let world: HandMovedWorld
        var replicas: [Replica] = []
        var version: [Int] = []
        var unparked = 0

        init(seed: UInt64) throws {
            world = HandMovedWorld(seed: seed)
            for name in ["one", "two", "three"] {
                replicas.append(try .inMemory(name, schema: versions[0], world: world))
                version.append(0)
            }
        }

        mutating func play() throws -> String? {
            let last = 1 + world.number(below: 3)
            for step in 0..<24 {
                let who = world.number(below: replicas.count)
                // The first one is ahead for a while, so that the others hold what they can't read.
                if step == 4 { try upgrade(0, to: min(last, 1 + world.number(below: 2))) }
                world.advance(milliseconds: Int64(world.number(below: 3)) * 1_000)
                switch world.number(below: 10) {
                case 0..<5: try edit(who)
                case 5..<8:
                    let other = world.number(below: replicas.count)
                    if other != who { try replicas[who].pull(from: replicas[other]) }
                case 8 where step > 12: try upgrade(who, to: min(last, version[who] + 1 + world.number(below: 2)))
                default: try decide(who)
                }
            }
            for who in replicas.indices { try upgrade(who, to: last) }
            for _ in 0..<2 {
                for who in replicas.indices {
                    for other in replicas.indices where other != who {
                        try replicas[who].pull(from: replicas[other])
                    }
                }
            }
            let digests = try replicas.map { try $0.status().scopes[0].digest }
            if Set(digests).count > 1 { return "digests differ" }
            for replica in replicas {
                let findings = try replica.verify(deep: true).findings.map(\.detail)
                if !findings.isEmpty { return "\(findings)" }
            }
            return nil
        }

        private mutating func upgrade(_ who: Int, to next: Int) throws {
            guard next > version[who] else { return }
            unparked += try replicas[who].install(schema: versions[next], version: "\(next + 1)")
                .unparked
            version[who] = next
        }

        private func edit(_ who: Int) throws {
            let tables = columns[version[who]].keys.sorted()
            let table = tables[world.number(below: tables.count)]
            let names = columns[version[who]][table] ?? []
            let key = "k\(world.number(below: 3))"
            let name = names[world.number(below: names.count)]
            let value = world.number(below: 5)
            let sql =
                switch world.number(below: 8) {
                case 0: "DELETE FROM \(table) WHERE id = '\(key)'"
                case 1..<4:
                    """
                    INSERT OR REPLACE INTO \(table)(id, \(name)) VALUES ('\(key)', \(value))
                    """
                default: "UPDATE \(table) SET \(name) = \(value) WHERE id = '\(key)'"
                }
            try replicas[who].edit { try $0.execute(sql: sql) }
        }

        private func decide(_ who: Int) throws {
            let all = try replicas[who].conflicts()
            let open = all.first {
                // Nobody has the role that answers proposals here.
                $0.status == .open && !["p", "d"].contains($0.unit)
            }
            if let open, open.kind == "value" {
                try replicas[who].resolve(open.id.text, .take(1), reason: "so")
            }
        }
    }
}

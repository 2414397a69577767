import Foundation
import GRDB
import ReplicaStore
import SyncCore
import TestKit
import Testing

private let schema = """
    CREATE TABLE t(id TEXT NOT NULL PRIMARY KEY, scope_id TEXT, a);
    INSERT INTO zhibu_policy VALUES ('t', NULL, 'keep');
    INSERT INTO zhibu_scope VALUES ('t', 'scope_id');
    """
private let college = "college:007"

/// What comes before what it depends on is found again when that has come, whatever it was.
@Suite struct WaitingTests {
    private let committee: Committee
    private let entries: [[UInt8]]
    private let bodies: [[UInt8]]
    private let last: Committee.Computer

    /// Three devices that write, of which the third is enrolled in the middle, and a fourth that holds nothing yet.
    init() throws {
        committee = try Committee(seed: 41, schema: schema, scopes: [college])
        let world = committee.world
        var computers = [committee.server]
        for name in ["desk", "laptop"] { computers.append(try committee.enrol(name, scopes: [college])) }
        for round in 0..<24 {
            if round == 8 { computers.append(try committee.enrol("tablet", scopes: [college])) }
            let who = computers[1 + world.number(below: computers.count - 1)]
            world.advance(milliseconds: 1_000)
            try who.replica.edit {
                try $0.execute(sql: "INSERT OR REPLACE INTO t VALUES ('\(round % 5)', '\(college)', \(round))")
            }
            if round % 3 == 0 { try committee.server.pull(from: who) }
            if round % 4 == 0 { try who.pull(from: committee.server) }
        }
        for computer in computers.dropFirst() { try committee.server.pull(from: computer) }
        last = try committee.enrol("last", scopes: [college])
        let server = committee.server.replica
        func all(_ scope: String) throws -> [[UInt8]] {
            try server.bodies(server.missing(scope: scope, from: [])[...], bytesMax: .max)
        }
        entries = try all("control")
        bodies = try all(college)
    }

    private func fresh(at path: String? = nil) throws -> Replica {
        let replica = try Replica(
            creating: path ?? "file:/waiting-\(UUID().uuidString)?vfs=memdb", device: last.device, name: "last",
            surroundings: committee.world.surroundings, signer: last.signer)
        try replica.install(schema: schema, version: "1")
        try replica.trust(root: committee.root.device)
        try replica.hold(scope: "control", writes: false)
        return replica
    }

    private func count(_ table: String, _ replica: Replica) throws -> Int? {
        try replica.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM \(table)") }
    }

    /// Some seals come later than what they prove, as a second copy of it.
    @Test func inAnyOrderAllOfItIsTakenIn() throws {
        for seed in Seeds.isReplay ? Seeds.forThisRun : Array(1...60) {
            var dice = SeededRandom(seed: seed)
            let replica = try fresh()
            var rest = entries[...]
            var parcels = bodies.flatMap { body -> [[UInt8]] in
                Bool.random(using: &dice) ? [body] : [Array(Seal.split(body).changeset), body]
            }
            parcels.shuffle(using: &dice)
            var isEarly = false
            while !parcels.isEmpty || !rest.isEmpty {
                if parcels.isEmpty || Int.random(in: 0..<5, using: &dice) == 0 {
                    let some = rest.prefix(Int.random(in: 1...3, using: &dice))
                    rest = rest.dropFirst(some.count)
                    _ = try replica.apply(Array(some))
                } else {
                    let some = parcels.suffix(Int.random(in: 1...4, using: &dice))
                    parcels.removeLast(some.count)
                    isEarly = try replica.apply(Array(some)).early > 0 || isEarly
                }
            }
            let words = "\(Seeds.replay("WaitingTests", seed))"
            #expect(isEarly, "\(words)")
            #expect(try count("zhibu_early", replica) == 0 && count("zhibu_lack", replica) == 0, "\(words)")
            #expect(
                try replica.frontier(scope: college) == committee.server.replica.frontier(scope: college), "\(words)")
        }
    }

    /// A file of format 4 has nothing by which what waits can be found.
    @Test func whatWaitsInAFileOfAnOlderFormatIsFoundAsWell() throws {
        let folder = URL.temporaryDirectory.appending(path: "waiting-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { #expect(throws: Never.self) { try FileManager.default.removeItem(at: folder) } }
        let old = try fresh(at: folder.appending(path: "old.db").path)
        _ = try old.apply(entries)
        #expect(try old.apply(Array(bodies.dropFirst())).early > 0)
        try old.close()
        let since = ["lack", "second", "remedy", "advice", "part"].map { "DROP TABLE zhibu_\($0);" }.joined()
        try write(old.path, "\(since) UPDATE zhibu_meta SET value = 4 WHERE key = 'formatVersion'")
        let replica = try Replica(opening: old.path, surroundings: committee.world.surroundings, signer: last.signer)
        _ = try replica.apply(Array(bodies.prefix(1)))
        #expect(try count("zhibu_early", replica) == 0)
        #expect(throws: Never.self, "by tables that it did not have") { try replica.conflicts() }
        #expect(try replica.frontier(scope: college) == committee.server.replica.frontier(scope: college))
        try replica.close()
    }

    /// As another program would.
    private func write(_ path: String, _ sql: String) throws {
        let file = try DatabaseQueue(path: path)
        try file.write { try $0.execute(sql: sql) }
        try file.close()
    }

    /// Otherwise whoever is enrolled could slow everybody down, with what waits for ever.
    @Test func whatIsNotConcernedIsNotLookedAt() throws {
        let folder = URL.temporaryDirectory.appending(path: "unconcerned-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { #expect(throws: Never.self) { try FileManager.default.removeItem(at: folder) } }
        let committee = try Committee(seed: 42, schema: schema, scopes: [college]) {
            folder.appending(path: $0 + ".db").path
        }
        let (desk, spy) = (
            try committee.enrol("desk", scopes: [college]), try committee.enrol("spy", scopes: [college])
        )
        func written(_ computer: Committee.Computer) throws -> [[UInt8]] {
            for number in 0..<5 {
                try computer.replica.edit {
                    try $0.execute(sql: "INSERT INTO t VALUES ('\(computer.device)-\(number)', '\(college)', 1)")
                }
            }
            return try computer.replica.bodies(
                computer.replica.missing(scope: college, from: [])[...], bytesMax: .max)
        }
        let (honest, others) = (try written(desk), try written(spy))
        let server = committee.server.replica
        #expect(try server.apply(Array(others.dropFirst())).early == 4)
        // Whoever reads one of these fails.
        try write(server.path, "UPDATE zhibu_early SET body = X'00'")
        #expect(try server.apply(honest).applied == 5)
        #expect(throws: (any Error).self) { try server.apply(Array(others.prefix(1))) }
    }
}

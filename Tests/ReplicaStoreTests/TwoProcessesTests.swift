import Foundation
import GRDB
import ReplicaStore
import SyncCore
import TestKit
import Testing

/// Two programs work with one file, each with connections and a memory of its own: what one has written, the other knows.
@Suite struct TwoProcessesTests {
    private static let schema = """
        CREATE TABLE t(k TEXT NOT NULL PRIMARY KEY, v);
        INSERT INTO zhibu_policy VALUES ('t', NULL, 'keep');
        """

    private static func bodies(_ scope: String, of replica: Replica, for frontier: [SeenPoint]) throws -> [[UInt8]] {
        try replica.bodies(replica.missing(scope: scope, from: frontier)[...], bytesMax: .max)
    }

    @Test(arguments: 0..<8 as Range<UInt64>) func whatOneWritesTheOtherKnows(seed: UInt64) throws {
        let folder = URL.temporaryDirectory.appending(path: "two-processes-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let committee = try Committee(
            seed: seed, schema: Self.schema, scopes: [], place: { folder.appending(path: "\($0).db").path })
        try committee.server.replica.hold(scope: "uni", writes: true)
        let desk = try committee.enrol("desk", scopes: ["uni"])
        let other = try committee.enrol("other", scopes: ["uni"]).replica
        let programs = [
            desk.replica,
            try Replica(opening: desk.replica.path, surroundings: committee.world.surroundings, signer: desk.signer),
        ]
        // A control entry that follows nothing here; entries are looked at by their numbers, so it comes last.
        let stranger = try Committee(seed: seed + 1_000, schema: Self.schema, scopes: []).server
        for number in 0..<100 {
            try stranger.replica.sign([.scope(name: "s\(number)", title: "")], by: stranger.signer)
        }
        let foreign = try Self.bodies("control", of: stranger.replica, for: []).suffix(1)
        // A third who opens the file anew each time has nothing to remember.
        func expectEqual(_ step: Int) throws {
            let fresh = try Replica(
                opening: desk.replica.path, surroundings: committee.world.surroundings, signer: desk.signer)
            for scope in ["control", "uni"] {
                let digest = try fresh.heldDigest(scope: scope)
                for (index, program) in programs.enumerated() {
                    #expect(try program.heldDigest(scope: scope) == digest, "seed \(seed), step \(step), program \(index)")
                }
            }
            try fresh.close()
        }
        var random = SeededRandom(seed: seed)
        for step in 0..<40 {
            let (program, key) = (programs[Int.random(in: 0...1, using: &random)], Int.random(in: 0..<5, using: &random))
            let sql = "INSERT INTO t VALUES ('k\(key)', \(step)) ON CONFLICT(k) DO UPDATE SET v = excluded.v"
            switch Int.random(in: 0..<6, using: &random) {
            case 0, 1: try program.edit { try $0.execute(sql: sql) }
            case 2: try other.edit { try $0.execute(sql: sql) }
            case 3: try program.pull(from: other)
            case 4: try other.pull(from: program)
            default:
                // The good ones are taken in before the foreign one is refused: then all is taken back.
                try committee.server.replica.sign([.scope(name: "s\(step)", title: "")], by: committee.server.signer)
                let good = try Self.bodies("control", of: committee.server.replica, for: program.frontier(scope: "control"))
                #expect(!good.isEmpty)
                #expect(throws: ControlError(.predecessorMissing)) { try program.apply(good + foreign) }
            }
            try expectEqual(step)
        }
        for program in programs { #expect(try program.verify(deep: true).isOK) }
        for replica in programs + [other, committee.server.replica] { try replica.close() }
        try FileManager.default.removeItem(at: folder)
    }
}

import Foundation
import GRDB
import ReplicaStore
import SyncCore
import TestKit
import Testing

private let schema = """
    CREATE TABLE t(id TEXT NOT NULL PRIMARY KEY, scope_id TEXT, a, b TEXT);
    CREATE INDEX t_a ON t(a);
    INSERT INTO zhibu_policy VALUES ('t', NULL, 'keep'), ('t', 'b', 'lww');
    INSERT INTO zhibu_scope VALUES ('t', 'scope_id');
    """
private let college = "college:007"

/// A page of a replica's file is destroyed, whichever it is: what is whole is saved, what isn't is named or comes back.
@Suite final class RepairTests {
    private let folder: URL
    private let committee: Committee
    private let desk: Committee.Computer
    /// What the desk shows, with what the server has not got.
    private let rows: [String]

    init() throws {
        folder = URL.temporaryDirectory.appending(path: "repair-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let folder = folder
        committee = try Committee(seed: 71, schema: schema, scopes: [college]) { folder.appending(path: $0 + ".db").path }
        desk = try committee.enrol("desk", scopes: [college])
        let desk = desk
        for number in 0..<120 {
            committee.world.advance(milliseconds: 1_000)
            try desk.replica.edit {
                try $0.execute(
                    sql: "INSERT OR REPLACE INTO t VALUES (?, '\(college)', ?, ?)",
                    arguments: ["k\(number % 70)", number, String(repeating: "支部", count: number)])
            }
        }
        try committee.server.pull(from: desk)
        try committee.server.replica.edit {
            try $0.execute(sql: "UPDATE t SET a = 'server' WHERE id = 'k1'; DELETE FROM t WHERE id = 'k2'")
        }
        try desk.pull(from: committee.server)
        // In a changeset that nobody else has, and in none.
        try desk.replica.edit { try $0.execute(sql: "INSERT INTO t VALUES ('unsent', '\(college)', 1, 'x')") }
        try desk.replica.capture {
            try $0.execute(sql: "INSERT INTO t VALUES ('unfolded', '\(college)', 2, 'y'); UPDATE t SET a = 'own' WHERE id = 'k3'")
            // A text with a zero byte, and one that is no UTF-8.
            try $0.execute(
                sql: "INSERT INTO t VALUES ('bytes', '\(college)', CAST(x'610062' AS TEXT), CAST(x'FF41' AS TEXT))")
        }
        rows = try Self.rows(desk.replica)
        try desk.replica.close()
    }

    deinit {
        do { try FileManager.default.removeItem(at: folder) } catch { Issue.record(error) }
    }

    private static func rows(_ replica: Replica) throws -> [String] {
        try replica.read { try String.fetchAll($0, sql: "SELECT id || '|' || hex(a) || '|' || hex(b) FROM t ORDER BY id") }
    }

    private func open(_ path: String) throws -> Replica {
        try Replica(opening: path, surroundings: committee.world.surroundings, signer: desk.signer)
    }

    private func repair(_ path: String) throws -> RepairReport {
        try Replica.repair(path, surroundings: committee.world.surroundings, signer: desk.signer)
    }

    private var whole: Data { get throws { try Data(contentsOf: URL(filePath: desk.replica.path)) } }

    @Test func whateverPageIsDestroyedWhatIsWholeIsSaved() throws {
        let whole = try whole
        let pages = whole.count / 4096
        let path = folder.appending(path: "damaged.db").path
        var (repaired, beyond, lost, unsaved) = (0, 0, 0, 0)
        for page in 0..<pages {
            var damaged = whole
            var dice = SeededRandom(seed: UInt64(page))
            for place in page * 4096..<(page + 1) * 4096 { damaged[place] = UInt8.random(in: 0...255, using: &dice) }
            try damaged.write(to: URL(filePath: path))
            do {
                let report = try repair(path)
                let replica = try open(path)
                #expect(try replica.verify(deep: true).findings.map(\.detail) == [], "page \(page)")
                try Committee.Computer(replica: replica, signer: desk.signer, publicKey: desk.publicKey)
                    .pull(from: committee.server)
                lost += report.lost.count
                unsaved += report.unsaved.count
                if report.kept != nil {
                    repaired += 1
                    #expect(try Data(contentsOf: URL(filePath: try #require(report.kept))) == damaged)
                }
                let after = try Self.rows(replica)
                let missing = Set(rows).symmetricDifference(after).map { $0.prefix { $0 != "|" } }
                // A table by itself stands for any of its rows.
                if !report.unsaved.contains("t") {
                    let named = report.unsaved.map { $0.dropFirst(2).replacing("'", with: "") }
                    #expect(Set(missing).isSubset(of: named.map { $0[...] }), "page \(page): \(report) \(missing)")
                }
                #expect(try replica.verify(deep: true).findings.map(\.detail) == [], "page \(page), met: \(report)")
                try replica.close()
            } catch let error as StoreError where [.beyondRepair, .notAReplica].contains(error.code) {
                beyond += 1
                #expect(try Data(contentsOf: URL(filePath: path)) == damaged)
            }
            for file in try FileManager.default.contentsOfDirectory(atPath: folder.path) where file.hasPrefix("damaged.db") {
                #expect(!file.contains(".part-"))
                try FileManager.default.removeItem(at: folder.appending(path: file))
            }
        }
        // The first page, what the file says of itself and the control entries can't be done without; all else can.
        #expect(pages > 60 && repaired == pages - beyond && beyond <= 6 && lost > 0 && unsaved > 0)
    }

    /// Whatever bit it is: what is not as it was is found, or shows nowhere.
    @Test func whatAFlippedBitChangesIsFound() throws {
        let (whole, path) = (try whole, folder.appending(path: "flipped.db").path)
        var dice = SeededRandom(seed: 72)
        var found = 0
        for round in 0..<160 {
            var flipped = whole
            let place = Int.random(in: 4096..<whole.count, using: &dice)
            flipped[place] ^= 1 << UInt8.random(in: 0..<8, using: &dice)
            try flipped.write(to: URL(filePath: path))
            do {
                let replica = try open(path)
                let isFound = try !replica.verify(deep: true).isOK
                found += isFound ? 1 : 0
                if !isFound { #expect(try Self.rows(replica) == rows, "round \(round), byte \(place)") }
                try replica.close()
            } catch is StoreError {
                found += 1
            } catch is ControlError {
                found += 1
            }
            for file in DatabaseFiles.present(path) { try FileManager.default.removeItem(atPath: file) }
        }
        #expect(found > 60)
    }

    /// Heads and clocks are what merges are made of; nothing of them is shown.
    @Test func aClockThatSaysSomethingElseIsFound() throws {
        let other = try DatabaseQueue(path: desk.replica.path)
        // The number of the changeset that a row is of: in the last of the bytes.
        try other.write {
            try $0.execute(
                sql: """
                    UPDATE zhibu_clock_1 SET v = CAST(substr(v, 1, length(v) - 1) || x'05' AS BLOB)
                    WHERE rowid = (SELECT min(rowid) FROM zhibu_clock_1)
                    """)
        }
        try other.close()
        let replica = try open(desk.replica.path)
        #expect(try Self.rows(replica).count == rows.count)
        #expect(try replica.verify(deep: true).findings.contains { $0.kind == "state" })
        try replica.close()
        let report = try repair(desk.replica.path)
        #expect(report.kept != nil)
        let repaired = try open(desk.replica.path)
        #expect(try repaired.verify(deep: true).isOK && Self.rows(repaired) == rows)
        try repaired.close()
    }

    /// A chain that claims more changesets than the file has room for would have all of them named.
    @Test func aChainThatClaimsTooMuchIsPassedOver() throws {
        let other = try DatabaseQueue(path: desk.replica.path)
        try other.write { try $0.execute(sql: "UPDATE zhibu_chain SET last = 9000000000 WHERE scope = '\(college)'") }
        try other.close()
        #expect(try repair(desk.replica.path).lost.count < 10)
        let repaired = try open(desk.replica.path)
        #expect(try Self.rows(repaired) == rows)
        try repaired.close()
    }

    @Test func whatIsNoDamageIsNotRepaired() throws {
        let before = try whole
        #expect(throws: StoreError(.keyOfAnotherDevice)) {
            try Replica.repair(
                desk.replica.path, surroundings: committee.world.surroundings, signer: committee.server.signer)
        }
        #expect(try whole == before)
    }

    @Test func whoMayReadTheOldFileMayReadTheNewOne() throws {
        let path = desk.replica.path
        var bytes = try whole
        for place in bytes.count - 4096..<bytes.count { bytes[place] = 0xA5 }
        try bytes.write(to: URL(filePath: path))
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
        let kept = try #require(try repair(path).kept)
        for file in [path, kept] {
            #expect(try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? Int == 0o600)
        }
    }

    @Test func aWholeFileIsLeftAsItIs() throws {
        let before = try whole
        let report = try repair(desk.replica.path)
        #expect(report.kept == nil && report.changesets == 0)
        #expect(try whole == before)
    }
}

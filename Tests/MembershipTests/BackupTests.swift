import Foundation
import GRDB
import Membership
import ReplicaStore
import SyncCore
import SyncTransport
import Testing

/// A backup is taken while others work, proves that it can be restored, and joins the world again.
@Suite final class BackupTests {
    private let folder: TestFolder

    init() throws { folder = try TestFolder() }

    private static let schema = """
        CREATE TABLE t(k TEXT NOT NULL PRIMARY KEY, v);
        INSERT INTO zhibu_policy VALUES ('t', NULL, 'keep');
        """

    private func path(_ name: String) -> String { folder.path(name) }
    private var files: [String] { get throws { try folder.files } }

    private func founded() throws -> Member {
        let desk = try Member.found(at: path("desk.db"), name: "desk", schema: Self.schema)
        try desk.replica.edit { try $0.execute(sql: "INSERT INTO t VALUES ('a', 1), ('b', 1)") }
        return desk
    }

    private func values(_ replica: Replica) throws -> [Int] {
        try replica.read { try Int.fetchAll($0, sql: "SELECT v FROM t ORDER BY k") }
    }

    private func restore(_ backup: String, to path: String) throws -> String? {
        try Replica.restore(backup, to: path, surroundings: .system())
    }

    /// Else each of the two would put it into a changeset of its own, and the office would be in conflict with itself.
    @Test func anEditOfAnotherProgramIsOneEditInBoth() throws {
        let desk = try founded()
        try desk.replica.capture { try $0.execute(sql: "UPDATE t SET v = 7 WHERE k = 'a'") }
        try desk.replica.backUp(to: path("copy"))
        let copy = try Replica(opening: path("copy"), surroundings: .system())
        #expect(try copy.frontier(scope: "uni") == desk.replica.frontier(scope: "uni"))
        #expect(try values(copy) == [7, 1])
        try copy.close()
    }

    /// A command that was killed while it made a copy.
    @Test func whatAKilledCommandHasLeftIsTakenAway() throws {
        let desk = try founded()
        // No process has this number: it is more than the system gives.
        let (left, others) = (path("copy.part-4194999"), path("copy.part-x"))
        for name in [left, left + "-wal", others] { try Data("half".utf8).write(to: URL(filePath: name)) }
        try desk.replica.backUp(to: path("copy"))
        #expect(try files.filter { $0.hasPrefix("copy") } == ["copy", "copy.part-x"])
    }

    @Test func whatWasSentAfterTheBackupComesBack() async throws {
        let desk = try founded()
        var laptop = try await listening(desk) { address in
            let line = try desk.invite(to: address, scopes: ["uni"]).text
            return try await Member.join(#require(Invite(text: line)), at: path("laptop.db"), name: "laptop").member
        }
        try laptop.replica.edit { try $0.execute(sql: "UPDATE t SET v = 2 WHERE k = 'a'") }
        try laptop.replica.backUp(to: path("backup"))
        try laptop.replica.edit { try $0.execute(sql: "UPDATE t SET v = 3 WHERE k = 'a'") }
        try await listening(desk) { [laptop] address in _ = try await laptop.sync(with: PeerAddress(address)) }
        let before = try laptop.replica.status(digesting: false).author
        try laptop.close()
        let kept = try #require(try restore(path("backup"), to: path("laptop.db")))
        #expect(FileManager.default.fileExists(atPath: kept))
        laptop = try Member(opening: path("laptop.db"))
        #expect(try values(laptop.replica) == [2, 1])
        // Before it has heard of what it wrote itself.
        try laptop.replica.edit { try $0.execute(sql: "UPDATE t SET v = 4 WHERE k = 'b'") }
        try await listening(desk) { [laptop] address in
            let summary = try await laptop.sync(with: PeerAddress(address))
            #expect(summary.unequalScopes.isEmpty)
        }
        #expect(try values(laptop.replica) == [3, 4] && values(desk.replica) == [3, 4])
        #expect(try laptop.replica.status(digesting: false).author != before)
        #expect(try laptop.replica.openConflictCounts().isEmpty)
        #expect(try laptop.replica.verify(deep: true).isOK && desk.replica.verify(deep: true).isOK)
    }

    /// All of it is in one file, also what is in the WAL only; it needs no other beside it.
    @Test func aBackupIsOneFileAndIsNotWrittenOver() throws {
        let desk = try founded()
        try desk.replica.backUp(to: path("backup"))
        #expect(try files.filter { $0.hasPrefix("backup") } == ["backup"])
        #expect(throws: StoreError(.fileExists)) { try desk.replica.backUp(to: self.path("backup")) }
        // Copied back by hand, it works as before.
        try FileManager.default.copyItem(atPath: path("backup"), toPath: path("by-hand"))
        try Replica(opening: path("by-hand"), surroundings: .system()).close()
        // The file says so itself (https://www.sqlite.org/fileformat.html, offset 18).
        let header = try #require(FileManager.default.contents(atPath: path("by-hand")))
        #expect(header[18] == 2 && header[19] == 2)
        let report = try Replica.rehearse(restoring: path("backup"), beside: path("desk.db"), surroundings: .system())
        #expect(report.isOK && report.changesets > 0)
        #expect(try files.filter { $0.contains("rehearsal") } == [])
    }

    /// The earlier file with its WAL: what was committed last is in that alone.
    @Test func theEarlierFileIsKeptWithAllThatWasInIt() throws {
        let desk = try founded()
        try desk.replica.backUp(to: path("backup"))
        try desk.close()
        for number in 1...2 {
            // As a program that was killed leaves it.
            let other = try DatabaseQueue(path: path("desk.db"))
            try other.writeWithoutTransaction { database in
                try database.execute(sql: "PRAGMA wal_autocheckpoint = 0")
                try database.execute(sql: "UPDATE t SET v = \(number + 6)")
            }
            for part in ["", "-wal"] {
                try FileManager.default.copyItem(atPath: path("desk.db\(part)"), toPath: path("killed\(part)"))
            }
            try other.close()
            for part in ["", "-wal"] {
                if FileManager.default.fileExists(atPath: path("desk.db\(part)")) {
                    try FileManager.default.removeItem(atPath: path("desk.db\(part)"))
                }
                try FileManager.default.moveItem(atPath: path("killed\(part)"), toPath: path("desk.db\(part)"))
            }
            let kept = try #require(try restore(path("backup"), to: path("desk.db")))
            #expect(kept.hasSuffix("desk.db.before-\(number)"))
            let earlier = try Replica(opening: kept, surroundings: .system())
            #expect(try values(earlier) == [number + 6, number + 6])
            try earlier.close()
            let restored = try Member(opening: path("desk.db"))
            #expect(try values(restored.replica) == [1, 1])
            try restored.close()
        }
    }

    /// A restoring that was cut between the file and its WAL.
    @Test func aWALThatWasLeftAloneGoesToItsFile() throws {
        let desk = try founded()
        try desk.replica.backUp(to: path("backup"))
        try desk.close()
        try FileManager.default.moveItem(atPath: path("desk.db"), toPath: path("desk.db.before-1"))
        try Data("left alone".utf8).write(to: URL(filePath: path("desk.db-wal")))
        #expect(try restore(path("backup"), to: path("desk.db")) == path("desk.db.before-1"))
        #expect(FileManager.default.contents(atPath: path("desk.db.before-1-wal")) == Data("left alone".utf8))
        #expect(try values(Member(opening: path("desk.db")).replica) == [1, 1])
    }

    @Test func aDamagedBackupChangesNothing() throws {
        let desk = try founded()
        try desk.replica.backUp(to: path("backup"))
        try desk.close()
        let whole = try #require(FileManager.default.contents(atPath: path("backup")))
        // A changeset's text is nowhere else in the file.
        let mark = try #require(whole.range(of: Data("changeset\t1\tuni".utf8)))
        var altered = whole
        altered[mark.upperBound + 200] ^= 1
        let before = try files
        for bytes in [altered, whole.prefix(whole.count / 2), Data("no replica".utf8)] {
            try bytes.write(to: URL(filePath: path("backup")))
            #expect(throws: StoreError.self) { _ = try self.restore(self.path("backup"), to: self.path("desk.db")) }
            #expect(try files == before)
        }
        #expect(throws: StoreError(.fileMissing)) { _ = try self.restore(self.path("none"), to: self.path("desk.db")) }
        #expect(try values(Member(opening: path("desk.db")).replica) == [1, 1])
    }
}

import Foundation
import GRDB
import Membership
import ReplicaStore
import SyncCore
import SyncTransport
import Testing

/// An office's key file is gone, or known to others: under a new one all records are there, and those that were never sent
/// reach the committee.
@Suite final class KeyReplacementTests {
    private let folder: TestFolder
    private let desk: Member
    /// What the office showed before, and whose it was.
    private var (shown, former): ([String], DeviceID)
    private var path: String { folder.path("office.db") }

    private static let schema = """
        CREATE TABLE t(k TEXT NOT NULL PRIMARY KEY, scope_id TEXT, a, b, n INTEGER);
        INSERT INTO zhibu_policy VALUES ('t', NULL, 'keep'), ('t', 'n', 'counter');
        CREATE TABLE u(k TEXT NOT NULL PRIMARY KEY, scope_id TEXT, b);
        INSERT INTO zhibu_scope VALUES ('t', 'scope_id'), ('u', 'scope_id');
        """

    /// The office has synced, and since then: sealed one changeset, left another one unsealed, and edited by another tool.
    init() async throws {
        folder = try TestFolder()
        let desk = try Member.found(
            at: folder.path("desk.db"), name: "desk", schema: Self.schema, scopes: ["uni", "college:1", "college:2"])
        self.desk = desk
        try desk.replica.edit {
            for key in ["a", "b", "c", "d", "e"] {
                try $0.execute(sql: "INSERT INTO t VALUES ('\(key)', 'college:1', 1, 1, 10)")
            }
        }
        let path = folder.path("office.db")
        let office = try await listening(desk) { address in
            try await Member.join(
                desk.invite(to: address, scopes: ["college:1", "college:2"]), at: path, name: "文学院").member
        }
        former = office.keys.device
        try office.replica.setPerson("张三")
        try office.replica.edit { try $0.execute(sql: "UPDATE t SET a = 'sealed', n = n + 1 WHERE k = 'a'") }
        try office.close()
        let keyless = try Replica(opening: path, surroundings: .system())
        try keyless.edit {
            try $0.execute(
                sql: """
                    UPDATE t SET a = 'unsealed', n = n + 5 WHERE k = 'b';
                    DELETE FROM t WHERE k = 'd';
                    INSERT INTO t VALUES ('new', 'college:2', 1, 1, 1);
                    """)
        }
        try keyless.close()
        try Self.editByHand(path)
        shown = try Self.rows(path)
        // Meanwhile, at the desk.
        try desk.replica.edit { try $0.execute(sql: "UPDATE t SET b = 'desk', n = n + 100 WHERE k IN ('b', 'e')") }
    }

    private static func editByHand(_ path: String) throws {
        let queue = try DatabaseQueue(path: path)
        try queue.write { try $0.execute(sql: "UPDATE t SET a = 'by hand', n = n + 7 WHERE k IN ('b', 'c')") }
        try queue.close()
    }

    private static func rows(_ path: String) throws -> [String] {
        let queue = try DatabaseQueue(path: path)
        defer { do { try queue.close() } catch { Issue.record(error) } }
        return try queue.read {
            try String.fetchAll($0, sql: "SELECT k || '|' || scope_id || '|' || a || '|' || b || '|' || n FROM t ORDER BY k")
        }
    }

    private var merged: [String] {
        ["a|college:1|sealed|1|11", "b|college:1|by hand|desk|122", "c|college:1|by hand|1|17", "e|college:1|1|desk|110",
            "new|college:2|1|1|1"]
    }

    private func loseKey() throws { try FileManager.default.removeItem(atPath: DeviceKeys.path(of: path)) }

    /// Whatever became of the office: it syncs, both show all, and everything counts.
    private func expectAllIsThere(_ member: Member, _ address: String) async throws {
        try await member.sync(with: PeerAddress(address))
        try member.close()
        #expect(try Self.rows(path) == merged)
        #expect(try Self.rows(folder.path("desk.db")) == merged)
        #expect(try desk.replica.voidChangesets().isEmpty)
        #expect(try desk.replica.status().scopes.allSatisfy { $0.openConflicts == 0 })
        let opened = try Member(opening: path)
        #expect(opened.keys.device != former && opened.name == "文学院")
        #expect(try opened.replica.verify(deep: true).isOK && opened.replica.person() == "张三")
        try opened.close()
        #expect(try folder.files.filter { $0.contains("joining") || $0.contains("part") } == [])
    }

    @Test func theKeyIsLost() async throws {
        try loseKey()
        let replacement = KeyReplacement(of: path)
        #expect(replacement.isDue)
        try await listening(desk) { address in
            let replaced = try await replacement.join(self.desk.invite(to: address, scopes: ["college:1", "college:2"]))
            #expect(replaced.former?.device == self.former)
            #expect(replaced.takenOver?.edits == 4 && replaced.takenOver?.unsaved == [])
            // Only what differs is written again.
            let mine = try replaced.member.replica.history(table: "t", key: [.text("b")])
                .filter { $0.author.device == replaced.member.keys.device.text }
            #expect(mine.map(\.operation) == ["update", "update"] && Set(mine.compactMap(\.column)) == ["a", "n"])
            try await self.expectAllIsThere(replaced.member, address)
            // The old file is as it was, to the row.
            #expect(try Self.rows(self.folder.path("office.db.former-1")) == self.shown)
        }
        #expect(!replacement.isDue)
    }

    @Test func theKeyOfACompactedReplicaIsLost() async throws {
        try await listening(desk) { address in
            let office = try Member(opening: self.path)
            try office.replica.edit { try $0.execute(sql: "INSERT INTO u VALUES ('a', 'college:1', 0)") }
            for value in 1...9 { try office.replica.edit { try $0.execute(sql: "UPDATE u SET b = \(value)") } }
            // After the second one the desk knows that the office has got what it wrote meanwhile.
            for _ in 0..<2 { try await office.sync(with: PeerAddress(address)) }
            let reports = try self.desk.replica.checkpoint(olderThan: -(1 << 50), by: self.desk.keys.signer)
            #expect(reports.map(\.scope) == ["college:1"], "\(reports)")
            try await office.sync(with: PeerAddress(address))
            #expect(try office.replica.compact().map(\.scope) == ["college:1"])
            let whole = try office.replica.history(table: "u", key: [.text("a")]).count
            try office.replica.edit { try $0.execute(sql: "UPDATE t SET a = 'later' WHERE k = 'c'") }
            try office.close()
            try self.loseKey()
            let replaced = try await KeyReplacement(of: self.path).join(
                self.desk.invite(to: address, scopes: ["college:1", "college:2"]))
            #expect(replaced.takenOver?.unsaved == [] && replaced.takenOver?.lost == [])
            // Its archive is the new one's, who begins with the same checkpoint.
            #expect(try replaced.member.replica.history(table: "u", key: [.text("a")]).count == whole)
            try await replaced.member.sync(with: PeerAddress(address))
            #expect(try replaced.member.replica.verify(deep: true).findings.isEmpty)
            try replaced.member.close()
            #expect(try Self.rows(self.path) == Self.rows(self.folder.path("desk.db")))
            #expect(try Self.rows(self.path).contains("c|college:1|later|1|17"))
            #expect(try self.desk.replica.voidChangesets().isEmpty)
        }
    }

    @Test func theKeyIsKnownToOthers() async throws {
        try await listening(desk) { address in
            let invite = try self.desk.invite(to: address, scopes: ["college:1", "college:2"])
            let replaced = try await KeyReplacement(of: path).join(invite)
            // Nothing tells whoever calls it whether it was done.
            let again = try await KeyReplacement(of: path).join(invite)
            #expect(again.member.keys.device == replaced.member.keys.device && again.former == nil)
            try again.member.close()
            try await self.expectAllIsThere(replaced.member, address)
        }
        // The former replica still has its own.
        let before = try Member(opening: folder.path("office.db.former-1"))
        #expect(before.keys.device == former)
        try before.close()
    }

    /// A key that goes with its replica is that replica's, also where an earlier one has lost its own.
    @Test func eachKeyStaysWithItsOwnFile() async throws {
        try loseKey()
        let (first, second) = (folder.path("office.db.former-1"), folder.path("office.db.former-2"))
        try await listening(desk) { address in
            let scopes = ["college:1", "college:2"]
            let once = try await KeyReplacement(of: self.path).join(self.desk.invite(to: address, scopes: scopes)).member
            try once.close()
            let twice = try await KeyReplacement(of: self.path).join(self.desk.invite(to: address, scopes: scopes)).member
            #expect(once.keys.device != twice.keys.device)
            let kept = try Member(opening: second)
            #expect(kept.keys.device == once.keys.device && !DeviceKeys.exist(for: first))
            try kept.close()
            try await self.expectAllIsThere(twice, address)
        }
    }

    /// A page with seals was damaged: what others wrote comes back from them, and is not taken for the office's own.
    @Test func whatOthersSealedIsNotTakenForOnesOwn() async throws {
        try Self.breakSeals(path)
        try loseKey()
        try await listening(desk) { address in
            let replaced = try await KeyReplacement(of: self.path)
                .join(self.desk.invite(to: address, scopes: ["college:1", "college:2"]))
            // The desk's one of the beginning. What the office had sealed is an edit of the new key's; a row that was
            // deleted comes back with the others, and is named.
            #expect(replaced.takenOver?.lost.count == 1 && replaced.takenOver?.edits == 4)
            #expect(replaced.takenOver?.unsaved.count == 1 && replaced.takenOver?.unsaved.first?.contains("d") == true)
            _ = try await replaced.member.sync(with: PeerAddress(address))
            try replaced.member.close()
            let rows = try Self.rows(self.path)
            #expect(try rows == Self.rows(self.folder.path("desk.db")) && rows.count == 6)
            // Written twice, as it seems to everybody else; each of both is there for a person to choose.
            for (key, value) in [("a", "sealed"), ("b", "by hand"), ("c", "by hand")] {
                let entries = try self.desk.replica.history(table: "t", key: [.text(key)])
                #expect(entries.contains { $0.value == .text(value) } && entries.contains { $0.value == .integer(1) })
            }
            #expect(try self.desk.replica.voidChangesets().isEmpty)
        }
    }

    private static func breakSeals(_ path: String) throws {
        let queue = try DatabaseQueue(path: path)
        try queue.write {
            try $0.execute(
                sql: """
                    UPDATE zhibu_log SET seal = substr(seal, 1, length(seal) - 8) || x'0102030405060708'
                    WHERE (id >> 40) IN (SELECT id FROM zhibu_chain WHERE scope <> 'control') AND seal IS NOT NULL
                    """)
        }
        try queue.close()
    }

    @Test func withoutANetwork() async throws {
        try loseKey()
        let replacement = KeyReplacement(of: path)
        let invite = try desk.invite(to: "127.0.0.1:1", scopes: ["college:1", "college:2"])
        let request = try replacement.request(invite)
        #expect(try replacement.request(invite) == request && replacement.isDue)
        let answer = try desk.answer(joinRequest: request).bytes
        #expect(throws: BundleError(.damaged)) { try replacement.join(invite, answer: answer.dropLast()) }
        #expect(try Self.rows(path) == shown)
        let replaced = try replacement.join(invite, answer: answer)
        #expect(replaced.received > 0)
        // What the former key has sealed is unsent still: two cells of one row.
        let waiting = try #require(replaced.member.replica.status().scopes.first { $0.name == "college:1" })
        #expect(waiting.pending >= 2 && waiting.pendingSince ?? 0 > 0)
        try await listening(desk) { try await self.expectAllIsThere(replaced.member, $0) }
    }

    /// The office is the last that an administrator is left in.
    @Test func theRootKeyEnrolsTheOnlyAdministrator() async throws {
        let root = try RootKeys.load(RootKeys.rootPath(of: folder.path("desk.db")))
        let before = try Self.rows(folder.path("desk.db"))
        let old = desk.keys.device
        try desk.close()
        let place = folder.path("desk.db")
        try FileManager.default.removeItem(atPath: DeviceKeys.path(of: place))
        let stranger = try Member.found(at: folder.path("stranger.db"), name: "s", schema: Self.schema)
        try stranger.close()
        let foreign = try RootKeys.load(RootKeys.rootPath(of: folder.path("stranger.db")))
        #expect(throws: ControlError.self) { try KeyReplacement(of: place).sign(by: foreign) }
        #expect(try Self.rows(place) == before)
        let replaced = try KeyReplacement(of: place).sign(by: root)
        let control = try replaced.member.replica.control()
        #expect(control.isAdmin(replaced.member.keys.device) && replaced.member.keys.device != old)
        #expect(control.grants[replaced.member.keys.device]?.scopes == control.grants[old]?.scopes)
        #expect(try Self.rows(place) == before && replaced.member.replica.verify(deep: true).isOK)
        // An office learns of it from itself: what the root has signed needs no other proof.
        let office = try Member(opening: path)
        try await listening(replaced.member) { address in
            _ = try await office.sync(with: PeerAddress(address))
        }
        #expect(try office.replica.read(Self.all) == replaced.member.replica.read(Self.all))
        try office.close()
        try replaced.member.close()
    }

    private static let all: @Sendable (Database) throws -> [String] = {
        try String.fetchAll($0, sql: "SELECT k || '|' || a || '|' || b || '|' || n FROM t WHERE scope_id <> 'uni' ORDER BY k")
    }

    /// Killed between any two of its steps: the same call goes on.
    @Test(arguments: 0..<5) func whereItWasCutItGoesOn(step: Int) async throws {
        try loseKey()
        let replacement = KeyReplacement(of: path)
        let files = FileManager.default
        try await listening(desk) { address in
            let invite = try self.desk.invite(to: address, scopes: ["college:1", "college:2"])
            if step == 0 {
                // A key, and a file that SQLite has just begun.
                _ = try DeviceKeys.create(for: replacement.draft)
                try Data().write(to: URL(filePath: replacement.draft))
            } else {
                // By files: nothing of it has left.
                let answer = try self.desk.answer(joinRequest: replacement.request(invite))
                try replacement.join(invite, answer: answer.bytes).member.close()
                let kept = self.folder.path("office.db.former-1")
                // Back from the end, step by step.
                try files.moveItem(atPath: DeviceKeys.path(of: self.path), toPath: DeviceKeys.path(of: replacement.draft))
                if step < 4 { try files.moveItem(atPath: self.path, toPath: replacement.draft) }
                if step < 3 { try files.moveItem(atPath: kept, toPath: self.path) }
                // The file was set aside, and its log was not yet.
                if step == 3 { try Data("log".utf8).write(to: URL(filePath: self.path + "-wal")) }
                if step < 2 { try Data("torn".utf8).write(to: URL(filePath: replacement.draft)) }
            }
            #expect(replacement.isDue)
            let replaced = try await replacement.join(invite)
            #expect((replaced.former == nil) == (step > 2))
            if step == 3 {
                let log = self.folder.path("office.db.former-1-wal")
                #expect(try Data(contentsOf: URL(filePath: log)) == Data("log".utf8))
                try files.removeItem(atPath: log)
            }
            try await self.expectAllIsThere(replaced.member, address)
            #expect(try Self.rows(self.folder.path("office.db.former-1")) == self.shown)
        }
    }

    @Test func whatDoesNotFitChangesNothing() async throws {
        try loseKey()
        let replacement = KeyReplacement(of: path)
        let stranger = try Member.found(at: folder.path("stranger.db"), name: "s", schema: Self.schema)
        let before = try Data(contentsOf: URL(filePath: path))
        await #expect(throws: ControlError.self) {
            try await replacement.join(stranger.invite(to: "127.0.0.1:1", scopes: ["uni"]))
        }
        await #expect(throws: SyncError(.peerUnreachable)) {
            try await replacement.join(self.desk.invite(to: "127.0.0.1:1", scopes: ["college:1"]))
        }
        #expect(try Data(contentsOf: URL(filePath: path)) == before && Self.rows(path) == shown)
        #expect(try !folder.files.contains("office.db.joining"))
    }

    /// An invite that gives less than the office had, while something was not sent: nothing is done, whether that was sealed
    /// (`college:2` below), or is in no changeset yet, or of a role that is lacking.
    @Test func whatWasNotSentIsNotLeftBehind() async throws {
        try loseKey()
        try await listening(desk) { address in
            let replacement = KeyReplacement(of: self.path)
            for (scopes, roles) in [(["college:1"], ["editor"]), (["college:2"], ["editor"]), (["college:1", "college:2"], ["reader"])] {
                let invite = try self.desk.invite(to: address, scopes: scopes, roles: roles)
                await #expect(throws: StoreError(.rightsLacking)) { try await replacement.join(invite) }
                #expect(try Self.rows(self.path) == self.shown)
                #expect(try !self.folder.files.contains("office.db.joining"))
            }
            let replaced = try await replacement.join(self.desk.invite(to: address, scopes: ["college:1", "college:2"]))
            try await self.expectAllIsThere(replaced.member, address)
        }
    }

    /// Where all was sent a scope that is not given any more is no loss.
    @Test func aScopeThatIsNotGivenAnyMoreIsLeft() async throws {
        try await listening(desk) { address in
            let office = try Member(opening: self.path)
            _ = try await office.sync(with: PeerAddress(address))
            try office.close()
            try self.loseKey()
            let replaced = try await KeyReplacement(of: self.path).join(self.desk.invite(to: address, scopes: ["college:1"]))
            #expect(replaced.takenOver?.unsaved == [])
            try replaced.member.close()
        }
        #expect(try Self.rows(path).map { $0.prefix(1) } == ["a", "b", "c", "e"])
    }
}

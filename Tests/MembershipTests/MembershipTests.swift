import Foundation
import GRDB
import Membership
import ReplicaStore
import SyncCore
import SyncTransport
import Synchronization
import Testing

/// What a developer's program does: found, invite, join, sync; each whole or not at all.
@Suite final class MembershipTests {
    private let folder: TestFolder

    init() throws { folder = try TestFolder() }

    private static let schema = """
        CREATE TABLE t(k TEXT NOT NULL PRIMARY KEY, v);
        INSERT INTO zhibu_policy VALUES ('t', NULL, 'keep');
        """

    private func path(_ name: String) -> String { folder.path(name) }
    private var files: [String] { get throws { try folder.files } }

    @Test func oneFoundsAndTheOtherJoinsAndBothBecomeEqual() async throws {
        let desk = try Member.found(at: path("desk.db"), name: "desk", schema: Self.schema)
        #expect(try files.filter { !$0.contains("-") } == ["desk.db", "desk.db.key", "desk.db.recovery", "desk.db.root"])
        try desk.replica.edit { try $0.execute(sql: "INSERT INTO t VALUES ('a', 1)") }
        try await listening(desk) { address in
            let line = try desk.invite(to: address, scopes: ["uni"]).text
            let (laptop, received) = try await Member.join(
                #require(Invite(text: line)), at: path("laptop.db"), name: "laptop")
            #expect(received.received == 1)
            try laptop.replica.edit { try $0.execute(sql: "UPDATE t SET v = 2") }
            try laptop.close()
            // With the keys beside it, and the address that came with the invite.
            let again = try Member(opening: path("laptop.db"))
            #expect(again.name == "laptop" && again.keys.device == laptop.keys.device)
            #expect(try await again.sync().sent == 1)
            #expect(try desk.replica.read { try Int.fetchOne($0, sql: "SELECT v FROM t") } == 2)
            await #expect(throws: SyncError(.inviteUsed)) {
                try await Member.join(#require(Invite(text: line)), at: path("other.db"), name: "other")
            }
            try again.close()
        }
        #expect(try !files.contains { $0.hasPrefix("other") })
    }

    /// With nothing of the file there yet, or with the engine's tables.
    @Test(arguments: [true, false]) func aJoiningThatWasKilledIsBegunAnew(isEmpty: Bool) async throws {
        let desk = try Member.found(at: path("desk.db"), name: "desk", schema: Self.schema)
        try desk.replica.edit { try $0.execute(sql: "INSERT INTO t VALUES ('a', 1)") }
        let begun = try Replica(
            creating: path("laptop.db"), device: DeviceKeys.create(for: path("laptop.db")).device, name: "laptop",
            surroundings: .system())
        try begun.close()
        if isEmpty { try Data().write(to: URL(filePath: path("laptop.db"))) }
        let keys = try DeviceKeys.load(for: path("laptop.db"))
        try await listening(desk) { address in
            let line = try desk.invite(to: address, scopes: ["uni"]).text
            let (laptop, _) = try await Member.join(#require(Invite(text: line)), at: path("laptop.db"), name: "laptop")
            #expect(laptop.keys.device == keys.device)
            #expect(try laptop.replica.read { try Int.fetchOne($0, sql: "SELECT v FROM t") } == 1)
            try laptop.close()
            let other = try desk.invite(to: address, scopes: ["uni"])
            await #expect(throws: StoreError(.fileExists)) {
                try await Member.join(other, at: self.path("laptop.db"), name: "again")
            }
        }
        try desk.close()
    }

    /// A line that breaks while the records come: what has come stays, and the same call goes on.
    @Test func aJoiningThatWasCutGoesOn() async throws {
        let desk = try Member.found(at: path("desk.db"), name: "desk", schema: Self.schema)
        for number in 0..<6 {
            try desk.replica.edit {
                try $0.execute(
                    sql: "INSERT INTO t VALUES (?, hex(randomblob(500000)))", arguments: ["k\(number)"])
            }
        }
        let path = path("laptop.db")
        try await listening(desk) { address in
            let invite = try #require(Invite(text: try desk.invite(to: address, scopes: ["uni"]).text))
            let joining = Mutex<Task<Void, any Error>?>(nil)
            let task = Task {
                _ = try await Member.join(invite, at: path, name: "laptop") { progress in
                    if progress.received > 0 { joining.withLock { $0?.cancel() } }
                }
            }
            joining.withLock { $0 = task }
            await #expect(throws: (any Error).self) { try await task.value }
            let part = try Member(opening: path)
            let held = try part.replica.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM t") ?? 0 }
            #expect((1..<6).contains(held))
            try part.close()
            let other = try #require(Invite(text: try desk.invite(to: address, scopes: ["uni"]).text))
            await #expect(throws: StoreError(.fileExists)) { try await Member.join(other, at: path, name: "again") }
            let (laptop, _) = try await Member.join(invite, at: path, name: "laptop")
            #expect(try laptop.replica.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM t") } == 6)
            try laptop.close()
            // Who was not told that it is done types it once more.
            let again = try await Member.join(invite, at: path, name: "laptop")
            #expect(again.received.received == 0 && again.member.keys.device == laptop.keys.device)
            try again.member.close()
        }
        try desk.close()
    }

    /// A founding makes a root key, which nothing tells from an older one that lies there.
    @Test func whatSomebodyMayNeedIsNoHalfMadeJoining() async throws {
        let begun = try Replica(
            creating: path("desk.db"), device: DeviceKeys.create(for: path("desk.db")).device, name: "desk",
            surroundings: .system())
        try Data("precious".utf8).write(to: URL(filePath: path("desk.db.root")))
        try begun.close()
        let before = try files
        #expect(throws: StoreError(.fileExists)) {
            try Member.found(at: path("desk.db"), name: "other", schema: Self.schema)
        }
        #expect(try files == before)
        #expect(FileManager.default.contents(atPath: path("desk.db.root")) == Data("precious".utf8))
        #expect(Replica.isHalfMade(path("desk.db")))
        // A table that somebody made by hand is somebody's.
        try await DatabaseQueue(path: path("desk.db")).write { try $0.execute(sql: "CREATE TABLE mine(x)") }
        #expect(!Replica.isHalfMade(path("desk.db")))
        try Data("no database".utf8).write(to: URL(filePath: path("text")))
        #expect(!Replica.isHalfMade(path("text")) && !Replica.isHalfMade(path("nothing")))
        #expect(!(try files.contains("nothing")))
    }

    @Test func anInviteForAllScopesMakesNoScopeOfThatName() throws {
        let desk = try Member.found(at: path("desk.db"), name: "desk", schema: Self.schema)
        let before = try desk.replica.control().scopes.keys.sorted()
        let invite = try desk.invite(to: "127.0.0.1:1", scopes: ["*"], roles: ["admin"])
        #expect(invite.scopes == ["*"])
        #expect(try desk.replica.control().scopes.keys.sorted() == before)
        try desk.close()
    }

    @Test func aClosedReplicaSaysSo() throws {
        let desk = try Member.found(at: path("desk.db"), name: "desk", schema: Self.schema)
        try desk.close()
        try desk.close()
        #expect(throws: StoreError(.replicaClosed)) { try desk.replica.status() }
        #expect(throws: StoreError(.replicaClosed)) { try desk.replica.read { try Int.fetchOne($0, sql: "SELECT 1") } }
        #expect(throws: StoreError(.replicaClosed)) { try desk.replica.edit { try $0.execute(sql: "DELETE FROM t") } }
        #expect(throws: StoreError(.replicaClosed)) { try desk.replica.fold() }
    }

    @Test func nothingIsLeftOfAFoundingThatFails() throws {
        struct Refused: Error {}
        #expect(throws: Refused.self) {
            try Member.found(at: path("desk.db"), name: "desk", schema: Self.schema) { _ in throw Refused() }
        }
        #expect(throws: SchemaUnfit.self) {
            try Member.found(at: path("desk.db"), name: "desk", schema: "CREATE TABLE t(k);")
        }
        #expect(try files == [])
        _ = try Member.found(at: path("desk.db"), name: "desk", schema: Self.schema)
        let before = try files
        #expect(throws: StoreError(.fileExists)) {
            try Member.found(at: path("desk.db"), name: "desk", schema: Self.schema)
        }
        #expect(try files == before)
    }

    /// The replica was moved elsewhere, and its keys were forgotten here.
    @Test(arguments: ["desk.db.root", "desk.db.recovery", "desk.db.key", "desk.db-wal"])
    func nothingThatIsThereAlreadyIsTouched(name: String) throws {
        try Data("precious".utf8).write(to: URL(filePath: path(name)))
        #expect(throws: StoreError(.fileExists)) {
            try Member.found(at: path("desk.db"), name: "desk", schema: Self.schema)
        }
        #expect(try files == [name])
        #expect(FileManager.default.contents(atPath: path(name)) == Data("precious".utf8))
    }

    @Test func nobodyThereLeavesNothing() async throws {
        let desk = try Member.found(at: path("desk.db"), name: "desk", schema: Self.schema)
        let invite = try desk.invite(to: "127.0.0.1:1", scopes: ["uni"])
        let before = try files
        await #expect(throws: SyncError(.peerUnreachable)) {
            try await Member.join(invite, at: path("laptop.db"), name: "laptop")
        }
        #expect(try files == before)
    }

    /// The committee's file is closed when the device, enrolled by then, asks for the records; which is when
    /// it draws for its second session.
    @Test func anInviteWorksAgainWithTheKeyThatItEnrolled() async throws {
        let desk = try Member.found(at: path("desk.db"), name: "desk", schema: Self.schema)
        try desk.replica.edit { try $0.execute(sql: "INSERT INTO t VALUES ('a', 1)") }
        let system = Surroundings.system()
        let sessions = Mutex(0)
        let failing = Surroundings(
            now: system.now,
            random: { count in
                if count == 32, sessions.withLock({ $0 += 1; return $0 == 2 }) {
                    do { try desk.close() } catch { Issue.record(error) }
                }
                return system.random(count)
            }, busySeconds: 10)
        var invite = try await listening(desk) { address in
            let invite = try desk.invite(to: address, scopes: ["uni"])
            await #expect(throws: SyncError.self) {
                try await Member.join(invite, at: self.path("laptop.db"), name: "laptop", surroundings: failing)
            }
            return invite
        }
        // It is enrolled and has its tables: what came stays.
        #expect(try files.filter { $0.hasPrefix("laptop") && !$0.contains("-") } == ["laptop.db", "laptop.db.key"])
        let reopened = try Member(opening: path("desk.db"))
        let enrolled = try reopened.replica.control().devices.values.first { $0.name == "laptop" }
        try await listening(reopened) { address in
            invite.address = address
            let (laptop, received) = try await Member.join(invite, at: self.path("laptop.db"), name: "laptop")
            #expect(received.received == 1 && laptop.keys.device == enrolled?.id)
        }
    }

    /// An administrator has taken rights from a device; its old invite, which is good for days, doesn't bring them back.
    @Test func anInviteShownAgainGivesNothingBack() async throws {
        let desk = try Member.found(at: path("desk.db"), name: "desk", schema: Self.schema)
        try await listening(desk) { address in
            let invite = try desk.invite(to: address, scopes: ["uni"], roles: ["admin"])
            let (laptop, _) = try await Member.join(invite, at: self.path("laptop.db"), name: "laptop")
            let device = laptop.keys.device
            try laptop.close()
            let narrowed = ControlGrant(device: device, roles: ["reader"], scopes: [])
            try desk.replica.sign([.grant(narrowed)], by: desk.keys.signer)
            for file in try self.files where file.hasPrefix("laptop") && !file.hasSuffix(".key") {
                try FileManager.default.removeItem(atPath: self.path(file))
            }
            let (again, _) = try await Member.join(invite, at: self.path("laptop.db"), name: "laptop")
            #expect(again.keys.device == device)
            #expect(try desk.replica.control().grants[device] == narrowed)
            // A new invite is a new decision.
            let another = try desk.invite(to: address, scopes: ["uni"])
            try again.close()
            for file in try self.files where file.hasPrefix("laptop") && !file.hasSuffix(".key") {
                try FileManager.default.removeItem(atPath: self.path(file))
            }
            _ = try await Member.join(another, at: self.path("laptop.db"), name: "laptop")
            #expect(try desk.replica.control().grants[device]?.roles == ["editor"])
        }
    }

    @Test func keysThatOthersMayReadAreNotUsed() throws {
        _ = try Member.found(at: path("desk.db"), name: "desk", schema: Self.schema)
        let key = DeviceKeys.path(of: path("desk.db"))
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: key)
        #expect(throws: StoreError(.keyUnfit)) { try Member(opening: path("desk.db")) }
        try FileManager.default.removeItem(atPath: key)
        #expect(throws: StoreError(.keyMissing)) { try Member(opening: path("desk.db")) }
    }
}

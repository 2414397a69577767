import Foundation
import GRDB
import Membership
import ReplicaStore
import SyncCore
import SyncTransport
import Synchronization
import Testing

/// Offices that stay connected get what others write unasked, whatever program wrote it. If this breaks, the committee
/// reads yesterday's records.
@Suite(.timeLimit(.minutes(2))) final class StayTests {
    private let folder: TestFolder

    init() throws { folder = try TestFolder() }

    private static let schema = """
        CREATE TABLE t(k TEXT NOT NULL PRIMARY KEY, v TEXT);
        INSERT INTO zhibu_policy VALUES ('t', NULL, 'keep');
        """

    private final class Count: Sendable {
        let number = Mutex(0)
    }

    private func path(_ name: String) -> String { folder.path(name) }

    private func join(_ desk: Member, _ address: String, _ name: String) async throws -> Member {
        let line = try desk.invite(to: address, scopes: ["uni"]).text
        return try await Member.join(#require(Invite(text: line)), at: path("\(name).db"), name: name).member
    }

    private static func value(_ member: Member, _ key: String) throws -> String? {
        try member.replica.read { try String.fetchOne($0, sql: "SELECT v FROM t WHERE k = ?", arguments: [key]) }
    }

    /// Until a replica shows a value.
    private func wait(for value: String, of key: String, on member: Member) async throws {
        let updates = member.replica.updates(every: .milliseconds(20))
        if try Self.value(member, key) == value { return }
        for try await _ in updates where try Self.value(member, key) == value { return }
    }

    @Test func whatOneWritesComesToAllWhoStay() async throws {
        let desk = try Member.found(at: path("desk.db"), name: "desk", schema: Self.schema, scopes: ["uni"])
        try await listening(desk) { address in
            let offices = [try await join(desk, address, "one"), try await join(desk, address, "two")]
            let peer = try #require(PeerAddress(address))
            let settled = Count()
            let staying = offices.map { office in
                Task {
                    try await office.stay(with: peer, every: .milliseconds(20)) { _ in settled.number.withLock { $0 += 1 } }
                }
            }
            // By a program that knows nothing of us.
            let other = try DatabaseQueue(path: offices[0].replica.path)
            try await other.write { try $0.execute(sql: "INSERT INTO t VALUES ('a', 'of one')") }
            try await wait(for: "of one", of: "a", on: desk)
            try await wait(for: "of one", of: "a", on: offices[1])
            // At once on both sides.
            try offices[1].replica.edit { try $0.execute(sql: "INSERT INTO t VALUES ('b', 'of two')") }
            try desk.replica.edit { try $0.execute(sql: "INSERT INTO t VALUES ('c', 'of the desk')") }
            for office in offices {
                try await wait(for: "of two", of: "b", on: office)
                try await wait(for: "of the desk", of: "c", on: office)
            }
            #expect(settled.number.withLock { $0 } > 2)
            for task in staying { task.cancel() }
            for task in staying {
                let summary = try await task.value
                #expect(summary.unequalScopes.isEmpty && summary.equalScopes == ["control", "uni"])
            }
            try other.close()
            let digests = try ([desk] + offices).map { try $0.replica.status().scopes.first { $0.name == "uni" }?.digest }
            #expect(Set(digests).count == 1)
        }
    }

    /// Who stays is told goodbye by a server that is stopped, and no error.
    @Test func aServerThatStopsSaysGoodbye() async throws {
        let desk = try Member.found(at: path("desk.db"), name: "desk", schema: Self.schema, scopes: ["uni"])
        let (began, isSettled) = AsyncStream.makeStream(of: Void.self)
        let staying = try await listening(desk) { address in
            let office = try await join(desk, address, "one")
            let peer = try #require(PeerAddress(address))
            let task = Task { try await office.stay(with: peer) { _ in isSettled.yield() } }
            for await _ in began { break }
            return task
        }
        #expect(try await staying.value.equalScopes == ["control", "uni"])
    }

    /// What was written while the key was elsewhere is proven when it is back.
    @Test func whatWasWrittenWithoutTheKeyIsSealedLater() async throws {
        let desk = try Member.found(at: path("desk.db"), name: "desk", schema: Self.schema, scopes: ["uni"])
        try await listening(desk) { address in
            let office = try await join(desk, address, "one")
            let file = office.replica.path
            try office.close()
            let keyless = try Replica(opening: file, surroundings: .system())
            try keyless.edit { try $0.execute(sql: "INSERT INTO t VALUES ('a', 'without')") }
            try keyless.close()
            let again = try Member(opening: file)
            let summary = try await again.sync(with: PeerAddress(address))
            #expect(summary.unequalScopes.isEmpty)
            #expect(try Self.value(desk, "a") == "without")
        }
    }
}

import Foundation
import GRDB
import Membership
import ReplicaStore
import SyncCore
import SyncTransport
import Synchronization
import Testing

/// An office computer whose clock is off: what is written there has the committee's time once it has synced.
@Suite final class ClockTests {
    private let folder: TestFolder
    private let desk: Member

    init() throws {
        folder = try TestFolder()
        desk = try Member.found(
            at: folder.path("desk.db"), name: "desk", schema: "CREATE TABLE t(k TEXT NOT NULL PRIMARY KEY, v);")
    }

    /// The system's, and so much more.
    private static func clock(off milliseconds: Int64) -> Surroundings {
        var surroundings = Surroundings.system()
        let now = surroundings.now
        surroundings.now = { now() + milliseconds }
        return surroundings
    }

    private func at(_ member: Member, _ key: String) throws -> Int64 {
        try #require(try member.replica.history(table: "t", key: [.text(key)]).last?.at)
    }

    /// Behind, ahead, and by so much that it is no clock.
    @Test(arguments: [-600_000, 7_200_000, -1_700_000_000_000] as [Int64])
    func whatIsWrittenHasTheCommitteesTime(off: Int64) async throws {
        let office = try await listening(desk) { [desk] address in
            try await Member.join(
                desk.invite(to: address, scopes: ["uni"], goodFor: 1 << 45), at: folder.path("office.db"), name: "office",
                surroundings: Self.clock(off: off)).member
        }
        let offset = try office.replica.clockOffset()
        // Never by more than it is off, and by less only as long as the session took.
        #expect(abs(offset) <= abs(off) && abs(off) - abs(offset) < 60_000 && (offset < 0) == (off > 0))
        try office.replica.edit { try $0.execute(sql: "INSERT INTO t VALUES ('a', 1)") }
        // The triggers ask SQLite for the time, whose clock nobody moves here.
        #expect(try abs(at(office, "a") - Surroundings.system().now() - offset) < 60_000)
        // The clock is put right; nothing more is corrected.
        try office.close()
        let mended = try Member(opening: folder.path("office.db"))
        try await listening(desk) { address in _ = try await mended.sync(with: PeerAddress(address)) }
        #expect(try mended.replica.clockOffset() == 0)
        try mended.close()
    }

    /// Where the peer is no administrator's, its clock is nobody's but its own.
    @Test func anotherOfficesClockIsNotBelieved() async throws {
        let (one, two) = (folder.path("one.db"), folder.path("two.db"))
        try await listening(desk) { [desk] address in
            for (path, name) in [(one, "one"), (two, "two")] {
                try await Member.join(
                    desk.invite(to: address, scopes: ["uni"], roles: ["editor"], goodFor: 1 << 45), at: path, name: name
                ).member.close()
            }
            let first = try Member(opening: one)
            _ = try await first.sync()
            try first.close()
        }
        let wrong = try Member(opening: one, surroundings: Self.clock(off: 7_200_000))
        let right = try Member(opening: two)
        try await listening(wrong) { address in _ = try await right.sync(with: PeerAddress(address)) }
        #expect(try right.replica.clockOffset() == 0)
        try wrong.close()
        try right.close()
    }
}

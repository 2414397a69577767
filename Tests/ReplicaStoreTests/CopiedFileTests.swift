import GRDB
import ReplicaStore
import SyncCore
import TestKit
import Testing

private let schema = """
    CREATE TABLE t(id TEXT NOT NULL PRIMARY KEY, a);
    INSERT INTO zhibu_policy VALUES ('t', NULL, 'keep');
    """

/// Files that were copied, or restored from a backup: nothing is lost, nobody is asked.
@Suite struct CopiedFileTests {
    private let committee: Committee
    private let server: Committee.Computer
    private let desk: Committee.Computer

    init() throws {
        committee = try Committee(seed: 23, schema: schema, scopes: [])
        server = committee.server
        desk = try committee.enrol("desk", scopes: ["uni"])
    }

    private func copy(_ computer: Committee.Computer, _ name: String) throws -> Committee.Computer {
        Committee.Computer(
            replica: try Replica(
                copying: computer.replica, at: "file:/copied-\(name)?vfs=memdb",
                surroundings: committee.world.surroundings, signer: computer.signer),
            signer: computer.signer, publicKey: computer.publicKey)
    }

    private func run(_ computer: Committee.Computer, _ sql: String) throws {
        committee.world.advance(milliseconds: 1_000)
        try computer.replica.edit { try $0.execute(sql: sql) }
    }

    private func keys(_ computer: Committee.Computer) throws -> [String] {
        try computer.replica.read { try String.fetchAll($0, sql: "SELECT id FROM t ORDER BY id") }
    }

    /// Copies of a long chain: what both have is not sent once more.
    @Test func theForkIsFoundByEarlierPoints() throws {
        for number in 1...200 { try run(desk, "INSERT INTO t VALUES ('\(number)', 1)"); try desk.replica.fold() }
        try server.pull(from: desk)
        // The copy is of the file as it was; both go on, and neither has the other's last changeset.
        let twin = try copy(desk, "long")
        for number in 201...204 { try run(desk, "INSERT INTO t VALUES ('\(number)', 1)"); try desk.replica.fold() }
        for number in 301...307 { try run(twin, "INSERT INTO t VALUES ('\(number)', 1)"); try twin.replica.fold() }
        let (one, other) = (desk.replica, twin.replica)
        let (ends, others) = (try one.frontier(scope: "uni"), try other.frontier(scope: "uni"))
        // In the first round nobody knows how long the chain is that both have.
        #expect(try one.missing(scope: "uni", from: others, searching: true).isEmpty)
        #expect(try other.missing(scope: "uni", from: ends, searching: true).isEmpty)
        let points = try one.frontier(scope: "uni", locating: others)
        let otherPoints = try other.frontier(scope: "uni", locating: ends)
        #expect(points.count <= 10 && points.contains { $0.number == 1 } && Set(points).isSuperset(of: ends))
        let (sent, received) = (
            try one.missing(scope: "uni", from: otherPoints), try other.missing(scope: "uni", from: points)
        )
        #expect((4...8).contains(sent.count) && (7...14).contains(received.count))
        // Who knows all points of the other names none but its own ends.
        #expect(try one.frontier(scope: "uni", locating: ends) == ends)
    }

    @Test func twoCopiesThatGoOnConvergeWhereverTheyMeet() throws {
        try run(desk, "INSERT INTO t VALUES ('before', 1)")
        let twin = try copy(desk, "twin")
        try run(desk, "INSERT INTO t VALUES ('desk', 1); UPDATE t SET a = 2 WHERE id = 'before'")
        try run(twin, "INSERT INTO t VALUES ('twin', 1); UPDATE t SET a = 3 WHERE id = 'before'")
        // They meet at the server first, one after the other, then go on.
        try server.pull(from: desk)
        try server.pull(from: twin)
        try desk.pull(from: server)
        try run(desk, "INSERT INTO t VALUES ('later', 1)")
        for _ in 0..<2 {
            for (one, other) in [(server, desk), (twin, server), (server, twin), (desk, server)] {
                try one.pull(from: other)
            }
        }
        for computer in [server, desk, twin] {
            #expect(try keys(computer) == ["before", "desk", "later", "twin"])
            let open = try computer.replica.conflicts().filter { $0.status == .open }
            #expect(open.map(\.unit) == ["a"])
            #expect(try computer.replica.verify(deep: true).findings.map(\.detail) == [])
        }
        let digests = try [server, desk, twin].map { try $0.replica.status().scopes.map(\.digest) }
        #expect(Set(digests).count == 1)
        // Whoever learned of the other one writes under a new epoch.
        let authors = try server.replica.changesets(scope: "uni").map(\.header.author)
        #expect(Set(authors.filter { $0.device == desk.device.text }).count == 2)
    }

    @Test func aRestoredFileFindsItsForgottenWorkAgain() throws {
        try run(desk, "INSERT INTO t VALUES ('old', 1)")
        let backup = try copy(desk, "backup")
        try run(desk, "INSERT INTO t VALUES ('forgotten', 1)")
        try server.pull(from: desk)
        try desk.replica.close()
        try backup.pull(from: server)
        #expect(try keys(backup) == ["forgotten", "old"])
        try run(backup, "INSERT INTO t VALUES ('new', 1)")
        try server.pull(from: backup)
        #expect(try keys(server) == ["forgotten", "new", "old"])
        #expect(try server.replica.voidChangesets().isEmpty)
    }

    /// Found by `WorldLaws`: the entries of one fork came without those of the other one.
    @Test func entriesOfARestoredRootBothCountAndReachWhoHoldsAThird() throws {
        let (second, third) = (try copy(server, "second"), try copy(server, "third"))
        func name(_ computer: Committee.Computer, _ scope: String) throws {
            try computer.replica.sign([.scope(name: scope, title: "")], by: computer.signer)
        }
        try name(server, "one")
        try name(second, "two")
        try name(second, "two-more")
        for number in 1...4 { try name(third, "three-\(number)") }
        try server.pull(from: second)
        try name(server, "both")
        try third.pull(from: server)
        try server.pull(from: third)
        try second.pull(from: server)
        for computer in [server, second, third] {
            let scopes = try computer.replica.control().scopes.keys.filter { $0 != "uni" }
            #expect(
                Set(scopes)
                    == ["one", "two", "two-more", "both", "three-1", "three-2", "three-3", "three-4"])
        }
    }

    @Test func whoMayNotWriteDoesNotDecideEither() throws {
        let laptop = try committee.enrol("laptop", scopes: ["uni"])
        try run(desk, "INSERT INTO t VALUES ('k', 1)")
        try laptop.pull(from: desk)
        try run(desk, "UPDATE t SET a = 2")
        try run(laptop, "UPDATE t SET a = 3")
        try laptop.pull(from: desk)
        try server.replica.sign(
            [.grant(ControlGrant(device: laptop.device, roles: ["reader"], scopes: ["uni"]))],
            by: server.signer)
        try laptop.pull(from: server)
        let open = try #require(try laptop.replica.conflicts().first { $0.status == .open })
        #expect(throws: StoreError(.notEntitled)) {
            try laptop.replica.resolve(open.id.text, .take(1), reason: "so")
        }
        try desk.pull(from: laptop)
        try desk.replica.resolve(open.id.text, .take(1), reason: "so")
        try laptop.pull(from: desk)
        #expect(throws: StoreError(.notEntitled)) {
            try laptop.replica.undo(open.id.text, reason: "no")
        }
    }
}

import GRDB
import ReplicaStore
import SyncCore
import TestKit
import Testing

/// What a developer's program learns of changes and conflicts, whoever made them.
@Suite struct ObservationTests {
    private let world = HandMovedWorld(seed: 7_201)
    private let (here, there): (Replica, Replica)

    init() throws {
        let schema = """
            CREATE TABLE t(k TEXT NOT NULL PRIMARY KEY, n);
            INSERT INTO zhibu_policy VALUES ('t', NULL, 'keep');
            """
        here = try Replica.inMemory("here", schema: schema, world: world)
        there = try Replica.inMemory("there", schema: schema, world: world)
    }

    private func record(_ key: String) -> ChangedRecord {
        ChangedRecord(scope: "uni", table: "t", key: [.text(Array(key.utf8))])
    }

    @Test func whatWasThereIsNoNews() throws {
        try here.edit { try $0.execute(sql: "INSERT INTO t VALUES ('old', 1)") }
        var watch = try ReplicaWatch(here)
        #expect(try watch.news().isEmpty)
    }

    @Test func editsHereAndOfAnotherProgramAndOfOthersAreNewsOnce() throws {
        var watch = try ReplicaWatch(here)
        try here.edit { try $0.execute(sql: "INSERT INTO t VALUES ('a', 1)") }
        #expect(try watch.news().records == [record("a")])
        let foreign = try DatabaseQueue(path: here.path)
        try foreign.write { try $0.execute(sql: "INSERT INTO t VALUES ('b', 1); DELETE FROM t WHERE k = 'a'") }
        #expect(try watch.news().records == [record("a"), record("b")])
        try there.edit { try $0.execute(sql: "INSERT INTO t VALUES ('c', 1)") }
        try here.pull(from: there)
        #expect(try watch.news().records == [record("c")])
        #expect(try watch.news().isEmpty)
    }

    @Test func anotherSchemaConcernsEverything() throws {
        var watch = try ReplicaWatch(here)
        try here.install(schema: "CREATE TABLE t(k TEXT NOT NULL PRIMARY KEY, n, m);", version: "2")
        #expect(try watch.news().isWhole)
        #expect(try watch.news().isEmpty)
    }

    @Test func aSequenceTellsOfWhatCameSinceItWasAskedFor() async throws {
        let sequence = here.updates(every: .milliseconds(1))
        try here.edit { try $0.execute(sql: "INSERT INTO t VALUES ('a', 1)") }
        var updates = sequence.makeAsyncIterator()
        #expect(try await updates.next()?.records == [record("a")])
    }

    @Test func aLookWithoutNewsWritesNothing() throws {
        try here.edit { try $0.execute(sql: "INSERT INTO t VALUES ('a', 1)") }
        var watch = try ReplicaWatch(here)
        let other = try DatabaseQueue(path: here.path)
        let version = { try other.read { try Int.fetchOne($0, sql: "PRAGMA data_version") } }
        let before = try version()
        #expect(try watch.news().isEmpty)
        #expect(try version() == before)
        try here.edit { try $0.execute(sql: "DELETE FROM t") }
        #expect(try version() != before)
    }

    @Test func anErasedRecordIsNews() throws {
        try here.edit { try $0.execute(sql: "INSERT INTO t VALUES ('a', 'secret')") }
        var watch = try ReplicaWatch(here)
        try here.erase(table: "t", key: record("a").key, columns: ["n"], reason: "private")
        #expect(try watch.news().records == [record("a")])
    }

    /// A cut that lies on one of two forks: until that one is here, nobody can tell which of them it ends.
    @Test func whatCountsNoMoreIsNews() throws {
        let committee = try Committee(seed: 7_202, schema: "CREATE TABLE t(k TEXT NOT NULL PRIMARY KEY, n);", scopes: [])
        let (server, signer) = (committee.server.replica, committee.server.signer)
        let office = try committee.enrol("office", scopes: ["uni"])
        let desk = try committee.enrol("desk", scopes: ["uni"])
        try office.replica.edit { try $0.execute(sql: "INSERT INTO t VALUES ('before', 1)") }
        let twin = try Replica(
            copying: office.replica, at: "file:/twin-\(UInt64.random(in: .min ... .max))?vfs=memdb",
            surroundings: committee.world.surroundings, signer: office.signer)
        try office.replica.edit { try $0.execute(sql: "INSERT INTO t VALUES ('left', 1)") }
        try twin.edit { try $0.execute(sql: "INSERT INTO t VALUES ('right', 1)") }
        try server.pull(from: twin, scope: "uni")
        try server.revoke(office.device, reason: "lost", by: signer)
        try desk.replica.pull(from: server, scope: "control")
        try desk.replica.pull(from: office.replica, scope: "uni")
        try #require(desk.replica.voidChangesets().isEmpty)
        var watch = try ReplicaWatch(desk.replica)
        try desk.replica.pull(from: twin, scope: "uni")
        try #require(desk.replica.voidChangesets().count == 1)
        #expect(try watch.news().isWhole)
        #expect(try watch.news().isEmpty)
    }

    @Test(.timeLimit(.minutes(1))) func aCancelledSequenceEnds() async throws {
        let replica = here
        let task = Task {
            for try await _ in replica.updates(every: .seconds(3_600)) {}
            return true
        }
        task.cancel()
        #expect(try await task.value)
    }

    @Test func conflictsComeAndGo() async throws {
        try here.edit { try $0.execute(sql: "INSERT INTO t VALUES ('a', 0)") }
        try there.pull(from: here)
        var conflicts = here.openConflicts(every: .milliseconds(1)).makeAsyncIterator()
        #expect(try await conflicts.next()?.count == 0)
        for (number, replica) in [here, there].enumerated() {
            try replica.edit { try $0.execute(sql: "UPDATE t SET n = \(number + 1)") }
        }
        try here.pull(from: there)
        let open = try #require(try await conflicts.next())
        #expect(open.map(\.kind) == ["value"])
        try here.resolve(open[0].id.text, .take(2), reason: "newer")
        #expect(try await conflicts.next()?.count == 0)
    }
}

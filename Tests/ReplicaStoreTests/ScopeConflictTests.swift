import GRDB
import ReplicaStore
import SyncCore
import TestKit
import Testing

/// One key in two scopes: shown once, the other aside, and a person says which stays. If this breaks,
/// a person who was moved twice is counted twice, or lost.
@Suite struct ScopeConflictTests {
    private static let schema = """
        CREATE TABLE t(id TEXT NOT NULL PRIMARY KEY, place TEXT, name TEXT);
        INSERT INTO zhibu_policy VALUES ('t', NULL, 'keep');
        INSERT INTO zhibu_scope VALUES ('t', '''college:'' || place');
        """
    private static let scopes = ["college:a", "college:b"]

    private func committee(_ seed: UInt64) throws -> (
        Committee, a: Committee.Computer, b: Committee.Computer, both: Committee.Computer
    ) {
        let committee = try Committee(seed: seed, schema: Self.schema, scopes: Self.scopes)
        return (
            committee, try committee.enrol("a", scopes: ["college:a"]),
            try committee.enrol("b", scopes: ["college:b"]),
            try committee.enrol("both", scopes: Self.scopes)
        )
    }

    private func open(_ computer: Committee.Computer) throws -> [Conflict] {
        try computer.replica.conflicts().filter { $0.status == .open }
    }

    private func names(_ computer: Committee.Computer) throws -> [String] {
        try computer.replica.read { try String.fetchAll($0, sql: "SELECT name FROM t ORDER BY id") }
    }

    @Test(arguments: [1, 2])
    func aPersonSaysWhichStays(number: Int) throws {
        let (_, a, b, both) = try committee(UInt64(310 + number))
        try a.replica.edit { try $0.execute(sql: "INSERT INTO t VALUES ('x', 'a', 'of a')") }
        try b.replica.edit { try $0.execute(sql: "INSERT INTO t VALUES ('x', 'b', 'of b')") }
        #expect(try open(a).isEmpty && open(b).isEmpty)
        for one in [a, b] { try both.pull(from: one) }
        let conflict = try #require(try open(both).first)
        #expect(conflict.kind == "scope" && conflict.candidates.map(\.scope) == Self.scopes)
        #expect(try names(both) == ["of a"])
        #expect(throws: StoreError(.choiceUnfit)) {
            try both.replica.resolve(conflict.id.text, .keep, reason: "x")
        }
        try both.replica.resolve(conflict.id.text, .take(number), reason: "moved last year")
        #expect(try names(both) == [number == 1 ? "of a" : "of b"])
        #expect(try open(both).isEmpty)
        #expect(try both.replica.conflicts().map(\.id) == [conflict.id])
        for one in [a, b] { try one.pull(from: both) }
        #expect(try names(a) == (number == 1 ? ["of a"] : []))
        #expect(try names(b) == (number == 1 ? [] : ["of b"]))
        #expect(try both.replica.verify(deep: true).findings.isEmpty)
        try both.replica.undo(conflict.id.text, reason: "looked again")
        #expect(try open(both).map(\.id) == [conflict.id])
        #expect(try names(both) == ["of a"])
    }

    /// Both rows are there only because somebody edited them past their deletion: nothing says that they are present.
    @Test(arguments: [1, 2])
    func ofTwoThatWereDeletedAndEditedOneStays(number: Int) throws {
        let (committee, a, b, both) = try committee(UInt64(340 + number))
        let a2 = try committee.enrol("a2", scopes: ["college:a"])
        let b2 = try committee.enrol("b2", scopes: ["college:b"])
        for (one, two, place) in [(a, a2, "a"), (b, b2, "b")] {
            try one.replica.edit { try $0.execute(sql: "INSERT INTO t VALUES ('x', '\(place)', 'n')") }
            try two.pull(from: one)
            try one.replica.edit { try $0.execute(sql: "DELETE FROM t") }
            try two.replica.edit { try $0.execute(sql: "UPDATE t SET name = 'of \(place)'") }
        }
        for one in [a, a2, b, b2] { try both.pull(from: one) }
        let conflict = try #require(try open(both).first { $0.kind == "scope" })
        try both.replica.resolve(conflict.id.text, .take(number), reason: "that one")
        #expect(try open(both).contains { $0.kind == "scope" } == false)
        #expect(try both.replica.verify(deep: true).findings.isEmpty)
        for one in [a, b] { try one.pull(from: both) }
        #expect(try names(a) == (number == 1 ? ["of a"] : []))
        #expect(try names(b) == (number == 1 ? [] : ["of b"]))
    }

    @Test func whatWasMovedAndDeletedComesBackWhereItWas() throws {
        let (_, a, b, both) = try committee(330)
        try a.replica.edit { try $0.execute(sql: "INSERT INTO t VALUES ('x', 'a', 'n'), ('y', 'a', 'm')") }
        try both.pull(from: a)
        // Two rows in one fold: what was open in the old scope when the move was found has its link, too.
        try both.replica.edit {
            try $0.execute(sql: "UPDATE t SET name = 'm2' WHERE id = 'y'; UPDATE t SET place = 'b' WHERE id = 'x'")
        }
        #expect(try both.replica.deleted(table: "t").isEmpty)
        #expect(throws: StoreError(.notDeleted)) { try both.replica.undelete(table: "t", key: [.text("x")]) }
        try both.replica.edit { try $0.execute(sql: "DELETE FROM t WHERE id = 'x'") }
        #expect(try both.replica.deleted(table: "t").map(\.scope) == ["college:b"])
        try both.replica.undelete(table: "t", key: [.text("x")])
        #expect(try both.replica.read { try String.fetchOne($0, sql: "SELECT place FROM t WHERE id = 'x'") } == "b")
        try b.pull(from: both)
        #expect(try names(b) == ["n"])
    }

    /// The whole move is here, and the old office has edited the record past it: that is a conflict.
    @Test func anEditPastAMoveIsSeen() throws {
        let (_, a, _, both) = try committee(331)
        try a.replica.edit { try $0.execute(sql: "INSERT INTO t VALUES ('x', 'a', 'n'), ('y', 'a', 'm')") }
        try both.pull(from: a)
        try both.replica.edit {
            try $0.execute(sql: "UPDATE t SET name = 'm2' WHERE id = 'y'; UPDATE t SET place = 'b' WHERE id = 'x'")
        }
        try a.replica.edit { try $0.execute(sql: "UPDATE t SET name = 'edited' WHERE id = 'x'") }
        try both.pull(from: a)
        #expect(try open(both).contains { $0.kind == "scope" })
    }

    @Test func aMoveOnItsWayIsNone() throws {
        let (_, a, b, both) = try committee(320)
        try a.replica.edit { try $0.execute(sql: "INSERT INTO t VALUES ('x', 'a', 'n')") }
        try both.pull(from: a)
        try both.replica.edit { try $0.execute(sql: "UPDATE t SET place = 'b'") }
        // Another holder of both scopes gets the insertion first.
        let third = try Replica.inMemory(
            "third", schema: Self.schema, scopes: Self.scopes, world: HandMovedWorld(seed: 322))
        try third.trust(root: #require(try both.replica.rootDevice()))
        try third.hold(scope: "control", writes: false)
        try third.pull(from: both.replica, scope: "control")
        try third.pull(from: a.replica, scope: "college:a")
        try third.pull(from: both.replica, scope: "college:b")
        #expect(try third.conflicts().isEmpty)
        try third.pull(from: both.replica, scope: "college:a")
        #expect(try third.conflicts().isEmpty)
        #expect(try third.read { try String.fetchOne($0, sql: "SELECT place FROM t") } == "b")
        try b.pull(from: both)
        #expect(try names(b) == ["n"])
    }
}

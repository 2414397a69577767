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

    /// One takes the row of a, another that of b, and neither has seen the other's decision.
    private func opposed(_ seed: UInt64) throws -> (
        a: Committee.Computer, b: Committee.Computer, both: Committee.Computer, other: Committee.Computer, was: ConflictID
    ) {
        let (committee, a, b, both) = try committee(seed)
        let other = try committee.enrol("other", scopes: Self.scopes)
        for (one, place) in [(a, "a"), (b, "b")] {
            try one.replica.edit { try $0.execute(sql: "INSERT INTO t VALUES ('x', '\(place)', 'of \(place)')") }
            for two in [both, other] { try two.pull(from: one) }
        }
        let was = try #require(try open(both).first).id
        try both.replica.resolve(was.text, .take(1), reason: "it is a's")
        try other.replica.resolve(was.text, .take(2), reason: "it is b's")
        #expect(try open(both).isEmpty && open(other).isEmpty)
        try both.pull(from: other)
        try other.pull(from: both)
        return (a, b, both, other, was)
    }

    @Test(arguments: [1, 2])
    func decidedBothWaysItIsOpenAgain(number: Int) throws {
        let (a, b, both, other, was) = try opposed(UInt64(350 + number))
        #expect(try names(both).isEmpty)
        let conflict = try #require(try open(both).first)
        #expect(try open(both).map(\.id) == open(other).map(\.id))
        #expect(conflict.kind == "scope" && conflict.id != was && conflict.candidates.map(\.scope) == Self.scopes)
        #expect(conflict.candidates.map { $0.values[1] } == [.text("of a"), .text("of b")])
        #expect(try both.replica.openConflictCounts() == ["college:a": 1])
        #expect(throws: StoreError(.conflictChanged)) {
            try both.replica.resolve(was.text, .take(1), reason: "x")
        }
        #expect(throws: StoreError(.choiceUnfit)) { try both.replica.resolve(conflict.id.text, .keep, reason: "x") }
        #expect(throws: StoreError(.choiceUnfit)) { try both.replica.resolve(conflict.id.text, .take(3), reason: "x") }
        try both.replica.resolve(conflict.id.text, .take(number), reason: "asked them both")
        for one in [other, a, b] { try one.pull(from: both) }
        let taken = number == 1 ? "of a" : "of b"
        #expect(try names(both) == [taken] && names(other) == [taken])
        #expect(try names(a) == (number == 1 ? [taken] : []) && names(b) == (number == 1 ? [] : [taken]))
        #expect(try open(other).isEmpty)
        #expect(try other.replica.verify(deep: true).findings.isEmpty)
        try other.replica.undo(conflict.id.text, reason: "looked again")
        #expect(try open(other).map(\.id) == [conflict.id] && names(other).isEmpty)
    }

    @Test func decidedBothWaysNeitherMayStay() throws {
        let (a, _, both, other, _) = try opposed(355)
        let conflict = try #require(try open(other).first)
        try other.replica.resolve(conflict.id.text, .delete, reason: "he has left")
        try both.pull(from: other)
        #expect(try open(both).isEmpty && open(other).isEmpty && names(both).isEmpty)
        #expect(try both.replica.conflicts().filter { $0.status == .resolved }.contains { $0.id == conflict.id })
        #expect(try a.replica.conflicts().allSatisfy { $0.status != .open })
    }

    /// One of them takes it back: the row that the other kept is there.
    @Test func oneOfTheTwoDecisionsIsTakenBack() throws {
        let (_, _, both, other, was) = try opposed(356)
        try both.replica.undo(was.text, reason: "we both decided")
        try other.pull(from: both)
        #expect(try open(both).map(\.id) == [was])
        #expect(try open(other).map(\.id) == [was])
    }

    /// What somebody deletes outright stays deleted.
    @Test func aDeletionIsNoDecisionBetweenScopes() throws {
        let (committee, a, b, both) = try committee(357)
        for (one, place) in [(a, "a"), (b, "b")] {
            try one.replica.edit { try $0.execute(sql: "INSERT INTO t VALUES ('x', '\(place)', 'of \(place)')") }
            try both.pull(from: one)
        }
        let conflict = try #require(try open(both).first)
        try both.replica.resolve(conflict.id.text, .take(1), reason: "it is a's")
        try a.replica.edit { try $0.execute(sql: "DELETE FROM t") }
        try both.pull(from: a)
        #expect(try names(both).isEmpty && open(both).isEmpty)
        _ = committee
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

import GRDB
import ReplicaStore
import SyncCore
import TestKit
import Testing

private let schema = """
    CREATE TABLE grade(id TEXT NOT NULL PRIMARY KEY, level TEXT, score INTEGER, remark TEXT);
    INSERT INTO zhibu_policy VALUES ('grade', NULL, 'keep');
    INSERT INTO zhibu_second VALUES ('grade', 'level');
    INSERT INTO zhibu_rule VALUES ('high', 'high', 'too high',
        'SELECT ''grade'' AS tbl, id AS key, NULL AS other_key, NULL AS detail FROM grade WHERE score > 100');
    """

/// Two people, on two devices, choose the same before such a conflict closes.
@Suite struct SecondSignatureTests {
    private let world: HandMovedWorld
    private let replicas: [Replica]
    private var a: Replica { replicas[0] }
    private var b: Replica { replicas[1] }

    init() throws {
        let world = HandMovedWorld(seed: 31)
        self.world = world
        replicas = try ["a", "b", "c"].map { try Replica.inMemory($0, schema: schema, world: world) }
        for (replica, person) in zip(replicas, ["Wang", "Li", "Zhao"]) { try replica.setPerson(person) }
        try a.edit { try $0.execute(sql: "INSERT INTO grade VALUES ('1', 'fair', 80, 'x')") }
        try b.pull(from: a)
        try a.edit { try $0.execute(sql: "UPDATE grade SET level = 'best', remark = 'y' WHERE id = '1'") }
        try b.edit { try $0.execute(sql: "UPDATE grade SET level = 'good', remark = 'z' WHERE id = '1'") }
        try meet()
    }

    private func meet() throws {
        for _ in 0..<2 { for one in replicas { for other in replicas where other !== one { try one.pull(from: other) } } }
    }

    private func level(_ replica: Replica) throws -> Conflict {
        try #require(try replica.conflicts().first { $0.unit == "level" && $0.kind == "value" })
    }

    private func shown(_ replica: Replica) throws -> String? {
        try replica.read { try String.fetchOne($0, sql: "SELECT level FROM grade") }
    }

    @Test func oneSignsAndAnotherDecides() throws {
        #expect(try level(a).needsSecond)
        let good = try #require(try level(a).candidates.first { $0.values == [.text("good")] }).number
        let before = try a.read { try Row.fetchAll($0, sql: "SELECT * FROM grade") }
        #expect(try a.resolve(level(a).id.text, .take(good), reason: "as on paper") == .signed)
        #expect(try a.read { try Row.fetchAll($0, sql: "SELECT * FROM grade") } == before, "a signature writes nothing")
        #expect(try level(a).status == .open)
        try meet()
        for replica in replicas {
            let open = try level(replica)
            #expect(open.status == .open && open.signatures.map(\.choice) == ["take \(good)"])
            #expect(open.signatures.map(\.by.person) == ["Wang"] && open.signatures.map(\.reason) == ["as on paper"])
        }
        #expect(throws: StoreError(.signedAlready)) { try a.resolve(level(a).id.text, .take(good), reason: "once more") }
        #expect(try b.resolve(level(b).id.text, .take(good), reason: "agreed") == .decided)
        try meet()
        for replica in replicas {
            let decided = try level(replica)
            #expect(decided.status == .resolved && decided.decisions.map(\.by.person) == ["Li"])
            #expect(decided.signatures.map(\.by.person) == ["Wang"])
            #expect(try shown(replica) == "good")
            #expect(try replica.verify(deep: true).isOK)
            // The history tells of both.
            let told = try replica.history(table: "grade", key: [.text("1")]).filter { $0.operation == "decide" }.compactMap(\.reason)
            #expect(told == ["sign take \(good): as on paper", "take \(good): agreed"])
        }
    }

    /// Another person at the same computer, the same person at another: neither is a second one.
    @Test func theSecondIsAnotherPersonOnAnotherDevice() throws {
        #expect(try a.resolve(level(a).id.text, .take(1), reason: "r") == .signed)
        try a.setPerson("Liu")
        #expect(throws: StoreError(.signedAlready)) { try a.resolve(level(a).id.text, .take(1), reason: "r") }
        try meet()
        try b.setPerson("Wang")
        #expect(throws: StoreError(.signedAlready)) { try b.resolve(level(b).id.text, .take(1), reason: "r") }
        try b.setPerson("Li")
        #expect(try b.resolve(level(b).id.text, .take(1), reason: "r") == .decided)
    }

    @Test func twoOpinionsStandBesideEachOtherUntilOneIsShared() throws {
        #expect(try a.resolve(level(a).id.text, .take(1), reason: "one") == .signed)
        #expect(try b.resolve(level(b).id.text, .take(2), reason: "two") == .signed)
        try meet()
        #expect(try Set(level(a).signatures.map(\.choice)) == ["take 1", "take 2"])
        // Each device's last word counts.
        #expect(try a.resolve(level(a).id.text, .take(2), reason: "well then") == .decided)
        try meet()
        #expect(try replicas.allSatisfy { try level($0).status == .resolved })
    }

    @Test func aFurtherWriteEndsWhatWasSigned() throws {
        let was = try level(a)
        try a.resolve(was.id.text, .take(1), reason: "r")
        try replicas[2].edit { try $0.execute(sql: "UPDATE grade SET level = 'bad' WHERE id = '1'") }
        try b.edit { try $0.execute(sql: "UPDATE grade SET level = 'better' WHERE id = '1'") }
        try meet()
        let now = try #require(try b.conflicts().first { $0.unit == "level" && $0.status == .open })
        #expect(now.id != was.id && now.status == .open && now.signatures.isEmpty)
        #expect(throws: StoreError(.conflictChanged)) { try b.resolve(was.id.text, .take(1), reason: "r") }
    }

    @Test func whatWasSignedCanBeTakenBackAndSoCanTheDecision() throws {
        let id = try level(a).id.text
        #expect(throws: StoreError(.conflictUndecided)) { try a.undo(id, reason: "no") }
        try a.resolve(id, .take(1), reason: "r")
        try a.undo(id, reason: "a slip")
        #expect(try level(a).signatures.isEmpty && level(a).status == .open)
        try meet()
        #expect(try b.resolve(id, .take(1), reason: "r") == .signed, "what was taken back is no first signature")
        try meet()
        #expect(try a.resolve(id, .take(1), reason: "r") == .decided)
        try meet()
        #expect(throws: StoreError(.conflictDecided)) { try b.resolve(id, .take(1), reason: "r") }
        try replicas[2].undo(id, reason: "on second thoughts")
        try meet()
        for replica in replicas {
            #expect(try level(replica).status == .open && level(replica).signatures.isEmpty, "who signed is asked again")
            #expect(try replica.verify(deep: true).isOK)
        }
        #expect(try Set(replicas.map { try $0.status().scopes[0].digest }).count == 1)
    }

    @Test func nobodyTakesBackAnothersSignature() throws {
        let id = try level(a).id.text
        try a.resolve(id, .take(1), reason: "r")
        try b.resolve(id, .take(2), reason: "r")
        try meet()
        #expect(throws: StoreError(.conflictUndecided)) { try replicas[2].undo(id, reason: "no") }
        try a.resolve(id, .take(2), reason: "well")
        try meet()
        try b.undo(id, reason: "both again")
        try meet()
        #expect(try level(a).signatures.isEmpty && level(a).status == .open)
        // Of several of one's own all go.
        try a.resolve(id, .take(1), reason: "r")
        try a.resolve(id, .take(2), reason: "no, that")
        try a.undo(id, reason: "neither")
        #expect(try level(a).signatures.isEmpty)
    }

    /// What is not named is settled by one; of a table that is, everything by two, and only between what is there.
    @Test func whatIsNamedIsTheUnit() throws {
        let remark = try #require(try a.conflicts().first { $0.unit == "remark" })
        #expect(!remark.needsSecond)
        #expect(try a.resolve(remark.id.text, .take(1), reason: "r") == .decided)
        #expect(throws: StoreError(.choiceUnfit)) { try a.resolve(level(a).id.text, .set(["level": .text("new")]), reason: "r") }
        #expect(throws: StoreError(.choiceUnfit)) { try a.resolve(level(a).id.text, .take(3), reason: "r") }
        #expect(throws: StoreError(.choiceUnfit)) { try a.resolve(level(a).id.text, .keep, reason: "r") }
        try a.edit { try $0.execute(sql: "UPDATE grade SET score = 101") }
        let finding = try #require(try a.conflicts().first { $0.kind == "rule:high" })
        #expect(!finding.needsSecond, "it is about no unit")
        let both = try a.resolve([(level(a).id, .take(1)), (finding.id, .keep)], reason: "together")
        #expect(both.signed == 1)
        #expect(try level(a).status == .open && level(a).signatures.count == 1)
    }

    @Test func aFindingThatTwoAcceptLapsesWithItsRows() throws {
        let world = HandMovedWorld(seed: 32)
        let all = schema.replacing("'level');", with: "NULL);")
        let (a, b) = (try Replica.inMemory("a", schema: all, world: world), try Replica.inMemory("b", schema: all, world: world))
        try a.setPerson("Wang")
        try b.setPerson("Li")
        try a.edit { try $0.execute(sql: "INSERT INTO grade VALUES ('1', 'fair', 101, 'x')") }
        func finding(_ replica: Replica) throws -> Conflict { try #require(try replica.conflicts().first { $0.kind == "rule:high" }) }
        #expect(try a.resolve(finding(a).id.text, .keep, reason: "so it is") == .signed)
        try a.edit { try $0.execute(sql: "UPDATE grade SET remark = 'changed'") }
        try b.pull(from: a)
        #expect(try finding(b).signatures.isEmpty, "it was signed as it was before")
        #expect(try b.resolve(finding(b).id.text, .keep, reason: "so it is") == .signed)
        try a.pull(from: b)
        #expect(try a.resolve(finding(a).id.text, .keep, reason: "yes") == .decided)
        #expect(try finding(a).status == .resolved)
    }

    /// Screens make a command of what was signed: of what nobody can choose they get to know nothing.
    @Test(arguments: [("take 1", 1), ("take 1 --reason x; rm -rf .", 0), ("set", 0), ("take 0", 0), ("", 0)])
    func whatNobodyCanChooseIsNoSignature(choice: String, count: Int) throws {
        let open = try level(a)
        let author = Author(device: try #require(DeviceID(String(repeating: "9", count: 32))), epoch: Array(repeating: 9, count: 16))
        let header = ChangesetHeader(scope: "uni", author: author, number: 1, previous: nil, at: 1, person: "Nobody")
        var writer = ChangesetWriter(header, salt: Array(repeating: 0, count: 16))
        writer.append(.table(TableShape(name: "grade", keyColumns: ["id"], columns: ["level"])))
        writer.append(
            .decide(
                DecisionLine(
                    key: open.key, column: 0, kind: "value", choice: "sign \(choice)", reason: "r",
                    heads: open.candidates.flatMap(\.writes).map(\.hash))))
        _ = try a.apply([writer.finish().bytes])
        #expect(try level(a).id == open.id && level(a).status == .open)
        #expect(try level(a).signatures.count == count)
    }

    /// Units by any of their columns, and all of the table beside some of it.
    @Test(arguments: [["'level'"], ["'level'", "'remark'"], ["NULL", "'level'"], ["'level'", "NULL"]])
    func whatIsNamedInSeveralRowsAddsUp(columns: [String]) throws {
        let rows = columns.map { "INSERT INTO zhibu_second VALUES ('grade', \($0));" }.joined()
        let named = schema.replacing("INSERT INTO zhibu_second VALUES ('grade', 'level');", with: rows)
        let world = HandMovedWorld(seed: 34)
        let replicas = try ["a", "b"].map { try Replica.inMemory($0, schema: named, world: world) }
        try replicas[0].edit { try $0.execute(sql: "INSERT INTO grade VALUES ('1', 'fair', 101, 'x')") }
        try replicas[1].pull(from: replicas[0])
        try replicas[0].edit { try $0.execute(sql: "UPDATE grade SET level = 'best', remark = 'y'") }
        try replicas[1].edit { try $0.execute(sql: "UPDATE grade SET level = 'good', remark = 'z'") }
        try replicas[1].pull(from: replicas[0])
        let needed = Set(try replicas[1].conflicts().filter(\.needsSecond).map { $0.unit ?? "the finding" })
        let isAll = columns.contains("NULL")
        #expect(needed == (isAll ? ["level", "remark", "the finding"] : Set(columns.map { $0.replacing("'", with: "") })))
    }

    @Test(arguments: [("'nothing', NULL", SchemaProblem.Kind.unknownTable), ("'grade', 'nothing'", .unknownColumn)])
    func aSchemaThatNamesNothingIsRefused(row: String, kind: SchemaProblem.Kind) {
        let wrong = schema.replacing("'grade', 'level'", with: row)
        #expect { try Replica.inMemory("x", schema: wrong, world: HandMovedWorld(seed: 33)) } throws: {
            ($0 as? SchemaUnfit)?.problems.map(\.kind) == [kind]
        }
    }
}

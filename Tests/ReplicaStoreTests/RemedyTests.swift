import GRDB
import ReplicaStore
import SyncCore
import TestKit
import Testing

private let schema = """
    CREATE TABLE person(id TEXT NOT NULL PRIMARY KEY, number TEXT, name TEXT, merged TEXT);
    CREATE TABLE member(id TEXT NOT NULL PRIMARY KEY, person TEXT, since TEXT, place TEXT, whose TEXT DEFAULT 'uni');
    CREATE TABLE seat(room TEXT NOT NULL, place INTEGER NOT NULL, person TEXT, PRIMARY KEY(room, place));
    CREATE TABLE tally(id TEXT NOT NULL PRIMARY KEY, n INTEGER);
    INSERT INTO zhibu_scope VALUES ('member', 'whose');
    INSERT INTO zhibu_policy VALUES ('person', NULL, 'keep'), ('member', NULL, 'once'), ('seat', NULL, 'keep'), ('tally', NULL, 'counter');
    INSERT INTO zhibu_rule VALUES ('number', 'high', 'one number twice',
        'SELECT ''person'' AS tbl, a.id AS key, b.id AS other_key, a.number AS detail
        FROM person a JOIN person b ON b.number = a.number AND b.id > a.id
        WHERE a.merged IS NULL AND b.merged IS NULL');
    INSERT INTO zhibu_remedy VALUES
        ('number', 'merge', '{other} 并入 {kept}', '{other} goes into {kept}',
        'SELECT ''person'' AS tbl, :other AS key, ''merged'' AS col, :kept AS value
        UNION ALL SELECT ''member'', id, ''person'', :kept FROM member WHERE person = :other
        UNION ALL SELECT ''seat'', json_array(room, place), ''person'', :kept FROM seat WHERE person = :other'),
        ('number', 'take', '留 {kept}', 'keep {kept}',
        'SELECT ''person'' AS tbl, :other AS key, ''number'' AS col, ''wrong: '' || :reason || '' '' || :person AS value');
    INSERT INTO zhibu_advice VALUES ('number',
        'SELECT ''merge 1'' AS choice, ''姓名相同'' AS zh, ''one name'' AS en
        FROM person a JOIN person b ON a.id = :key AND b.id = :other AND a.name = b.name'),
        ('person.name', 'SELECT ''take '' || (key + 1) AS choice, ''有姓'' AS zh, ''a surname'' AS en
        FROM json_each(:candidates) WHERE json_extract(value, ''$.name'') LIKE ''% %''');
    """

/// What the schema has for putting a finding right: written with the decision, and taken back with it.
@Suite struct RemedyTests {
    private let world = HandMovedWorld(seed: 41)

    private func replicas(_ count: Int = 2, scopes: [String] = ["uni"]) throws -> [Replica] {
        try (0..<count).map { try Replica.inMemory("r\($0)", schema: schema, scopes: scopes, world: world) }
    }

    private func twice(_ replica: Replica) throws -> Conflict {
        try #require(try replica.conflicts().first { $0.kind == "rule:number" })
    }

    private func meet(_ replicas: [Replica]) throws {
        for _ in 0..<2 { for one in replicas { for other in replicas where other !== one { try one.pull(from: other) } } }
    }

    private func fill(_ replica: Replica) throws {
        try replica.edit {
            try $0.execute(
                sql: """
                    INSERT INTO person VALUES ('1', '7', 'Li', NULL), ('2', '7', 'Li', NULL), ('3', '8', 'Wu', NULL);
                    INSERT INTO member(id, person, since) VALUES ('m1', '1', '2010'), ('m2', '2', '2011'), ('m3', '2', '2012'), ('m4', '3', '2012');
                    INSERT INTO seat VALUES ('r', 1, '2'), ('r', 2, '3');
                    """)
        }
    }

    private func references(_ replica: Replica) throws -> [String] {
        try replica.read {
            try String.fetchAll($0, sql: "SELECT person FROM member UNION ALL SELECT person FROM seat UNION ALL SELECT ifnull(merged, '-') FROM person WHERE id = '2'")
        }
    }

    @Test func whatBelongsToTheOtherGoesToTheOneThatIsKept() throws {
        let replicas = try replicas()
        try fill(replicas[0])
        try meet(replicas)
        let open = try twice(replicas[0])
        #expect(try replicas[0].offers(for: open).map(\.zh) == ["[2] 并入 [1]", "[1] 并入 [2]", "留 [1]", "留 [2]"])
        #expect(try replicas[0].advice(on: open)?.choice == "merge 1")
        #expect(try replicas[0].reach(of: .merge(1), on: open).map { "\($0.table) \($0.rows)" } == ["member 2", "person 1", "seat 1"])
        #expect(try replicas[0].resolve(open.id.text, .merge(1), reason: "one man") == .decided)
        try meet(replicas)
        for replica in replicas {
            #expect(try references(replica) == ["1", "1", "1", "3", "1", "3", "1"])
            let all = try replica.conflicts()
            #expect(all.map(\.status) == [.resolved], "the moved rows are no conflicts of their own: \(all.map(\.kind))")
            #expect(all[0].decisions.map(\.choice) == ["merge 1"] && all[0].decisions.map(\.reason) == ["one man"])
            // Each row that moved tells why.
            let told = try replica.history(table: "member", key: [.text("m2")])
            #expect(told.contains { $0.operation == "decide" && $0.reason == "remedy \(open.id) merge 1: one man" })
            #expect(told.compactMap(\.value).contains(.text("2")), "where it was stays in its history")
            #expect(try replica.verify(deep: true).isOK)
        }
        #expect(try Set(replicas.map { try $0.status().scopes[0].digest }).count == 1)
    }

    @Test func allOfItIsTakenBack() throws {
        let replicas = try replicas()
        try fill(replicas[0])
        try meet(replicas)
        let id = try twice(replicas[0]).id.text
        let before = try references(replicas[0])
        for round in 1...2 {
            try replicas[0].resolve(id, .merge(1), reason: "one man \(round)")
            try meet(replicas)
            try replicas[1].undo(id, reason: "two men")
            try meet(replicas)
            for replica in replicas {
                #expect(try references(replica) == before)
                #expect(try twice(replica).status == .open)
                #expect(try replica.verify(deep: true).isOK)
            }
        }
        #expect(try Set(replicas.map { try $0.status().scopes[0].digest }).count == 1)
    }

    /// By its batch too; and where somebody has given a row to a third since, nothing is.
    @Test func nothingIsTakenBackWhereSomebodyHasGoneOn() throws {
        let replicas = try replicas()
        try fill(replicas[0])
        let id = try twice(replicas[0]).id
        try replicas[0].resolve(id.text, .merge(2), reason: "one man")
        try replicas[0].edit { try $0.execute(sql: "UPDATE member SET person = '3' WHERE id = 'm1'") }
        let before = try references(replicas[0])
        #expect(throws: StoreError(.undoTooLate)) { try replicas[0].undo(id.text, reason: "two") }
        let batch = try #require(try replicas[0].conflicts().first { $0.status == .resolved }?.decisions.first?.by.hash.description)
        #expect(try replicas[0].undo(batch: String(batch.prefix(12)), reason: "two").late.map(\.id) == [id])
        #expect(try references(replicas[0]) == before)
    }

    @Test func theOtherGivesWay() throws {
        let replica = try replicas(1)[0]
        try fill(replica)
        try replica.setPerson("Zhao")
        try replica.resolve(twice(replica).id.text, .take(2), reason: "typed wrongly")
        #expect(try replica.read { try String.fetchAll($0, sql: "SELECT number FROM person ORDER BY id") } == ["wrong: typed wrongly Zhao", "7", "8"])
        #expect(try twice(replica).status == .resolved)
    }

    /// A row where this device may not write, a remedy that there is none of, a number beyond two: and then nothing is written.
    @Test func whatCannotBeDoneIsNotDoneInPart() throws {
        let replica = try replicas(1, scopes: ["uni", "far"])[0]
        try fill(replica)
        try replica.edit { try $0.execute(sql: "INSERT INTO member(id, person, whose) VALUES ('m9', '2', 'far')") }
        try replica.hold(scope: "far", writes: false)
        let (before, open) = (try references(replica), try twice(replica))
        #expect(throws: StoreError(.notEntitled)) { try replica.resolve(open.id.text, .merge(1), reason: "r") }
        for number in [3, 0, -1, .max, .min] {
            #expect(throws: StoreError(.choiceUnfit)) { try replica.resolve(open.id.text, .merge(number), reason: "r") }
        }
        #expect(throws: StoreError(.choiceUnfit)) { try replica.resolve(open.id.text, .delete, reason: "r") }
        #expect(throws: StoreError(.reasonMissing)) { try replica.resolve(open.id.text, .merge(1), reason: " ") }
        #expect(try references(replica) == before)
        #expect(try twice(replica).status == .open)
    }

    @Test func aMergeOfManyRowsIsOneAct() throws {
        let replicas = try replicas()
        try fill(replicas[0])
        try replicas[0].edit { database in
            for number in 0..<3_000 { try database.execute(sql: "INSERT INTO seat VALUES ('hall', \(number), '2')") }
        }
        let id = try twice(replicas[0]).id.text
        try replicas[0].resolve(id, .merge(1), reason: String(repeating: "because ", count: 20))
        func left(_ replica: Replica) throws -> Int? { try replica.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM seat WHERE person = '2'") } }
        try replicas[1].pull(from: replicas[0])
        #expect(try left(replicas[1]) == 0)
        try replicas[1].undo(id, reason: "two men")
        #expect(try left(replicas[1]) == 3_001)
    }

    @Test func adviceIsAskedForBetweenValuesToo() throws {
        let replicas = try replicas()
        try fill(replicas[0])
        try meet(replicas)
        try replicas[0].edit { try $0.execute(sql: "UPDATE person SET name = 'Wu' WHERE id = '3'; UPDATE person SET name = 'Mei Wu' WHERE id = '3'") }
        try replicas[1].edit { try $0.execute(sql: "UPDATE person SET name = 'Mei' WHERE id = '3'") }
        try meet(replicas)
        let open = try #require(try replicas[0].conflicts().first { $0.unit == "name" })
        let long = try #require(open.candidates.first { $0.values == [.text("Mei Wu")] })
        #expect(try replicas[0].advice(on: open)?.choice == "take \(long.number)")
        #expect(try replicas[0].offers(for: open).isEmpty)
        // A query that can't be run is said.
        let broken = schema.replacing("json_extract(value, ''$.name'') LIKE ''% %''", with: "json_extract(''{'', ''$.name'') = 1")
        #expect(broken != schema)
        let other = try Replica.inMemory("broken", schema: broken, world: world)
        #expect(throws: StoreError(.statementFailed)) { try other.advice(on: open) }
        let readers = try replicas[0].readers(
            of: open, among: [("names", "SELECT name FROM person"), ("seats", "SELECT place FROM seat"), ("broken", "SELECT x FROM y")])
        #expect(readers.rules.isEmpty && readers.queries == ["names"], "the rule reads the number, not the name")
        #expect(try replicas[0].readers(of: twice(replicas[0]), among: [("numbers", "SELECT number FROM person")]).queries == ["numbers"])
    }

    @Test(arguments: [
        ("('number', 'merge',", "('nothing', 'merge',"), ("('number', 'take',", "('number', 'swap',"),
        ("AS tbl, :other AS key, ''merged'' AS col, :kept AS value", "AS tbl, :other AS key, ''merged'' AS col"),
        ("SELECT ''merge 1'' AS choice, ''姓名相同'' AS zh, ''one name'' AS en", "SELECT 1 AS choice"), ("('person.name'", "('person.nothing'"),
        ("('number', 'merge',", "('', '',"),
    ])
    func aSchemaWithARemedyThatIsNoneIsRefused(old: String, new: String) {
        #expect(schema.contains(old))
        #expect { try Replica.inMemory("x", schema: schema.replacing(old, with: new), world: world) } throws: {
            ($0 as? SchemaUnfit)?.problems.map(\.kind) == [.ruleUnfit]
        }
    }

    /// One key column, of a table that there is, by an expression over the part's own columns.
    @Test(arguments: [("'seat', 'person', 'person'", nil), ("'member', 'seat', 'person'", SchemaProblem.Kind.unknownTable),
        ("'member', 'nothing', 'person'", .unknownTable), ("'seat', 'person', 'nothing'", .scopeUnfit)] as [(String, SchemaProblem.Kind?)])
    func whatARecordIsAPartOfHasOneKey(part: String, kind: SchemaProblem.Kind?) throws {
        let whole = schema + "INSERT INTO zhibu_part VALUES (\(part));"
        guard let kind else { return try Replica.inMemory("x", schema: whole, world: world).close() }
        #expect { try Replica.inMemory("x", schema: whole, world: world) } throws: { ($0 as? SchemaUnfit)?.problems.map(\.kind) == [kind] }
    }

    /// Nothing a remedy gives is written past a counter, a row that is not there, or a column of none.
    @Test(arguments: ["''tally'' AS tbl, ''t'' AS key, ''n'' AS col, 5 AS value", "''person'' AS tbl, ''99'' AS key, ''name'' AS col, 5 AS value",
        "''person'' AS tbl, :other AS key, ''stray'' AS col, 5 AS value"])
    func whatCanNotBeWrittenIsRefused(sql: String) throws {
        let start = "''person'' AS tbl, :other AS key, ''number'' AS col, ''wrong: '' || :reason || '' '' || :person AS value"
        #expect(schema.contains(start))
        let replica = try Replica.inMemory("x", schema: schema.replacing(start, with: sql), world: world)
        try fill(replica)
        try replica.edit { try $0.execute(sql: "INSERT INTO tally VALUES ('t', 1)") }
        #expect(throws: StoreError(.choiceUnfit)) { try replica.resolve(twice(replica).id.text, .take(1), reason: "r") }
    }
}

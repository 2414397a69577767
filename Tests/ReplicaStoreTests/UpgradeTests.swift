import GRDB
import ReplicaStore
import SyncCore
import TestKit
import Testing

private let first = """
    CREATE TABLE t(id TEXT NOT NULL PRIMARY KEY, scope_id TEXT, a, b TEXT);
    INSERT INTO zhibu_scope VALUES ('t', 'scope_id');
    """
private let second = """
    CREATE TABLE t(id TEXT NOT NULL PRIMARY KEY, scope_id TEXT, a, b TEXT, c TEXT DEFAULT 'new');
    CREATE TABLE u(id TEXT NOT NULL PRIMARY KEY, scope_id TEXT, p);
    INSERT INTO zhibu_scope VALUES ('t', 'scope_id'), ('u', 'scope_id');
    INSERT INTO zhibu_policy VALUES ('t', NULL, 'keep');
    """
private let college = "college:007"

/// A schema that the committee puts in force, at offices that are in the middle of their work.
@Suite struct UpgradeTests {
    private let committee: Committee
    private let server: Committee.Computer
    private let desk: Committee.Computer

    init() throws {
        committee = try Committee(seed: 17, schema: first, scopes: [college])
        server = committee.server
        desk = try committee.enrol("desk", scopes: [college])
    }

    private func run(_ computer: Committee.Computer, _ sql: String) throws {
        committee.world.advance(milliseconds: 1_000)
        try computer.replica.edit { try $0.execute(sql: sql) }
    }

    private func texts(_ replica: Replica, _ sql: String) throws -> [String] {
        try replica.read { try String.fetchAll($0, sql: sql) }
    }

    @discardableResult
    private func release(_ sql: String, _ version: String, dropping: Bool = false) throws
        -> SchemaChange
    {
        try server.replica.release(
            schema: sql, version: version, dropping: dropping, by: server.signer)
    }

    @Test func editsMadeBeforeAndAfterMeetInOneSchema() throws {
        try run(desk, "INSERT INTO t VALUES ('k', '\(college)', 1, 'x')")
        try server.pull(from: desk)
        try release(second, "2")
        try run(server, "UPDATE t SET c = 'said'; INSERT INTO u VALUES ('n', '\(college)', 5)")
        // The desk does not know yet and works on; the rows come to it before the schema does.
        try run(desk, "UPDATE t SET b = 'y'; INSERT INTO t VALUES ('l', '\(college)', 2, 'z')")
        let early = try desk.replica.pull(from: server.replica, scope: college)
        #expect(early.early > 0 && early.applied == 0)
        try desk.pull(from: server)
        try server.pull(from: desk)
        for computer in [server, desk] {
            #expect(
                try texts(computer.replica, "SELECT id || b || c FROM t ORDER BY id")
                    == ["kysaid", "lznew"])
            #expect(try texts(computer.replica, "SELECT id FROM u") == ["n"])
            #expect(try computer.replica.status().schemaVersion == "2")
            #expect(try computer.replica.verify(deep: true).findings.map(\.detail) == [])
        }
        // What is written now is captured, in the new column and the new table too.
        try run(desk, "UPDATE t SET c = 'desk' WHERE id = 'l'; UPDATE u SET p = 6")
        try server.pull(from: desk)
        #expect(try texts(server.replica, "SELECT c FROM t WHERE id = 'l'") == ["desk"])
        #expect(try texts(server.replica, "SELECT p FROM u") == ["6"])
    }

    @Test func whatWasMadeByHandStaysAndIsNotSynced() throws {
        try run(desk, "INSERT INTO t VALUES ('k', '\(college)', 1, 'x')")
        try run(
            desk,
            """
            CREATE TABLE mine(id TEXT NOT NULL PRIMARY KEY, x); INSERT INTO mine VALUES ('m', 1);
            ALTER TABLE t ADD COLUMN remark TEXT; UPDATE t SET remark = 'mine too';
            CREATE INDEX remarks ON t(remark);
            """)
        try release(second, "2")
        try desk.pull(from: server)
        try server.pull(from: desk)
        #expect(try texts(desk.replica, "SELECT remark || c FROM t") == ["mine toonew"])
        #expect(try texts(desk.replica, "SELECT x FROM mine") == ["1"])
        #expect(
            try texts(desk.replica, "SELECT name FROM sqlite_schema WHERE name = 'remarks'").count == 1)
        #expect(try server.replica.read { try !$0.tableExists("mine") })
        #expect(try desk.replica.verify(deep: true).findings.map(\.detail) == [])
        // A table whose whole merge is another is made again from the log: remarks stay all the same.
        try release(
            """
            CREATE TABLE t(id TEXT NOT NULL PRIMARY KEY, scope_id TEXT, a, c TEXT DEFAULT 'other');
            INSERT INTO zhibu_scope VALUES ('t', 'scope_id');
            """, "3", dropping: true)
        try desk.pull(from: server)
        #expect(try texts(desk.replica, "SELECT remark || c FROM t") == ["mine tooother"])
        #expect(
            try desk.replica.history(table: "t", key: [.text("k")]).contains {
                $0.column == "b" && $0.value == .text("x")
            })
    }

    @Test func aNameTakenByHandStopsNobody() throws {
        try run(desk, "CREATE TABLE u(x)")
        try release(second, "2")
        try run(server, "INSERT INTO u VALUES ('n', '\(college)', 5)")
        try desk.pull(from: server)
        let status = try desk.replica.status()
        #expect(status.schemaVersion == "1")
        #expect(status.parked == 1)
        #expect(try #require(status.schemaUnfit).contains("nameTakenByHand u"))
        try run(desk, "INSERT INTO t VALUES ('k', '\(college)', 1, 'x')")
        try server.pull(from: desk)
        #expect(try texts(server.replica, "SELECT id FROM t") == ["k"])
        try run(desk, "ALTER TABLE u RENAME TO mine")
        let again = try Replica(
            opening: desk.replica.path, surroundings: committee.world.surroundings,
            signer: desk.signer)
        #expect(try again.status().schemaVersion == "2")
        #expect(try again.status().parked == 0)
        #expect(try again.status().schemaUnfit == nil)
        #expect(try texts(again, "SELECT id FROM u") == ["n"])
    }

    @Test func aRehearsalTellsAndChangesNothing() throws {
        try run(server, "INSERT INTO t VALUES ('k', '\(college)', 1, 'x')")
        try desk.pull(from: server)
        try run(server, "UPDATE t SET b = 'server'")
        try run(desk, "UPDATE t SET b = 'desk'")
        try server.pull(from: desk)
        let tables = try texts(server.replica, "SELECT coalesce(sql, '') FROM sqlite_schema")
        let digests = try server.replica.status().scopes.map(\.digest)
        let change = try server.replica.rehearse(schema: second, version: "2")
        #expect(change.addedTables == ["u"])
        #expect(change.addedColumns == ["t.c"])
        #expect(change.remergedTables == ["t"])
        #expect(change.differences.count == 1)
        #expect(change.differences[0].before == ["status": .text("settled")])
        #expect(change.differences[0].after == ["status": .text("open")])
        let narrow = "CREATE TABLE t(id TEXT NOT NULL PRIMARY KEY, a)"
        let dropping = try server.replica.rehearse(schema: narrow, version: "2")
        #expect(dropping.droppedColumns == ["t.scope_id", "t.b"])
        #expect(throws: StoreError(.schemaDrops)) { try release(narrow, "2") }
        #expect(try texts(server.replica, "SELECT coalesce(sql, '') FROM sqlite_schema") == tables)
        #expect(try server.replica.status().scopes.map(\.digest) == digests)
        #expect(try server.replica.control().releases.isEmpty)
        try release(second, "2")
        #expect(throws: StoreError(.schemaVersionTaken)) { try release(second + " ", "2") }
    }

    /// Seed 15172262: after a fork of the control chain an older version was in force, and the newer could not be again.
    @Test func aVersionIsPutInForceAgain() throws {
        try release(second, "2")
        try release(first, "3", dropping: true)
        #expect(throws: StoreError(.schemaVersionTaken)) { try release(first, "3") }
        try release(second, "2")
        try run(server, "INSERT INTO u VALUES ('n', '\(college)', 5)")
        #expect(throws: StoreError(.schemaVersionTaken)) { try release(second + " ", "3", dropping: true) }
        try desk.pull(from: server)
        #expect(try texts(desk.replica, "SELECT id FROM u") == ["n"])
        #expect(try desk.replica.control().releases.last?.version == "2")
    }

    @Test func onlyAnAdministratorPutsASchemaInForce() throws {
        #expect(throws: ControlError(.signerUnentitled)) {
            try desk.replica.release(schema: second, version: "2", by: desk.signer)
        }
        #expect(try desk.replica.status().schemaVersion == "1")
        #expect(try desk.replica.read { try !$0.tableExists("u") })
    }

    @Test func anOrderToEraseReachesWhatIsParked() throws {
        let world = HandMovedWorld(seed: 3)
        let old = "CREATE TABLE t(id TEXT NOT NULL PRIMARY KEY, a)"
        let new = old + "; CREATE TABLE u(id TEXT NOT NULL PRIMARY KEY, secret TEXT)"
        let left = try Replica.inMemory("left", schema: new, world: world)
        let right = try Replica.inMemory("right", schema: old, world: world)
        try left.edit { try $0.execute(sql: "INSERT INTO u VALUES ('k', 'hush')") }
        try right.pull(from: left)
        try left.erase(table: "u", key: [.text("k")], columns: ["secret"], reason: "by law")
        try right.pull(from: left)
        let bodies = try right.bodies(right.missing(scope: "uni", from: [])[...], bytesMax: .max)
        #expect(bodies.count == 2)
        #expect(!bodies.contains { String(decoding: $0, as: UTF8.self).contains("hush") })
        try right.install(schema: new, version: "2")
        #expect(try right.read { try String.fetchOne($0, sql: "SELECT secret FROM u") } == nil)
        #expect(
            try [left, right].map { try $0.status().scopes[0].digest }.reduce(into: Set()) {
                $0.insert($1)
            }.count == 1)
    }

    @Test func rowsAndReservedNamesAreNoPartOfASchema() throws {
        func kinds(_ sql: String) -> [SchemaProblem.Kind] {
            do {
                try Replica.checkSchema(sql)
                return []
            } catch let error as SchemaUnfit {
                return error.problems.map(\.kind)
            } catch { return [.sqlError] }
        }
        let table = "CREATE TABLE t(id TEXT NOT NULL PRIMARY KEY, a);"
        #expect(kinds(table) == [])
        #expect(kinds(table + "INSERT INTO t VALUES ('1', 2)") == [.rowsInSchema])
        #expect(kinds(table + "CREATE VIEW zhibu_v AS SELECT 1") == [.reservedName])
    }
}

import Foundation
import GRDB
import ReplicaStore
import SyncCore
import TestKit
import Testing

/// What people ran into who had read only the README.
@Suite struct TrialTests {
    private let world = HandMovedWorld(seed: 1701)

    private func replica(_ name: String, _ schema: String) throws -> Replica {
        try Replica.inMemory(name, schema: schema, world: world)
    }

    private func texts(_ replica: Replica, _ sql: String) throws -> [String] {
        try replica.read { try String.fetchAll($0, sql: sql) }
    }

    @Test func aTableThatWasDroppedComesBackWithItsRowsAndDecisions() throws {
        let policies = "INSERT INTO zhibu_policy VALUES ('t', NULL, 'keep');"
        let (t, u) = ("CREATE TABLE t(id TEXT NOT NULL PRIMARY KEY, v);", "CREATE TABLE u(id TEXT NOT NULL PRIMARY KEY, v);")
        let (a, b) = (try replica("a", t + u + policies), try replica("b", t + u + policies))
        try a.edit { try $0.execute(sql: "INSERT INTO t VALUES ('k', 1), ('l', 1); INSERT INTO u VALUES ('x', 1)") }
        try b.pull(from: a)
        try a.edit { try $0.execute(sql: "UPDATE t SET v = 2 WHERE id = 'k'") }
        try b.edit { try $0.execute(sql: "UPDATE t SET v = 3 WHERE id = 'k'") }
        try a.pull(from: b)
        let open = try a.conflicts().filter { $0.status == .open }
        try a.resolve(open[0].id.text, .take(1), reason: "so on paper")
        let before = try texts(a, "SELECT id || v FROM t ORDER BY id")
        #expect(try a.install(schema: u, version: "2").droppedTables == ["t"])
        try a.edit { try $0.execute(sql: "INSERT INTO u VALUES ('y', 2)") }
        try a.install(schema: t + u + policies, version: "3")
        #expect(try texts(a, "SELECT id || v FROM t ORDER BY id") == before)
        #expect(try a.conflicts().map(\.status) == [.resolved])
        #expect(try a.verify(deep: true).findings.map(\.detail) == [])
    }

    @Test func whatWasKilledRightAfterItWasMadeOpens() throws {
        let folder = URL.temporaryDirectory.appending(path: "killed-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { #expect(throws: Never.self) { try FileManager.default.removeItem(at: folder) } }
        let (path, copy) = (folder.appending(path: "a.db").path, folder.appending(path: "b.db").path)
        let made = try Replica(
            creating: path, device: #require(DeviceID(String(repeating: "a", count: 32))), name: "a",
            surroundings: world.surroundings)
        try made.install(schema: "CREATE TABLE t(id TEXT NOT NULL PRIMARY KEY, v)", version: "1")
        try made.edit { try $0.execute(sql: "INSERT INTO t VALUES ('k', 1)") }
        // As after `kill -9`: nothing has been carried over from the WAL.
        for end in ["", "-wal"] { try FileManager.default.copyItem(atPath: path + end, toPath: copy + end) }
        let opened = try Replica(opening: copy, surroundings: world.surroundings)
        #expect(try texts(opened, "SELECT id || v FROM t") == ["k1"])
        try opened.close()
        try made.close()
    }

    @Test func anotherDevicesKeyIsRefused() throws {
        let committee = try Committee(seed: 1702, schema: "CREATE TABLE t(id TEXT NOT NULL PRIMARY KEY, v)", scopes: ["uni"])
        let desk = try committee.enrol("desk", scopes: ["uni"])
        #expect(throws: StoreError(.keyOfAnotherDevice)) {
            try Replica(
                opening: desk.replica.path, surroundings: world.surroundings, signer: committee.server.signer)
        }
    }

    @Test func aValueThatWasNoListGoesWhenItIsPutRight() throws {
        let schema = """
            CREATE TABLE t(id TEXT NOT NULL PRIMARY KEY, s TEXT, c INTEGER);
            INSERT INTO zhibu_policy VALUES ('t', 's', 'set'), ('t', 'c', 'counter');
            """
        let (a, b) = (try replica("a", schema), try replica("b", schema))
        func open(_ replica: Replica) throws -> Set<String> {
            try Set(replica.conflicts().filter { $0.status == .open }.map(\.kind))
        }
        try a.edit { try $0.execute(sql: "INSERT INTO t VALUES ('k', '[\"x\"]', 1)") }
        try a.edit { try $0.execute(sql: "UPDATE t SET s = 'y', c = 'many'") }
        try b.pull(from: a)
        #expect(try open(a) == ["finding:non-array", "finding:non-integer"] && open(b) == open(a))
        try a.edit { try $0.execute(sql: "UPDATE t SET s = '[\"y\"]'") }
        #expect(try open(a) == ["finding:non-integer"])
        try a.edit { try $0.execute(sql: "UPDATE t SET c = c + 1") }
        #expect(try open(a).isEmpty)
        // Who had not seen it has not put it right.
        try b.edit { try $0.execute(sql: "UPDATE t SET s = 'z'") }
        try a.pull(from: b)
        try b.pull(from: a)
        #expect(try open(a) == ["finding:non-array"] && open(b) == open(a))
        #expect(try texts(a, "SELECT s || c FROM t") == ["[\"y\"]2"])
        #expect(try a.verify(deep: true).findings.map(\.detail) == [])
    }

    @Test func nobodyCutsThemselvesOffByANameOrARecord() throws {
        let a = try replica("a", "CREATE TABLE t(id TEXT NOT NULL PRIMARY KEY, v)")
        #expect(throws: StoreError(.nameTooLong)) { try a.setPerson(String(repeating: "长", count: 100)) }
        #expect(throws: StoreError(.recordTooLarge)) {
            try a.edit { try $0.execute(sql: "INSERT INTO t VALUES ('k', zeroblob(70000000))") }
        }
        // It stays here until somebody makes it smaller, and nothing was written to the log.
        #expect(throws: StoreError(.recordTooLarge)) { try a.fold() }
        try a.edit { try $0.execute(sql: "UPDATE t SET v = 1") }
        #expect(throws: StoreError(.recordTooLarge)) {
            try a.edit { try $0.execute(sql: "INSERT INTO t VALUES ('l', zeroblob(70000000))") }
        }
        try a.edit { try $0.execute(sql: "DELETE FROM t WHERE id = 'l'") }
        // Each fits, both together don't: the last one goes.
        try a.capture {
            try $0.execute(sql: "INSERT INTO t VALUES ('m', zeroblob(60000000)); UPDATE t SET v = zeroblob(50000000) WHERE id = 'm'")
        }
        try a.edit { try $0.execute(sql: "UPDATE t SET v = 2 WHERE id = 'm'") }
        let b = try replica("b", "CREATE TABLE t(id TEXT NOT NULL PRIMARY KEY, v)")
        #expect(try b.pull(from: a).early == 0)
        #expect(try texts(b, "SELECT v FROM t ORDER BY id") == ["1", "2"])
    }

    /// Each edit of a unit writes all its columns: a large one goes again with every small one.
    @Test func aLargeColumnBesideASmallOneOfItsUnitLeavesAWayOut() throws {
        let schema = """
            CREATE TABLE t(id TEXT NOT NULL PRIMARY KEY, photo, title);
            INSERT INTO zhibu_unit VALUES ('t', 'both', 'photo'), ('t', 'both', 'title');
            """
        let (a, b) = (try replica("a", schema), try replica("b", schema))
        try a.edit { try $0.execute(sql: "INSERT INTO t VALUES ('k', zeroblob(45000000), 'one')") }
        for title in ["two", "three", "four"] {
            world.advance(milliseconds: 1_000)
            try a.capture { try $0.execute(sql: "UPDATE t SET title = ?", arguments: [title]) }
        }
        try a.edit { try $0.execute(sql: "UPDATE t SET photo = 'small'") }
        try b.pull(from: a)
        #expect(try texts(b, "SELECT photo || title FROM t") == ["smallfour"])
    }

    @Test func aCountersNullIsNothingWhateverItsDefault() throws {
        func schema(_ form: String) -> String {
            """
            CREATE TABLE t(id TEXT NOT NULL PRIMARY KEY, c INTEGER\(form));
            INSERT INTO zhibu_policy VALUES ('t', 'c', 'counter');
            """
        }
        // It was written where the column had no default yet.
        let (a, b) = (try replica("a", schema("")), try replica("b", schema(" NOT NULL DEFAULT 5")))
        try a.edit { try $0.execute(sql: "INSERT INTO t VALUES ('k', NULL)") }
        try b.pull(from: a)
        #expect(try texts(b, "SELECT c FROM t") == ["0"])
        #expect(try b.verify(deep: true).findings.map(\.detail) == [])
    }

    @Test func anIdThatIsNotOpenIsAnsweredWithWhatBecameOfIt() throws {
        let schema = """
            CREATE TABLE t(id TEXT NOT NULL PRIMARY KEY, v, w);
            INSERT INTO zhibu_policy VALUES ('t', 'v', 'keep');
            """
        let replicas = try ["a", "b", "c"].map { try replica($0, schema) }
        try replicas[0].edit { try $0.execute(sql: "INSERT INTO t VALUES ('k', 0, 0)") }
        for other in replicas.dropFirst() { try other.pull(from: replicas[0]) }
        for (index, replica) in replicas.enumerated() {
            world.advance(milliseconds: 1_000)
            try replica.edit { try $0.execute(sql: "UPDATE t SET v = \(index + 1), w = \(index + 1)") }
        }
        try replicas[0].pull(from: replicas[1])
        let old = try #require(replicas[0].conflicts().first { $0.status == .open })
        let settled = try #require(replicas[0].conflicts().first { $0.status == .settled })
        #expect(throws: StoreError(.conflictSettled)) { try replicas[0].resolve(settled.id.text, .take(1), reason: "r") }
        #expect(throws: StoreError(.conflictSettled)) { try replicas[0].undo(settled.id.text, reason: "r") }
        #expect(throws: StoreError(.conflictUndecided)) { try replicas[0].undo(old.id.text, reason: "r") }
        try replicas[0].pull(from: replicas[2])
        let now = try #require(replicas[0].conflicts().first { $0.status == .open })
        #expect(now.id != old.id)
        do {
            try replicas[0].resolve(old.id.text, .take(1), reason: "r")
            Issue.record("an id that names no open conflict was taken")
        } catch let error as StoreError {
            #expect(error.code == .conflictChanged && error.detail == now.id.text)
        }
    }

    @Test func aSchemaThatCanOnlyFailIsRefused() {
        let table = "CREATE TABLE t(id TEXT NOT NULL PRIMARY KEY, v);"
        for (sql, kind) in [
            (table + "INSERT INTO zhibu_scope VALUES ('t', 'nowhere')", SchemaProblem.Kind.scopeUnfit),
            (table + "ATTACH '\(NSTemporaryDirectory())other.db' AS other", .statementForbidden),
            (table + "PRAGMA user_version = 3", .statementForbidden), ("BEGIN;" + table, .statementForbidden),
        ] {
            do {
                try Replica.checkSchema(sql)
                Issue.record("\(sql) was taken")
            } catch let unfit as SchemaUnfit {
                #expect(unfit.problems.map(\.kind) == [kind])
                #expect("\(unfit)".contains(kind.rawValue) && unfit.localizedDescription == "\(unfit)")
            } catch {
                Issue.record(error)
            }
        }
        #expect(!FileManager.default.fileExists(atPath: NSTemporaryDirectory() + "other.db"))
    }

    @Test func aCommitteesReplicaTakesOnlyItsSchemas() throws {
        let table = "CREATE TABLE t(id TEXT NOT NULL PRIMARY KEY, v);"
        let committee = try Committee(seed: 1703, schema: table, scopes: ["uni"])
        let desk = try committee.enrol("desk", scopes: ["uni"])
        try committee.server.replica.release(
            schema: table + "CREATE TABLE u(id TEXT NOT NULL PRIMARY KEY);", version: "2", dropping: false,
            by: committee.server.signer)
        try desk.pull(from: committee.server)
        #expect(throws: StoreError(.schemaNotReleased)) {
            try desk.replica.install(schema: "CREATE TABLE q(id TEXT NOT NULL PRIMARY KEY)", version: "mine")
        }
    }

    @Test func referencesHoldInAnEditAndALeftOpenTransactionIsRolledBack() throws {
        let a = try replica(
            "a",
            """
            CREATE TABLE hive(id TEXT NOT NULL PRIMARY KEY);
            CREATE TABLE visit(id TEXT NOT NULL PRIMARY KEY, hive TEXT REFERENCES hive(id) ON DELETE CASCADE);
            """)
        try a.edit { try $0.execute(sql: "INSERT INTO hive VALUES ('h'); INSERT INTO visit VALUES ('v', 'h')") }
        #expect(throws: StoreError(.statementFailed)) {
            try a.edit { try $0.execute(sql: "INSERT INTO visit VALUES ('w', 'nowhere')") }
        }
        #expect(throws: StoreError(.statementFailed)) {
            try a.editWithoutTransaction { try $0.execute(sql: "BEGIN; DELETE FROM hive") }
        }
        #expect(try texts(a, "SELECT id FROM hive") == ["h"])
        try a.edit { try $0.execute(sql: "DELETE FROM hive") }
        #expect(try texts(a, "SELECT id FROM visit") == [] && a.deleted(table: "visit").map(\.key) == [[.text("v")]])
    }
}

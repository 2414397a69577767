import GRDB
import ReplicaStore
import SyncCore
import TestKit
import Testing

private let schema = """
    CREATE TABLE t(id TEXT NOT NULL PRIMARY KEY, scope_id TEXT, a, b TEXT);
    CREATE TABLE u(id TEXT NOT NULL PRIMARY KEY, a);
    INSERT INTO zhibu_policy VALUES ('t', NULL, 'keep'), ('t', 'b', 'lww');
    INSERT INTO zhibu_scope VALUES ('t', 'scope_id');
    """

/// What a device had no right to write counts nowhere; what it had stays; nothing is thrown away.
@Suite struct RightsTests {
    private let committee: Committee
    private let server: Committee.Computer
    private let desk: Committee.Computer
    private let laptop: Committee.Computer

    init() throws {
        committee = try Committee(seed: 11, schema: schema, scopes: ["college:007"])
        server = committee.server
        desk = try committee.enrol("desk", scopes: ["college:007"])
        laptop = try committee.enrol("laptop", scopes: ["college:007"])
    }

    private func run(_ computer: Committee.Computer, _ sql: String) throws {
        committee.world.advance(milliseconds: 1_000)
        try computer.replica.edit { try $0.execute(sql: sql) }
    }

    private func value(_ computer: Committee.Computer, _ sql: String) throws -> String? {
        try computer.replica.read { try String.fetchOne($0, sql: sql) }
    }

    private func expectEqual(_ computers: Committee.Computer...) throws {
        let states = try computers.map { computer in
            try computer.replica.status().scopes.filter { $0.name == "college:007" }.map(\.digest)
        }
        #expect(Set(states).count == 1)
        for computer in computers {
            #expect(try computer.replica.verify(deep: true).findings.map(\.detail) == [])
        }
    }

    @Test func whatARevokedDeviceWroteAfterItsCutCountsNowhere() throws {
        try run(desk, "INSERT INTO t VALUES ('k', 'college:007', 1, 'x')")
        try laptop.pull(from: desk)
        try run(laptop, "UPDATE t SET a = 2")
        try server.pull(from: laptop)
        try server.replica.revoke(laptop.device, reason: "丢失", by: server.signer)
        // The thief's edits, unaware of the cut, reach the desk by cable and the server after it.
        try run(laptop, "UPDATE t SET a = 666; INSERT INTO t VALUES ('n', 'college:007', 1, '')")
        try desk.pull(from: laptop)
        #expect(try value(desk, "SELECT a FROM t WHERE id = 'k'") == "666")
        try desk.pull(from: server)
        #expect(try value(desk, "SELECT a FROM t WHERE id = 'k'") == "2")
        #expect(try value(desk, "SELECT count(*) FROM t") == "1")
        try server.pull(from: desk)
        #expect(try value(server, "SELECT a FROM t WHERE id = 'k'") == "2")
        #expect(try server.replica.voidChangesets().map(\.reason) == [.revoked])
        let history = try server.replica.history(table: "t", key: [.text("k")])
        #expect(history.filter { $0.void != nil }.map(\.value) == [.integer(666)])
        try expectEqual(server, desk)
    }

    @Test func afterReviewTheCutMovesForward() throws {
        try run(laptop, "INSERT INTO t VALUES ('k', 'college:007', 1, 'x')")
        try server.pull(from: laptop)
        try server.replica.revoke(laptop.device, reason: "丢失", by: server.signer)
        try run(laptop, "UPDATE t SET a = 2")
        try run(laptop, "UPDATE t SET a = 3")
        try server.pull(from: laptop)
        #expect(try value(server, "SELECT a FROM t") == "1")
        let waiting = try server.replica.voidChangesets()
        #expect(waiting.count == 2)
        let reviewed = ScopedPoint(
            scope: "college:007",
            point: SeenPoint(
                author: waiting[0].author, number: waiting[0].number, hash: waiting[0].hash))
        try server.replica.revoke(
            laptop.device, reason: "查过", until: [reviewed], by: server.signer)
        #expect(try value(server, "SELECT a FROM t") == "2")
        #expect(try server.replica.voidChangesets().map(\.number) == [waiting[1].number])
        try desk.pull(from: server)
        try expectEqual(server, desk)
    }

    @Test func anHonestEditOfAVoidInsertionIsAFinding() throws {
        try server.replica.revoke(laptop.device, reason: "丢失", by: server.signer)
        try run(laptop, "INSERT INTO t VALUES ('k', 'college:007', 1, 'x')")
        try desk.pull(from: laptop)
        try run(desk, "UPDATE t SET a = 5")
        try desk.pull(from: server)
        #expect(try value(desk, "SELECT a || coalesce(b, '-') FROM t") == "5-")
        #expect(
            try desk.replica.conflicts().filter { $0.status == .open }.map(\.kind)
                == ["finding:void-insertion"])
        try server.pull(from: desk)
        try expectEqual(server, desk)
    }

    @Test func aReaderMayNotWrite() throws {
        let reader = try committee.enrol("reader", roles: ["reader"], scopes: ["college:007"])
        let error = #expect(throws: StoreError.self) {
            try run(reader, "INSERT INTO t VALUES ('k', 'college:007', 1, 'x')")
        }
        #expect(error?.detail.contains("zhibu: this replica may not write") == true)
        #expect(throws: StoreError.self) { try run(desk, "INSERT INTO u VALUES ('k', 1)") }
        #expect(throws: StoreError.self) {
            try run(desk, "INSERT INTO t VALUES ('k', 'college:012', 1, 'x')")
        }
    }

    /// A tool that drops the guards gets no right by it.
    @Test func anEditPastTheGuardsIsVoidEverywhere() throws {
        let reader = try committee.enrol("reader", roles: ["reader"], scopes: ["college:007"])
        try run(server, "INSERT INTO t VALUES ('k', 'college:007', 1, 'x')")
        try reader.pull(from: server)
        let guards = try reader.replica.read {
            try String.fetchAll(
                $0, sql: "SELECT name FROM sqlite_schema WHERE name LIKE '%guard%' AND tbl_name = 't'")
        }
        #expect(guards.count == 3)
        try run(reader, guards.map { "DROP TRIGGER \($0);" }.joined() + "UPDATE t SET a = 9")
        #expect(try value(reader, "SELECT a FROM t") == "1")
        #expect(try reader.replica.voidChangesets().map(\.reason) == [.noRight])
        try server.pull(from: reader)
        #expect(try value(server, "SELECT a FROM t") == "1")
        #expect(try server.replica.voidChangesets().count == 1)
        try expectEqual(server, reader)
    }

    @Test func aRevokedDeviceLearnsThatItMayWriteNoMore() throws {
        try server.replica.revoke(laptop.device, reason: "丢失", by: server.signer)
        try laptop.replica.pull(from: server.replica, scope: "control")
        #expect(throws: StoreError.self) {
            try run(laptop, "INSERT INTO t VALUES ('k', 'college:007', 1, 'x')")
        }
    }

    @Test func whatNoSealProvesWaits() throws {
        try run(desk, "INSERT INTO t VALUES ('k', 'college:007', 1, 'x')")
        let missing = try desk.replica.missing(scope: "college:007", from: [])
        let sealed = try desk.replica.bodies(missing[...], bytesMax: .max)
        let bare = sealed.map { Array(Seal.split($0).changeset) }
        #expect(bare != sealed)
        let result = try laptop.replica.apply(bare)
        #expect(result.applied == 0 && result.early == 1)
        #expect(try value(laptop, "SELECT count(*) FROM t") == "0")
        var forged = bare
        forged[0] += Seal(
            device: desk.device, signature: Array(repeating: 7, count: 64)).line
        #expect(try laptop.replica.apply(forged).applied == 0)
        #expect(try laptop.replica.apply(sealed).applied == 1)
        #expect(try value(laptop, "SELECT count(*) FROM t") == "1")
    }

    @Test func anErasedValueIsGoneOnEveryReplicaThatLearnsOfIt() throws {
        try run(desk, "INSERT INTO t VALUES ('k', 'college:007', '13800000000', 'x')")
        try run(desk, "UPDATE t SET a = '13911111111', b = 'y'")
        try server.pull(from: desk)
        try laptop.pull(from: server)
        // The laptop writes another column, unaware of the order.
        try run(laptop, "UPDATE t SET b = 'z'")
        let count = try server.replica.erase(
            table: "t", key: [.text("k")], columns: ["a"], reason: "依法删除")
        #expect(count == 2)
        for computer in [desk, laptop] { try computer.pull(from: server) }
        try server.pull(from: laptop)
        try desk.pull(from: server)
        let fresh = try committee.enrol("fresh", scopes: ["college:007"])
        for computer in [server, desk, laptop, fresh] {
            #expect(try value(computer, "SELECT coalesce(a, '-') || b FROM t") == "-z")
            let changesets = try computer.replica.changesets(scope: "college:007")
            let text = changesets.map { String(decoding: $0.encoded(), as: UTF8.self) }.joined()
            #expect(!text.contains("13800000000") && !text.contains("13911111111"))
            let history = try computer.replica.history(table: "t", key: [.text("k")])
            #expect(history.filter(\.isErased).count == 2)
            #expect(history.contains { $0.operation == "erase" && $0.reason == "依法删除" })
        }
        try expectEqual(server, desk, laptop, fresh)
    }

    /// One after the other, and by two administrators who don't know of each other's order.
    @Test func twoOrdersAboutOneLineEraseBothValuesAndNothingElse() throws {
        let second = try committee.enrol("second", roles: ["admin"], scopes: ["*"])
        for (key, isConcurrent) in [("one", false), ("two", true)] {
            try run(desk, "INSERT INTO t VALUES ('\(key)', 'college:007', 'phone', 'name')")
            for admin in [server, second] { try admin.pull(from: desk) }
            _ = try server.replica.erase(
                table: "t", key: [.text(key)], columns: ["a"], reason: "r")
            if !isConcurrent { try second.pull(from: server) }
            _ = try second.replica.erase(
                table: "t", key: [.text(key)], columns: ["b"], reason: "r")
            try server.pull(from: second)
            try second.pull(from: server)
        }
        let fresh = try committee.enrol("fresh", scopes: ["college:007"])
        try fresh.pull(from: second)
        try desk.pull(from: server)
        for computer in [server, second, desk, fresh] {
            let sql = """
                SELECT group_concat(id || scope_id || coalesce(a, '-') || coalesce(b, '-'))
                FROM (SELECT * FROM t ORDER BY id)
                """
            #expect(try value(computer, sql) == "onecollege:007--,twocollege:007--")
        }
        try expectEqual(server, second, desk, fresh)
    }

    @Test func onlyAnAdministratorsOrderErases() throws {
        try run(desk, "INSERT INTO t VALUES ('k', 'college:007', 'secret', 'x')")
        _ = try desk.replica.erase(
            table: "t", key: [.text("k")], columns: ["a"], reason: "spite")
        #expect(try value(desk, "SELECT a FROM t") == "secret")
        try server.pull(from: desk)
        #expect(try value(server, "SELECT a FROM t") == "secret")
        try expectEqual(server, desk)
    }

    /// A scope that was granted by a slip is none of the device's once it is taken back, unless there is
    /// something in it.
    @Test func aScopeGrantedByASlipIsGivenUp() throws {
        for scopes in [["college:007", "slip"], ["college:007"]] {
            try server.replica.sign(
                [.grant(ControlGrant(device: desk.device, roles: ["editor"], scopes: scopes))],
                by: server.signer)
            try desk.pull(from: server)
            #expect(try desk.replica.heldScopes().contains("slip") == scopes.contains("slip"))
        }
        try run(desk, "INSERT INTO t VALUES ('k', 'college:007', 'x', 'x')")
        try server.replica.sign(
            [.grant(ControlGrant(device: desk.device, roles: ["editor"], scopes: ["uni"]))],
            by: server.signer)
        try desk.pull(from: server)
        #expect(try desk.replica.heldScopes().contains("college:007"))
    }
}

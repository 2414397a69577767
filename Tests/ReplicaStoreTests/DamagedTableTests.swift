import Foundation
import GRDB
import ReplicaStore
import SyncCore
import TestKit
import Testing

/// Pages of one table can't be read: the others go on and sync, and what comes for that one is there after a repair.
@Suite final class DamagedTableTests {
    private let folder: URL
    private let committee: Committee
    private let desk: Committee.Computer
    private static let schema = """
        CREATE TABLE t(id TEXT NOT NULL PRIMARY KEY, a);
        CREATE TABLE u(id TEXT NOT NULL PRIMARY KEY, a);
        INSERT INTO zhibu_rule(name, title, severity, sql) VALUES
            ('same', 'same', 'warning', 'SELECT ''t'' AS tbl, t.id AS key, NULL AS other_key, a AS detail FROM t WHERE a = 7');
        """

    init() throws {
        let folder = URL.temporaryDirectory.appending(path: "damaged-\(UUID().uuidString)")
        self.folder = folder
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        committee = try Committee(seed: 5, schema: Self.schema, scopes: []) { folder.appending(path: $0 + ".db").path }
        desk = try committee.enrol("desk", scopes: ["uni"])
        try desk.replica.edit {
            try $0.execute(
                sql: """
                    WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000)
                    INSERT INTO t SELECT 'k' || i, hex(randomblob(40)) FROM n;
                    INSERT INTO u VALUES ('before', 1);
                    """)
        }
        try committee.server.pull(from: desk)
        try desk.replica.close()
    }

    deinit {
        do { try FileManager.default.removeItem(at: folder) } catch { Issue.record(error) }
    }

    private func open() throws -> Committee.Computer {
        let replica = try Replica(
            opening: desk.replica.path, surroundings: committee.world.surroundings, signer: desk.signer)
        return Committee.Computer(replica: replica, signer: desk.signer, publicKey: desk.publicKey)
    }

    /// - Parameter part: SQL for a table's name in dbstat.
    private func damage(_ part: String) throws {
        let path = desk.replica.path
        let queue = try DatabaseQueue(path: path)
        let pages = try queue.writeWithoutTransaction { database in
            try database.execute(sql: "PRAGMA wal_checkpoint(TRUNCATE)")
            return try Int.fetchAll(
                database,
                sql: """
                    SELECT pageno FROM dbstat WHERE name = \(part) AND pagetype IN ('leaf', 'overflow')
                    ORDER BY pagetype, pageno LIMIT 3 OFFSET 1
                    """)
        }
        try queue.close()
        #expect(!pages.isEmpty)
        var bytes = try Data(contentsOf: URL(filePath: path))
        for page in pages { bytes.replaceSubrange((page - 1) * 4096..<page * 4096, with: Data(repeating: 7, count: 4096)) }
        try bytes.write(to: URL(filePath: path))
    }

    private func rows(_ replica: Replica, _ table: String) throws -> [String] {
        try replica.read { try String.fetchAll($0, sql: "SELECT id || '|' || a FROM \(table) ORDER BY id") }
    }

    /// The records' pages, or those of their clocks.
    @Test(arguments: ["'t'", "(SELECT 'zhibu_clock_' || id FROM zhibu_table WHERE name = 't')"])
    func theOthersGoOn(part: String) throws {
        try damage(part)
        let server = committee.server
        try server.replica.edit { try $0.execute(sql: "UPDATE t SET a = 's'; INSERT INTO u VALUES ('server', 2)") }
        var office = try open()
        try office.replica.edit { try $0.execute(sql: "INSERT INTO u VALUES ('office', 3)") }
        try office.pull(from: server)
        try server.pull(from: office)
        #expect(try rows(office.replica, "u") == ["before|1", "office|3", "server|2"])
        #expect(try rows(server.replica, "u") == ["before|1", "office|3", "server|2"])
        #expect(try office.replica.status().damaged == ["t"])
        #expect(try office.replica.heldDigest(scope: "uni") == server.replica.heldDigest(scope: "uni"))
        #expect(try office.replica.status().rules.first?.error == "tbl t")
        // It stays so for the next one who opens it, and goes on; what is edited there by hand waits too.
        try office.replica.capture { try $0.execute(sql: "UPDATE t SET a = 'by hand' WHERE id = 'k2'") }
        try office.replica.close()
        office = try open()
        try server.replica.edit { try $0.execute(sql: "UPDATE t SET a = 'again' WHERE id = 'k1'; UPDATE u SET a = 9") }
        try office.pull(from: server)
        #expect(try rows(office.replica, "u") == ["before|9", "office|9", "server|9"])
        #expect(try office.replica.verify(deep: true).findings.contains { $0.detail == "t: set aside" })
        try office.replica.close()

        let report = try Replica.repair(
            desk.replica.path, surroundings: committee.world.surroundings, signer: desk.signer)
        #expect(report.kept != nil && report.unsaved == [])
        office = try open()
        try server.pull(from: office)
        #expect(try office.replica.status().damaged == [] && rows(office.replica, "t") == rows(server.replica, "t"))
        #expect(try rows(server.replica, "t").contains("k2|by hand") && rows(server.replica, "t").contains("k1|again"))
        #expect(try office.replica.status().rules.first?.error == nil)
        #expect(try office.replica.verify(deep: true).findings.map(\.detail) == [])
        try office.replica.close()
    }

    /// What everything else stands on can't be set aside.
    @Test func ofADamagedLogNothingGoesOn() throws {
        try damage("'zhibu_log'")
        try committee.server.replica.edit { try $0.execute(sql: "UPDATE t SET a = 's'") }
        let office = try open()
        let before = try rows(office.replica, "u")
        #expect(throws: StoreError.self) {
            try office.pull(from: self.committee.server)
            _ = try office.replica.history(table: "t", key: [.text("k1")])
        }
        #expect(try office.replica.status().damaged == [] && rows(office.replica, "u") == before)
        try office.replica.close()
    }
}

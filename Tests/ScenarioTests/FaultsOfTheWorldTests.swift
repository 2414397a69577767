import Foundation
import GRDB
import Testing

/// What becomes of a computer, and the sentence that its user reads. Full disks at every write, sleep and stalled networks
/// are in `Tools/simulate crashes`, `SilenceTests` and `Tools/kills`; restored servers in `BackupTests`.
@Suite final class FaultsOfTheWorldTests {
    private let program: Program

    init() throws {
        program = try Program()
        try Data("CREATE TABLE note(id TEXT NOT NULL PRIMARY KEY, title TEXT);".utf8).write(to: url("notes.sql"))
        #expect(try program.run("init", "--found", "--name", "校党委", "--schema", "notes.sql").code == 0)
        #expect(try program.run("sql", "INSERT INTO note VALUES ('a', '支部')").code == 0)
    }

    deinit {
        do { try program.remove() } catch { Issue.record(error) }
    }

    private func url(_ name: String) -> URL { program.folder.appending(path: name) }
    private var titles: String { get throws { try program.run("sql", "SELECT title FROM note ORDER BY id").output } }

    private func expectWhole() throws {
        #expect(try program.run("verify", "--deep").code == 0)
        #expect(try titles.contains("支部") && !titles.contains("new"))
    }

    /// A quota is met in the middle of a write.
    @Test func aQuotaIsNoDamage() throws {
        let size = try #require(FileManager.default.attributesOfItem(atPath: url("zhibu.db").path)[.size] as? Int)
        let rows = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 9999) "
            + "INSERT INTO note SELECT 'k' || i, 'new' || hex(randomblob(200)) FROM n"
        let limited = try program.runShell("ulimit -f \(size / 512 + 40); exec \"$ZHIBU\" sql \"\(rows)\" --lang zh")
        #expect(limited.code == 75 && limited.errors.contains("215") && limited.errors.contains("配额"), "\(limited)")
        try expectWhole()
    }

    /// Nobody but its owner may write there; an administrator of the computer may do anything, and then there is nothing to see.
    @Test(.enabled(if: getuid() != 0)) func aFolderThatOnlyOthersWriteInIsNamed() throws {
        try FileManager.default.setAttributes([.posixPermissions: 0o500], ofItemAtPath: program.folder.path)
        let refused = try program.runShell("exec \"$ZHIBU\" sql \"INSERT INTO note VALUES ('b', 'new')\" --lang zh")
        try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: program.folder.path)
        #expect(refused.code == 1 && refused.errors.contains("207") && refused.errors.contains("zhibu.db"), "\(refused)")
        try expectWhole()
    }

    /// Some tools make a table anew and forget the triggers.
    @Test func triggersThatAToolHasDroppedAreThereAgain() throws {
        let file = try DatabaseQueue(path: url("zhibu.db").path)
        try file.write { database in
            for name in try String.fetchAll(database, sql: "SELECT name FROM sqlite_schema WHERE type = 'trigger'") {
                try database.execute(sql: "DROP TRIGGER \(name.quotedDatabaseIdentifier)")
            }
        }
        #expect(try program.run("status").code == 0)
        try file.write { try $0.execute(sql: "INSERT INTO note VALUES ('b', 'by a tool')") }
        try file.close()
        #expect(try program.run("history", "note", "b").output.contains("by a tool"))
        #expect(try program.run("verify", "--deep").code == 0)
    }

    /// A write while the file is written by another program waits; one that takes too long is told so.
    @Test func aProgramThatKeepsTheLockIsNamed() throws {
        let file = try DatabaseQueue(path: url("zhibu.db").path)
        try file.inDatabase { database in
            try database.execute(sql: "BEGIN IMMEDIATE")
            let busy = try program.run("sql", "INSERT INTO note VALUES ('b', 'new')")
            #expect(busy.code == 75 && busy.errors.contains("201"))
            // Who only looks is not kept from it.
            #expect(try titles.contains("支部"))
            try database.execute(sql: "ROLLBACK")
        }
        try file.close()
        try expectWhole()
    }

    @Test func aFileWithoutItsKeyIsReadAndEdited() throws {
        try FileManager.default.removeItem(at: url("zhibu.db.key"))
        #expect(try titles.contains("支部"))
        #expect(try program.run("sql", "INSERT INTO note VALUES ('b', 'kept')").code == 0)
        let refused = try program.run("serve", "--listen", "127.0.0.1:0")
        #expect(refused.code == 1 && refused.errors.contains("209") && refused.errors.contains("root enrol"))
        #expect(try program.run("status").output.contains("签名文件"))
    }
}

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

    /// The administrator of a computer may write anywhere; without that right he is like anybody.
    private static let asAnybody = getuid() == 0 ? "exec setpriv --bounding-set=-dac_override,-dac_read_search" : "exec"

    private func setMode(_ mode: Int, _ path: String) throws {
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
    }

    @Test(arguments: ["INSERT INTO note VALUES ('b', 'new')", "SELECT title FROM note"])
    func aFolderThatMayNotBeWrittenInIsNamed(statement: String) throws {
        try setMode(0o500, program.folder.path)
        // Its output lies elsewhere then.
        let said = try program.runShell("\(Self.asAnybody) \"$ZHIBU\" sql \"\(statement)\" --lang zh", outside: true)
        try setMode(0o700, program.folder.path)
        #expect(said.code == 1 && said.errors.contains("207") && said.errors.contains("zhibu.db"), "\(said)")
        try expectWhole()
    }

    @Test func aFileThatMayNotBeWrittenIsReadAndNamed() throws {
        try setMode(0o400, url("zhibu.db").path)
        let refused = try program.runShell("\(Self.asAnybody) \"$ZHIBU\" sql \"INSERT INTO note VALUES ('b', 'new')\" --lang zh")
        #expect(refused.code == 1 && refused.errors.contains("207") && refused.errors.contains("zhibu.db"), "\(refused)")
        #expect(try program.runShell("\(Self.asAnybody) \"$ZHIBU\" sql \"SELECT title FROM note\"").output.contains("支部"))
        try setMode(0o600, url("zhibu.db").path)
        try expectWhole()
    }

    /// The disk is full, or a quota met, while a file is copied: it is as it was, and what failed is named.
    @Test func aCopyThatHasNoRoomIsNamed() throws {
        let rows = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000) "
            + "INSERT INTO note SELECT 'k' || i, hex(randomblob(200)) FROM n"
        #expect(try program.run("sql", rows).code == 0)
        try FileManager.default.removeItem(at: url("zhibu.db.key"))
        let before = try Data(contentsOf: url("zhibu.db"))
        #expect(before.count > 1_000_000)
        let limited = try program.runShell("ulimit -f 1600; exec \"$ZHIBU\" root enrol --by zhibu.db.root --lang zh")
        #expect(limited.code == 1 && limited.errors.contains("207") && limited.errors.contains("joining"), "\(limited)")
        #expect(try Data(contentsOf: url("zhibu.db")) == before)
        #expect(try program.run("root", "enrol", "--by", "zhibu.db.root").code == 0)
        try expectWhole()
    }

    /// As the last sync has measured it (`ClockTests`).
    @Test(arguments: [(600_000, "慢约 10 分钟"), (-7_200_000, "快约 120 分钟"), (-864_000_000, "快约 10 天"), (59_000, nil)])
    func aClockThatIsOffIsSaid(offset: Int, said: String?) throws {
        let file = try DatabaseQueue(path: url("zhibu.db").path)
        try file.write { try $0.execute(sql: "INSERT INTO zhibu_meta VALUES ('clockOffset', ?)", arguments: [offset]) }
        try file.close()
        let status = try program.run("status")
        #expect(said.map(status.errors.contains) ?? !status.errors.contains("时钟"), "\(status.errors)")
        #expect(try program.run("status", "--json").output.contains("\"clock_offset_ms\": \(offset)"))
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
    @Test func aResultThatNobodyCanKeepIsSaid() throws {
        let said = try program.runShell("$ZHIBU conflicts list --csv --all > /dev/full; echo $?; $ZHIBU whoami 王芳 > /dev/full; echo $?")
        #expect(said.output == "1\n1\n" && said.errors.contains("736") && said.errors.contains("资料都在"), "\(said)")
        #expect(try program.run("whoami").output.contains("王芳"))
    }

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

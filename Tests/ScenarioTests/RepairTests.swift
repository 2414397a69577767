import Foundation
import GRDB
import Testing

/// A clerk's file is damaged: what the program says, and what `repair` makes of it.
@Suite struct RepairScenarioTests {
    /// Destroys the page with which a table begins.
    private func destroy(_ table: String, in file: URL) throws {
        let database = try DatabaseQueue(path: file.path)
        let page = try database.read {
            try Int.fetchOne($0, sql: "SELECT rootpage FROM sqlite_schema WHERE name = ?", arguments: [table])
        }
        try database.close()
        var bytes = try Data(contentsOf: file)
        let begin = (try #require(page) - 1) * 4096
        bytes.replaceSubrange(begin..<begin + 4096, with: Data(repeating: 0xA5, count: 4096))
        try bytes.write(to: file)
    }

    @Test func aDamagedTableIsNamedAndMadeAnew() throws {
        let program = try Program()
        let schema = "CREATE TABLE note(id TEXT NOT NULL PRIMARY KEY, title TEXT); CREATE INDEX note_title ON note(title);"
        try Data(schema.utf8).write(to: program.folder.appending(path: "note.sql"))
        #expect(try program.run("init", "--found", "--schema", "note.sql").code == 0)
        #expect(try program.run("sql", "INSERT INTO note VALUES ('a', 'kept-in-the-log')").code == 0)
        #expect(try program.run("repair").output.contains("完好"))
        let file = program.folder.appending(path: "zhibu.db")
        try destroy("note", in: file)
        // Whoever reads it next sets it aside.
        #expect(try program.run("status", "--json").code == 0)
        let status = try program.run("status")
        #expect(status.code == 0 && status.output.contains("读不出的表：note"), "\(status.errors)")
        let damaged = try Data(contentsOf: file)
        let found = try program.run("verify", "--lang", "en")
        #expect(found.code == 5 && found.output.contains("note"), "\(found.output)\(found.errors)")
        #expect(found.output.contains("zhibu repair"))
        let repaired = try program.run("repair", "--lang", "en")
        #expect(repaired.code == 0 && repaired.output.contains("Repaired"), "\(repaired.output)\(repaired.errors)")
        #expect(repaired.errors.contains("zhibu.db.damaged-1"))
        #expect(try Data(contentsOf: program.folder.appending(path: "zhibu.db.damaged-1")) == damaged)
        #expect(try program.run("verify", "--deep").code == 0)
        #expect(try program.run("sql", "SELECT title FROM note").output.contains("kept-in-the-log"))
        let names = try FileManager.default.contentsOfDirectory(atPath: program.folder.path)
        #expect(!names.contains { $0.contains(".part-") })
        try program.remove()
    }

    @Test func whatCanNotBeReadIsSaidAndNothingIsTouched() throws {
        let program = try Program()
        #expect(try program.run("init", "--found").code == 0)
        let file = program.folder.appending(path: "zhibu.db")
        try program.serving("zhibu.db") { _ in
            let busy = try program.run("repair")
            #expect(busy.code == 75 && busy.errors.contains("201"))
        }
        var bytes = try Data(contentsOf: file)
        bytes.replaceSubrange(0..<4096, with: Data(repeating: 0xA5, count: 4096))
        try bytes.write(to: file)
        let outcome = try program.run("repair")
        #expect(outcome.code == 1 && outcome.errors.contains("204"), "\(outcome.errors)")
        #expect(try Data(contentsOf: file) == bytes)
        #expect(try program.run("repair", "--db", "none.db").errors.contains("205"))
        try program.remove()
    }
}

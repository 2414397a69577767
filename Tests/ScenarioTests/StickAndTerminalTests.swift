import Foundation
import GRDB
import TestKit
import Testing

/// An office that no network reaches, and what a person sees of long work.
@Suite struct StickAndTerminalTests {
    private func founded(_ body: (Program) throws -> Void) throws {
        let program = try Program()
        let schema = program.folder.appending(path: "notes.sql")
        try Data("CREATE TABLE note(id TEXT NOT NULL PRIMARY KEY, title TEXT);".utf8).write(to: schema)
        let made = try program.run("init", "--found", "--name", "校党委", "--schema", "notes.sql", "--db", "c.db")
        #expect(made.code == 0, "\(made.errors)")
        #expect(try program.run("sql", "--db", "c.db", "INSERT INTO note VALUES ('a', '支部')").code == 0)
        try body(program)
        try program.remove()
    }

    @Test func anOfficeJoinsByStick() throws {
        try founded { program in
            let invite = try program.run("invite", "--db", "c.db", "--scope", "uni", "--at", "127.0.0.1:9")
            // A long line is read from a file as well.
            try Data(invite.output.utf8).write(to: program.folder.appending(path: "invite.txt"))
            let join = ["join", "--db", "o.db", "invite.txt", "--name", "文学院", "--offline", "stick"]
            #expect(try program.run(join).code == 0)
            let early = try program.run(join)
            #expect(early.code == 75 && early.errors.contains("507"))
            #expect(try program.run("invite", "--db", "c.db", "--answer", "c.db.root").errors.contains("506"))
            let answered = try program.run("invite", "--db", "c.db", "--answer", "stick")
            let answer = program.folder.appending(path: "stick.answer")
            let whole = try Data(contentsOf: answer)
            try whole.dropLast(9).write(to: answer)
            let torn = try program.run(join)
            #expect(torn.code == 5 && torn.errors.contains("509") && torn.errors.contains("invite --answer"))
            try whole.write(to: answer)
            #expect(answered.code == 0 && answered.output.contains("文学院"), "\(answered.errors)")
            // Another computer does not take what is not its own.
            let other = try program.run("join", "--db", "x.db", "invite.txt", "--offline", "stick")
            #expect(other.code == 4 && other.errors.contains("503"))
            let joined = try program.run(join)
            #expect(joined.code == 0, "\(joined.errors)")
            #expect(try program.run("sql", "--db", "o.db", "SELECT title FROM note").output.contains("支部"))
            // The same once more does no harm.
            #expect(try program.run(join).code == 0)
            let another = try program.run("invite", "--db", "c.db", "--scope", "uni", "--at", "127.0.0.1:9").output
            let joinedAlready = try program.run("join", "--db", "o.db", another)
            #expect(joinedAlready.code == 1 && joinedAlready.errors.contains("732"))
            let names = try FileManager.default.contentsOfDirectory(atPath: program.folder.path)
            #expect(!names.contains { $0.contains(".part-") || $0.hasPrefix("x.db") })
        }
    }

    /// A stick may hold anything under any name; what is read of it is bounded.
    @Test func aFileThatIsNoLineIsNeitherReadWholeNorTakenForOne() throws {
        try founded { program in
            let huge = program.folder.appending(path: "huge")
            try Data("join-request\t1\t".utf8).write(to: huge)
            // A hole: a terabyte that takes no room.
            try FileHandle(forWritingTo: huge).truncate(atOffset: 1 << 40)
            let answered = try program.run("invite", "--db", "c.db", "--answer", "huge")
            #expect(answered.code == 5 && answered.errors.contains("506"))
            let joined = try program.run("join", "--db", "o.db", "huge")
            #expect(joined.code == 4 && joined.errors.contains("406"))
            #expect(try program.run("invite", "--db", "c.db", "--answer", ".").errors.contains("704"))
            #expect(try program.run("join", "--db", "o.db", "none").errors.contains("704"))
            #expect(try program.run("join", "--db", "o.db", "other:abc").errors.contains("406"))
            let part = try program.run("join", "--db", "o.db", String(repeating: "Mjk", count: 90))
            #expect(part.errors.contains("406") && !part.errors.contains("MjkMjk"))
            // A long name that is there is one.
            let line = try program.run("invite", "--db", "c.db", "--scope", "uni", "--at", "127.0.0.1:9").output
            let name = String(repeating: "邀", count: 78)
            try Data(line.utf8).write(to: program.folder.appending(path: name))
            let unreachable = try program.run("join", "--db", "o.db", name)
            #expect(unreachable.code == 75 && unreachable.errors.contains("733") && unreachable.errors.contains("--offline"))
        }
    }

    /// What was cut is told so, and so is a server whose file is in use: both pass by themselves.
    @Test func aServersFileThatIsInUseMeansTryLater() throws {
        try founded { program in
            try program.serving("c.db", patience: "0.5") { address in
                let invite = try program.run("invite", "--db", "c.db", "--scope", "uni", "--at", address)
                let line = invite.output.trimmingCharacters(in: .whitespacesAndNewlines)
                #expect(try program.run("join", "--db", "o.db", line, "--name", "文学院").code == 0)
                #expect(try program.run("sql", "--db", "o.db", "UPDATE note SET title = 'mine'").code == 0)
                let file = try DatabaseQueue(path: program.folder.appending(path: "c.db").path)
                try file.writeWithoutTransaction { database in
                    try database.execute(sql: "BEGIN EXCLUSIVE")
                    let busy = try program.run("sync", "--db", "o.db", "--lang", "en")
                    #expect(busy.code == 75 && busy.errors.contains("427"), "\(busy.errors)")
                    try database.execute(sql: "ROLLBACK")
                }
                try file.close()
                #expect(try program.run("sync", "--db", "o.db").code == 0)
            }
            #expect(try program.run("revoke", "--db", "c.db", "文学院", "--reason", "lost").code == 0)
            #expect(try program.run("grant", "--db", "c.db", "文学院", "--role", "editor").errors.contains("727"))
            #expect(try program.run("bundle", "export", "--db", "c.db", "b", "--for", "文学院").errors.contains("727"))
        }
    }

    @Test func aBackupIsRestoredWhereNobodyHasTheFileOpen() throws {
        try founded { program in
            let made = try program.run("backup", "--db", "c.db", "copy", "--check")
            #expect(made.code == 0 && made.output.contains("copy"), "\(made.errors)")
            #expect(try program.run("backup", "--db", "c.db", "copy").errors.contains("206"))
            #expect(try program.run("sql", "--db", "c.db", "DELETE FROM note").code == 0)
            try program.serving("c.db") { _ in
                let refused = try program.run("restore", "--db", "c.db", "copy")
                #expect(refused.code == 75 && refused.errors.contains("201"))
            }
            #expect(try !program.run("sql", "--db", "c.db", "SELECT title FROM note").output.contains("支部"))
            let restored = try program.run("restore", "--db", "c.db", "copy")
            // A committee's own computer does not know what was signed since.
            #expect(restored.code == 0 && restored.errors.contains("bundle import"))
            #expect(try program.run("sql", "--db", "c.db", "SELECT title FROM note").output.contains("支部"))
            // A key that is torn is no reason to go without the records.
            let key = program.folder.appending(path: "c.db.key")
            let whole = try Data(contentsOf: key)
            try Data("torn".utf8).write(to: key)
            #expect(try program.run("restore", "--db", "c.db", "copy").errors.contains("703"))
            #expect(try FileManager.default.contentsOfDirectory(atPath: program.folder.path).contains("c.db.before-2"))
            try whole.write(to: key)
            #expect(try program.run("restore", "--db", "n.db", "c.db.key").errors.contains("204"))
            let withoutKey = try program.run("restore", "--db", "n.db", "copy")
            #expect(withoutKey.code == 0 && withoutKey.errors.contains("n.db.key"))
            let names = try FileManager.default.contentsOfDirectory(atPath: program.folder.path)
            #expect(names.contains("c.db.before-1"))
            #expect(!names.contains { $0.contains("rehearsal") || $0.contains(".part-") })
        }
    }

    @Test func aTerminalShowsHowFarASyncHasGotAndAPipeDoesNot() throws {
        try founded { program in
            try program.serving("c.db") { address in
                let invite = try program.run("invite", "--db", "c.db", "--scope", "uni", "--at", address).output
                let line = invite.trimmingCharacters(in: .whitespacesAndNewlines)
                #expect(try program.run("join", "--db", "o.db", line).code == 0)
                #expect(try program.run("sql", "--db", "o.db", "INSERT INTO note VALUES ('b', 'x')").code == 0)
                let atOnce = ["ZHIBU_PROGRESS_SECONDS": "0"]
                let seen = try program.errorsOnTerminal(["sync", "--db", "o.db"], with: atOnce)
                #expect(seen.contains("同步：送出 0/1 批"))
                // What remains is nothing.
                #expect(seen.hasSuffix("\r\u{1b}[K"))
                #expect(try program.run("sql", "--db", "o.db", "INSERT INTO note VALUES ('c', 'x')").code == 0)
                #expect(try program.run(["sync", "--db", "o.db"], with: atOnce).errors == "")
                // Nobody reads what it says any more.
                let pipe = Pipe()
                try pipe.fileHandleForReading.close()
                let code = try program.run(["sync", "--db", "o.db"], with: [:], output: pipe.fileHandleForWriting, errors: .nullDevice)
                #expect(code == 141)
            }
            let atOnce = ["ZHIBU_PROGRESS_SECONDS": "0"]
            #expect(try program.run("sql", "--db", "c.db", "INSERT INTO note VALUES ('d', 'x')").code == 0)
            #expect(try program.run("bundle", "export", "--db", "c.db", "file", "--plain").code == 0)
            let seen = try program.errorsOnTerminal(["bundle", "import", "--db", "o.db", "file"], with: atOnce)
            #expect(seen.contains("导入：") && seen.hasSuffix("\r\u{1b}[K"), "\(seen)")
        }
    }
}

extension Program {
    /// What the program writes to standard error where that is a terminal.
    fileprivate func errorsOnTerminal(_ arguments: [String], with more: [String: String]) throws -> String {
        let terminal = try PseudoTerminal()
        try run(arguments, with: more, errors: terminal.handle)
        try terminal.handOver()
        var text = ""
        while let more = try terminal.shown() { text += more }
        return text
    }
}

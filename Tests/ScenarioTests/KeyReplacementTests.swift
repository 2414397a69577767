import Foundation
import GRDB
import Testing

/// A clerk whose key file is gone types what the program says next.
@Suite struct KeyReplacementTests {
    private func joined(_ body: (Program, _ address: String) throws -> Void) throws {
        let program = try Program()
        try Data("CREATE TABLE note(id TEXT NOT NULL PRIMARY KEY, title TEXT);".utf8)
            .write(to: program.folder.appending(path: "notes.sql"))
        #expect(try program.run("init", "--found", "--name", "校党委", "--schema", "notes.sql", "--db", "c.db").code == 0)
        #expect(try program.run("sql", "--db", "c.db", "INSERT INTO note VALUES ('a', '支部')").code == 0)
        try program.serving("c.db") { address in
            let line = try invite(program, address)
            #expect(try program.run("join", "--db", "o.db", line, "--name", "文学院").code == 0)
            try body(program, address)
        }
        try program.remove()
    }

    private func invite(_ program: Program, _ address: String) throws -> String {
        try program.run("invite", "--db", "c.db", "--scope", "uni", "--at", address).output
            .trimmingCharacters(in: .whitespacesAndNewlines)
    }

    private func remove(_ name: String, _ program: Program) throws {
        try FileManager.default.removeItem(at: program.folder.appending(path: name))
    }

    @Test func aLostKeyIsReplacedByWhatTheMessageSays() throws {
        try joined { program, address in
            #expect(try program.run("backup", "--db", "o.db", "copy").code == 0)
            let file = try DatabaseQueue(path: program.folder.appending(path: "o.db").path)
            try file.write { try $0.execute(sql: "UPDATE note SET title = '未送出'") }
            try remove("o.db.key", program)
            #expect(try program.run("status", "--db", "o.db").output.contains("zhibu join 邀请码"))
            let lost = try program.run("sync", "--db", "o.db")
            #expect(lost.code == 1 && lost.errors.contains("209") && lost.errors.contains("zhibu join 邀请码"))
            let line = try invite(program, address)
            let busy = try program.run("join", "--db", "o.db", line)
            #expect(busy.code == 75 && busy.errors.contains("201"), "\(busy.errors)")
            try file.close()
            let replaced = try program.run("join", "--db", "o.db", line)
            #expect(replaced.code == 0 && replaced.output.contains("revoke"), "\(replaced.errors)")
            #expect(replaced.errors.contains("o.db.former-1"))
            #expect(try program.run("sync", "--db", "o.db").code == 0)
            #expect(try program.run("sql", "--db", "c.db", "SELECT title FROM note").output.contains("未送出"))
            let devices = try program.run("devices", "--db", "c.db", "--json").output
            #expect(devices.components(separatedBy: "文学院").count == 3)
            // A backup of the former device: not over this one's file, but beside it, and from there on its way.
            let refused = try program.run("restore", "--db", "o.db", "copy")
            #expect(refused.code == 1 && refused.errors.contains("731"))
            #expect(try program.run("restore", "--db", "p.db", "copy").code == 0)
            #expect(try program.run("join", "--db", "p.db", invite(program, address)).code == 0)
            #expect(try program.run("sql", "--db", "p.db", "SELECT title FROM note").output.contains("未送出"))
        }
    }

    @Test func aRevokedOfficeComesBackUnderAnotherKey() throws {
        try joined { program, address in
            let revoked = try program.run("revoke", "--db", "c.db", "文学院", "--reason", "误停")
            #expect(revoked.code == 0 && revoked.output.contains("各办公室下次同步时收到"))
            let refused = try program.run("sync", "--db", "o.db")
            #expect(refused.code == 4 && refused.errors.contains("407") && refused.errors.contains("--new-key"))
            // Sealed by a device that is revoked: it waits for a person, and that is said.
            #expect(try program.run("sql", "--db", "o.db", "UPDATE note SET title = '待审的'").code == 0)
            let waiting = try program.run("status", "--db", "o.db").output
            #expect(waiting.contains("1 处更改，最早的写于") && waiting.contains("下一步：zhibu sync"))
            let plain = try program.run("join", "--db", "o.db", invite(program, address))
            #expect(plain.errors.contains("732") && plain.errors.contains("--new-key"))
            let json = try program.run("join", "--db", "o.db", invite(program, address), "--new-key", "--json")
            let parsed = try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any]
            #expect(parsed?["former"] is String && (parsed?["kept"] as? String)?.hasSuffix("former-1") == true)
            #expect(parsed?["former_revoked"] as? Bool == true && parsed?["awaiting_review"] as? Int == 1)
            #expect(try program.run("sql", "--db", "o.db", "SELECT title FROM note").output.contains("支部"))
            #expect(try program.run("status", "--db", "o.db").output.contains("1 批更改不算数"))
            #expect(try program.run("sql", "--db", "o.db", "UPDATE note SET title = '回来了'").code == 0)
            #expect(try program.run("sync", "--db", "o.db").code == 0)
            #expect(try program.run("sql", "--db", "c.db", "SELECT title FROM note").output.contains("回来了"))
        }
    }

    @Test func byStickAndByRoot() throws {
        try joined { program, _ in
            try remove("o.db.key", program)
            let line = try invite(program, "127.0.0.1:9")
            let join = ["join", "--db", "o.db", line, "--offline", "stick"]
            #expect(try program.run(join).code == 0)
            #expect(try program.run(join).errors.contains("507"))
            #expect(try program.run("invite", "--db", "c.db", "--answer", "stick").code == 0)
            let replaced = try program.run(join)
            #expect(replaced.code == 0, "\(replaced.errors)")
            #expect(try program.run("sql", "--db", "o.db", "SELECT title FROM note").output.contains("支部"))
        }
        let program = try Program()
        #expect(try program.run("init", "--found", "--name", "校党委").code == 0)
        try remove("zhibu.db.key", program)
        #expect(try program.run("root", "enrol", "--by", "zhibu.db.recovery").errors.contains("602"))
        #expect(try program.run("root", "enrol", "--by", "elsewhere").errors.contains("704"))
        let signed = try program.run("root", "enrol", "--by", "zhibu.db.root")
        #expect(signed.code == 0 && signed.output.contains("zhibu invite"), "\(signed.errors)")
        #expect(try program.run("invite", "--scope", "uni", "--at", "127.0.0.1:9").code == 0)
        #expect(try program.run("root", "enrol", "--by", "zhibu.db.root").errors.contains("732"))
        #expect(try program.run("whoami", " ").code == 2 && program.run("join", "zhibu:", "--name", "").code == 2)
        let names = try FileManager.default.contentsOfDirectory(atPath: program.folder.path)
        #expect(!names.contains { $0.contains(".part-") || $0.contains("joining") })
        try program.remove()
    }
}

import Foundation
import GRDB
import Testing

/// What an administrator types: who is enrolled, and what goes for good.
@Suite struct AdministrationTests {
    private func founded(_ body: (Program) throws -> Void) throws {
        let program = try Program()
        let made = try program.run("init", "--found", "--name", "校党委服务器")
        #expect(made.code == 0, "\(made.errors)")
        try body(program)
        try program.remove()
    }

    @Test func rootAndRecoveryKeysAreForTheirOwnerOnly() throws {
        try founded { program in
            for name in ["zhibu.db.root", "zhibu.db.recovery"] {
                let path = program.folder.appending(path: name).path
                let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions]
                #expect(mode as? Int == 0o600)
            }
        }
    }

    @Test func devicesNamesRolesAndScopes() throws {
        try founded { program in
            let outcome = try program.run("devices", "--json")
            #expect(outcome.code == 0, "\(outcome.errors)")
            let parsed = try JSONSerialization.jsonObject(with: Data(outcome.output.utf8))
            let devices = try #require(parsed as? [[String: Any]])
            #expect(devices.map { $0["name"] as? String } == ["校党委服务器"])
            let roles = devices.first?["roles"] as? [String]
            #expect(roles?.first == "admin" && roles?.contains("uni_org") == true)
            #expect(devices.first?["scopes"] as? [String] == ["*"])
            let unknown = try program.run("revoke", "没有", "--reason", "x")
            #expect(unknown.code == 1)
            #expect(unknown.errors.contains("308"))
        }
    }

    @Test func anErasedValueIsNowhereInTheFile() throws {
        try founded { program in
            let secret = "0577-88888888"
            for sql in [
                "INSERT INTO college(id, short_name) VALUES ('007', '人文学院')",
                "UPDATE college SET office_phone = '\(secret)'",
                "UPDATE college SET office_phone = '0577-1'",
            ] {
                #expect(try program.run("sql", sql).code == 0)
            }
            let file = program.folder.appending(path: "zhibu.db")
            #expect(try Data(contentsOf: file).range(of: Data(secret.utf8)) != nil)
            // Another program has the file open: the journal stays when the command ends.
            let other = try DatabaseQueue(path: file.path)
            #expect(try other.read { try String.fetchOne($0, sql: "SELECT office_phone FROM college") } != nil)
            let nobody = try program.run("erase", "学院", "nobody", "office_phone", "--reason", "依法")
            #expect(nobody.code == 1 && nobody.errors.contains("701"), "\(nobody.errors)")
            let outcome = try program.run(
                "erase", "学院", "人文学院", "office_phone", "--reason", "依法", "--json")
            let journal = URL(filePath: file.path + "-wal")
            #expect(try Data(contentsOf: journal).range(of: Data(secret.utf8)) == nil)
            try other.close()
            #expect(outcome.output.contains("\"erased\": 3"), "\(outcome.output)\(outcome.errors)")
            #expect(try Data(contentsOf: file).range(of: Data(secret.utf8)) == nil)
            let history = try program.run("history", "学院", "人文学院", "office_phone", "--json")
            let parsed = try JSONSerialization.jsonObject(with: Data(history.output.utf8))
            let entries = try #require(parsed as? [[String: Any]])
            #expect(entries.filter { $0["erased"] as? Bool == true }.count >= 2)
            #expect(entries.contains { $0["op"] as? String == "erase" })
            #expect(try program.run("verify", "--deep").code == 0)
        }
    }

    @Test func aLogIsCompactedAndItsHistoryStays() throws {
        try founded { program in
            #expect(try program.run("sql", "INSERT INTO college(id, short_name) VALUES ('007', '人文学院')").code == 0)
            for phone in 1...9 { #expect(try program.run("sql", "UPDATE college SET office_phone = '\(phone)'").code == 0) }
            let before = try program.run("history", "学院", "人文学院", "office_phone", "--json").output
            let nothing = try program.run("compact")
            #expect(nothing.code == 0 && nothing.output.contains("没有可以压缩的"), "\(nothing.output)\(nothing.errors)")
            let outcome = try program.run("compact", "--keep", "0", "--json")
            #expect(outcome.code == 0 && outcome.output.contains("\"archived\": 8"), "\(outcome.output)\(outcome.errors)")
            let archive = program.folder.appending(path: "zhibu.db.archive")
            #expect(try FileManager.default.attributesOfItem(atPath: archive.path)[.posixPermissions] as? Int == 0o600)
            let history = try program.run("history", "学院", "人文学院", "office_phone", "--json")
            #expect(history.output == before && history.errors.isEmpty, "\(history.errors)")
            #expect(try program.run("verify", "--deep").code == 0)
            // Without it the newest value is there, and what is not is said.
            let elsewhere = program.folder.appending(path: "elsewhere")
            try FileManager.default.moveItem(at: archive, to: elsewhere)
            let short = try program.run("history", "学院", "人文学院", "office_phone", "--lang", "en")
            #expect(short.output.contains("9") && short.errors.contains("in an archive"), "\(short.output)\(short.errors)")
            #expect(try program.run("verify").code != 0)
            try Data("not an archive, but a file of that name, which is longer than a header of SQLite's is, so that it is read; "
                .utf8).write(to: archive)
            let wrong = try program.run("history", "学院", "人文学院", "office_phone", "--lang", "en")
            #expect(wrong.code == 0 && wrong.output == short.output && wrong.errors == short.errors, "\(wrong)")
            for (command, code) in [("status", 0), ("verify", 5), ("backup", 0)] {
                let said = try program.run([command] + (command == "backup" ? ["copy.db"] : []) + ["--lang", "en"])
                #expect(said.code == code && (said.output + said.errors).contains("archive"), "\(said)")
            }
            // What can't be looked at can't be erased, and no second archive is begun.
            for command in [["erase", "学院", "人文学院", "office_phone", "--reason", "x"], ["compact", "--keep", "0"]] {
                #expect(try program.run("sql", "UPDATE college SET office_phone = '10'").code == 0)
                #expect(try program.run("sql", "UPDATE college SET office_phone = '9'").code == 0)
                let refused = try program.run(command)
                #expect(refused.code == 1 && refused.errors.contains("216"), "\(refused.errors)")
            }
            try FileManager.default.removeItem(at: archive)
            try FileManager.default.moveItem(at: elsewhere, to: archive)
            #expect(try program.run("verify", "--deep").code == 0)
        }
    }

    @Test func aDeviceThatHasNotGotEverythingIsNamed() throws {
        try founded { program in
            #expect(try program.run("sql", "INSERT INTO college(id, short_name) VALUES ('007', '人文学院')").code == 0)
            let invite = try program.run("invite", "--scope", "uni", "--at", "127.0.0.1:9")
            let office = try Program()
            let line = try #require(invite.output.split(whereSeparator: \.isNewline).first { $0.hasPrefix("zhibu:") })
            #expect(try office.run("join", String(line), "--name", "人文学院电脑", "--offline", "申请").code == 0)
            let request = office.folder.appending(path: "申请")
            #expect(try program.run("invite", "--answer", request.path).code == 0)
            let held = try program.run("compact", "--keep", "0")
            #expect(held.code == 75 && held.errors.contains("324") && held.errors.contains("人文学院电脑"), "\(held.errors)")
            let outcome = try program.run("compact", "--keep", "0", "--without", "人文学院电脑")
            #expect(outcome.code == 0, "\(outcome.errors)")
            let unknown = try program.run("compact", "--without", "没有")
            #expect(unknown.code == 1 && unknown.errors.contains("308"), "\(unknown.errors)")
            try office.remove()
        }
    }

    @Test func aSchemaIsRehearsedThenPutInForce() throws {
        let program = try Program()
        func write(_ name: String, _ columns: String) throws {
            try Data("CREATE TABLE note(id TEXT NOT NULL PRIMARY KEY\(columns));".utf8)
                .write(to: program.folder.appending(path: name))
        }
        try write("1.sql", ", a")
        try write("2.sql", ", a, b TEXT DEFAULT 'x'")
        try write("3.sql", ", b TEXT DEFAULT 'x'")
        #expect(try program.run("init", "--found", "--schema", "1.sql").code == 0)
        #expect(try program.run("sql", "INSERT INTO note VALUES ('n', 1); CREATE TABLE mine(x)").code == 0)
        let rehearsed = try program.run("schema", "upgrade", "2.sql", "--dry-run")
        #expect(rehearsed.code == 0, "\(rehearsed.errors)")
        #expect(rehearsed.output.contains("note.b"))
        #expect(try program.run("sql", "SELECT b FROM note").code == 1)
        let taken = try program.run("schema", "upgrade", "2.sql", "--json")
        #expect(taken.output.contains("\"version\": \"2\""), "\(taken.output)\(taken.errors)")
        #expect(try program.run("sql", "SELECT b FROM note").output.contains("x"))
        #expect(try program.run("schema", "upgrade", "2.sql").output.contains("没有变"))
        let dropping = try program.run("schema", "upgrade", "3.sql")
        #expect(dropping.code == 1)
        #expect(dropping.errors.contains("313") && dropping.errors.contains("note.a"))
        #expect(try program.run("schema", "upgrade", "3.sql", "--drop", "--as", "lean").code == 0)
        let nameless = try program.run("schema", "upgrade", "2.sql")
        #expect(nameless.errors.contains("715"), "\(nameless.errors)")
        let tables = try program.run("schema", "show")
        #expect(tables.output.contains("手工建的，不同步"))
        #expect(try program.run("verify", "--deep").code == 0)
        try program.remove()
    }

    @Test func rolesScopesAndTheRootChangeHands() throws {
        try founded { program in
            let granted = try program.run(
                "grant", "校党委服务器", "--role", "admin", "--role", "editor", "--json")
            let parsed = try JSONSerialization.jsonObject(with: Data(granted.output.utf8))
            let grant = try #require(parsed as? [String: Any])
            #expect(grant["roles"] as? [String] == ["admin", "editor"])
            #expect(try program.run("grant", "校党委服务器", "--scope", "unni").errors.contains("716"))
            #expect(try program.run("conflicts", "list", "--scope", "nosuch").errors.contains("716"))
            for verb in [["grant", "校党委服务器"], ["invite", "--scope", "uni", "--at", "h:1"]] {
                #expect(try program.run(verb + ["--role", "propose"]).errors.contains("723"))
            }
            let refusedRole = try program.run("grant", "校党委服务器", "--role", "uniorg")
            #expect(refusedRole.code == 1 && refusedRole.errors.contains("uni_org"))
            // Without the role, what it decides is refused on the spot, in any tool.
            let notOurs = try program.run("sql", "INSERT INTO college(id, short_name) VALUES ('007', '人文学院')")
            #expect(notOurs.code == 1 && notOurs.errors.contains("uni_org"))
            #expect(try program.run("grant", "校党委服务器", "--role", "admin", "--role", "uni_org").code == 0)
            #expect(grant["scopes"] as? [String] == ["*"])
            #expect(try program.run("grant", "没有", "--role", "admin").errors.contains("308"))
            for last in [["revoke", "校党委服务器", "--reason", "x"], ["grant", "校党委服务器", "--role", "editor"]] {
                #expect(try program.run(last).errors.contains("719"))
            }
            #expect(try program.run("revoke", "校党委服务器", "--reason", "").code == 2)
            let byRoot = try program.run(
                "grant", "校党委服务器", "--role", "admin", "--role", "uni_org", "--by", "zhibu.db.root")
            #expect(byRoot.code == 0, "\(byRoot.errors)")
            #expect(try program.run("sync").errors.contains("729"))
            let nowhere = try program.run("invite", "--scope", "uni")
            #expect(nowhere.code == 2 && nowhere.errors.contains("--at"))
            for name in ["zhibu.db", "zhibu.db.key", "zhibu.db.root"] {
                let before = try Data(contentsOf: program.folder.appending(path: name))
                #expect(try program.run("bundle", "export", name, "--plain").errors.contains("206"))
                #expect(try Data(contentsOf: program.folder.appending(path: name)) == before)
            }
            // Last week's bundle is written over.
            for _ in 0..<2 { #expect(try program.run("bundle", "export", "week.zb", "--plain").code == 0) }
            #expect(try program.run("invite", "--answer", "week.zb", "--scope", "uni").code == 2)
            #expect(try program.run("retire", "没有", "--reason", "x").errors.contains("716"))
            let asked = try program.run("retire", "uni", "--reason", "学校撤并")
            #expect(asked.code == 2 && asked.errors.contains("728"))
            #expect(try program.run("retire", "uni", "--reason", "学校撤并", "--yes").code == 0)
            #expect(try program.run("invite", "--scope", "uni", "--at", "h:1").errors.contains("停用"))
            let refused = try program.run(
                "sql", "INSERT INTO college(id, short_name) VALUES ('007', '人文学院')")
            #expect(refused.code == 1 && refused.errors.contains("本机不能写"))
            // The root is lost: the recovery key names another one, once.
            try FileManager.default.removeItem(at: program.folder.appending(path: "zhibu.db.root"))
            func replace(by name: String) throws -> Program.Outcome {
                try program.run("root", "replace", "--by", name, "--reason", "丢失")
            }
            #expect(try replace(by: "zhibu.db.key").errors.contains("703"))
            #expect(try replace(by: "zhibu.db.recovery").code == 0)
            #expect(try replace(by: "zhibu.db.recovery").errors.contains("602"))
            #expect(try replace(by: "zhibu.db.root-2").code == 0)
            #expect(try program.run("verify", "--deep").code == 0)
        }
    }
}

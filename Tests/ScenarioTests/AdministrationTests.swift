import Foundation
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
            #expect(devices.first?["roles"] as? [String] == ["admin"])
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
            let outcome = try program.run(
                "erase", "学院", "人文学院", "office_phone", "--reason", "依法", "--json")
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
}

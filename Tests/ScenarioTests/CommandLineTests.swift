import Foundation
import Testing

/// The public contract of the command line, as a person types it.
@Suite struct CommandLineTests {
    private func inEmptyFolder(_ body: (Program) throws -> Void) throws {
        let program = try Program()
        try body(program)
        try program.remove()
    }

    private func founded(_ body: (Program) throws -> Void) throws {
        try inEmptyFolder { program in
            let made = try program.run("init", "--found", "--name", "党办台式机")
            #expect(made.code == 0, "\(made.errors)")
            try body(program)
        }
    }

    @Test func foundingMakesAReplicaAndAKeyForItsOwnerOnly() throws {
        try founded { program in
            let key = program.folder.appendingPathComponent("zhibu.db.key").path
            let mode = try FileManager.default.attributesOfItem(atPath: key)[.posixPermissions]
            #expect(mode as? Int == 0o600)
            let again = try program.run("init", "--found")
            #expect(again.code == 1)
        }
    }

    @Test func thePersonIsRemembered() throws {
        try founded { program in
            _ = try program.run("whoami", "王芳")
            let answer = try program.run("whoami")
            #expect(answer.output == "使用人 王芳\n")
        }
    }

    @Test func editsAreInTheRecordsHistoryByItsName() throws {
        try founded { program in
            _ = try program.run("whoami", "王芳")
            let insert = "INSERT INTO college(id, short_name) VALUES ('007', '人文学院')"
            let inserted = try program.run("sql", insert)
            #expect(inserted.code == 0)
            let update = "UPDATE college SET office_phone = '1234'"
            let updated = try program.run("sql", update)
            #expect(updated.code == 0)
            let history = try program.run("history", "学院", "人文学院", "office_phone", "--json")
            #expect(history.code == 0, "\(history.errors)")
            let parsed = try JSONSerialization.jsonObject(with: Data(history.output.utf8))
            let entries = try #require(parsed as? [[String: Any]])
            #expect(entries.last?["value"] as? String == "1234")
            #expect(entries.last?["op"] as? String == "update")
            #expect(entries.last?["person"] as? String == "王芳")
        }
    }

    @Test func statusNamesScopesWithTheirDigests() throws {
        try founded { program in
            let status = try program.run("--json", "status")
            #expect(status.code == 0, "\(status.errors)")
            let parsed = try JSONSerialization.jsonObject(with: Data(status.output.utf8))
            let document = try #require(parsed as? [String: Any])
            let scopes = try #require(document["scopes"] as? [[String: Any]])
            #expect(scopes.compactMap { $0["name"] as? String } == ["committee", "control", "uni"])
            #expect(scopes.allSatisfy { ($0["digest"] as? String)?.count == 64 })
        }
    }

    @Test func wrongUsageEndsWithTwo() throws {
        try inEmptyFolder { program in
            let outcome = try program.run("statux")
            #expect(outcome.code == 2)
            #expect(outcome.output.isEmpty)
        }
    }

    @Test func aMissingFileIsNotCreated() throws {
        try inEmptyFolder { program in
            let status = try program.run("status")
            #expect(status.code == 1)
            let path = program.folder.appendingPathComponent("zhibu.db").path
            #expect(!FileManager.default.fileExists(atPath: path))
        }
    }

    @Test func aForeignFileIsNotTouched() throws {
        try inEmptyFolder { program in
            let file = program.folder.appendingPathComponent("zhibu.db")
            try Data("姓名,学号\n".utf8).write(to: file)
            let outcome = try program.run("status")
            #expect(outcome.code == 1)
            #expect(outcome.errors.contains("204"))
            let after = try Data(contentsOf: file)
            #expect(after == Data("姓名,学号\n".utf8))
        }
    }
}

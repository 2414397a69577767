import Foundation
import Testing

/// Two offices and a server as people run them: a rehearsal that changes nothing, a rule that two broke
/// together, a role that decides, a deleted record that comes back.
@Suite struct TwoOfficesTests {
    private static let schema = """
        CREATE TABLE member(id TEXT NOT NULL PRIMARY KEY, number TEXT, name TEXT, grade TEXT, note TEXT,
            seat TEXT);
        INSERT INTO zhibu_role VALUES ('inspector', '定级人');
        INSERT INTO zhibu_policy VALUES
            ('member', NULL, 'keep'), ('member', 'grade', 'own(inspector)'), ('member', 'note', 'text'),
            ('member', 'seat', 'lww');
        INSERT INTO zhibu_rule VALUES ('number', 'high', '学号重复',
            'SELECT ''member'' AS tbl, a.id AS key, b.id AS other_key, a.number AS detail
            FROM member a JOIN member b ON b.number = a.number AND b.id <> a.id
            JOIN zhibu_touched t ON t.tbl = ''member'' AND t.key IN (a.id, b.id)');
        """

    private func committee(_ body: (Program, String) throws -> Void) throws {
        let program = try Program()
        try Data(Self.schema.utf8).write(to: program.folder.appending(path: "s.sql"))
        let made = try program.run("init", "--found", "--schema", "s.sql", "--db", "server.db", "--name", "server")
        #expect(made.code == 0, "\(made.errors)")
        try program.serving("server.db") { address in
            for (name, roles) in [("a", ["--role", "editor"]), ("b", ["--role", "editor", "--role", "propose"])] {
                let invite = try program.run(
                    ["invite", "--db", "server.db", "--scope", "uni", "--at", address] + roles)
                #expect(invite.code == 0, "\(invite.errors)")
                let line = invite.output.trimmingCharacters(in: .whitespacesAndNewlines)
                let cut = try program.run("join", String(line.dropLast(4)), "--db", "\(name).db")
                #expect(cut.code == 4 && cut.errors.contains("406"), "\(cut.errors)")
                let joined = try program.run("join", line, "--db", "\(name).db", "--name", name)
                #expect(joined.code == 0, "\(joined.errors)")
            }
            try body(program, address)
        }
        try program.remove()
    }

    private func sql(_ program: Program, _ file: String, _ statement: String) throws -> Program.Outcome {
        try program.run("sql", "--db", "\(file).db", statement)
    }

    /// What a replica holds and shows, scope by scope.
    private static func held(_ program: Program, _ file: String) throws -> [String] {
        let status = try program.run("status", "--db", file, "--json")
        let parsed = try JSONSerialization.jsonObject(with: Data(status.output.utf8)) as? [String: Any]
        let scopes = try #require(parsed?["scopes"] as? [[String: Any]])
        return scopes.map { "\($0["name"] ?? "") \($0["digest"] ?? "")" }
    }

    /// Whoever stays is told of each change, and ends with Ctrl-C as after any sync.
    @Test func whoStaysGetsWhatOthersWriteUnasked() throws {
        try committee { program, _ in
            var lines = 0
            let code = try program.watching("a.db") { line in
                lines += 1
                if lines == 1 {
                    let written = try sql(program, "server", "INSERT INTO member(id, name) VALUES ('1', '王芳')")
                    #expect(written.code == 0, "\(written.errors)")
                }
                return lines > 1 && line.contains("收到 1 批")
            }
            #expect(code == 0 && lines == 2, "\(lines)")
            #expect(try sql(program, "a", "SELECT name FROM member").output.contains("王芳"))
        }
    }

    /// A record in two places: each office keeps another one, unknowingly, and both rows are gone until one is brought back.
    @Test func whatTwoDecidedDifferentlyIsOpenAgain() throws {
        let program = try Program()
        let schema = """
            CREATE TABLE t(id TEXT NOT NULL PRIMARY KEY, place TEXT, name TEXT);
            INSERT INTO zhibu_scope VALUES ('t', '''college:'' || place');
            """
        try Data(schema.utf8).write(to: program.folder.appending(path: "s.sql"))
        #expect(try program.run("init", "--found", "--schema", "s.sql", "--db", "server.db", "--name", "server").code == 0)
        try program.serving("server.db") { address in
            let invite = try program.run(
                "invite", "--db", "server.db", "--scope", "college:a", "--scope", "college:b", "--at", address)
            let line = invite.output.trimmingCharacters(in: .whitespacesAndNewlines)
            #expect(try program.run("join", line, "--db", "a.db", "--name", "a").code == 0)
            #expect(try sql(program, "a", "INSERT INTO t VALUES ('x', 'a', '王芳')").code == 0)
            #expect(try sql(program, "server", "INSERT INTO t VALUES ('x', 'b', '王方')").code == 0)
            func sync() throws -> Int32 { try program.run("sync", "--db", "a.db").code }
            func open() throws -> [[String: Any]] {
                let list = try program.run("conflicts", "list", "--json", "--db", "a.db").output
                return try JSONSerialization.jsonObject(with: Data(list.utf8)) as? [[String: Any]] ?? []
            }
            #expect(try sync() == 3)
            let first = try #require(try open().first?["id"] as? String)
            for (name, number) in [("a", "1"), ("server", "2")] {
                let resolved = try program.run(
                    "conflicts", "resolve", first, "--take", number, "--reason", "r", "--db", "\(name).db")
                #expect(resolved.code == 0, "\(resolved.errors)")
            }
            #expect(try sync() == 3)
            let again = try #require(try open().first?["id"] as? String)
            #expect(again != first)
            let shown = try program.run("conflicts", "show", again, "--db", "a.db")
            #expect(shown.output.contains("两条都已删除") && shown.output.contains("恢复哪一条"), "\(shown.output)")
            #expect(shown.output.contains("王芳") && shown.output.contains("王方"))
            let resolved = try program.run("conflicts", "resolve", again, "--take", "2", "--reason", "r", "--db", "a.db")
            #expect(resolved.code == 0, "\(resolved.errors)")
            #expect(try sync() == 0)
            for name in ["a", "server"] { #expect(try sql(program, name, "SELECT name FROM t").output.contains("王方")) }
        }
        try program.remove()
    }

    /// What was settled by rule is counted among what was asked for.
    @Test func aListSaysWhatItLeavesOutOfWhatWasAskedFor() throws {
        try committee { program, _ in
            #expect(try sql(program, "a", "INSERT INTO member(id, number, name) VALUES ('1', '7', '王芳')").code == 0)
            for name in ["a", "b"] { #expect(try program.run("sync", "--db", "\(name).db").code == 0) }
            #expect(try sql(program, "a", "UPDATE member SET seat = '甲'").code == 0)
            #expect(try sql(program, "b", "UPDATE member SET seat = '乙', name = '王方'").code == 0)
            #expect(try sql(program, "b", "INSERT INTO member(id, number) VALUES ('2', '7')").code == 0)
            #expect(try sql(program, "a", "UPDATE member SET name = '王芬'").code == 0)
            for name in ["a", "b"] {
                let synced = try program.run("sync", "--db", "\(name).db")
                #expect([0, 3].contains(synced.code), "\(synced.errors)")
            }
            for (more, left) in [
                ([], true), (["--kind", "value"], true), (["--kind", "rule:number"], false), (["--all"], false),
            ] {
                let list = try program.run(["conflicts", "list", "--db", "b.db"] + more)
                #expect(list.output.contains("另有 1 处按规则处理") == left, "\(more): \(list.output)")
            }
        }
    }

    @Test func aRehearsalSaysWhatWouldComeAndChangesNothing() throws {
        try committee { program, _ in
            #expect(try sql(program, "a", "INSERT INTO member(id, name) VALUES ('1', '王芳')").code == 0)
            #expect(try program.run("sync", "--db", "a.db").code == 0)
            #expect(try program.run("sync", "--db", "b.db").code == 0)
            #expect(try sql(program, "a", "UPDATE member SET name = '王方'").code == 0)
            #expect(try program.run("sync", "--db", "a.db").code == 0)
            #expect(try sql(program, "b", "UPDATE member SET name = '王芬'").code == 0)
            let before = try program.run("status", "--db", "b.db", "--json").output
            let server = try Self.held(program, "server.db")
            let rehearsal = try program.run("sync", "--db", "b.db", "--dry-run")
            #expect(rehearsal.code == 0, "\(rehearsal.errors)")
            #expect(rehearsal.output.contains("1 批") && rehearsal.output.contains("王方"))
            let json = try program.run("sync", "--db", "b.db", "--dry-run", "--json")
            let parsed = try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any]
            #expect((parsed?["conflicts"] as? [Any])?.count == 1 && parsed?["pending"] as? Int == 1)
            #expect(try program.run("status", "--db", "b.db", "--json").output == before)
            #expect(try Self.held(program, "server.db") == server)
            let files = try FileManager.default.contentsOfDirectory(atPath: program.folder.path)
            #expect(!files.contains { $0.contains("rehearsal") })
            #expect(try program.run("sync", "--db", "b.db").code == 3)
        }
    }

    @Test func twoComputersOfOneNameAreToldApart() throws {
        try committee { program, address in
            let invite = try program.run("invite", "--db", "server.db", "--scope", "uni", "--at", address)
            let line = invite.output.trimmingCharacters(in: .whitespacesAndNewlines)
            let joined = try program.run("join", line, "--db", "c.db", "--name", "a")
            #expect(joined.code == 0 && joined.errors.contains("也叫 a"), "\(joined.errors)")
            let refused = try program.run("revoke", "a", "--reason", "x", "--db", "server.db")
            #expect(refused.code == 1 && refused.errors.contains("722"))
            let list = try program.run("devices", "--db", "server.db", "--json").output
            let devices = try JSONSerialization.jsonObject(with: Data(list.utf8)) as? [[String: Any]]
            let ids = devices?.filter { $0["name"] as? String == "a" }.compactMap { $0["id"] as? String } ?? []
            #expect(ids.count == 2 && ids.allSatisfy { refused.errors.contains($0.prefix(8)) })
            let byNumber = try program.run(
                "revoke", String(ids[0].prefix(8)), "--reason", "x", "--db", "server.db")
            #expect(byNumber.code == 0, "\(byNumber.errors)")
        }
    }

    @Test func whatTwoBrokeTogetherIsPutRightOrAccepted() throws {
        try committee { program, _ in
            #expect(try sql(program, "a", "INSERT INTO member(id, number) VALUES ('1', '007')").code == 0)
            #expect(try sql(program, "b", "INSERT INTO member(id, number) VALUES ('2', '007')").code == 0)
            #expect(try program.run("sync", "--db", "a.db").code == 0)
            #expect(try program.run("sync", "--db", "b.db").code == 3)
            let list = try program.run("conflicts", "list", "--db", "b.db", "--json")
            let found = try #require(
                try JSONSerialization.jsonObject(with: Data(list.output.utf8)) as? [[String: Any]])
            #expect(found.map { $0["kind"] as? String } == ["rule:number"])
            #expect(found.first?["other"] as? String == "2" && found.first?["detail"] as? String == "007")
            let id = try #require(found.first?["id"] as? String)
            let page = try program.run("conflicts", "show", id, "--db", "b.db").output
            #expect(page.contains("学号重复") && page.contains("007"))
            #expect(
                try program.run("conflicts", "resolve", id, "--take", "1", "--reason", "x", "--db", "b.db")
                    .errors.contains("306"))
            let accepted = try program.run(
                "conflicts", "resolve", id, "--keep", "--reason", "两个人", "--db", "b.db")
            #expect(accepted.code == 0, "\(accepted.errors)")
            #expect(try program.run("sync", "--db", "b.db").code == 0)
            #expect(try program.run("sync", "--db", "a.db").code == 0)
            #expect(try program.run("history", "member", "1", "--db", "a.db").output.contains("两个人"))
        }
    }

    @Test func aRoleDecidesAndADeletedRecordComesBack() throws {
        try committee { program, _ in
            let insert = "INSERT INTO member(id, number, name, grade, note) VALUES ('1', '7', '王芳', 'good', 'x')"
            #expect(try sql(program, "server", insert).code == 0)
            for name in ["a", "b"] { #expect(try program.run("sync", "--db", "\(name).db").code == 0) }
            let refused = try sql(program, "a", "UPDATE member SET grade = 'fair'")
            #expect(refused.code == 1 && refused.errors.contains("inspector"))
            #expect(try sql(program, "b", "UPDATE member SET grade = 'fair'").code == 0)
            #expect(try sql(program, "b", "SELECT grade FROM member").output.contains("good"))
            let waits = try program.run("conflicts", "list", "--db", "b.db", "--json")
            let found = try JSONSerialization.jsonObject(with: Data(waits.output.utf8)) as? [[String: Any]]
            let id = try #require(found?.first?["id"] as? String)
            #expect(found?.first?["owner"] as? String == "inspector")
            for verb in ["show", "explain"] {
                #expect(try program.run("conflicts", verb, id, "--db", "b.db").output.contains("“定级人”决定"))
            }
            let mine = try program.run("conflicts", "resolve", id, "--take", "1", "--reason", "x", "--db", "b.db")
            #expect(mine.code == 1 && mine.errors.contains("316"))
            #expect(try program.run("conflicts", "show", id, "--db", "b.db").output.contains("请“定级人”的电脑裁定"))
            #expect(try program.run("sync", "--db", "b.db").code == 3)
            #expect(try sql(program, "server", "UPDATE member SET grade = 'fair'").code == 0)
            #expect(try program.run("sync", "--db", "b.db").code == 0)
            #expect(try sql(program, "a", "DELETE FROM member").code == 0)
            let deleted = try program.run("undelete", "member", "--db", "a.db")
            #expect(deleted.output.contains("1"), "\(deleted.errors)")
            let back = try program.run("undelete", "member", "1", "--db", "a.db")
            #expect(back.code == 0, "\(back.errors)")
            #expect(try program.run("undelete", "member", "1", "--db", "a.db").errors.contains("317"))
            #expect(try sql(program, "a", "SELECT name FROM member").output.contains("王芳"))
        }
    }
}

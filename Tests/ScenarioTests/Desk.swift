import Foundation
import Testing

/// A committee's desk and an office, for what is played at them.
enum Desk {
    static let schema = """
        CREATE TABLE branch(id TEXT NOT NULL PRIMARY KEY, name TEXT, grade TEXT, score INTEGER, remark TEXT);
        INSERT INTO zhibu_policy VALUES ('branch', NULL, 'keep');
        INSERT INTO zhibu_title VALUES ('branch', 'name');
        INSERT INTO zhibu_label VALUES ('branch', NULL, '支部', 'branch', NULL), ('branch', 'grade', '评定等次', 'grade', 'grade'),
            ('branch', 'remark', '备注', 'remark', NULL);
        INSERT INTO zhibu_code VALUES ('grade', '1', '先进', 'advanced', 1), ('grade', '2', '较好', 'good', 2),
            ('grade', '3', '一般', 'fair', 3);
        INSERT INTO zhibu_rule(name, severity, title, sql) VALUES ('R1', 'high', '得分超过 100',
            'SELECT ''branch'' AS tbl, id AS key, NULL AS other_key, ''得分 '' || score AS detail FROM branch WHERE score > 100');
        """
    /// U+00B7, and characters outside the BMP.
    static let name = "阿依古丽·买买提𠮷田党支部"

    /// A committee's desk, `c.db`, and an office, `o.db`, without a network between them; both know of so many branches.
    static func offices(_ count: Int, schema: String = Desk.schema, _ body: (Program) throws -> Void) throws {
        let rows = (1...count).map { "('b\($0)', '\(Self.name)\($0)', '3', 80)" }.joined(separator: ", ")
        try joined(schema: schema, filledBy: "INSERT INTO branch(id, name, grade, score) VALUES \(rows)", body)
    }

    /// - Parameters:
    ///   - schema: The university's own where it is nil.
    ///   - filledBy: What the committee writes before the office joins.
    static func joined(schema: String?, filledBy sql: String, _ body: (Program) throws -> Void) throws {
        let program = try Program()
        func run(_ arguments: String...) throws -> String {
            let outcome = try program.run(arguments)
            #expect(outcome.code == 0, "\(arguments): \(outcome.errors)")
            return outcome.output
        }
        try schema.map { try Data($0.utf8).write(to: program.folder.appending(path: "s.sql")) }
        let founded = try program.run(["init", "--found", "--name", "校党委", "--db", "c.db"] + (schema == nil ? [] : ["--schema", "s.sql"]))
        #expect(founded.code == 0, "\(founded.errors)")
        _ = try run("whoami", "赵敏", "--db", "c.db")
        _ = try run("sql", "--db", "c.db", sql)
        let invite = try run("invite", "--db", "c.db", "--scope", "uni", "--at", "127.0.0.1:9")
        try Data(invite.utf8).write(to: program.folder.appending(path: "invite"))
        let join = ["join", "--db", "o.db", "invite", "--name", "文学院", "--offline", "stick"]
        #expect(try program.run(join).code == 0)
        _ = try run("invite", "--db", "c.db", "--answer", "stick")
        #expect(try program.run(join).code == 0)
        _ = try run("whoami", "李强", "--db", "o.db")
        try carry(program, from: "c.db", to: "o.db")
        try carry(program, from: "o.db", to: "c.db")
        try body(program)
        try program.remove()
    }

    static func carry(_ program: Program, from one: String, to other: String) throws {
        let bundle = "bundle-\(UUID().uuidString)"
        let exported = try program.run("bundle", "export", "--db", one, bundle, "--plain")
        #expect(exported.code == 0, "\(exported.errors)")
        let imported = try program.run("bundle", "import", "--db", other, bundle)
        #expect([0, 3].contains(imported.code), "\(imported.errors)")
    }

    static func sql(_ program: Program, _ file: String, _ sql: String) throws {
        let outcome = try program.run("sql", "--db", file, sql)
        #expect(outcome.code == 0, "\(outcome.errors)")
    }

    static func open(_ program: Program, _ file: String = "c.db") throws -> [[String: Any]] {
        let outcome = try program.run("conflicts", "list", "--db", file, "--json")
        let parsed = try JSONSerialization.jsonObject(with: Data(outcome.output.utf8))
        return try #require(parsed as? [[String: Any]])
    }

    static func firstID(_ output: String) throws -> String {
        let parsed = try JSONSerialization.jsonObject(with: Data(output.utf8)) as? [[String: Any]]
        return try #require(parsed?.first?["id"] as? String)
    }

    static func batch(in page: String) -> String? {
        page.components(separatedBy: "批号 ").dropFirst().first.map { String($0.prefix(8)) }
    }

    /// Wide characters two, as terminals have it.
    static func width(_ line: String) -> Int {
        line.unicodeScalars.reduce(0) { $0 + ($1.value >= 0x2E80 && $1.value != 0xB7 ? 2 : 1) }
    }
}

extension TerminalSession {
    /// Presses a key for the conflict on the screen, and one for the reason; what is left is Enter.
    ///
    /// - Returns: What was on the screen when the key was pressed.
    @discardableResult
    func choose(_ key: (String) -> String, reason: String = "1") throws -> String {
        let page = try wait(for: "? 帮助\n> ")
        type(key(page))
        try wait(for: "5 自己写\n> ")
        type(reason)
        try wait(for: "其他键放弃 > ")
        return page
    }

    /// As `choose`, and Enter.
    @discardableResult
    func settle(_ key: (String) -> String, reason: String = "1") throws -> String {
        let page = try choose(key, reason: reason)
        type("\r")
        return page
    }
}

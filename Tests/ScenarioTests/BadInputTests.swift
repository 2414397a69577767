import Foundation
import GRDB
import Testing

/// Wrong input gets a sentence in the user's language, its number and exit code, and changes nothing.
@Suite struct BadInputTests {
    /// A founded replica with one record; checks after the deed that it holds what it held.
    private func unharmed(_ body: (Program) throws -> Void) throws {
        let program = try Program()
        let made = try program.run("init", "--found", "--name", "党办台式机")
        #expect(made.code == 0, "\(made.errors)")
        let insert = "INSERT INTO college(id, short_name) VALUES ('007', '人文学院')"
        #expect(try program.run("sql", insert).code == 0)
        let before = try program.run("status", "--json")
        try body(program)
        let after = try program.run("status", "--json")
        #expect(after.code == 0, "\(after.errors)")
        #expect(after.output == before.output)
        try program.remove()
    }

    /// The command as typed, in both languages: number, exit code and words.
    private func expect(
        _ program: Program, _ arguments: [String], number: Int, exits code: Int32, zh: String,
        en: String, line: Int = #line
    ) throws {
        for (language, words) in [("zh", zh), ("en", en)] {
            let outcome = try program.run(arguments + ["--lang", language])
            let where_ = SourceLocation(
                fileID: #fileID, filePath: #filePath, line: line, column: 1)
            #expect(outcome.code == code, "\(outcome.errors)", sourceLocation: where_)
            #expect(outcome.errors.contains("\(number)"), "\(outcome.errors)", sourceLocation: where_)
            #expect(outcome.errors.contains(words), "\(outcome.errors)", sourceLocation: where_)
            #expect(outcome.output.isEmpty, sourceLocation: where_)
        }
    }

    private func path(_ name: String, in program: Program) -> String {
        program.folder.appending(path: name).path
    }

    @Test func aTornFileIsSaidToBeDamaged() throws {
        let program = try Program()
        #expect(try program.run("init", "--found").code == 0)
        let file = program.folder.appending(path: "zhibu.db")
        let whole = try Data(contentsOf: file)
        let torn = whole.prefix(whole.count / 2 / 4096 * 4096)
        try torn.write(to: file)
        for name in ["zhibu.db-wal", "zhibu.db-shm"] {
            let beside = path(name, in: program)
            if FileManager.default.fileExists(atPath: beside) {
                try FileManager.default.removeItem(atPath: beside)
            }
        }
        let outcome = try program.run("verify")
        #expect(outcome.code == 5, "\(outcome.errors)\(outcome.output)")
        #expect(try Data(contentsOf: file) == torn)
        try program.remove()
    }

    @Test func aLockedFileMeansTryLater() throws {
        try unharmed { program in
            let other = try DatabaseQueue(path: path("zhibu.db", in: program))
            try other.writeWithoutTransaction { database in
                try database.execute(sql: "BEGIN IMMEDIATE")
                try expect(
                    program, ["sql", "UPDATE college SET short_name = 'x'"], number: 201, exits: 75,
                    zh: "被另一个程序占用", en: "Another program keeps the file locked")
                try database.execute(sql: "ROLLBACK")
            }
            try other.close()
        }
    }

    @Test(arguments: ["soon", "-1", "nan"]) func aPatienceThatIsNoNumberIsRefused(typed: String) throws {
        try unharmed { program in
            let outcome = try program.run(["status"], with: ["ZHIBU_BUSY_SECONDS": typed])
            #expect(outcome.code == 2 && outcome.output.isEmpty, "\(outcome.errors)")
            #expect(outcome.errors.contains("ZHIBU_BUSY_SECONDS 要填秒数"), "\(outcome.errors)")
        }
    }

    @Test func anUnfitSchemaIsRefusedByLineWithWhatToWriteInstead() throws {
        let program = try Program()
        let schema = """
            CREATE TABLE good(id TEXT NOT NULL PRIMARY KEY, a);
            CREATE TABLE bad(
                id INTEGER PRIMARY KEY,
                name TEXT UNIQUE);

            """
        try Data(schema.utf8).write(to: program.folder.appending(path: "s.sql"))
        try expect(
            program, ["init", "--found", "--schema", "s.sql"], number: 301, exits: 1, zh: "bad",
            en: "bad")
        let outcome = try program.run("schema", "check", "s.sql")
        #expect(outcome.code == 1)
        #expect(outcome.errors.contains("3"), "\(outcome.errors)")
        #expect(!FileManager.default.fileExists(atPath: path("zhibu.db", in: program)))
        #expect(!FileManager.default.fileExists(atPath: path("zhibu.db.key", in: program)))
        try program.remove()
    }

    @Test func anUnknownTableNamesThoseThatThereAre() throws {
        try unharmed { program in
            let outcome = try program.run("history", "没有这个表", "x")
            #expect(outcome.code == 1)
            #expect(outcome.errors.contains("302"), "\(outcome.errors)")
            try Data("a,b\n1,2\n".utf8).write(to: program.folder.appending(path: "x.csv"))
            let imported = try program.run("import", "没有这个表", "x.csv")
            #expect(imported.code == 1)
            #expect(imported.errors.contains("302"), "\(imported.errors)")
        }
    }

    @Test func aSheetInAnUnknownEncodingIsNotGuessed() throws {
        try unharmed { program in
            // UTF-16, as a spreadsheet saves "Unicode text".
            let sheet = Data([0xFF, 0xFE]) + Data("姓名\t性别\r\n王芳\t女\r\n".utf16.flatMap {
                [UInt8(truncatingIfNeeded: $0), UInt8(truncatingIfNeeded: $0 >> 8)]
            })
            try sheet.write(to: program.folder.appending(path: "x.csv"))
            let outcome = try program.run("import", "党员", "x.csv")
            #expect(outcome.code == 1, "\(outcome.output)\(outcome.errors)")
            #expect(outcome.errors.contains("708"), "\(outcome.errors)")
        }
    }

    @Test func nobodyListensThere() throws {
        try unharmed { program in
            let silent = try LoopbackServer(answering: nil)
            let address = "127.0.0.1:\(silent.port)"
            silent.stop()
            try expect(
                program, ["sync", "--peer", address], number: 401, exits: 75, zh: "连不上",
                en: "Nothing listens")
        }
    }

    @Test func somethingElseAnswersThere() throws {
        try unharmed { program in
            for answer in ["HTTP/1.1 400 Bad Request\r\n\r\n", "220 mail ready\r\n", "\u{0}\n"] {
                let server = try LoopbackServer(answering: answer)
                try expect(
                    program, ["sync", "--peer", "127.0.0.1:\(server.port)"], number: 408, exits: 1,
                    zh: "不是支部服务", en: "is not zhibu")
                server.stop()
            }
        }
    }

    @Test func aBundleThatIsCutIsNotTakenIn() throws {
        try unharmed { program in
            #expect(try program.run("bundle", "export", "b.zhibu", "--plain").code == 0)
            let whole = try Data(contentsOf: program.folder.appending(path: "b.zhibu"))
            for length in stride(from: 0, to: whole.count, by: max(1, whole.count / 7)) {
                let cut = program.folder.appending(path: "cut.zhibu")
                try whole.prefix(length).write(to: cut)
                let outcome = try program.run("bundle", "import", "cut.zhibu")
                #expect(outcome.code == 5, "\(length): \(outcome.errors)")
                #expect(outcome.errors.contains("502"))
            }
        }
    }

    @Test(arguments: ["", "a b"]) func aScopeThatCanHaveNoNameIsRefused(scope: String) throws {
        try unharmed { program in
            try expect(
                program, ["invite", "--scope", scope, "--at", "127.0.0.1:7007"], number: 716, exits: 1, zh: "“\(scope)”",
                en: "“\(scope)”")
        }
    }

    @Test func aSealedBundleOpensWhereItIsMeantTo() throws {
        try unharmed { program in
            #expect(try program.run("bundle", "export", "b.zhibu", "--for", "nobody").code == 1)
            let devices = try program.run("devices", "--json").output
            let name = try #require(devices.split(separator: "\"name\": \"").dropFirst().first?.split(separator: "\"").first)
            #expect(try program.run("bundle", "export", "b.zhibu", "--for", String(name)).code == 0)
            let sealed = program.folder.appending(path: "b.zhibu")
            #expect(try Data(contentsOf: sealed).starts(with: Data("sealed-bundle\t".utf8)))
            #expect(try program.run("bundle", "import", "b.zhibu").code == 0)
            var spoilt = try Data(contentsOf: sealed)
            spoilt[spoilt.count - 1] ^= 1
            try spoilt.write(to: sealed)
            try expect(
                program, ["bundle", "import", "b.zhibu"], number: 502, exits: 5, zh: "不完整或被改过", en: "cut short or altered")
            let other = try Program()
            #expect(try other.run("init", "--found", "--name", "other").code == 0)
            try expect(
                other, ["bundle", "import", sealed.path], number: 503, exits: 4, zh: "不是给本机的", en: "not for this replica")
            try other.remove()
        }
    }

    @Test func aWrongInviteMakesNoReplica() throws {
        let program = try Program()
        try expect(
            program, ["join", "zhibu:abc"], number: 406, exits: 4, zh: "邀请码不对",
            en: "not a valid invite")
        #expect(try FileManager.default.contentsOfDirectory(atPath: program.folder.path)
            .filter { $0.hasPrefix("zhibu") } == [])
        try program.remove()
    }

    @Test(arguments: [(99, 208, "较新的程序", "newer program"), (1, 210, "试用版", "trial version")])
    func anotherFormatIsNotTouched(format: Int, number: Int, zh: String, en: String) throws {
        let program = try Program()
        #expect(try program.run("init", "--found").code == 0)
        let other = try DatabaseQueue(path: path("zhibu.db", in: program))
        try other.write {
            try $0.execute(
                sql: "UPDATE zhibu_meta SET value = ? WHERE key = 'formatVersion'", arguments: [format])
        }
        try other.close()
        try expect(program, ["status"], number: number, exits: 1, zh: zh, en: en)
        try program.remove()
    }

    @Test(arguments: [2, 3, 4, 5, 6, 7, 8])
    func aFormatBeforeIsReadAndNoOlderProgramReadsItAfter(format: Int) throws {
        try unharmed { program in
            let since = "DROP INDEX zhibu_covered_scope; DROP TABLE zhibu_lack; DROP TABLE zhibu_checkpoint; DROP TABLE zhibu_piece;"
            let since9 = """
                DROP VIEW zhibu_scope_status; DROP TABLE zhibu_listed; DROP INDEX zhibu_row_aside;
                CREATE INDEX zhibu_row_status ON zhibu_row(status) WHERE status & 7
                """
            try fromFormat(format, (format < 6 ? since : "") + since9, program) {
                let status = try program.run("status")
                #expect(status.code == 0, "\(status.errors)")
            }
        }
    }

    /// Makes of the program's file one of an older format; when it was used, it must be as it was.
    private func fromFormat(_ format: Int, _ sql: String, _ program: Program, _ use: () throws -> Void) throws {
        let other = try DatabaseQueue(path: path("zhibu.db", in: program))
        let shape = "SELECT group_concat(sql, ';') FROM (SELECT sql FROM sqlite_schema ORDER BY name)"
        let before = try other.read { try String.fetchOne($0, sql: shape) }
        try other.write { try $0.execute(sql: "\(sql); UPDATE zhibu_meta SET value = \(format) WHERE key = 'formatVersion'") }
        #expect(try other.read { try String.fetchOne($0, sql: shape) } != before)
        try use()
        #expect(try other.read { try Int.fetchOne($0, sql: "SELECT value FROM zhibu_meta WHERE key = 'formatVersion'") } == 9)
        #expect(try other.read { try String.fetchOne($0, sql: shape) } == before)
        try other.close()
    }

    /// Cards, and what the status of scopes says, came with format 8.
    @Test func ofFormat7ThereIsWhatCameSince() throws {
        let program = try Program()
        defer { try? program.remove() }
        #expect(try program.run("init", "--found").code == 0)
        try fromFormat(
            7,
            """
            DROP TABLE zhibu_card;
            DROP VIEW zhibu_scope_status;
            CREATE VIEW zhibu_scope_status(scope, open_conflicts, covers_until, pending) AS SELECT scope, 0, NULL, 0 FROM zhibu_held
            """, program
        ) {
            for arguments in [["status"], ["conflicts", "list"], ["report", "R32"]] {
                let outcome = try program.run(arguments)
                #expect(outcome.code == 0, "\(arguments): \(outcome.errors)")
            }
        }
    }

    @Test func aMisspelledCommandIsNamed() throws {
        try unharmed { program in
            try expect(
                program, ["stats"], number: 714, exits: 2, zh: "没有 stats（status?） 这个命令",
                en: "There is no command stats（status?）")
        }
    }

    @Test func aTakenAddressIsNoLostPeer() throws {
        try unharmed { program in
            let other = try LoopbackServer(answering: "")
            try expect(
                program, ["serve", "--listen", "127.0.0.1:\(other.port)"], number: 713, exits: 1,
                zh: "已被占用", en: "the address is taken")
            other.stop()
        }
    }

    /// The parser knows English alone; a clerk is told in Chinese, all but the names of options.
    @Test(arguments: [
        (["list"], "缺少 <table>。"), (["list", "党员", "--foo"], "没有 --foo 这个选项"), (["conflicts", "bulk"], "缺少 --reason <reason>。"),
        (["report", "R13", "--with"], "--with <with> 要有值。"), (["whoami", "甲", "乙"], "多写了 乙。"),
        (["report", "R13", "--format", "doc"], "--format <format> 不能是 doc，可用：'text'、'csv'"),
    ])
    func whatTheParserSaysIsInTheReadersLanguage(arguments: [String], sentence: String) throws {
        let program = try Program()
        defer { try? program.remove() }
        let outcome = try program.run(arguments)
        #expect(outcome.code == 2 && outcome.errors.contains("错误：") && outcome.errors.contains(sentence) && outcome.errors.contains("用法：zhibu "), "\(outcome.errors)")
        #expect(!outcome.errors.contains("Error") && !outcome.errors.contains("Usage") && !outcome.errors.contains("See '"), "\(outcome.errors)")
        let english = try program.run(arguments + ["--lang", "en"])
        #expect(english.code == 2 && english.errors.contains("Error: ") && !english.errors.contains("用法"), "\(english.errors)")
    }

    @Test func whatIsMissingInACommandIsSaidInASentence() throws {
        try unharmed { program in
            for (arguments, zh, en) in [
                (["bundle", "export", "x.zhibu"], "要写明 --plain", "needs --plain"),
                (["serve", "--listen", "abc"], "例如 127.0.0.1:7007", "as in 127.0.0.1:7007"),
                (["invite"], "要写明范围", "name a scope"),
            ] {
                for (language, words) in [("zh", zh), ("en", en)] {
                    let outcome = try program.run(arguments + ["--lang", language])
                    #expect(outcome.code == 2)
                    #expect(outcome.errors.contains(words), "\(outcome.errors)")
                }
            }
        }
    }

    /// The log is what nothing else can rebuild; a slip in any tool must not cost it.
    @Test(arguments: ["DELETE FROM zhibu_log", "UPDATE zhibu_log SET id = id + 1"])
    func theLogIsNotLostByASlip(statement: String) throws {
        try unharmed { program in
            let outcome = try program.run("sql", statement)
            #expect(outcome.code == 1)
            #expect(outcome.errors.contains("更改记录不能"), "\(outcome.errors)")
            let other = try DatabaseQueue(path: path("zhibu.db", in: program))
            #expect(throws: DatabaseError.self) {
                try other.writeWithoutTransaction { try $0.execute(sql: statement) }
            }
            try other.close()
            #expect(try program.run("verify", "--deep").code == 0)
        }
    }

    /// A table that is dropped here would be missing here alone.
    @Test(arguments: [
        ("DROP TABLE person", "person"), ("ALTER TABLE college ADD COLUMN x", "college"),
        ("DROP TRIGGER zhibu_log_update", "zhibu_log_update"),
        ("INSERT INTO college(id) VALUES ('9'); DROP TABLE Survey", "survey"), ("DROP TABLE zhibu_row", "zhibu_row"),
    ])
    func whatAllShareIsNotChangedInOnePlace(statement: String, name: String) throws {
        try unharmed { program in
            try expect(
                program, ["sql", statement], number: 726, exits: 1, zh: "\(name) 是各处都有的表", en: "\(name) is a table that all")
            #expect(try program.run("verify", "--deep").code == 0)
            let own = try program.run("sql", "CREATE TABLE own(a); ALTER TABLE own ADD COLUMN b; DROP TABLE own")
            #expect(own.code == 0, "\(own.errors)")
        }
    }

    @Test func tablesAndColumnsAreListedForWhomTheHintSendsThere() throws {
        try unharmed { program in
            let tables = try program.run("schema", "show")
            #expect(tables.code == 0 && tables.output.contains("党员"), "\(tables.output)")
            let columns = try program.run("schema", "show", "党员身份")
            #expect(columns.code == 0 && columns.output.contains("预备党员"), "\(columns.output)")
            #expect(try program.run("schema", "show", "--sql").output.contains("CREATE TABLE person"))
            #expect(columns.output.hasPrefix("membership  党员身份"), "\(columns.output)")
            #expect(columns.output.contains("=预备党员"), "\(columns.output)")
            let scopes = try program.run("schema", "show", "branch")
            #expect(scopes.output.contains("committee / uni"), "\(scopes.output)")
            try expect(
                program, ["schema", "show", "党圆"], number: 302, exits: 1, zh: "没有叫“党圆”的表",
                en: "There is no table")
        }
    }

    /// A raw insertion that forgets the scope is told so, not that it may not write there.
    @Test func aRowWithoutScopeIsToldWhereTheScopeComesFrom() throws {
        try unharmed { program in
            for (scope, words) in [("NULL", "范围取自 scope_id"), ("'moon'", "本机不能写这个范围")] {
                let outcome = try program.run(
                    "sql",
                    "INSERT INTO branch(id, college_id, name, scope_id) VALUES ('b', '007', 'x', \(scope))")
                #expect(outcome.code == 1)
                #expect(outcome.errors.contains(words), "\(outcome.errors)")
            }
        }
    }

    /// What a first user met: each was said wrongly, or not at all.
    @Test func aFolderIsNoReplica() throws {
        try unharmed { program in
            try expect(
                program, ["status", "--db", "."], number: 204, exits: 1, zh: "不是支部资料",
                en: "is not a replica")
        }
    }

    @Test func onlyAnAdministratorInvites() throws {
        try unharmed { program in
            let file = try DatabaseQueue(path: path("zhibu.db", in: program))
            let control = try file.read {
                try Int.fetchOne($0, sql: "SELECT count(*) FROM zhibu_device") ?? 0
            }
            #expect(control == 1)
            try file.close()
            // With another's key it is refused; as that device it is no administrator's.
            let key = path("zhibu.db.key", in: program)
            let own = try Data(contentsOf: URL(filePath: key))
            let other = try Program()
            #expect(try other.run("init", "--found").code == 0)
            try FileManager.default.removeItem(atPath: key)
            try FileManager.default.copyItem(
                atPath: other.folder.appending(path: "zhibu.db.key").path, toPath: key)
            try expect(
                program, ["invite", "--scope", "college:007", "--at", "127.0.0.1:7007"], number: 724, exits: 1,
                zh: "另一台电脑", en: "another device")
            let ids = try [path("zhibu.db", in: program), path("zhibu.db", in: other)].map {
                try DatabaseQueue(path: $0).read {
                    try String.fetchOne($0, sql: "SELECT value FROM zhibu_meta WHERE key = 'device'") ?? ""
                }
            }
            try become(ids[1], program)
            for arguments in [
                ["invite", "--scope", "college:007", "--at", "127.0.0.1:7007"],
                ["retire", "uni", "--reason", "x"],
            ] {
                try expect(
                    program, arguments, number: 717, exits: 4, zh: "管理员的电脑", en: "administrator")
            }
            try become(ids[0], program)
            try own.write(to: URL(filePath: key))
            try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: key)
            try other.remove()
        }
    }

    private func become(_ device: String, _ program: Program) throws {
        try DatabaseQueue(path: path("zhibu.db", in: program)).write {
            try $0.execute(sql: "UPDATE zhibu_meta SET value = ? WHERE key = 'device'", arguments: [device])
        }
    }

    @Test func aScopeThatOnlyLooksLikeACollegeIsRefused() throws {
        try unharmed { program in
            try expect(
                program, ["invite", "--scope", "kollege:007", "--at", "127.0.0.1:7007"], number: 716,
                exits: 1, zh: "kollege:007（college?）", en: "There is no scope kollege:007")
            let address = try program.run("invite", "--scope", "college:007", "--at", "nowhere")
            #expect(address.code == 2 && address.errors.contains("127.0.0.1:7007"))
            let kind = try program.run("conflicts", "list", "--kind", "nosuch")
            #expect(kind.code == 2 && kind.errors.contains("delete-edit"), "\(kind.errors)")
        }
    }

    /// A raw edit may write anything; that reports pass over it is said where people look first.
    @Test func aValueInNoListIsShownByStatus() throws {
        let program = try Program()
        #expect(try program.run("init", "--found").code == 0)
        #expect(
            try program.run(
                "sql",
                """
                INSERT INTO college(id, short_name) VALUES ('007', '人文学院');
                INSERT INTO branch(id, college_id, name, code, scope_id, status)
                VALUES ('b', '007', '一支部', '00701', 'uni', '胡写')
                """
            ).code == 0)
        let status = try program.run("status")
        #expect(status.output.contains("不在代码表") && status.output.contains("胡写"), "\(status.output)")
        #expect(try program.run("status", "--json").output.contains("\"values_in_no_list\": 1"))
        // A record is found by its number too, and a creation is one line.
        let history = try program.run("history", "党支部", "00701")
        #expect(history.code == 0, "\(history.errors)")
        #expect(history.output.contains("共 1 处更改"), "\(history.output)")
        try program.remove()
    }

    @Test func aLineOfAnotherScopeIsNamedWithItsNumber() throws {
        try unharmed { program in
            try Data("支部代码,支部名称,所属学院\n01201,一支部,007\n01202,二支部,007\n".utf8)
                .write(to: URL(filePath: path("branches.csv", in: program)))
            // Another tool has taken the right to write there away.
            let file = try DatabaseQueue(path: path("zhibu.db", in: program))
            try file.write { try $0.execute(sql: "UPDATE zhibu_held SET writes = 0 WHERE scope <> 'uni'") }
            let refused = try program.run("import", "党支部", "branches.csv")
            #expect(refused.code == 1)
            #expect(refused.output.contains("  2  "), "\(refused.output)\(refused.errors)")
            #expect(refused.output.contains("本机不能写这个范围"), "\(refused.output)")
            try file.write { try $0.execute(sql: "UPDATE zhibu_held SET writes = 1 WHERE scope NOT IN ('control')") }
            try file.close()
        }
    }
}

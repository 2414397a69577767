import Foundation
import Testing

/// The conflict desk as a clerk has it: at a terminal, key by key.
@Suite struct DeskTests {
    /// Twelve values, four deletions of what was edited, four records against a rule.
    private func twenty(_ body: (Program) throws -> Void) throws {
        try Desk.offices(20) { program in
            try Desk.sql(program, "c.db", "UPDATE branch SET grade = '1' WHERE CAST(substr(id, 2) AS INT) <= 12")
            try Desk.sql(program, "c.db", "DELETE FROM branch WHERE CAST(substr(id, 2) AS INT) BETWEEN 13 AND 16")
            try Desk.sql(program, "o.db", "UPDATE branch SET grade = '2' WHERE CAST(substr(id, 2) AS INT) <= 12")
            try Desk.sql(program, "o.db", "UPDATE branch SET remark = '有答复' WHERE CAST(substr(id, 2) AS INT) BETWEEN 13 AND 16")
            try Desk.sql(program, "o.db", "UPDATE branch SET score = 101 WHERE CAST(substr(id, 2) AS INT) > 16")
            try Desk.carry(program, from: "o.db", to: "c.db")
            try body(program)
        }
    }

    @Test func twentyAreSettledInOneWalkWithThreeKeysEach() throws {
        try twenty { program in
            #expect(try Desk.open(program).count == 20)
            let walk = try TerminalSession(program, ["conflicts", "--db", "c.db"])
            var settled = 0
            var kinds: Set<String> = []
            for place in 1...20 {
                let page = try walk.settle { page in
                    let key = page.contains("k 认可") ? "认" : page.contains("k 保留") ? "保" : "１"
                    kinds.insert(key)
                    // Full width, as an input method has it.
                    return key == "１" ? key : "K"
                }
                #expect(page.contains("第 \(place) 个，共 20 个"), "\(page)")
                #expect(page.contains(Desk.name))
                try walk.wait(for: "已写入。")
                settled += 1
            }
            try walk.wait(for: "其他键离开 > ")
            walk.type("q")
            let (shown, code) = try walk.end()
            #expect(code == 0 && shown.contains("裁定 20 个，跳过 0 个；还有 0 个待裁定"), "\(shown)")
            #expect(settled == 20 && kinds.count == 3)
            #expect(try Desk.open(program).isEmpty)
            // What was not taken is in the history, with the reason.
            let history = try program.run("history", "--db", "c.db", "支部", "b1", "--json").output
            #expect(history.contains("\"2\"") && history.contains("\"1\"") && history.contains("与上报材料一致"))
        }
    }

    @Test func anotherValueIsCheckedAndTheLastIsTakenBack() throws {
        try twenty { program in
            let walk = try TerminalSession(program, ["conflicts", "--db", "c.db", "--kind", "value"], columns: 120)
            #expect(try walk.wait(for: "? 帮助\n> ").contains("第 1 个，共 12 个"))
            walk.type("e")
            try walk.wait(for: "直接回车不改）：")
            walk.type("优秀\n")
            // Not in the list: asked once more.
            #expect(try walk.wait(for: "直接回车不改）：").contains("718"))
            walk.type("一般\n")
            #expect(try walk.wait(for: "5 自己写\n> ").contains("将写入  评定等次 一般"))
            walk.type("5")
            try walk.wait(for: "原因：")
            walk.type("支部大会定的\n")
            try walk.wait(for: "其他键放弃 > ")
            walk.type("\n")
            #expect(try walk.wait(for: "u 撤回上一个   q 离开   ? 帮助\n> ").contains("第 2 个，共 12 个"))
            walk.type("u")
            #expect(try walk.choose({ _ in "1" }, reason: "2").contains("第 1 个，共 12 个"))
            walk.type("n")
            try walk.wait(for: "没有写入。")
            for key in ["h", "?", "x"] {
                try walk.wait(for: "? 帮助\n> ")
                walk.type(key)
            }
            try walk.wait(for: "? 帮助\n> ")
            walk.type("s")
            try walk.wait(for: "? 帮助\n> ")
            walk.type("q")
            let (shown, code) = try walk.end()
            #expect(code == 3 && shown.contains("裁定 0 个，跳过 1 个；还有 20 个待裁定"), "\(shown)")
            #expect(walk.shown.contains("这里没有 x 这个键") && walk.shown.contains("关掉窗口也不要紧"))
            // Decision and undo stay on record.
            let history = try program.run("history", "--db", "c.db", "支部", "b1", "--json").output
            #expect(history.contains("支部大会定的") && history.contains("裁定后当场撤回"), "\(history)")
        }
    }

    @Test func whatChangesUnderOnesHandsIsToldAndNotOverwritten() throws {
        try Desk.offices(1) { program in
            try Desk.sql(program, "c.db", "UPDATE branch SET grade = '1'")
            try Desk.sql(program, "o.db", "UPDATE branch SET grade = '2'")
            try Desk.carry(program, from: "o.db", to: "c.db")
            let walk = try TerminalSession(program, ["conflicts", "--db", "c.db"])
            try walk.choose { _ in "1" }
            // Meanwhile a sync comes in.
            try Desk.sql(program, "o.db", "UPDATE branch SET grade = '3', remark = 'x'")
            try Desk.carry(program, from: "o.db", to: "c.db")
            walk.type("\r")
            let page = try walk.wait(for: "? 帮助\n> ")
            #expect(page.contains("这个冲突刚刚变了") && page.contains("一般"), "\(page)")
            walk.type("q")
            let (_, code) = try walk.end()
            #expect(code == 3)
            #expect(try Desk.open(program).count == 1)
        }
    }

    @Test func whatComesMeanwhileIsShownAndTheVeryLastCanBeTakenBack() throws {
        try Desk.offices(2) { program in
            try Desk.sql(program, "c.db", "UPDATE branch SET grade = '1', score = 90")
            try Desk.sql(program, "o.db", "UPDATE branch SET grade = '2' WHERE id = 'b1'")
            try Desk.carry(program, from: "o.db", to: "c.db")
            let none = try program.run("conflicts", "list", "--person", "谁", "--db", "c.db")
            #expect(none.code == 3 && none.output.contains("共有 1 个待裁定"), "\(none)")
            let walk = try TerminalSession(program, ["conflicts", "--db", "c.db"])
            try walk.choose { _ in "1" }
            try Desk.sql(program, "o.db", "UPDATE branch SET score = 70 WHERE id = 'b2'")
            try Desk.carry(program, from: "o.db", to: "c.db")
            walk.type("\r")
            try walk.wait(for: "刚刚又来了 1 个")
            try walk.settle { _ in "1" }
            try walk.wait(for: "其他键离开 > ")
            walk.type("u")
            #expect(try walk.wait(for: "score").contains("已撤回"))
            // Words are no number.
            try walk.wait(for: "? 帮助\n> ")
            walk.type("e")
            try walk.wait(for: "直接回车不改）：")
            walk.type("九十\n")
            #expect(try walk.wait(for: "直接回车不改）：").contains("735"))
            walk.type("95\n")
            try walk.wait(for: "5 自己写\n> ")
            walk.type("1")
            try walk.wait(for: "其他键放弃 > ")
            walk.type("\r")
            try walk.wait(for: "其他键离开 > ")
            walk.type("\r")
            #expect(try walk.end().code == 0)
            #expect(try program.run("sql", "--db", "c.db", "SELECT score FROM branch WHERE id = 'b2'").output.contains("95"))
        }
    }

    @Test func aWindowThatIsClosedKeepsWhatWasWritten() throws {
        try twenty { program in
            let walk = try TerminalSession(program, ["conflicts", "--db", "c.db"])
            for _ in 0..<2 { try walk.settle({ $0.contains("k ") ? "k" : "1" }, reason: "3") }
            try walk.wait(for: "? 帮助\n> ")
            walk.type("k")
            try walk.wait(for: "5 自己写\n> ")
            walk.close()
            #expect(try walk.end().code == 141)
            // Before the reason, and before Enter.
            for keys in [[], ["1"]] {
                let again = try TerminalSession(program, ["conflicts", "--db", "c.db"])
                let page = try again.wait(for: "? 帮助\n> ")
                again.type(page.contains("k ") ? "k" : "1")
                try again.wait(for: "5 自己写\n> ")
                for key in keys {
                    again.type(key)
                    try again.wait(for: "其他键放弃 > ")
                }
                again.close()
                #expect(try again.end().code == 141)
            }
            #expect(try Desk.open(program).count == 18)
            #expect(try program.run("verify", "--deep", "--db", "c.db").code == 0)
        }
    }

    /// What another office has written may steer a terminal: on one it is shown by its number, and a file has it as it is.
    @Test func whatOthersWroteSteersNoTerminal() throws {
        try Desk.offices(1) { program in
            let spoof = "x' || char(27) || '[2J' || char(0x202E) || 'y"
            try Desk.sql(program, "c.db", "UPDATE branch SET remark = '\(spoof)', name = 'z' || char(27) || '[9m'")
            try Desk.sql(program, "o.db", "UPDATE branch SET remark = 'long enough to be compared by words, \(spoof)'")
            try Desk.carry(program, from: "o.db", to: "c.db")
            let id = try #require(try Desk.open(program).first?["id"] as? String)
            for command in [["conflicts", "list"], ["conflicts", "show", id], ["conflicts", "explain", id], ["history", "支部", "b1"]] {
                let (shown, _) = try TerminalSession(program, command + ["--db", "c.db"]).end()
                #expect(shown.contains("<1B>"), "\(command): \(shown)")
                let ours = ["\u{1b}[9;31m", "\u{1b}[4;32m", "\u{1b}[0m"].reduce(shown) { $0.replacing($1, with: "") }
                #expect(!ours.contains("\u{1b}") && !ours.contains("\u{202e}"), "\(command): \(shown.debugDescription)")
            }
            let walk = try TerminalSession(program, ["conflicts", "--db", "c.db"])
            try walk.wait(for: "? 帮助\n> ")
            walk.type("e")
            #expect(try walk.wait(for: "直接回车不改）：").contains("<1B>"))
            walk.close()
            #expect(!walk.shown.contains("\u{1b}[2J") && !walk.shown.contains("\u{202e}"))
            #expect(try program.run("sql", "--db", "c.db", "SELECT name FROM branch").output.contains("\u{1b}[9m"))
        }
    }

    @Test func fiveHundredAreDecidedAsOneActAndTakenBack() throws {
        try Desk.offices(500) { program in
            try Desk.sql(program, "c.db", "UPDATE branch SET grade = '1'")
            try Desk.sql(program, "o.db", "UPDATE branch SET grade = '2'")
            try Desk.carry(program, from: "o.db", to: "c.db")
            let bulk = ["conflicts", "bulk", "--db", "c.db", "--table", "支部", "--take", "own", "--reason", "以本机为准"]
            // Not on a terminal nothing is written before the number is said.
            let shown = try program.run(bulk)
            #expect(shown.code == 0 && shown.output.contains("将一次裁定 500 个") && shown.output.contains("没有写入"), "\(shown)")
            let wrong = try program.run(bulk + ["--count", "499"])
            #expect(wrong.code == 1 && wrong.errors.contains("734"))
            #expect(try Desk.open(program).count == 500)
            // With so many an id is as long as it must be, and no longer.
            let list = try program.run("conflicts", "list", "--db", "c.db").output.split(separator: "\n")
            let ids = list.filter { $0.contains(" 先进 / 较好") || $0.contains(" 较好 / 先进") }.compactMap { $0.split(separator: " ").first }
            let length = try #require(ids.first?.count)
            #expect(ids.count == 500 && Set(ids).count == 500 && ids.allSatisfy { $0.count == length }, "\(ids.prefix(3))")
            #expect(length >= 4 && (length == 4 || Set(ids.map { $0.dropLast() }).count < 500), "\(ids.prefix(3))")
            let next = try #require(list.last?.split(separator: " ").last).description
            #expect(try program.run("conflicts", "show", next, "--db", "c.db").output.hasPrefix("\(next)  一格两值"))
            for (typed, isWritten) in [("499\n", false), ("\n", false), ("500\n", true)] {
                let screen = try TerminalSession(program, bulk)
                try screen.wait(for: "直接回车放弃 > ")
                screen.type(typed)
                let (end, code) = try screen.end()
                #expect(code == 0 && end.contains(isWritten ? "已写入 500 个" : "没有写入"), "\(end)")
            }
            #expect(try Desk.open(program).isEmpty)
            let ledger = try program.run("conflicts", "list", "--resolved", "--db", "c.db", "--json")
            #expect(ledger.output.components(separatedBy: "\"status\": \"resolved\"").count == 501)
            let listed = try TerminalSession(program, ["conflicts", "list", "--resolved", "--db", "c.db"])
            // A page at a time.
            try listed.wait(for: "任意键看下一页，q 离开 --")
            listed.type(" ")
            try listed.wait(for: "任意键看下一页，q 离开 --")
            listed.type("q")
            #expect(try listed.end().code == 0)
            let file = try program.run("conflicts", "list", "--all", "--csv", "--db", "c.db").output
            #expect(file.contains("编号,情况,级别") && file.components(separatedBy: "\r\n").count == 502)
            #expect(file.contains(",以本机为准,赵敏,校党委,"))
            // The batch's number is on the record of each.
            let batch = try #require(Desk.batch(in: try program.run(["conflicts", "show", try Desk.firstID(ledger.output), "--db", "c.db"]).output))
            let undone = try program.run("conflicts", "undo", batch, "--reason", "文号看错了", "--db", "c.db")
            #expect(undone.code == 0 && undone.output.contains("500 个重新待裁定"), "\(undone)")
            #expect(try Desk.open(program).count == 500)
            #expect(try program.run("verify", "--deep", "--db", "c.db").code == 0)
        }
    }

    @Test func twoOfficesWhoDecideDifferentlyAreInConflictAgain() throws {
        try Desk.offices(1) { program in
            try Desk.sql(program, "c.db", "UPDATE branch SET grade = '1'")
            try Desk.sql(program, "o.db", "UPDATE branch SET grade = '2'")
            try Desk.carry(program, from: "o.db", to: "c.db")
            try Desk.carry(program, from: "c.db", to: "o.db")
            for (file, number) in [("c.db", "1"), ("o.db", "2")] {
                let id = try #require(try Desk.open(program, file).first?["id"] as? String)
                let outcome = try program.run(
                    "conflicts", "resolve", String(id.prefix(8)), "--take", number, "--reason", "本院定的", "--db", file)
                #expect(outcome.code == 0, "\(outcome.errors)")
            }
            try Desk.carry(program, from: "o.db", to: "c.db")
            try Desk.carry(program, from: "c.db", to: "o.db")
            let (one, other) = (try Desk.open(program, "c.db"), try Desk.open(program, "o.db"))
            #expect(one.count == 1 && other.count == 1)
            #expect(one.first?["id"] as? String == other.first?["id"] as? String)
            let id = String(try #require(one.first?["id"] as? String).prefix(8))
            #expect(try program.run("conflicts", "show", id, "--db", "c.db").output.contains("采用 [2]，原因：本院定的"))
            #expect(try program.run("conflicts", "explain", id, "--db", "c.db").output.contains("两边各自裁定过"))
            // One's own batch is taken back, and the other one stands.
            let ledger = try program.run("conflicts", "list", "--resolved", "--db", "c.db", "--json").output
            let page = try program.run("conflicts", "show", Desk.firstID(ledger), "--db", "c.db").output
            let own = try #require(page.split(separator: "\n").first { $0.hasPrefix("赵敏") })
            let batch = try #require(Desk.batch(in: String(own)))
            #expect(try program.run("conflicts", "undo", batch, "--reason", "看错了", "--db", "c.db").code == 0)
            #expect(try Desk.open(program).isEmpty)
            #expect(try program.run("conflicts", "show", Desk.firstID(ledger), "--db", "c.db").output.contains("李强 "))
            #expect(try program.run("verify", "--deep", "--db", "c.db").code == 0)
        }
    }

    @Test(arguments: [80, 120], ["zh", "en"]) func screensFitTheTerminal(columns: UInt16, language: String) throws {
        try twenty { program in
            let long = (0..<200).map { "第\($0)次党员大会没有记录。" }.joined()
            try Desk.sql(program, "c.db", "UPDATE branch SET remark = '\(long)' WHERE id = 'b1'")
            try Desk.sql(program, "o.db", "UPDATE branch SET remark = '\(long)改' WHERE id = 'b1'")
            try Desk.carry(program, from: "o.db", to: "c.db")
            let all = try Desk.open(program)
            for conflict in all {
                let id = try #require(conflict["id"] as? String)
                let page = try TerminalSession(program, ["conflicts", "show", id, "--db", "c.db", "--lang", language], columns: columns)
                let (shown, code) = try page.end()
                #expect(code == 0)
                let isLong = conflict["unit"] as? String == "remark"
                // The last line is a command, and may be as long as it is; so may a long text.
                for line in shown.split(separator: "\n").dropLast() where !isLong {
                    #expect(Desk.width(String(line)) <= Int(columns), "\(line)")
                }
                if isLong {
                    let isMarked = shown.contains("\u{1b}[4;32m{+改+}\u{1b}[0m") || shown.contains("\u{1b}[9;31m[-改-]\u{1b}[0m")
                    #expect(isMarked && !shown.contains("第150次"), "\(shown)")
                    let plain = try program.run("conflicts", "show", id, "--db", "c.db", "--lang", language).output
                    #expect((plain.contains("{+改+}") || plain.contains("[-改-]")) && !plain.contains("\u{1b}"), "\(plain)")
                }
            }
            let list = try TerminalSession(program, ["conflicts", "list", "--db", "c.db", "--lang", language], columns: columns, lines: 100)
            let (shown, code) = try list.end()
            #expect(code == 3 && shown.contains(language == "zh" ? "严重 4，一般 17" : "4 urgent, 17 normal"), "\(shown)")
            for line in shown.split(separator: "\n") { #expect(Desk.width(String(line)) <= Int(columns), "\(line)") }
            // Urgent ones first.
            let first = try #require(shown.range(of: "得分超过 100")?.lowerBound)
            let other = try #require(shown.range(of: "先进 / 较好") ?? shown.range(of: "较好 / 先进"))
            #expect(first < other.lowerBound)
        }
    }
}

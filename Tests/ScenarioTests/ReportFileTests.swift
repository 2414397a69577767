import Foundation
import Testing

/// Reports that leave the program as files.
@Suite struct ReportFileTests {
    /// A clerk adds a report without a compiler.
    @Test func aReportOfOnesOwnIsAFileBesideTheReplica() throws {
        let program = try Program()
        defer { try? program.remove() }
        #expect(try program.run("init", "--found").code == 0)
        #expect(try program.run("report", "R13", "--source").output.hasPrefix("-- id: R13\n"))
        let folder = program.folder.appending(path: "报表")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let head = "-- id: M1\n-- title: 学院名单\n-- title-en: Colleges\n-- column: 学院 | College | left\n"
        func write(_ text: String) throws { try Data(text.utf8).write(to: folder.appending(path: "m1.sql")) }
        try write(head + "SELECT 0, '人文学院' UNION ALL SELECT 1, '合计 1'")
        let shown = try program.run("report", "m1")
        #expect(shown.code == 0 && shown.output.contains("学院名单") && shown.output.contains("人文学院"), "\(shown)")
        #expect(try program.run("report", "list").output.contains("M1  学院名单"))
        #expect(try program.run("report", "M1", "--out", "名单.csv").code == 0)
        for (text, why) in [
            ("-- id: M1\nSELECT 0", "m1.sql"), ("-- parameter: x | 甲 | a | | whatever\n" + head + "SELECT 0, 1", "parameter: x"),
            ("-- parameter: y | 甲 | a | | ,\n" + head + "SELECT 0, 1", "parameter: y"), (head + "SELECT 0, 1, 2", "M1"), (head + "SELECT 0, x FROM nowhere", "nowhere"),
            (head + "DELETE FROM branch RETURNING 0, name", "M1"),
        ] {
            try write(text)
            let refused = try program.run("report", "M1")
            #expect(refused.code == 1 && refused.errors.contains("747") && refused.errors.contains(why), "\(refused.errors)")
            #expect(try program.run("report", "R02").code == 0, "the others go on")
        }
        #expect(try program.run("report", "R01", "--folder", "没有").code != 0)
    }

    /// A parameter by its name for people; what is no value is no empty report.
    @Test func aParameterIsAskedForAndRefusedInTheReadersWords() throws {
        let program = try Program()
        defer { try? program.remove() }
        #expect(try program.run("init", "--found").code == 0)
        #expect(try program.run("add", "学院", "学院代码=007", "党组织全称=人文总支", "简称=人文学院", "类别=党总支").code == 0)
        let named = try program.run("report", "R13", "--with", "college=人文学院", "--with", "status=整改中", "--json")
        #expect(named.code == 0 && named.output.contains("\"organisation\": \"人文总支\""), "\(named)")
        let refused = try program.run("report", "R13", "--with", "status=好了")
        #expect(refused.code == 1 && refused.errors.contains("748") && refused.errors.contains("：状态：好了") && refused.errors.contains("整改中"), "\(refused.errors)")
        let english = try program.run("report", "R13", "--with", "college=x", "--lang", "en")
        #expect(english.errors.contains(": college: no such college: x") && !english.errors.contains("empty"), "\(english.errors)")
        let list = try program.run("report", "list", "--json").output
        #expect(list.contains("\"label\": \"学院（空为全部）\"") && list.contains("\"preset\": \"now\""))
    }

    @Test func aReportIsWrittenAsItsFilesEndingSays() throws {
        let program = try Program()
        #expect(try program.run("init", "--found", "--db", "u.db", "--name", "校党委").code == 0)
        func starts(_ arguments: [String], _ file: String, with bytes: String) throws -> Bool {
            guard try program.run(["report", "R03", "--db", "u.db"] + arguments).code == 0 else { return false }
            return try Data(contentsOf: program.folder.appending(path: file)).starts(with: Data(bytes.utf8))
        }
        #expect(try starts(["--out", "a.xlsx"], "a.xlsx", with: "PK"))
        #expect(try starts(["--out", "a.HTML"], "a.HTML", with: "<!DOCTYPE html>\n<html lang=\"zh-CN\">"))
        #expect(try starts(["--out", "e.html", "--lang", "en"], "e.html", with: "<!DOCTYPE html>\n<html lang=\"en\">"))
        #expect(try starts(["--out", "a.csv"], "a.csv", with: "\u{feff}学院,"))
        #expect(try starts(["--out", "a.txt"], "a.txt", with: "基层党组织分类定级分布表"))
        #expect(try starts(["--out", "b.xlsx", "--format", "csv"], "b.xlsx", with: "\u{feff}学院,"), "what is named goes first")
        #expect(try starts(["--out", "c.xlsx", "--json"], "c.xlsx", with: "{"))
        try program.remove()
    }

    @Test(arguments: ["xlsx", "html"])
    func aDocumentIsForAPipeAndNotForAScreen(format: String) throws {
        let program = try Program()
        #expect(try program.run("init", "--found", "--db", "u.db", "--name", "校党委").code == 0)
        let piped = try program.runShell("$ZHIBU report R03 --db u.db --format \(format) > piped")
        #expect(piped.code == 0 && piped.errors.isEmpty)
        #expect(try Data(contentsOf: program.folder.appending(path: "piped")).count > 1000)
        let (shown, code) = try TerminalSession(program, ["report", "R03", "--db", "u.db", "--format", format]).end()
        #expect(code == 2 && shown.contains("738") && shown.contains("--out 文件.\(format)"), "\(shown)")
        try program.remove()
    }
}

import Foundation
import Testing

/// Reports that leave the program as files.
@Suite struct ReportFileTests {
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

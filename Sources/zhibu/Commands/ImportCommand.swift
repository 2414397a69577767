import ArgumentParser
import BranchRecords
import Foundation
import ReplicaStore

/// `zhibu import TABLE FILE`: checks a spreadsheet's lines, then writes all or nothing.
struct ImportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import", abstract: "导入表格文件 / take in a CSV file")

    @OptionGroup var common: CommonOptions
    @Argument(help: "表 / table") var table: String
    @Argument(help: "文件 / file") var file: String
    @Flag(help: "只导入没有错误的行 / leave out bad lines") var goodOnly = false

    func run() throws {
        guard let data = FileManager.default.contents(atPath: file) else {
            throw CommandFailure(.fileUnreadable, file)
        }
        let replica = try common.open()
        let person = try replica.person() ?? ""
        let now = Moment(Surroundings.ofThisComputer.now()).iso
        let plan = try replica.read { database in
            try RecordImport.plan(
                table: table, file: Array(data), createdAt: now, createdBy: person, in: database)
        }
        let bad = Set(plan.problems.map(\.line)).count
        let writes = plan.problems.isEmpty || goodOnly
        if writes {
            try replica.edit { try plan.apply(to: $0, goodOnly: goodOnly) }
        }
        try replica.close()
        if common.json {
            common.show(json(plan, bad: bad, isWritten: writes))
        } else {
            common.show(
                common.words(
                    .imported(
                        file: URL(filePath: file).lastPathComponent, encoding: plan.encodingName,
                        new: plan.new, changed: plan.changed, unchanged: plan.unchanged, bad: bad,
                        isWritten: writes)))
            if !plan.problems.isEmpty { show(plan.problems) }
        }
        if !writes { throw ExitCode(1) }
    }

    private func show(_ problems: [ImportProblem]) {
        let isChinese = common.language == .zh
        var screen = AlignedTable(
            isChinese ? ["行", "列", "问题", "建议"] : ["Line", "Column", "Problem", "Advice"])
        for problem in problems {
            screen.add([
                "\(problem.line)", problem.column,
                isChinese ? problem.reasonZH : problem.reasonEN,
                isChinese ? problem.adviceZH : problem.adviceEN,
            ])
        }
        screen.lines(indent: "  ").forEach(common.show)
    }

    private func json(_ plan: ImportPlan, bad: Int, isWritten: Bool) -> JSON {
        .object([
            ("encoding", .string(plan.encodingName)), ("new", .integer(Int64(plan.new))),
            ("changed", .integer(Int64(plan.changed))),
            ("unchanged", .integer(Int64(plan.unchanged))), ("bad", .integer(Int64(bad))),
            ("written", .bool(isWritten)),
            (
                "problems",
                .array(
                    plan.problems.map {
                        .object([
                            ("line", .integer(Int64($0.line))), ("column", .string($0.column)),
                            ("reason", .string($0.reasonZH)), ("reason_en", .string($0.reasonEN)),
                        ])
                    })
            ),
        ])
    }
}

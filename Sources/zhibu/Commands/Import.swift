import ArgumentParser
import BranchRecords
import Foundation
import GRDB
import ReplicaStore

/// `zhibu import TABLE FILE [--good-only]`: an office's spreadsheet; all or nothing by default.
struct ImportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import", abstract: "导入表格文件 / import a spreadsheet")

    @OptionGroup var common: CommonOptions
    @Argument(help: "表 / table") var table: String
    @Argument(help: "文件 / file") var file: String
    @Flag(help: "只导入无误的行 / only the good lines") var goodOnly = false

    func run() throws {
        guard let data = FileManager.default.contents(atPath: file) else {
            throw CommandFailure(.fileUnreadable, file)
        }
        let now = Moment(Surroundings.ofThisComputer.now()).iso
        let (plan, findings) = try common.withReplica { replica in
            let person = try replica.person() ?? ""
            let plan = try replica.edit { database in
                try BranchRecordsOnly.require(in: database)
                var plan = try RecordImport.plan(
                    table: table, file: Array(data), createdAt: now, createdBy: person,
                    in: database)
                try plan.refuseUnwritable(in: database)
                if goodOnly || plan.problems.isEmpty {
                    try plan.apply(to: database, goodOnly: goodOnly)
                    try CollegeScopes.hold(in: database)
                }
                return plan
            }
            let isWritten = goodOnly || plan.problems.isEmpty
            return (plan, isWritten ? try replica.findings(in: plan.written.map { ($0.table, $0.id) }).count : 0)
        }
        show(plan, findings)
        let bad = max(0, plan.badLines.count - 1)
        if goodOnly, bad > 0 { try saveBadLines(plan) }
        if !goodOnly, bad > 0 { throw CommandFailure(.importRefused, "\(bad)") }
    }

    private func show(_ plan: ImportPlan, _ findings: Int) {
        let bad = max(0, plan.badLines.count - 1)
        if common.json {
            let problems = plan.problems.map { problem in
                JSON.object([
                    ("line", .integer(Int64(problem.line))), ("column", .string(problem.column)),
                    ("reason", .string(words(problem.reasonZH, problem.reasonEN))),
                    ("advice", .string(words(problem.adviceZH, problem.adviceEN))),
                ])
            }
            return common.show(
                .object([
                    ("table", .string(plan.table)), ("encoding", .string(plan.encodingName)),
                    ("new", .integer(Int64(plan.new))), ("changed", .integer(Int64(plan.changed))),
                    ("unchanged", .integer(Int64(plan.unchanged))), ("bad", .integer(Int64(bad))),
                    ("ignored_columns", .array(plan.ignoredHeadings.map { .string($0) })),
                    ("problems", .array(problems)), ("findings", .integer(Int64(findings))),
                ]))
        }
        common.show(
            common.words(
                .imported(
                    plan.tableLabel, plan.encodingName,
                    (plan.new, plan.changed, plan.unchanged, bad), written: goodOnly || bad == 0)))
        if !plan.ignoredHeadings.isEmpty {
            common.show(common.words(.columnsLeftOut(plan.ignoredHeadings)))
        }
        if findings > 0 { common.show(common.words(.importedFindings(findings))) }
        guard bad > 0 else { return }
        var table = AlignedTable(Message.problemHeader.map { common.words($0) }, indent: 2)
        for problem in plan.problems {
            table.add([
                "\(problem.line)", problem.column, words(problem.reasonZH, problem.reasonEN),
                words(problem.adviceZH, problem.adviceEN),
            ])
        }
        common.show(table.text)
    }

    private func words(_ zh: String, _ en: String) -> String { common.words(Message(zh, en)) }

    private func saveBadLines(_ plan: ImportPlan) throws {
        let stem = file.lowercased().hasSuffix(".csv") ? String(file.dropLast(4)) : file
        let path = stem + "-待改.csv"
        guard FileManager.default.createFile(atPath: path, contents: Data(plan.badLinesFile))
        else { throw StoreError(.fileNotWritable, path) }
        common.remark(Message("有误的行存到 \(path)", "The bad lines are in \(path)"))
    }
}

import ArgumentParser
import ReplicaStore

/// `zhibu verify [--deep]`: whether the file is whole; changes nothing.
struct VerifyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: "核对资料是否完好 / check the file")

    @OptionGroup var common: CommonOptions
    @Flag(help: "从头重算一遍 / compute the state again from the log") var deep = false

    func run() throws {
        let report = try common.withReplica { try $0.verify(deep: deep) }
        if common.json {
            let findings = report.findings.map {
                JSON.object([("kind", .string($0.kind)), ("detail", .string($0.detail))])
            }
            common.show(.object([("ok", .bool(report.isOK)), ("findings", .array(findings))]))
        } else if report.isOK {
            common.show(common.words(.verifiedOK(report.changesets, report.rows, deep: deep)))
        } else {
            common.show(common.words(.verifyFound(report.findings.count)))
            for finding in report.findings { common.show("  \(finding.kind): \(finding.detail)") }
            let isArchiveOnly = report.findings.allSatisfy { $0.kind == "archive" }
            common.show(common.words(isArchiveOnly ? .nextArchive : .nextRepair))
        }
        if !report.isOK { throw ExitCode(5) }
    }
}

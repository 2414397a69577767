import ArgumentParser
import ReplicaStore

/// `zhibu verify [--deep]`: checks, and changes nothing.
struct VerifyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: "核对资料是否完好 / check the replica")

    @OptionGroup var common: CommonOptions
    @Flag(help: "从更改记录重算并逐行比较 / recompute from the log and compare") var deep = false

    func run() throws {
        let report = try common.withReplica { try $0.verify(deep: deep) }
        if common.json {
            common.show(
                .object([
                    ("ok", .bool(report.isOK)),
                    ("changesets", .integer(Int64(report.changesets))),
                    (
                        "findings",
                        .array(
                            report.findings.map {
                                .object([
                                    ("kind", .string($0.kind)), ("detail", .string($0.detail)),
                                ])
                            })
                    ),
                ]))
        } else if report.isOK {
            common.show(
                common.words(.verifiedOK(report.changesets, report.rows, deep: deep)))
        } else {
            common.show(common.words(.verifyFound(report.findings.count)))
            for finding in report.findings { common.show("  \(finding.kind): \(finding.detail)") }
            common.show(common.words(.nextRepair))
        }
        if !report.isOK { throw ExitCode(5) }
    }
}

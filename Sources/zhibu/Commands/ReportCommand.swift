import ArgumentParser
import BranchRecords
import Foundation
import ReplicaStore
import TerminalScreen

/// `zhibu report [ID]`: a report on the terminal or as CSV.
struct ReportCommand: ParsableCommand {
    enum Format: String, ExpressibleByArgument, CaseIterable {
        case text, csv, json
    }

    static let configuration = CommandConfiguration(
        commandName: "report", abstract: "报表 / reports")

    @OptionGroup var common: CommonOptions
    @Argument(help: "编号，或 list / id, or list") var id = "list"
    @Option(help: "text | csv | json") var format = Format.text
    @Option(help: "写入文件 / write to a file") var out: String?

    func run() throws {
        guard id != "list" else {
            for report in try ReportCatalog.list() {
                common.show("\(report.id)  \(words(report.title))")
            }
            return
        }
        let report: Report
        do {
            report = try ReportCatalog.load(id)
        } catch {
            throw CommandFailure(.reportUnknown, id)
        }
        let table = try common.withReplica { replica in
            try replica.fold()
            return try replica.read { try report.run(in: $0) }
        }
        let bytes: [UInt8]
        switch common.json ? .json : format {
        case .text: bytes = Array((text(table).joined(separator: "\n") + "\n").utf8)
        case .csv: bytes = table.csv()
        case .json: bytes = Array((json(table).text + "\n").utf8)
        }
        if let out {
            try Data(bytes).write(to: URL(filePath: out), options: .atomic)
        } else {
            FileHandle.standardOutput.write(Data(bytes))
        }
    }

    private func words(_ wording: Wording) -> String {
        common.language == .zh ? wording.zh : wording.en
    }

    private func text(_ table: ReportTable) -> [String] {
        let columns = table.columns.map {
            TextTable.Column(words($0.heading), $0.alignment == .left ? .left : .right)
        }
        let rows = table.rows + (table.total.map { [$0] } ?? [])
        let screen = TextTable(columns: columns, rows: rows, repeated: table.repeatedColumns)
        return [words(table.title)] + screen.lines() + table.footer.map(words)
    }

    private func json(_ table: ReportTable) -> JSON {
        .object([
            ("id", .string(table.id)), ("title", .string(words(table.title))),
            ("columns", .array(table.columns.map { .string(words($0.heading)) })),
            ("rows", .array(table.rows.map { .array($0.map { .string($0) }) })),
            ("total", table.total.map { .array($0.map { .string($0) }) } ?? .null),
            ("footer", .array(table.footer.map { .string(words($0)) })),
        ])
    }
}

import ArgumentParser
import BranchRecords
import Foundation
import ReplicaStore
import TerminalScreen

/// `zhibu report [list | ID]`: counted from the records as they are.
struct ReportCommand: ParsableCommand {
    enum Format: String, ExpressibleByArgument, CaseIterable { case text, csv, json }

    static let configuration = CommandConfiguration(
        commandName: "report", abstract: "报表 / reports")

    @OptionGroup var common: CommonOptions
    @Argument(help: "编号；不写则列出全部 / id") var id = "list"
    @Option(help: "text | csv | json") var format: Format?
    @Option(help: "存到文件 / save to a file") var out: String?
    @Option(help: "参数，名称=值 / a parameter, NAME=VALUE") var with: [String] = []

    func run() throws {
        let format = format ?? (common.json ? .json : .text)
        if id == "list" { return try list(format) }
        let report = try ReportCatalog.load(id)
        let table = try common.withReplica { replica in
            try replica.fold()
            let ledger = report.given.contains("ledger") ? try replica.conflicts(takenBack: true) : nil
            return try replica.read { database in
                try BranchRecordsOnly.require(in: database)
                let names = Names(database: database, language: common.language)
                let given = try ledger.map { ["ledger": try Ledger(names: names, ids: ShortIDs($0)).document($0).text] } ?? [:]
                return try report.run(in: database, parameters: parameters(of: report), given: given)
            }
        }
        let bytes: [UInt8] =
            switch format {
            case .csv: try table.csv()
            case .json: Array((document(table).text + "\n").utf8)
            case .text: Array((screen(table) + "\n").utf8)
            }
        guard let out else { return Output.result(bytes) }
        guard FileManager.default.createFile(atPath: out, contents: Data(bytes)) else {
            throw StoreError(.fileNotWritable, out)
        }
        common.remark(Message("已存到 \(out)", "Saved to \(out)"))
    }

    private func parameters(of report: Report) throws -> [String: String] {
        let typed = try with.map { pair in
            guard let typed = NameValue(pair) else { throw ReportError.unknownParameter(pair, known: report.parameters.map(\.name)) }
            return (typed.name, typed.value)
        }
        return Dictionary(typed) { $1 }
    }

    private func words(_ wording: Wording) -> String {
        common.language == .zh ? wording.zh : wording.en
    }

    private func list(_ format: Format) throws {
        let reports = try ReportCatalog.list()
        if format == .json {
            common.show(
                .array(
                    reports.map {
                        .object([("id", .string($0.id)), ("title", .string(words($0.title)))])
                    }))
        } else {
            for report in reports { common.show("\(report.id)  \(words(report.title))") }
        }
    }

    private func document(_ table: ReportTable) -> JSON {
        func row(_ cells: [String]) -> JSON { .array(cells.map { .string($0) }) }
        return .object([
            ("id", .string(table.id)), ("title", .string(words(table.title))),
            ("columns", row(table.columns.map { words($0.heading) })),
            ("rows", .array(table.rows.map(row))), ("total", table.total.map(row) ?? .null),
            ("footer", row(table.footer.map(words))),
        ])
    }

    private func screen(_ table: ReportTable) -> String {
        let columns = table.columns.map { column in
            let alignment: TextTable.Alignment =
                switch column.alignment {
                case .left: .left
                case .right: .right
                case .center: .center
                }
            return TextTable.Column(words(column.heading), alignment)
        }
        let rows = table.rows + (table.total.map { [$0] } ?? [])
        let lines = TextTable(columns: columns, rows: rows, repeated: table.repeatedColumns).lines()
        return ([words(table.title)] + lines + table.footer.map(words)).joined(separator: "\n")
    }
}

import ArgumentParser
import BranchRecords
import Foundation
import GRDB
import ReplicaStore
import TerminalScreen

/// `zhibu report [list | ID]`: counted from the records as they are.
struct ReportCommand: ParsableCommand {
    enum Format: String, ExpressibleByArgument, CaseIterable {
        case text, csv, json, xlsx, html

        /// What a file of that name holds, by its ending.
        init?(ending path: String) {
            self.init(rawValue: URL(filePath: path).pathExtension.lowercased())
        }

        /// Not for a screen.
        var isDocument: Bool { self == .xlsx || self == .html }
    }

    static let configuration = CommandConfiguration(
        commandName: "report", abstract: "报表 / reports",
        discussion: """
            自己的报表：一个 .sql 文件，照 zhibu report R13 --source 的样子写，放进资料旁边的文件夹“报表”（或 --folder）。
            A report of your own: one .sql file, written after zhibu report R13 --source, in the folder 报表 beside the replica (or --folder).
            """)

    @OptionGroup var common: CommonOptions
    @Argument(help: "编号；不写则列出全部 / id") var id = "list"
    @Option(help: "text | csv | json | xlsx | html") var format: Format?
    @Option(help: "存到文件，格式看后缀 / save to a file, in the format of its ending") var out: String?
    @Option(help: "参数，名称=值 / a parameter, NAME=VALUE") var with: [String] = []
    @Option(help: "自己的报表在哪个文件夹 / folder with reports of your own") var folder: String?
    @Flag(help: "只看它是怎么写的 / only how it is written") var source = false

    func run() throws {
        let ending = out.map { URL(filePath: $0).pathExtension.lowercased() }
        if format == nil, let ending, ending != "txt", Format(rawValue: ending) == nil || ending == "text" {
            throw ValidationError(common.words(.reportFormats))
        }
        let format = format ?? (common.json ? .json : out.flatMap { Format(ending: $0) } ?? .text)
        if id == "list" { return try list(format) }
        let (reports, faults) = try known()
        let report: Report
        do throws(ReportError) {
            report = try ReportCatalog.find(id, in: reports)
        } catch {
            throw faults.first ?? error
        }
        if source { return Output.result(Array(report.source.utf8)) }
        if format.isDocument && out == nil && isatty(STDOUT_FILENO) == 1 {
            throw CommandFailure(.fileNeeded, format.rawValue)
        }
        let table = try common.withReplica { replica in
            try replica.fold()
            let ledger = report.given.contains("ledger") ? try replica.conflicts(takenBack: true) : nil
            let cards = try ledger.map(replica.cards) ?? [:]
            let late = report.given.contains("late") ? try LateLines(replica, language: common.language).document.text : nil
            return try replica.read { database in
                try BranchRecordsOnly.require(in: database)
                let names = Names(database: database, language: common.language)
                var given = try ledger.map { ["ledger": try Ledger(names: names, ids: ShortIDs($0), cards: cards).document($0).text] } ?? [:]
                given["late"] = late
                let home = try EntryAct.home(in: database).flatMap { scope in
                    try String.fetchOne(database, sql: "SELECT name FROM college WHERE 'college:' || id = ?", arguments: [scope])
                }
                do {
                    return try report.run(in: database, parameters: parameters(of: report), given: given, organisation: home)
                } catch let error as DatabaseError where error.resultCode.primaryResultCode == .SQLITE_ERROR {
                    throw CommandFailure(.reportUnfit, "\(report.id): \(error.message ?? "SQL")")
                }
            }
        }
        let bytes: [UInt8] =
            switch format {
            case .csv: try table.csv()
            case .json: Array((document(table).text + "\n").utf8)
            case .text: Array((screen(table) + "\n").utf8)
            case .xlsx: try table.spreadsheet(in: common.language.ofWordings)
            case .html: Array(table.page(in: common.language.ofWordings).utf8)
            }
        guard let out else { return Output.result(bytes) }
        guard FileManager.default.createFile(atPath: out, contents: Data(bytes)) else {
            throw StoreError(.fileNotWritable, out)
        }
        common.remark(Message("已存到 \(out)", "Saved to \(out)"))
    }

    /// The program's reports and those of the user's own: of the folder that was named, else of 报表 beside the replica, if it is
    /// there. A file in it that is no report is in nobody's way, and it is said.
    private func known() throws -> (reports: [Report], faults: [ReportError]) {
        let beside = URL(filePath: common.path).deletingLastPathComponent().appending(path: "报表").path
        var isFolder: ObjCBool = false
        let isThere = FileManager.default.fileExists(atPath: folder ?? beside, isDirectory: &isFolder) && isFolder.boolValue
        guard isThere else {
            if let folder { throw CommandFailure(.fileUnreadable, folder) }
            return (try ReportCatalog.list(), [])
        }
        let found = try ReportCatalog.list(folder: folder ?? beside)
        for fault in found.faults { common.remark(fault.explanation.sentence) }
        return found
    }

    private func parameters(of report: Report) throws -> [String: String] {
        let typed = try with.map { pair in
            guard let typed = NameValue(pair) else { throw ReportError.unknownParameter(pair, known: report.parameters.map(\.name)) }
            return (typed.name, typed.value)
        }
        return Dictionary(typed) { $1 }
    }

    private func words(_ wording: Wording) -> String { wording.text(in: common.language.ofWordings) }

    private func list(_ format: Format) throws {
        let reports = try known().reports
        if format == .json {
            common.show(
                .array(
                    reports.map {
                        .object([
                            ("id", .string($0.id)), ("title", .string(words($0.title))),
                            (
                                "parameters",
                                .array(
                                    $0.parameters.map {
                                        .object([
                                            ("name", .string($0.name)), ("label", .string(words($0.label))), ("preset", .string($0.preset)),
                                        ])
                                    })
                            ),
                        ])
                    }))
        } else {
            for report in reports { common.show("\(report.id)  \(words(report.title))") }
        }
    }

    private func document(_ table: ReportTable) -> JSON {
        .object(
            facts(of: table) + [
                ("footer", row(table.footer.map(words))), ("further", .array(table.further.map { .object(facts(of: $0)) })),
            ])
    }

    private func facts(of table: ReportTable) -> [(String, JSON)] {
        [
            ("id", .string(table.id)), ("organisation", .string(table.organisation)), ("title", .string(words(table.title))),
            ("columns", row(table.columns.map { words($0.heading) })),
            ("rows", .array(table.rows.map(row))), ("total", table.total.map(row) ?? .null),
        ]
    }

    private func row(_ cells: [String]) -> JSON { .array(cells.map { .string($0) }) }

    private func screen(_ table: ReportTable) -> String {
        let further = table.further.flatMap { [""] + lines(of: $0) }
        return (lines(of: table) + further + table.footer.map(words)).joined(separator: "\n")
    }

    private func lines(of table: ReportTable) -> [String] {
        let columns = table.columns.map { column in
            let alignment: TextTable.Alignment =
                switch column.alignment {
                case .left: .left
                case .right: .right
                case .center: .center
                }
            return TextTable.Column(words(column.heading), alignment)
        }
        return [words(table.title)] + TextTable(columns: columns, rows: table.lines, repeated: table.repeatedColumns).lines()
    }
}

extension Language {
    var ofWordings: Wording.Language {
        switch self {
        case .zh: .zh
        case .en: .en
        }
    }
}

import ArgumentParser
import BranchRecords
import Foundation
import GRDB
import ReplicaStore

/// `zhibu export TABLE --out FILE [--whole --purpose T]`: records as a spreadsheet; who exported what is recorded.
struct ExportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "导出一张表 / records as a spreadsheet",
        discussion: """
            证件号码、电话等默认遮盖；要完整的，加 --whole 并写明 --purpose 用途，本机角色可以导出的才完整。每次导出都记入导出日志。
            Private columns are masked; --whole with --purpose WHY exports those whole that the roles here may. Every export is recorded.
            """)

    @OptionGroup var common: CommonOptions
    @Argument(help: "表 / table") var table: String
    @Option(help: "文件：.csv 或 .xlsx / file") var out: String
    @OptionGroup var privacy: WholeOptions

    func run() throws {
        guard let format = ReportCommand.Format(ending: out), format == .csv || format == .xlsx else {
            throw ValidationError(common.words(.exportFormats))
        }
        try common.withReplica { replica in
            let act = try EntryAct(replica)
            let made = try replica.read { database in
                try BranchRecordsOnly.require(in: database)
                let names = Names(database: database, language: common.language)
                return try RecordExport.table(try names.table(table), isWhole: privacy.whole, in: database)
            }
            let bytes = format == .csv ? try made.table.csv() : try made.table.spreadsheet(in: common.language.ofWordings)
            // It gets its name when it is recorded: there is none that was not, and what can't be recorded, or can't be written,
            // leaves an older file of that name as it was.
            try DurableFile.write(bytes, to: out) {
                let note = ExportNote(
                    table: made.name, rows: made.table.rows.count, whole: made.whole, masked: made.masked, purpose: privacy.purpose,
                    file: URL(filePath: out).lastPathComponent)
                try replica.edit { try note.write(act, common, in: $0) }
            }
            if common.json {
                return common.show(
                    .object([
                        ("table", .string(made.name)), ("rows", .integer(Int64(made.table.rows.count))), ("file", .string(out)),
                        ("whole", .array(made.whole.map(JSON.string))), ("masked", .array(made.masked.map(JSON.string))),
                    ]))
            }
            common.show(common.words(.exported(made.table.rows.count, out, masked: made.masked, isAsked: privacy.whole)))
        }
    }
}

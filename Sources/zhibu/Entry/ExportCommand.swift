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
            证件号码、电话等默认遮盖；要完整的，加 --whole 并写明 --purpose 用途。每次导出都记入导出日志。
            Private columns are masked; --whole with --purpose WHY exports them whole. Every export is recorded.
            """)

    @OptionGroup var common: CommonOptions
    @Argument(help: "表 / table") var table: String
    @Option(help: "文件：.csv 或 .xlsx / file") var out: String
    @Flag(help: "敏感列不遮盖 / private columns whole") var whole = false
    @Option(help: "用途 / what for") var purpose: String?

    func validate() throws {
        guard whole, (purpose ?? "").allSatisfy(\.isWhitespace) else { return }
        throw ValidationError(common.words(.purposeNeeded))
    }

    func run() throws {
        guard let format = ReportCommand.Format(ending: out), format == .csv || format == .xlsx else {
            throw ValidationError(common.words(.exportFormats))
        }
        try common.withReplica { replica in
            let act = try EntryAct(replica)
            let made = try replica.read { database in
                try BranchRecordsOnly.require(in: database)
                let names = Names(database: database, language: common.language)
                return try RecordExport.table(try names.table(table), isWhole: whole, in: database)
            }
            let bytes = format == .csv ? try made.table.csv() : try made.table.spreadsheet(in: common.language.ofWordings)
            // The file is begun, then it is recorded, then it is filled: nothing leaves that was not recorded.
            guard FileManager.default.createFile(atPath: out, contents: Data()) else { throw StoreError(.fileNotWritable, out) }
            try replica.edit { try note(made, act, in: $0) }
            guard FileManager.default.createFile(atPath: out, contents: Data(bytes)) else { throw StoreError(.fileNotWritable, out) }
            if common.json {
                return common.show(
                    .object([
                        ("table", .string(made.name)), ("rows", .integer(Int64(made.table.rows.count))), ("file", .string(out)), ("whole", .bool(whole)),
                    ]))
            }
            common.show(common.words(.exported(made.table.rows.count, out, masked: whole ? [] : made.hidden)))
        }
    }

    private func note(_ made: (table: ReportTable, hidden: [String], name: String), _ act: EntryAct, in database: Database) throws {
        let steps = try act.forSteps(in: database)
        try database.execute(
            sql: """
                INSERT INTO export_log (scope_id, exported_by, role, exported_at, report_code, row_count, sensitive_columns, is_masked,
                    purpose, file_name, created_at, created_by)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                try EntryAct.home(in: database) ?? "committee", act.person, String.fetchAll(database, sql: "SELECT code FROM zhibu_code WHERE list = 'role' ORDER BY sort").first(where: steps.roles.contains), act.now, made.name,
                made.table.rows.count, made.hidden.joined(separator: "、"), whole ? 0 : 1, purpose ?? common.words(.maskedExport),
                URL(filePath: out).lastPathComponent, act.now, act.person,
            ])
    }
}

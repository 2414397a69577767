import ArgumentParser
import BranchRecords
import ReplicaStore

/// `zhibu show TABLE RECORD [--whole --purpose T]`: one record with its labels.
struct ShowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "看一条记录 / one record",
        discussion: """
            证件号码、电话等遮盖；要看完整的，加 --whole 并写明 --purpose 用途，记入导出日志。本机角色不能看的仍遮盖。
            What is private is masked; --whole with --purpose WHY shows it whole, as far as the roles here may see it, and is recorded.
            """)

    @OptionGroup var common: CommonOptions
    @Argument(help: "表 / table") var table: String
    @Argument(help: "记录：名称、代码或编号 / name, code or key") var record: String
    @OptionGroup var privacy: WholeOptions

    func run() throws {
        try common.withReplica { replica in
            let (table, id) = try replica.read { database in
                try BranchRecordsOnly.require(in: database)
                let names = Names(database: database, language: common.language)
                let table = try names.table(self.table)
                return (table, try names.recordID(record, of: table))
            }
            if privacy.whole { try ExportNote.noteSight(of: table, id, privacy.purpose, replica, common) }
            let findings = try replica.findings(in: [(table, id)])
            try replica.read { database in
                let names = Names(database: database, language: common.language)
                try EntryScreen(common: common, names: names, isWhole: privacy.whole, findings: findings).page(table, id)
            }
        }
    }
}

/// What is private, whole: only with a word about what for.
struct WholeOptions: ParsableArguments {
    @Flag(help: "敏感列不遮盖 / private columns whole") var whole = false
    @Option(help: "用途 / what for") var purpose: String?

    func validate() throws {
        guard whole, (purpose ?? "").allSatisfy(\.isWhitespace) else { return }
        throw ValidationError(Message.purposeNeeded.text(in: .zh) + " / " + Message.purposeNeeded.text(in: .en))
    }
}

import ArgumentParser
import BranchRecords
import ReplicaStore

/// `zhibu show TABLE RECORD`: one record with its labels.
struct ShowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "看一条记录 / one record")

    @OptionGroup var common: CommonOptions
    @Argument(help: "表 / table") var table: String
    @Argument(help: "记录：名称、代码或编号 / name, code or key") var record: String

    func run() throws {
        try common.withReplica { replica in
            try replica.read { database in
                try BranchRecordsOnly.require(in: database)
                let names = Names(database: database, language: common.language)
                let table = try names.table(self.table)
                try EntryScreen(common: common, names: names).page(table, try names.recordID(record, of: table))
            }
        }
    }
}

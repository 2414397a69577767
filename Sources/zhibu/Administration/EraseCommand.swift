import ArgumentParser
import Membership
import ReplicaStore
import SyncCore

/// `zhibu erase TABLE KEY COLUMN… --reason T`: by order of the committee, from records and history.
struct EraseCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "erase", abstract: "依法抹去一项的全部旧值 / erase a value for good",
        discussion: """
            从记录、更改记录和历史里抹去，各台电脑同步后也抹去；抹去这件事留有记录。不能撤销。
            Gone from records, log and history here, and on every replica that syncs. No undo.
            """)

    @OptionGroup var common: CommonOptions
    @Argument(help: "表 / table") var table: String
    @Argument(help: "记录：名称或编号 / name or key") var key: String
    @Argument(help: "列 / columns") var columns: [String]
    @Option(help: "原因 / why") var reason: String

    func run() throws {
        let keys = try DeviceKeys.load(for: common.path)
        try common.withReplica { replica in
            // Others' orders count for nothing, so they are not written either.
            try replica.requireAdministrator(keys)
            try replica.fold()
            let (table, key, columns) = try replica.read { database in
                let names = Names(database: database, language: common.language)
                let table = try names.table(self.table)
                return (
                    table, try names.key(self.key, of: table),
                    Set(try self.columns.map { try names.column($0, of: table) })
                )
            }
            let count = try replica.erase(table: table, key: key, columns: columns, reason: reason)
            // A slip in the name must not be taken for a law obeyed.
            guard count > 0 else {
                throw CommandFailure(
                    .recordUnknown, "\(self.key)：\(common.words(.nothingToErase))")
            }
            if common.json {
                common.show(.object([("erased", .integer(Int64(count)))]))
            } else {
                common.show(common.words(.erased(count)))
                try common.showNextSync(replica)
            }
            if try replica.archiveHoldsErased() { common.remark(.archiveHoldsErased(common.path + ".archive")) }
        }
    }
}

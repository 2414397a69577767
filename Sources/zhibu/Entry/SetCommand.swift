import ArgumentParser
import BranchRecords
import ReplicaStore
import SyncCore

/// `zhibu set TABLE RECORD COLUMN=VALUE …`: other values for a record.
struct SetCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "set", abstract: "改一条记录 / other values for a record",
        discussion: "列= 不写值就是清空 / COLUMN= without a value empties it")

    @OptionGroup var common: CommonOptions
    @Argument(help: "表 / table") var table: String
    @Argument(help: "记录：名称、代码或编号 / name, code or key") var record: String
    @Argument(help: "列=值 / COLUMN=VALUE") var fields: [String]

    func run() throws {
        try common.withReplica { replica in
            let typed = try fields.map(EntryField.init)
            let act = try EntryAct(replica)
            let (table, id, entry) = try replica.edit { database in
                try BranchRecordsOnly.require(in: database)
                let names = Names(database: database, language: common.language)
                let table = try names.table(self.table)
                let id = try names.recordID(record, of: table)
                let entry = try RecordEntry(
                    changing: id, of: table, typed.map { ($0.column, $0.text) }, createdAt: act.now, createdBy: act.person, in: database)
                try entry.write(to: database)
                return (table, id, entry)
            }
            let findings = try replica.findings(in: [(table, id)] + entry.written.map { ($0.table, $0.id) })
            try replica.read { database in
                let names = Names(database: database, language: common.language)
                let screen = EntryScreen(common: common, names: names, findings: findings)
                try screen.written(table, id, entry.isEmpty ? .same : .changed, columns: typed.map(\.column), parts: entry.written.filter { $0.table != table })
            }
        }
    }
}

extension Names {
    /// The key of the one record that goes by this name, code or key, as a text.
    func recordID(_ typed: String, of table: String) throws -> String {
        let key = try key(typed, of: table)
        guard key.count == 1, try values(table, key: key) != nil else { throw CommandFailure(.recordUnknown, typed) }
        return key[0].plainText
    }
}

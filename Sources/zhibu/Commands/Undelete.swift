import ArgumentParser
import ReplicaStore
import SyncCore

/// `zhibu undelete TABLE [KEY]`: a deleted record comes back; without KEY, what can come back.
struct UndeleteCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "undelete", abstract: "恢复删掉的记录 / bring a deleted record back")

    @OptionGroup var common: CommonOptions
    @Argument(help: "表 / table") var table: String
    @Argument(help: "记录编号；不写就列出 / key; without it, a list") var key: String?

    func run() throws {
        try common.withReplica { replica in
            let table = try replica.read {
                try Names(database: $0, language: common.language).table(self.table)
            }
            let deleted = try replica.deleted(table: table)
            guard let key else { return try list(deleted, table, replica) }
            let chosen = try replica.read { database -> [Value] in
                let names = Names(database: database, language: common.language)
                return try Self.choose(key, among: deleted, table, names)
            }
            try replica.undelete(table: table, key: chosen)
            let title = try replica.read {
                try Names(database: $0, language: common.language).title(table, key: chosen)
            }
            if common.json {
                common.show(.object([("table", .string(table)), ("key", JSON(key: chosen))]))
            } else {
                common.show(common.words(.undeleted(title)))
                common.show(common.words(.nextSync))
            }
        }
    }

    /// By its key, the beginning of it, or the name that it had.
    private static func choose(
        _ typed: String, among deleted: [DeletedRow], _ table: String, _ names: Names
    ) throws -> [Value] {
        let exact = deleted.filter { $0.key.map(\.plainText).joined(separator: ", ") == typed }
        if let row = exact.first { return row.key }
        let matches = try deleted.filter { row in
            try row.key.map(\.plainText).joined(separator: ", ").hasPrefix(typed)
                || names.title(of: row, table) == typed
        }
        if matches.count > 1 {
            throw CommandFailure(
                .recordAmbiguous,
                matches.map { $0.key.map(\.plainText).joined(separator: ", ") }.joined(separator: "；"))
        }
        guard let row = matches.first else { throw StoreError(.notDeleted, typed) }
        return row.key
    }

    private func list(_ deleted: [DeletedRow], _ table: String, _ replica: Replica) throws {
        let now = Moment(Surroundings.ofThisComputer.now())
        try replica.read { database in
            let names = Names(database: database, language: common.language)
            if common.json {
                return common.show(
                    .array(
                        deleted.map { row in
                            let values = row.values.sorted { $0.key < $1.key }
                            return .object([
                                ("key", JSON(key: row.key)), ("scope", .string(row.scope)),
                                ("values", .object(values.map { ($0.key, JSON($0.value)) })),
                                ("person", .optional(row.deletions.last?.person)),
                                ("at", .optional(row.deletions.last.map { Moment($0.at).iso })),
                            ])
                        }))
            }
            guard !deleted.isEmpty else { return common.show(common.words(.nothingDeleted)) }
            var rows = AlignedTable(Message.deletedHeader.map { common.words($0) }, indent: 2)
            for row in deleted {
                let last = row.deletions.last
                rows.add([
                    try names.title(of: row, table), row.key.map(\.plainText).joined(separator: ", "),
                    try last.map { try names.person($0.person, $0.author) } ?? "",
                    last.map { Moment($0.at).text(in: common.language, yearOf: now) } ?? "",
                ])
            }
            common.show(rows.text)
            common.show(common.words(.nextUndelete(self.table)))
        }
    }
}

import ArgumentParser
import ReplicaStore

/// `zhibu schema show | check PATH | upgrade`.
struct SchemaCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schema", abstract: "结构 / the tables",
        subcommands: [Show.self, Check.self, SchemaUpgradeCommand.self])

    /// Lists the tables, or the columns of one; with `--sql` the schema's text as it was installed.
    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "show", abstract: "有哪些表、哪些列 / tables, or the columns of one")
        @OptionGroup var common: CommonOptions
        @Argument(help: "表 / table") var table: String?
        @Flag(help: "全部 SQL / the whole text") var sql = false

        func run() throws {
            if sql {
                let text = try common.withReplica { try $0.schemaText() }
                return common.json
                    ? common.show(.object([("sql", .optional(text))])) : common.show(text ?? "")
            }
            try common.withReplica { replica in
                try replica.read { database in
                    let overview = SchemaOverview(
                        database: database, names: Names(database: database, language: common.language))
                    if let table {
                        if !common.json { try common.show(overview.title(of: table)) }
                        try show(overview.columns(of: table), Message.columnHeader)
                    } else {
                        try show(overview.tables(), Message.tableHeader)
                    }
                }
            }
        }

        private func show(_ lines: [SchemaOverview.Line], _ header: [Message]) {
            if common.json { return common.show(.array(lines.map(\.document))) }
            var aligned = AlignedTable(header.map(common.words))
            for line in lines { aligned.add(line.cells) }
            common.show(aligned.text)
        }
    }

    /// Says whether a schema file can be synced; touches no replica.
    struct Check: ParsableCommand {
        static let configuration = CommandConfiguration(commandName: "check")
        @OptionGroup var common: CommonOptions
        @Argument(help: "结构文件 / schema file") var path: String

        func run() throws {
            try Replica.checkSchema(try TextFile.read(path))
            if common.json {
                common.show(.object([("ok", .bool(true))]))
            } else {
                common.show(common.words(.schemaOK))
            }
        }
    }
}

import ArgumentParser
import ReplicaStore

/// `zhibu schema show | check PATH`.
struct SchemaCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schema", abstract: "结构 / the tables", subcommands: [Show.self, Check.self])

    /// Prints the schema's text as it was installed.
    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(commandName: "show")
        @OptionGroup var common: CommonOptions

        func run() throws {
            let text = try common.withReplica { try $0.schemaText() }
            if common.json {
                common.show(.object([("sql", .optional(text))]))
            } else {
                common.show(text ?? "")
            }
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

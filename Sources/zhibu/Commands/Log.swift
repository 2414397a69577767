import ArgumentParser
import ReplicaStore
import SyncCore

/// `zhibu log show`: every changeset that is held, scope by scope.
struct LogCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "log", abstract: "更改记录 / the log", subcommands: [Show.self])

    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(commandName: "show")
        @OptionGroup var common: CommonOptions
        @Argument(help: "作者 / author") var author: String?
        @Argument(help: "号 / number") var number: Int64?

        func run() throws {
            let held = try common.withReplica { replica in
                try replica.fold()
                return try replica.heldScopes().flatMap { try replica.changesets(scope: $0) }
            }.filter { changeset in
                (author.map { changeset.header.author.short.hasPrefix($0) } ?? true)
                    && (number.map { changeset.header.number == $0 } ?? true)
            }
            if common.json {
                common.show(.array(held.map(Self.document)))
                return
            }
            var table = AlignedTable(Message.logHeader.map { common.words($0) })
            for changeset in held {
                let header = changeset.header
                table.add([
                    header.scope, header.author.short, "\(header.number)", Moment(header.at).iso,
                    header.person, "\(changeset.lines.count)",
                ])
            }
            common.show(table.text)
        }

        private static func document(_ changeset: Changeset) -> JSON {
            let header = changeset.header
            return .object([
                ("scope", .string(header.scope)), ("author", .string(header.author.short)),
                ("seq", .integer(header.number)), ("at", .string(Moment(header.at).iso)),
                ("person", .string(header.person)), ("hash", .string(changeset.hash.description)),
                ("lines", .integer(Int64(changeset.lines.count))),
            ])
        }
    }
}

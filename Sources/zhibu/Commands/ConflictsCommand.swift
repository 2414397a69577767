import ArgumentParser
import ReplicaStore
import SyncCore

/// `zhibu conflicts`: lists, shows and settles.
struct ConflictsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "conflicts", abstract: "裁定冲突 / list, show and settle conflicts",
        subcommands: [List.self, Show.self, Resolve.self], defaultSubcommand: List.self)

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list", abstract: "列出 / list")
        @OptionGroup var common: CommonOptions
        @Flag(help: "待裁定（默认）/ to decide (default)") var open = false
        @Flag(help: "按规则处理 / settled by rule") var settled = false
        @Flag(help: "已裁定 / decided") var resolved = false
        @Flag(help: "全部 / all") var all = false
        @Option(help: "范围 / scope") var scope: String?
        @Option(help: "表 / table") var table: String?
        @Option(help: "value | delete-edit | scope") var kind: String?

        func run() throws {
            let replica = try common.open()
            let inScope = try replica.conflicts().filter { scope == nil || $0.scope == scope }
            let wished = try replica.read { database in
                let name = try table.map { try RecordWords(database, common.language).tableName($0) }
                return inScope.filter {
                    matches($0.status) && (name == nil || $0.table == name)
                        && (kind == nil || $0.kind == kind)
                }
            }
            let openCount = inScope.filter { $0.status == .open }.count
            try replica.read { database in
                let screen = ConflictScreen(
                    words: RecordWords(database, common.language), common: common)
                if common.json {
                    common.show(.array(try wished.map(screen.json)))
                } else {
                    try screen.list(wished, open: openCount)
                }
            }
            try replica.close()
            if openCount > 0 { throw ExitCode(3) }
        }

        private func matches(_ status: Conflict.Status) -> Bool {
            if all { return true }
            if !settled, !resolved { return status == .open }
            return (open && status == .open) || (settled && status == .settled)
                || (resolved && status == .resolved)
        }
    }

    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "show", abstract: "看一个，左右对照 / one of them, side by side")
        @OptionGroup var common: CommonOptions
        @Argument(help: "编号 / id") var id: String

        func run() throws {
            let replica = try common.open()
            let found = try replica.conflicts().filter { $0.id.text.hasPrefix(id.lowercased()) }
            guard found.count == 1 else { throw StoreError(.conflictUnknown, id) }
            let history = try replica.history(table: found[0].table, key: found[0].key)
            try replica.read { database in
                let screen = ConflictScreen(
                    words: RecordWords(database, common.language), common: common)
                if common.json {
                    common.show(try screen.json(found[0]))
                } else {
                    try screen.show(found[0], history: history)
                }
            }
            try replica.close()
        }
    }

    struct Resolve: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "resolve", abstract: "裁定一个 / settle one")
        @OptionGroup var common: CommonOptions
        @Argument(help: "编号 / id") var id: String
        @Option(help: "采用第几个 / the candidate's number") var take: Int?
        @Option(help: "列=值 / COL=VALUE") var set: [String] = []
        @Flag(help: "保留 / keep the row") var keep = false
        @Flag(help: "删除 / delete the row") var delete = false
        @Option(help: "原因 / reason") var reason: String

        func run() throws {
            let replica = try common.open()
            let conflict = try replica.resolve(id, try choice(replica), reason: reason)
            let open = try replica.openConflictCounts().values.reduce(0, +)
            try replica.close()
            if common.json {
                common.show(.object([("id", .string(conflict.id.text))]))
            } else {
                common.show(
                    common.words(.resolved(String(conflict.id.text.prefix(4)), open: open)))
            }
        }

        private func choice(_ replica: Replica) throws -> Choice {
            let given = [take != nil, !set.isEmpty, keep, delete].filter { $0 }.count
            guard given == 1 else {
                throw ValidationError("--take N | --set COL=VALUE… | --keep | --delete")
            }
            if let take { return .take(take) }
            if keep { return .keep }
            if delete { return .delete }
            var values: [String: Value] = [:]
            for pair in set {
                guard let mark = pair.firstIndex(of: "=") else {
                    throw ValidationError("--set COL=VALUE")
                }
                let text = String(pair[pair.index(after: mark)...])
                values[String(pair[..<mark])] =
                    Int64(text).flatMap { "\($0)" == text ? .integer($0) : nil } ?? .text(text)
            }
            return .set(values)
        }
    }
}

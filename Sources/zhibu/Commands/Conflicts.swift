import ArgumentParser
import ReplicaStore
import SyncCore

/// `zhibu conflicts …`: what people have to decide.
struct ConflictsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "conflicts", abstract: "冲突：列出、查看、裁定 / list, show, decide",
        subcommands: [
            ConflictsList.self, ConflictsShow.self, ConflictsExplain.self, ConflictsResolve.self,
            ConflictsUndo.self,
        ], defaultSubcommand: ConflictsList.self)
}

/// Which conflicts are meant.
struct ConflictFilter: ParsableArguments {
    @Flag(help: "待裁定（默认）/ to decide") var open = false
    @Flag(help: "按规则处理的 / settled by rule") var settled = false
    @Flag(help: "已裁定的 / decided") var resolved = false
    @Flag(help: "全部 / all") var all = false
    @Option(help: "范围 / scope") var scope: String?
    @Option(help: "表 / table") var table: String?
    @Option(help: "种类 / kind: value, delete-edit, scope, rule:NAME, finding:NAME") var kind: String?

    func validate() throws {
        guard let kind else { return }
        let isKnown =
            ["value", "delete-edit", "scope"].contains(kind)
            || kind.hasPrefix("rule:") || kind.hasPrefix("finding:")
        if !isKnown {
            throw ValidationError("--kind value | delete-edit | scope | rule:NAME | finding:NAME")
        }
    }

    func accepts(_ conflict: Conflict, table: String?) -> Bool {
        let nothingSaid = !open && !settled && !resolved
        let status: Bool =
            switch conflict.status {
            case .open: open || nothingSaid
            case .settled: settled
            case .resolved: resolved
            }
        return (all || status) && isAbout(conflict, table: table)
    }

    /// As `accepts`, whatever its status.
    func isAbout(_ conflict: Conflict, table: String?) -> Bool {
        (scope == nil || scope == conflict.scope) && (table == nil || table == conflict.table)
            && (kind == nil || kind == conflict.kind)
    }
}

extension Conflict {
    var shortID: String { String(id.text.prefix(4)) }

    /// As design §7 lays it down.
    func document(_ names: Names) throws -> JSON {
        .object([
            ("id", .string(id.text)), ("kind", .string(kind)), ("scope", .string(scope)),
            ("table", .string(table)), ("key", JSON(key: key)), ("unit", .optional(unit)),
            ("status", .string(status.rawValue)), ("owner", .optional(owner)),
            ("visible", visible.map { JSON(unit: columns, $0) } ?? .null),
            (
                "candidates",
                .array(
                    try candidates.map { candidate in
                        let write = candidate.writes.first
                        return .object([
                            ("n", .integer(Int64(candidate.number))),
                            ("value", JSON(unit: columns, candidate.values)),
                            ("author", .optional(write?.author.short)),
                            ("device", .optional(try write.map { try names.device($0.author) })),
                            ("person", .optional(write?.person)),
                            ("at", .optional(write.map { Moment($0.at).iso })),
                            ("seen", JSON(seen: write?.seen ?? [:])),
                        ] + (candidate.scope.map { [("scope", .string($0))] } ?? []))
                    })
            ),
        ] + finding)
    }

    /// What a rule found, and in which two rows.
    private var finding: [(String, JSON)] {
        guard kind.hasPrefix("rule:") else { return [] }
        return [
            ("other", otherKey.map { JSON(key: $0) } ?? .null), ("title", .optional(title)),
            ("severity", .optional(severity)), ("detail", .optional(detail)),
        ]
    }
}

extension Replica {
    /// The conflict whose id begins so, of any status.
    func conflict(beginning id: String) throws -> Conflict {
        let matches = try conflicts().filter { $0.id.text.hasPrefix(id.lowercased()) }
        guard !id.isEmpty, matches.count == 1 else { throw StoreError(.conflictUnknown, id) }
        return matches[0]
    }
}

/// `zhibu conflicts list`.
struct ConflictsList: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "列出冲突 / list")

    @OptionGroup var common: CommonOptions
    @OptionGroup var filter: ConflictFilter

    func run() throws {
        let (chosen, everything) = try common.withReplica { replica in
            let everything = try replica.conflicts()
            let table = try filter.table.map { name in
                try replica.read { try Names(database: $0, language: common.language).table(name) }
            }
            if let scope = filter.scope, try !replica.heldScopes().contains(scope) {
                throw CommandFailure(.scopeUnknown, scope)
            }
            let chosen = everything.filter { filter.accepts($0, table: table) }
            try replica.read { database in
                let names = Names(database: database, language: common.language)
                if common.json {
                    common.show(.array(try chosen.map { try $0.document(names) }))
                } else {
                    let settled = everything.filter { $0.status == .settled && filter.isAbout($0, table: table) }
                    try show(chosen, settled: settled.count, names)
                }
            }
            return (chosen, everything)
        }
        let waits = everything.contains {
            $0.status == .open && (filter.scope == nil || $0.scope == filter.scope)
        }
        if waits || chosen.contains(where: { $0.status == .open }) { throw ExitCode(3) }
    }

    /// - Parameter settled: How many of the conflicts that were asked about are, listed or not.
    private func show(_ chosen: [Conflict], settled: Int, _ names: Names) throws {
        guard !chosen.isEmpty else { return common.show(common.words(.nothingOpen)) }
        let open = chosen.filter { $0.status == .open }
        common.show(common.words(.listed(chosen.count, open: open.count)))
        var rows = AlignedTable(Message.listHeader.map { common.words($0) }, indent: 2)
        for conflict in chosen {
            let screen = ConflictScreen(conflict, names)
            rows.add([
                conflict.shortID, common.words(.status(conflict.status.rawValue)),
                try screen.summary(), try screen.people(),
            ])
        }
        common.show(rows.text)
        let unlisted = settled - chosen.count { $0.status == .settled }
        if unlisted > 0 { common.show(common.words(.settledToo(unlisted))) }
        if let first = open.first { common.show(common.words(.nextShow(first.shortID))) }
    }
}

/// `zhibu conflicts show ID`.
struct ConflictsShow: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "看一个冲突 / show one")

    @OptionGroup var common: CommonOptions
    @Argument(help: "编号 / id") var id: String

    func run() throws {
        try ConflictPage.show(id, common) { try $0.page(history: $1) }
    }
}

/// `zhibu conflicts explain ID`.
struct ConflictsExplain: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain", abstract: "冲突怎么来的 / how it came about")

    @OptionGroup var common: CommonOptions
    @Argument(help: "编号 / id") var id: String

    func run() throws {
        try ConflictPage.show(id, common) { try $0.story(history: $1) }
    }
}

private enum ConflictPage {
    static func show(
        _ id: String, _ common: CommonOptions,
        _ lines: (ConflictScreen, [HistoryEntry]) throws -> [String]
    ) throws {
        try common.withReplica { replica in
            let conflict = try replica.conflict(beginning: id)
            let history = try replica.history(table: conflict.table, key: conflict.key)
            try replica.read { database in
                let names = Names(database: database, language: common.language)
                if common.json {
                    common.show(try conflict.document(names))
                } else {
                    let text = try lines(ConflictScreen(conflict, names), history)
                    common.show(text.joined(separator: "\n"))
                }
            }
        }
    }
}

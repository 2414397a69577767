import ArgumentParser
import BranchRecords
import ReplicaStore
import SyncCore

/// `zhibu conflicts …`: what people have to decide.
struct ConflictsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "conflicts", abstract: "冲突：列出、查看、裁定 / list, show, decide",
        subcommands: [
            ConflictsWalk.self, ConflictsList.self, ConflictsShow.self, ConflictsExplain.self, ConflictsResolve.self,
            ConflictsBulk.self, ConflictsUndo.self,
        ], defaultSubcommand: ConflictsWalk.self)
}

extension Conflict {
    /// As design §7 lays it down.
    ///
    /// - Parameters:
    ///   - facts: Where one conflict alone is asked for.
    ///   - isWhole: Whether what is private is whole, as far as these roles may see it.
    func document(_ names: Names, _ facts: ConflictFacts? = nil, isWhole: Bool = false) throws -> JSON {
        .object([
            ("id", .string(id.text)), ("kind", .string(kind)), ("scope", .string(scope)),
            ("table", .string(table)), ("key", JSON(key: key)), ("unit", .optional(unit)),
            ("status", .string(status.rawValue)), ("owner", .optional(owner)),
            ("visible", try visible.map { try document($0, names, isWhole: isWhole) } ?? .null),
            (
                "candidates",
                .array(
                    try candidates.map { candidate in
                        let write = candidate.writes.first
                        return .object([
                            ("n", .integer(Int64(candidate.number))),
                            ("value", try document(candidate.values, names, isWhole: isWhole)),
                            ("author", .optional(write?.author.short)),
                            ("device", .optional(try write.map { try names.device($0.author) })),
                            ("person", .optional(write?.person)),
                            ("at", .optional(write.map { Moment($0.at).iso })),
                            ("seen", JSON(seen: write?.seen ?? [:])),
                        ] + (candidate.scope.map { [("scope", .string($0))] } ?? []))
                    })
            ),
            ("needs_second", .bool(needsSecond)),
            ("signatures", .array(try signatures.map { try $0.document(names) })),
            ("decisions", .array(try decisions.map { try $0.document(names) })),
            ("withdrawn", .array(try withdrawn.map { try $0.document(names) })),
            ("closed_by", .optional(closedBy?.person)),
        ] + finding + (facts.map(Self.members) ?? []))
    }

    /// As stored; what is private is masked as on the screen.
    private func document(_ values: [Value], _ names: Names, isWhole: Bool) throws -> JSON {
        let shown = try zip(columns, values).map { column, value in
            let isHidden = try value != .null && names.sight(table, column) ?? .plain < (isWhole ? .asked : .plain)
            return try isHidden ? Value.text(names.masked(value, table, column)) : value
        }
        return JSON(unit: columns, shown)
    }

    private static func members(of facts: ConflictFacts) -> [(String, JSON)] {
        func texts(_ zh: String, _ en: String) -> [(String, JSON)] { [("zh", .string(zh)), ("en", .string(en))] }
        return [
            ("choices", .array(facts.offers.map { .object([("choice", .string($0.choice.words))] + texts($0.zh, $0.en)) })),
            ("card", facts.card.map { .object(texts($0.zh, $0.en)) } ?? .null),
            ("advice", facts.advice.map { .object([("choice", .string($0.choice))] + texts($0.zh, $0.en)) } ?? .null),
            ("rules", .array(facts.rules.map(JSON.string))), ("reports", .array(facts.reports.map(JSON.string))),
        ]
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

extension Conflict.Decision {
    fileprivate func document(_ names: Names) throws -> JSON {
        .object([
            ("choice", .string(choice)), ("reason", .string(reason)), ("person", .string(by.person)),
            ("device", .string(try names.device(by.author))), ("at", .string(Moment(by.at).iso)),
            ("batch", .string(by.hash.description)),
        ])
    }
}

extension Replica {
    /// The conflict whose id begins so, of any status, and how much of an id has to be typed.
    func conflict(beginning id: String) throws -> (conflict: Conflict, ids: ShortIDs) {
        let all = try conflicts()
        let matches = all.filter { $0.id.text.hasPrefix(id.lowercased()) }
        guard !id.isEmpty, matches.count == 1 else { throw StoreError(.conflictUnknown, id) }
        return (matches[0], ShortIDs(all))
    }
}

/// `zhibu conflicts list`.
struct ConflictsList: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "列出冲突 / list")

    @OptionGroup var common: CommonOptions
    @OptionGroup var filter: ConflictFilter
    @Flag(help: "表格文件（CSV），每次裁定一行 / for a spreadsheet, a line for each decision") var csv = false

    func run() throws { try Self.run(common, filter, csv: csv) }

    static func run(_ common: CommonOptions, _ filter: ConflictFilter, csv: Bool = false) throws {
        let (chosen, everything) = try common.withReplica { replica in
            let choice = try ConflictChoice(filter, replica, common)
            let everything = try replica.conflicts(takenBack: filter.all)
            let chosen = everything.filter(choice.accepts)
            if common.json || csv {
                try replica.read { database in
                    let names = Names(database: database, language: common.language)
                    if common.json { return common.show(.array(try chosen.map { try $0.document(names) })) }
                    Output.result(try Ledger(names: names, ids: ShortIDs(everything)).csv(chosen))
                }
            } else if chosen.isEmpty {
                common.show(common.words(.nothingListed(open: everything.count { $0.status == .open })))
            } else {
                let unlisted = everything.count { $0.status == .settled && choice.isAbout($0) && !choice.accepts($0) }
                try ConflictList(replica, common, ShortIDs(everything)).show(chosen, settled: unlisted)
            }
            return (chosen, everything)
        }
        let waits = everything.contains {
            $0.status == .open && (filter.scope == nil || $0.scope == filter.scope)
        }
        if waits || chosen.contains(where: { $0.status == .open }) { throw ExitCode(3) }
    }
}

/// `zhibu conflicts show ID`.
struct ConflictsShow: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "看一个冲突 / show one",
        discussion: """
            证件号码、电话等遮盖；要看完整的值，加 --whole 并写明 --purpose 用途，记入导出日志。
            What is private is masked; --whole with --purpose WHY shows it whole, as far as the roles here may see it, and is recorded.
            """)

    @OptionGroup var common: CommonOptions
    @Argument(help: "编号 / id") var id: String
    @OptionGroup var privacy: WholeOptions

    func run() throws {
        try ConflictPage.show(id, common, privacy) { try $0.page(history: $1) }
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
        _ id: String, _ common: CommonOptions, _ privacy: WholeOptions? = nil,
        _ lines: (ConflictScreen, [HistoryEntry]) throws -> [String]
    ) throws {
        try common.withReplica { replica in
            let (conflict, ids) = try replica.conflict(beginning: id)
            let history = try replica.history(table: conflict.table, key: conflict.key)
            let facts = try replica.facts(for: conflict)
            let isWhole = privacy?.whole ?? false
            if isWhole { try ExportNote.noteSight(of: conflict.table, conflict.id.text, privacy?.purpose, replica, common) }
            try replica.read { database in
                let names = Names(database: database, language: common.language)
                if common.json {
                    common.show(try conflict.document(names, facts, isWhole: isWhole))
                } else {
                    var screen = ConflictScreen(conflict, names, id: ids[conflict], facts)
                    screen.isWhole = isWhole
                    common.show(prose: try lines(screen, history))
                }
            }
        }
    }
}

import ArgumentParser
import ReplicaStore
import SyncCore

/// Which conflicts are meant.
struct ConflictFilter: ParsableArguments {
    @Flag(help: "待裁定（默认）/ to decide") var open = false
    @Flag(help: "按规则处理的 / settled by rule") var settled = false
    @Flag(help: "已裁定的 / decided") var resolved = false
    @Flag(help: "全部 / all") var all = false
    @Option(help: "范围 / scope") var scope: String?
    @Option(help: "表 / table") var table: String?
    @Option(help: "种类 / kind: value, delete-edit, scope, rule:NAME, finding:NAME") var kind: String?
    @Option(help: "谁写的：人名 / a person who wrote one side") var person: String?
    @Option(help: "在哪台电脑写的 / a device that wrote one side") var device: String?
    @Option(help: "等了多少天以上 / has waited for so many days") var older: Int?

    func validate() throws {
        if let older, !(0...36_500).contains(older) { throw ValidationError("--older N: 0 … 36500") }
        guard let kind else { return }
        let isKnown =
            ["value", "delete-edit", "scope"].contains(kind)
            || kind.hasPrefix("rule:") || kind.hasPrefix("finding:")
        if !isKnown {
            throw ValidationError("--kind value | delete-edit | scope | rule:NAME | finding:NAME")
        }
    }
}

/// A filter with the names that were typed looked up.
struct ConflictChoice {
    private let filter: ConflictFilter
    private let table: String?
    private let device: String?
    private let before: Int64?

    /// - Throws: Where a name is nobody's.
    init(_ filter: ConflictFilter, _ replica: Replica, _ common: CommonOptions) throws {
        self.filter = filter
        table = try filter.table.map { name in
            try replica.read { try Names(database: $0, language: common.language).table(name) }
        }
        device = try filter.device.map { try replica.device(named: $0).id.text }
        before = filter.older.map { Surroundings.ofThisComputer.now() - Int64($0) * 86_400_000 }
        if let scope = filter.scope, try !replica.heldScopes().contains(scope) {
            throw CommandFailure(.scopeUnknown, scope)
        }
    }

    func accepts(_ conflict: Conflict) -> Bool {
        let nothingSaid = !filter.open && !filter.settled && !filter.resolved
        let status: Bool =
            switch conflict.status {
            case .open: filter.open || nothingSaid
            case .settled: filter.settled
            case .resolved: filter.resolved
            }
        return (filter.all || status) && isAbout(conflict)
    }

    /// As `accepts`, whatever its status.
    func isAbout(_ conflict: Conflict) -> Bool {
        (filter.scope == nil || filter.scope == conflict.scope) && (table == nil || table == conflict.table)
            && (filter.kind == nil || filter.kind == conflict.kind)
            && (filter.person == nil || conflict.writes.contains { $0.person == filter.person })
            && (device == nil || conflict.writes.contains { $0.author.device == device })
            && before.map { limit in conflict.since.map { $0 <= limit } ?? false } ?? true
    }
}

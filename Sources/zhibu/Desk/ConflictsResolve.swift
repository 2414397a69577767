import ArgumentParser
import ReplicaStore
import SyncCore

/// `zhibu conflicts resolve ID (--take N | --set COL=VALUE… | --keep | --delete | --merge N) --reason T`.
struct ConflictsResolve: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "resolve", abstract: "裁定一个冲突 / decide one")

    @OptionGroup var common: CommonOptions
    @Argument(help: "编号 / id") var id: String
    @Option(help: "采用第几个值 / take value N") var take: Int?
    @Option(help: "列=值 / COLUMN=VALUE") var set: [String] = []
    @Flag(help: "保留记录 / keep the record") var keep = false
    @Flag(help: "删除记录 / delete the record") var delete = false
    @Option(help: "是同一个：留第几条 / both are one: keep record N") var merge: Int?
    @Option(help: "原因 / why") var reason: String

    func validate() throws {
        let choices = [take != nil, !set.isEmpty, keep, delete, merge != nil].filter { $0 }.count
        guard choices == 1 else {
            throw ValidationError("--take N | --set COL=VALUE | --keep | --delete | --merge N: 选一样 / one of them")
        }
    }

    func run() throws {
        try common.withReplica { replica in
            let (conflict, ids) = try replica.conflict(beginning: id)
            if conflict.isFinding, !common.json { try showReach(of: conflict, id: ids[conflict], replica) }
            let settlement = try replica.resolve(conflict.id.text, try choice(for: conflict, replica), reason: reason)
            let open = try replica.conflicts().filter { $0.status == .open }.count
            if common.json {
                let after = try replica.conflict(beginning: conflict.id.text).conflict
                try replica.read { database in
                    common.show(
                        try after.document(Names(database: database, language: common.language)))
                }
            } else {
                common.show(common.words(settlement == .signed ? .signed(ids[conflict]) : .resolved(ids[conflict], open: open)))
                common.show(common.words(open > 0 && settlement != .signed ? .nextConflicts : .nextSync))
            }
        }
    }

    /// What a remedy is about to change.
    private func showReach(of conflict: Conflict, id: String, _ replica: Replica) throws {
        guard let chosen = take.map(Choice.take) ?? merge.map(Choice.merge) else { return }
        let (reach, facts) = (try replica.reach(of: chosen, on: conflict), try replica.facts(for: conflict))
        let lines = try replica.read { database in
            try ConflictScreen(conflict, Names(database: database, language: common.language), id: id, facts).consequence(of: chosen, reach: reach)
        }
        common.show(prose: lines)
    }

    private func choice(for conflict: Conflict, _ replica: Replica) throws -> Choice {
        if let take { return .take(take) }
        if let merge { return .merge(merge) }
        if keep { return .keep }
        if delete { return .delete }
        return try replica.read { database in
            let names = Names(database: database, language: common.language)
            var values: [String: Value] = [:]
            for pair in set {
                guard let typed = NameValue(pair) else { throw CommandFailure(.valueUnfit, pair) }
                let column = try names.column(typed.name, of: conflict.table)
                values[column] = try names.value(typed: typed.value, conflict.table, column)
            }
            return .set(values)
        }
    }
}

import ArgumentParser
import ReplicaStore
import SyncCore
import TerminalScreen

/// `zhibu conflicts bulk --take RULE --reason T`: many at once, as one act.
struct ConflictsBulk: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bulk", abstract: "一次裁定许多个 / decide many as one act",
        discussion: """
            先看要改什么；输入个数才写入（不在终端上：--count 个数）。
            --take \(BulkRule.form)
            What would change is shown first; the number of them has to be typed (not on a terminal: --count N).
            """)

    @OptionGroup var common: CommonOptions
    @OptionGroup var filter: ConflictFilter
    @Option(help: "采用哪个 / which value: \(BulkRule.form)") var take: BulkRule?
    @Flag(help: "保留记录，认可现状 / keep the records, accept what rules found") var keep = false
    @Flag(help: "删除记录 / delete the records") var delete = false
    @Option(help: "原因 / why") var reason: String
    @Option(help: "写入这么多个 / write so many") var count: Int?
    @Flag(help: "逐个列出 / list each one") var preview = false

    func validate() throws {
        guard [take != nil, keep, delete].count(where: { $0 }) == 1 else {
            throw ValidationError("--take RULE | --keep | --delete: 选一样 / one of them")
        }
        if filter.settled || filter.resolved || filter.all {
            throw ValidationError("只有待裁定的能裁定 / only open ones can be decided")
        }
    }

    func run() throws {
        try common.withReplica { replica in
            let choice = try ConflictChoice(filter, replica, common)
            let all = try replica.conflicts()
            let asked = all.filter { $0.status == .open && choice.accepts($0) }
            let chosen = try choices(for: asked, replica)
            try showPreview(chosen, of: asked, ShortIDs(all), replica)
            guard !chosen.isEmpty, try isConfirmed(chosen.count) else { return common.show(common.words(.bulkNotWritten)) }
            let (batches, signed) = try replica.resolve(chosen.map { ($0.conflict.id, $0.choice) }, reason: reason)
            let left = try replica.openConflictCounts().values.reduce(0, +)
            let names = batches.map { String($0.description.prefix(8)) }
            if common.json {
                common.show(.object([
                    ("decided", .integer(Int64(chosen.count - signed))), ("signed", .integer(Int64(signed))), ("open", .integer(Int64(left))),
                    ("batches", .array(names.map(JSON.string))),
                ]))
            } else {
                common.show(common.words(.bulkWritten(chosen.count, signed: signed, names, left: left)))
            }
        }
    }

    private struct Chosen {
        var conflict: Conflict
        var choice: Choice
        /// What it will show; nil for a row that goes, or of which only the presence was in dispute.
        var values: [Value]?
    }

    private func choices(for conflicts: [Conflict], _ replica: Replica) throws -> [Chosen] {
        let take = try take.map { try BulkTake($0, replica) }
        return conflicts.compactMap { conflict in
            if let take {
                guard let candidate = take.candidate(of: conflict) else { return nil }
                return Chosen(conflict: conflict, choice: .take(candidate.number), values: candidate.values)
            }
            guard conflict.candidates.isEmpty, keep || !conflict.isFinding else { return nil }
            return Chosen(conflict: conflict, choice: keep ? .keep : .delete, values: keep ? conflict.visible : nil)
        }
    }

    private func showPreview(_ chosen: [Chosen], of asked: [Conflict], _ ids: ShortIDs, _ replica: Replica) throws {
        guard !common.json else { return }
        common.show(common.words(.bulkPreview(chosen.count)))
        let groups = Dictionary(grouping: chosen) { "\($0.conflict.table)\t\($0.conflict.unit ?? "")\t\($0.conflict.kind)" }
        try replica.read { database in
            let names = Names(database: database, language: common.language)
            var table = TextTable(
                columns: Message.bulkHeader.enumerated().map { .init(common.words($1), $0 == 0 ? .left : .right) }, rows: [])
            for (_, group) in groups.sorted(by: { $0.key < $1.key }) {
                let first = group[0].conflict
                let what = [try names.label(first.table), try first.columns.count == 1 ? names.label(first.table, first.columns[0]) : nil,
                    common.words(.kind(first.kind))].compactMap { $0 }
                let changing = group.count { $0.values != $0.conflict.visible }
                table.rows.append([
                    what.joined(separator: common.language == .zh ? "，" : ", "), "\(group.count)", "\(changing)", "\(group.count - changing)",
                ])
            }
            if !chosen.isEmpty { common.show(table.lines(width: .max / 2).joined(separator: "\n")) }
            if preview { for item in chosen { common.show(try line(item, names, ids)) } }
        }
        let second = chosen.count(where: \.conflict.needsSecond)
        if second > 0 { common.show(common.words(.bulkSigns(second, against: chosen.count { item in item.conflict.signatures.contains { $0.choice != item.choice.words } }))) }
        let others = asked.count - chosen.count
        if others > 0 { common.show(common.words(.bulkLeftOut(others))) }
    }

    private func line(_ chosen: Chosen, _ names: Names, _ ids: ShortIDs) throws -> String {
        let screen = ConflictScreen(chosen.conflict, names, id: ids[chosen.conflict])
        let what = try screen.consequence(of: chosen.choice).first ?? ""
        return "  \(ids[chosen.conflict])  \(try screen.record())  \(what)"
    }

    private func isConfirmed(_ number: Int) throws -> Bool {
        if let count {
            guard count == number else { throw CommandFailure(.countDiffers, "\(number)") }
            return true
        }
        guard Terminal.isInteractive, !common.json else { return false }
        let typed = Terminal().line(common.words(.typeTheCount(number)))
        return typed.flatMap { Int($0) } == number
    }
}

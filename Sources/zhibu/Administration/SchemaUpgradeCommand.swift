import ArgumentParser
import BranchRecords
import Membership
import ReplicaStore
import SyncCore

/// `zhibu schema upgrade [PATH] [--as NAME] [--dry-run] [--drop]`: another schema for all replicas.
struct SchemaUpgradeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "upgrade", abstract: "换用新结构 / another schema for all replicas",
        discussion: """
            不写文件：本程序自带的支部资料结构。--dry-run 只说会变什么。各处下次同步时自动换用，先后不限。
            Without PATH: the branch records of this program. --dry-run only tells what would change.
            Every replica takes it in at its next sync, in any order.
            """)

    @OptionGroup var common: CommonOptions
    @Argument(help: "结构文件 / schema file") var path: String?
    @Option(name: .customLong("as"), help: "版本名 / the version's name") var version: String?
    @Flag(help: "演练，不改动 / change nothing") var dryRun = false
    @Flag(help: "允许去掉表或列 / tables or columns may go") var drop = false

    func run() throws {
        let sql = try path.map(TextFile.read) ?? BranchSchema.sql
        let keys = try dryRun ? nil : DeviceKeys.load(for: common.path)
        try common.withReplica { replica in
            if let keys { try replica.requireAdministrator(keys) }
            let old = try replica.status(digesting: false).schemaVersion ?? ""
            let present = try replica.schemaText() ?? ""
            if Self.trimmed(present) == Self.trimmed(sql) { return showSame(old) }
            let new = try version ?? (path == nil ? "\(BranchSchema.version)" : following(old))
            let change: SchemaChange
            if let keys {
                change = try replica.release(
                    schema: sql, version: new, dropping: drop, by: keys.signer)
            } else {
                change = try replica.rehearse(schema: sql, version: new)
            }
            try common.json ? common.show(document(change)) : show(change, from: old, replica)
        }
    }

    /// A printed schema has a line feed more.
    private static func trimmed(_ sql: String) -> Substring {
        var text = sql[...]
        while text.last?.isWhitespace == true { text.removeLast() }
        return text
    }

    private func following(_ version: String) throws -> String {
        guard let number = Int(version) else { throw CommandFailure(.versionNeeded, version) }
        return "\(number + 1)"
    }

    private func showSame(_ version: String) {
        common.json
            ? common.show(.object([("version", .string(version)), ("same", .bool(true))]))
            : common.show(common.words(.schemaSame))
    }

    // MARK: screen

    private static let shownAtMost = 20

    private func show(_ change: SchemaChange, from old: String, _ replica: Replica) throws {
        common.show(common.words(.schemaFromTo(old, change.version)))
        for (title, names) in [
            (Message.addedTables, change.addedTables), (.droppedTables, change.droppedTables),
            (.addedColumns, change.addedColumns), (.droppedColumns, change.droppedColumns),
            (.remergedTables, change.remergedTables), (.lostByHand, change.lostByHand),
        ] where !names.isEmpty {
            common.show("  \(common.words(title)): \(names.joined(separator: ", "))")
        }
        if change.unparked > 0 { common.show(common.words(.unparked(change.unparked))) }
        if !change.differences.isEmpty {
            common.show(common.words(.differences(change.differences.count)))
            try replica.read { database in
                let names = Names(database: database, language: common.language)
                for difference in change.differences.prefix(Self.shownAtMost) {
                    common.show("    " + (try sentence(difference, names)))
                }
            }
            let more = change.differences.count - Self.shownAtMost
            if more > 0 { common.show(common.words(.andMore(more))) }
        }
        if dryRun, change.drops, !drop { common.show(common.words(.needsDrop)) }
        common.show(common.words(dryRun ? .rehearsed : .released))
    }

    private func sentence(_ difference: ShownDifference, _ names: Names) throws -> String {
        let none = common.words(.absent)
        switch difference.subject {
        case .conflict(let id):
            func word(_ values: [String: Value]?) -> String {
                values?["status"].map { common.words(.status(named: $0.plainText)) } ?? none
            }
            return "\(id.prefix(8)): \(word(difference.before)) → \(word(difference.after))"
        case .row(let table, let key):
            let columns = Set((difference.before ?? [:]).keys).union((difference.after ?? [:]).keys)
            let record = try "\(names.label(table)) \(names.title(table, key: key))"
            guard let before = difference.before, let after = difference.after else {
                let (was, will) = (difference.before != nil, difference.after != nil)
                return "\(record): \(was ? record : none) → \(will ? record : none)"
            }
            let parts = try columns.sorted().map { column in
                try """
                \(names.label(table, column)) \(names.shown(before[column], table, column)) → \
                \(names.shown(after[column], table, column))
                """
            }
            return "\(record): \(parts.joined(separator: "; "))"
        }
    }

    // MARK: JSON

    private func document(_ change: SchemaChange) -> JSON {
        func list(_ names: [String]) -> JSON { .array(names.map(JSON.string)) }
        return .object([
            ("version", .string(change.version)), ("dry_run", .bool(dryRun)),
            ("added_tables", list(change.addedTables)),
            ("dropped_tables", list(change.droppedTables)),
            ("added_columns", list(change.addedColumns)),
            ("dropped_columns", list(change.droppedColumns)),
            ("remerged_tables", list(change.remergedTables)),
            ("lost_by_hand", list(change.lostByHand)),
            ("unparked", .integer(Int64(change.unparked))),
            ("differences", .array(change.differences.map(Self.document))),
        ])
    }

    private static func document(_ difference: ShownDifference) -> JSON {
        func values(_ values: [String: Value]?) -> JSON {
            guard let values else { return .null }
            return .object(values.sorted { $0.key < $1.key }.map { ($0.key, JSON($0.value)) })
        }
        let subject: [(String, JSON)] =
            switch difference.subject {
            case .row(let table, let key):
                [("table", .string(table)), ("key", .array(key.map { JSON($0) }))]
            case .conflict(let id): [("conflict", .string(id))]
            }
        return .object(
            subject + [("before", values(difference.before)), ("after", values(difference.after))])
    }
}

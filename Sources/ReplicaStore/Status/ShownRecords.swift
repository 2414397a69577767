import GRDB
public import SyncCore

/// One row, or one conflict, that is not shown as before.
public struct ShownDifference: Sendable, Equatable {
    public enum Subject: Sendable, Equatable {
        case row(table: String, key: [Value])
        /// By its id.
        case conflict(String)
    }

    public var subject: Subject
    /// Column → value, or `status` → the conflict's; nil where there was none, or is none.
    public var before: [String: Value]?
    public var after: [String: Value]?
}

extension Replica {
    /// What another replica shows otherwise than this one, which is *before*. Both fold first.
    public func differences(to other: Replica) throws -> [ShownDifference] {
        func shown(_ replica: Replica) throws -> ShownRecords {
            try replica.transaction { transaction in
                try RuleRun(transaction).run()
                return try ShownRecords(transaction)
            }
        }
        return try shown(self).differences(to: shown(other))
    }
}

/// Everything that a replica shows of its records, to compare two versions of it.
struct ShownRecords {
    private var rows: [String: [[Value]: [String: Value]]] = [:]
    private var conflicts: [String: String] = [:]

    init(_ transaction: StoreTransaction) throws {
        for table in transaction.model.tables {
            let statement = try transaction.log.statement(
                "SELECT \(table.allColumnList) FROM \(table.quoted)")
            var found: [[Value]: [String: Value]] = [:]
            while try statement.step() {
                let key = statement.values(0..<table.key.count)
                let values = statement.values(table.key.count..<table.key.count + table.columns.count)
                found[key] = Dictionary(
                    uniqueKeysWithValues: zip(table.columns.map(\.name), values))
            }
            rows[table.name] = found
        }
        for conflict in try Register(transaction).standing() {
            conflicts[conflict.id.text] = conflict.status.rawValue
        }
    }

    /// A column that was added is no difference where it shows its default.
    func differences(to other: ShownRecords) -> [ShownDifference] {
        var all: [ShownDifference] = []
        for table in Set(rows.keys).union(other.rows.keys).sorted() {
            let (mine, theirs) = (rows[table] ?? [:], other.rows[table] ?? [:])
            let keys = Set(mine.keys).union(theirs.keys)
            for key in keys.sorted(by: Self.precedes) {
                guard let change = Self.change(mine[key], theirs[key]) else { continue }
                all.append(
                    ShownDifference(
                        subject: .row(table: table, key: key), before: change.before,
                        after: change.after))
            }
        }
        for id in Set(conflicts.keys).union(other.conflicts.keys).sorted()
        where conflicts[id] != other.conflicts[id] {
            all.append(
                ShownDifference(
                    subject: .conflict(id), before: conflicts[id].map { ["status": .text($0)] },
                    after: other.conflicts[id].map { ["status": .text($0)] }))
        }
        return all
    }

    private static func precedes(_ left: [Value], _ right: [Value]) -> Bool {
        RowKey(left).bytes.lexicographicallyPrecedes(RowKey(right).bytes)
    }

    private static func change(
        _ before: [String: Value]?, _ after: [String: Value]?
    ) -> (before: [String: Value]?, after: [String: Value]?)? {
        guard let before, let after else {
            return before == nil && after == nil ? nil : (before, after)
        }
        let shared = before.keys.filter { after[$0] != nil && after[$0] != before[$0] }
        guard !shared.isEmpty else { return nil }
        return (before.filter { shared.contains($0.key) }, after.filter { shared.contains($0.key) })
    }
}

import SyncCore

/// Which rules a change can matter to: those that read one of the columns.
///
/// A set of rules is a number with a bit for each; of many rules two may share one, and then both are run.
final class RuleReads {
    /// What every rule has in common.
    static let all: Int64 = -1

    private let reads: [(bit: Int64, columns: [String: Set<String>]?)]
    private var known: [Change: Int64] = [:]

    private struct Change: Hashable {
        var table: Int
        /// A bit for each of the table's columns; nil for all, and for the row's being there.
        var columns: UInt64?
    }

    /// What the engine keeps beside the records, and a rule may read too: nobody says when it changes.
    private static let tablesOfTheEngine = ["zhibu_held", "zhibu_device", "zhibu_listed", "zhibu_row", "zhibu_finding"]

    init(_ rules: [Rule], _ log: ChangesetLog) {
        log.learnReads(of: rules.map(\.sql))
        reads = rules.enumerated().map { index, rule in
            // One that can't be prepared is run, and says why it can't.
            let columns = try? log.columnReads(of: rule.sql).columns
            let isOfTheEngine = Self.tablesOfTheEngine.contains { columns?[$0] != nil }
            return (Self.bit(of: index), isOfTheEngine ? nil : columns)
        }
    }

    static func bit(of index: Int) -> Int64 { 1 << Int64(index % 62) }

    /// The rules that read what is written to a row.
    ///
    /// - Parameter columns: A bit for each; nil for the whole row.
    func rules(reading columns: UInt64?, of table: TableModel) -> Int64 {
        let change = Change(table: table.id, columns: columns)
        if let known = known[change] { return known }
        let changed = columns.map { columns in
            Set(table.columns.indices.filter { columns & 1 << UInt64($0) != 0 }.map { table.columns[$0].name })
        }
        var rules: Int64 = 0
        for rule in reads {
            let concerns = rule.columns.map { read in
                read[table.name].map { read in changed.map { !$0.isDisjoint(with: read) } ?? true } ?? false
            }
            if concerns ?? true { rules |= rule.bit }
        }
        known[change] = rules
        return rules
    }
}

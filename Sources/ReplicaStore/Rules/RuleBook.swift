import GRDB

/// The schema's rules, and what each of them reads.
final class RuleBook {
    let rules: [Rule]
    let reads: RuleReads
    let watched: WatchedColumns

    private init(_ transaction: StoreTransaction) throws {
        rules = try Rule.all(in: transaction.database)
        if !rules.isEmpty { try transaction.database.execute(sql: Rule.givenTables) }
        reads = RuleReads(rules, transaction.log)
        watched = WatchedColumns(rules, transaction.model)
    }

    /// A connection reads them once.
    static func of(_ transaction: StoreTransaction) throws -> RuleBook {
        try transaction.log.conclusion { try RuleBook(transaction) }
    }
}

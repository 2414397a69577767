import GRDB

extension Replica {
    /// What depends on the values in dispute: which of the schema's rules, and which other queries, read them.
    ///
    /// - Parameters:
    ///   - conflict: One of the register.
    ///   - queries: By name; one that can't be prepared here reads nothing.
    /// - Returns: The rules' titles, and the names of queries, in their order.
    public func readers(
        of conflict: Conflict, among queries: [(name: String, sql: String)]
    ) throws -> (rules: [String], queries: [String]) {
        // Not a look: what the rules are given has to be there, or they can't be prepared.
        try transaction(folding: false) { transaction in
            let rules = try RuleBook.of(transaction).rules
            transaction.log.learnReads(of: queries.map(\.sql))
            func reads(_ sql: String) throws -> Bool {
                do {
                    let columns = try transaction.log.columnReads(of: sql).columns[conflict.table] ?? []
                    return conflict.unit == nil ? !columns.isEmpty : !columns.isDisjoint(with: conflict.columns)
                } catch let error as DatabaseError where RuleRun.isOfTheRule(error) {
                    return false
                }
            }
            let reading = try rules.filter { try $0.kind != conflict.kind && reads($0.sql) }
            return (reading.map { $0.title.isEmpty ? $0.name : $0.title }, try queries.filter { try reads($0.sql) }.map(\.name))
        }
    }
}

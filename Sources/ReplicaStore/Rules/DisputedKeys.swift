import SyncCore

/// Tells which rows that their tables show have conflicts: of few in a table, their keys are read once.
final class DisputedKeys {
    private let rows: RowStore
    private var found: [Int: Found] = [:]
    private static let fewMax = 100

    private enum Found {
        case few(Set<RowKey>)
        case many
    }

    init(_ rows: RowStore) { self.rows = rows }

    func contains(_ key: RowKey, of table: TableModel) throws -> Bool {
        let found = try self.found[table.id] ?? look(table)
        self.found[table.id] = found
        switch found {
        case .few(let keys): return keys.contains(key)
        case .many: return try key.values.flatMap { try rows.listedStatus(table, key: $0) } != nil
        }
    }

    private func look(_ table: TableModel) throws -> Found {
        let count = try rows.log.statement("SELECT count(*) FROM (SELECT 1 FROM zhibu_listed WHERE tbl = ? LIMIT ?)")
            .bind(1, table.id).bind(2, Self.fewMax + 1)
        defer { count.reset() }
        guard try count.step(), count.int(0) <= Self.fewMax else { return .many }
        return .few(Set(try rows.listedNames(table).map { RowKey($0.key) }))
    }
}

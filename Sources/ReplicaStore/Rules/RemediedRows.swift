import SyncCore

/// The rows that a remedy has written together with a decision, by the lines that say so.
struct RemediedRows {
    let transaction: StoreTransaction

    init(_ transaction: StoreTransaction) { self.transaction = transaction }

    /// - Parameter conflict: With the decisions that are meant: what others have written about the same is left out.
    func written(with conflict: Conflict) throws -> [DecidedRow] {
        guard conflict.rule != nil else { return [] }
        let devices = Set(conflict.decisions.map(\.by.author.device))
        let lines = try transaction.log.statement(
            """
            SELECT c.id, c.tbl, c.key, c.unit, h.scope, h.author FROM zhibu_covered c JOIN zhibu_chain h ON h.id = c.id >> 40
            WHERE c.choice LIKE ? || '%' ORDER BY c.id, c.line
            """
        ).bind(1, .text(conflict.id.remedyMark))
        var found: [(dot: Dot, table: TableModel, key: RowKey, unit: String, scope: String)] = []
        while try lines.step() {
            let dot = Dot(packed: lines.int(0))
            guard let table = transaction.model.table(named: lines.text(1)), !transaction.voids.contains(dot),
                let author = Author(lines.text(5)), devices.contains(author.device)
            else { continue }
            found.append((dot, table, RowKey(bytes: lines.bytes(2)), lines.text(3), lines.text(4)))
        }
        var places: [Place: Int] = [:]
        var rows: [DecidedRow] = []
        for line in found {
            let name = RowName(table: line.table.id, scope: line.scope, key: line.key)
            guard let unit = line.table.unit(named: line.unit), let key = line.key.values,
                !transaction.specials.isWithdrawn(line.dot, unit: line.unit, of: name),
                let hash = try transaction.log.hash(of: line.dot)
            else { continue }
            let place = Place(name: name, unit: unit)
            if let known = places[place] {
                rows[known].hashes.insert(hash)
            } else {
                places[place] = rows.count
                rows.append(DecidedRow(entry: try transaction.rows.entry(line.table, key: key, scope: line.scope), unit: unit, hashes: [hash]))
            }
        }
        return rows
    }

    private struct Place: Hashable {
        var name: RowName
        var unit: Int
    }
}

import GRDB
import SyncCore

/// Brings a file to format 9: what `zhibu_row` had of rows that their tables show goes to their clocks, and their conflicts into
/// the list.
struct StatesToClocks {
    let transaction: StoreTransaction

    init(_ transaction: StoreTransaction) { self.transaction = transaction }

    func run() throws {
        try transaction.database.execute(sql: "DROP INDEX IF EXISTS zhibu_row_status")
        let notShown = RowStatus.aside.rawValue | RowStatus.dead.rawValue
        let rows = try transaction.log.statement("SELECT tbl, key, scope FROM zhibu_row WHERE NOT status & ?").bind(1, notShown)
        var names: [RowName] = []
        while try rows.step() {
            names.append(RowName(table: Int(rows.int(0)), scope: rows.text(2), key: RowKey(bytes: rows.bytes(1))))
        }
        for name in names {
            // Of a damaged table it stays, until that is made anew.
            guard let table = transaction.model.table(id: name.table), let key = name.key.values else { continue }
            let entry = try transaction.rows.entry(table, key: key, scope: name.scope)
            // One that a tool took out past the triggers is as it was.
            guard entry.place != nil else { continue }
            entry.hasStoredState = true
            entry.isChanged = true
        }
    }
}

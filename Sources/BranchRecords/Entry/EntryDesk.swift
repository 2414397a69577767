internal import GRDB

/// What entry knows of the tables, read once: where many records are entered, one desk saves looking at the schema for each.
///
/// A desk belongs to one schema; several replicas that have it may share the desk. It is not for several threads.
public final class EntryDesk {
    private var layouts: [String: ImportLayout] = [:]
    private var cells: CellReader?

    public init() {}

    func layout(_ table: String, in db: Database) throws -> ImportLayout {
        if let known = layouts[table] { return known }
        let layout = try ImportLayout(table, in: db)
        layouts[table] = layout
        return layout
    }

    func cells(in db: Database) throws -> CellReader {
        if let cells { return cells }
        let reader = try CellReader(db)
        cells = reader
        return reader
    }
}

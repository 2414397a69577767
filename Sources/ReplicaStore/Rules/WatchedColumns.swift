import SyncCore

/// The columns whose former values some rule reads in `zhibu_former`: those whose table and name it has in quotes.
struct WatchedColumns {
    /// Table → indices of its columns.
    private(set) var columns: [Int: [Int]] = [:]

    init(_ rules: [Rule], _ model: SchemaModel) {
        let named = rules.filter(\.readsFormer).map(\.literals)
        guard !named.isEmpty else { return }
        for table in model.tables {
            let naming = named.filter { $0.contains(table.name) }
            let watched = table.columns.indices.filter { index in
                naming.contains { $0.contains(table.columns[index].name) }
            }
            if !watched.isEmpty { columns[table.id] = watched }
        }
    }

    /// Whether a changeset may have taken away what one of these columns showed.
    func concerns(_ write: NewWrite) -> Bool {
        guard let watched = columns[write.table.id] else { return false }
        guard !write.isInsertion, !write.isMore, let written = write.columns else { return true }
        return watched.contains { written & 1 << UInt64($0) != 0 }
    }
}

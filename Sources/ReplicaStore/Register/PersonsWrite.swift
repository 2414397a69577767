import SyncCore

extension StoreTransaction {
    /// Writes, as of now, what a person said about a row: an operation that has seen all that is held
    /// here, and the lines that go with it in the same changeset.
    ///
    /// - Parameters:
    ///   - operation: Nil where only the lines are written.
    ///   - unit: What an update writes; nil for presence.
    func record(
        _ operation: RowOperation?, unit: Int? = nil, _ lines: [ChangesetLine] = [],
        about entry: RowEntry
    ) throws {
        let table = entry.table
        let at = surroundings.now() + (try meta.int(.clockOffset) ?? 0)
        var isKnown = true
        try write(scope: entry.scope, at: at) { changeset in
            if let operation {
                try changeset.append(operation, of: table, rowKey: entry.rowKey, at: changeset.at)
            }
            for line in lines {
                changeset.append(line, of: table, rowKey: entry.rowKey)
                try CoveredTable(log: log).save(
                    line, table: table, key: entry.key, scope: entry.scope, at: changeset.dot)
            }
            guard let operation else { return }
            // What one changeset says of a row's presence and of its values, only the log tells together.
            if entry.hasWrites(of: changeset.dot, besides: unit) { isKnown = false }
            var write = RowWrite()
            write.append(operation.verb, units: unit.map { [$0: operation.values] } ?? [:])
            isKnown = try rows.apply(write, to: entry, dot: changeset.dot) { _ in true } && isKnown
        }
        guard operation != nil else { return }
        entry.isChanged = true
        // Whether increments count may depend on the presence that was written.
        if !isKnown || specials.contains(entry.name) || table.accumulates { markStale(entry.name) }
    }
}

extension RowEntry {
    /// Whether a changeset has written the row's presence, or where that is written now, one of its units.
    fileprivate func hasWrites(of dot: Dot, besides unit: Int?) -> Bool {
        if state.absences.contains(dot) || state.presence.contains(where: { $0.dot == dot }) { return true }
        return unit == nil && state.units.contains { heads in heads.contains { $0.dot == dot } }
    }
}

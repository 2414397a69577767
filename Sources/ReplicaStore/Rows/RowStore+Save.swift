import GRDB
import SyncCore

/// Writes rows with their clocks: what the table shows, and what it has no place for.
extension RowStore {
    /// Writes every changed row and forgets all of them.
    func flush() throws {
        // Rows of other scopes that are found on the way are added behind.
        var next = 0
        while next < inOrder.count {
            let entry = inOrder[next]
            next += 1
            if entry.isChanged { try save(entry) }
        }
        try writePending()
        try writeStates()
        forgetEntries()
    }

    private func save(_ entry: RowEntry) throws {
        // What the table shows and goes on to show leaves no room for another scope's row.
        if entry.place != nil, entry.state.isLive, sameKey(as: entry).count == 1 {
            try saveShown(entry)
            entry.isChanged = false
        } else {
            try saveAllScopes(of: entry)
        }
    }

    /// Writes all rows with one key. The table shows the first live one by the name of its scope; it may show another
    /// one now, or one that an edit has put there.
    private func saveAllScopes(of entry: RowEntry) throws {
        let holder = try holder(of: entry)
        for scope in try scopesAside(entry) { _ = try self.entry(entry.table, key: entry.key, scope: scope) }
        let rows = sameKey(as: entry)
        let winner = rows.filter(\.state.isLive).min { $0.scope < $1.scope }
        if let holder, holder !== winner {
            try materialise(holder)
            try deleteShown(holder)
            holder.isChanged = true
        }
        for row in rows where row !== winner && row.isChanged {
            try unlist(row)
            if row.state.isUnwritten {
                row.hasStoredState = true
                try dropState(row)
            } else {
                try materialise(row)
                try saveState(row, status: row.state.isLive ? statusAside(row) : [.dead])
            }
            row.isChanged = false
        }
        if let winner, winner.isChanged || winner.place == nil { try saveShown(winner) }
        winner?.isChanged = false
    }

    /// Its own conflicts are there for every holder of its scope, whether the table shows it or not.
    private func statusAside(_ entry: RowEntry) throws -> RowStatus {
        var status: RowStatus = [.aside]
        for (unit, model) in entry.table.units.enumerated() where model.policy.accumulation == nil {
            let standing = try verdict(entry, unit: unit).verdict.standing
            if standing == .open { status.insert(.openValue) }
            if standing == .settled { status.insert(.settled) }
        }
        if !entry.state.absences.isEmpty {
            status.insert(entry.table.columns.isEmpty ? .settled : .openDeleteEdit)
        }
        return status
    }

    /// The row that is in the table under an entry's key.
    private func holder(of entry: RowEntry) throws -> RowEntry? {
        if let holder = sameKey(as: entry).first(where: { $0.place != nil }) { return holder }
        guard let place = try place(entry.table, key: entry.key),
            let scope = chains[try clock(entry.table, at: place, key: entry.rowKey).base.chain]?.scope
        else { return nil }
        let holder = try self.entry(entry.table, key: entry.key, scope: scope)
        holder.place = place
        return holder
    }

    /// The scopes whose rows with an entry's key are live and not in the table.
    private func scopesAside(_ entry: RowEntry) throws -> [String] {
        guard storedStates[entry.table.id] != false else { return [] }
        let rows = try log.statement("SELECT scope FROM zhibu_row WHERE tbl = ? AND key = ? AND status & \(RowStatus.aside.rawValue)")
            .bind(1, entry.table.id).bind(2, blob: entry.rowKey.bytes)
        defer { rows.reset() }
        var scopes: [String] = []
        while try rows.step() { scopes.append(rows.text(0)) }
        return scopes
    }

    private func saveShown(_ entry: RowEntry) throws {
        let table = entry.table
        var status: RowStatus = []
        var visible: [Value] = Array(repeating: .null, count: table.columns.count)
        var changed: [Int] = []
        for (unit, model) in table.units.enumerated() {
            let heads = entry.state.units[unit]
            if entry.place != nil, entry.totals[unit] == nil,
                model.policy.accumulation != nil || heads.count == 1 && heads[0].values == nil
            {
                if let owner = model.policy.owner, try claim(heads[0], owner: owner) == .proposes {
                    status.insert(.openValue)
                }
                continue
            }
            let (verdict, _, values) = try verdict(entry, unit: unit)
            if verdict.standing == .open { status.insert(.openValue) }
            if verdict.standing == .settled { status.insert(.settled) }
            for (column, value) in zip(model.columns, values[verdict.visible]) {
                visible[column] = admitted(value, table.columns[column])
                changed.append(column)
            }
        }
        if !entry.state.absences.isEmpty {
            status.insert(table.columns.isEmpty ? .settled : .openDeleteEdit)
        }
        let isSimple = entry.state.isSimple && status.isEmpty
        if !isSimple { try materialiseSeveral(entry) }
        if let place = entry.place {
            try update(table, place, changed, visible)
        } else {
            entry.place = try insert(table, entry.key, visible)
        }
        try saveClock(entry, isSimple: isSimple)
        try unlist(entry)
        if let place = entry.place, !isSimple {
            if status.isListed { try list(status, at: place, scope: entry.scope, of: table) }
            entry.listedAt = place
        }
        try dropState(entry)
    }

    /// Takes a row out of the list of conflicts, as is needed before its place can become another's.
    func unlist(_ entry: RowEntry) throws {
        guard let place = entry.listedAt else { return }
        try writePending()
        try log.statement("DELETE FROM zhibu_listed WHERE tbl = ? AND place = ?")
            .bind(1, entry.table.id).bind(2, listed: place).run()
        entry.listedAt = nil
    }

    /// SQLite enforces NOT NULL here too; the schema gives such a column a default.
    private func admitted(_ value: Value, _ column: TableModel.Column) -> Value {
        value == .null && column.isNotNull ? column.defaultValue : value
    }

    private func deleteShown(_ entry: RowEntry) throws {
        guard let place = entry.place else { return }
        try writePending()
        try log.statement(entry.table.rowQueries.delete).bind(1, place: place).run()
        try log.statement(entry.table.rowQueries.deleteClock).bind(1, place: place).run()
        try unlist(entry)
        entry.place = nil
    }

    /// Gives every head its own values, before the table stops showing them.
    private func materialise(_ entry: RowEntry) throws {
        if entry.place != nil { _ = try shown(entry) }
        for (unit, model) in entry.table.units.enumerated() {
            let total = try model.policy.accumulation.map { try self.total(entry, unit: unit, $0) }
            for index in entry.state.units[unit].indices {
                let head = entry.state.units[unit][index]
                entry.state.units[unit][index].values =
                    try total.map { [$0] } ?? values(head, unit: unit, of: entry)
            }
        }
    }

    /// A single head of a unit is what the table shows; only several need values of their own.
    private func materialiseSeveral(_ entry: RowEntry) throws {
        for unit in entry.state.units.indices {
            let several = entry.state.units[unit].count > 1
            for index in entry.state.units[unit].indices {
                let head = entry.state.units[unit][index]
                entry.state.units[unit][index].values =
                    several ? try values(head, unit: unit, of: entry) : nil
            }
        }
    }

    private func update(
        _ table: TableModel, _ place: RowPlace, _ columns: [Int], _ values: [Value]
    ) throws {
        guard !columns.isEmpty else { return }
        let columns = columns.sorted()
        let statement = try table.update(columns, in: log)
        for (index, column) in columns.enumerated() { statement.bind(index + 1, values[column]) }
        try statement.bind(columns.count + 1, place: place).run()
    }

    private func insert(_ table: TableModel, _ key: [Value], _ values: [Value]) throws -> RowPlace {
        let all = key + values
        let statement = try log.statement(table.rowQueries.insert)
        for (index, value) in all.enumerated() { statement.bind(index + 1, value) }
        try statement.run()
        return table.place(log.database.lastInsertedRowID, key: key)
    }

    private func saveClock(_ entry: RowEntry, isSimple: Bool) throws {
        guard let place = entry.place,
            let clock = RowClock(keyHash: entry.rowKey.hash64, entry.state, isSimple: isSimple, of: entry.table)
        else { return }
        try saveClock(clock.blob, at: place, of: entry.table)
    }

    /// Of a row that the table does not show.
    private func saveState(_ entry: RowEntry, status: RowStatus) throws {
        unwrittenStates[entry.name] = (status, RowStateBlob.encode(entry.state, of: entry.table))
        storedStates[entry.table.id] = true
        entry.hasStoredState = true
    }

    private static let saveStateQuery: Query = """
        INSERT OR REPLACE INTO zhibu_row(tbl, key, scope, status, state) VALUES (?, ?, ?, ?, ?)
        """

    private func writeStates() throws {
        guard !unwrittenStates.isEmpty else { return }
        let states = unwrittenStates.sorted { $0.key.precedes($1.key) }
        unwrittenStates = [:]
        for (name, state) in states {
            try log.statement(Self.saveStateQuery)
            .bind(1, name.table).bind(2, blob: name.key.bytes).bind(3, name.scope)
            .bind(4, state.status.rawValue).bind(5, blob: state.blob).run()
        }
    }

    private func dropState(_ entry: RowEntry) throws {
        guard entry.hasStoredState else { return }
        unwrittenStates[entry.name] = nil
        try log.statement("DELETE FROM zhibu_row WHERE tbl = ? AND key = ? AND scope = ?")
            .bind(1, entry.table.id).bind(2, blob: entry.rowKey.bytes).bind(3, entry.scope).run()
        entry.hasStoredState = false
    }
}

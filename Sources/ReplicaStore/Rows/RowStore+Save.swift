import GRDB
import SyncCore

/// Writes rows with their clocks: what the table shows, and what it has no place for.
extension RowStore {
    /// Writes every changed row and forgets all of them.
    func flush() throws {
        for entry in inOrder where entry.isChanged { try save(entry) }
        try writeStates()
        forgetEntries()
    }

    private func save(_ entry: RowEntry) throws {
        if entry.state.isLive {
            if let other = try rowOfAnotherScope(entry) {
                if other.state.isLive, other.scope < entry.scope { return try saveAside(entry) }
                try displace(other)
            }
            try saveShown(entry)
        } else if entry.state.isUnwritten {
            try deleteShown(entry)
            entry.hasStoredState = true
            try dropState(entry)
            try promoteAside(entry)
        } else {
            try saveDead(entry)
        }
        entry.isChanged = false
    }

    private func rowOfAnotherScope(_ entry: RowEntry) throws -> RowEntry? {
        guard entry.place == nil, let place = try place(entry.table, key: entry.key) else {
            return nil
        }
        let clock = try clock(entry.table, at: place, key: entry.rowKey)
        guard let scope = chains[clock.base.chain]?.scope, scope != entry.scope else { return nil }
        return try self.entry(entry.table, key: entry.key, scope: scope)
    }

    /// The table is about to show the row of a scope that comes first by name.
    private func displace(_ other: RowEntry) throws {
        try materialise(other)
        try deleteShown(other)
        try saveState(other, status: other.state.isLive ? [.aside] : [.dead])
        other.isChanged = false
    }

    private func saveAside(_ entry: RowEntry) throws {
        try materialise(entry)
        if entry.place != nil { try deleteShown(entry) }
        try saveState(entry, status: [.aside])
        entry.isChanged = false
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
        if isSimple {
            try dropState(entry)
        } else {
            try saveState(entry, status: status)
        }
    }

    /// SQLite enforces NOT NULL here too; the schema gives such a column a default.
    private func admitted(_ value: Value, _ column: TableModel.Column) -> Value {
        value == .null && column.isNotNull ? column.defaultValue : value
    }

    private func saveDead(_ entry: RowEntry) throws {
        try materialise(entry)
        if entry.place != nil { try deleteShown(entry) }
        try saveState(entry, status: [.dead])
        try promoteAside(entry)
    }

    /// The row of another scope takes the place of one that is gone.
    private func promoteAside(_ entry: RowEntry) throws {
        try writeStates()
        let row = try log.statement(
            """
            SELECT scope FROM zhibu_row WHERE tbl = ? AND key = ? AND status & 8
            ORDER BY scope LIMIT 1
            """
        ).bind(1, entry.table.id).bind(2, blob: entry.rowKey.bytes)
        guard try row.step() else { return }
        let scope = row.text(0)
        row.reset()
        let other = try self.entry(entry.table, key: entry.key, scope: scope)
        try saveShown(other)
    }

    private func deleteShown(_ entry: RowEntry) throws {
        guard let place = entry.place else { return }
        try log.statement(entry.table.rowQueries.delete).bind(1, place: place).run()
        try log.statement(entry.table.rowQueries.deleteClock).bind(1, place: place).run()
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
        guard let place = entry.place else { return }
        let state = entry.state
        let base =
            state.presence.first?.dot ?? state.units.lazy.compactMap { $0.first?.dot }.first
        guard let base else { return }
        var clock = RowClock(
            isSimple: isSimple, keyHash: entry.rowKey.hash64, base: base)
        if isSimple {
            for (unit, heads) in zip(entry.table.units, state.units) where heads[0].dot != base {
                clock.exceptions.append(
                    (entry.table.columns[unit.columns[0]].position, heads[0].dot))
            }
        }
        try saveClock(clock.blob, at: place, of: entry.table)
    }

    func saveClock(_ blob: [UInt8], at place: RowPlace, of table: TableModel) throws {
        let statement = try log.statement(table.rowQueries.saveClock).bind(2, place: place)
        try blob.withUnsafeBytes {
            statement.bind(1, lasting: $0)
            try statement.run()
        }
    }

    private func saveState(_ entry: RowEntry, status: RowStatus) throws {
        saveState(RowStateBlob.encode(entry.state, of: entry.table), status: status, of: entry.name)
        entry.hasStoredState = true
    }

    func saveState(_ blob: [UInt8], status: RowStatus, of name: RowName) {
        unwrittenStates[name] = (status, blob)
        storedStates[name.table] = true
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

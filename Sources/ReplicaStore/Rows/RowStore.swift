import GRDB
import SyncCore

/// Loads and saves rows with their clocks, within one transaction.
///
/// A row that many changesets of a batch touch is read once and written once.
final class RowStore {
    private let log: ChangesetLog
    private let chains: ChainTable
    private var entries: [RowName: RowEntry] = [:]
    private var stamps: [Dot: Stamp] = [:]
    /// Tables whose clocks are being made anew: a row without one is as if it had never been written.
    var lackClocks: Set<Int> = []
    /// The roles in which a changeset was written.
    var roles: (Dot) throws -> Set<String> = { _ in [] }

    init(log: ChangesetLog, chains: ChainTable) {
        self.log = log
        self.chains = chains
    }

    var count: Int { entries.count }

    func entry(_ table: TableModel, key: [Value], scope: String) throws -> RowEntry {
        let rowKey = RowKey(key)
        let name = RowName(table: table.id, scope: scope, key: rowKey)
        if let entry = entries[name] { return entry }
        let entry = RowEntry(table: table, key: key, rowKey: rowKey, scope: scope)
        try load(entry)
        entries[name] = entry
        return entry
    }

    /// Puts an entry whose prior state the fold has found by itself.
    func put(_ entry: RowEntry) {
        entries[RowName(table: entry.table.id, scope: entry.scope, key: entry.rowKey)] = entry
    }

    // MARK: load

    private func load(_ entry: RowEntry) throws {
        if let rowid = try rowid(entry.table, key: entry.key) {
            if lackClocks.contains(entry.table.id),
                try storedClock(entry.table, rowid: rowid) == nil
            {
                entry.rowid = rowid
                return
            }
            let clock = try clock(entry.table, rowid: rowid, key: entry.rowKey)
            if chains[clock.base.chain]?.scope == entry.scope {
                entry.rowid = rowid
                if clock.isSimple {
                    entry.state = simpleState(clock, of: entry.table)
                    return
                }
            }
        }
        try loadStoredState(entry)
    }

    func loadStoredState(_ entry: RowEntry) throws {
        let row = try log.statement(
            "SELECT state FROM zhibu_row WHERE tbl = ? AND key = ? AND scope = ?"
        ).bind(1, entry.table.id).bind(2, blob: entry.rowKey.bytes).bind(3, entry.scope)
        guard try row.step() else { return }
        defer { row.reset() }
        entry.state = try RowStateBlob.decode(row.bytes(0), of: entry.table)
        entry.hasStoredState = true
    }

    func rowid(_ table: TableModel, key: [Value]) throws -> Int64? {
        let row = try log.statement(table.rowQueries.rowid)
        for (index, value) in key.enumerated() { row.bind(index + 1, value) }
        guard try row.step() else { return nil }
        defer { row.reset() }
        return row.int(0)
    }

    /// - Throws: `ClockLost` where the row was renumbered or written past the triggers.
    func clock(_ table: TableModel, rowid: Int64, key: RowKey) throws -> RowClock {
        guard let clock = try storedClock(table, rowid: rowid), clock.keyHash == key.hash64 else {
            throw ClockLost(table: table.name)
        }
        return clock
    }

    /// The scope whose row a table shows; nil where it shows none with that key.
    func shownScope(_ table: TableModel, key: [Value]) throws -> String? {
        guard let rowid = try rowid(table, key: key) else { return nil }
        return chains[try clock(table, rowid: rowid, key: RowKey(key)).base.chain]?.scope
    }

    func storedClock(_ table: TableModel, rowid: Int64) throws -> RowClock? {
        let row = try log.statement(table.rowQueries.clock).bind(1, rowid)
        guard try row.step() else { return nil }
        defer { row.reset() }
        guard let clock = RowClock(blob: row.bytes(0)) else {
            throw StoreError(.fileDamaged, "clock of \(table.name)")
        }
        return clock
    }

    func simpleState(_ clock: RowClock, of table: TableModel) -> RowState {
        var state = RowState(unitCount: table.units.count)
        state.presence = [.init(dot: clock.base, isPresent: true)]
        for (index, unit) in table.units.enumerated() {
            let position = table.columns[unit.columns[0]].position
            let dot = clock.exceptions.first { $0.position == position }?.dot ?? clock.base
            // Where a proposal waits, a row is not simple: another's single head is a blank.
            state.units[index] = [
                .init(dot: dot, values: nil, isBlank: unit.policy.owner != nil)
            ]
        }
        return state
    }

    /// The values that heads without values of their own mean.
    func shown(_ entry: RowEntry) throws -> [Value] {
        if let shown = entry.shown { return shown }
        guard let rowid = entry.rowid else {
            throw StoreError(.fileDamaged, "a row of \(entry.table.name) has lost its values")
        }
        let row = try log.statement(entry.table.rowQueries.values).bind(1, rowid)
        guard try row.step() else {
            throw StoreError(.fileDamaged, "a row of \(entry.table.name) has vanished")
        }
        defer { row.reset() }
        let values = row.values(0..<entry.table.columns.count)
        entry.shown = values
        return values
    }

    func values(_ head: RowState.Head, unit: Int, of entry: RowEntry) throws -> [Value] {
        if let values = head.values { return values }
        return entry.table.values(ofUnit: unit, in: try shown(entry))
    }

    // MARK: writes

    /// Takes in what a changeset wrote to a row. A head that becomes one of several keeps its value,
    /// which only the table had so far.
    ///
    /// - Returns: False where only the log can tell what the row shows now.
    func apply(
        _ write: RowWrite, to entry: RowEntry, dot: Dot, hasSeen: (Dot) -> Bool
    ) throws -> Bool {
        let units = entry.table.units
        for unit in write.units.keys {
            for (index, head) in entry.state.units[unit].enumerated() where head.values == nil {
                let stays = try !hasSeen(head.dot) || keeps(head.dot, of: units[unit], writtenBy: dot)
                if stays { entry.state.units[unit][index].values = try values(head, unit: unit, of: entry) }
            }
        }
        try entry.state.apply(write, dot: dot, hasSeen: hasSeen) {
            try keeps($1, of: units[$0], writtenBy: dot)
        }
        return !units.indices.contains { unit in
            units[unit].policy == .text && entry.state.units[unit].count > 1
                && (write.presence != nil || write.units[unit] != nil)
        }
    }

    // MARK: verdicts

    func stamp(of dot: Dot) throws -> Stamp {
        if let known = stamps[dot] { return known }
        guard let chain = chains[dot.chain], let at = try log.at(of: dot),
            let hash = try log.hash(of: dot)
        else { throw StoreError(.logDamaged, "changeset \(dot.number) of chain \(dot.chain.value)") }
        let stamp = Stamp(at: at, author: chain.author, hash: hash)
        stamps[dot] = stamp
        return stamp
    }

    func verdict(
        _ entry: RowEntry, unit: Int
    ) throws -> (verdict: Verdict, heads: [RowState.Head], values: [[Value]]) {
        if let accumulation = entry.table.units[unit].policy.accumulation {
            let total = try total(entry, unit: unit, accumulation)
            return (Verdict(visible: 0, standing: .agreed), [], [[total]])
        }
        let heads = entry.state.judgedHeads(unit: unit)
        let values = try heads.map { try self.values($0, unit: unit, of: entry) }
        guard !heads.isEmpty else {
            let columns = entry.table.units[unit].columns
            let defaults = columns.map { entry.table.columns[$0].defaultValue }
            return (Verdict(visible: 0, standing: .agreed), [], [defaults])
        }
        let policy = entry.table.units[unit].policy
        if policy == .text, let text = try mergedText(entry, unit: unit, heads, values) {
            return (Verdict(visible: heads.count, standing: .agreed), heads, values + [[text]])
        }
        let verdict = try policy.verdict(among: values) {
            try stamp(of: heads[$0].dot)
        } claim: {
            try claim(heads[$0], owner: policy.owner)
        }
        return (verdict, heads, values)
    }

    /// Nil where there is nothing to merge, or no way to.
    private func mergedText(
        _ entry: RowEntry, unit: Int, _ heads: [RowState.Head], _ values: [[Value]]
    ) throws -> Value? {
        guard Set(values).count > 1, case .text(let base)? = entry.state.bases[unit] else { return nil }
        let stamps = try heads.map { try stamp(of: $0.dot) }
        return TextMerge.merged(base: base, values: values.map { $0[0] }, stamps: stamps)
    }

    private func claim(_ head: RowState.Head, owner: String?) throws -> MergePolicy.Claim {
        if try owner.map(roles(head.dot).contains) ?? true { return .decides }
        return head.isBlank ? .nothing : .proposes
    }

    /// Whether a write leaves a head of a unit standing although it has seen it: a proposal takes
    /// nothing from the role that owns the unit.
    func keeps(_ head: Dot, of unit: TableModel.Unit, writtenBy writer: Dot) throws -> Bool {
        guard let owner = unit.policy.owner else { return false }
        return try !roles(writer).contains(owner) && roles(head).contains(owner)
    }

    /// What a counter or set shows.
    private func total(
        _ entry: RowEntry, unit: Int, _ accumulation: Accumulation
    ) throws -> Value {
        if let total = entry.totals[unit] { return total }
        if entry.rowid != nil { return try shown(entry)[entry.table.units[unit].columns[0]] }
        // Set aside with the row: every head holds it.
        return entry.state.units[unit].first?.values?.first ?? accumulation.empty
    }

    // MARK: save

    /// Writes every changed row and forgets all of them.
    func flush() throws {
        for entry in entries.values where entry.isChanged { try save(entry) }
        entries = [:]
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
        guard entry.rowid == nil, let rowid = try rowid(entry.table, key: entry.key) else {
            return nil
        }
        let clock = try clock(entry.table, rowid: rowid, key: entry.rowKey)
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
        if entry.rowid != nil { try deleteShown(entry) }
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
            if entry.rowid != nil, entry.totals[unit] == nil,
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
        if let rowid = entry.rowid {
            try update(table, rowid, changed, visible)
        } else {
            entry.rowid = try insert(table, entry.key, visible)
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
        if entry.rowid != nil { try deleteShown(entry) }
        try saveState(entry, status: [.dead])
        try promoteAside(entry)
    }

    /// The row of another scope takes the place of one that is gone.
    private func promoteAside(_ entry: RowEntry) throws {
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
        guard let rowid = entry.rowid else { return }
        try log.statement(
            "DELETE FROM \(entry.table.quoted) WHERE \(entry.table.rowid) = ?"
        ).bind(1, rowid).run()
        try log.statement("DELETE FROM \(entry.table.clock) WHERE rid = ?").bind(1, rowid).run()
        entry.rowid = nil
    }

    /// Gives every head its own values, before the table stops showing them.
    private func materialise(_ entry: RowEntry) throws {
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
        _ table: TableModel, _ rowid: Int64, _ columns: [Int], _ values: [Value]
    ) throws {
        guard !columns.isEmpty else { return }
        let columns = columns.sorted()
        let sets = columns.map { "\(table.columns[$0].name.quotedName) = ?" }
        let statement = try log.statement(
            """
            UPDATE \(table.quoted) SET \(sets.joined(separator: ", ")) WHERE \(table.rowid) = ?
            """)
        for (index, column) in columns.enumerated() { statement.bind(index + 1, values[column]) }
        try statement.bind(columns.count + 1, rowid).run()
    }

    private func insert(_ table: TableModel, _ key: [Value], _ values: [Value]) throws -> Int64 {
        let all = key + values
        let statement = try log.statement(table.rowQueries.insert)
        for (index, value) in all.enumerated() { statement.bind(index + 1, value) }
        try statement.run()
        return log.database.lastInsertedRowID
    }

    private func saveClock(_ entry: RowEntry, isSimple: Bool) throws {
        guard let rowid = entry.rowid else { return }
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
        try log.statement(entry.table.rowQueries.saveClock)
            .bind(1, rowid).bind(2, blob: clock.blob).run()
    }

    private func saveState(_ entry: RowEntry, status: RowStatus) throws {
        try log.statement(
            """
            INSERT OR REPLACE INTO zhibu_row(tbl, key, scope, status, state)
            VALUES (?, ?, ?, ?, ?)
            """
        )
        .bind(1, entry.table.id).bind(2, blob: entry.rowKey.bytes).bind(3, entry.scope)
        .bind(4, status.rawValue).bind(5, blob: RowStateBlob.encode(entry.state, of: entry.table))
        .run()
        entry.hasStoredState = true
    }

    private func dropState(_ entry: RowEntry) throws {
        guard entry.hasStoredState else { return }
        try log.statement("DELETE FROM zhibu_row WHERE tbl = ? AND key = ? AND scope = ?")
            .bind(1, entry.table.id).bind(2, blob: entry.rowKey.bytes).bind(3, entry.scope).run()
        entry.hasStoredState = false
    }
}

/// A row's clock is missing or belongs to another key: rowids were renumbered, or a tool wrote past
/// the triggers. The table's clocks are computed again from the log.
struct ClockLost: Error {
    var table: String
}

import GRDB
import SyncCore

/// Loads and saves rows with their clocks, within one transaction.
///
/// A row that many changesets of a batch touch is read once and written once.
final class RowStore {
    let log: ChangesetLog
    let chains: ChainTable
    /// One of the rows of each key; those of other scopes hang on it.
    private var byKey: [KeyName: RowEntry] = [:]
    /// In the order in which they came: rows that lie together were written together, as a rule.
    private(set) var inOrder: [RowEntry] = []
    /// What is yet to be written of rows that their table does not show: by key, so that a batch of them goes through the
    /// tree once.
    var unwrittenStates: [RowName: (status: RowStatus, blob: [UInt8])] = [:]
    var stamps: [Dot: Stamp] = [:]
    /// Table → whether there are rows that it does not show, as far as that was asked.
    var storedStates: [Int: Bool] = [:]
    var pending = PendingWrites()
    private var looks: [Look: Statement] = [:]
    /// Tables whose clocks are made anew in this transaction: a row without one is as if it had never been written,
    /// also for those rows that are computed from their whole story when the transaction ends.
    var lackClocks: Set<Int> = []
    /// The roles in which a changeset was written.
    var roles: (Dot) throws -> Set<String> = { _ in [] }

    init(log: ChangesetLog, chains: ChainTable) {
        self.log = log
        self.chains = chains
    }

    /// A row wherever it is: a table shows it once.
    private struct KeyName: Hashable {
        var table: Int
        var key: RowKey
    }

    private struct Look: Hashable {
        var table: Int
        var columns: [Int]
        var isByPlace: Bool
    }

    /// See `TableModel.look`: many changesets ask for the same.
    func look(for columns: [Int], of table: TableModel, byPlace: Bool) throws -> Statement {
        let look = Look(table: table.id, columns: columns, isByPlace: byPlace)
        if let known = looks[look] { return known }
        let statement = try log.statement(table.look(for: columns, byPlace: byPlace))
        looks[look] = statement
        return statement
    }

    var count: Int { inOrder.count }

    /// Whether a row with this key is in work, of whatever scope.
    func holdsKey(of name: RowName) -> Bool { byKey[KeyName(table: name.table, key: name.key)] != nil }

    /// The rows in work that have an entry's key, of all scopes.
    func sameKey(as entry: RowEntry) -> [RowEntry] {
        guard let first = byKey[KeyName(table: entry.table.id, key: entry.rowKey)] else { return [] }
        return Array(sequence(first: first, next: \.otherScope))
    }

    func entry(_ table: TableModel, key: [Value], scope: String) throws -> RowEntry {
        let rowKey = RowKey(key)
        let name = KeyName(table: table.id, key: rowKey)
        let first = byKey[name]
        var known = first
        while let entry = known, entry.scope != scope { known = entry.otherScope }
        if let known { return known }
        let entry = RowEntry(table: table, key: key, rowKey: rowKey, scope: scope)
        entry.otherScope = first
        try load(entry)
        byKey[name] = entry
        inOrder.append(entry)
        return entry
    }

    /// Puts an entry whose prior state was found elsewhere; none of that key and scope is in work.
    func put(_ entry: RowEntry) {
        let name = KeyName(table: entry.table.id, key: entry.rowKey)
        var known = byKey[name]
        while let other = known, other.scope != entry.scope { known = other.otherScope }
        if known === entry { return }
        precondition(known == nil, "two entries of one row")
        entry.otherScope = byKey[name]
        byKey[name] = entry
        inOrder.append(entry)
    }

    func forgetEntries() {
        byKey = [:]
        inOrder = []
    }

    // MARK: load

    private func load(_ entry: RowEntry) throws {
        // What is in the table is another scope's, whose clock is yet to be written.
        if entry.otherScope != nil, sameKey(as: entry).contains(where: { $0.place != nil }) {
            return try loadStoredState(entry)
        }
        if let place = try place(entry.table, key: entry.key) {
            if lackClocks.contains(entry.table.id),
                try storedClock(entry.table, at: place) == nil
            {
                entry.place = place
                return
            }
            let clock = try clock(entry.table, at: place, key: entry.rowKey)
            if chains[clock.base.chain]?.scope == entry.scope {
                entry.place = place
                return try load(entry, from: clock, at: place)
            }
        }
        try loadStoredState(entry)
    }

    /// - Parameter place: Where the table shows it, or showed it before it was taken out.
    func load(_ entry: RowEntry, from clock: RowClock, at place: RowPlace) throws {
        guard let state = try clock.state(of: entry.table) else { return try loadStoredState(entry) }
        entry.state = state
        if !clock.isSimple { entry.listedAt = place }
    }

    /// The rows that a table shows and that have conflicts.
    func listed(_ table: TableModel) throws -> [RowEntry] {
        try listedNames(table).map { try entry(table, key: $0.key, scope: $0.scope) }
    }

    /// - Throws: `ClockLost` where a row is not where it was listed.
    func listedNames(_ table: TableModel) throws -> [(key: [Value], scope: String)] {
        try writePending()
        let rows = try log.statement(table.rowQueries.listed).bind(1, table.id)
        var names: [(key: [Value], scope: String)] = []
        while try rows.step() {
            let key = table.placing.isKey ? RowKey(bytes: rows.bytes(1)).values : rows.values(1..<1 + table.key.count)
            guard let key, !key.contains(.null) else {
                rows.reset()
                throw ClockLost(table: table.name)
            }
            names.append((key, rows.text(0)))
        }
        return names
    }

    func listedStatus(_ table: TableModel, key: [Value]) throws -> RowStatus? {
        try writePending()
        guard let place = try place(table, key: key) else { return nil }
        let row = try log.statement("SELECT status FROM zhibu_listed WHERE tbl = ? AND place = ?")
            .bind(1, table.id).bind(2, listed: place)
        guard try row.step() else { return nil }
        defer { row.reset() }
        return RowStatus(rawValue: Int(row.int(0)))
    }

    /// The rows of a table that have more to them than one head a unit, whether the table shows them or not.
    func withStates(_ table: TableModel) throws -> [RowName] {
        try writePending()
        var names: [RowName] = []
        let shown = try log.statement(
            "SELECT \(table.keyList), c.v FROM \(table.quoted) t \(table.clockJoin) WHERE substr(c.v, 1, 1) > x'00'")
        while try shown.step() {
            guard let clock = RowClock(blob: shown.bytes(table.key.count)), let scope = chains[clock.base.chain]?.scope
            else { throw StoreError(.fileDamaged, "clock of \(table.name)") }
            names.append(RowName(table: table.id, scope: scope, key: RowKey(shown.values(0..<table.key.count))))
        }
        let others = try log.statement("SELECT key, scope FROM zhibu_row WHERE tbl = ?").bind(1, table.id)
        while try others.step() {
            names.append(RowName(table: table.id, scope: others.text(1), key: RowKey(bytes: others.bytes(0))))
        }
        return names
    }

    /// The rows that a table does not show because it shows those of other scopes with the same keys.
    func aside(_ table: TableModel) throws -> [RowEntry] {
        let rows = try log.statement(asideQuery).bind(1, table.id)
        var names: [(key: RowKey, scope: String)] = []
        while try rows.step() { names.append((RowKey(bytes: rows.bytes(0)), rows.text(1))) }
        return try names.compactMap { name in
            try name.key.values.map { try entry(table, key: $0, scope: name.scope) }
        }
    }

    /// The state of a row that the table does not show.
    func loadStoredState(_ entry: RowEntry) throws {
        let row = try log.statement(
            "SELECT state FROM zhibu_row WHERE tbl = ? AND key = ? AND scope = ?"
        ).bind(1, entry.table.id).bind(2, blob: entry.rowKey.bytes).bind(3, entry.scope)
        guard try row.step() else { return }
        defer { row.reset() }
        entry.state = try RowStateBlob.decode(row.bytes(0), of: entry.table)
        entry.hasStoredState = true
    }

    func place(_ table: TableModel, key: [Value]) throws -> RowPlace? {
        let row = try log.statement(table.rowQueries.place)
        for (index, value) in key.enumerated() { row.bind(index + 1, value) }
        guard try row.step() else { return nil }
        defer { row.reset() }
        return table.place(row.int(0), key: key)
    }

    /// - Throws: `ClockLost` where the row was renumbered or written past the triggers.
    func clock(_ table: TableModel, at place: RowPlace, key: RowKey) throws -> RowClock {
        guard let clock = try storedClock(table, at: place), clock.keyHash == key.hash64 else {
            throw ClockLost(table: table.name)
        }
        return clock
    }

    /// The scope whose row a table shows; nil where it shows none with that key.
    func shownScope(_ table: TableModel, key: [Value]) throws -> String? {
        guard let place = try place(table, key: key) else { return nil }
        return chains[try clock(table, at: place, key: RowKey(key)).base.chain]?.scope
    }

    func storedClock(_ table: TableModel, at place: RowPlace) throws -> RowClock? {
        try writePending()
        let row = try log.statement(table.rowQueries.clock).bind(1, place: place)
        guard try row.step() else { return nil }
        defer { row.reset() }
        guard let clock = RowClock(blob: row.bytes(0)) else {
            throw StoreError(.fileDamaged, "clock of \(table.name)")
        }
        return clock
    }

    /// The values that heads without values of their own mean.
    func shown(_ entry: RowEntry) throws -> [Value] {
        if let shown = entry.shown { return shown }
        guard let place = entry.place else {
            throw StoreError(.fileDamaged, "a row of \(entry.table.name) has lost its values")
        }
        let row = try log.statement(entry.table.rowQueries.values).bind(1, place: place)
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
        if let shown = entry.shown { return entry.table.values(ofUnit: unit, in: shown) }
        guard let place = entry.place else {
            throw StoreError(.fileDamaged, "a row of \(entry.table.name) has lost its values")
        }
        return try values(at: place, unit: unit, of: entry.table)
    }

    /// The values of a unit that the table shows.
    private func values(at place: RowPlace, unit: Int, of table: TableModel) throws -> [Value] {
        let row = try log.statement(table.unitValues[unit]).bind(1, place: place)
        guard try row.step() else { throw StoreError(.fileDamaged, "a row of \(table.name) has vanished") }
        defer { row.reset() }
        return row.values(0..<table.units[unit].columns.count)
    }
}

/// The rows of a table that are kept aside: by the index of such, not past all that were deleted.
package let asideQuery = "SELECT key, scope FROM zhibu_row WHERE +tbl = ? AND status & \(RowStatus.aside.rawValue)"

/// A row's clock is missing or belongs to another key: rowids were renumbered, or a tool wrote past
/// the triggers. The table's clocks are computed again from the log.
struct ClockLost: Error {
    var table: String
}

import GRDB
import SyncCore

/// Turns the notes of local edits into changesets; always before anything remote is applied, so that
/// an author's vector is what the person really saw.
struct Fold {
    let transaction: StoreTransaction
    private var log: ChangesetLog { transaction.log }
    private let clockOffset: Int64

    init(_ transaction: StoreTransaction) throws {
        self.transaction = transaction
        clockOffset = try transaction.meta.int(.clockOffset) ?? 0
    }

    /// - Returns: How many rows were edited since the last fold.
    @discardableResult
    func run() throws -> Int {
        var count = 0
        for table in transaction.model.tables {
            let reader = NoteReader(log: log, table: table)
            guard try reader.hasNotes else { continue }
            count += try fold(table, reader)
            try reader.clear()
        }
        return count
    }

    /// Most rows are plain. What ended is looked up before any clock is written, and the others are
    /// folded after the plain ones: rows don't depend on each other.
    private func fold(_ table: TableModel, _ reader: NoteReader) throws -> Int {
        let index = try NoteIndex(log, table)
        var plain = try PlainFold(transaction, table, clockOffset: clockOffset)
        let suits = index.rows.map { plain.maySuit($0, in: index) }
        let others = zip(index.rows, suits).filter { !$1 }.map { index.rowKey(of: $0.0) }
        let works = others.isEmpty ? [] : try works(reader.read(Set(others)), of: table)
        let more = try plain.run(index, suits)
        for work in works { try fold(work, of: table) }
        if !more.isEmpty {
            for work in try self.works(reader.read(more), of: table) { try fold(work, of: table) }
        }
        return index.rows.count
    }

    /// As `run`, for plain rows only: then no record is written, only what is known of them.
    ///
    /// - Returns: False where a row is another; then what was written so far is to be rolled back.
    func runPlainly() throws -> Bool {
        for table in transaction.model.tables {
            let reader = NoteReader(log: log, table: table)
            guard try reader.hasNotes else { continue }
            let index = try NoteIndex(log, table)
            var plain = try PlainFold(transaction, table, clockOffset: clockOffset)
            let suits = index.rows.map { plain.maySuit($0, in: index) }
            guard suits.allSatisfy({ $0 }), try plain.run(index, suits).isEmpty else { return false }
            try reader.clear()
        }
        return true
    }

    /// Whether any program has edited since the last fold.
    var isDue: Bool {
        get throws {
            for table in transaction.model.tables where try NoteReader(log: log, table: table).hasNotes {
                return true
            }
            return false
        }
    }

    private struct Work {
        var timeline: RowTimeline
        var prior: RowEntry?
        var current: Current?
        var key: [Value]
        var rowKey: RowKey
    }

    private struct Current {
        var place: RowPlace
        var scope: String
        var values: [Value]
    }

    /// Prior states are found, and the clocks of rows that ended are taken away, before any row is
    /// written: SQLite may have given an ended row's rowid to another one.
    private func works(
        _ groups: [(key: [Value], notes: [RowTimeline.Note])], of table: TableModel
    ) throws -> [Work] {
        var works: [Work] = []
        works.reserveCapacity(groups.count)
        for group in groups {
            let current = try current(table, key: group.key)
            let timeline = RowTimeline(notes: group.notes, current: current?.values)
            guard !timeline.edits.isEmpty else { continue }
            let rowKey = RowKey(group.key)
            works.append(
                Work(
                    timeline: timeline,
                    prior: try prior(timeline, table, group.key, rowKey, current),
                    current: current, key: group.key, rowKey: rowKey))
        }
        for work in works {
            guard let prior = work.prior, let rowid = work.timeline.endedRowid else { continue }
            try transaction.rows.unlist(prior)
            try log.statement(table.rowQueries.deleteClock)
                .bind(1, place: table.place(rowid, key: work.key)).run()
        }
        return works
    }

    private func current(_ table: TableModel, key: [Value]) throws -> Current? {
        let row = try log.statement(table.rowQueries.current)
        for (index, value) in key.enumerated() { row.bind(index + 1, value) }
        guard try row.step() else { return nil }
        defer { row.reset() }
        return Current(
            place: table.place(row.int(0), key: key), scope: row.isNull(1) ? "uni" : row.text(1),
            values: row.values(2..<2 + table.columns.count))
    }

    /// The row's state before the fold, where the table showed it.
    private func prior(
        _ timeline: RowTimeline, _ table: TableModel, _ key: [Value], _ rowKey: RowKey,
        _ current: Current?
    ) throws -> RowEntry? {
        let ended = timeline.endedRowid.map { table.place($0, key: key) }
        guard let before = timeline.before, let place = ended ?? current?.place else { return nil }
        let clock = try transaction.rows.clock(table, at: place, key: rowKey)
        guard let scope = transaction.chains[clock.base.chain]?.scope else {
            throw ClockLost(table: table.name)
        }
        let entry = RowEntry(table: table, key: key, rowKey: rowKey, scope: scope)
        try transaction.rows.load(entry, from: clock, at: place)
        entry.shown = before
        return entry
    }

    private func fold(_ work: Work, of table: TableModel) throws {
        let oldScope = work.prior?.scope
        let newScope = try work.current?.scope ?? oldScope ?? goneScope(work, of: table)
        if let prior = work.prior, let current = work.current, prior.scope != newScope {
            return try foldMove(work, from: prior, to: current)
        }
        let entry: RowEntry
        if let prior = work.prior {
            entry = prior
        } else {
            entry = RowEntry(table: table, key: work.key, rowKey: work.rowKey, scope: newScope)
            try transaction.rows.loadStoredState(entry)
        }
        entry.place = work.current?.place
        let edits = mayTravel(work.timeline, of: table)
            ? work.timeline.edits : work.timeline.net(current: work.current?.values)
        guard !edits.isEmpty else { return }
        try write(edits, to: entry, before: work.timeline.before)
    }

    /// A move is a deletion in one scope and an insertion in the other, linked as one transaction.
    private func foldMove(_ work: Work, from prior: RowEntry, to current: Current) throws {
        let table = prior.table
        try transaction.linkTransaction()
        let parts: [(scope: String, edits: [RowTimeline.Edit])]
        if mayTravel(work.timeline, of: table) {
            parts = try MovedTimeline(work.timeline, from: prior.scope) {
                try scope(of: $0, key: work.key, table)
            }.parts
        } else {
            let at = work.timeline.edits.last?.at ?? 0
            let all = Dictionary(uniqueKeysWithValues: current.values.enumerated().map { ($0, $1) })
            parts = [
                (prior.scope, [RowTimeline.Edit(verb: .delete, at: at)]),
                (current.scope, [RowTimeline.Edit(verb: .insert, at: at, values: all)]),
            ]
        }
        for part in parts {
            guard part.scope != prior.scope else {
                try write(part.edits, to: prior, before: prior.shown)
                continue
            }
            let entry = RowEntry(table: table, key: work.key, rowKey: work.rowKey, scope: part.scope)
            try transaction.rows.loadStoredState(entry)
            if part.scope == current.scope { entry.place = current.place }
            try write(part.edits, to: entry, before: nil)
        }
    }

    private func scope(of values: [Value], key: [Value], _ table: TableModel) throws -> String {
        let names = (table.key + table.columns).enumerated().map { "?\($0 + 1) AS \($1.name.quotedName)" }
        let row = try log.statement("SELECT (\(table.scopeSQL)) FROM (SELECT \(names.joined(separator: ", ")))")
        for (index, value) in (key + values).enumerated() { row.bind(index + 1, value) }
        guard try row.step() else { return "uni" }
        defer { row.reset() }
        return row.isNull(0) ? "uni" : row.text(0)
    }

    /// Whether a changeset has room for what was written on the way to what is there now.
    private func mayTravel(_ timeline: RowTimeline, of table: TableModel) -> Bool {
        var running = timeline.before ?? table.columns.map(\.defaultValue)
        // Most rows are far from any bound.
        let all = running + timeline.edits.flatMap(\.values.values)
        let bytes = all.reduce(0) { $0 + $1.bytesCount }
        guard bytes * timeline.edits.count > Limits.changesetBytesMax / 8 else { return true }
        var encoded = 0
        for edit in timeline.edits {
            for (column, value) in edit.values { running[column] = value }
            // A unit is written whole, and a counter or set with what it replaced.
            for unit in units(of: edit, in: table, before: timeline.before, running: running) {
                for column in table.units[unit].columns {
                    if running[column].bytesCount > Limits.valueBytesMax { return false }
                    encoded += running[column].encodedBytesMax * (table.accumulates ? 2 : 1)
                }
            }
        }
        return encoded < Limits.changesetBytesMax - 2 * Limits.changesetBytesTarget
    }

    /// A row that came and went between two folds: its last values tell its scope.
    private func goneScope(_ work: Work, of table: TableModel) throws -> String {
        let keys = table.key.indices.map { "k\($0) AS \(table.key[$0].name.quotedName)" }
        let values = table.columns.map { "c\($0.position) AS \($0.name.quotedName)" }
        let row = try log.statement(
            """
            SELECT (\(table.scopeSQL)) FROM (SELECT seq, \((keys + values).joined(separator: ", "))
            FROM \(table.gone)) WHERE \(table.keyCondition) ORDER BY seq DESC LIMIT 1
            """)
        for (index, value) in work.key.enumerated() { row.bind(index + 1, value) }
        guard try row.step() else { return "uni" }
        defer { row.reset() }
        return row.isNull(0) ? "uni" : row.text(0)
    }

    // MARK: writing

    private func write(
        _ edits: [RowTimeline.Edit], to entry: RowEntry, before: [Value]?
    ) throws {
        let table = entry.table
        let last = edits.map(\.at).max() ?? 0
        var running = before ?? table.columns.map(\.defaultValue)
        var write = RowWrite()
        let needsStory = table.accumulates && !(entry.state.isSimple || entry.state.isUnwritten)
        var sums = Sums(table: table, before: before)
        var isKnown = true
        if let large = edits.first(where: { $0.values.values.contains { $0.bytesCount > Limits.valueBytesMax } }) {
            let columns = large.values.filter { $0.value.bytesCount > Limits.valueBytesMax }.keys.sorted()
            throw StoreError(
                .recordTooLarge,
                "\(table.name) \(entry.key.map(\.description).joined(separator: ", ")), "
                    + columns.map { table.columns[$0].name }.joined(separator: ", "))
        }
        try transaction.write(scope: entry.scope, at: last + clockOffset) { changeset in
            for edit in edits {
                for (column, value) in edit.values { running[column] = value }
                let written = units(of: edit, in: table, before: before, running: running)
                let columns = written.flatMap { table.units[$0].columns }.sorted()
                var operation = RowOperation(
                    edit.verb, key: entry.key, columns: columns, values: columns.map { running[$0] })
                let contributions = sums.take(&operation, units: written)
                try changeset.append(
                    operation, of: table, rowKey: entry.rowKey, at: edit.at + clockOffset)
                write.append(
                    edit.verb,
                    units: Dictionary(
                        uniqueKeysWithValues: written.map {
                            ($0, table.values(ofUnit: $0, in: running))
                        }), contributions: contributions)
            }
            for line in try OwedCovers(transaction).lines(write, of: entry, in: transaction.roles(at: changeset.dot)) {
                changeset.append(line, of: table, rowKey: entry.rowKey)
                try CoveredTable(log: log).save(
                    line, table: table, key: entry.key, scope: entry.scope, at: changeset.dot)
            }
            // A local edit has seen everything that this replica holds.
            isKnown = try transaction.rows.apply(write, to: entry, dot: changeset.dot) { _ in true }
        }
        entry.isChanged = true
        entry.totals.merge(sums.totals) { $1 }
        transaction.rows.put(entry)
        if needsStory || !sums.isSound || !isKnown { transaction.markStale(entry.name) }
        if transaction.specials.contains(entry.name) { transaction.markStale(entry.name) }
    }

    /// The units that an edit writes: for a `replace` those that differ from what was shown before.
    private func units(
        of edit: RowTimeline.Edit, in table: TableModel, before: [Value]?, running: [Value]
    ) -> [Int] {
        switch edit.verb {
        case .insert: return Array(table.units.indices)
        case .replace:
            guard let before else { return Array(table.units.indices) }
            return table.units.indices.filter { unit in
                table.units[unit].columns.contains { before[$0] != running[$0] }
            }
        case .update: return Set(edit.values.keys.map { table.unitOfColumn[$0] }).sorted()
        default: return []
        }
    }
}

import SyncCore
import GRDB

/// What another schema would make of a replica's records, or has made.
public struct SchemaChange: Sendable, Equatable {
    public var version: String
    public var addedTables: [String] = []
    public var droppedTables: [String] = []
    /// `table.column`.
    public var addedColumns: [String] = []
    public var droppedColumns: [String] = []
    /// Tables whose columns, units, policies, defaults or keys are others.
    public var remergedTables: [String] = []
    /// Changesets that waited for this schema and are applied now.
    public var unparked = 0
    public var differences: [ShownDifference] = []
    /// Indices and triggers made by hand that name what is no longer there.
    public var lostByHand: [String] = []

    /// Whether records go out of sight; they stay in the log and in the history.
    public var drops: Bool { !droppedTables.isEmpty || !droppedColumns.isEmpty }
}

extension Replica {
    /// Gives a fresh replica its tables, or another schema to one that has some; all in one
    /// transaction. What had waited for this schema is applied, and rows are computed again where
    /// policies are others.
    ///
    /// For replicas without a committee, and for one that has just been made; a committee's replicas
    /// take what `release(schema:version:dropping:by:)` puts in force.
    ///
    /// - Throws: `SchemaUnfit`; `schemaNotReleased`. Then nothing has changed.
    @discardableResult
    public func install(schema sql: String, version: String) throws -> SchemaChange {
        let inForce = try look { $0.control.current.releases.last }
        if let inForce, inForce.sql != sql { throw StoreError(.schemaNotReleased, version) }
        let change = try migrate(ControlState.Release(version: version, sql: sql), keeps: true)
        try forgetModel()
        return change
    }

    /// Takes in the schema that the control entries name, where it is another than the one here.
    ///
    /// A schema that can't be taken in stops nobody from working or syncing: what it names stays
    /// parked, `status` says so, and every opening tries again.
    func followRelease() throws {
        let release = try look { transaction -> ControlState.Release? in
            guard let release = transaction.control.current.releases.last else { return nil }
            let isHere =
                try transaction.meta.text(.schema) == release.sql
                && transaction.meta.text(.schemaVersion) == release.version
            return isHere ? nil : release
        }
        guard let release else { return }
        do {
            try install(schema: release.sql, version: release.version)
        } catch let error as SchemaUnfit {
            try noteUnfit(release, error.problems.map { "\($0.kind) \($0.table) \($0.column)" })
        } catch let error as StoreError where error.code == .statementFailed {
            try noteUnfit(release, [error.detail])
        }
    }

    private func noteUnfit(_ release: ControlState.Release, _ problems: [String]) throws {
        let text = "\(release.version): \(problems.joined(separator: "; "))"
        try transaction(folding: false) { transaction in
            guard try transaction.meta.text(.schemaUnfit) != text else { return }
            try transaction.meta.set(.schemaUnfit, .text(text))
        }
    }

    func migrate(_ release: ControlState.Release, keeps: Bool) throws -> SchemaChange {
        let new = try SchemaImage.of(release.sql)
        return try Self.rethrowing { try withClocks { try migrate(to: new, release, keeps: keeps) } }
    }

    private func migrate(
        to new: SchemaImage, _ release: ControlState.Release, keeps: Bool
    ) throws -> SchemaChange {
        try engine.writeWithoutTransaction { database in
            var change = SchemaChange(version: release.version)
            do {
                try database.inTransaction(.immediate) {
                    let before = try begin(database)
                    try Fold(before).run()
                    try before.finish()
                    let old = try before.meta.text(.schema).map { try SchemaImage.of($0) }
                    try Upgrade(database, from: old ?? SchemaImage(), to: new, release)
                        .run(before, reopened: { try begin($0, anew: true) }, measuring: !keeps, &change)
                    return keeps ? .commit : .rollback
                }
            } catch {
                // What was learnt of the new tables went with them.
                engineMemory.forget()
                throw error
            }
            return change
        }
    }
}

/// One upgrade, within the engine's transaction.
private struct Upgrade {
    let database: Database
    let old: SchemaImage
    let new: SchemaImage
    let release: ControlState.Release

    init(
        _ database: Database, from old: SchemaImage, to new: SchemaImage,
        _ release: ControlState.Release
    ) {
        self.database = database
        self.old = old
        self.new = new
        self.release = release
    }

    /// - Parameters:
    ///   - reopened: A transaction that sees the new tables.
    ///   - measuring: Whether to compare all that is shown before and after.
    func run(
        _ before: StoreTransaction, reopened: (Database) throws -> StoreTransaction,
        measuring: Bool, _ change: inout SchemaChange
    ) throws {
        if measuring { try RuleRun(before).run() }
        let shownBefore = measuring ? try ShownRecords(before) : nil
        tellObjects(&change)
        change.lostByHand = try SchemaMigration(database: database, old: old, new: new).run()
        try Replica.makeTriggers(of: new, in: database)
        let after = try reopened(database)
        try after.meta.set(.schema, .text(release.sql))
        try after.meta.set(.schemaVersion, .text(release.version))
        try after.meta.set(.schemaUnfit, .null)
        try TouchedRows(after).forget()
        // Should a later schema have the table again, its rows come back from the log.
        try LogReplay(after).park(Set(change.droppedTables))
        try recompute(before.model, after, &change)
        try after.finish()
        if let shownBefore {
            try RuleRun(after).run()
            change.differences = try shownBefore.differences(to: ShownRecords(after))
        }
    }

    /// Beyond that many it is quicker to read the log once for the whole table.
    private static let rowsOneByOneMax = 1_000

    private func tellObjects(_ change: inout SchemaChange) {
        change.addedTables = new.tables.map(\.name).filter { old.table($0) == nil }
        change.droppedTables = old.tables.map(\.name).filter { new.table($0) == nil }
        for table in new.tables.map(\.name) where old.table(table) != nil {
            let (were, are) = (old.columns[table] ?? [], new.columns[table] ?? [])
            change.addedColumns += are.filter { !were.contains($0) }.map { "\(table).\($0)" }
            change.droppedColumns += were.filter { !are.contains($0) }.map { "\(table).\($0)" }
        }
    }

    /// Computes again what the new schema gives another meaning, and no more.
    private func recompute(
        _ before: SchemaModel, _ after: StoreTransaction, _ change: inout SchemaChange
    ) throws {
        var arrived: Set<Int> = []
        var whole: Set<Int> = []
        var some: Set<Int> = []
        var grown: Set<Int> = []
        for table in after.model.tables {
            switch before.table(named: table.name).map(table.effect) {
            case nil: arrived.insert(table.id)
            case .allRows: whole.insert(table.id)
            case .disputedRows: some.insert(table.id)
            case .nothing: break
            }
            if let old = before.table(named: table.name), table.hasUnits(beyond: old) {
                grown.insert(table.id)
            }
        }
        // A clock doesn't say which changeset inserted a row that was written again since, and it is
        // the insertion that wrote the new column's default.
        let replay = LogReplay(after)
        var further: Set<RowName> = []
        let writtenAgain = try replay.rowsWrittenAgain(in: grown.subtracting(whole), max: Self.rowsOneByOneMax)
        for (table, rows) in writtenAgain {
            if rows.count > Self.rowsOneByOneMax {
                whole.insert(table)
                some.remove(table)
            } else {
                further.formUnion(rows)
            }
        }
        change.remergedTables = after.model.tables.filter {
            whole.contains($0.id) || some.contains($0.id)
        }.map(\.name)
        let parked = ParkedTable(log: after.log)
        let waiting = try parked.dots()
        // Only what waited can name a table that was not here.
        try replay.recompute(tables: arrived, from: waiting)
        try replay.recompute(tables: whole, from: nil)
        try replay.revisit(tables: some, waiting: waiting, further: further)
        change.unparked = try waiting.subtracting(parked.dots()).count
    }
}

extension TableModel {
    /// What a new form of a table means for its rows.
    fileprivate enum Effect {
        case nothing
        /// Only rows with several heads, and those that waited for a column, can be others.
        case disputedRows
        case allRows
    }

    fileprivate func effect(after old: TableModel) -> Effect {
        let (mine, theirs) = (unitNames, old.unitNames)
        let oldColumns = Set(old.columns.map(\.name))
        let staying = columns.filter { oldColumns.contains($0.name) }
        guard key.map(\.name) == old.key.map(\.name), placing.isKey == old.placing.isKey,
            staying.count == old.columns.count,
            staying.allSatisfy({ column in
                old.columns.contains {
                    $0.name == column.name && $0.defaultValue == column.defaultValue
                        && $0.isNotNull == column.isNotNull
                }
            }),
            mine.filter({ !$0.isDisjoint(with: oldColumns) }).count == theirs.count,
            theirs.isSubset(of: mine)
        else { return .allRows }
        // What a counter or set shows, and whose writes decide, follows from every row's whole story.
        func needsStory(_ policy: MergePolicy) -> Bool {
            policy.accumulation != nil || policy.owner != nil
        }
        let (mineOfStories, theirsOfStories) =
            (policies.filter { needsStory($0.value) }, old.policies.filter { needsStory($0.value) })
        if mineOfStories != theirsOfStories { return .allRows }
        return mine == theirs && policies == old.policies ? .nothing : .disputedRows
    }

    fileprivate func hasUnits(beyond old: TableModel) -> Bool { !unitNames.isSubset(of: old.unitNames) }

    private var unitNames: Set<Set<String>> {
        Set(units.map { Set($0.columns.map { columns[$0].name }) })
    }

    private var policies: [String: MergePolicy] {
        Dictionary(uniqueKeysWithValues: units.map { ($0.name, $0.policy) })
    }
}

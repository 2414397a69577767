internal import Foundation
public import GRDB

/// What taking a step would write, and what is missing for it. Nothing is written before ``apply(to:)``.
public struct StepPlan: Sendable {
    /// Who takes a step, when, and why.
    public struct Act: Sendable {
        public var person: String
        /// The roles in which this computer writes.
        public var roles: Set<String>
        /// The day, as `2012-04-11`.
        public var today: String
        /// The moment, as `2012-04-11T09:10:00+08:00`.
        public var now: String
        public var reason: String?

        public init(person: String, roles: Set<String>, today: String, now: String, reason: String?) {
            (self.person, self.roles, self.today, self.now, self.reason) = (person, roles, today, now, reason)
        }
    }

    public let workflow: Workflow
    public let step: Workflow.Step
    /// The state the record was in.
    public let from: String
    /// What should be there and isn't.
    public private(set) var missing: [Wording] = []
    /// Columns that the step asks for and that are still empty.
    public private(set) var lacking: [String] = []
    /// Whether the organisation department takes the step in the place of who should.
    public let isOnBehalf: Bool
    /// What the step writes into its record.
    public private(set) var values: [(column: String, value: DatabaseValue)] = []
    private var changes: [RecordChange] = []

    /// - Parameters:
    ///   - name: The step's name or what people call it; nil for the one that makes a new record what it is.
    ///   - table: The record's table.
    ///   - id: The record's key.
    ///   - given: What the person says with the step, by column.
    ///   - act: Who takes it.
    ///   - db: The records.
    /// - Throws: `StepError` where the step may not be taken: ``StepError/unknownStep(_:known:)`` where none of that name
    ///   begins in the record's state, ``StepError/notEntitled(roles:)`` where none of the roles may take it,
    ///   ``StepError/reasonMissing`` where it asks for one.
    public init(
        _ name: String?, table: String, id: String, given: [(column: String, value: DatabaseValue)] = [], act: Act,
        in db: Database
    ) throws {
        guard let row = try Row.fetchOne(db, sql: "SELECT * FROM \"\(table)\" WHERE id = ?", arguments: [id]) else {
            throw StepError.noRecord(id)
        }
        var record = StepRecord(row: row, act: act, db: db)
        let open = try name == nil ? Self.first(of: table) : Self.open(for: record, of: table)
        guard let way = open.first(where: { name == nil || $0.step.isCalled(name ?? "") }) else {
            throw StepError.unknownStep(name ?? Workflow.new, known: open.map(\.step))
        }
        let (workflow, step) = (way.workflow, way.step)
        (self.workflow, self.step, from) = (workflow, step, way.from)

        record.write(given)
        for (column, sql) in step.set where record.isEmpty(column) { record.write([(column, try record.value(of: sql))]) }
        if let state = workflow.state { record.write([(state, step.to.databaseValue)]) }
        isOnBehalf = try Self.isOnBehalf(step, record, act)
        if step.asksReason || isOnBehalf, CleanText.prose(act.reason ?? "").isEmpty { throw StepError.reasonMissing }

        lacking = step.asked.filter { record.isEmpty($0) }
        missing = try step.needs.filter { try !record.holds($0.sql) }.map(\.label)
        values = record.written
        if !values.isEmpty { changes.append(RecordChange(table: table, id: id, isNew: false, values: values)) }
        for writing in step.inserts { changes += try record.inserts(writing) }
        for writing in step.changes { changes += try record.changes(writing) }
        if name != nil { changes.append(try note(of: record, table: table, id: id, act, in: db)) }
    }

    /// The steps that can be taken with a record now.
    ///
    /// - Parameters:
    ///   - table: The record's table.
    ///   - id: Its key.
    ///   - act: Who looks.
    ///   - db: The records.
    /// - Returns: Each step, with what its workflow calls the state, the roles that may take it with this record, and whether
    ///   `act` has one of them.
    /// - Throws: `StepError.noWorkflow(_:)`, `StepError.noRecord(_:)`.
    public static func open(
        _ table: String, id: String, act: Act, in db: Database
    ) throws -> [(step: Workflow.Step, from: String, roles: [String], isOurs: Bool)] {
        guard let row = try Row.fetchOne(db, sql: "SELECT * FROM \"\(table)\" WHERE id = ?", arguments: [id]) else {
            throw StepError.noRecord(id)
        }
        let record = StepRecord(row: row, act: act, db: db)
        return try open(for: record, of: table).map { way in
            let roles = try way.step.actors.filter { try $0.condition.map { try record.holds($0) } ?? true }.map(\.role)
            return (way.step, way.from, roles, roles.contains { act.roles.contains($0) })
        }
    }

    /// A step that can be taken now, of the workflow it belongs to.
    typealias Way = (workflow: Workflow, from: String, step: Workflow.Step)

    private static func first(of table: String) -> [Way] {
        Workflows.of(table).flatMap { workflow in workflow.steps(from: Workflow.new).map { (workflow, Workflow.new, $0) } }
    }

    /// The steps from the states that a record is in.
    static func open(for record: StepRecord, of table: String) throws -> [Way] {
        let workflows = Workflows.of(table)
        guard !workflows.isEmpty else { throw StepError.noWorkflow(table) }
        return try workflows.flatMap { workflow -> [Way] in
            let state = try record.state(in: workflow)
            return workflow.steps(from: state).map { (workflow, state, $0) }
        }
    }

    /// Writes what the step writes, within the caller's transaction.
    public func apply(to db: Database) throws {
        for change in changes { try change.write(to: db) }
    }

    private static func isOnBehalf(_ step: Workflow.Step, _ record: StepRecord, _ act: Act) throws -> Bool {
        for actor in step.actors where act.roles.contains(actor.role) {
            if try actor.condition.map({ try record.holds($0) }) ?? true { return false }
        }
        guard !step.actors.isEmpty else { return false }
        guard act.roles.contains(Self.deputy) else { throw StepError.notEntitled(roles: step.actors.map(\.role)) }
        return true
    }

    /// Who may take every step in another's place, with a reason.
    private static let deputy = "uni_org"

    /// That the step was taken, by whom and why, with what was missing.
    private func note(of record: StepRecord, table: String, id: String, _ act: Act, in db: Database) throws -> RecordChange {
        let before = try LateEdits.lastStep(table, id, in: db)
        let approved = Set(LateEdits.columns(step.locked, of: table))
        let standing = step.unlocks ? [:] : before?.locked ?? [:]
        let locked = approved.union(standing.keys)
        // Who takes this step does not approve what was changed before in columns that it has nothing to do with.
        let own = approved.union(record.written.map(\.column))
        let kept = standing.filter { !own.contains($0.key) }
        let ours = try step.actors.first { try act.roles.contains($0.role) && ($0.condition.map { try record.holds($0) } ?? true) }
        let role = isOnBehalf ? Self.deputy : ours?.role
        let asked = lacking.map { "\($0)" } + missing.map(\.zh)
        let values: [(String, (any DatabaseValueConvertible)?)] = [
            ("scope_id", record["scope_id"]), ("tbl", table), ("row_id", id), ("seq_no", (before?.number ?? 0) + 1), ("step", step.name),
            ("from_state", from), ("locked", locked.isEmpty ? nil : try record.snapshot(of: locked, keeping: kept)),
            ("to_state", step.to), ("taken_on", act.today), ("taken_by", act.person), ("role", role),
            ("on_behalf", isOnBehalf ? 1 : nil), ("reason", act.reason), ("missing", asked.isEmpty ? nil : asked.joined(separator: "；")),
            ("created_at", act.now), ("created_by", act.person),
        ]
        // The same act, taken in and played again, is one line.
        let key = ContentID.make(["step_record", table, id, "\((before?.number ?? 0) + 1)", step.name, act.person, act.now])
        return RecordChange(
            table: "step_record", id: key, isNew: true,
            values: values.compactMap { name, value in value.map { (name, $0.databaseValue) } }.filter { !$0.1.isNull })
    }
}

/// Why a step is not taken.
public enum StepError: Error, Sendable {
    /// Records of that table have no states.
    case noWorkflow(String)
    case noRecord(String)
    /// None of that name begins in the record's state; these do.
    case unknownStep(String, known: [Workflow.Step])
    /// These roles may take it.
    case notEntitled(roles: [String])
    case reasonMissing
}

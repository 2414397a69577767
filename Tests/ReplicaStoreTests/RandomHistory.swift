import GRDB
import ReferenceModel
import ReplicaStore
import SyncCore
import TestKit

/// A few offices that edit, delete, reinsert and sync at random, all drawn from one seed.
struct RandomHistory {
    /// What a history held, so that a run can tell how common each thing was.
    struct Events: OptionSet, Hashable {
        let rawValue: Int
        static let deleteEdit = Events(rawValue: 1)
        static let reinsertion = Events(rawValue: 2)
        static let threeHeads = Events(rawValue: 4)
        static let keyChange = Events(rawValue: 8)
        static let replace = Events(rawValue: 16)
        static let equalHeads = Events(rawValue: 32)
        static let undo = Events(rawValue: 64)
        static let all: [(Events, String)] = [
            (.undo, "undo"),
            (.deleteEdit, "delete-edit"), (.reinsertion, "reinsertion"),
            (.threeHeads, "three or more heads"), (.keyChange, "key change"),
            (.replace, "REPLACE"), (.equalHeads, "equal heads"),
        ]
    }

    static let schema = """
        CREATE TABLE t(
            k TEXT NOT NULL PRIMARY KEY, a, b TEXT DEFAULT 'none', g INTEGER, h TEXT, m INTEGER);
        CREATE TABLE link(x TEXT NOT NULL, y INTEGER NOT NULL, PRIMARY KEY(x, y));
        INSERT INTO zhibu_policy VALUES
            ('t', NULL, 'keep'), ('t', 'b', 'lww'), ('t', 'm', 'max');
        INSERT INTO zhibu_unit VALUES ('t', 'gh', 'g'), ('t', 'gh', 'h');
        """

    static let tables = [
        ModelTable(
            name: "t", keyColumns: ["k"],
            units: [
                ModelUnit(name: "a", policy: .keep),
                ModelUnit(name: "b", policy: .lww, defaultValue: [.text("none")]),
                ModelUnit(name: "gh", columns: ["g", "h"], policy: .keep),
                ModelUnit(name: "m", policy: .max),
            ]),
        ModelTable(name: "link", keyColumns: ["x", "y"], units: []),
    ]

    private(set) var events: Events = []
    private var random: SeededRandom
    private let world: HandMovedWorld
    private let replicas: [Replica]
    private var everDeleted: Set<String> = []

    init(seed: UInt64) throws {
        random = SeededRandom(seed: seed)
        world = HandMovedWorld(seed: seed ^ 0xC10C)
        var replicas: [Replica] = []
        for index in 0..<Int.random(in: 3...5, using: &random) {
            replicas.append(
                try Replica.inMemory("r\(index)", schema: Self.schema, world: world))
        }
        self.replicas = replicas
    }

    /// Plays the history and compares every replica with the model, on the way and at the end.
    ///
    /// - Returns: The first difference, or nil.
    mutating func play() throws -> String? {
        defer { replicas.forEach { replica in closeQuietly(replica) } }
        for step in 0..<Int.random(in: 12...30, using: &random) {
            world.advance(milliseconds: Int64.random(in: 0...5_000, using: &random))
            let replica = pick(replicas)
            switch Int.random(in: 0..<10, using: &random) {
            case 0..<6: try edit(replica)
            case 6..<9: try replica.pull(from: pick(replicas))
            default: try decide(replica)
            }
            if step % 10 == 9, let difference = try difference(of: replica) { return difference }
        }
        // Twice round the ring: the first time the last one learns everything, then everybody.
        for index in 0..<2 * replicas.count {
            try replicas[(index + 1) % replicas.count].pull(from: replicas[index % replicas.count])
        }
        let digests = try Set(replicas.map { try $0.status().scopes[0].digest })
        if digests.count > 1 { return "digests differ: \(digests.map(\.hexText))" }
        for replica in replicas {
            if let difference = try difference(of: replica) { return difference }
        }
        if let difference = try difference(ofLists: replicas[0]) { return difference }
        // Recomputing from the log needs one more replica: every fourth history does it.
        guard Int.random(in: 0..<4, using: &random) == 0 else { return nil }
        let findings = try pick(replicas).verify(deep: true).findings
        return findings.isEmpty ? nil : "verify: \(findings.map(\.detail))"
    }

    private func closeQuietly(_ replica: Replica) {
        do { try replica.close() } catch { preconditionFailure("\(error)") }
    }

    // MARK: edits, as people's tools make them

    private mutating func edit(_ replica: Replica) throws {
        let statements = (0..<Int.random(in: 1...4, using: &random)).map { _ in statement() }
        try replica.edit { database in
            for sql in statements { try database.execute(sql: sql) }
        }
    }

    private mutating func statement() -> String {
        let key = "k\(Int.random(in: 0..<4, using: &random))"
        let other = "k\(Int.random(in: 0..<4, using: &random))"
        switch Int.random(in: 0..<14, using: &random) {
        case 0, 1: return "INSERT OR IGNORE INTO t(k, a, b) VALUES ('\(key)', \(value()), 'n')"
        case 2:
            events.insert(.replace)
            return "REPLACE INTO t(k, a, g) VALUES ('\(key)', \(value()), \(number()))"
        case 3:
            return """
                INSERT INTO t(k, b) VALUES ('\(key)', \(value())) \
                ON CONFLICT(k) DO UPDATE SET b = excluded.b, m = coalesce(m, 0) + 1
                """
        case 4, 5, 6: return "UPDATE t SET a = \(value()) WHERE k = '\(key)'"
        case 7: return "UPDATE t SET b = \(value()), m = \(number())"
        case 8: return "UPDATE t SET g = \(number()) WHERE k = '\(key)'"
        case 9: return "UPDATE t SET h = \(value()), a = \(value()) WHERE k = '\(key)'"
        case 10: return "DELETE FROM t WHERE k = '\(key)'"
        case 11:
            events.insert(.keyChange)
            return "UPDATE OR REPLACE t SET k = '\(other)' WHERE k = '\(key)'"
        case 12: return "INSERT OR REPLACE INTO link VALUES ('\(key)', \(number()))"
        default: return "DELETE FROM link WHERE x = '\(key)'"
        }
    }

    private mutating func value() -> String {
        let values = ["1", "1.0", "'1'", "NULL", "''", "x'31'", "'支部'", "char(9, 10, 0, 92)", "-7"]
        return pick(values)
    }

    private mutating func number() -> Int { Int.random(in: 0..<3, using: &random) }

    private mutating func pick<Element>(_ elements: [Element]) -> Element {
        elements[Int.random(in: elements.indices, using: &random)]
    }

    private mutating func decide(_ replica: Replica) throws {
        let open = try replica.conflicts().filter { $0.status == .open }
        guard !open.isEmpty else { return }
        let conflict = pick(open)
        let choice: Choice
        if conflict.kind == "delete-edit" {
            choice = Bool.random(using: &random) ? .keep : .delete
        } else {
            choice = .take(pick(conflict.candidates).number)
        }
        try replica.resolve(conflict.id.text, choice, reason: "drawn")
        guard Int.random(in: 0..<3, using: &random) == 0 else { return }
        // Taken back here or in another office, while further ones may write over it unseen.
        let undoer = pick(replicas)
        try undoer.pull(from: replica)
        if Bool.random(using: &random) { try edit(pick(replicas)) }
        let isResolved = try undoer.conflicts().contains {
            $0.id == conflict.id && $0.status == .resolved
        }
        guard isResolved else { return }
        do {
            try undoer.undo(conflict.id.text, reason: "drawn")
            events.insert(.undo)
        } catch let error as StoreError where error.code == .undoTooLate {
            // Refused where somebody has written over the decision: nothing has happened.
        }
    }

    // MARK: the model's view

    private func history(
        of replica: Replica
    ) throws -> (names: [ChangesetHash: String], history: ModelHistory) {
        try replica.fold()
        let changesets = try replica.changesets(scope: "uni")
        let names = Dictionary(
            uniqueKeysWithValues: changesets.map {
                ($0.hash, "\($0.header.author.short)/\($0.header.number)")
            })
        return (
            names,
            ModelHistory(
                tables: Self.tables,
                changesets: changesets.map { Translation(names: names).model($0) })
        )
    }

    /// A list of covered heads that a fold forgot, or made up.
    private func difference(ofLists replica: Replica) throws -> String? {
        let history = try history(of: replica).history
        for changeset in history.changesets {
            let owed = ReferenceModel.owedCovers(of: changeset.id, in: history)
            if Set(changeset.covers) != owed {
                return "\(changeset.id) covers \(changeset.covers), not \(owed)"
            }
        }
        return nil
    }

    private mutating func difference(of replica: Replica) throws -> String? {
        let (names, history) = try history(of: replica)
        let expected = ReferenceModel.outcome(of: history)
        let (outcome, strays) = try EngineOutcome(names: names).read(replica)
        note(expected, history)
        if !strays.isEmpty { return "the table shows something else: \(strays)" }
        return outcome.difference(from: expected)
    }

    private mutating func note(_ outcome: ModelOutcome, _ history: ModelHistory) {
        if outcome.open.contains(where: { $0.kind == "delete-edit" }) { events.insert(.deleteEdit) }
        for row in outcome.rows {
            for heads in row.judged.values where heads.count > 2 { events.insert(.threeHeads) }
            for (unit, heads) in row.judged where heads.count > 1 {
                let isDisputed = (outcome.open + outcome.settled).contains {
                    $0.row == row.row && $0.unit == unit && $0.dots == heads
                }
                if !isDisputed, unit != "m" { events.insert(.equalHeads) }
            }
        }
        var deleted: Set<ModelRowID> = []
        for changeset in history.changesets {
            for operation in changeset.operations {
                switch operation.action {
                case .delete: deleted.insert(operation.row)
                case .insert where deleted.contains(operation.row): events.insert(.reinsertion)
                default: break
                }
            }
        }
    }
}

import GRDB
import ReferenceModel
import ReplicaStore
import SyncCore
import TestKit

/// Edits as people's tools make them, and decisions, drawn from one seed.
struct DrawnEdits {
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
        static let proposal = Events(rawValue: 128)
        static let mergedText = Events(rawValue: 256)
        static let disputedText = Events(rawValue: 512)
        static let undelete = Events(rawValue: 1024)
        static let all: [(Events, String)] = [
            (.undo, "undo"), (.proposal, "proposal waits"),
            (.mergedText, "merged text"), (.disputedText, "disputed text"),
            (.undelete, "undelete"),
            (.deleteEdit, "delete-edit"), (.reinsertion, "reinsertion"),
            (.threeHeads, "three or more heads"), (.keyChange, "key change"),
            (.replace, "REPLACE"), (.equalHeads, "equal heads"),
        ]
    }

    var events: Events = []
    var random: SeededRandom

    init(seed: UInt64) { random = SeededRandom(seed: seed) }

    mutating func edit(_ replica: Replica) throws {
        if Int.random(in: 0..<8, using: &random) == 0,
            let dead = try replica.deleted(table: Bool.random(using: &random) ? "t" : "link").first
        {
            events.insert(.undelete)
            try replica.undelete(table: dead.key.count == 1 ? "t" : "link", key: dead.key)
        }
        let statements = (0..<Int.random(in: 1...4, using: &random)).map { _ in statement() }
        try replica.edit { database in
            for sql in statements { try database.execute(sql: sql) }
        }
    }

    private mutating func statement() -> String {
        let key = "k\(Int.random(in: 0..<4, using: &random))"
        let other = "k\(Int.random(in: 0..<4, using: &random))"
        switch Int.random(in: 0..<26, using: &random) {
        case 0, 1: 
            return """
                INSERT OR IGNORE INTO t(k, a, b, x) \
                VALUES ('\(key)', \(value()), 'n', '甲方开会。乙方 25 人参加。')
                """
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
        case 14: return "UPDATE t SET c = c + \(number() - 1) WHERE k = '\(key)'"
        case 15:
            // Far enough for sums to pass 64 bits, and no single step does.
            let bounds = ["6000000000000000000", "-3000000000000000000", "NULL", "'no number'", "5"]
            return """
                UPDATE t SET c = \(pick(bounds)) WHERE k = '\(key)' \
                AND c BETWEEN -3000000000000000000 AND 3000000000000000000
                """
        case 16:
            let sets = ["[1,\"a\"]", "[\"b\", \"a\", \"a\"]", "[]", "[\"支部\",1.0,true]"]
            return "UPDATE t SET s = '\(pick(sets))' WHERE k = '\(key)'"
        case 17: return "UPDATE t SET o = \(value()) WHERE k = '\(key)'"
        case 18: return "UPDATE t SET w = \(value()) WHERE k = '\(key)'"
        case 19, 20: return "UPDATE t SET w = \(value())"
        case 21: return "UPDATE t SET x = '甲方开会。乙方 25 人参加。' WHERE k = '\(key)' AND x IS NULL"
        case 22, 23: return "UPDATE t SET x = \(textEdit()) WHERE k = '\(key)'"
        case 24, 25: return "UPDATE t SET x = \(textEdit())"
        case 12: return "INSERT OR REPLACE INTO link VALUES ('\(key)', \(number()))"
        default: return "DELETE FROM link WHERE x = '\(key)'"
        }
    }

    private mutating func value() -> String {
        let values = ["1", "1.0", "'1'", "NULL", "''", "x'31'", "'支部'", "char(9, 10, 0, 92)", "-7"]
        return pick(values)
    }

    /// Edits as people make them: a word for another, a sentence more, a part away.
    private mutating func textEdit() -> String {
        let words = ["甲方", "乙方", "25", "会", "参加", "一", "。"]
        switch Int.random(in: 0..<8, using: &random) {
        case 0, 1: return "replace(x, '\(pick(words))', '\(pick(words))')"
        case 2, 6: return "x || '\(pick(["一。", "二。", "三"]))'"
        case 3, 7: return "'\(pick(["前言。", "附"]))' || x"
        case 4: return "replace(x, '\(pick(words))', '')"
        default: return "substr(x, 1, \(number() + 3)) || '；补' || substr(x, \(number() + 4))"
        }
    }

    private mutating func number() -> Int { Int.random(in: 0..<3, using: &random) }

    mutating func pick<Element>(_ elements: [Element]) -> Element {
        elements[Int.random(in: elements.indices, using: &random)]
    }

    /// - Parameter replicas: Offices that may take the decision back, or write over it unseen.
    mutating func decide(_ replica: Replica, among replicas: [Replica]) throws {
        let open = try replica.conflicts().filter {
            $0.status == .open && ["value", "delete-edit"].contains($0.kind)
        }
        guard let conflict = try open.shuffled(using: &random).first(where: {
            try resolve($0, on: replica)
        }) else { return }
        guard Bool.random(using: &random) else { return }
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

    /// - Returns: Whether the replica may decide it: some values only a role decides.
    private mutating func resolve(_ conflict: Conflict, on replica: Replica) throws -> Bool {
        let choice: Choice
        if conflict.kind == "delete-edit" {
            choice = Bool.random(using: &random) ? .keep : .delete
        } else {
            choice = .take(pick(conflict.candidates).number)
        }
        do {
            try replica.resolve(conflict.id.text, choice, reason: "drawn")
            return true
        } catch let error as StoreError where error.code == .roleNeeded {
            return false
        }
    }

    /// What an outcome holds of what is worth counting.
    mutating func note(_ outcome: ModelOutcome, _ history: ModelHistory) {
        if outcome.open.contains(where: { $0.kind == "delete-edit" }) { events.insert(.deleteEdit) }
        if outcome.open.contains(where: { $0.unit == "w" }) { events.insert(.proposal) }
        if outcome.open.contains(where: { $0.unit == "x" }) { events.insert(.disputedText) }
        for row in outcome.rows {
            let isMerged =
                row.judged["x"]?.count ?? 0 > 1 && row.values["x"] != [.null]
                && !outcome.open.contains { $0.row == row.row && $0.unit == "x" }
            if isMerged { events.insert(.mergedText) }
            for heads in row.judged.values where heads.count > 2 { events.insert(.threeHeads) }
            for (unit, heads) in row.judged where heads.count > 1 {
                let isDisputed = (outcome.open + outcome.settled).contains {
                    $0.row == row.row && $0.unit == unit && $0.dots == heads
                }
                if !isDisputed, !["m", "w", "x"].contains(unit) { events.insert(.equalHeads) }
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

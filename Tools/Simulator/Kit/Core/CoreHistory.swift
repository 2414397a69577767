import ReferenceModel
import SyncCore
import TestKit

/// A random history in the words of the reference model, and the same in the pure core's.
///
/// Authors learn from each other at random and write inserts, updates, deletions and keeps to two rows
/// of a table with a unit of every policy but `text`, whose base only a log can tell.
struct CoreHistory {
    /// One changeset as the pure core takes it in.
    struct Entry {
        var dot: Dot
        var vector: VersionVector
        var stamp: Stamp
        var isChief: Bool
        var writes: [Int: RowWrite] = [:]
    }

    static let policies: [(name: String, core: MergePolicy, model: ModelPolicy)] = [
        ("lww", .lww, .lww), ("keep", .keep, .keep), ("max", .max, .max), ("min", .min, .min),
        ("once", .once, .once), ("counter", .counter, .counter), ("set", .set, .set),
        ("own", .own(role: "chief"), .own(role: "chief")),
    ]
    private static let rows = 2

    private(set) var entries: [Entry] = []
    private(set) var model: ModelHistory
    private var dice: Dice

    init(seed: UInt64) {
        dice = Dice(seed: seed)
        model = ModelHistory(
            tables: [
                ModelTable(
                    name: "t", units: Self.policies.map { ModelUnit(name: $0.name, policy: $0.model) })
            ], changesets: [])
        let authors = (0..<2 + dice.number(below: 3)).map { index -> Author in
            let digits = String(repeating: String(index + 1, radix: 16), count: 32)
            guard let author = Author("\(digits).\(digits)") else { preconditionFailure(digits) }
            return author
        }
        model.control = [
            ModelControlEntry(number: 1, roles: [authors[0].text: ["editor", "chief"]])
        ]
        var vectors = authors.map { _ in VersionVector() }
        for _ in 0..<4 + dice.number(below: 10) {
            let who = dice.number(below: authors.count)
            if dice.one(in: 2) { vectors[who].formUnion(vectors[dice.number(below: authors.count)]) }
            write(who, authors, &vectors)
        }
    }

    static func row(_ index: Int) -> ModelRowID {
        ModelRowID(table: "t", key: [.integer(Int64(index))])
    }

    private mutating func write(
        _ who: Int, _ authors: [Author], _ vectors: inout [VersionVector]
    ) {
        let chain = ChainIndex(who + 1)
        let dot = Dot(chain: chain, number: vectors[who][chain] + 1)
        let bytes = (0..<32).map { _ in UInt8(truncatingIfNeeded: dice.random.next()) }
        guard let hash = ChangesetHash(bytes: bytes) else { preconditionFailure("32 bytes") }
        // Few times, so that ties come up.
        let stamp = Stamp(at: Int64(dice.number(below: 4)), author: authors[who], hash: hash)
        var entry = Entry(dot: dot, vector: vectors[who], stamp: stamp, isChief: who == 0)
        var changeset = ModelChangeset(
            id: "\(dot.packed)", chain: authors[who].text, author: authors[who].text,
            number: Int(dot.number), at: stamp.at, hash: hash.description, control: 1, operations: [])
        for (other, number) in vectors[who].numbers where other != chain {
            changeset.seen[authors[other.value - 1].text] = Int(number)
        }
        for _ in 0...dice.number(below: 2) {
            let row = dice.number(below: Self.rows)
            let (action, verb, units, contributions) = operation()
            changeset.operations.append(ModelOperation(row: Self.row(row), action: action))
            entry.writes[row, default: RowWrite()].append(
                verb, units: units, contributions: contributions)
        }
        vectors[who].formUnion(dot)
        entry.vector.formUnion(dot)
        entries.append(entry)
        model.changesets.append(changeset)
    }

    private mutating func operation() -> (
        ModelOperation.Action, RowOperation.Verb, [Int: [Value]], [Int: Contribution]
    ) {
        switch dice.number(below: 10) {
        case 0, 1:
            let (writes, units, steps) = values(of: Array(Self.policies.indices), isInsertion: true)
            return (.insert(writes), .insert, units, steps)
        case 2:
            let (writes, units, steps) = values(of: someUnits(), isInsertion: false)
            return (.insertOver(writes), .replace, units, steps)
        case 3, 4: return (.delete, .delete, [:], [:])
        case 5: return (.keep, .keep, [:], [:])
        default:
            let (writes, units, steps) = values(of: someUnits(), isInsertion: false)
            return (.update(writes), .update, units, steps)
        }
    }

    private mutating func someUnits() -> [Int] {
        let units = Self.policies.indices.filter { _ in dice.one(in: 3) }
        return units.isEmpty ? [dice.number(below: Self.policies.count)] : units
    }

    private mutating func values(
        of units: [Int], isInsertion: Bool
    ) -> (ModelWrites, [Int: [Value]], [Int: Contribution]) {
        var writes = ModelWrites()
        var core: [Int: [Value]] = [:]
        var steps: [Int: Contribution] = [:]
        for unit in units {
            let (name, policy, _) = Self.policies[unit]
            guard let accumulation = policy.accumulation else {
                let value = dice.pick([.null, .integer(1), .real(1), .integer(2), Value.text(Array("a".utf8))])
                writes.values[name] = [value]
                core[unit] = [value]
                continue
            }
            let (old, new) = (amount(accumulation), amount(accumulation))
            core[unit] = [new]
            if isInsertion {
                writes.values[name] = [new]
                steps[unit] = accumulation.base(new)
                continue
            }
            steps[unit] = accumulation.step(from: old, to: new)
            switch (accumulation, old, new) {
            case (.counter, .integer(let before), .integer(let after)):
                let (difference, overflows) = after.subtractingReportingOverflow(before)
                precondition(!overflows, "amounts are small enough for one step")
                writes.increments[name] = .integer(difference)
            default:
                let (before, after) = (ModelItem.items(of: old) ?? [], ModelItem.items(of: new) ?? [])
                writes.items[name] = ModelItemChange(
                    add: after.subtracting(before), remove: before.subtracting(after))
            }
        }
        return (writes, core, steps)
    }

    private mutating func amount(_ accumulation: Accumulation) -> Value {
        switch accumulation {
        case .counter: .integer(dice.pick([0, 1, 5, -3, 4_000_000_000_000_000_000]))
        case .set: .text(Array(dice.pick([#"["a"]"#, #"["a","b"]"#, "[1]", "[]", #"["b",1]"#]).utf8))
        }
    }

    /// The same changesets in another order in which each comes after what it had seen.
    mutating func shuffled() -> [Entry] {
        var rest = entries
        var order: [Entry] = []
        while !rest.isEmpty {
            let ready = rest.indices.filter { index in
                !rest.contains { $0.dot != rest[index].dot && rest[index].vector.contains($0.dot) }
            }
            order.append(rest.remove(at: dice.pick(ready)))
        }
        return order
    }
}

import SyncCore

/// All that counted changesets say about one row, without what was withdrawn.
struct RowStory {
    let row: ModelRowID
    let table: ModelTable
    let held: Held
    /// Place of a counted changeset to what it says about the row.
    let changes: [Int: RowChange]
    private let withdrawals: Withdrawals
    let presenceHeads: [Int]

    init(of row: ModelRowID, in table: ModelTable, changes: [Int: RowChange], held: Held) {
        let withdrawals = Withdrawals(from: row, changes: changes, held: held)
        self.row = row
        self.table = table
        self.held = held
        self.changes = changes
        self.withdrawals = withdrawals
        presenceHeads = held.heads(
            among: changes.keys.sorted().filter {
                changes[$0]?.presence != nil && !withdrawals.take($0, outOf: nil)
            })
    }

    /// The stories of every row that a counted changeset touches.
    static func all(in held: Held) -> [RowStory] {
        var changes: [ModelRowID: [Int: RowChange]] = [:]
        for place in held.counted {
            for operation in held.history.changesets[place].operations {
                guard let table = held.history.table(named: operation.row.table) else { continue }
                changes[operation.row, default: [:]][place, default: RowChange()]
                    .add(operation.action, in: table)
            }
        }
        return changes.compactMap { row, changes in
            held.history.table(named: row.table).map {
                RowStory(of: row, in: $0, changes: changes, held: held)
            }
        }
    }

    /// The writes of a unit that count and were not withdrawn, by place.
    func writes(of unit: String) -> [(place: Int, write: UnitWrite)] {
        changes.keys.sorted().compactMap { place in
            guard let write = changes[place]?.writes[unit],
                !withdrawals.take(place, outOf: unit)
            else { return nil }
            return (place, write)
        }
    }

    /// The value that a changeset gives a unit, if that write counts and was not withdrawn.
    func value(of unit: String, by place: Int) -> [Value]? {
        guard case .value(let value, _)? = changes[place]?.writes[unit],
            !withdrawals.take(place, outOf: unit)
        else { return nil }
        return value
    }

    /// Whether an undo took a changeset's write of a unit, or (nil) of presence, out.
    func isWithdrawn(_ place: Int, from unit: String?) -> Bool {
        withdrawals.take(place, outOf: unit)
    }

    var presentHeads: [Int] { presenceHeads.filter { changes[$0]?.presence == true } }
    var absentHeads: [Int] { presenceHeads.filter { changes[$0]?.presence == false } }

    /// Whether a deletion that is a head of presence has seen what a changeset wrote, or ends it.
    func isDead(_ place: Int) -> Bool {
        absentHeads.contains { $0 == place || held.order.isBefore(place, $0) }
    }

    /// Whether presence says so, or a unit has a head that no deletion has seen.
    var isLive: Bool {
        if !presentHeads.isEmpty { return true }
        return table.units.contains { unit in
            held.heads(among: writes(of: unit.name).map(\.place)).contains { !isDead($0) }
        }
    }

    /// Whether any write of it counts. An undo may name a row of which nothing else does.
    var isWritten: Bool {
        !presenceHeads.isEmpty || table.units.contains { !writes(of: $0.name).isEmpty }
    }

    /// Whether the row's insertion is void, while honest writes remain.
    var lacksInsertion: Bool {
        !changes.values.contains { $0.isInsertion }
    }
}

import SyncCore

/// What one changeset says about one row, once its operations are taken in order.
struct RowChange {
    /// The last word on presence: true for *present*, false for *absent*.
    var presence: Bool?
    /// An insertion that wrote every unit; one over a live row does not.
    var isInsertion = false
    var writes: [String: UnitWrite] = [:]
    var undos: [Undo] = []

    struct Undo {
        /// Nil for presence.
        var unit: String?
        var withdraws: Set<String>
    }

    mutating func add(_ action: ModelOperation.Action, in table: ModelTable) {
        switch action {
        case .insert(let given):
            presence = true
            isInsertion = true
            writes = [:]  // an insertion ends what came before it in its changeset
            for unit in table.units {
                writes[unit.name] = UnitWrite(inserting: given, into: unit)
            }
        case .insertOver(let given):
            presence = true
            writes = [:]
            update(given)
        case .update(let given): update(given)
        case .delete: presence = false
        case .keep, .undelete: presence = true
        case .undo(let unit, let withdraws): undos.append(Undo(unit: unit, withdraws: withdraws))
        }
    }

    private mutating func update(_ given: ModelWrites) {
        for (unit, value) in given.values {
            writes[unit] = .value(value, isInsertion: false)
        }
        for (unit, step) in given.increments {
            writes[unit] = (writes[unit] ?? .noIncrement).adding(step)
        }
        for (unit, change) in given.items {
            writes[unit] = (writes[unit] ?? .noItems).applying(change)
        }
    }
}

/// What one changeset writes to one unit.
enum UnitWrite {
    /// The last operation speaks for the changeset.
    case value([Value], isInsertion: Bool)
    /// All increments together; an insertion is a base, with the increments after it.
    case count(Int128, isBase: Bool, isSound: Bool)
    /// The items added and those whose additions, as far as seen, are removed; a base removes none.
    case items(ModelItemChange, isBase: Bool, isSound: Bool)

    static let noIncrement = UnitWrite.count(0, isBase: false, isSound: true)
    static let noItems = UnitWrite.items(ModelItemChange(), isBase: false, isSound: true)

    /// An insertion's write of a unit, which is its default if the insertion does not name it.
    init(inserting given: ModelWrites, into unit: ModelUnit) {
        let value = given.values[unit.name] ?? unit.defaultValue
        switch unit.policy {
        case .counter:
            let empty = UnitWrite.count(0, isBase: true, isSound: true)
            self = value.first.map { empty.adding($0) } ?? empty
        case .set:
            let items = value.first.map(ModelItem.items(of:)) ?? []
            self = .items(
                ModelItemChange(add: items ?? []), isBase: true, isSound: items != nil)
        case .lww, .keep, .max, .min, .once, .own, .text: self = .value(value, isInsertion: true)
        }
    }

    func adding(_ step: Value) -> UnitWrite {
        guard case .count(let sum, let isBase, _) = self else { return self }
        switch step {
        case .integer(let number):
            return .count(sum + Int128(number), isBase: isBase, isSound: true)
        case .null: return self
        case .real, .text, .blob: return .count(sum, isBase: isBase, isSound: false)
        }
    }

    func applying(_ change: ModelItemChange) -> UnitWrite {
        guard case .items(var all, let isBase, _) = self else { return self }
        all.add = all.add.subtracting(change.remove).union(change.add)
        all.remove = all.remove.union(change.remove)
        return .items(all, isBase: isBase, isSound: change.isSound)
    }
}

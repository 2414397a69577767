import ReferenceModel
import SyncCore

/// Puts a real changeset into the words of the reference model; chain, seen and control are left to
/// `ModelView`, which knows the other changesets.
struct Translation {
    let names: [ChangesetHash: String]
    let tables: [ModelTable]

    func model(_ changeset: Changeset) -> ModelChangeset {
        let header = changeset.header
        var model = ModelChangeset(
            id: names[changeset.hash] ?? "?", chain: header.author.text,
            author: header.author.text, number: Int(header.number), at: header.at,
            hash: changeset.hash.description, operations: [])
        var shape: TableShape?
        for line in changeset.lines {
            if case .table(let table) = line { shape = table }
            guard let shape,
                let table = tables.first(where: { $0.name == shape.name })
            else { continue }
            func row(_ key: [Value]) -> ModelRowID { ModelRowID(table: table.name, key: key) }
            func unit(_ column: Int) -> String? {
                table.units.first { $0.columns.contains(shape.columns[column]) }?.name
            }
            switch line {
            case .row(let operation):
                model.operations.append(
                    ModelOperation(
                        row: row(operation.key), action: action(operation, shape, table)))
            case .covers(let covered):
                guard let unit = unit(covered.column) else { continue }
                model.covers.append(
                    ModelCover(row: row(covered.key), unit: unit, dots: ids(covered.heads)))
            case .decide(let decision) where !decision.kind.hasPrefix("rule:"):
                let unit = decision.column.map(unit)
                if case .some(.none) = unit { continue }
                model.decisions.append(
                    ModelDecision(
                        kind: decision.kind, row: row(decision.key), unit: unit ?? nil,
                        dots: ids(decision.heads)))
            case .undo(let undo):
                let unit = undo.column.map(unit)
                if case .some(.none) = unit { continue }
                model.operations.append(
                    ModelOperation(
                        row: row(undo.key),
                        action: .undo(unit: unit ?? nil, withdraws: ids(undo.withdraws))))
            case .table, .at, .decide, .erase, .erased, .control: break
            }
        }
        return model
    }

    private func ids(_ hashes: [ChangesetHash]) -> Set<String> {
        Set(hashes.map { names[$0] ?? "?" })
    }

    /// Counters and sets by what was changed.
    private func withChanges(
        _ values: [String: [Value]], _ operation: RowOperation, _ shape: TableShape,
        _ table: ModelTable
    ) -> ModelWrites {
        var writes = ModelWrites(values: values)
        for unit in table.units {
            guard [.counter, .set].contains(unit.policy), let new = values[unit.name]?.first,
                let index = operation.columns.firstIndex(where: {
                    shape.columns[$0] == unit.columns[0]
                }), let old = operation.replaced[index]
            else { continue }
            writes.values[unit.name] = nil
            switch (unit.policy, old, new) {
            case (.counter, .integer(let before), .null): writes.increments[unit.name] = .integer(-before)
            case (.counter, .integer(let before), .integer(let after)):
                writes.increments[unit.name] = .integer(after - before)
            case (.counter, _, _): writes.increments[unit.name] = .text("no integer")
            default:
                let before = ModelItem.items(of: old) ?? []
                // What is no array changes nothing.
                let after = ModelItem.items(of: new)
                writes.items[unit.name] = ModelItemChange(
                    add: (after ?? before).subtracting(before), remove: before.subtracting(after ?? before),
                    isSound: after != nil)
            }
        }
        return writes
    }

    private func action(
        _ operation: RowOperation, _ shape: TableShape, _ table: ModelTable
    ) -> ModelOperation.Action {
        let given = Dictionary(
            uniqueKeysWithValues: zip(operation.columns.map { shape.columns[$0] }, operation.values))
        var values: [String: [Value]] = [:]
        for unit in table.units where unit.columns.contains(where: { given[$0] != nil }) {
            // A write of a unit carries all its columns: a missing one would show here as NULL.
            values[unit.name] = unit.columns.map { given[$0] ?? .null }
        }
        let changes = operation.verb == .insert
            ? ModelWrites(values: values) : withChanges(values, operation, shape, table)
        switch operation.verb {
        case .insert: return .insert(changes)
        case .replace: return .insertOver(changes)
        case .update: return .update(changes)
        case .delete: return .delete
        case .keep: return .keep
        case .undelete: return .undelete
        }
    }
}

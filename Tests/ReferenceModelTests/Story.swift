import ReferenceModel
import SyncCore

/// Changesets about one row with one unit, `v`; ids are an author's letter and a number.
struct Story {
    var control: [ModelControlEntry] = []
    var changesets: [ModelChangeset] = []

    func outcome(_ policy: ModelPolicy) -> ModelOutcome {
        let table = ModelTable(name: "t", units: [ModelUnit(name: "v", policy: policy)])
        return ReferenceModel.outcome(
            of: ModelHistory(tables: [table], control: control, changesets: changesets))
    }

    /// Revokes what a chain wrote after a number, as one who looks back.
    mutating func cut(_ chain: String, after number: Int) {
        control.append(ModelControlEntry(number: control.count + 1, cuts: [chain: number]))
    }

    mutating func add(
        _ id: String, at time: Int64? = nil, seen: [String: Int] = [:],
        _ actions: ModelOperation.Action..., covers: Set<String> = [],
        decisions: [ModelDecision] = []
    ) {
        let author = String(id.prefix(1))
        changesets.append(
            ModelChangeset(
                id: id, chain: author, author: author, number: Int(id.dropFirst()) ?? 0,
                at: time ?? Int64(changesets.count), hash: id, control: control.last?.number,
                seen: seen, operations: actions.map { ModelOperation(row: .k, action: $0) },
                covers: covers.isEmpty ? [] : [ModelCover(row: .k, unit: "v", dots: covers)],
                decisions: decisions))
    }
}

extension ModelRowID {
    static let k = ModelRowID(table: "t", key: [.text("k")])
}

extension ModelOperation.Action {
    static func insert(v value: Value) -> Self {
        .insert(ModelWrites(values: ["v": [value]]))
    }

    static func update(v value: Value) -> Self {
        .update(ModelWrites(values: ["v": [value]]))
    }
}

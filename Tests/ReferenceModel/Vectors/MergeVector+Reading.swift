import Foundation
import SyncCore

extension MergeVector {
    init(_ node: JSONNode) throws {
        name = try node["name"].string
        story = try node["story"].string
        byHand = try node["by_hand"].bool
        let reader = VectorReader(tables: try VectorReader.tables(in: node["schema"]))
        history = ModelHistory(
            tables: reader.tables,
            control: try node.member("control")?.elements.map(VectorReader.entry) ?? [],
            changesets: try node["changesets"].elements.map(reader.changeset))
        expected = try reader.outcome(node["expected"])
    }
}

/// Reads the parts of a vector that only its schema makes plain: values of units and keys.
struct VectorReader {
    var tables: [ModelTable]

    static func tables(in schema: JSONNode) throws -> [ModelTable] {
        try schema["tables"].elements.map { table in
            ModelTable(
                name: try table["name"].string,
                keyColumns: try table["key"].elements.map { try $0.string },
                units: try table["units"].elements.map(unit))
        }
    }

    private static func unit(_ node: JSONNode) throws -> ModelUnit {
        let text = try node["policy"].string
        guard let policy = ModelPolicy(text) else { throw MergeVectorFault("policy \(text)") }
        var unit = ModelUnit(
            name: try node["name"].string,
            columns: try node["columns"].elements.map { try $0.string }, policy: policy)
        let value = try node["default"]
        if value != .null { unit.defaultValue = try Self.value(value, of: unit) }
        return unit
    }

    static func entry(_ node: JSONNode) throws -> ModelControlEntry {
        ModelControlEntry(
            number: try node["number"].integer,
            roles: try node["roles"].members.mapValues { try $0.strings },
            cuts: try node["cuts"].members.mapValues { try $0.integer })
    }

    func changeset(_ node: JSONNode) throws -> ModelChangeset {
        ModelChangeset(
            id: try node["id"].string, chain: try node["chain"].string,
            author: try node["author"].string, number: try node["number"].integer,
            at: Int64(try node["at"].integer), hash: try node["hash"].string,
            control: try node.member("control")?.integer,
            seen: try node["seen"].members.mapValues { try $0.integer },
            operations: try node["ops"].elements.map(operation),
            covers: try node.member("covers")?.elements.map { cover in
                ModelCover(
                    row: try row(cover), unit: try cover["unit"].string,
                    dots: try cover["dots"].strings)
            } ?? [],
            decisions: try node.member("decisions")?.elements.map { decision in
                ModelDecision(
                    kind: try decision["kind"].string, row: try row(decision),
                    unit: try decision["unit"].stringOrNull, dots: try decision["dots"].strings)
            } ?? [])
    }

    private func operation(_ node: JSONNode) throws -> ModelOperation {
        let row = try row(node)
        let writes = ModelWrites(
            values: try values(node.member("values"), in: row.table),
            increments: try (node.member("increments")?.members ?? [:]).mapValues(Self.scalar),
            items: try (node.member("items")?.members ?? [:]).mapValues { change in
                ModelItemChange(
                    add: try Self.items(change["add"]), remove: try Self.items(change["remove"]))
            })
        let isOver = try node.member("over")?.bool ?? false
        let action: ModelOperation.Action
        switch try node["op"].string {
        case "insert": action = isOver ? .insertOver(writes) : .insert(writes)
        case "update": action = .update(writes)
        case "delete": action = .delete
        case "keep": action = .keep
        case "undelete": action = .undelete
        case "undo":
            action = .undo(
                unit: try node["unit"].stringOrNull, withdraws: try node["withdraws"].strings)
        case let other: throw MergeVectorFault("operation \(other)")
        }
        return ModelOperation(row: row, action: action)
    }

    /// A key is the value itself, or an array for a key of several columns.
    func row(_ node: JSONNode) throws -> ModelRowID {
        let key = try node["key"]
        let parts = if case .array(let parts) = key { parts } else { [key] }
        return ModelRowID(table: try node["table"].string, key: try parts.map(Self.scalar))
    }

    func values(_ node: JSONNode?, in table: String) throws -> [String: [Value]] {
        var result: [String: [Value]] = [:]
        for (name, value) in try node?.members ?? [:] {
            result[name] = try Self.value(value, of: unit(name, in: table))
        }
        return result
    }

    func unit(_ name: String, in table: String) throws -> ModelUnit {
        guard let unit = tables.first(where: { $0.name == table })?.unit(named: name) else {
            throw MergeVectorFault("unit \(table).\(name)")
        }
        return unit
    }

    /// A unit of several columns is an object, a set an array.
    static func value(_ node: JSONNode, of unit: ModelUnit) throws -> [Value] {
        if unit.policy == .set, case .array = node { return [ModelItem.shown(try items(node))] }
        guard unit.columns.count == 1 else {
            return try unit.columns.map { try scalar(node[$0]) }
        }
        return [try scalar(node)]
    }

    static func scalar(_ node: JSONNode) throws -> Value {
        switch node {
        case .null: return .null
        case .string(let bytes): return .text(bytes)
        case .number(let text):
            if let number = Int64(text) { return .integer(number) }
            if let number = Double(text) { return .real(number) }
        case .object(let members):
            if members.count == 1, let text = try members["blob"]?.string,
                let data = Data(base64Encoded: text)
            {
                return .blob(Array(data))
            }
        case .bool, .array: break
        }
        throw MergeVectorFault("value \(node)")
    }

    private static func items(_ node: JSONNode) throws -> Set<ModelItem> {
        Set(
            try node.elements.map { element in
                guard let item = ModelItem(element) else { throw MergeVectorFault("item") }
                return item
            })
    }
}

import Foundation
import SyncCore

/// A row's key as the schema's queries give and take it: the key itself, or a JSON array where it has several columns.
struct GivenKey {
    let value: Value

    init(_ value: Value) { self.value = value }

    init(_ key: [Value]) throws {
        guard key.count > 1 else {
            value = key.first ?? .null
            return
        }
        let parts = try key.map { part -> String in
            switch part {
            case .integer(let number): "\(number)"
            case .real(let number): "\(number)"
            case .text(let bytes): String(decoding: try JSONEncoder().encode(String(decoding: bytes, as: UTF8.self)), as: UTF8.self)
            case .blob, .null: "null"
            }
        }
        value = .text("[\(parts.joined(separator: ","))]")
    }

    /// The key of a row that the table shows, as it is stored there; nil where there is none.
    func stored(in table: TableModel, _ log: ChangesetLog) throws -> [Value]? {
        var fields = [value]
        if table.key.count > 1 {
            guard case .text(let bytes) = value,
                let array = try? JSONSerialization.jsonObject(with: Data(bytes)) as? [Any],
                array.count == table.key.count
            else { return nil }
            fields = array.map { field in
                switch field {
                case let text as String: .text(text)
                case let number as NSNumber: .integer(number.int64Value)
                default: .null
                }
            }
        }
        let names = table.key.map(\.name.quotedName)
        let row = try log.statement(
            "SELECT \(names.joined(separator: ", ")) FROM \(table.quoted) WHERE \(table.keyCondition)")
        for (index, value) in fields.enumerated() { row.bind(index + 1, value) }
        guard try row.step() else { return nil }
        defer { row.reset() }
        return row.values(0..<table.key.count)
    }
}

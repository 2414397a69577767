import GRDB
import ReferenceModel
import ReplicaStore
import SyncCore

/// Whether changesets say what people did: told from the tables alone, since the model begins where the
/// changesets do.
extension World {
    /// Row → column → value.
    typealias Tables = [ModelRowID: [String: Value]]

    func tables(_ database: Database, version: Int) throws -> Tables {
        var tables: Tables = [:]
        for table in schema.versions[version].tables {
            let columns = table.units.flatMap(\.columns)
            // GRDB ends a text at its first zero: texts are read as bytes.
            let names = (table.keyColumns + columns).map { column in
                let name = "\"\(column.replacing("\"", with: "\"\""))\""
                let bytes = "iif(typeof(\(name)) = 'text', CAST(\(name) AS BLOB), \(name))"
                return "typeof(\(name)) = 'text', \(bytes)"
            }
            let name = "\"\(table.name.replacing("\"", with: "\"\""))\""
            let rows = try Row.fetchAll(database, sql: "SELECT \(names.joined(separator: ", ")) FROM \(name)")
            for row in rows {
                let cells = Array(row.databaseValues)
                let values = stride(from: 0, to: cells.count, by: 2).map {
                    Value(cells[$0 + 1], isText: cells[$0] == 1.databaseValue)
                }
                let key = Array(values.prefix(table.keyColumns.count))
                tables[ModelRowID(table: table.name, key: key)] = Dictionary(
                    uniqueKeysWithValues: zip(columns, values.dropFirst(key.count)))
            }
        }
        return tables
    }

    /// Replays what new changesets say on what the tables showed before: that must give what they showed
    /// after the statements, and a `REPLACE` writes nothing that it left as it was.
    ///
    /// What was said of a row in several scopes has no order between them: one of them says what it shows.
    func expect(_ changesets: [Changeset], lead before: Tables, to after: Tables) throws {
        var results: [String: Tables] = [:]
        var scopesOf: [ModelRowID: Set<String>] = [:]
        for (scope, own) in Dictionary(grouping: changesets, by: \.header.scope) {
            results[scope] = try replay(own, on: before) { scopesOf[$0, default: []].insert(scope) }
        }
        for row in Set(before.keys).union(scopesOf.keys).union(after.keys) {
            let said = scopesOf[row].map { $0.map { results[$0]?[row] } } ?? [before[row]]
            if said.contains(after[row]) { continue }
            throw Finding(
                description: """
                    \(row.table) \(row.key) was edited to \(after[row].map { "\($0)" } ?? "nothing"), \
                    and the changesets say \(said.map { $0.map { "\($0)" } ?? "nothing" })
                    """)
        }
    }

    private func replay(
        _ changesets: [Changeset], on before: Tables, noting note: (ModelRowID) -> Void
    ) throws -> Tables {
        var tables = before
        for changeset in changesets {
            var shape: TableShape?
            for line in changeset.lines {
                if case .table(let table) = line { shape = table }
                guard case .row(let operation) = line, let shape else { continue }
                let row = ModelRowID(table: shape.name, key: operation.key)
                note(row)
                let written = Dictionary(
                    uniqueKeysWithValues: zip(operation.columns.map { shape.columns[$0] }, operation.values))
                if operation.verb == .replace, let kept = before[row], tables[row] == nil || tables[row] == kept {
                    try expectNoEcho(written, of: kept, in: row)
                }
                switch operation.verb {
                case .delete: tables[row] = nil
                case .insert: tables[row] = written
                case .replace: tables[row] = (before[row] ?? [:]).merging(written) { $1 }
                case .update: tables[row]?.merge(written) { $1 }
                case .keep, .undelete: break
                }
            }
        }
        return tables
    }

    private func expectNoEcho(
        _ written: [String: Value], of kept: [String: Value], in row: ModelRowID
    ) throws {
        guard let table = schema.versions[newestVersion].tables.first(where: { $0.name == row.table }) else {
            return
        }
        for unit in table.units where unit.columns.contains(where: { written[$0] != nil }) {
            if unit.columns.allSatisfy({ written[$0] == nil || written[$0] == kept[$0] }) {
                throw Finding(description: "REPLACE in \(row.table) \(row.key) writes \(unit.name) again")
            }
        }
    }
}

extension Value {
    fileprivate init(_ value: DatabaseValue, isText: Bool) {
        switch value.storage {
        case .null: self = .null
        case .int64(let number): self = .integer(number)
        case .double(let number): self = .real(number)
        case .string(let text): self = .text(Array(text.utf8))
        case .blob(let data): self = isText ? .text(Array(data)) : .blob(Array(data))
        }
    }
}

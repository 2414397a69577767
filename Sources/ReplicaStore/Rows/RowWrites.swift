import SyncCore

/// Names a row wherever it is: its table, key and scope.
struct RowName: Hashable {
    var table: Int
    var scope: String
    var key: RowKey

    /// Few keys are of more than one scope, and texts are slow to hash.
    func hash(into hasher: inout Hasher) {
        hasher.combine(table)
        hasher.combine(key)
    }

    /// As they lie in the tree of stored states, but for scopes.
    func precedes(_ other: RowName) -> Bool {
        if table != other.table { return table < other.table }
        if key != other.key { return key.bytes.lexicographicallyPrecedes(other.key.bytes) }
        return scope < other.scope
    }
}

/// What one changeset says about one row, in the terms of this replica's schema.
struct RowWords {
    var key: [Value]
    var write = RowWrite()
    /// It inserts the row as a new one, with every unit.
    var isInsertion = false
    /// It deletes the row, whatever it does with it then.
    var isDeletion = false
    var undos: [UndoWords] = []
    /// Unit, or nil for presence, of the decisions that it carries.
    var decides: [Int?] = []

    /// An undo's unit (nil for presence) and the decisions that it takes back.
    struct UndoWords {
        var unit: Int?
        var withdraws: Set<ChangesetHash>
    }
}

/// Reads a changeset into rows of this replica's schema.
///
/// Columns and tables that the schema here does not know are left out and reported as parked.
struct RowWritesReader {
    let model: SchemaModel
    /// Whether the line that is left of an erased one is what the committee's order says.
    let isAuthentic: (ErasedLine) throws -> Bool

    struct Result {
        var rows: [RowName: RowWords] = [:]
        /// The rows in the order of their first mention.
        var order: [RowName] = []
        /// Lists of covered heads and decisions, with columns of this schema.
        var lists: [(line: ChangesetLine, name: RowName, key: [Value])] = []
        /// The row is nil where the schema here lacks the table: the log loses the value all the same.
        var erasures: [(line: EraseLine, name: RowName?)] = []
        var parkedTables: Set<String> = []
        /// Four bytes of key hash for each mention of a row, for the index of history.
        var touched: [UInt32] = []
    }

    private struct Shape {
        var table: TableModel?
        var columns: [Int?] = []
    }

    /// - Parameter done: Lines that need not be read; none if empty.
    func read(_ changeset: Changeset, without done: [Bool] = []) throws -> Result {
        var result = Result()
        var shape = Shape()
        var unused: TableShape?
        for (index, line) in changeset.lines.enumerated() {
            if !done.isEmpty, done[index] { continue }
            if case .table(let table) = line {
                unused = table
                continue
            }
            // Where all lines of a table are done, it need not be understood.
            if let table = unused {
                shape = use(table, &result)
                unused = nil
            }
            switch line {
            case .table, .at, .control: break
            case .row(let operation):
                add(operation, shape, changeset.header.scope, &result)
            case .erased(let erased):
                guard let left = erased.left else { break }
                if try isAuthentic(erased) {
                    add(left, shape, changeset.header.scope, &result)
                } else {
                    mention(left.key, &result)
                }
            case .covers(var covered):
                mention(covered.key, &result)
                guard let table = shape.table, let column = shape.columns[covered.column] else { break }
                covered.column = column
                let name = name(table, changeset.header.scope, covered.key)
                result.lists.append((.covers(covered), name, covered.key))
            case .decide(var decision):
                mention(decision.key, &result)
                if let other = decision.otherKey { mention(other, &result) }
                guard let table = shape.table else { break }
                if let column = decision.column {
                    guard let moved = shape.columns[column] else { break }
                    decision.column = moved
                }
                let name = name(table, changeset.header.scope, decision.key)
                result.lists.append((.decide(decision), name, decision.key))
                words(name, decision.key, &result) {
                    $0.decides.append(decision.column.map { table.unitOfColumn[$0] })
                }
            case .undo(let undo):
                mention(undo.key, &result)
                guard let table = shape.table else { break }
                var unit: Int?
                if let column = undo.column {
                    guard let moved = shape.columns[column] else { break }
                    unit = table.unitOfColumn[moved]
                }
                words(name(table, changeset.header.scope, undo.key), undo.key, &result) {
                    $0.undos.append(.init(unit: unit, withdraws: Set(undo.withdraws)))
                }
            case .erase(let erase):
                mention(erase.key, &result)
                let row = shape.table.map { name($0, changeset.header.scope, erase.key) }
                result.erasures.append((erase, row))
            }
        }
        return result
    }

    private func name(_ table: TableModel, _ scope: String, _ key: [Value]) -> RowName {
        RowName(table: table.id, scope: scope, key: RowKey(key))
    }

    private func mention(_ key: [Value], _ result: inout Result) {
        result.touched.append(UInt32(truncatingIfNeeded: RowKey(key).hash64))
    }

    private func words(
        _ name: RowName, _ key: [Value], _ result: inout Result, _ change: (inout RowWords) -> Void
    ) {
        if result.rows[name] == nil { result.order.append(name) }
        change(&result.rows[name, default: RowWords(key: key)])
    }

    private func use(_ line: TableShape, _ result: inout Result) -> Shape {
        guard let table = model.table(named: line.name), table.key.map(\.name) == line.keyColumns
        else {
            result.parkedTables.insert(line.name)
            return Shape()
        }
        let indices = Dictionary(
            uniqueKeysWithValues: table.columns.enumerated().map { ($1.name, $0) })
        let columns = line.columns.map { indices[$0] }
        if columns.contains(nil) { result.parkedTables.insert(line.name) }
        return Shape(table: table, columns: columns)
    }

    private func add(
        _ operation: RowOperation, _ shape: Shape, _ scope: String, _ result: inout Result
    ) {
        let key = RowKey(operation.key)
        result.touched.append(UInt32(truncatingIfNeeded: key.hash64))
        guard let table = shape.table else { return }
        let units = units(operation, table, shape.columns)
        let contributions = contributions(operation, table, shape.columns, units)
        words(RowName(table: table.id, scope: scope, key: key), operation.key, &result) {
            $0.write.append(operation.verb, units: units, contributions: contributions)
            if operation.verb == .insert { $0.isInsertion = true }
            if operation.verb == .delete { $0.isDeletion = true }
        }
    }

    /// What counters and sets were changed by. Where the author's schema had another policy, nothing
    /// tells what was replaced: the value is a base, as an insertion's.
    private func contributions(
        _ operation: RowOperation, _ table: TableModel, _ columns: [Int?], _ units: [Int: [Value]]
    ) -> [Int: Contribution] {
        guard table.accumulates else { return [:] }
        var contributions: [Int: Contribution] = [:]
        for (unit, values) in units {
            guard let accumulation = table.units[unit].policy.accumulation else { continue }
            let column = table.units[unit].columns[0]
            let index = operation.columns.firstIndex { columns[$0] == column }
            let old = index.flatMap { operation.replaced[$0] }
            contributions[unit] = old.map { accumulation.step(from: $0, to: values[0]) }
                ?? accumulation.base(values[0])
        }
        return contributions
    }

    /// Unit → values. Columns of a unit that the author's schema lacked have their default, and an
    /// insertion writes every unit.
    private func units(
        _ operation: RowOperation, _ table: TableModel, _ columns: [Int?]
    ) -> [Int: [Value]] {
        var given: [Int: Value] = [:]
        for (position, value) in zip(operation.columns, operation.values) {
            if let column = columns[position] { given[column] = value }
        }
        let written =
            operation.verb == .insert
            ? Array(table.units.indices)
            : Array(Set(given.keys.map { table.unitOfColumn[$0] }))
        return Dictionary(
            uniqueKeysWithValues: written.map { unit in
                (unit, table.units[unit].columns.map { given[$0] ?? table.columns[$0].defaultValue })
            })
    }
}

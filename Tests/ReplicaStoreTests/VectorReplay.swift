import ReferenceModel
import ReplicaStore
import SyncCore
import TestKit

/// Feeds a history that others made to a real replica.
struct VectorReplay {
    let history: ModelHistory
    private let byPlace: [String: ModelChangeset]

    init(_ history: ModelHistory) {
        self.history = history
        byPlace = Dictionary(
            uniqueKeysWithValues: history.changesets.map { ("\($0.chain) \($0.number)", $0) })
    }

    var schema: String {
        history.tables.map { table in
            let columns = table.units.flatMap { unit in
                zip(unit.columns, unit.defaultValue).map { ", \($0) DEFAULT \(literal($1))" }
            }
            var sql =
                "CREATE TABLE \(table.name)(k TEXT NOT NULL PRIMARY KEY\(columns.joined()));\n"
            for case .own(let role) in table.units.map(\.policy) {
                sql += "INSERT INTO zhibu_role VALUES ('\(role)', '');\n"
            }
            for unit in table.units {
                for column in unit.columns {
                    sql += """
                        INSERT INTO zhibu_policy VALUES \
                        ('\(table.name)', '\(column)', '\(unit.policy.spelling)');
                        INSERT INTO zhibu_unit VALUES \
                        ('\(table.name)', '\(unit.name)', '\(column)');

                        """
                }
            }
            return sql
        }.joined()
    }

    private func literal(_ value: Value) -> String {
        switch value {
        case .null: "NULL"
        case .integer(let number): "\(number)"
        case .real(let number): "\(number)"
        case .text(let bytes): "'\(String(decoding: bytes, as: UTF8.self))'"
        case .blob(let bytes): "x'\(bytes.hexText)'"
        }
    }

    /// A replica that has taken in the history in the order of `batches`.
    func replica(batches: [[ModelChangeset]], seed: UInt64) throws -> Replica {
        let world = HandMovedWorld(seed: seed)
        let replica = try Replica.inMemory("vector", schema: schema, world: world)
        if history.usesControl { try replica.give(control: control) }
        for batch in batches {
            _ = try replica.apply(unchecked: try batch.map(changeset))
        }
        return replica
    }

    // MARK: rights

    /// What the history's control entries say, as the engine knows it.
    private var control: ControlLog {
        var cuts: [String: Int] = [:]
        let entries = history.control.isEmpty
            ? [ModelControlEntry(number: 1)] : history.control.sorted { $0.number < $1.number }
        return ControlLog(
            unchecked: entries.map { entry in
                cuts.merge(entry.cuts) { $1 }
                return (controlPoint(entry.number).hash, state(entry, cuts))
            })
    }

    private func controlPoint(_ number: Int) -> SeenPoint {
        guard let hash = ChangesetHash(bytes: Array(repeating: UInt8(number), count: 32)) else {
            preconditionFailure("32 bytes")
        }
        return SeenPoint(author: author("root"), number: Int64(number), hash: hash)
    }

    private func state(_ entry: ModelControlEntry, _ cuts: [String: Int]) -> ControlState {
        var state = ControlState()
        for name in Set(history.changesets.map(\.author)) {
            guard let device = DeviceID(author(name).device) else { continue }
            state.devices[device] = ControlDevice(name: name, signingKey: [], agreementKey: [])
            state.grants[device] = ControlGrant(
                device: device, roles: entry.roles[name] ?? ["editor"], scopes: ["*"])
            let chains = Set(history.changesets.filter { $0.author == name }.map(\.chain))
            guard chains.contains(where: { cuts[$0] != nil }) else { continue }
            // A device is cut as a whole here: its other chains count to their ends.
            let until = chains.compactMap { chain -> ScopedPoint? in
                let last = history.changesets.filter { $0.chain == chain }.map(\.number).max() ?? 0
                guard let place = place(chain, min(last, cuts[chain] ?? last)) else { return nil }
                return ScopedPoint(
                    scope: "uni",
                    point: SeenPoint(
                        author: author(place.author), number: Int64(place.number), hash: hash(place)))
            }
            state.revoked[device] = .init(reason: "vector", until: until)
        }
        return state
    }

    var names: [ChangesetHash: String] {
        Dictionary(uniqueKeysWithValues: history.changesets.map { (hash($0), $0.id) })
    }

    // MARK: translation

    private func padded(_ bytes: [UInt8], to count: Int) -> [UInt8] {
        bytes + Array(repeating: 0, count: count - bytes.count)
    }

    private func hash(_ changeset: ModelChangeset) -> ChangesetHash {
        let bytes = padded([UInt8](hexText: changeset.hash.utf8) ?? [], to: 32)
        guard let hash = ChangesetHash(bytes: bytes) else { preconditionFailure("32 bytes") }
        return hash
    }

    private func author(_ name: String) -> Author {
        let device = padded(Array(name.utf8), to: 16).hexText
        guard let author = Author("\(device).\(String(repeating: "0", count: 32))") else {
            preconditionFailure("an author of hexadecimal digits")
        }
        return author
    }

    /// The changeset at a number of a chain, on the common part before the fork if need be.
    private func place(_ chain: String, _ number: Int) -> ModelChangeset? {
        var chain = chain
        while true {
            if let found = byPlace["\(chain) \(number)"] { return found }
            guard let mark = chain.lastIndex(of: "~") else { return nil }
            chain = String(chain[..<mark])
        }
    }

    private func changeset(_ source: ModelChangeset) throws -> Changeset {
        let previous = place(source.chain, source.number - 1)
        let points = source.seen.compactMap { chain, number -> SeenPoint? in
            guard let seen = place(chain, number), seen.chain != source.chain else { return nil }
            // The common part of one's own chain is known without being said.
            if seen.author == source.author, source.chain.hasPrefix(seen.chain) { return nil }
            return SeenPoint(
                author: author(seen.author), number: Int64(seen.number), hash: hash(seen))
        }
        var lines: [ChangesetLine] = []
        for operation in source.operations {
            guard let table = history.tables.first(where: { $0.name == operation.row.table }) else {
                continue
            }
            lines.append(.table(shape(table)))
            if case .undo(let unit, let withdraws) = operation.action {
                lines.append(
                    .undo(
                        UndoLine(
                            key: operation.row.key, column: unit.map { position(of: $0, table) },
                            reason: "vector", withdraws: hashes(withdraws))))
            } else {
                lines.append(.row(row(operation, table)))
            }
        }
        for cover in source.covers {
            guard let table = history.tables.first(where: { $0.name == cover.row.table }) else {
                continue
            }
            lines.append(.table(shape(table)))
            lines.append(
                .covers(
                    CoveredHeads(
                        key: cover.row.key, column: position(of: cover.unit, table),
                        heads: hashes(cover.dots))))
        }
        for decision in source.decisions {
            guard let table = history.tables.first(where: { $0.name == decision.row.table }) else {
                continue
            }
            lines.append(.table(shape(table)))
            lines.append(
                .decide(
                    DecisionLine(
                        key: decision.row.key,
                        column: decision.unit.map { position(of: $0, table) },
                        kind: decision.kind, choice: "take", reason: "vector",
                        heads: hashes(decision.dots))))
        }
        return Changeset(
            header: ChangesetHeader(
                scope: "uni", author: author(source.author), number: Int64(source.number),
                previous: previous.map(hash), at: source.at, person: "",
                control: source.control.map(controlPoint), seen: Set(points).sorted()),
            lines: lines, hash: hash(source))
    }

    private func hashes(_ ids: Set<String>) -> [ChangesetHash] {
        history.changesets.filter { ids.contains($0.id) }.map(hash)
    }

    private func shape(_ table: ModelTable) -> TableShape {
        TableShape(
            name: table.name, keyColumns: ["k"], columns: table.units.flatMap(\.columns))
    }

    private func position(of unit: String, _ table: ModelTable) -> Int {
        var position = 0
        for candidate in table.units {
            if candidate.name == unit { return position }
            position += candidate.columns.count
        }
        return position
    }

    private func row(_ operation: ModelOperation, _ table: ModelTable) -> RowOperation {
        let key = operation.row.key
        var written: [String: [Value]] = [:]
        var replaced: [String: (old: Value, new: Value)] = [:]
        let verb: RowOperation.Verb
        switch operation.action {
        case .insert(let writes):
            verb = .insert
            for unit in table.units { written[unit.name] = unit.defaultValue }
            written.merge(writes.values) { _, given in given }
        case .insertOver(let writes): (verb, written, replaced) = (.replace, writes.values, changes(writes))
        case .update(let writes): (verb, written, replaced) = (.update, writes.values, changes(writes))
        case .delete: verb = .delete
        case .keep: verb = .keep
        case .undelete: verb = .undelete
        case .undo: preconditionFailure("an undo is a line of its own")
        }
        for (unit, change) in replaced { written[unit] = [change.new] }
        var columns: [Int] = []
        var values: [Value] = []
        var old: [Int: Value] = [:]
        for unit in table.units {
            guard let given = written[unit.name] else { continue }
            let first = position(of: unit.name, table)
            if let change = replaced[unit.name] { old[values.count] = change.old }
            for (offset, value) in given.enumerated() {
                columns.append(first + offset)
                values.append(value)
            }
        }
        var row = RowOperation(verb, key: key, columns: columns, values: values)
        row.replaced = old
        return row
    }

    /// Counters and sets → a value and what it replaced, whose difference is what the vector says.
    private func changes(_ writes: ModelWrites) -> [String: (old: Value, new: Value)] {
        var changes: [String: (old: Value, new: Value)] = [:]
        for (unit, step) in writes.increments { changes[unit] = (.integer(0), step) }
        for (unit, items) in writes.items {
            changes[unit] = (ModelItem.shown(items.remove), ModelItem.shown(items.add))
        }
        return changes
    }
}

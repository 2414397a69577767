import Foundation
import GRDB
import SyncCore

/// What a repair has saved.
public struct RepairReport: Sendable {
    /// Changesets that were whole.
    public var changesets = 0
    /// Changesets that were not, as scope, author and number: they come back with a sync with somebody who holds them.
    public var lost: [String] = []
    /// Tables, the user's and our own, of which something could not be read.
    public var unreadable: [String] = []
    /// Rows that had to be taken from the tables: their edits were in no changeset yet, or in one of this device's that is
    /// lost.
    public var edits = 0
    /// Of these, what could not be taken over, with the reason.
    public var unsaved: [String] = []
    /// Where the damaged file is kept; nil where nothing was wrong.
    public var kept: String?
}

extension Replica {
    /// Makes a new file of what can be read of a damaged one. The log is what counts: records, clocks and indexes are
    /// computed from it again. The damaged file is kept as it is, under another name.
    ///
    /// The new file writes under a new epoch. It has the device's own local data (invites, who was met when), as far as
    /// they can be read.
    ///
    /// - Parameters:
    ///   - path: The replica; no process may have it open.
    ///   - surroundings: Clock and random numbers.
    ///   - signer: Signs what was edited last.
    ///   - progressed: Told how many changesets were taken over so far.
    /// - Throws: `StoreError` (`fileMissing`, `fileBusy`, `notAReplica`; `beyondRepair` where it can't be told what the file
    ///   was; `diskFull`, …); then nothing has changed.
    public static func repair(
        _ path: String, surroundings: Surroundings, signer: DeviceSigner? = nil,
        progressed: ((_ done: Int, _ total: Int) -> Void)? = nil
    ) throws -> RepairReport {
        guard FileManager.default.fileExists(atPath: path) else { throw StoreError(.fileMissing, path) }
        if try WALUsers.areAny(of: path) { throw StoreError(.fileBusy, path) }
        DurableName.sweep(path)
        let draft = DurableName.draft(of: path)
        let copy = draft + ".damaged"
        func cleanUp() throws {
            try DatabaseFiles.remove(draft)
            try DatabaseFiles.remove(copy)
        }
        do {
            // SQLite may write into what it opens, so it opens a copy.
            try copyFiles(path, to: copy)
            var report = RepairReport()
            if try isWhole(copy, surroundings, signer) {
                try cleanUp()
                return report
            }
            try beyondRepair {
                try withSalvage(of: copy) { salvage in
                    let replica = try Replica(creating: draft, like: salvage, surroundings, signer)
                    try replica.takeOver(salvage, &report, progressed)
                    report.unreadable = salvage.unreadable.sorted()
                    report.lost = salvage.lost.sorted()
                    if let finding = try replica.verify(deep: false, archive: false).findings.first {
                        throw StoreError(.beyondRepair, "\(finding.kind): \(finding.detail)")
                    }
                    try replica.close()
                }
            }
            try DatabaseFiles.remove(copy)
            try DurableName.synchronize(draft)
            report.kept = try putInPlace(draft, of: path, keeping: "damaged")
            return report
        } catch {
            try cleanUp()
            throw error
        }
    }

    static func copyFiles(_ path: String, to copy: String) throws {
        for suffix in ["", "-wal"] where FileManager.default.fileExists(atPath: path + suffix) {
            try DurableName.copy(path + suffix, to: copy + suffix)
        }
    }

    static func withSalvage<Result>(of copy: String, _ body: (Salvage) throws -> Result) throws -> Result {
        var configuration = Configuration()
        configuration.foreignKeysEnabled = false
        // So that a list of tables that can be read in part is used as far as it goes
        // (https://www.sqlite.org/pragma.html#pragma_writable_schema).
        configuration.prepareDatabase { try $0.execute(sql: "PRAGMA writable_schema = ON") }
        let source = try DatabaseQueue(path: copy, configuration: configuration)
        let result = try source.unsafeRead { try body(Salvage($0, at: copy)) }
        try source.close()
        return result
    }

    /// Also puts into changesets what was edited last, if that can be done still.
    private static func isWhole(_ path: String, _ surroundings: Surroundings, _ signer: DeviceSigner?) throws -> Bool {
        do {
            let replica = try Replica(opening: path, surroundings: surroundings, signer: signer)
            let isOK = try replica.verify(deep: true, archive: false).isOK
            try replica.close()
            return isOK
        } catch let error as StoreError where !isDamage(error.code) {
            throw error
        } catch {
            // That is what is to be repaired.
            return false
        }
    }

    /// Whether that can come of pages that can't be read, or that say what nobody wrote. What else keeps a file from
    /// being opened is not mended by another file.
    private static func isDamage(_ code: StoreError.Code) -> Bool {
        switch code {
        case .fileDamaged, .logDamaged, .notAReplica, .statementFailed, .schemaUnfit, .tableUnknown, .changesetRefused: true
        default: false
        }
    }

    /// What the salvage can do without it passes over; what it throws it can't.
    private static func beyondRepair(_ body: () throws -> Void) throws {
        do {
            try rethrowing(body)
        } catch let error as StoreError where error.code == .fileDamaged {
            throw StoreError(.beyondRepair, error.detail)
        }
    }

    private convenience init(
        creating path: String, like salvage: Salvage, _ surroundings: Surroundings, _ signer: DeviceSigner?
    ) throws {
        guard let device = salvage.text(.device).flatMap(DeviceID.init) else { throw StoreError(.beyondRepair, "zhibu_meta") }
        if let signer, signer.device != device { throw StoreError(.keyOfAnotherDevice, signer.device.text) }
        try self.init(
            creating: path, device: device, name: salvage.text(.name) ?? "", surroundings: surroundings, signer: signer)
        if let schema = salvage.text(.schema) { try install(schema: schema, version: salvage.text(.schemaVersion) ?? "") }
        if let root = salvage.text(.root).flatMap(DeviceID.init) { try trust(root: root) }
        try takeOverSettings(salvage, [.person, .serverAddress, .ownAddress, .invite, .clockOffset, .former])
        for row in salvage.rows("zhibu_held", "scope, writes") {
            guard let scope = row[0].string else { continue }
            try hold(scope: scope, writes: row[1] == .integer(1))
        }
    }

    private func takeOver(
        _ salvage: Salvage, _ report: inout RepairReport, _ progressed: ((Int, Int) -> Void)?
    ) throws {
        let items = salvage.changesets()
        // What everything else is judged by: without it what others may not do would count.
        if salvage.hasLostControl { throw StoreError(.beyondRepair, ControlName.scope) }
        let entries = items.filter { $0.changeset.header.scope == ControlName.scope }
        try replay(entries)
        try followControl()
        let control = try control()
        let rest = try takingCheckpoints(salvage, items.filter { $0.changeset.header.scope != ControlName.scope })
            .compactMap { keepable($0, control, salvage) }
        for start in stride(from: 0, to: rest.count, by: 200) {
            try replay(Array(rest[start..<min(start + 200, rest.count)]))
            progressed?(start, rest.count)
        }
        report.changesets = entries.count + rest.count
        _ = try apply(salvage.waiting())
        // What is in no changeset and in no other replica.
        try takeOverRows(salvage, of: "zhibu_invite", "id, secret_hash, scopes, roles, expires, used_by")
        try takeOverRows(salvage, of: "zhibu_peer", "device, scope, name, frontier, last_sync")
        try takeOverEdits(salvage, &report)
    }

    /// Takes over what checkpoints have left.
    ///
    /// - Parameter scopes: Those to be taken; nil for all.
    /// - Returns: The changesets that are not in that.
    func takingCheckpoints(
        _ salvage: Salvage, _ items: [ReceivedChangeset], _ scopes: Set<String>? = nil
    ) throws -> [ReceivedChangeset] {
        let wanted = scopes.map { salvage.cut.intersection($0) } ?? salvage.cut
        guard !wanted.isEmpty else { return items }
        let taken = try takeCheckpoints(ofCopy: salvage.path, wanted)
        for scope in wanted.subtracting(taken).sorted() { salvage.giveUp(checkpointOf: scope) }
        return try look { transaction in
            try items.filter { item in
                let header = item.changeset.header
                let point = SeenPoint(author: header.author, number: header.number, hash: item.changeset.hash)
                return try transaction.chains.dot(scope: header.scope, point) == nil
            }
        }
    }

    func takeOverSettings(_ salvage: Salvage, _ keys: [MetaTable.Key]) throws {
        try transaction(folding: false) { transaction in
            for key in keys {
                let value = salvage.value(key)
                if value != .null { try transaction.meta.set(key, value) }
            }
        }
    }

    func takeOverRows(_ salvage: Salvage, of table: String, _ columns: String) throws {
        try transaction(folding: false) { transaction in
            for row in salvage.rows(table, columns) { try Self.insert(row, into: table, columns, transaction.database) }
        }
    }

    /// A seal that is not good is worse than none: nobody would take the changeset from us. Our own is made again.
    private func keepable(_ item: ReceivedChangeset, _ control: ControlState, _ salvage: Salvage) -> ReceivedChangeset? {
        guard item.seal != nil, !control.devices.isEmpty, !item.isSealed(by: control) else { return item }
        guard signer?.device.text == item.changeset.header.author.device else {
            salvage.giveUp(item)
            return nil
        }
        return ReceivedChangeset(unsealed: item)
    }

    /// What was edited here and is in no changeset that is whole: as the damaged file's tables show it.
    ///
    /// - Parameter further: Keys of rows that were edited besides, table by table.
    func takeOverEdits(
        _ salvage: Salvage, also further: [String: Set<[Value]>] = [:], _ report: inout RepairReport
    ) throws {
        for (table, id) in try tables(numberedAs: salvage) {
            let columns = table.key.indices.map { "k\($0)" }.joined(separator: ", ")
            let noted = salvage.rows("zhibu_note_\(id)", columns)
            // The clocks' tables are named by number.
            let own = table.id == id ? salvage.keysOfOwnLost(in: table) : []
            let keys = Set(noted + own).union(further[table.name] ?? [])
            try nameOthers(than: keys, in: table, salvage, id: id, &report)
            for key in keys {
                let name = Self.name(table, key)
                guard let row = salvage.row(table, key: key) else {
                    report.unsaved.append(name)
                    continue
                }
                // It may have been deleted there, and what it was in is lost: then it comes back.
                if row.isEmpty, !salvage.lost.isEmpty, try read({ try table.row(key, in: $0) }).isEmpty {
                    report.unsaved.append(name)
                    continue
                }
                do {
                    try edit { try Self.write(row, key, table, $0) }
                    report.edits += 1
                } catch let error as StoreError {
                    report.unsaved.append("\(name): \(error.detail)")
                }
            }
        }
        try fold()
    }

    /// Each table, and its number in the damaged file; where that can't be read, the one that it has here.
    private func tables(numberedAs salvage: Salvage) throws -> [(TableModel, Int)] {
        var numbers: [String: Int] = [:]
        for row in salvage.rows("zhibu_table", "id, name") {
            if case .integer(let id) = row[0], let name = row[1].string { numbers[name] = Int(id) }
        }
        return try look { $0.model.tables }.map { ($0, numbers[$0.name] ?? $0.id) }
    }

    /// Where it can't be read any more which rows were edited last, those that are not as the log says are named: their
    /// values may be an edit, or the damage.
    private func nameOthers(
        than keys: Set<[Value]>, in table: TableModel, _ salvage: Salvage, id: Int, _ report: inout RepairReport
    ) throws {
        let told = ["zhibu_note_\(id)"] + (salvage.ownLost.isEmpty ? [] : [table.clock])
        guard !salvage.unreadable.isDisjoint(with: told) else { return }
        let rows = salvage.rows(table.quoted, table.allColumnList, named: table.name)
        // It may have been any of them.
        if salvage.unreadable.contains(table.name) { report.unsaved.append(table.name) }
        for row in rows {
            let key = Array(row.prefix(table.key.count))
            guard !keys.contains(key) else { continue }
            let here = try read { try table.row(key, in: $0) }
            if here != row { report.unsaved.append(Self.name(table, key)) }
        }
    }

    private static func name(_ table: TableModel, _ key: [Value]) -> String {
        "\(table.name) " + key.map { "\($0)" }.joined(separator: " ")
    }

    private static func write(_ row: [Value], _ key: [Value], _ table: TableModel, _ database: Database) throws {
        let here = try table.row(key, in: database)
        if !row.isEmpty {
            guard !here.isEmpty else { return try insert(row, into: table.quoted, table.allColumnList, database) }
            return try update(from: here, to: row, key, table, database)
        }
        let statement = try Statement(database, "DELETE FROM \(table.quoted) WHERE \(table.keyCondition)")
        for (index, value) in key.enumerated() { statement.bind(index + 1, value) }
        try statement.run()
    }

    /// What is the same is not written again: it is no edit.
    private static func update(
        from old: [Value], to new: [Value], _ key: [Value], _ table: TableModel, _ database: Database
    ) throws {
        let names = (table.key.map(\.name) + table.columns.map(\.name)).map(\.quotedName)
        let changed = names.indices.filter { old[$0] != new[$0] }
        guard !changed.isEmpty else { return }
        let assignments = changed.map { "\(names[$0]) = ?" }.joined(separator: ", ")
        let statement = try Statement(database, "UPDATE \(table.quoted) SET \(assignments) WHERE \(table.keyCondition)")
        for (index, value) in (changed.map { new[$0] } + key).enumerated() { statement.bind(index + 1, value) }
        try statement.run()
    }

    private static func insert(_ row: [Value], into table: String, _ columns: String, _ database: Database) throws {
        let marks = row.map { _ in "?" }.joined(separator: ", ")
        let statement = try Statement(database, "INSERT OR REPLACE INTO \(table)(\(columns)) VALUES (\(marks))")
        for (index, value) in row.enumerated() { statement.bind(index + 1, value) }
        try statement.run()
    }
}

import Foundation
import Membership
import ReplicaStore
import SyncCore
import SyncTransport

/// `zhibu sync --dry-run`: the merge takes place in a copy, which sends nothing and is thrown away.
struct SyncRehearsal {
    let common: CommonOptions
    let address: PeerAddress

    func run() async throws {
        let replica = try common.open()
        // Beside the replica, as it holds the same records; a name that no other file has.
        let path = "\(common.path).rehearsal-\(Surroundings.ofThisComputer.random(6).hexText)"
        let keys = try DeviceKeys.load(for: common.path)
        let copy = try Replica(
            copying: replica, at: path, surroundings: .ofThisComputer, signer: keys.signer)
        defer { Self.removeQuietly(path) }
        let before = try copy.status(digesting: false)
        let summary = try await Member(copy, keys: keys, surroundings: .ofThisComputer)
            .sync(with: address, receivesOnly: true)
        try copy.fold()
        let differences = try Self.differences(from: replica, to: copy, path)
        let pending = before.scopes.reduce(0) { $0 + $1.pending }
        try show(differences, copy, received: summary.received, pending: pending)
        try copy.close()
        try replica.close()
    }

    /// What was unsent before is compared too, so the copy before the sync is *before*: the records as
    /// the person sees them now are the same.
    private static func differences(
        from replica: Replica, to copy: Replica, _ path: String
    ) throws -> [ShownDifference] {
        let before = path + "-before"
        defer { removeQuietly(before) }
        let first = try Replica(
            copying: replica, at: before, surroundings: .ofThisComputer, signer: nil)
        let differences = try first.differences(to: copy)
        try first.close()
        return differences
    }

    /// What can't be removed is named: it holds records.
    private static func removeQuietly(_ path: String) {
        do { try DatabaseFiles.remove(path) } catch { Output.remark("\(path): \(error)") }
    }

    // MARK: words

    private func show(
        _ differences: [ShownDifference], _ copy: Replica, received: Int, pending: Int
    ) throws {
        let rows = differences.filter { if case .row = $0.subject { true } else { false } }
        let coming = Set(
            differences.compactMap { difference -> String? in
                guard case .conflict(let id) = difference.subject,
                    difference.after?["status"] == .text("open")
                else { return nil }
                return id
            })
        let conflicts = try copy.conflicts().filter { coming.contains($0.id.text) }
        try copy.read { database in
            let names = Names(database: database, language: common.language)
            if common.json {
                common.show(
                    .object([
                        ("received", .integer(Int64(received))), ("pending", .integer(Int64(pending))),
                        ("rows", .array(rows.compactMap(Self.document))),
                        ("conflicts", .array(try conflicts.map { try $0.document(names) })),
                    ]))
                return
            }
            common.show(common.words(.rehearsedSync(received: received, pending: pending)))
            var table = AlignedTable(Message.rehearsalHeader.map { common.words($0) }, indent: 2)
            for (name, counts) in Self.counts(rows) {
                table.add([try names.label(name, nil)] + counts.map(String.init))
            }
            if !rows.isEmpty { common.show(table.text) }
            common.show(common.words(.wouldBeOpen(conflicts.count)))
            let ids = ShortIDs(conflicts)
            for conflict in conflicts.prefix(20) {
                common.show("  " + (try ConflictScreen(conflict, names, id: ids[conflict]).summary()))
            }
            if conflicts.count > 20 { common.show("  …") }
            common.show(common.words(.rehearsed))
        }
    }

    private static func document(_ difference: ShownDifference) -> JSON? {
        guard case .row(let table, let key) = difference.subject else { return nil }
        func values(_ values: [String: Value]?) -> JSON {
            values.map { .object($0.sorted { $0.key < $1.key }.map { ($0.key, JSON($0.value)) }) } ?? .null
        }
        return .object([
            ("table", .string(table)), ("key", JSON(key: key)), ("before", values(difference.before)),
            ("after", values(difference.after)),
        ])
    }

    /// Table → new, changed and deleted records.
    private static func counts(_ rows: [ShownDifference]) -> [(String, [Int])] {
        var counts: [String: [Int]] = [:]
        for row in rows {
            guard case .row(let table, _) = row.subject else { continue }
            let kind = row.before == nil ? 0 : row.after == nil ? 2 : 1
            counts[table, default: [0, 0, 0]][kind] += 1
        }
        return counts.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }
}

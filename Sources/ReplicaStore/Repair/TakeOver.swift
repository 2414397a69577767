import Foundation
import GRDB
public import SyncCore

/// Whose replica a file is, as it says itself.
public struct ReplicaNameplate: Sendable {
    public var device: DeviceID
    /// The device's name, as others read it.
    public var name: String
    /// The fingerprint of the root that it trusts; nil where it belongs to no committee.
    public var root: DeviceID?
    /// The invite that it joined with, by its id.
    public var invite: String?
}

/// A replica's contents under another device's key: what a person needs who has lost the key file, and nothing else.
extension Replica {
    /// Reads whose replica a file is, and only reads.
    ///
    /// - Throws: `StoreError` (`fileMissing`, `notAReplica`, `fileDamaged`).
    public static func nameplate(of path: String) throws -> ReplicaNameplate {
        guard FileManager.default.fileExists(atPath: path) else { throw StoreError(.fileMissing, path) }
        return try rethrowing {
            // A connection that may only read would leave its -shm behind.
            let source = try DatabaseQueue(path: path)
            let plate = try source.read { database in
                let salvage = try Salvage(database, at: path)
                guard let device = salvage.text(.device).flatMap(DeviceID.init) else {
                    throw StoreError(.fileDamaged, "zhibu_meta")
                }
                return ReplicaNameplate(
                    device: device, name: salvage.text(.name) ?? "", root: salvage.text(.root).flatMap(DeviceID.init),
                    invite: salvage.text(.invite))
            }
            try source.close()
            return plate
        }
    }

    /// Takes over the control entries that another file holds.
    package func takeOverControl(of path: String) throws {
        try Self.salvaging(path, draft: self.path) { salvage in
            _ = try apply(salvage.changesets().filter { $0.changeset.header.scope == ControlName.scope })
        }
    }

    /// Takes over what another file of this computer holds, whose device can't sign any more. This replica holds the
    /// committee's control entries and nothing else yet; afterwards it shows what the other file shows, as far as this
    /// device has the same scopes.
    ///
    /// What the other device has sealed stays its own. What it has not, and what is in no changeset yet, becomes an edit
    /// of this device's: of what was not sealed others would believe nothing.
    ///
    /// - Parameters:
    ///   - path: The other file; it is only read, and nobody may have it open.
    ///   - progressed: Told how many changesets were taken over so far.
    /// - Throws: `ControlError.rootForeign` where it is another committee's; `StoreError` (`fileMissing`, `fileBusy`,
    ///   `notAReplica`, `diskFull`, …; `rightsLacking` where something was not sent that this device may not write).
    package func takeOver(
        _ path: String, progressed: ((_ done: Int, _ total: Int) -> Void)? = nil
    ) throws -> RepairReport {
        guard FileManager.default.fileExists(atPath: path) else { throw StoreError(.fileMissing, path) }
        if try WALUsers.areAny(of: path) { throw StoreError(.fileBusy, path) }
        return try Self.salvaging(path, draft: self.path) { salvage in
            if let root = salvage.text(.root), try root != rootDevice()?.text {
                throw ControlError(.rootForeign, String(root.prefix(8)))
            }
            var report = RepairReport()
            let (proven, others) = try takingCheckpoints(salvage, salvage.changesets(), Set(try heldScopes()))
                .divided(by: try control())
            let devices = Set(salvage.devices)
            let unproven = others.filter { devices.contains($0.changeset.header.author.device) }
            // What somebody else wrote is nobody's edit here; it comes back from whoever holds it with its seal.
            for item in others where !devices.contains(item.changeset.header.author.device) { salvage.giveUp(item) }
            let held = Set(try heldScopes())
            let kept = proven.filter { held.contains($0.changeset.header.scope) }
            let unsent = salvage.unsent(of: proven) + unproven.map(\.changeset.header.scope)
            let lacking = Set(unsent).subtracting(held)
            if !lacking.isEmpty { throw StoreError(.rightsLacking, lacking.sorted().joined(separator: ", ")) }
            try apply(kept, progressed: progressed.map { tell in { tell($0, kept.count) } })
            _ = try apply(salvage.waiting().filter { held.contains($0.changeset.header.scope) })
            report.changesets = kept.count
            try takeOverSettings(salvage, [.person, .ownAddress, .clockOffset])
            try transaction(folding: false) {
                try $0.meta.set(.former, .text(salvage.devices.joined(separator: "\n")))
            }
            try takeOverRows(salvage, of: "zhibu_peer", "device, scope, name, frontier, last_sync")
            let edits = unproven.edits()
            try takeOverEdits(salvage, also: edits.keys, &report)
            // Of a file that can be read whole nothing stays behind but what these rights don't allow.
            if salvage.unreadable.isEmpty, salvage.lost.isEmpty, !report.unsaved.isEmpty {
                throw StoreError(.rightsLacking, report.unsaved.sorted().prefix(3).joined(separator: "; "))
            }
            report.unsaved += edits.acts
            report.lost = salvage.lost.sorted()
            report.unreadable = salvage.unreadable.sorted()
            return report
        }
    }

    /// SQLite may write into what it opens, so it opens a copy, which lies beside the draft of a new file meanwhile.
    private static func salvaging<Result>(
        _ path: String, draft: String, _ body: (Salvage) throws -> Result
    ) throws -> Result {
        let copy = DurableName.draft(of: draft)
        do {
            try copyFiles(path, to: copy)
            let result = try rethrowing { try withSalvage(of: copy, body) }
            try DatabaseFiles.remove(copy)
            return result
        } catch {
            try DatabaseFiles.remove(copy)
            throw error
        }
    }
}

private struct ScopedAuthor: Hashable {
    let scope: String
    let author: Author

    init(_ item: ReceivedChangeset) { (scope, author) = (item.changeset.header.scope, item.changeset.header.author) }
}

extension [ReceivedChangeset] {
    /// Those that a seal proves, the sealed ones and all before them in their chains; and the others.
    fileprivate func divided(by control: ControlState) -> (proven: Self, unproven: Self) {
        let chains = Dictionary(grouping: self, by: ScopedAuthor.init)
        // The last seal that is good: a page that was damaged may hold another one.
        let last = chains.compactMapValues { items in
            items.sorted { $0.changeset.header.number > $1.changeset.header.number }
                .first { $0.changeset.header.scope == ControlName.scope || $0.isSealed(by: control) }?
                .changeset.header.number
        }
        func isProven(_ item: ReceivedChangeset) -> Bool {
            last[ScopedAuthor(item)].map { item.changeset.header.number <= $0 } ?? false
        }
        return (filter(isProven), filter { !isProven($0) })
    }

    /// The rows that they edit, and what persons did in them that no row shows and that has to be done again.
    fileprivate func edits() -> (keys: [String: Set<[Value]>], acts: [String]) {
        var (keys, acts): ([String: Set<[Value]>], [String]) = ([:], [])
        for item in self {
            var table = ""
            func act(_ key: [Value], _ reason: String) {
                acts.append("\(table) " + key.map { "\($0)" }.joined(separator: " ") + " (\(reason))")
            }
            for line in item.changeset.lines {
                switch line {
                case .table(let shape): table = shape.name
                case .row(let operation): keys[table, default: []].insert(operation.key)
                case .decide(let decision): act(decision.key, decision.reason)
                case .undo(let undo): act(undo.key, undo.reason)
                case .erase(let erasure): act(erasure.key, erasure.reason)
                case .at, .covers, .erased, .control: break
                }
            }
        }
        return (keys, acts)
    }
}

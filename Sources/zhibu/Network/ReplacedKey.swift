import Membership
import ReplicaStore
import SyncCore

extension CommonOptions {
    /// What became of a replica that went on under another key; ends the work with it.
    func show(_ replaced: Replaced) throws {
        let member = replaced.member
        try member.close()
        let former = replaced.former?.device.text
        let report = replaced.takenOver
        if json {
            func list(_ names: [String]?) -> JSON { .array((names ?? []).map(JSON.string)) }
            return show(
                .object([
                    ("db", .string(path)), ("device", .string(member.keys.device.text)),
                    ("former", former.map(JSON.string) ?? .null), ("kept", report?.kept.map(JSON.string) ?? .null),
                    ("edits", .integer(Int64(report?.edits ?? 0))), ("unsaved", list(report?.unsaved)),
                    ("lost", list(report?.lost)), ("received", .integer(Int64(replaced.received))),
                ]))
        }
        show(words(.newKey(changesets: report?.changesets, edits: report?.edits ?? 0)))
        list(report?.lost ?? [], .repairLost(report?.lost.count ?? 0))
        list(report?.unsaved ?? [], .repairUnsaved(report?.unsaved.count ?? 0))
        show(words(.nextAfterNewKey(former: former.map { String($0.prefix(8)) })))
        if let kept = report?.kept { remark(.keptAside(kept)) }
    }

    /// The first of many names, under a title.
    func list(_ names: [String], _ title: Message) {
        let linesMax = 10
        guard !names.isEmpty else { return }
        show(words(title))
        for name in names.prefix(linesMax) { show("  \(name)") }
        if names.count > linesMax { show("  …") }
    }
}

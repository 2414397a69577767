import Membership
import ReplicaStore
import SyncCore

extension CommonOptions {
    /// What became of a replica that went on under another key; ends the work with it.
    func show(_ replaced: Replaced) throws {
        let member = replaced.member
        let isRevoked = try replaced.former.map { try member.replica.control().revoked[$0.device] != nil } ?? false
        let former = replaced.former?.device.text
        let waiting = try member.replica.voidChangesets().count { $0.author.device == former }
        try member.close()
        let report = replaced.takenOver
        if json {
            func list(_ names: [String]?) -> JSON { .array((names ?? []).map(JSON.string)) }
            return show(
                .object([
                    ("db", .string(path)), ("device", .string(member.keys.device.text)),
                    ("former", former.map(JSON.string) ?? .null), ("kept", report?.kept.map(JSON.string) ?? .null),
                    ("edits", .integer(Int64(report?.edits ?? 0))), ("unsaved", list(report?.unsaved)),
                    ("lost", list(report?.lost)), ("former_revoked", .bool(isRevoked)),
                    ("awaiting_review", .integer(Int64(waiting))), ("received", .integer(Int64(replaced.received))),
                ]))
        }
        show(words(.newKey(changesets: report?.changesets, edits: report?.edits ?? 0)))
        list(report?.lost ?? [], .repairLost(report?.lost.count ?? 0))
        list(report?.unsaved ?? [], .leftInFormer(report?.unsaved.count ?? 0))
        let device = former.map { String($0.prefix(8)) } ?? "…"
        show(words(isRevoked ? .nextAfterRevoked(former: device, waiting: waiting) : .nextAfterNewKey(former: device)))
        if let kept = report?.kept { remark(.keptAside(kept)) }
    }
}

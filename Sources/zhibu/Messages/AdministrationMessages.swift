/// The sentences about devices, cuts and erasure.
extension Message {
    static let devicesHeader = [
        Message("电脑", "Device"), Message("编号", "Id"), Message("角色", "Roles"),
        Message("范围", "Scopes"), Message("停用", "Revoked"), Message("待审", "Awaiting review"),
    ]
    static func revoked(_ reason: String) -> Message {
        Message("已停用：\(reason)", "revoked: \(reason)")
    }
    static func awaitingReview(_ count: Int) -> Message {
        Message(
            "\(count) 批更改没有权限，不计入，留作待审：zhibu devices --json；审核后用 zhibu revoke … --until N 前移。",
            "\(count) changeset(s) had no right and don't count; they await review: zhibu devices --json, then zhibu revoke … --until N."
        )
    }
    static func deviceRevoked(_ name: String) -> Message {
        Message("\(name) 已停用。以前写的有效，以后写的不再计入。",
            "\(name) is revoked. What it wrote before counts, what it writes later does not.")
    }
    static let reasonEmpty = Message("--reason：原因不能空着", "--reason: a reason can't be empty")
    static let nameEmpty = Message("名称不能空着", "a name can't be empty")
    static let nothingToCompact = Message("没有可以压缩的：没有大家都收到了、又被改掉的旧值（在冲突或裁定里的都保留）。",
        "There is nothing to compact: no value that everybody has got and that was overwritten since (those in conflicts and decisions stay).")
    static func compacted(_ scope: String, _ archived: Int, of count: Int) -> Message {
        Message("\(scope)：\(count) 批更改里，\(archived) 批的旧内容移到了归档。",
            "\(scope): of \(count) changesets, \(archived) have gone to the archive, whole or in part.")
    }
    static func compactedFile(_ archive: String, _ before: Int64, _ after: Int64) -> Message {
        func megabytes(_ bytes: Int64) -> String { "\(bytes / 1_000_000).\(bytes / 100_000 % 10) MB" }
        return Message(
            "资料文件 \(megabytes(before)) → \(megabytes(after))。归档在 \(archive)：请和资料放在一起，也一起备份。",
            "The replica: \(megabytes(before)) → \(megabytes(after)). The archive is \(archive): keep it beside the replica, and back it up too.")
    }
    static func heldBackBy(_ names: [String]) -> Message {
        let list = names.joined(separator: "、")
        return Message("还没有收到全部更改：\(list)。它们同步以后可以再压缩一次。",
            "Not everything has reached: \(names.joined(separator: ", ")). After they have synced, more can be compacted.")
    }
    static func compacting(_ done: Int, of total: Int, secondsLeft: Int?) -> Message {
        let left = secondsLeft.map(timeLeft)
        let zh = ["\(done)/\(total) 批"] + (left.map { [$0.text(in: .zh)] } ?? [])
        let en = ["\(done) of \(total) changesets"] + (left.map { [$0.text(in: .en)] } ?? [])
        return Message("压缩：\(zh.joined(separator: "，"))", "Compacting: \(en.joined(separator: ", "))")
    }
    static let nextArchive = Message(
        "资料文件是好的；归档不在、不全或已损坏。下一步：把归档文件放回资料旁边，或从备份、别的电脑拷一份来。",
        "The replica is whole; its archive is not there, not complete or damaged. Next: put it back beside the replica, or copy it from a "
            + "backup or another computer.")
    static func archiveIsAway(_ path: String) -> Message {
        Message("归档文件 \(path) 不在、不全或已损坏，以前的值看不到：请把好的放回资料旁边（备份里、别的电脑上有）。",
            "The archive \(path) is not there, not complete or damaged, and older values are out of sight: put a whole one back "
                + "beside the replica (from a backup, or another computer).")
    }
    static func archiveHoldsErased(_ path: String) -> Message {
        Message("已抹去的旧值可能还在归档 \(path) 里，现在写不进去：请放回资料旁边并允许写入，下一条命令会把它抹掉。",
            "What was erased may still be in the archive \(path), which can't be written now: put it beside the replica and let it be "
                + "written; the next command erases it there.")
    }
    static func archiveBackedUp(_ path: String) -> Message {
        Message("归档也已备份：\(path)，两个文件要放在一起。", "The archive is backed up too: \(path). Keep the two files together.")
    }
    static func historyIsShort(_ day: String) -> Message {
        Message("\(day) 以前的旧值在归档文件里，这里没有能读的归档。",
            "Older values from before \(day) are in an archive, and there is none here that can be read.")
    }
    static let nothingToErase = Message("没有要抹去的值", "nothing to erase")
    static func granted(_ name: String, _ roles: String, _ scopes: String) -> Message {
        Message("\(name)：角色 \(roles)，范围 \(scopes)。", "\(name): roles \(roles), scopes \(scopes).")
    }
    static func scopeRetired(_ scope: String) -> Message {
        Message("范围 \(scope) 已停用，从此只能查看。", "The scope \(scope) is retired: it is only read from now on.")
    }
    static func rootReplaced(_ root: String, _ recovery: String) -> Message {
        Message(
            "已换根密钥。新的在 \(root)，恢复密钥在 \(recovery)：请移到U盘，恢复密钥锁进保险柜。旧的两个已无效。",
            "Another root key is in force: \(root), its recovery key \(recovery). Move both to a stick, and "
                + "the recovery key into a safe. The old two are worth nothing.")
    }
    static func erased(_ count: Int) -> Message {
        Message("已从记录和历史里抹去 \(count) 个值。", "Erased \(count) value(s) from records and history.")
    }
    static func orderedToErase(_ label: String) -> Message {
        Message("下令抹去 \(label)", "ordered \(label) erased")
    }
    static func valueErased(_ label: String) -> Message {
        Message("\(label)（依法抹去）", "\(label) (erased by order)")
    }
    static let doesNotCount = Message("（无权限，不计入）", " (had no right, doesn't count)")
    /// - Parameter people: Who had decided; several had, apart from each other.
    static func signatureTakenBack(_ id: String) -> Message {
        Message("已撤回这台电脑的签字；冲突 \(id) 仍待裁定，别人的签字还在。",
            "This device's signature is taken back; conflict \(id) is open as before, and others' signatures stand.")
    }
    static func undone(_ id: String, _ people: [String]) -> Message {
        let names = people.joined(separator: "、")
        return people.count > 1
            ? Message("\(names) 的裁定都已撤销，冲突 \(id) 重新待裁定。",
                "The decisions of \(names) are all taken back; conflict \(id) is open again.")
            : Message("裁定已撤销，冲突 \(id) 重新待裁定。", "The decision is taken back; conflict \(id) is open again.")
    }
}

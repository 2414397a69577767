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
    static func undone(_ id: String) -> Message {
        Message("裁定已撤销，冲突 \(id) 重新待裁定。", "The decision is taken back; conflict \(id) is open again.")
    }
}

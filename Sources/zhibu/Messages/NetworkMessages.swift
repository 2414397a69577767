import SyncCore

/// The sentences of syncing, in both languages.
extension Message {
    static let inviteNext = Message(
        "下一步：在新电脑上输 zhibu join 邀请码", "Next, on the new computer: zhibu join INVITE")
    static func joined(_ path: String, _ received: Int) -> Message {
        Message(
            "已加入，资料在 \(path)，收到 \(received) 批更改。下一步：zhibu whoami 您的姓名",
            "Joined; the replica is \(path); \(received) changesets came. Next: zhibu whoami NAME")
    }
    static func listening(_ address: String) -> Message {
        Message("接收中 \(address)", "Listening at \(address)")
    }
    static func synced(sent: Int, received: Int) -> Message {
        if sent == 0, received == 0 {
            return Message("没有新内容，双方一致。", "Nothing new; both sides hold the same.")
        }
        return Message(
            "同步完成。送出 \(sent) 批更改，收到 \(received) 批。",
            "Synced: \(sent) changesets sent, \(received) received.")
    }
    static func conflictsAfter(before: Int, after: Int) -> Message {
        guard after > 0 else { return Message("没有待裁定的冲突。", "Nothing to decide.") }
        let change = after - before
        return Message(
            "冲突：\(change >= 0 ? "新来 \(change)" : "消除 \(-change)") 个，现在 \(after) 个待裁定。"
                + "下一步：zhibu conflicts",
            "Conflicts: \(change >= 0 ? "\(change) new" : "\(-change) gone"); \(after) to decide. "
                + "Next: zhibu conflicts")
    }
    static func bundleWritten(_ file: String, _ count: Int) -> Message {
        Message("已导出 \(count) 批更改到 \(file)。", "\(count) changesets written to \(file).")
    }
    static let bundleIsPlain = Message(
        "注意：数据包没有加密，捡到的人都能看。", "Note: the bundle is not encrypted.")
    static func bundleTaken(_ applied: Int, _ known: Int) -> Message {
        Message(
            "已导入 \(applied) 批更改，\(known) 批原来就有。",
            "\(applied) changesets taken in, \(known) were here already.")
    }
}

extension ErrorWords {
    static func sync(_ error: SyncError) -> (Message, Message) {
        let detail = error.detail
        let tryLater = Message(
            "稍后再试；急用可走U盘：zhibu bundle export 文件 --plain",
            "try later, or by stick: zhibu bundle export FILE --plain")
        let newInvite = Message(
            "请组织部再发一个邀请码，收到后重新 zhibu join。",
            "ask the organisation department for a new invite, then: zhibu join INVITE")
        let callAdministrator = Message(
            "核对地址；不行请联系管理员。", "check the address, or call the administrator.")
        return switch error.code {
        case .peerUnreachable:
            (
                Message("连不上 \(detail)。没有送出的都在本机，没有丢。",
                    "Nothing listens at \(detail). All that was not sent is safe here."), tryLater
            )
        case .wrongPeer:
            (
                Message("服务器身份 \(detail) 与邀请码不符，什么也没有送。",
                    "The server is \(detail), not the one of the invite; nothing was sent."),
                callAdministrator
            )
        case .notEnrolled:
            (
                Message("对方不认得这台电脑，什么也没有送。",
                    "The other side doesn't know this device; nothing was sent."), newInvite
            )
        case .inviteExpired: (Message("邀请码已过期。", "The invite has expired."), newInvite)
        case .inviteUsed:
            (Message("邀请码已被另一台电脑用过。", "Another device has used the invite."), newInvite)
        case .inviteUnknown:
            (Message("邀请码不对，可能没有粘贴完整。", "This is not a valid invite."), newInvite)
        case .deviceRevoked:
            (Message("这台电脑已被停用。", "This device has been revoked."), newInvite)
        case .speaksSomethingElse:
            (
                Message("那里的程序不是支部服务，什么也没有送。",
                    "What answers there is not zhibu; nothing was sent."), callAdministrator
            )
        case .versionUnknown:
            (
                Message("对方的程序版本 \(detail) 本机不认得。",
                    "The other side speaks version \(detail), which is not known here."),
                callAdministrator
            )
        case .timedOut, .closedEarly:
            (
                Message("连接断了。已收到的都在，再同步会接着传。",
                    "The connection broke. What came is kept; the next sync goes on from there."),
                tryLater
            )
        default:
            (
                Message("同步中断：\(error.code.rawValue) \(detail)。本机资料没有损坏。",
                    "The sync ended: \(error.code) \(detail). Nothing here was harmed."),
                callAdministrator
            )
        }
    }

    /// The exit codes of design §7.
    static func exitCode(_ code: SyncError.Code) -> Int32 {
        switch code {
        case .peerUnreachable, .timedOut, .closedEarly: 75
        case .wrongPeer, .notEnrolled, .inviteExpired, .inviteUsed, .inviteUnknown, .deviceRevoked,
            .proofWrong, .scopeNotAgreed:
            4
        default: 1
        }
    }
}

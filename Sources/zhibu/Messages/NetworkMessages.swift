/// The sentences of syncing, in both languages.
extension Message {
    static let inviteNext = Message(
        "下一步：在新电脑上输 zhibu join 邀请码", "Next, on the new computer: zhibu join INVITE")
    static func requested(_ file: String) -> Message {
        Message(
            "已写出加入申请 \(file)。下一步：送到校党委的电脑上，在那里 zhibu invite --answer 文件；把 文件.answer 带回来，再输同样的命令。",
            "The request is in \(file). Next: take it to the committee's computer, there: zhibu invite --answer FILE; "
                + "bring FILE.answer back and type the same command here.")
    }
    static func answered(_ name: String, _ file: String) -> Message {
        Message(
            "\(name) 已登记。下一步：把 \(file) 带回那台电脑，再输那里的 zhibu join。",
            "\(name) is enrolled. Next: take \(file) back to it, and type its zhibu join again.")
    }
    static func joined(_ path: String, _ received: Int) -> Message {
        Message(
            "已加入，资料在 \(path)，收到 \(received) 批更改。下一步：zhibu whoami 您的姓名",
            "Joined; the replica is \(path); \(received) changesets came. Next: zhibu whoami NAME")
    }
    static func newKey(changesets: Int?, edits: Int) -> Message {
        Message("已换新的签名文件，资料还在原处" + (changesets.map { "：更改记录 \($0) 份" } ?? "")
                + (edits > 0 ? "，还没有签名的 \(edits) 行已用新的补记。" : "。"),
            "There is a new key, and the replica is where it was" + (changesets.map { "; change records: \($0)" } ?? "")
                + (edits > 0 ? "; \(edits) rows that were not signed yet are edits of the new key's." : "."))
    }
    static func leftInFormer(_ count: Int) -> Message {
        Message("没能接着用的 \(count) 项，请照原来的文件再做一次：",
            "\(count) of what was done there could not be taken over; do it again, as the earlier file has it:")
    }
    static func nextAfterNewKey(former: String) -> Message {
        Message("下一步：zhibu sync；同步以后，请管理员停用原来的：zhibu revoke \(former) --reason 签名文件丢失",
            "Next: zhibu sync; only then let an administrator revoke the old one: zhibu revoke \(former) --reason \"key lost\"")
    }
    /// - Parameter waiting: Changesets of the former device's that don't count.
    static func nextAfterRevoked(former: String, waiting: Int) -> Message {
        guard waiting > 0 else { return nextSync }
        return Message("停用以后写的 \(waiting) 批更改留作待审，现在看不到，没有丢。下一步：zhibu sync；再请管理员 zhibu devices，审核后 zhibu revoke \(former) --until 号 --reason 审核通过",
            "\(waiting) changesets that were written after it was revoked await review: they are not shown, and not lost. Next: zhibu sync; "
                + "then let an administrator look at zhibu devices, and accept them: zhibu revoke \(former) --until N --reason reviewed")
    }
    static let newKeyByRoot = Message(
        "办公室的电脑下次 zhibu sync 时会认得它。以前发的、还没用的邀请码作废，请重新 zhibu invite。",
        "The offices' computers learn of it at their next zhibu sync. Invites that were not used yet are void: zhibu invite anew.")
    /// - Parameter offset: By how much the committee's clock is ahead, in milliseconds.
    static func clockIsOff(_ offset: Int64) -> Message {
        let (minutes, isSlow) = ((abs(offset) + 30_000) / 60_000, offset > 0)
        let amount = minutes < 180 ? Message("\(minutes) 分钟", "\(minutes) min")
            : minutes < 72 * 60 ? Message("\(minutes / 60) 小时", "\(minutes / 60) h")
            : Message("\(minutes / 1440) 天", "\(minutes / 1440) days")
        return Message("这台电脑的时钟比校党委的\(isSlow ? "慢" : "快")约 \(amount.text(in: .zh))，请校准；所记的时间已照校党委的更正。",
            "This computer's clock is about \(amount.text(in: .en)) \(isSlow ? "behind" : "ahead of") the committee's: set it. "
                + "What is written here has the committee's time.")
    }
    static func listening(_ address: String) -> Message {
        Message("接收中 \(address)", "Listening at \(address)")
    }
    static func reportsHealth(_ address: String) -> Message {
        Message("运行状况 http://\(address)/healthz，计数 http://\(address)/metrics",
            "Health at http://\(address)/healthz, metrics at http://\(address)/metrics")
    }
    static func synced(sent: Int, received: Int, isEqual: Bool) -> Message {
        if !isEqual {
            return Message("送出 \(sent) 批更改，收到 \(received) 批。",
                "\(sent) changesets sent, \(received) received.")
        }
        if sent == 0, received == 0 {
            return Message("没有新内容，双方一致。", "Nothing new; both sides hold the same.")
        }
        return Message(
            "同步完成。送出 \(sent) 批更改，收到 \(received) 批。",
            "Synced: \(sent) changesets sent, \(received) received.")
    }
    /// One line that is written over while a sync goes on.
    static func syncing(sent: Int, toSend: Int, received: Int, toReceive: Int, secondsLeft: Int?) -> Message {
        var zh: [String] = [], en: [String] = []
        if toReceive > 0 {
            zh.append("收到 \(received)/\(toReceive) 批")
            en.append("\(received) of \(toReceive) received")
        }
        if toSend > 0 {
            zh.append("送出 \(sent)/\(toSend) 批")
            en.append("\(sent) of \(toSend) sent")
        }
        let left = secondsLeft.map(timeLeft)
        zh += left.map { [$0.text(in: .zh)] } ?? []
        en += left.map { [$0.text(in: .en)] } ?? []
        return Message("同步：\(zh.joined(separator: "，"))", "Sync: \(en.joined(separator: ", "))")
    }
    static func taking(_ done: Int, of total: Int, secondsLeft: Int?) -> Message {
        let left = secondsLeft.map(timeLeft)
        let zh = ["\(done)/\(total) 批"] + (left.map { [$0.text(in: .zh)] } ?? [])
        let en = ["\(done) of \(total) changesets"] + (left.map { [$0.text(in: .en)] } ?? [])
        return Message("导入：\(zh.joined(separator: "，"))", "Import: \(en.joined(separator: ", "))")
    }
    static func copying(percent: Int, secondsLeft: Int?) -> Message {
        let left = secondsLeft.map(timeLeft)
        let zh = ["\(percent)%"] + (left.map { [$0.text(in: .zh)] } ?? [])
        let en = ["\(percent)%"] + (left.map { [$0.text(in: .en)] } ?? [])
        return Message("复制：\(zh.joined(separator: "，"))", "Copying: \(en.joined(separator: ", "))")
    }
    static func timeLeft(_ seconds: Int) -> Message {
        seconds < 90
            ? Message("还要约 \(seconds) 秒", "about \(seconds) s left")
            : Message("还要约 \((seconds + 30) / 60) 分钟", "about \((seconds + 30) / 60) min left")
    }
    static func watching(_ address: String) -> Message {
        Message(
            "与 \(address) 保持连接，更改随时收发；按 Ctrl-C 结束。",
            "Staying connected to \(address): changes come and go as they are made. Ctrl-C ends it.")
    }
    /// - Parameter reason: Empty where the server has said goodbye.
    static func callingAgain(_ reason: String, _ seconds: Int) -> Message {
        Message(
            reason.isEmpty ? "服务器结束了连接，\(seconds) 秒后再连。" : "\(reason)\n\(seconds) 秒后再连。",
            reason.isEmpty
                ? "The server has ended the connection; calling again in \(seconds) s."
                : "\(reason)\nCalling again in \(seconds) s.")
    }
    static func stillOpen(_ count: Int) -> Message {
        Message("待裁定冲突 \(count) 处。", " \(count) open conflict(s).")
    }
    static func nameTaken(_ name: String) -> Message {
        Message("已有另一台电脑也叫 \(name)；管理员要用编号来区分它们。",
            "Another device is called \(name), too; the administrator tells them apart by their numbers.")
    }
    static func rehearsedSync(received: Int, pending: Int) -> Message {
        Message("会收到 \(received) 批更改；本机有 \(pending) 处更改要送出。",
            "\(received) changesets would come; \(pending) changes here would go.")
    }
    static let rehearsalHeader = [
        Message("表", "Table"), Message("新增", "New"), Message("改动", "Changed"),
        Message("删除", "Deleted"),
    ]
    static func wouldBeOpen(_ count: Int) -> Message {
        Message("会新出现 \(count) 个待裁定的冲突。", "\(count) conflicts would wait for a decision.")
    }
    static func notShared(_ scopes: [String]) -> Message {
        Message(
            "没有同步的范围：\(scopes.joined(separator: "、"))（对方没有，或不给这台电脑）。",
            "Not synced: \(scopes.joined(separator: ", ")) (not there, or not for this device).")
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
    static func scopeIsNew(_ scope: String) -> Message {
        Message("注意：\(scope) 是新的范围，以前没有。", "Note: \(scope) is a new scope; there was none of that name.")
    }
    static func scopeIsRetired(_ scope: String) -> Message {
        Message("注意：\(scope) 已经停用，谁也不能写。", "Note: \(scope) is retired; nobody writes in it.")
    }
    static let answerAlone = Message(
        "--answer 答复的申请里已经有范围和地址；--scope、--at 写在发邀请码的时候。",
        "--answer takes scopes and address from the invite; --scope and --at belong to making one.")
    static let inviteForm = Message(
        "要写明范围 --scope（例如 college:007）；有效期写成 --expires 7d 或 12h。",
        "name a scope with --scope, as in college:007; --expires is written 7d or 12h.")
    static let bundleForWhom = Message(
        "要写明给哪台电脑：--for 名称（zhibu devices 列出）；不加密的，捡到的人都能看，要写明 --plain。",
        "say for which device, --for NAME (zhibu devices lists them); one that anybody can read needs --plain.")
    static func bundleSealed(_ file: String, _ count: Int, _ name: String) -> Message {
        Message(
            "已导出 \(count) 批更改到 \(file)，只有 \(name) 能打开。",
            "\(count) changesets written to \(file); only \(name) can open it.")
    }
    static func bundleWaits(_ count: Int) -> Message {
        Message(
            "注意：\(count) 批更改要等更早的更改。请对方用 --all 再导出一次，或同步一次。",
            "Note: \(count) changesets wait for earlier ones. Ask for a bundle with --all, or sync.")
    }
    static let inviteNeedsAddress = Message(
        "这台电脑还没有 zhibu serve 过：用 --at 主机:端口 写明新电脑到哪里找它。",
        "This computer has not served yet: say with --at HOST:PORT where the new one finds it.")
    static func addressForm(_ option: String, _ typed: String) -> Message {
        Message(
            "\(option) \(typed)：地址要写成 主机:端口，例如 127.0.0.1:7007",
            "\(option) \(typed): an address is HOST:PORT, as in 127.0.0.1:7007")
    }
    static let bundleIsPlain = Message(
        "注意：数据包没有加密，捡到的人都能看。", "Note: the bundle is not encrypted.")
    static func bundleTaken(_ applied: Int, _ known: Int, _ sender: String) -> Message {
        Message(
            "已导入 \(sender) 的 \(applied) 批更改，\(known) 批原来就有。",
            "\(applied) changesets of \(sender) taken in, \(known) were here already.")
    }
}

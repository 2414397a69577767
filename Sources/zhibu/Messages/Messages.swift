/// The sentences of the screens, in both languages. Errors have theirs beside these, as `Explainable`.
extension Message {
    static let next = Message("下一步：", "Next: ")
    static let wrongUsage = Message("写法不对。什么也没有改动。", "Wrong usage. Nothing was changed.")
    static let nextDoctor = Message("再输一次；还不行，把 zhibu doctor 体检.json 写出的文件发给管理员。",
        "try again; if it fails again, give the administrator what zhibu doctor support.json writes.")
    static let nextSchemaCheck = Message("改好后：zhibu schema check 文件",
        "correct it, then: zhibu schema check PATH")
    static func failedOtherwise(_ detail: String) -> Message {
        Message("没有做成：\(detail)。", "It did not work: \(detail).")
    }

    static func founded(_ path: String) -> Message {
        Message(
            """
            已建立校党委资料 \(path)，签名文件 \(path).key（不要外传）。
            根密钥在 \(path).root，恢复密钥在 \(path).recovery：请移到U盘，恢复密钥锁进保险柜。
            """,
            """
            Founded the committee's replica \(path); this device's key is in \(path).key.
            The root key is in \(path).root, the recovery key in \(path).recovery: move both to a \
            stick, and the recovery key into a safe.
            """)
    }
    static let nextAfterInit = Message("下一步：zhibu whoami 您的姓名", "Next: zhibu whoami YOUR-NAME")
    static func personIs(_ name: String) -> Message { Message("使用人 \(name)", "User \(name)") }
    static let personUnknown = Message("还没有登记使用人。下一步：zhibu whoami 您的姓名",
        "Nobody is named yet. Next: zhibu whoami YOUR-NAME")
    static func rowsWritten(_ count: Int) -> Message {
        Message("已写入 \(count) 行。", "\(count) row(s) written.")
    }

    // MARK: status
    static let never = Message("从未", "never")
    static let user = Message("使用人", "user")
    static let unnamed = Message("未登记", "unnamed")
    /// - Parameters:
    ///   - since: When the first of them was written.
    ///   - seconds: How long sending them may take.
    static func notSent(_ count: Int, since: String?, seconds: Int) -> Message {
        guard count > 0, let since else { return Message("未送出    \(count) 处更改", "Not sent   \(count) changes") }
        let (zh, en) = seconds < 2 ? ("", "") : ("，下次同步约 \(seconds) 秒", "; the next sync may take about \(seconds) s")
        return Message("未送出    \(count) 处更改，最早的写于 \(since)\(zh)", "Not sent   \(count) changes, the first of \(since)\(en)")
    }
    static func notCounted(_ count: Int) -> Message {
        Message("待审      \(count) 批更改不算数（停用以后或没有权限时写的），请管理员 zhibu devices",
            "Not counted  \(count) changesets (their device was revoked, or had no right): an administrator sees them in zhibu devices")
    }
    static let keyIsLost = Message("这台电脑的签名文件（.key）不在：能看能改，不能收发。放回来；丢了，请管理员发邀请码，在这里 zhibu join 邀请码。",
        "The key file (.key) is not there: records can be read and edited, not synced. Put it back; if it is lost, ask for an invite, "
            + "and here: zhibu join INVITE")
    static let isRevokedHere = Message("这台电脑已被停用，不能收发。停错了的，请管理员发邀请码，在这里 zhibu join 邀请码 --new-key。",
        "This device is revoked: it does not sync. If that was a mistake, ask for an invite, and here: zhibu join INVITE --new-key")
    static func lastSync(_ time: String) -> Message {
        Message("上次同步  \(time)", "Last sync  \(time)")
    }
    static func toDecide(_ count: Int) -> Message {
        Message("待裁定    \(count) 个冲突", "To decide  \(count) conflicts")
    }
    static let statusHeader = [
        Message("范围", "Scope"), Message("未送出", "Not sent"), Message("待裁定", "To decide"),
        Message("上次同步", "Last sync"),
    ]
    static let nextConflicts = Message("下一步：zhibu conflicts", "Next: zhibu conflicts")
    static let nextServed = Message("各办公室下次同步时收到。", "The offices get it at their next sync.")
    static let nextSync = Message("下一步：zhibu sync", "Next: zhibu sync")

    // MARK: conflicts
    /// - Parameter open: Those that were not asked for.
    static func nothingListed(open: Int) -> Message {
        open == 0
            ? Message("没有待裁定的冲突。", "Nothing to decide.")
            : Message("没有符合的；共有 \(open) 个待裁定。下一步：zhibu conflicts list", "None of these; \(open) in all to decide. Next: zhibu conflicts list")
    }
    static func secondsForm(_ name: String, _ typed: String) -> Message {
        Message("\(name) 要填秒数，例如 30：\(typed)", "\(name) is a number of seconds, as 30: \(typed)")
    }
    static func settledToo(_ count: Int) -> Message {
        Message("另有 \(count) 处按规则处理（可查 zhibu conflicts list --settled）。",
            "\(count) more were settled by rule: zhibu conflicts list --settled")
    }
    static func nextShow(_ id: String) -> Message {
        Message("下一步：zhibu conflicts show \(id)", "Next: zhibu conflicts show \(id)")
    }
    static func kind(_ kind: String) -> Message {
        switch kind {
        case "value": Message("一格两值", "two values")
        case "delete-edit": Message("一删一改", "deleted and changed")
        case "scope": Message("归属两处", "in two places")
        default: Message("不合规定", "against a rule")
        }
    }
    static let before = Message("原来", "before")
    static let beforeBoth = Message("原来，两边都看到过", "before, both had seen")
    static let shownNow = Message("暂用", "shown now")
    static let whoWhen = Message("谁在何时", "who, when")
    static let device = Message("哪台电脑", "device")
    static let notSeen = Message("改时没看到", "had not seen")
    static let sawAll = Message("（都看到了）", "(saw all)")
    static let empty = Message("未填", "empty")
    static let absent = Message("没有", "none")
    static func twoPlaces(_ record: String, _ what: String) -> Message {
        Message("\(record)：\(what)两处改得不一样。两个值都在。",
            "\(record): \(what) was changed in two places. Both values are kept.")
    }
    static func deletedBy(_ who: String, _ time: String, _ device: String) -> Message {
        Message("\(who) \(time)，\(device)：删除了这条记录，没看到别处的改动。",
            "\(who), \(time), \(device): deleted this record without seeing the other change.")
    }
    static let stillThere = Message("现在  这条记录还保留着，报表里也算。",
        "now   the record is kept and counted.")
    /// - Parameter batch: The act by which it was decided, alone or with others.
    static func decided(_ who: String, _ time: String, _ choice: String, _ reason: String, batch: String) -> Message {
        Message("\(who) \(time) 裁定：\(choice)。原因：\(reason)（批号 \(batch)）",
            "\(who) decided on \(time): \(choice). Reason: \(reason) (batch \(batch))")
    }
    static func nextTakeOnly(_ id: String) -> Message {
        Message("下一步：zhibu conflicts resolve \(id) --take 1 --reason 理由", "Next: zhibu conflicts resolve \(id) --take 1 --reason TEXT")
    }
    static func nextTake(_ id: String) -> Message {
        Message("下一步：zhibu conflicts resolve \(id) --take 1 --reason 理由（或 --set 列=值）",
            "Next: zhibu conflicts resolve \(id) --take 1 --reason TEXT (or --set COL=VALUE)")
    }
    static func nextKeep(_ id: String) -> Message {
        Message("下一步：zhibu conflicts resolve \(id) --keep --reason 理由（或 --delete）",
            "Next: zhibu conflicts resolve \(id) --keep --reason TEXT (or --delete)")
    }
    static func inTwoScopes(_ record: String) -> Message {
        Message("\(record) 在两个范围里都有记录；报表只算显示的那一条。",
            "\(record) is in two scopes; the one that is shown is counted.")
    }
    static func decidedBothWays(_ record: String) -> Message {
        Message("\(record) 曾在两个范围里；有人留了这一条，同时有人留了另一条，于是两条都已删除。",
            "\(record) was in two scopes; one person kept the one and another, unknowingly, the other, so both were deleted.")
    }
    static func nextBringBack(_ id: String) -> Message {
        Message("下一步：恢复哪一条：zhibu conflicts resolve \(id) --take 1 --reason 理由；都不要：--delete",
            "Next: which one comes back: zhibu conflicts resolve \(id) --take 1 --reason TEXT; neither: --delete")
    }
    static func nextTakeScope(_ id: String) -> Message {
        Message("下一步：留哪一条：zhibu conflicts resolve \(id) --take 1 --reason 理由（另一条在它的范围里删除）",
            "Next: which one stays: zhibu conflicts resolve \(id) --take 1 --reason TEXT (the other one is deleted)")
    }
    static func nextLetDecide(_ role: String) -> Message {
        Message("下一步：同步，请“\(role)”的电脑裁定。", "Next: sync, and let a device in the role \(role) decide.")
    }
    static let acceptanceLapsed = Message(
        "认可过，但其中一条记录后来又改了，要再看一次：改对，或再认可。",
        "It was accepted, and one of the records was changed since: look again, put it right or accept it.")
    static let settledOnce = Message(
        "处理过，但其中一条记录后来又改了，要再看一次。", "It was put right, and one of the records was changed since: look again.")
    static let proposalKind = Message("建议", "proposal")
    static func proposed(_ record: String, _ what: String, _ role: String) -> Message {
        Message("\(record)：\(what) 由“\(role)”决定，有建议在等。每个值都在。",
            "\(record): \(what) is for \(role) to decide; a proposal waits. Every value is kept.")
    }
    static func whyProposed(_ role: String) -> Message {
        Message("为什么没有自动定：这一项只由“\(role)”决定，别人写的是建议。",
            "Why no rule decided: only \(role) decides this value; what others write is a proposal.")
    }
    static func finding(_ kind: String) -> Message {
        switch kind {
        case "finding:once": Message("只写一次的值被改过", "a value that is written once was written over")
        case "finding:clamp": Message("合计超出了范围", "a sum is beyond its bounds")
        case "finding:non-integer": Message("计数里写过不是整数的值（见 history）；改成整数就好",
                "a counter was given no integer (see history); write an integer")
        case "finding:non-array": Message("列表里写过不是列表的值（见 history）；写成 JSON 列表就好，例如 [\"甲\", \"乙\"]",
                "a list was given no list (see history); write a JSON list, for example [\"a\", \"b\"]")
        case "finding:void-insertion":
            Message("新建它的更改不计入，别人的改动还在", "its creation does not count, others' changes do")
        default: Message(kind, kind)
        }
    }
    static func overwrittenBy(_ who: String, _ time: String, _ device: String) -> Message {
        Message("  \(who) \(time) 改写，\(device)", "  written over by \(who) on \(time), \(device)")
    }
    static func nextAccept(_ id: String) -> Message {
        Message("下一步：把记录改对，这一条就自动消除；确实就是这样：zhibu conflicts resolve \(id) --keep --reason 理由",
            "Next: put the records right, and it goes by itself; if it may be so: "
                + "zhibu conflicts resolve \(id) --keep --reason TEXT")
    }
    static let whyFound = Message(
        "为什么列出来：每一处单看都没有冲突，合在一起不合规定；由人来改，或认可。",
        "Why it is listed: each value by itself is undisputed, together they break a rule; a person puts it "
            + "right, or accepts it.")
    static func resolved(_ id: String, open: Int) -> Message {
        Message("已写入：\(id) 已裁定。还有 \(open) 个待裁定。", "Decided \(id). \(open) left to decide.")
    }
    static let whyOpen = Message(
        "为什么没有自动定：谁也没看到对方的改动；时间晚不等于对。",
        "Why no rule decided: neither had seen the other's change; later does not mean right.")
    static func closedByEdit(_ who: String, _ time: String) -> Message {
        Message("怎么定的：\(who) \(time) 改了这条记录，改时各边的值都看到了；没留下的值在历次更改里。",
            "How it was settled: \(who) edited the record on \(time), having seen every side; the others are in the history.")
    }
    static let whySettled = Message("按这一列的规则处理；没选上的值仍在历次更改里。",
        "The column's rule decided; the value not taken is in the history.")

    // MARK: history, verify, schema, log
    static let deletedHeader = [
        Message("记录", "Record"), Message("编号", "Key"), Message("谁删的", "Deleted by"),
        Message("何时", "When"),
    ]
    static let nothingDeleted = Message("没有删掉的记录。", "Nothing was deleted.")
    static func nextUndelete(_ table: String) -> Message {
        Message("下一步：zhibu undelete \(table) 编号", "Next: zhibu undelete \(table) KEY")
    }
    static func undeleted(_ record: String) -> Message {
        Message("已恢复：\(record)", "\(record) is back")
    }
    static func historyTitle(_ record: String, _ count: Int) -> Message {
        Message("\(record)，共 \(count) 处更改（早的在上）", "\(record), \(count) changes, oldest first")
    }
    static let historyHeader = [
        Message("时间", "When"), Message("谁", "Who"), Message("电脑", "Device"),
        Message("做了什么", "What"),
    ]
    static func operation(_ verb: String) -> Message {
        switch verb {
        case "insert": Message("建档", "created")
        case "delete": Message("删除", "deleted")
        case "keep": Message("保留", "kept")
        case "undelete": Message("恢复", "restored")
        case "decide": Message("裁定", "decided")
        case "undo": Message("撤销裁定", "decision taken back")
        case "erase": Message("依法抹去", "erased by order")
        default: Message("改", "changed")
        }
    }
    static func changed(_ column: String, _ old: String, _ new: String) -> Message {
        Message("\(column) \(old) 改 \(new)", "\(column) \(old) to \(new)")
    }
    static func verifiedOK(_ changesets: Int, _ rows: Int, deep: Bool) -> Message {
        Message("更改记录 \(changesets) 份：前后衔接完好"
                + (deep ? "；从头重算 \(rows) 行，与现有记录相同。完好" : "。完好"),
            "\(changesets) change records, chains whole"
                + (deep ? "; \(rows) rows computed again, all the same. OK" : ". OK"))
    }
    static func verifyFound(_ count: Int) -> Message {
        Message("发现 \(count) 处不对。只做了检查，资料没有改动：",
            "\(count) finding(s). This was only a check; nothing was changed:")
    }
    static func backedUp(_ file: String) -> Message {
        Message("已备份到 \(file)。签名文件（.key）不在里面，请另外保管。",
            "Backed up to \(file). The key file (.key) is not in it: keep that elsewhere.")
    }
    static func backupChecked(_ file: String, _ changesets: Int, _ rows: Int) -> Message {
        Message("\(file) 可以恢复：试着恢复了一遍，\(changesets) 批更改、\(rows) 行，从头重算一致。",
            "\(file) can be restored: it was, for a trial; \(changesets) changesets, \(rows) rows, the same when computed again.")
    }
    static func restored(_ path: String, hasKey: Bool) -> Message {
        hasKey
            ? Message("已恢复到 \(path)。下一步：zhibu sync，备份以后送出过的会回来。",
                "Restored to \(path). Next: zhibu sync; what was sent after the backup comes back.")
            : Message("已恢复到 \(path)。", "Restored to \(path).")
    }
    static func keptAside(_ path: String) -> Message {
        Message("原来的文件改名为 \(path)，没有删除。", "The earlier file is kept as \(path).")
    }
    static let restoredCommittee = Message(
        "这台是管理员的电脑：备份以后登记、停用的电脑，这里还不知道。先请最近同步过的办公室 zhibu bundle export 文件 --plain，在这里 zhibu bundle import，再 zhibu serve。",
        "This is an administrator's computer: it does not know yet which devices were enrolled or revoked after the backup. Before zhibu serve, "
            + "take in a bundle of an office that has synced since: there zhibu bundle export FILE --plain, here zhibu bundle import FILE.")
    static func restoredWithoutKey(_ path: String) -> Message {
        Message("旁边没有签名文件 \(path)：能看，不能同步。请把它放回来；没有了，请组织部再发邀请码，在这里 zhibu join 邀请码。",
            "There is no key file \(path) beside it: it can be read, not synced. Put it back; if it is lost, ask for an invite, and here: zhibu join INVITE")
    }
    static let nextRepair = Message("下一步：关掉别的程序，zhibu repair（损坏的文件会改名保留）",
        "Next: close other programs, then zhibu repair (the damaged file is kept)")
    static let nothingToRepair = Message("资料完好，不用修复。什么也没有改动。", "Nothing is wrong with the file. Nothing was changed.")
    static func repaired(_ changesets: Int, edits: Int) -> Message {
        Message("已修复：保住更改记录 \(changesets) 份" + (edits > 0 ? "，另照表里的样子补记 \(edits) 行。" : "。"),
            "Repaired: \(changesets) change records are saved"
                + (edits > 0 ? ", and \(edits) rows as the tables showed them." : "."))
    }
    static func repairLost(_ count: Int) -> Message {
        Message("读不出来的更改记录 \(count) 份（范围 作者 序号）：", "\(count) change record(s) can't be read (scope, author, number):")
    }
    static func repairUnsaved(_ count: Int) -> Message {
        Message("没能补记的 \(count) 行，请照损坏的文件核对：", "\(count) row(s) could not be taken over; look for them in the damaged file:")
    }
    static func nextAfterRepair(sync: Bool) -> Message {
        sync
            ? Message("下一步：zhibu sync（别处有的会补回来），再 zhibu verify --deep",
                "Next: zhibu sync (what others hold comes back), then zhibu verify --deep")
            : Message("下一步：zhibu verify --deep", "Next: zhibu verify --deep")
    }
    static func tablesDamaged(_ tables: [String]) -> Message {
        Message("损坏      读不出的表：\(tables.joined(separator: "、"))；别的照常，这些的更改先留着。请关掉别的程序，zhibu repair",
            "Damaged    can't be read: \(tables.joined(separator: ", ")); all else goes on, and what comes for them waits. Close other "
                + "programs, then: zhibu repair")
    }
    static func examined(_ file: String) -> Message {
        Message("体检结果在 \(file)：没有记录、人名和密钥，可以发给帮忙的人。",
            "What was found is in \(file): no record, name or key is in it; give it to whoever helps.")
    }
    static func onNetworkDrive(_ kind: String) -> Message {
        Message("资料放在网络盘上（\(kind)）：只能由一台电脑用；两台同时打开会损坏。请移到本机磁盘，各台之间用 zhibu sync。",
            "The replica lies on a network drive (\(kind)): only one computer may use it; two at once damage it. Keep it on this "
                + "computer's own disk, and let computers meet by zhibu sync.")
    }
    static let schemaOK = Message("结构可以用。", "The schema can be used.")
    static let columnHeader = [
        Message("列", "Column"), Message("名称", "Name"), Message("类型", "Type"),
        Message("可填", "Codes"),
    ]
    static let tableHeader = [
        Message("表", "Table"), Message("名称", "Name"), Message("行", "Rows"),
        Message("列", "Columns"),
    ]
    static let logHeader = [
        Message("范围", "Scope"), Message("作者", "Author"), Message("号", "No."),
        Message("时间", "When"), Message("谁", "Who"), Message("行", "Lines"),
    ]
}

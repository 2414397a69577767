import ReplicaStore

/// The sentences of the conflict desk: the list, the walk, many at once.
extension Message {
    // MARK: the list
    static func listed(_ count: Int, open: Int, _ counts: [(Urgency, Int)]) -> Message {
        let zh = counts.map { "\(urgency($0).zh) \($1)" }.joined(separator: "，")
        let en = counts.map { "\($1) \(urgency($0).en)" }.joined(separator: ", ")
        let (head, english) = count == open
            ? ("待裁定 \(open) 个", "\(open) to decide") : ("共 \(count) 个，待裁定 \(open) 个", "\(count) in all, \(open) to decide")
        return Message(
            "\(head)\(zh.isEmpty ? "" : "：\(zh)")。两边的值都在，没有丢。",
            "\(english)\(en.isEmpty ? "" : ": \(en)"). Nothing is lost: both values are kept.")
    }
    static let listHeader = [
        Message("编号", "Id"), Message("级别", "Level"), Message("情况", "State"), Message("是什么", "What"),
        Message("谁和谁", "Who"), Message("等了", "Age"),
    ]
    static func urgency(_ urgency: Urgency) -> Message {
        switch urgency {
        case .high: Message("严重", "urgent")
        case .mid: Message("一般", "normal")
        case .low: Message("提示", "hint")
        }
    }
    static func waited(milliseconds: Int64) -> Message {
        let minutes = milliseconds / 60_000
        switch minutes {
        case ..<60: return Message("\(minutes) 分钟", "\(minutes) min")
        case ..<2_880: return Message("\(minutes / 60) 小时", "\(minutes / 60) h")
        default: return Message("\(minutes / 1_440) 天", "\(minutes / 1_440) d")
        }
    }
    static func countOf(_ count: Int) -> Message { Message("（\(count) 个）", " (\(count))") }
    static func moreToList(_ count: Int) -> Message {
        Message("-- 还有 \(count) 个：任意键看下一页，q 离开 --", "-- \(count) more: any key for the next page, q leaves --")
    }

    static let ledgerHeader = [
        Message("编号", "Id"), Message("情况", "State"), Message("级别", "Level"), Message("范围", "Scope"), Message("表", "Table"),
        Message("记录", "Record"), Message("种类", "Kind"), Message("是什么", "What"), Message("谁和谁", "Who"),
        Message("何时相遇", "Since"), Message("现为", "Shown now"), Message("签字", "Signed by"), Message("撤回次数", "Times taken back"),
        Message("裁定", "Decision"), Message("原因", "Reason"),
        Message("裁定人", "Decided by"), Message("电脑", "Device"), Message("裁定时间", "Decided at"), Message("批号", "Batch"),
    ]

    // MARK: decisions
    /// - Parameter status: As JSON has it.
    static func status(named status: String) -> Message {
        switch status {
        case "open": Message("待裁定", "to decide")
        case "settled": Message("按规则处理", "settled by rule")
        default: Message("已裁定", "decided")
        }
    }
    static func status(_ conflict: Conflict) -> Message {
        switch conflict.status {
        case .settled where conflict.closedBy != nil: Message("改记录时定了", "settled by an edit")
        case .settled where conflict.isOnlyTakenBack: Message("裁定已撤回", "taken back")
        default: status(named: conflict.status.rawValue)
        }
    }
    static func withdrawn(_ who: String, _ time: String, _ choice: String, _ reason: String) -> Message {
        Message("\(who) \(time) 裁定过：\(choice)（\(reason)），后来撤回了。", "\(who) decided on \(time): \(choice) (\(reason)); that was taken back.")
    }
    /// - Parameter text: As it stands in a changeset, whoever wrote that.
    static func choice(_ text: String) -> Message {
        let parts = text.split(separator: " ", maxSplits: 2).map(String.init)
        if parts.first == "sign" {
            let signed = plainChoice(parts.dropFirst().joined(separator: " "))
            return Message("签字选定：\(signed.zh)", "signed: \(signed.en)")
        }
        if parts.first == "remedy", parts.count == 3 {
            let made = plainChoice(parts[2])
            return Message("随 \(parts[1].prefix(8)) 一起改（\(made.zh)）", "with \(parts[1].prefix(8)) (\(made.en))")
        }
        return plainChoice(text)
    }
    private static func plainChoice(_ text: String) -> Message {
        switch Choice(words: text) {
        case .take(let number): Message("采用 [\(number)]", "take [\(number)]")
        case .merge(let number): Message("合并，留 [\(number)]", "merge, keep [\(number)]")
        case .keep: Message("保留", "keep")
        case .delete: Message("删除", "delete")
        default: text == "set" ? Message("另填", "another value") : Message("不认识的选择“\(text)”", "an unknown choice “\(text)”")
        }
    }
    /// - Parameter reason: A choice and a reason, as the history has them.
    static func decision(_ reason: String) -> Message {
        let parts = reason.split(separator: ": ", maxSplits: 1)
        guard parts.count == 2 else { return Message(reason, reason) }
        let choice = choice(String(parts[0]))
        return Message("\(choice.zh)，原因：\(parts[1])", "\(choice.en), because: \(parts[1])")
    }
    static func characters(_ count: Int) -> Message { Message("（共 \(count) 字）", " (\(count) characters)") }
    static let whyDecidedTwice = Message(
        "为什么还要定：两边各自裁定过，裁定时谁也没看到对方的裁定。", "Why it is open again: each side has decided, and neither had seen the other's decision.")

    // MARK: what may be chosen
    static let secondNeeded = Message("（需第二人签字）", " (needs a second signature)")
    static let signaturesDiffer = Message("（签字不一致）", " (signed for different values)")
    static let secondExplained = Message("要两个人在两台电脑上先后选定同一个（在已有的值里选）；直接改记录不经过签字，会记在台账里。",
        "Two people choose the same, on two devices, between what is there; who edits the record instead passes by the signature, and the ledger says so.")
    static let signersDiffer = Message("选定的不是同一个；谁改选别人选的那个，就算裁定。", "They chose differently; whoever chooses what another one chose decides it.")
    static let signersAgree = Message("两人各自选定了同一个，还差一步：谁再选一次，就写入。", "Both chose the same without knowing; whoever chooses it once more writes it.")
    static let closedUnsigned = Message("这一项要两人签字，这次改动没有签字。", "This is for two people to sign, and this edit was not signed.")
    static let unsigned = Message("直接改，未签字", "edited, not signed")
    static func nowShown(_ text: String) -> Message { Message("现在  \(text)", "now   \(text)") }
    static func bulkSigns(_ count: Int, against: Int) -> Message {
        let (zh, en) = against == 0 ? ("", "") : ("；其中 \(against) 个与别人签的不一致", "; \(against) of them against what somebody has signed")
        return Message("其中 \(count) 个需第二人签字，先算您的签字\(zh)。", "\(count) of them need a second signature; yours is the first\(en).")
    }
    static let secondAwaited = Message("（等第二人签字）", " (awaits a second signature)")
    static func signedBy(_ who: String, _ time: String, _ device: String, _ choice: String, _ reason: String) -> Message {
        Message("\(who) \(time) 在\(device)选定：\(choice)。原因：\(reason)",
            "\(who) chose on \(time), \(device): \(choice). Reason: \(reason)")
    }
    static let maySign = Message("您可以签字：不是选定的人，也不在同一台电脑上。", "You may sign: it was another person, on another device.")
    static let mayNotSign = Message("要由另一人在另一台电脑上选定同一个，才算裁定。",
        "It is decided when another person, on another device, chooses the same.")
    static func nextSign(_ id: String, _ option: String) -> Message {
        Message("下一步：同意就签字：zhibu conflicts resolve \(id) \(option) --reason 同意",
            "Next: to agree and sign: zhibu conflicts resolve \(id) \(option) --reason TEXT")
    }
    static func signed(_ id: String) -> Message {
        Message("已写入：\(id) 已选定，等另一人在另一台电脑上签字；签字前仍算待裁定。",
            "Written: \(id) awaits the signature of another person on another device, and is open until then.")
    }
    static let writtenSigned = Message("已写入，等另一人签字。", "Written; it awaits another person's signature.")
    static func suggested(_ choice: String, zh: String, en: String) -> Message {
        let words = Self.choice(choice)
        return Message("建议  \(words.zh)。依据：\(zh)", "Suggested  \(words.en), because: \(en)")
    }
    static func onlyOneFilledIn(_ number: Int) -> Message { Message("只有 [\(number)] 填了", "only [\(number)] is filled in") }
    static func factsFailed(_ detail: String) -> Message {
        Message("说明和建议没有算出来：\(detail)", "What to say and suggest could not be asked for: \(detail)")
    }
    static func dependsOnIt(rules: [String], reports: [String]) -> Message {
        // A person's or a branch's record is read by most of them.
        let most = 4
        let named = rules.prefix(most)
        let (more, others) = (rules.count > most ? "等 \(rules.count) 条" : "", rules.count > most ? " and \(rules.count - most) more" : "")
        let zh = [rules.isEmpty ? nil : "规则 " + named.joined(separator: "、") + more, reports.isEmpty ? nil : "报表 " + reports.joined(separator: "、")]
        let en = [
            rules.isEmpty ? nil : "rules " + named.joined(separator: ", ") + others, reports.isEmpty ? nil : "reports " + reports.joined(separator: ", "),
        ]
        return Message("关系到  " + zh.compactMap { $0 }.joined(separator: "；"), "Depends on it  " + en.compactMap { $0 }.joined(separator: "; "))
    }
    static let mayChoose = Message("可选", "Choices")
    static let offerAccept = Message("确实如此，认可，不再列出", "it may be so: accept it, and list it no more")
    static func wouldRemedy(zh: String, en: String, _ counts: [String]) -> Message {
        Message("将这样处理：\(zh)" + (counts.isEmpty ? "（记录不用改）" : "；要改 " + counts.joined(separator: "，")),
            "To do: \(en)" + (counts.isEmpty ? " (no record changes)" : "; records to change: " + counts.joined(separator: ", ")))
    }
    static func nextRemedy(_ id: String, _ option: String) -> Message {
        Message("下一步：zhibu conflicts resolve \(id) \(option) --reason 理由；或把记录改对，这一条就自动消除",
            "Next: zhibu conflicts resolve \(id) \(option) --reason TEXT; or put the records right, and it goes by itself")
    }
    static let agreedUntilHere = Message("—— 到这里两边一致；以后各改各的 ——", "-- until here both had the same; what follows they changed apart --")

    // MARK: candidates
    static let wasBefore = Message("原来", "before")
    static func writtenLater(_ others: String) -> Message { Message("\(others) 是后来写的", "\(others) was written later") }
    static func unseen(_ others: String, behind: Int) -> Message {
        behind > 1 ? Message("\(others)，落后 \(behind) 处", "\(others), \(behind) changes behind") : Message("没看到 \(others)", "\(others)")
    }

    // MARK: long texts
    static func textsCompared(_ column: String, withFirst: Bool) -> Message {
        withFirst
            ? Message("\(column)，与 [1] 比，[-删-] {+加+}：", "\(column), beside [1], [-taken out-] {+put in+}:")
            : Message("\(column)，与原来比，[-删-] {+加+}：", "\(column), beside what was before, [-taken out-] {+put in+}:")
    }
    static func charactersLeftOut(_ count: Int) -> Message { Message("（略 \(count) 字）", "(\(count) characters) ") }

    // MARK: the walk
    static func walkPlace(_ place: Int, of total: Int, _ level: String, _ scope: String) -> Message {
        Message("第 \(place) 个，共 \(total) 个   \(level)   \(scope)", "\(place) of \(total)   \(level)   \(scope)")
    }
    static func joined(_ messages: [Message], by separator: String) -> Message {
        Message(messages.map(\.zh).joined(separator: separator), messages.map(\.en).joined(separator: separator))
    }
    static func keyTake(_ count: Int) -> Message {
        let keys = (1...count).map { "\($0)" }.joined(separator: " ")
        return Message("\(keys) 采用", "\(keys) take")
    }
    static let keySet = Message("e 另填", "e another value")
    static let keyKeep = Message("k 保留", "k keep")
    static let keyAccept = Message("k 认可", "k accept")
    static func keySign(_ choice: String) -> Message {
        let words = Self.choice(choice)
        return Message("y 同意并签字（\(words.zh)）", "y agree and sign (\(words.en))")
    }
    static let keyMerge = Message("m n 合并", "m n merge")
    static let keyDelete = Message("d 删除", "d delete")
    static let keySkip = Message("s 跳过", "s skip")
    static let keyHistory = Message("h 历次更改", "h history")
    static let keyUndo = Message("u 撤回上一个", "u undo the last")
    static let keyLeave = Message("q 离开", "q leave")
    static let keyHelp = Message("? 帮助", "? help")
    static func keyUnknown(_ key: Character) -> Message {
        Message("这里没有 \(key) 这个键，或者没有填。什么也没有写入。", "The key \(key) does nothing here, or nothing was typed. Nothing was written.")
    }
    static let walkHelp = Message(
        """
        选一个键，再选原因，回车才写入；别的键放弃。写入的都能撤回，没选上的值留在历次更改里。
        关掉窗口也不要紧：按过回车的都已写入，没按的什么也没有改。
        """,
        """
        Press a key, then one for the reason; only Enter writes, any other key does not. What was written can be taken back,
        and the value not taken stays in the history. The window may be closed: what Enter was pressed for is written, nothing else.
        """)
    static func wouldWrite(_ written: String, keptInHistory others: String) -> Message {
        others.isEmpty
            ? Message("将写入  \(written)；原来的值都留在历次更改里", "To write  \(written); the others stay in the history")
            : Message("将写入  \(written)；\(others) 留在历次更改里", "To write  \(written); \(others) stays in the history")
    }
    static func wouldStayIn(_ scope: String) -> Message {
        Message("将保留 \(scope) 里的一条；另一条删除，以后仍可恢复（zhibu undelete）",
            "The one in \(scope) would stay; the other one would be deleted, and can be brought back (zhibu undelete)")
    }
    static let wouldKeep = Message("将保留这条记录", "The record would stay")
    static let wouldDelete = Message("将删除这条记录；以后仍可恢复（zhibu undelete）", "The record would be deleted; it can be brought back (zhibu undelete)")
    static let wouldAccept = Message("将认可现状，不再列出，直到有人再改", "It would be accepted as it is, and not be listed until somebody changes it")
    static let usualReasons = [
        Message("与上报材料一致", "as in the papers that were handed in"), Message("会议决定", "decided by a meeting"),
        Message("录入有误", "a slip of the pen"), Message("后来有变", "it has changed since"),
    ]
    static var reasons: Message {
        let all = usualReasons + [Message("自己写", "other words")]
        let zh = all.enumerated().map { "\($0 + 1) \($1.zh)" }.joined(separator: "  ")
        let en = all.enumerated().map { "\($0 + 1) \($1.en)" }.joined(separator: "  ")
        return Message("原因    \(zh)", "Why     \(en)")
    }
    static let reasonQuestion = Message("原因：", "Why: ")
    static func valueQuestion(_ column: String, _ shown: String) -> Message {
        Message("\(column)（现为 \(shown)；直接回车不改）：", "\(column) (now \(shown); Enter leaves it): ")
    }
    static let enterWrites = Message("回车写入，其他键放弃 > ", "Enter writes, any other key does not > ")
    static let written = Message("已写入。", "Written.")
    static let notWritten = Message("没有写入。", "Nothing was written.")
    static let changedMeanwhile = Message("这个冲突刚刚变了：收到了别处的改动。您选的没有写入，请重看。",
        "This conflict has just changed: somebody's change came in. What you chose was not written; look at it again.")
    static func goneMeanwhile(_ id: String) -> Message {
        Message("\(id) 刚刚已经不用裁定了：别处裁定过，或有人改过。您选的没有写入。",
            "\(id) needs no decision any more: somebody has decided it, or changed the record. What you chose was not written.")
    }
    static let takenBackAtOnce = Message("裁定后当场撤回", "taken back at once")
    static func undoneNow(_ id: String) -> Message { Message("已撤回 \(id)，重新待裁定。", "Took \(id) back; it is to be decided again.") }
    static let lastChance = Message("都看过了。u 撤回上一个，其他键离开 > ", "That was all. u takes the last one back, any other key leaves > ")
    static func moreHaveCome(_ count: Int) -> Message { Message("刚刚又来了 \(count) 个：", "\(count) more have just come:") }
    static func walked(decided: Int, signed: Int, skipped: Int, left: Int) -> Message {
        let (zh, en) = signed == 0 ? ("", "") : ("（\(signed) 个等签字）", " (\(signed) await a second signature)")
        return Message("本次：裁定 \(decided) 个\(zh)，跳过 \(skipped) 个；还有 \(left) 个待裁定。按了回车的都已写入。",
            "This time: \(decided) decided\(en), \(skipped) skipped; \(left) left to decide. What Enter was pressed for is written.")
    }
    static let nextAfterWalk = Message("下一步：zhibu sync 让别的电脑知道；要反悔：zhibu conflicts undo 编号 --reason 理由",
        "Next: zhibu sync, so that others know; to take one back: zhibu conflicts undo ID --reason TEXT")

    // MARK: many at once
    static func bulkPreview(_ count: Int) -> Message {
        Message("将一次裁定 \(count) 个冲突。现在还没有写入：", "\(count) conflicts would be decided as one act. Nothing is written yet:")
    }
    static let bulkHeader = [
        Message("是什么", "What"), Message("个数", "Number"), Message("显示会变", "Shows another value"), Message("显示不变", "Shows the same"),
    ]
    static func bulkLeftOut(_ count: Int) -> Message {
        Message("不在内 \(count) 个：照这条规则定不了，要逐个看。", "\(count) are left out: the rule does not say which; look at them one by one.")
    }
    static func typeTheCount(_ count: Int) -> Message {
        Message("输入个数 \(count) 写入，直接回车放弃 > ", "Type \(count) to write them, or Enter to leave it > ")
    }
    static let bulkNotWritten = Message("没有写入。要写入，在终端上输入个数，或加 --count 个数。",
        "Nothing was written. To write, type the number on a terminal, or add --count N.")
    static func bulkWritten(_ count: Int, signed: Int, _ batches: [String], left: Int) -> Message {
        let names = batches.joined(separator: " ")
        let (zh, en) = signed == 0 ? ("", "") : ("（\(signed) 个等另一人签字）", " (\(signed) await a second signature)")
        return Message(
            "已写入 \(count) 个\(zh)，批号 \(names)。还有 \(left) 个待裁定。\n下一步：zhibu sync；整批撤回：zhibu conflicts undo \(names) --reason 理由",
            "\(count) decided\(en), batch \(names). \(left) left to decide.\nNext: zhibu sync; to take them back: zhibu conflicts undo \(names) --reason TEXT")
    }
    static func batchUndone(_ count: Int) -> Message {
        Message("已整批撤回：\(count) 个重新待裁定。裁定和撤回都留有记录。", "Taken back: \(count) are to be decided again. Decisions and undo stay on record.")
    }
    static func batchTooLate(_ count: Int) -> Message {
        Message("\(count) 个没有撤回，裁定以后又有人改过：", "\(count) stay as they are: somebody has changed them since the decision.")
    }
}

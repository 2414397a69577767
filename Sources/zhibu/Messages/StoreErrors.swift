import ReplicaStore
import SyncCore

extension StoreError: Explainable {
    package var explanation: Explanation {
        let exitCode: Int32 =
            switch code {
            case .fileBusy, .diskFailed, .compactionHeld: 75
            case .fileDamaged, .logDamaged, .archiveDamaged: 5
            // A newer format is no damage, and waiting does not help: another program is needed.
            default: 1
            }
        let (sentence, next) = words
        return Explanation(code.rawValue, exitCode: exitCode, sentence, next: next)
    }

    private var words: (Message, Message) {
        switch code {
        case .fileBusy:
            (
                Message(
                    "资料文件正被另一个程序占用，等了一会儿还是不行。什么也没有写入。",
                    "Another program keeps the file locked; waiting did not help. Nothing was written."),
                Message(
                    "关掉打开它的软件（如数据库浏览器），再输同一条命令。",
                    "close the program that has it open, then type the same command.")
            )
        case .fileDamaged:
            (
                Message(
                    "资料文件已损坏：\(detail)。没有改动它。",
                    "The file is damaged: \(detail). It was not changed."),
                Message("关掉别的程序，用 zhibu repair 修复（损坏的文件会改名保留）。",
                    "close other programs, then type: zhibu repair (the damaged file is kept)")
            )
        case .diskFull:
            (
                Message(
                    "磁盘满了。这次没有写入，先前的都在。",
                    "The disk is full. This was not written; all that was before is there."),
                Message("腾出空间，再输同一条命令。", "free some space, then type the same command.")
            )
        case .notAReplica:
            (
                Message("\(detail) 不是支部资料。没有动它。",
                    "\(detail) is not a replica. It was not touched."),
                Message("文件选错了，用 --db 重选。", "choose the right file with --db.")
            )
        case .fileMissing:
            (
                Message("没有 \(detail) 这个文件。什么也没有建立。",
                    "There is no file \(detail). Nothing was created."),
                Message(
                    "用 --db 指明资料文件；还没有资料，用 zhibu init --found 建立。",
                    "name the file with --db, or make one: zhibu init --found")
            )
        case .fileExists:
            (
                Message("\(detail) 已经有了，没有覆盖它。",
                    "\(detail) exists already; it was not overwritten."),
                Message("换一个文件名（资料文件用 --db）。", "choose another name (the replica's with --db).")
            )
        case .fileNotWritable:
            (
                Message("打不开或写不了 \(detail)。什么也没有写入。",
                    "Can't open or write \(detail). Nothing was written."),
                Message("检查文件夹是否存在、是否有权限。",
                    "check that the folder exists and that you may write there.")
            )
        case .newerFormat:
            (
                Message("资料是较新的程序写的（格式 \(detail)）。没有动它。",
                    "A newer program wrote this file (format \(detail)). It was not touched."),
                Message("换用新版程序。", "use the newer program.")
            )
        case .olderFormat:
            (
                Message("资料是试用版写的（格式 \(detail)），这一版不再读它。没有动它。",
                    "A trial version wrote this file (format \(detail)), which is no longer read. "
                        + "It was not touched."),
                Message("用新的邀请码在另一个文件里加入。", "join with a new invite, in another file.")
            )
        case .notADatabase:
            (
                Message("\(detail) 不是 SQLite 文件。没有动它。",
                    "\(detail) is no SQLite file. It was not touched."),
                Message("选对文件；表格先在 SQLite 里建成表。",
                    "choose the right file; a spreadsheet is first made a table in SQLite.")
            )
        case .replicaClosed:
            (
                Message("\(detail) 已经关闭了。什么也没有写入。", "\(detail) is closed already. Nothing was written."),
                Message("重新打开它；如果总是这样，请告诉开发者。", "open it again; if it happens again, tell the developers.")
            )
        case .beyondRepair:
            (
                Message("从这个资料文件里读不出要修复的内容：\(detail)。没有改动它。",
                    "What is to be repaired can't be read in this file: \(detail). It was not changed."),
                Message("从备份恢复（zhibu restore），或者用新的邀请码重新加入。", "restore a backup (zhibu restore), or join anew with an invite.")
            )
        case .diskFailed:
            (
                Message("磁盘读写出错：\(detail)。这次没有写入，先前的都在。",
                    "The disk can't be read or written: \(detail). This was not written; all that was before is there."),
                Message("检查磁盘、U盘、网络盘和配额，再输同样的命令；然后 zhibu verify",
                    "check the disk, stick, network drive and quota, type the command again, then: zhibu verify")
            )
        case .archiveMissing:
            (
                Message("要看的旧内容在归档文件 \(detail) 里，而它不在。什么也没有改动。",
                    "What is wanted is in the archive \(detail), which is not there. Nothing was changed."),
                Message("把归档文件放回资料文件旁边，再输同样的命令。", "put the archive back beside the replica, then type the same command.")
            )
        case .archiveDamaged:
            (
                Message("归档文件已损坏：\(detail)。资料文件是好的。", "The archive is damaged: \(detail). The replica is whole."),
                Message("从备份取回归档文件，或从有归档的电脑上拷一份来。",
                    "take the archive from a backup, or copy it from a computer that has one.")
            )
        case .rightsLacking:
            (
                Message("有还没送出的更改，新的邀请码不让写：\(detail)。什么也没有改动。",
                    "What was not sent yet may not be written under the new invite: \(detail). Nothing was changed."),
                Message("请管理员再发一个邀请码，范围和角色要和原来一样（zhibu devices），再输同样的 zhibu join。",
                    "ask for an invite with the scopes and roles that this device had (zhibu devices), then: zhibu join INVITE")
            )
        case .keyMissing:
            (
                Message("找不到这台电脑的签名文件 \(detail)。什么也没有写入。",
                    "The device's key file \(detail) is missing. Nothing was written."),
                Message("把它放回资料文件旁边；真的丢了，请管理员发邀请码，再 zhibu join 邀请码，资料一条不丢。唯一的管理员：zhibu root enrol --by 根密钥文件。",
                    "put it back next to the replica; if it is lost, ask for an invite, then: zhibu join INVITE (all records stay). "
                        + "The only administrator: zhibu root enrol --by ROOT-KEY")
            )
        case .schemaUnfit:
            (
                Message("结构不能用：\(detail)。没有采用。",
                    "The schema can't be used: \(detail). It was not taken."), .nextSchemaCheck
            )
        case .tableUnknown:
            (
                Message("没有叫“\(detail)”的表。", "There is no table \(detail)."),
                Message("zhibu schema show 列出所有的表。", "zhibu schema show lists the tables.")
            )
        case .statementFailed:
            (
                Message("没有做成：\(chineseOfRefusal ?? detail)。什么也没有写入。",
                    "It did not work: \(detail). Nothing was written."),
                Message("改好再输一次。", "correct it and try again.")
            )
        case .conflictUnknown:
            (
                Message("没有编号 \(detail) 的冲突，或不止一个。什么也没有写入。",
                    "No conflict \(detail), or more than one. Nothing was written."),
                Message("zhibu conflicts list --all", "zhibu conflicts list --all")
            )
        case .conflictChanged:
            (
                Message("这个冲突刚刚变了，您选的没有写入。",
                    "This conflict has changed meanwhile; your choice was not written."),
                detail.isEmpty
                    ? Message("zhibu conflicts list", "zhibu conflicts list")
                    : Message("zhibu conflicts show \(detail.prefix(4))",
                        "zhibu conflicts show \(detail.prefix(4))")
            )
        case .choiceUnfit:
            (
                Message("这个冲突不能这样裁定：\(detail)。什么也没有写入。",
                    "This conflict can't be decided so: \(detail). Nothing was written."),
                Message("zhibu conflicts show 编号，看可选什么。",
                    "zhibu conflicts show ID says what can be chosen.")
            )
        case .reasonMissing:
            (
                Message("裁定要写原因（不超过规定的长度）。什么也没有写入。",
                    "A decision needs a reason of at most the allowed length. Nothing was written."),
                Message("加上 --reason 理由。", "add --reason TEXT.")
            )
        case .deviceUnknown:
            (
                Message("没有登记过 \(detail) 这台电脑。什么也没有写入。",
                    "No device \(detail) is enrolled. Nothing was written."),
                Message("zhibu devices 列出全部电脑。", "zhibu devices lists them.")
            )
        case .undoTooLate:
            (
                Message("裁定之后已有人（\(detail)）改过，不能再撤销。什么也没有写入。",
                    "\(detail) has written over the decision since: it can't be taken back."),
                Message("直接改成想要的值。", "write the value that you want instead.")
            )
        case .changesetRefused:
            (
                Message("收到的更改不合格：\(detail)。没有采用。",
                    "A received change is not valid: \(detail). It was not taken."), .nextDoctor
            )
        case .notEntitled:
            (
                Message("这台电脑不能写 \(detail) 这个范围。什么也没有写入。",
                    "This device may not write in the scope \(detail). Nothing was written."),
                Message("请有权限的电脑来做，或请管理员授权。",
                    "let a device that may do it, or ask the administrator for the right.")
            )
        case .conflictDecided:
            (
                Message("这个冲突已经裁定过了\(detail.isEmpty ? "" : "（\(detail)）")，您选的没有写入。",
                    "This conflict is decided already\(detail.isEmpty ? "" : " (\(detail))"); "
                        + "your choice was not written."),
                Message("要改，先撤销：zhibu conflicts undo 编号 --reason 理由",
                    "to change it, take it back first: zhibu conflicts undo ID --reason TEXT")
            )
        case .roleNeeded:
            (
                Message("这一项由“\(detail)”决定，这台电脑没有这个角色。什么也没有写入。",
                    "The role \(detail) decides this value, and this device does not have it. "
                        + "Nothing was written."),
                Message("请有这个角色的电脑来裁定，或请管理员授予：zhibu grant 电脑名 --role \(detail)",
                    "let a device in that role decide, or ask the administrator: "
                        + "zhibu grant DEVICE --role \(detail)")
            )
        case .keyUnfit:
            (
                Message("签名文件 \(detail) 不完整，或别人也能读。没有使用它。",
                    "The key file \(detail) is torn, or others may read it. It was not used."),
                Message("放回原来的文件，权限设为只有本人可读（chmod 600）。",
                    "put the original back; only its owner may read it (chmod 600).")
            )
        case .keyOfAnotherDevice:
            (
                Message("资料旁边的签名文件是另一台电脑（\(detail.prefix(4))）的。什么也没有写入。",
                    "The key beside the replica is another device's (\(detail.prefix(4))). "
                        + "Nothing was written."),
                Message("放回这份资料自己的签名文件；丢了，就请管理员发邀请码，再 zhibu join 邀请码 --new-key，资料一条不丢。",
                    "put the replica's own key back; if it is lost, ask for an invite, then: zhibu join INVITE --new-key (all records stay).")
            )
        case .conflictSettled:
            (
                Message("冲突 \(detail.prefix(4)) 已按规则选定，或改记录时定了，不用裁定。什么也没有写入。",
                    "The conflict \(detail.prefix(4)) was settled by a rule or by an edit; there is nothing to decide. "
                        + "Nothing was written."),
                Message("要用别的值，直接改这条记录。", "to have another value, edit the record.")
            )
        case .signedAlready:
            (
                Message("您已经选定过了（\(detail.prefix(4))），要由另一人在另一台电脑上签字。什么也没有写入。",
                    "You have chosen so already (\(detail.prefix(4))); another person has to sign, on another device. Nothing was written."),
                Message("先 zhibu sync；要改主意：zhibu conflicts undo \(detail.prefix(4)) --reason 理由",
                    "zhibu sync, so that others see it; to take it back: zhibu conflicts undo \(detail.prefix(4)) --reason TEXT")
            )
        case .conflictUndecided:
            (
                Message("冲突 \(detail.prefix(4)) 还没有裁定，没有可撤销的。什么也没有写入。",
                    "The conflict \(detail.prefix(4)) is not decided; there is nothing to take back. "
                        + "Nothing was written."),
                Message("zhibu conflicts show \(detail.prefix(4))", "zhibu conflicts show \(detail.prefix(4))")
            )
        case .recordTooLarge:
            (
                Message("这条记录太大，不能同步：\(detail)。它的更改先留在本机，没有丢。",
                    "A record is too large to sync: \(detail). What was edited stays here, nothing is lost."),
                Message("把大的内容另存为文件，记录里写文件名；改好后再试。",
                    "keep large contents in a file of their own and its name in the record; then try again.")
            )
        case .schemaNotReleased:
            (
                Message("结构要由校党委采用（\(detail)）。什么也没有改动。",
                    "The committee puts a schema in force (\(detail)). Nothing was changed."),
                Message("在管理员的电脑上：zhibu schema upgrade 文件",
                    "on an administrator's computer: zhibu schema upgrade FILE")
            )
        case .checkpointUnfit:
            (
                Message("本机“\(detail)”的更改记录和校党委签发的检查点对不上。没有压缩，什么也没有改动。",
                    "The log of \(detail) here is not what the committee's checkpoint says. It was not compacted; nothing was changed."),
                Message("zhibu verify --deep；如果没有问题，先同步，再输同样的命令。",
                    "zhibu verify --deep; if that finds nothing, sync, then type the same command.")
            )
        case .compactionHeld:
            (
                Message("还有电脑没有收到全部更改：\(detail)。没有可以压缩的。",
                    "These devices have not got everything yet: \(detail). There is nothing to compact."),
                Message("让它们先同步；不会再来的：zhibu compact --without 电脑（它以后送来的照样算）",
                    "let them sync first; those that won't come: zhibu compact --without DEVICE (what they send later counts all the same)")
            )
        case .nameTooLong:
            (
                Message("名字太长（最多 \(Limits.nameBytesMax) 字节）。什么也没有写入。",
                    "The name is too long (\(Limits.nameBytesMax) bytes at most). Nothing was written."),
                Message("换一个短的。", "use a shorter one.")
            )
        case .notDeleted:
            (
                Message("\(detail) 没有被删除，或从来没有过。什么也没有写入。",
                    "\(detail) was not deleted, or never was there. Nothing was written."),
                Message("zhibu undelete 表，列出删掉的记录。", "zhibu undelete TABLE lists what was deleted.")
            )
        case .schemaVersionTaken:
            (
                Message("已经有版本 \(detail)，一个版本名只代表一份结构。没有采用。",
                    "A version \(detail) is there already, and its name stands for one text for ever. "
                        + "It was not taken."),
                Message("另起一个名字：--as 版本名", "give it another name: --as NAME")
            )
        case .schemaDrops:
            (
                Message("新结构没有 \(detail)，里面的记录会看不见（更改记录和历史里还在）。没有采用。",
                    "The new schema lacks \(detail); its records would go out of sight (the log and the "
                        + "history keep them). It was not taken."),
                Message("看清楚：加 --dry-run；确实不要了，加 --drop。",
                    "look first with --dry-run; if you mean it, add --drop.")
            )
        case .logDamaged:
            (
                Message("更改记录已损坏：\(detail)。没有改动它。",
                    "The log is damaged: \(detail). It was not changed."),
                Message("先把文件另存一份，再从备份或服务器恢复。",
                    "keep a copy of the file, then restore from a backup or the server.")
            )
        }
    }
}

/// What is in our own log was checked before it was written: bytes that don't fit are damage.
extension FormatError: Explainable {
    package var explanation: Explanation { StoreError(.logDamaged, description).explanation }
}

extension StoreError {
    /// What a refusal of the file's triggers says to people who read Chinese: it has both languages, for any tool shows it.
    fileprivate var chineseOfRefusal: String? {
        guard detail.hasPrefix("zhibu: "), let match = detail.firstMatch(of: /\(([^()]*\p{Han}[^()]*)\): (\w+)/) else { return nil }
        return "\(match.1)（\(match.2)）"
    }
}

extension CommandFailure: Explainable {
    package var explanation: Explanation {
        let exitCode: Int32 =
            switch code {
            case .bundleDamaged, .requestDamaged, .answerDamaged: 5
            case .bundleNotForUs, .bundleSenderUnknown, .bundleSenderRevoked: 4
            case .scopeUnequal, .answerAwaited, .joinCut, .committeeUnreachable: 75
            case .commandUnknown, .notConfirmed, .fileNeeded: 2
            case .notAdministrator, .stepNotOurs, .columnPrivate: 4
            default: 1
            }
        let (sentence, next) = words
        return Explanation(code.rawValue, exitCode: exitCode, sentence, next: next)
    }

    private var words: (Message, Message) {
        switch code {
        case .parameterUnknown:
            (
                Message("报表没有这个参数：\(detail)。", "The report has no such parameter: \(detail)."),
                Message("用括号里列出的：--with 名称=值", "use one of those in the brackets: --with NAME=VALUE")
            )
        case .fileNeeded:
            (
                Message("\(detail) 格式不能显示在屏幕上。什么也没有写入。", "The format \(detail) is not for a screen. Nothing was written."),
                Message("加 --out 文件.\(detail)", "add --out FILE.\(detail)")
            )
        case .resultLost:
            (
                Message("结果没能写全：\(detail)。要做的已经做了，资料都在。", "The result could not be written whole: \(detail). What was to be done is done; the records are safe."),
                Message("换个地方存结果；做到了哪一步，看 zhibu status。", "save the result elsewhere; zhibu status shows what was done.")
            )
        case .numberNeeded:
            (
                Message("这一项要填数字：\(detail)。什么也没有写入。", "This takes a number: \(detail). Nothing was written."),
                Message("例如 45 或 2.5。", "for example 45 or 2.5.")
            )
        case .countDiffers:
            (
                Message("个数不对：现在是 \(detail) 个。什么也没有写入。",
                    "The number differs: it is \(detail) now. Nothing was written."),
                Message("先不带 --count 看一遍，再填那个数。", "look at it once without --count, then type that number.")
            )
        case .notAdministrator:
            (
                Message("这要由管理员的电脑来做（\(detail)）。什么也没有写入。",
                    "Only an administrator's computer does this (\(detail)). Nothing was written."),
                Message("在那里输同样的命令。", "type the same command there.")
            )
        case .lastAdministrator:
            (
                Message("\(detail) 是唯一的管理员，没有它就谁也管理不了。什么也没有写入。",
                    "\(detail) is the only administrator; without it nobody could administer. Nothing was written."),
                Message("先让另一台电脑做管理员：zhibu grant 电脑 --role admin --scope '*'",
                    "make another one first: zhibu grant DEVICE --role admin --scope '*'")
            )
        case .roleUnknown:
            (
                Message("没有这个角色：\(detail)。什么也没有写入。",
                    "There is no such role: \(detail). Nothing was written."),
                Message("用括号里列出的角色。", "use one of those in the brackets.")
            )
        case .tablesLeftOut:
            (
                Message("结构里没有 \(detail)，里面的内容进不来。什么也没有建立。",
                    "The schema lacks \(detail), whose contents would be left out. Nothing was made."),
                Message("在结构里补上；确实不要了，加 --drop。",
                    "add them to the schema; if you don't want them, add --drop.")
            )
        case .deviceAmbiguous:
            (
                Message("有几台电脑叫这个名字：\(detail)。什么也没有写入。",
                    "Several devices are called so: \(detail). Nothing was written."),
                Message("用括号里编号的开头来说。", "name it by the beginning of its number, as in brackets.")
            )
        case .notBranchRecords:
            (
                Message("这份资料用的是自己的结构，没有支部档案的表。什么也没有写入。",
                    "This replica has a schema of its own, without the tables of the branch records. "
                        + "Nothing was written."),
                Message("导入和报表只用于支部档案；这里用 zhibu sql。",
                    "import and report are for the branch records; here use zhibu sql.")
            )
        case .structureKept:
            (
                Message("\(detail) 是各处都有的表，或系统自己的部分，不能在一处改动结构。什么也没有改。",
                    "\(detail) is a table that all share, or a part of the engine; its structure is not changed in one place. "
                        + "Nothing was changed."),
                Message("要改结构，由管理员发布新结构：zhibu schema upgrade；要删记录，用 DELETE。",
                    "For another structure, an administrator releases it: zhibu schema upgrade. To delete records, DELETE.")
            )
        case .deviceIsRevoked:
            (
                Message("\(detail) 已经停用，给它的都不起作用。什么也没有写入。",
                    "\(detail) is revoked; what it is given counts for nothing. Nothing was written."),
                Message("要让它再用，给它发一个新的邀请码，重新加入。",
                    "if it is to be used again, invite it anew.")
            )
        case .notConfirmed:
            (
                Message("\(detail) 停用以后谁也不能再写，也没有命令能恢复。什么也没有写入。",
                    "Once \(detail) is retired nobody writes in it again, and no command takes that back. Nothing was written."),
                Message("确实要停用，再加 --yes。", "if you mean it, add --yes.")
            )
        case .serverUnknown:
            (
                Message("还不知道服务器在哪里。什么也没有送。", "It is not known where the server is. Nothing was sent."),
                Message("zhibu sync --peer 主机:端口；这台就是服务器，用 zhibu serve。",
                    "zhibu sync --peer HOST:PORT; if this is the server: zhibu serve")
            )
        case .joinCut:
            (
                Message("与 \(detail) 的连接断了，加入还没有完成。签名文件已经在了，请不要删。",
                    "The connection to \(detail) broke before joining was done. The key file is there; keep it."),
                Message("再输一次同样的 zhibu join，会接着来；没有网络，加 --offline 文件。",
                    "type the same zhibu join again, which goes on; without a network add --offline FILE.")
            )
        case .alreadyReplica:
            (
                Message("\(detail) 已经是一份加入过的资料。什么也没有改动。",
                    "\(detail) is a replica that has joined already. Nothing was changed."),
                Message("收发用 zhibu sync；被停用了、要换签名文件，用 zhibu join 邀请码 --new-key；另建一份，用别的文件名（--db）。",
                    "zhibu sync; for another key, also where this one was revoked: zhibu join INVITE --new-key; for a further replica: another --db.")
            )
        case .committeeUnreachable:
            (
                Message("连不上 \(detail)，加入还没有完成。已有的都在，没有丢。",
                    "Nothing listens at \(detail); joining is not done yet. What was here is kept."),
                Message("过一会儿再输同样的命令，会接着来；没有网络，加 --offline 文件。",
                    "type the same command later, which goes on; without a network add --offline FILE.")
            )
        case .backupOfAnotherDevice:
            (
                Message("这份备份是另一台电脑的，或是本机换签名文件以前的（\(detail)）。什么也没有改动。",
                    "The backup is another device's, or of this one before it got another key (\(detail)). Nothing was changed."),
                Message("恢复到另一个名字（--db）；要用它工作，请管理员发邀请码，在那里 zhibu join 邀请码。",
                    "restore it under another name (--db); to work with it, ask for an invite, and there: zhibu join INVITE")
            )
        case .roleNeedsAnother:
            (
                Message("只有 \(detail) 这一个角色，什么也做不了。什么也没有写入。",
                    "\(detail) alone is no role to work in. Nothing was written."),
                Message("和 editor 或结构里的角色一起给。",
                    "give it together with editor or a role of the schema.")
            )
        case .codeUnknown:
            (
                Message("不在代码表里：\(detail)。什么也没有写入。",
                    "Not in the list of codes: \(detail). Nothing was written."),
                Message("写括号里的一个。", "type one of those in the brackets.")
            )
        case .scopeUnknown:
            (
                Message("没有 \(detail) 这个范围。什么也没有写入。",
                    "There is no scope \(detail). Nothing was written."),
                Message("zhibu status 列出范围。", "zhibu status lists the scopes.")
            )
        case .versionNeeded:
            (
                Message("现在的版本“\(detail)”不是数字，新版本叫什么？没有采用。",
                    "The version in force, \(detail), is no number: what is the new one called? "
                        + "It was not taken."),
                Message("加 --as 版本名", "add --as NAME")
            )
        case .spreadsheetLibraryMissing:
            (
                Message("这台电脑没有 libxlsxwriter，做不了 xlsx 表格。什么也没有写入。",
                    "This computer has no libxlsxwriter, which writes xlsx files. Nothing was written."),
                Message("sudo apt install libxlsxwriter4；或用 --format csv、--format html。",
                    "sudo apt install libxlsxwriter4; or --format csv, --format html")
            )
        case .recordIsThere:
            (
                Message("已有这样的一条（\(detail)）。什么也没有写入。", "One that says the same is there (\(detail)). Nothing was written."),
                Message("改它用 zhibu set；确是另一条（例如又一次交费），加 --another。",
                    "to change it: zhibu set; if this is another one, such as a second payment: --another")
            )
        case .entryUnfit:
            (
                Message("不能这样填：\(detail)。什么也没有写入。", "This can't be entered: \(detail). Nothing was written."),
                Message("按提示改正再输一次。", "correct it and type it again.")
            )
        case .stepUnknown:
            (
                Message("现在不能办“\(detail)”。什么也没有写入。", "The step \(detail) can't be taken now. Nothing was written."),
                Message("zhibu step 表 记录 列出能办的步骤。", "zhibu step TABLE RECORD lists those that can.")
            )
        case .stepNotOurs:
            (
                Message("这一步要由 \(detail) 来办。什么也没有写入。", "This step is taken by \(detail). Nothing was written."),
                Message("在有这个角色的电脑上办，或请管理员授予（zhibu grant）。",
                    "take it on a computer that has the role, or ask the administrator for it (zhibu grant).")
            )
        case .stepReasonMissing:
            (
                Message("这一步要写原因。什么也没有写入。", "This step needs a reason. Nothing was written."),
                Message("加 --reason 原因", "add --reason WHY")
            )
        case .reportUnfit:
            (
                Message("报表写得不对（\(detail)）。什么也没有写入。", "The report is not written as it must be (\(detail)). Nothing was written."),
                Message("照这个样子写：zhibu report R13 --source", "write it after this one: zhibu report R13 --source")
            )
        case .parameterUnfit:
            (
                Message("报表的参数不能这样填：\(detail)。什么也没有写入。", "A parameter of the report can't have that value: \(detail). Nothing was written."),
                Message("改好再输入一次：--with 名称=值；名称、代码都可以", "correct it and type it again: --with NAME=VALUE, by name or code")
            )
        case .columnPrivate:
            (
                Message("\(detail)里的敏感内容，本机的角色不能这样看。什么也没有写入。",
                    "What is private in \(detail) is not to be seen so by the roles here. Nothing was written."),
                Message("请有权的人在他的电脑上查；角色由管理员给：zhibu grant", "ask somebody who may; the administrator gives roles: zhibu grant")
            )
        case .noSteps:
            (
                Message("\(detail) 没有办理步骤。什么也没有写入。", "There are no steps for \(detail). Nothing was written."),
                Message("改内容用 zhibu set。", "to change what it says: zhibu set")
            )
        case .recordUnknown:
            (
                Message("找不到记录“\(detail)”。", "No record \(detail)."),
                Message("写记录的名称、代码或编号。", "type its name, code or key.")
            )
        case .recordAmbiguous:
            (
                Message("不止一条记录符合：\(detail)。", "Several records match: \(detail)."),
                Message("写完整的名称，或写编号。", "type the whole name, or the key.")
            )
        case .fileUnreadable:
            (
                Message("读不了 \(detail)。什么也没有改动。", "Can't read \(detail). Nothing was changed."),
                Message("检查文件名和权限。", "check the name and the permissions.")
            )
        case .columnUnknown:
            (
                Message("没有叫“\(detail)”的列。什么也没有写入。",
                    "There is no column \(detail). Nothing was written."),
                Message("zhibu schema show 表 列出它的列。", "zhibu schema show TABLE lists its columns.")
            )
        case .valueUnfit:
            (
                Message("要写成 列=值：\(detail)。什么也没有写入。",
                    "Write COLUMN=VALUE: \(detail). Nothing was written."),
                Message("例如 --set 评定等次=较好", "for example --set level=2")
            )
        case .reportUnknown:
            (
                Message("没有报表 \(detail)。", "There is no report \(detail)."),
                Message("zhibu report list", "zhibu report list")
            )
        case .importRefused:
            (
                Message("有 \(detail) 行有误，什么也没有写入。",
                    "\(detail) lines have errors; nothing was written."),
                Message("改好原文件再导入，或加 --good-only 只导入无误的行。",
                    "correct the file, or import only the good lines with --good-only.")
            )
        case .requestDamaged:
            (
                Message("加入申请 \(detail) 不完整或被改过。没有登记。",
                    "The request \(detail) is cut short or altered. Nobody was enrolled."),
                Message("在新电脑上把它删掉，再输一次 zhibu join 邀请码 --offline 文件",
                    "on the new computer remove it, then again: zhibu join INVITE --offline FILE")
            )
        case .answerAwaited:
            (
                Message("加入申请在 \(detail)，还没有答复（\(detail).answer）。",
                    "The request is in \(detail); its answer (\(detail).answer) is not there yet."),
                Message("把 \(detail) 送到校党委的电脑上，在那里：zhibu invite --answer 文件；带回来后再输同样的命令。",
                    "take it to the committee's computer, there: zhibu invite --answer FILE; "
                        + "back here type the same command.")
            )
        case .bundleDamaged:
            (
                Message("数据包 \(detail) 不完整或被改过。没有导入。",
                    "The bundle \(detail) is cut short or altered. Nothing was taken in."),
                Message("在原来的电脑上重新 zhibu bundle export。",
                    "on the computer it came from: zhibu bundle export")
            )
        case .bundleNotForUs:
            (
                Message("数据包 \(detail) 不是给本机的。没有导入。",
                    "The bundle \(detail) is not for this replica. Nothing was taken in."),
                Message("请对方重新导出：zhibu bundle export 文件 --for 本机名称。",
                    "ask for one that is: zhibu bundle export FILE --for THIS-DEVICE")
            )
        case .notFounded:
            (
                Message("建立资料要写明 --found。什么也没有建立。",
                    "Say --found to found a committee's replica. Nothing was created."),
                Message("zhibu init --found；已有邀请码，用 zhibu join 邀请码。",
                    "zhibu init --found, or with an invite: zhibu join INVITE")
            )
        case .bundleSenderUnknown:
            (
                Message("数据包 \(detail) 的签名不是已登记电脑的。没有导入。",
                    "The bundle \(detail) is not signed by an enrolled device. Nothing was taken in."),
                Message("先同步，认得那台电脑后再导入；还不行，请联系管理员。",
                    "sync first, to know that device, then import it; else ask the administrator.")
            )
        case .bundleSenderRevoked:
            (
                Message("数据包 \(detail) 是已停用的电脑写的。没有导入。",
                    "The bundle \(detail) was written by a device that is revoked. Nothing was taken in."),
                Message("停错了的：给那台电脑发新的邀请码（zhibu invite），在那里 zhibu join 邀请码 --new-key。",
                    "if it was revoked by mistake: zhibu invite, and on that device: zhibu join INVITE --new-key")
            )
        case .answerDamaged:
            (
                Message("答复 \(detail) 不完整或被改过。什么也没有建立。",
                    "The answer \(detail) is cut short or altered. Nothing was made."),
                Message("在校党委的电脑上再输一次 zhibu invite --answer 文件，把 文件.answer 重新带回来。",
                    "on the committee's computer type zhibu invite --answer FILE again, and bring FILE.answer back.")
            )
        case .scopeUnequal:
            (
                Message("没有同步完：\(detail) 双方还不一致。已收发的都在，没有丢。",
                    "Not done: \(detail) still differ(s). What came and went is kept."),
                Message("再输一次 zhibu sync；还不一致，两边各输 zhibu verify --deep，把结果告诉管理员。",
                    "zhibu sync again; if it stays so, zhibu verify --deep on both sides, and tell "
                        + "the administrator.")
            )
        case .fileUnfit:
            (
                Message("文件不能导入：\(detail)。没有写入。",
                    "The file can't be imported: \(detail). Nothing was written."),
                Message("在表格软件里改好，另存为 CSV（UTF-8）再导入。",
                    "correct it in the spreadsheet, save it as CSV (UTF-8), import it again.")
            )
        case .deviceUnknown:
            (
                Message("没有叫“\(detail)”的电脑，或不止一台。什么也没有写入。",
                    "No enrolled device \(detail), or more than one. Nothing was written."),
                Message("先同步；用 zhibu sql 'SELECT name, id FROM zhibu_device' 看名称和编号。",
                    "sync first; zhibu sql 'SELECT name, id FROM zhibu_device' lists names and ids.")
            )
        case .addressTaken:
            (
                Message("不能在 \(detail) 接收：这个地址已被占用，或不是本机的。",
                    "Can't listen at \(detail): the address is taken, or not this computer's."),
                Message("另选一个端口：zhibu serve --listen 地址:端口；或先停下占用它的程序。",
                    "choose another port, zhibu serve --listen HOST:PORT, or stop the program that has it.")
            )
        case .commandUnknown:
            (
                Message("没有 \(detail) 这个命令。什么也没有改动。",
                    "There is no command \(detail). Nothing was changed."),
                Message("zhibu --help 列出所有的命令。", "zhibu --help lists the commands.")
            )
        case .deviceHasNoKey:
            (
                Message("电脑 \(detail) 登记时没有留下加密公钥。什么也没有写入。",
                    "The device \(detail) left no agreement key when it enrolled. Nothing was written."),
                Message("请那台电脑重新加入，或用 --plain（不加密）。",
                    "let it join again, or use --plain (readable by anybody).")
            )
        }
    }
}

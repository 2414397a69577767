import ReplicaStore

extension SchemaUnfit: Explainable {
    package var explanation: Explanation {
        let lines = problems.map(\.sentence)
        return Explanation(
            StoreError.Code.schemaUnfit.rawValue, exitCode: 1,
            Message(
                "结构有 \(lines.count) 处不能用，没有采用：\n"
                    + lines.map { "  " + $0.zh }.joined(separator: "\n"),
                "The schema has \(lines.count) problem(s) and was not taken:\n"
                    + lines.map { "  " + $0.en }.joined(separator: "\n")),
            next: .nextSchemaCheck)
    }
}

extension SchemaProblem {
    /// Where it is, what is wrong, and what to write instead.
    package var sentence: Message {
        let place = [table, column].filter { !$0.isEmpty }.joined(separator: ".")
        let tail = detail.isEmpty ? "" : " [\(detail)]"
        return Message(
            (line > 0 ? "第 \(line) 行，" : "") + "\(place)：\(kind.reason.zh)\(tail)",
            (line > 0 ? "line \(line), " : "") + "\(place): \(kind.reason.en)\(tail)")
    }
}

extension SchemaProblem.Kind {
    package var reason: Message {
        switch self {
        case .noTable:
            Message("没有表；至少写一个 CREATE TABLE", "there is no table; write a CREATE TABLE")
        case .noKey:
            Message("没有主键；加 id TEXT NOT NULL PRIMARY KEY",
                "no primary key; add id TEXT NOT NULL PRIMARY KEY")
        case .keyMayBeNull: Message("主键可能为空；加 NOT NULL", "the key may be NULL; add NOT NULL")
        case .keyNumberedBySQLite:
            Message("由各台电脑自己编号，两处会编出同一个号；改为 TEXT NOT NULL PRIMARY KEY",
                "numbered by each computer, so two give the same number; use TEXT NOT NULL PRIMARY KEY")
        case .autoincrement:
            Message("不能用 AUTOINCREMENT；改为 TEXT NOT NULL PRIMARY KEY",
                "AUTOINCREMENT can't be synced; use TEXT NOT NULL PRIMARY KEY")
        case .keyCollation:
            Message("主键不能另定排序规则；去掉 COLLATE", "a key can't have a collation; leave COLLATE out")
        case .keyAffinity:
            Message("主键的类型会改动值；改为 TEXT、INT 或 BLOB",
                "the key's type changes values; use TEXT, INT or BLOB")
        case .uniqueConstraint:
            Message("UNIQUE 在两处各自写入时守不住；改用 zhibu_rule",
                "UNIQUE can't hold when two write apart; use a row of zhibu_rule")
        case .virtualTable:
            Message("不能用虚拟表；改为普通的 CREATE TABLE",
                "a virtual table can't be synced; use a plain CREATE TABLE")
        case .notNullWithoutDefault:
            Message("NOT NULL 要有默认值，别处按旧结构写的记录没有这一列；加 DEFAULT，或去掉 NOT NULL",
                "NOT NULL needs a DEFAULT, for records that others write by an older schema; "
                    + "add one, as in NOT NULL DEFAULT '', or leave NOT NULL out")
        case .statementForbidden:
            Message("结构里只写 CREATE 和 zhibu_ 表的 INSERT；去掉 ATTACH、PRAGMA、BEGIN、COMMIT",
                "a schema has CREATE, and INSERT into tables of zhibu_; leave out ATTACH, PRAGMA, BEGIN, COMMIT")
        case .scopeUnfit:
            Message("范围的 SQL 在这个表里算不出来；只用这个表的列",
                "the scope's SQL can't be worked out in this table; use its own columns only")
        case .reservedName:
            Message("zhibu_ 开头的名字是保留的；换一个名字",
                "names that begin with zhibu_ are taken; choose another")
        case .nameTooLong:
            Message("名字太长；不超过 256 字节", "the name is too long; use at most 256 bytes")
        case .tooManyColumns:
            Message("列太多；不超过 1000 列，分成几张表",
                "too many columns; use at most 1,000, or several tables")
        case .computedDefault:
            Message("默认值不能是算出来的，各台电脑会不一样；写成常数",
                "a computed default differs between computers; write a constant")
        case .rowidHidden:
            Message("rowid、oid、_rowid_ 三个名字都被占用；改掉一个列名",
                "columns take all of rowid, oid and _rowid_; rename one of them")
        case .unknownPolicy:
            Message("没有这种合并规则；可用 lww keep once max min counter set own text",
                "no such policy; there are lww keep once max min counter set own text")
        case .unknownColumn:
            Message("没有这一列；改为表里有的列", "no such column; name one that the table has")
        case .unknownTable:
            Message("没有这张表；先写 CREATE TABLE", "no such table; write its CREATE TABLE first")
        case .rowsInSchema:
            Message("结构文件里不能有记录；建好以后再写入，或作为 zhibu_code 的代码",
                "a schema holds no records; write them afterwards, or as codes in zhibu_code")
        case .nameTakenByHand:
            Message("有人在这份资料里手工建了同名的表或列；先给它改名",
                "someone made a table or column of that name by hand; rename that one first")
        case .ruleUnfit:
            Message("检查规则不能用；写成一个 SELECT tbl, key, other_key, detail，日期取自 zhibu_asof，不用时钟和随机数",
                "this rule can't be run; write one SELECT of tbl, key, other_key, detail, with the day from "
                    + "zhibu_asof and nothing from a clock or dice")
        case .unknownRole:
            Message("没有这个角色，谁也定不了这一列；在 zhibu_role(name, title) 里写上它",
                "no such role, so nobody could decide this column; name it in zhibu_role(name, title)")
        case .sqlError:
            Message("SQL 有误；按括号里的提示改", "SQL error; correct what the brackets say")
        }
    }
}

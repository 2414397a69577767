import ReplicaStore

/// What is wrong with a schema, and what to write instead.
enum SchemaWords {
    static func problem(_ problem: SchemaProblem) -> Message {
        let place = [problem.table, problem.column].filter { !$0.isEmpty }.joined(separator: ".")
        let (reason, detail) = (reason(problem.kind), problem.detail)
        let tail = detail.isEmpty ? "" : " [\(detail)]"
        let line = problem.line > 0
        return Message(
            (line ? "第 \(problem.line) 行，" : "") + "\(place)：\(reason.zh)\(tail)",
            (line ? "line \(problem.line), " : "") + "\(place): \(reason.en)\(tail)")
    }

    private static func reason(_ kind: SchemaProblem.Kind) -> Message {
        switch kind {
        case .noTable: Message("没有表", "there is no table")
        case .noKey: Message("没有主键；加 id TEXT NOT NULL PRIMARY KEY",
            "no primary key; add id TEXT NOT NULL PRIMARY KEY")
        case .keyMayBeNull: Message("主键可能为空；加 NOT NULL", "the key may be NULL; add NOT NULL")
        case .keyNumberedBySQLite: Message(
            "由各台电脑自己编号，两处会编出同一个号；改为 TEXT NOT NULL PRIMARY KEY",
            "numbered by each computer, so two give the same number; use TEXT NOT NULL PRIMARY KEY")
        case .autoincrement: Message("不能用 AUTOINCREMENT", "AUTOINCREMENT can't be synced")
        case .keyCollation: Message("主键不能另定排序规则", "a key can't have a collation")
        case .keyAffinity: Message("主键的类型会改动值", "the key's type changes values")
        case .uniqueConstraint: Message(
            "UNIQUE 在两处各自写入时守不住；改用 zhibu_rule",
            "UNIQUE can't hold when two write apart; use zhibu_rule")
        case .withoutRowid: Message("不能用 WITHOUT ROWID", "WITHOUT ROWID can't be synced")
        case .virtualTable: Message("不能用虚拟表", "a virtual table can't be synced")
        case .notNullWithoutDefault: Message("NOT NULL 要有默认值", "NOT NULL needs a DEFAULT")
        case .reservedName: Message("zhibu_ 开头的名字是保留的", "names that begin with zhibu_ are taken")
        case .nameTooLong: Message("名字太长", "the name is too long")
        case .tooManyColumns: Message("列太多", "too many columns")
        case .computedDefault: Message("默认值不能是算出来的", "a default can't be computed")
        case .rowidHidden: Message("三个 rowid 名字都被占用", "all three names of rowid are taken")
        case .unknownPolicy: Message("没有这种合并规则", "no such policy")
        case .unknownColumn: Message("没有这一列", "no such column")
        case .unknownTable: Message("没有这张表", "no such table")
        case .sqlError: Message("SQL 有误", "SQL error")
        }
    }
}

/// The sentences about another schema.
extension Message {
    static func strayCodes(_ count: Int, _ example: String) -> Message {
        Message("不在代码表  \(count) 个值，报表不计（如 \(example)）；zhibu schema show 表 列出代码",
            "In no list \(count) value(s), passed over by reports (such as \(example)); zhibu schema show TABLE")
    }
    static func ruleFailed(_ name: String, _ why: String) -> Message {
        Message("规则没能检查  \(name)：\(why)；请管理员改结构里的这一条",
            "Rule not run  \(name): \(why); ask the administrator to correct it in the schema")
    }
    static func adopted(_ file: String, _ path: String) -> Message {
        Message("已把 \(file) 纳入 \(path)，原文件没有动。", "\(file) was taken into \(path); it was not touched.")
    }
    static func schemaToEdit(_ path: String, _ command: String) -> Message {
        Message("这份结构已存为 \(path)，按下面说的改好，再运行：\(command)",
            "The schema was written to \(path): correct it as said below, then run: \(command)")
    }
    static func ejected(_ file: String) -> Message {
        Message("记录已写到 \(file)，是普通的 SQLite 文件，不再同步。",
            "The records are in \(file), a plain SQLite file that syncs no more.")
    }
    static func leftOut(_ names: String) -> Message {
        Message("没有带上（它们要用同步用的表）：\(names)", "left out, as they read the engine's tables: \(names)")
    }
    static func parked(_ count: Int) -> Message {
        Message("另存着    \(count) 批更改里有现在的结构没有的表或列；结构里有了就自动用上",
            "Kept aside \(count) changesets name tables or columns that the schema lacks; once it has them they count")
    }
    static func schemaNotTaken(_ why: String) -> Message {
        Message("新结构还没能采用：\(why)。照常工作和同步，不受影响。",
            "The schema in force could not be taken in: \(why). Working and syncing go on.")
    }
    static func schemaFromTo(_ old: String, _ new: String) -> Message {
        Message("结构 \(old) 改为 \(new)", "Schema \(old) to \(new)")
    }
    static let addedTables = Message("新增表", "new tables")
    static let droppedTables = Message("去掉表（历史里还在）", "dropped tables (kept in history)")
    static let addedColumns = Message("新增列", "new columns")
    static let droppedColumns = Message("去掉列（历史里还在）", "dropped columns (kept in history)")
    static let remergedTables = Message("合并规则或列有变", "other columns or policies")
    static let lostByHand = Message("手工加的索引或触发器去掉了", "indices or triggers made by hand, gone")
    static func unparked(_ count: Int) -> Message {
        Message("  等着的更改，现在能用上：\(count) 批", "  changesets that waited and count now: \(count)")
    }
    static func differences(_ count: Int) -> Message {
        Message("  看起来会不一样的：\(count) 处", "  shown otherwise: \(count)")
    }
    static func andMore(_ count: Int) -> Message {
        Message("    还有 \(count) 处：--json 全列", "    and \(count) more: --json lists all")
    }
    static let madeByHand = Message("（手工建的，不同步）", "(made by hand, not synced)")
    static let needsDrop = Message("  真要采用，得加 --drop。", "  To take it in, --drop is needed.")
    static let rehearsed = Message("这是演练，什么也没有改动。", "A rehearsal; nothing was changed.")
    static let released = Message("已采用。各处下次同步时自动换用。",
        "In force. Every replica takes it in at its next sync.")
    static let schemaSame = Message("结构没有变，不用采用。", "The schema is the one in force.")
}

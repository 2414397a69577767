import BranchRecords

/// The sentences of imports and reports.
extension Message {
    static let problemHeader = [
        Message("行", "Line"), Message("列", "Column"), Message("问题", "Problem"),
        Message("建议", "Advice"),
    ]

    static func imported(
        _ table: String, _ encoding: String,
        _ count: (new: Int, changed: Int, same: Int, bad: Int), written: Bool
    ) -> Message {
        let (zh, en) =
            written ? ("已写入", "written") : ("检查完毕，没有写入", "checked, nothing written")
        return Message(
            "\(table)（\(encoding)）\(zh)：新增 \(count.new)，有改动 \(count.changed)，"
                + "相同 \(count.same)，有误 \(count.bad)",
            "\(table) (\(encoding)) \(en): \(count.new) new, \(count.changed) changed, "
                + "\(count.same) same, \(count.bad) bad")
    }

    static func columnsLeftOut(_ headings: [String]) -> Message {
        Message(
            "不认得的列，没有导入：\(headings.joined(separator: "、"))",
            "Columns not known and left out: \(headings.joined(separator: ", "))")
    }

    static func importError(_ error: ImportError) -> Message {
        switch error {
        case .unknownTable(let name, let known):
            Message("没有叫“\(name)”的表，有：\(known.joined(separator: "、"))。",
                "No table \(name); there are: \(known.joined(separator: ", ")).")
        case .notText(let line):
            Message("第 \(line) 行不是 UTF-8 也不是 GB18030 文字。没有写入。",
                "Line \(line) is neither UTF-8 nor GB18030. Nothing was written.")
        case .quoteNotClosed(let line):
            Message("第 \(line) 行的引号只有一半，后面的行分不开。没有写入。",
                "Line \(line) opens a quotation mark that none closes. Nothing was written.")
        case .gb18030Missing:
            Message("这台电脑读不了 GB18030，请另存为 UTF-8 再导入。没有写入。",
                "This computer cannot read GB18030; save the file as UTF-8. Nothing was written.")
        case .empty: Message("文件里没有记录。没有写入。", "The file has no records. Nothing was written.")
        case .noHeadings(let known):
            Message("没有认得的表头，应有：\(known.prefix(12).joined(separator: "、"))。没有写入。",
                "No known headings; some are: \(known.prefix(12).joined(separator: ", ")).")
        case .columnMissing(let name):
            Message("缺少“\(name)”一列。没有写入。", "Column \(name) is missing. Nothing was written.")
        case .problemsRemain(let count):
            Message("有 \(count) 行有误，什么也没有写入。", "\(count) bad lines; nothing was written.")
        }
    }
}

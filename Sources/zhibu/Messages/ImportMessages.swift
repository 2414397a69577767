/// The sentences of imports, in both languages.
extension Message {
    static let problemHeader = [
        Message("行", "Line"), Message("列", "Column"), Message("问题", "Problem"),
        Message("建议", "Advice"),
    ]

    static func importedFindings(_ count: Int) -> Message {
        Message("其中 \(count) 处要核对：zhibu conflicts list", "To check in them: \(count), see zhibu conflicts list")
    }

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
}

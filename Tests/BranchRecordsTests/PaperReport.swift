import BranchRecords
import GRDB

/// Reports of a test's own, run on an empty university.
enum PaperReport {
    /// - Parameters:
    ///   - head: Lines of the main table's head beside the number and the titles.
    ///   - query: What the main table shows, and whatever follows it in a report's file.
    static func table(
        _ head: [String], _ query: String, asAt: String = "2012-04-11T09:10:00+08:00"
    ) throws -> ReportTable {
        let lines = ["id: M1", "title: 一览", "title-en: List", "parameter: as_at | 截至 | as at | now"] + head
        let report = try Report(lines.map { "-- \($0)\n" }.joined() + query)
        return try EngineTables.emptyUniversity().read { try report.run(in: $0, parameters: ["as_at": asAt]) }
    }

    /// Names that would do harm where they are not taken for text.
    static let hostile = #"<b onclick="x('&')">𠮷"#

    /// Two tables, of which the first has a total.
    static func branches() throws -> ReportTable {
        try table(
            [
                "column: 支部 | Branch | left", "column: 代码 | Code | right", "column: 先进 | Advanced | right",
                "column: 完成率 | Done | right", "column: 余额 | Balance | right",
                "chart: bar | 支部 | 完成率",
            ],
            """
            SELECT 0, '=1+1', '007', '12 (33.3%)', '50.0%', '1,234.50'
            UNION ALL SELECT 0, '\(hostile.replacing("'", with: "''"))', '123', '3 (8.3%)', '—', '-5.00'
            UNION ALL SELECT 1, '合计', '', '15 (41.7%)', '50.0%', '1,229.50'
            -- also: 按类型 | By kind
            -- column: 类型 | Kind | left
            -- column: 数 | Count | right
            SELECT 0, '教工', 7 WHERE :as_at > '2012'
            -- also: 空表 | Nothing
            -- column: 类型 | Kind | left
            -- chart: bar | 类型 | 类型
            SELECT 0, 'x' WHERE 0
            -- foot
            SELECT '备注：无' AS zh, 'Remark: none' AS en
            """)
    }
}

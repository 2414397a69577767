/// Rules that are made of the tables' definitions.
struct DefinedRules {
    let tables: [TableDefinition]
    let workflows: [Workflow]

    /// States in which nothing must be complete: the first one of a workflow, and those of what was sent back or given up.
    private static let unfinished = [
        "draft", "planned", "returned", "cancelled", "withdrawn", "void", "stopped", "dropped", "rejected", "expired", "superseded",
    ]

    /// What must be filled in once a record is more than a draft, and isn't: a step is taken with something missing, and what was
    /// filled in can be lost to a merge.
    func required() throws(DefinitionFault) -> RuleText {
        try rule(
            "V-00 | low | 必填项没有填 | Required, and not filled in",
            "{kind}“{record}”已不是草稿，还没有填：{what}。 | {kind_en} “{record}” is no draft any more and lacks: {what_en}.",
            parts: { table in
                let states = workflows.filter { $0.table == table.name }
                guard let state = states.lazy.compactMap(\.state).first else { return nil }
                let early = Set(Self.unfinished + states.map(\.first)).sorted().map { "'\($0)'" }.joined(separator: ", ")
                let required = table.columns.filter(\.isRequired)
                return Parts(condition: "\(state) NOT IN (\(early))", columns: required.map {
                    Parts.Broken(column: $0, condition: "COALESCE(\(table.name).\($0.name), '') = ''", mark: "''")
                })
            })
    }

    /// Numbers outside of what they should be within.
    func ranges() throws(DefinitionFault) -> RuleText {
        try rule(
            "V-11 | low | 数值超出范围 | Number out of range",
            "{kind}“{record}”的{what}超出范围，请核对。 | Out of range in {kind_en} “{record}”: {what_en}; check it.",
            parts: { table in
                let columns = table.columns.compactMap { column in
                    column.range.map { range in
                        Parts.Broken(
                            column: column, condition: "\(table.name).\(column.name) NOT BETWEEN \(range.lowerBound) AND \(range.upperBound)",
                            mark: "' ' || \(table.name).\(column.name) || ' (\(range.lowerBound)–\(range.upperBound))'")
                    }
                }
                return Parts(condition: "1", columns: columns)
            })
    }

    /// References to records that are not there, or were archived before what names them was entered; only those that every
    /// office can judge. No office holds the people of other colleges, and who moves to another college goes there with the
    /// person's record: so people are asked for by current memberships, posts in office and running files, never by rows of
    /// the university. What was there when its parent was archived went out of use with it.
    func dangling() throws(DefinitionFault) -> RuleText {
        let sqlOfTables = TableSQL(tables)
        let labels = Dictionary(tables.map { ($0.name, $0.label) }) { first, _ in first }
        var arms: [String] = [], values: [String] = []
        for table in tables {
            for column in table.columns {
                guard let held = column.held, let target = column.target, let label = labels[target] else { continue }
                // The reference as it may be missing, with the condition in the table's own words.
                let lost = "\(column.name) <> '' AND \(held) AND archived_at IS NULL"
                func arm(_ start: String, _ touched: String) -> String {
                    """
                    SELECT '\(table.name)', x.id, '\(table.name).\(target)' || iif(p.id IS NULL, '', ' archived')
                    FROM zhibu_touched t CROSS JOIN (
                        SELECT id, \(column.name), created_at FROM \(table.name) WHERE \(lost)) x ON x.\(start) = t.key
                    LEFT JOIN \(target) p ON p.id = x.\(column.name)
                    WHERE t.tbl = '\(touched)' AND (p.id IS NULL OR p.archived_at < x.created_at)
                    """
                }
                arms += [arm("id", table.name), arm(column.name, target)]
                values.append(
                    """
                    SELECT '\(table.label.zh)“' || \(try sqlOfTables.called(table)) || '”', '\(table.label.en) “' || \(try sqlOfTables.called(table)) || '”',
                        '\(column.label.zh)（\(label.zh)）', '\(column.label.en) (\(label.en))', NOT EXISTS (SELECT 1 FROM \(target) p WHERE p.id = \(table.name).\(column.name))
                    FROM \(table.name) WHERE \(table.name).id = :key AND \(lost) AND NOT EXISTS (
                        SELECT 1 FROM \(target) p WHERE p.id = \(table.name).\(column.name) AND (p.archived_at < \(table.name).created_at) IS NOT 1)
                    """)
            }
        }
        let text = """
            -- rule: SC-41 | mid | 关联记录缺失 | Dangling reference
            -- card: {record}引用的{what}。 | {record_en} points to {what_en}.
            WITH lost(tbl, id, link) AS (
            \(arms.joined(separator: "\nUNION ALL\n")))
            SELECT lost.tbl, lost.id AS key, NULL AS other_key,
                min(lost.link) || iif(min(lost.link) <> max(lost.link), ' ' || max(lost.link), '') AS detail
            FROM lost GROUP BY lost.tbl, lost.id

            -- values
            WITH lost(record, record_en, what, what_en, missing) AS (
            \(values.joined(separator: "\nUNION ALL\n")))
            SELECT max(record) AS record, max(record_en) AS record_en,
                group_concat(what || iif(missing, '不存在，对方可能尚未同步', '已归档'), '，') AS what,
                group_concat(what_en || iif(missing, ' that is missing: the other office may not have synchronised yet',
                    ' that is archived'), ' and ') AS what_en
            FROM lost
            """
        return try RuleText("SC-41", text)
    }

    /// Of one table: which rows are looked at, and each column with what must not be.
    private struct Parts {
        let condition: String
        let columns: [Broken]

        struct Broken {
            let column: TableDefinition.Column
            let condition: String
            /// SQL for what is said behind the column's name.
            let mark: String
        }
    }

    private func rule(_ head: String, _ card: String, parts: (TableDefinition) -> Parts?) throws(DefinitionFault) -> RuleText {
        let sqlOfTables = TableSQL(tables)
        var arms: [String] = [], values: [String] = []
        for table in tables {
            guard let parts = parts(table), !parts.columns.isEmpty else { continue }
            func list(_ names: (TableDefinition.Column) -> String, _ comma: String, isMarked: Bool = true) -> String {
                let each = parts.columns.map { "iif(\($0.condition), '\(comma)\(names($0.column))'\(isMarked ? " || \($0.mark)" : ""), '')" }
                return "substr(\(each.joined(separator: " || ")), \(comma.count + 1))"
            }
            arms.append(
                """
                SELECT '\(table.name)' AS tbl, \(table.name).id AS key, NULL AS other_key, \(list(\.name, " ", isMarked: false)) AS detail
                FROM zhibu_touched t CROSS JOIN \(table.name) ON \(table.name).id = t.key
                WHERE t.tbl = '\(table.name)' AND archived_at IS NULL AND \(parts.condition)
                AND (\(parts.columns.map(\.condition).joined(separator: " OR ")))
                """)
            values.append(
                """
                SELECT '\(table.label.zh)' AS kind, '\(table.label.en)' AS kind_en, \(try sqlOfTables.called(table)) AS record,
                    \(list(\.label.zh, "、")) AS what, \(list(\.label.en, ", ")) AS what_en
                FROM \(table.name) WHERE \(table.name).id = :key
                """)
        }
        let text = """
            -- rule: \(head)
            -- card: \(card)
            \(arms.joined(separator: "\nUNION ALL\n"))

            -- values
            \(values.joined(separator: "\nUNION ALL\n"))
            """
        return try RuleText(String(head.prefix(4)), text)
    }
}

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
                SELECT '\(table.label.zh)' AS kind, '\(table.label.en)' AS kind_en, (\(try sqlOfTables.title(of: table))) AS record,
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

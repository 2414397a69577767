/// What a record is called: words with columns in braces, made into an SQL expression over the record's row.
///
/// `{org_id}` is what the record is called that the column names, for a code its title, else the value; `{plan_id.org_id}`
/// is a column of the record that is named; `{round:nth}` a number in Chinese; `{= SQL}` whatever is wanted.
struct TitleTemplate {
    let tables: [String: TableDefinition]

    /// The expression; columns stand in it without their table, so it holds inside a query of the table as well.
    func sql(of table: TableDefinition) throws(DefinitionFault) -> String {
        // One value and nothing else: where it is missing, the record is called by its key.
        if let column = table.columns.first(where: { table.title == "{\($0.name)}" }), column.target == nil, column.codes == nil {
            return column.name
        }
        var parts: [String] = []
        var rest = table.title[...]
        while !rest.isEmpty {
            let words = rest.prefix { $0 != "{" }
            if !words.isEmpty { parts.append(Self.quoted(String(words))) }
            rest = rest.dropFirst(words.count)
            guard rest.first == "{" else { continue }
            guard let end = rest.firstIndex(of: "}") else { throw fault(table, "a brace is open") }
            parts.append(try part(String(rest[rest.index(after: rest.startIndex)..<end]), of: table))
            rest = rest[rest.index(after: end)...]
        }
        guard !parts.isEmpty else { throw fault(table, "no title") }
        return parts.joined(separator: " || ")
    }

    private func part(_ text: String, of table: TableDefinition) throws(DefinitionFault) -> String {
        if text.hasPrefix("=") { return "COALESCE(\(text.dropFirst().drop { $0 == " " }), '')" }
        if text.hasSuffix(":nth") {
            let name = text.dropLast(4)
            let names = "一二三四五六七八九十".enumerated().map { "WHEN \($0 + 1) THEN '\($1)'" }.joined(separator: " ")
            return "COALESCE(CASE \(name) \(names) ELSE \(name) END, '')"
        }
        let path = text.split(separator: ".", maxSplits: 1).map(String.init)
        guard let column = table.column(path[0]) else { throw fault(table, "no column \(path[0])") }
        guard path.count > 1 else { return try value(of: column, in: table) }
        guard let target = column.target else { throw fault(table, "\(path[0]) names no record") }
        let found = try looked(up: { other throws(DefinitionFault) in try part(path[1], of: other) }, in: target, by: column, of: table)
        return "COALESCE(\(found), \(unknown(tables[target]?.column(path[1])?.target ?? target)))"
    }

    private func value(of column: TableDefinition.Column, in table: TableDefinition) throws(DefinitionFault) -> String {
        if let list = column.codes {
            return """
                COALESCE((SELECT code_.zh FROM zhibu_code code_ WHERE code_.list = '\(list)' AND code_.code = \(column.name)), \
                \(column.name), '')
                """
        }
        guard let target = column.target else { return "COALESCE(\(column.name), '')" }
        var ways: [String] = []
        for kind in ReferenceTarget.tables(of: target) { ways.append(try looked(up: { other throws(DefinitionFault) in try sql(of: other) }, in: kind, by: column, of: table)) }
        return "COALESCE(\(ways.joined(separator: ", ")), \(unknown(target)))"
    }

    /// SQLite takes a name without its table for the innermost table that has such a column: the other one must not.
    private func looked(
        up inner: (TableDefinition) throws(DefinitionFault) -> String, in target: String, by column: TableDefinition.Column,
        of table: TableDefinition
    ) throws(DefinitionFault) -> String {
        guard let other = tables[target], other.column(column.name) == nil else {
            throw fault(table, "\(column.name) leads to no table but its own")
        }
        return "(SELECT \(try inner(other)) FROM \(target) WHERE \(target).id = \(column.name))"
    }

    private func unknown(_ target: String) -> String {
        let name =
            switch target {
            case "org": "组织"
            case "subject": "对象"
            case "branch": "支部"
            case "college": "学院"
            default: tables[target]?.label.zh ?? "记录"
            }
        return "'（未知\(name)）'"
    }

    private static func quoted(_ text: String) -> String { "'\(text.replacing("'", with: "''"))'" }

    private func fault(_ table: TableDefinition, _ reason: String) -> DefinitionFault {
        DefinitionFault(file: table.name, line: 0, reason: "title: \(reason)")
    }
}

internal import GRDB

/// Finds the record that a line means, or the identifier that a new one gets.
struct ExistingRecords {
    struct Match {
        let id: String
        let row: Row?
    }

    let layout: ImportLayout
    let db: Database
    /// Makes the key of a new record that says too little of itself; nil where such a one is a problem.
    var newID: (() -> String)?

    /// Asks one key after the other; where none finds a record, the first one names a new record.
    func match(
        _ table: String, _ values: LineReader.Values, all: [String: LineReader.Values],
        scope: String?
    ) throws -> Match {
        let known = (layout.literals[table] ?? [:]).merging(values) { _, given in given }
        var newID: String?
        for key in layout.keys[table] ?? [] where newID == nil || !key.isWeak {
            let parts = key.columns.compactMap { name in
                known[name] ?? partValue(name, of: table, all)
            }
            guard parts.count == key.columns.count else { continue }
            let id = identifier(table, key, parts, scope)
            if let row = try row(table, key, parts, id) { return Match(id: row.text("id") ?? id, row: row) }
            newID = newID ?? id
        }
        if let newID { return Match(id: newID, row: nil) }
        if !layout.namedByKey.contains(table), let newID = self.newID { return Match(id: newID(), row: nil) }
        throw CellFault(
            "认不出是哪条记录", "it is not clear which record is meant",
            advice: keyAdvice(table))
    }

    private func identifier(
        _ table: String, _ key: ImportLayout.Key, _ parts: [DatabaseValue], _ scope: String?
    ) -> String {
        let texts = parts.map { String.fromDatabaseValue($0) ?? "\($0)" }
        if layout.namedByKey.contains(table) { return texts.joined(separator: "/") }
        return ContentID.make(
            [scope ?? "", table, key.columns.joined(separator: ",")] + texts)
    }

    private func row(
        _ table: String, _ key: ImportLayout.Key, _ parts: [DatabaseValue], _ id: String
    ) throws -> Row? {
        if let row = try Row.fetchOne(
            db, sql: "SELECT * FROM \"\(table)\" WHERE id = ?", arguments: [id])
        {
            if (row["archived_at"] as DatabaseValue?)?.isNull ?? true { return row }
            throw CellFault(
                "这条记录已归档", "the record is archived",
                advice: ("先恢复再导入", "bring it back first"))
        }
        let rows = try liveRows(table, key, parts)
        guard rows.count < 2 else {
            throw CellFault(
                "已有 \(rows.count) 条这样的记录", "\(rows.count) such records exist",
                advice: ("先在系统里裁定留哪一条", "decide first which one stays"))
        }
        return rows.first
    }

    private func liveRows(
        _ table: String, _ key: ImportLayout.Key, _ parts: [DatabaseValue]
    ) throws -> [Row] {
        let conditions = key.columns.map { name in
            if layout.column(table, name) != nil { return "\"\(name)\" IS ?" }
            let part = layout.tables.first {
                $0.link != nil && layout.column($0.name, name) != nil
            }
            return "id IN (SELECT \(part?.link ?? "id") FROM \(part?.name ?? table) "
                + "WHERE \"\(name)\" IS ? AND archived_at IS NULL)"
        }
        return try Row.fetchAll(
            db,
            sql: """
                SELECT * FROM "\(table)"
                WHERE archived_at IS NULL AND \(conditions.joined(separator: " AND "))
                """,
            arguments: StatementArguments(parts))
    }

    /// A person may be known by a number that stands in the private part of the line.
    private func partValue(
        _ name: String, of table: String, _ all: [String: LineReader.Values]
    ) -> DatabaseValue? {
        guard table == layout.table, layout.column(table, name) == nil else { return nil }
        return layout.tables.lazy.compactMap { all[$0.name]?[name] }.first
    }

    private func keyAdvice(_ table: String) -> (zh: String, en: String) {
        let names = (layout.keys[table]?.first?.columns ?? []).map { layout.label(table, $0) }
        let all = names.joined(separator: "、")
        return ("填上\(all)", "fill in \(all)")
    }
}

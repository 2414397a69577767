public import GRDB

/// Reads the spreadsheets of an office into records.
public enum RecordImport {
    /// Checks a file line by line against the records; writes nothing.
    ///
    /// - Parameters:
    ///   - table: A table's name, its Chinese name, or another word for it such as 党员名册.
    ///   - file: Comma- or tab-separated text in UTF-8, UTF-16 or GB18030.
    ///   - createdAt: The moment that new records carry, for example `2012-04-06T09:10:00+08:00`.
    ///   - createdBy: Who imports.
    ///   - scope: Where new records belong whose lines name no branch or college, for example
    ///     `college:007`; without it such lines are problems.
    /// - Throws: `ImportError` for what is wrong with the file as a whole.
    public static func plan(
        table: String, file: [UInt8], createdAt: String, createdBy: String,
        scope: String? = nil, in db: Database
    ) throws -> ImportPlan {
        let layout = try ImportLayout(table, in: db)
        let text = try FileText(file)
        let rows = try Sheet(text.text).rows
        guard !rows.isEmpty else { throw ImportError.empty }
        // A title may stand above the headings.
        guard
            let top = rows.prefix(10).firstIndex(where: { row in
                row.cells.count { layout.column(named: $0) != nil } >= min(2, row.cells.count)
            })
        else { throw ImportError.noHeadings(known: layout.knownHeadings) }
        let header = rows[top].cells
        let columns = claimedColumns(header, layout)
        try requireColumns(of: layout, in: columns.compactMap(\.self))

        let body = rows[(top + 1)...]
        var plan = ImportPlan(
            layout: layout, encodingName: text.encodingName,
            headings: zip(header, columns).compactMap { $1 == nil ? nil : $0 },
            ignoredHeadings: zip(header, columns).compactMap {
                $1 == nil && !$0.isEmpty ? $0 : nil
            },
            samples: body.prefix(5).map(\.cells))
        let reader = try LineReader(
            layout: layout, header: header, columns: columns,
            stamp: (createdAt: createdAt, createdBy: createdBy), homeScope: scope, db: db)
        for row in body {
            let outcome = try reader.read(row.cells, line: row.number)
            if outcome.problems.isEmpty {
                plan.add(outcome.changes, header: header, cells: row.cells, line: row.number)
            } else {
                plan.add(outcome.problems, header: header, line: row.cells)
            }
        }
        guard plan.lines > 0 else { throw ImportError.empty }
        return plan
    }

    /// For each heading its column; a column that two headings name belongs to the first.
    private static func claimedColumns(
        _ header: [String], _ layout: ImportLayout
    ) -> [ImportColumn?] {
        var taken: [ImportColumn] = []
        return header.map { heading in
            guard let column = layout.column(named: heading), !taken.contains(column) else {
                return nil
            }
            taken.append(column)
            return column
        }
    }

    private static func requireColumns(
        of layout: ImportLayout, in columns: [ImportColumn]
    ) throws {
        for table in layout.tables where columns.contains(where: { $0.table == table.name }) {
            for name in layout.required[table.name] ?? []
            where !columns.contains(where: { $0.table == table.name && $0.name == name }) {
                throw ImportError.columnMissing(layout.label(table.name, name))
            }
        }
        let main = layout.required[layout.table] ?? []
        if let name = main.first(where: { name in
            !columns.contains { $0.table == layout.table && $0.name == name }
        }) {
            throw ImportError.columnMissing(layout.label(layout.table, name))
        }
    }
}

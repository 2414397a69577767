/// The SQL of the tables: what creates them, what the engine reads (`zhibu_` tables) and what entry reads (`v_` views).
package struct TableSQL {
    /// The words of a definition and what a column is declared as. SQLite takes the first word and leaves the others, which
    /// say how a value is written.
    package static let declaredTypes = [
        "text": "TEXT", "long": "TEXT long", "name": "TEXT name", "code": "TEXT code", "docno": "TEXT docno",
        "date": "TEXT date", "date partial": "TEXT date partial", "month": "TEXT month", "datetime": "TEXT datetime",
        "time": "TEXT time", "phone": "TEXT phone", "email": "TEXT email", "identity": "TEXT identity", "list": "TEXT list",
        "integer": "INTEGER", "bool": "INTEGER bool", "fen": "INTEGER fen",
    ]

    private let tables: [TableDefinition]
    private let titles: TitleTemplate

    package init(_ tables: [TableDefinition]) {
        self.tables = tables
        titles = TitleTemplate(tables: Dictionary(tables.map { ($0.name, $0) }) { first, _ in first })
    }

    /// SQL over a table's columns for what a record of it is called; by its key where it has no title.
    func called(_ table: TableDefinition) throws(DefinitionFault) -> String {
        "COALESCE(NULLIF(\(try titles.sql(of: table)), ''), \(table.name).id)"
    }

    /// Everything that one table needs but what entry reads.
    package func sql(of table: TableDefinition) throws(DefinitionFault) -> String {
        let name = table.name
        let scope: (fallback: String, sql: String) =
            switch table.scope {
            case .university: (" DEFAULT 'uni'", "'uni'")
            case .committee: (" DEFAULT 'committee'", "'committee'")
            case .college: ("", "scope_id")
            }
        let isRandom = if case .random = table.key { true } else { false }
        var lines = ["    id TEXT NOT NULL PRIMARY KEY" + (isRandom ? " DEFAULT (\(Self.randomID))" : ""), "    scope_id TEXT" + scope.fallback]
        for column in table.columns where column.name != "id" {
            lines.append("    \(column.name) \(Self.declaredTypes[column.kind] ?? "TEXT")" + (column.fallback.map { " DEFAULT \($0)" } ?? ""))
        }
        lines += Self.recording.map { "    \($0.name) \($0.type)" }

        return """
            CREATE TABLE \(name) (
            \(lines.joined(separator: ",\n"))
            );
            \(indexes(of: table).map { $0 + ";" }.joined(separator: "\n"))
            \(Self.insert("zhibu_scope (tbl, scope_sql)", [[name, scope.sql]]))
            \(Self.insert("zhibu_title (tbl, title_sql)", [[name, try titles.sql(of: table)]]))
            \(Self.insert("zhibu_policy (tbl, col, policy)", policies(of: table)))
            \(Self.insert("zhibu_unit (tbl, unit, col)", units(of: table)))
            \(Self.insert("zhibu_label (tbl, col, zh, en, codes)", labels(of: table)))

            """
    }

    /// What entry reads, of all tables: the views that `Schema/S81_import.sql` explains.
    package var entryViews: String {
        func view(_ head: String, _ rows: [[String?]]) -> String {
            "CREATE VIEW \(head) AS VALUES\n\(Self.values(rows));\n"
        }
        var keys: [String] = []
        var references: [[String?]] = [], scopes: [[String?]] = [], always: [[String?]] = []
        var required: [[String?]] = [], presets: [[String?]] = [], parts: [[String?]] = [], hidden: [[String?]] = []
        for table in tables {
            for column in table.columns {
                let place: [String?] = [table.name, column.name]
                if let target = column.target { references.append(place + [target]) }
                if column.isAlways { always.append(place) }
                if column.isRequired { required.append(place) }
                if let privacy = column.privacy { hidden.append(place + [privacy]) }
                if let preset = column.preset { presets.append(place + [preset]) }
            }
            for (rank, find) in finds(of: table).enumerated() {
                keys.append("    ('\(table.name)', \(rank + 1), '\(find.columns.joined(separator: ","))', \(find.isWeak ? 1 : 0))")
            }
            if case .college(let via?) = table.scope {
                // A person's is the branch of the membership that the same line fills.
                let parts = tables.filter { other in table.parts.contains { $0.table == other.name } }
                scopes.append([table.name, via, ([table] + parts).lazy.compactMap { $0.column(via)?.target }.first])
            }
            for part in table.parts { parts.append([table.name, part.table, part.link]) }
        }
        return view("v_reference (tbl, col, target)", references)
            + "CREATE VIEW v_import_key (tbl, rank, columns, is_weak) AS VALUES\n\(keys.joined(separator: ",\n"));\n"
            + view("v_import_scope (tbl, col, target)", scopes)
            + view("v_import_required (tbl, col)", always) + view("v_required (tbl, col)", required)
            + view("v_import_default (tbl, col, value)", presets) + view("v_import_part (tbl, part, link)", parts)
            + view("v_sensitive (tbl, col, class)", hidden)
    }

    /// Where people stand in the records, for what makes one person of two: `v_person_link` has a row for each place that
    /// names somebody, `v_person_twice` one for each record that two people have of the same thing, with the second one's.
    package var personViews: String {
        var links: [String] = [], twice: [String] = []
        for table in tables {
            let people = table.columns.filter { $0.target.map(ReferenceTarget.tables)?.contains("person") ?? false }
            links += people.map { "SELECT '\(table.name)', id, '\($0.name)', \($0.name) FROM \(table.name)" }
            guard case .columns(let key) = table.key, let person = people.first(where: { key.contains($0.name) }) else { continue }
            let same = key.filter { $0 != person.name }.map { "k.\($0) = x.\($0)" }
            twice.append(
                "SELECT '\(table.name)', x.id, x.\(person.name), k.\(person.name) FROM \(table.name) x JOIN \(table.name) k"
                    + (same.isEmpty ? "" : " ON \(same.joined(separator: " AND "))") + " WHERE x.archived_at IS NULL")
        }
        func view(_ head: String, _ arms: [String]) -> String { "CREATE VIEW \(head) AS\n\(arms.joined(separator: "\nUNION ALL "));\n" }
        return view("v_person_link (tbl, id, col, person_id)", links) + view("v_person_twice (tbl, id, person_id, other_id)", twice)
    }

    private func finds(of table: TableDefinition) -> [TableDefinition.Find] {
        switch table.key {
        case .random: table.finds
        case .given: [.init(columns: ["id"], isWeak: false)]
        case .columns(let names): [.init(columns: names, isWeak: false)]
        }
    }

    private func indexes(of table: TableDefinition) -> [String] {
        var common = ["scope_id"]
        if case .college(let via?) = table.scope, table.column(via) != nil { common.append(via) }
        let missing = common.filter { name in !table.indexes.contains { $0.columns[0] == name && $0.condition == nil } }
        return (missing.map { .init(columns: [$0], condition: nil) } + table.indexes).map { index in
            let name = index.columns.map { $0 == "scope_id" ? "scope" : $0 }.joined(separator: "_")
            return "CREATE INDEX \(table.name)_by_\(name) ON \(table.name) (\(index.columns.joined(separator: ", ")))"
                + (index.condition.map { " WHERE \($0)" } ?? "")
        }
    }

    private func policies(of table: TableDefinition) -> [[String?]] {
        let own = table.columns.compactMap { column in column.policy.map { [column.name, $0] } }
        let all = [["scope_id", "lww"], ["created_at", "lww"], ["created_by", "lww"]] + Self.archiving.map { [$0, "keep"] } + own
        return [[table.name, nil, table.policy]] + all.map { [table.name, $0[0], $0[1]] }
    }

    private func units(of table: TableDefinition) -> [[String?]] {
        // Who recorded a row, and when: two computers that import one file are no matter for a person.
        let common = [("recording", ["created_at", "created_by"]), ("archiving", Self.archiving)]
        return (table.units.map { ($0.name, $0.columns) } + common).flatMap { unit in
            unit.1.map { [table.name, unit.0, $0] }
        }
    }

    private func labels(of table: TableDefinition) -> [[String?]] {
        let first: [[String?]] = [
            [table.name, nil, table.label.zh, table.label.en, nil], [table.name, "scope_id", "范围", "Scope", nil],
        ] + (table.column("id") == nil ? [[table.name, "id", "记录编号", "Record number", nil]] : [])
        return first + table.columns.map { [table.name, $0.name, $0.label.zh, $0.label.en, $0.codes] }
            + Self.recording.map { [table.name, $0.name, $0.zh, $0.en, nil] }
    }

    private static let archiving = ["archived_at", "archived_by", "archive_reason"]

    /// The columns that every table ends with.
    private static let recording = [
        (name: "created_at", type: "TEXT datetime", zh: "建档时间", en: "Recorded at"),
        (name: "created_by", type: "TEXT", zh: "建档人", en: "Recorded by"),
        (name: "archived_at", type: "TEXT datetime", zh: "归档时间", en: "Archived at"),
        (name: "archived_by", type: "TEXT", zh: "归档人", en: "Archived by"),
        (name: "archive_reason", type: "TEXT", zh: "归档原因", en: "Reason for archiving"),
    ]

    /// A UUID of version 4.
    private static let randomID = """
        lower(hex(randomblob(4))) || '-' || lower(hex(randomblob(2))) || '-4' || substr(lower(hex(randomblob(2))), 2) \
        || '-8' || substr(lower(hex(randomblob(2))), 2) || '-' || lower(hex(randomblob(6)))
        """

    private static func insert(_ head: String, _ rows: [[String?]]) -> String { "INSERT INTO \(head) VALUES\n\(values(rows));" }

    private static func values(_ rows: [[String?]]) -> String {
        rows.map { row in
            "    (" + row.map { $0.map { "'\($0.replacing("'", with: "''"))'" } ?? "NULL" }.joined(separator: ", ") + ")"
        }.joined(separator: ",\n")
    }
}

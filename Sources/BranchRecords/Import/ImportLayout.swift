internal import GRDB

/// A column that a file can fill.
struct ImportColumn: Equatable {
    let table: String
    let name: String
    /// The declared type without `TEXT` or `INTEGER`: `date partial`, `identity`, or nothing.
    let kind: String
    let isInteger: Bool
    let label: String
    let codes: String?
    /// The table whose record a cell names, `org` for a branch or a college.
    let target: String?
    /// Private: its values stand in no message.
    let isSensitive: Bool
}

/// What a file for one table can hold: read from the schema and its labels, nothing is fixed here.
struct ImportLayout {
    struct Key {
        let columns: [String]
        /// Two records may share it, so it is asked only where no other key is filled in.
        let isWeak: Bool
    }

    let table: String
    let label: String
    /// The table itself, then the tables that the same line fills, with the column that links them.
    let tables: [(name: String, link: String?)]
    private(set) var columns: [ImportColumn] = []
    private(set) var keys: [String: [Key]] = [:]
    private(set) var required: [String: [String]] = [:]
    private(set) var defaults: [String: [(column: String, value: String)]] = [:]
    private(set) var scopes: [String: (column: String, target: String)] = [:]
    /// Values that the table's own definition gives a column.
    private(set) var literals: [String: [String: DatabaseValue]] = [:]
    /// Tables whose id is their key.
    private(set) var namedByKey: Set<String> = []
    private var headings: [String: ImportColumn] = [:]

    init(_ name: String, in db: Database) throws {
        let (table, label) = try Self.resolve(name, in: db)
        self.table = table
        self.label = label
        let parts = try Row.fetchAll(
            db, sql: "SELECT part, link FROM v_import_part WHERE tbl = ?", arguments: [table])
        tables = [(table, nil)] + parts.map { ($0["part"], $0["link"]) }
        for part in tables { try read(part.name, in: db) }
        try readHeadings(in: db)
        readCommonHeadings()
    }

    /// The column that a heading names.
    func column(named heading: String) -> ImportColumn? {
        headings[Self.plain(heading)]
    }

    func column(_ table: String, _ name: String) -> ImportColumn? {
        columns.first { $0.table == table && $0.name == name }
    }

    func label(_ table: String, _ name: String) -> String {
        column(table, name)?.label ?? name
    }

    /// A heading under which a file's cells find this column again: its label, and where another column is called so too,
    /// what offices call it besides.
    func heading(of column: ImportColumn) -> String {
        guard self.column(named: column.label) != column else { return column.label }
        return headings.filter { $0.value == column }.map(\.key).sorted().first { $0 != column.name } ?? column.name
    }

    /// The labels that a file can use as headings.
    var knownHeadings: [String] {
        columns.filter { !Self.isInternal($0.name) }.map(\.label)
    }

    private static func isInternal(_ column: String) -> Bool {
        ["scope_id", "created_at", "created_by", "archived_at", "archived_by", "archive_reason"]
            .contains(column)
    }

    private static func resolve(
        _ name: String, in db: Database
    ) throws -> (table: String, label: String) {
        let asked = CleanText.code(name)
        let found = try String.fetchOne(
            db,
            sql: """
                SELECT tbl FROM zhibu_label WHERE col IS NULL AND (tbl = :name OR zh = :name)
                UNION ALL
                SELECT tbl FROM v_import_alias WHERE col IS NULL AND heading = :name
                """,
            arguments: ["name": asked])
        guard let found else {
            let known = try String.fetchAll(
                db,
                sql: """
                    SELECT zh FROM zhibu_label
                    WHERE col IS NULL AND tbl IN (SELECT tbl FROM v_import_key) ORDER BY rowid
                    """)
            throw ImportError.unknownTable(name, known: known + ["党员名册"])
        }
        let label = try String.fetchOne(
            db, sql: "SELECT zh FROM zhibu_label WHERE tbl = ? AND col IS NULL",
            arguments: [found])
        return (found, label ?? found)
    }

    private mutating func read(_ table: String, in db: Database) throws {
        let rows = try Row.fetchAll(
            db,
            sql: """
                SELECT c.name, c.type, c.dflt_value AS literal, l.zh, l.codes, r.target,
                    (:table, c.name) IN (SELECT tbl, col FROM v_sensitive) IS TRUE AS sensitive
                FROM pragma_table_info(:table) c
                LEFT JOIN zhibu_label l ON l.tbl = :table AND l.col = c.name
                LEFT JOIN v_reference r ON r.tbl = :table AND r.col = c.name
                ORDER BY c.cid
                """,
            arguments: ["table": table])
        for row in rows {
            let name: String = row["name"]
            let words = (row["type"] as String).split(separator: " ", maxSplits: 1)
            let literal: String? = row["literal"]
            columns.append(
                ImportColumn(
                    table: table, name: name, kind: words.count > 1 ? String(words[1]) : "",
                    isInteger: words.first == "INTEGER", label: row["zh"] ?? name,
                    codes: row["codes"], target: row["target"],
                    isSensitive: row["sensitive"]))
            if name == "id" {
                if literal == nil { namedByKey.insert(table) }
            } else if let literal {
                literals[table, default: [:]][name] =
                    Int(literal)?.databaseValue
                    ?? literal.trimmingQuotes().databaseValue
            }
        }
        keys[table] = try Row.fetchAll(
            db, sql: "SELECT columns, is_weak FROM v_import_key WHERE tbl = ? ORDER BY rank",
            arguments: [table]
        ).map { row in
            let columns: String = row["columns"]
            return Key(
                columns: columns.split(separator: ",").map(String.init), isWeak: row["is_weak"])
        }
        required[table] = try String.fetchAll(
            db, sql: "SELECT col FROM v_import_required WHERE tbl = ?", arguments: [table])
        defaults[table] = try Row.fetchAll(
            db, sql: "SELECT col, value FROM v_import_default WHERE tbl = ?", arguments: [table]
        ).map { ($0["col"], $0["value"]) }
        if let scope = try Row.fetchOne(
            db, sql: "SELECT col, target FROM v_import_scope WHERE tbl = ?", arguments: [table])
        {
            scopes[table] = (scope["col"], scope["target"])
        }
    }

    /// Labels of the table itself come first, then what offices call its columns, then the parts.
    private mutating func readHeadings(in db: Database) throws {
        for part in tables {
            let own = columns.filter { $0.table == part.name && !Self.isInternal($0.name) }
            for column in own where column.name != "id" || namedByKey.contains(part.name) {
                add(column.label, column)
                add(column.name, column)
            }
            let aliases = try Row.fetchAll(
                db, sql: "SELECT heading, col FROM v_import_alias WHERE tbl = ? AND col NOT NULL",
                arguments: [part.name])
            for alias in aliases {
                guard let column = column(part.name, alias["col"]) else { continue }
                add(alias["heading"], column)
            }
        }
    }

    /// Whoever fills in what a record is about writes 支部 or 姓名, whatever the column is called.
    private mutating func readCommonHeadings() {
        let common: [(target: String, headings: [String])] = [
            ("org", ["支部", "党支部", "学院", "组织", "单位"]), ("branch", ["支部", "党支部"]), ("person", ["姓名", "党员"]),
        ]
        for (target, headings) in common {
            let named = columns.filter { $0.table == table && $0.target == target && required[table]?.contains($0.name) ?? false }
            guard named.count == 1 else { continue }
            for heading in headings { add(heading, named[0]) }
        }
    }

    private mutating func add(_ heading: String, _ column: ImportColumn) {
        let plain = Self.plain(heading)
        if headings[plain] == nil { headings[plain] = column }
    }

    private static func plain(_ heading: String) -> String {
        CleanText.code(heading).lowercased().filter { $0 != " " && $0 != "*" }
    }
}

extension String {
    fileprivate func trimmingQuotes() -> String {
        hasPrefix("'") && hasSuffix("'") && count > 1 ? String(dropFirst().dropLast()) : self
    }
}

import GRDB
import ReplicaStore

/// The tables that people fill, and their columns with what may be written there.
struct SchemaOverview {
    struct Line {
        var members: [String]
        var cells: [String]

        var document: JSON {
            .object(zip(members, cells).map { ($0, JSON.string($1)) })
        }
    }

    let database: Database
    let names: Names

    /// Table, name, rows, columns.
    func tables() throws -> [Line] {
        let tables = try String.fetchAll(
            database,
            sql: """
                SELECT name FROM sqlite_schema WHERE type = 'table'
                AND name NOT LIKE 'zhibu\\_%' ESCAPE '\\' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
                ORDER BY name
                """)
        return try tables.map { table in
            let rows = try Int64.fetchOne(
                database, sql: "SELECT count(*) FROM \(table.quotedDatabaseIdentifier)")
            return Line(
                members: ["table", "name", "rows", "columns"],
                cells: [
                    table, try isSynced(table) ? names.label(table) : byHand, "\(rows ?? 0)",
                    "\(try database.columnNames(of: table).count)",
                ])
        }
    }

    private var byHand: String { Message.madeByHand.text(in: names.language) }

    /// What a person has made by hand has no number.
    private func isSynced(_ table: String) throws -> Bool {
        try Bool.fetchOne(
            database, sql: "SELECT count(*) FROM zhibu_table WHERE name = ?", arguments: [table])
            ?? false
    }

    /// The table as SQL has it, and as people call it.
    func title(of name: String) throws -> String {
        let table = try names.table(name)
        let label = try names.label(table)
        return label == table ? table : "\(table)  \(label)"
    }

    /// Column, name, type, and its codes with their titles where it has a list.
    func columns(of name: String) throws -> [Line] {
        let table = try names.table(name)
        let columns = try Row.fetchAll(
            database, sql: "SELECT name, type FROM pragma_table_xinfo(?) WHERE hidden <> 1 ORDER BY cid",
            arguments: [table])
        return try columns.map { row in
            let (column, type): (String, String) = (row["name"], row["type"])
            let codes = try String.fetchAll(
                database,
                sql: """
                    SELECT c.code || '=' || c.\(names.language.rawValue) FROM zhibu_label l
                    JOIN zhibu_code c ON c.list = l.codes
                    WHERE l.tbl = ? AND l.col = ? ORDER BY c.sort, c.code
                    """, arguments: [table, column])
            return Line(
                members: ["column", "name", "type", "codes"],
                cells: [
                    column, try names.label(table, column), type,
                    try (codes.isEmpty ? scopes(writtenIn: column, of: table) : codes)
                        .joined(separator: " / "),
                ])
        }
    }

    /// Where the column says a row's scope: those that this replica may write.
    private func scopes(writtenIn column: String, of table: String) throws -> [String] {
        try String.fetchAll(
            database,
            sql: """
                SELECT h.scope FROM zhibu_held h JOIN zhibu_scope s ON s.scope_sql = ?
                WHERE s.tbl = ? AND h.writes = 1 ORDER BY h.scope
                """, arguments: [column, table])
    }
}

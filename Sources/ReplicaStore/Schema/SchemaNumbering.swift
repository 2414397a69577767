import GRDB

/// Gives tables their numbers and columns their positions, which stored clocks go by.
struct SchemaNumbering {
    let database: Database

    func id(of table: String) throws -> Int? {
        try Int.fetchOne(
            database, sql: "SELECT id FROM zhibu_table WHERE name = ?", arguments: [table])
    }

    /// - Returns: Nil for a table, and a nil position for a column, that a person has made by hand.
    func known(_ table: String, columns: [String]) throws -> (table: Int, positions: [Int?])? {
        guard let id = try id(of: table) else { return nil }
        let positions = try columns.map { column in
            try Int.fetchOne(
                database, sql: "SELECT pos FROM zhibu_column WHERE tbl = ? AND name = ?",
                arguments: [id, column])
        }
        return (id, positions)
    }

    /// Those of a schema that is being taken in; what has none gets one.
    func assigned(_ table: String, columns: [String]) throws -> (table: Int, positions: [Int?])? {
        try database.execute(
            sql: """
                INSERT INTO zhibu_table(id, name)
                SELECT (SELECT coalesce(max(id), 0) + 1 FROM zhibu_table), :name
                WHERE NOT EXISTS (SELECT 1 FROM zhibu_table WHERE name = :name)
                """, arguments: ["name": table])
        for column in columns {
            try database.execute(
                sql: """
                    INSERT OR IGNORE INTO zhibu_column(tbl, name, pos)
                    SELECT t.id, :column,
                    (SELECT coalesce(max(pos), -1) + 1 FROM zhibu_column c WHERE c.tbl = t.id)
                    FROM zhibu_table t WHERE t.name = :table
                    """, arguments: ["table": table, "column": column])
        }
        return try known(table, columns: columns)
    }

    /// A table that is gone, with all that named it, gives its number free.
    func forget(table id: Int) throws {
        try database.execute(sql: "DELETE FROM zhibu_column WHERE tbl = ?", arguments: [id])
        try database.execute(sql: "DELETE FROM zhibu_table WHERE id = ?", arguments: [id])
    }

    /// Columns that are gone; the table's clocks are made anew.
    func forgetColumns(of id: Int, except names: [String]) throws {
        let marks = Array(repeating: "?", count: names.count).joined(separator: ", ")
        try database.execute(
            sql: "DELETE FROM zhibu_column WHERE tbl = ? AND name NOT IN (\(marks))",
            arguments: StatementArguments([id.databaseValue] + names.map(\.databaseValue)))
    }
}

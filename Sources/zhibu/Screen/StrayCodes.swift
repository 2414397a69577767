import GRDB
import ReplicaStore

/// Values that other tools wrote into columns with a list of codes, and that are in no list: reports
/// pass over their rows.
struct StrayCodes {
    var count = 0
    /// Table, column and value of the first one, as people call them.
    var example = ""

    init(in database: Database, names: Names) throws {
        let columns = try Row.fetchAll(
            database,
            sql: """
                SELECT l.tbl, l.col, l.codes, c.type LIKE '%list' AS isList
                FROM zhibu_label l JOIN zhibu_table t ON t.name = l.tbl JOIN pragma_table_xinfo(l.tbl) c ON c.name = l.col
                WHERE l.codes IS NOT NULL ORDER BY l.tbl, l.col
                """)
        for row in columns {
            let (table, column): (String, String) = (row["tbl"], row["col"])
            let name = column.quotedDatabaseIdentifier
            let rows = table.quotedDatabaseIdentifier
            // Of several codes in one value each is looked at.
            let from = row["isList"] ? "\(rows) r, json_each(iif(json_valid(r.\(name)), r.\(name), '[]')) j" : "\(rows) r"
            let value = row["isList"] ? "j.value" : "r.\(name)"
            let strays = try Row.fetchAll(
                database,
                sql: """
                    SELECT \(value) AS value, count(*) AS many FROM \(from)
                    WHERE \(value) IS NOT NULL
                    AND \(value) NOT IN (SELECT code FROM zhibu_code WHERE list = ?)
                    GROUP BY 1 ORDER BY 1
                    """, arguments: [row["codes"] as String])
            for stray in strays {
                if count == 0 {
                    let value: DatabaseValue = stray["value"]
                    let words = [try names.label(table), try names.label(table, column), "\(value)"]
                    example = words.joined(separator: " ")
                }
                count += stray["many"]
            }
        }
    }
}

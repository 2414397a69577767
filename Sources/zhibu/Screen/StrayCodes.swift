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
                SELECT l.tbl, l.col, l.codes FROM zhibu_label l JOIN zhibu_table t ON t.name = l.tbl
                WHERE l.codes IS NOT NULL AND l.col IS NOT NULL ORDER BY l.tbl, l.col
                """)
        for row in columns {
            let (table, column): (String, String) = (row["tbl"], row["col"])
            guard try database.columnNames(of: table).contains(column) else {
                continue
            }
            let name = column.quotedDatabaseIdentifier
            let strays = try Row.fetchAll(
                database,
                sql: """
                    SELECT \(name) AS value, count(*) AS many FROM \(table.quotedDatabaseIdentifier)
                    WHERE \(name) IS NOT NULL
                    AND \(name) NOT IN (SELECT code FROM zhibu_code WHERE list = ?)
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

import GRDB

/// Turns a database of one schema into one of another, within the caller's transaction.
///
/// A table whose text is another one is made anew and its rows are copied with their rowids, as
/// SQLite's documentation describes (https://sqlite.org/lang_altertable.html#otheralter). Columns,
/// indices and triggers that a person has added by hand stay. What merges mean is not looked at
/// here: `LogReplay` computes the rows again where that has changed.
struct SchemaMigration {
    let database: Database
    let old: SchemaImage
    let new: SchemaImage

    /// - Returns: Indices and triggers made by hand that name what is no longer there.
    /// - Throws: `SchemaUnfit` where a table or column made by hand is in the way.
    func run() throws -> [String] {
        let remade = new.tables.filter { table in
            old.table(table.name).map { $0.sql != table.sql } ?? false
        }
        let dropped = old.tables.filter { new.table($0.name) == nil }
        let touched = Set((remade + dropped).map(\.name))
        try database.execute(sql: "PRAGMA legacy_alter_table = ON")
        defer { restoreRename() }
        let handmade = try handmadeObjects(on: touched)
        try dropObjects(except: kept(touched))
        for table in dropped { try drop(table.name) }
        for table in new.tables where old.table(table.name) == nil { try create(table) }
        for table in remade { try remake(table) }
        try fillMetadata()
        for object in try new.others.filter({ try !isPresent($0) }) {
            try database.execute(sql: object.sql)
        }
        return try handmade.filter { try !restore($0) }.map(\.name)
    }

    private func restoreRename() {
        do {
            try database.execute(sql: "PRAGMA legacy_alter_table = OFF")
        } catch {
            // A setting of this connection, not of the file; it only widens what a rename accepts.
            assertionFailure("\(error)")
        }
    }

    // MARK: indices, views, triggers

    /// Indices that are the same in both schemas and whose tables stay as they are.
    private func kept(_ touched: Set<String>) -> [SchemaImage.Object] {
        old.others.filter {
            $0.type == "index" && new.others.contains($0) && !touched.contains($0.table)
        }
    }

    private func dropObjects(except kept: [SchemaImage.Object]) throws {
        for object in old.others.reversed() where !kept.contains(object) {
            try database.execute(sql: "DROP \(object.type) IF EXISTS \(object.name.quotedName)")
        }
    }

    private func isPresent(_ object: SchemaImage.Object) throws -> Bool {
        try Bool.fetchOne(
            database, sql: "SELECT count(*) FROM sqlite_schema WHERE type = ? AND name = ?",
            arguments: [object.type, object.name]) ?? false
    }

    /// What a person has put on tables that are about to be made anew.
    private func handmadeObjects(on tables: Set<String>) throws -> [SchemaImage.Object] {
        try Row.fetchAll(
            database,
            sql: """
                SELECT type, name, tbl_name, sql FROM sqlite_schema
                WHERE type IN ('index', 'trigger') AND sql IS NOT NULL ORDER BY rowid
                """
        ).map {
            SchemaImage.Object(
                type: $0["type"], name: $0["name"], table: $0["tbl_name"], sql: $0["sql"])
        }.filter { object in
            tables.contains(object.table) && !object.name.hasPrefix("zhibu_")
                && !old.others.contains { $0.name == object.name }
        }
    }

    /// Puts back what a person had made; false where its table or a column of it is gone.
    private func restore(_ object: SchemaImage.Object) throws -> Bool {
        guard new.table(object.table) != nil, try !isPresent(object) else { return false }
        do {
            try database.execute(sql: object.sql)
            return true
        } catch let error as DatabaseError where error.resultCode == .SQLITE_ERROR {
            return false
        }
    }

    // MARK: tables

    private func create(_ table: SchemaImage.Object) throws {
        guard try !database.hasTable(table.name) else {
            throw SchemaUnfit(problems: [SchemaProblem(.nameTakenByHand, table: table.name)])
        }
        try database.execute(sql: table.sql)
    }

    private func drop(_ name: String) throws {
        let numbering = SchemaNumbering(database: database)
        if let id = try numbering.id(of: name) {
            try LogReplay.forget(table: id, named: name, in: database)
            for part in ["note", "gone", "clock"] {
                try database.execute(sql: "DROP TABLE IF EXISTS zhibu_\(part)_\(id)")
            }
            try numbering.forget(table: id)
        }
        try database.execute(sql: "DROP TABLE IF EXISTS \(name.quotedName)")
    }

    private func remake(_ table: SchemaImage.Object) throws {
        let name = table.name
        guard try database.hasTable(name) else { return try create(table) }
        let before = try database.columnNames(of: name)
        let planned = new.columns[name] ?? []
        let known = Set((old.columns[name] ?? []).map { $0.lowercased() })
        let handmade = before.filter { !known.contains($0.lowercased()) }
        if let taken = handmade.first(where: { column in
            planned.contains { $0.lowercased() == column.lowercased() }
        }) {
            throw SchemaUnfit(problems: [
                SchemaProblem(.nameTakenByHand, table: name, column: taken)
            ])
        }
        let wasWithoutRowid = try database.isWithoutRowid(name)
        let types = try Row.fetchAll(
            database, sql: "SELECT name, type FROM pragma_table_info(?)", arguments: [name])
        for trigger in try triggers(on: name) {
            try database.execute(sql: "DROP TRIGGER \(trigger.quotedName)")
        }
        let aside = "zhibu_aside"
        try database.execute(sql: "ALTER TABLE \(name.quotedName) RENAME TO \(aside)")
        for index in try indices(on: aside) {
            try database.execute(sql: "DROP INDEX \(index.quotedName)")
        }
        try database.execute(sql: table.sql)
        for column in handmade {
            let type = types.first { $0["name"] == column }?["type"] as String? ?? ""
            try database.execute(
                sql: "ALTER TABLE \(name.quotedName) ADD COLUMN \(column.quotedName) \(type)")
        }
        try copy(from: aside, to: name, columns: before)
        try database.execute(sql: "DROP TABLE \(aside)")
        // Notes are all folded; their tables are made again with the new columns.
        let numbering = SchemaNumbering(database: database)
        if let id = try numbering.id(of: name) {
            // Clocks that went by the rowid go by the key now, or the other way round.
            let goOtherwise = try database.isWithoutRowid(name) != wasWithoutRowid
            for part in ["note", "gone"] + (goOtherwise ? ["clock"] : []) {
                try database.execute(sql: "DROP TABLE IF EXISTS zhibu_\(part)_\(id)")
            }
            try numbering.forgetColumns(of: id, except: planned)
        }
    }

    /// Rows keep their rowids, if they have any: their clocks go by them.
    private func copy(from aside: String, to name: String, columns before: [String]) throws {
        let infos = try Row.fetchAll(
            database, sql: "SELECT * FROM pragma_table_xinfo(?) WHERE hidden = 0",
            arguments: [name])
        let have = Set(before.map { $0.lowercased() })
        let shared = infos.filter { have.contains(($0["name"] as String).lowercased()) }
        let taken = Set((infos.map { $0["name"] as String } + before).map { $0.lowercased() })
        let rowid = ["rowid", "_rowid_", "oid"].first { !taken.contains($0) }
        let keys = infos.filter { $0["pk"] as Int > 0 }
        let isRowidKey = keys.count == 1 && (keys[0]["type"] as String).uppercased() == "INTEGER"
        var targets = shared.map { ($0["name"] as String).quotedName }
        var sources = shared.map { info in
            let column = (info["name"] as String).quotedName
            guard info["notnull"] as Int != 0, let value: String = info["dflt_value"] else {
                return column
            }
            return "coalesce(\(column), \(value))"
        }
        let haveRowids = try !database.isWithoutRowid(name) && !database.isWithoutRowid(aside)
        if let rowid, !isRowidKey, haveRowids {
            targets.insert(rowid, at: 0)
            sources.insert(rowid, at: 0)
        }
        try database.execute(
            sql: """
                INSERT INTO \(name.quotedName)(\(targets.joined(separator: ", ")))
                SELECT \(sources.joined(separator: ", ")) FROM \(aside)
                """)
    }

    private func triggers(on table: String) throws -> [String] {
        try String.fetchAll(
            database,
            sql: "SELECT name FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = ?",
            arguments: [table])
    }

    private func indices(on table: String) throws -> [String] {
        try String.fetchAll(
            database,
            sql: """
                SELECT name FROM sqlite_schema WHERE type = 'index' AND tbl_name = ?
                AND sql IS NOT NULL
                """, arguments: [table])
    }

    private func fillMetadata() throws {
        for (table, rows) in new.metadata {
            try database.execute(sql: "DELETE FROM \(table)")
            for row in rows {
                let marks = Array(repeating: "?", count: row.count).joined(separator: ", ")
                try database.execute(
                    sql: "INSERT INTO \(table) VALUES (\(marks))",
                    arguments: StatementArguments(row))
            }
        }
    }
}

import CSQLiteShim
import GRDB
import SyncCore

/// Reads the synced tables out of a database and says what can't be synced.
struct SchemaReader {
    let database: Database
    /// The text that the schema came from, to name lines; empty where it is not at hand.
    let source: String
    private(set) var problems: [SchemaProblem] = []
    /// False for a replica's own tables: they were checked when the schema was taken in.
    private let checks: Bool

    /// Reads a schema that is yet to be taken in.
    init(_ database: Database, source: String) {
        self.database = database
        self.source = source
        checks = true
    }

    /// Reads the tables of a replica. What a person has made by hand has no number and is left out.
    init(installed database: Database) {
        self.database = database
        source = ""
        checks = false
    }

    /// The user's tables in the order of their names.
    static func tableNames(in database: Database) throws -> [String] {
        let names = try String.fetchAll(
            database,
            sql: """
                SELECT name FROM sqlite_schema WHERE type = 'table'
                AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name
                """)
        return names.filter { !$0.hasPrefix("zhibu_") }
    }

    /// The numbers of a table and its columns: given out by the caller, they stay for ever.
    typealias Numbering = (String, [String]) throws -> (table: Int, positions: [Int?])?

    mutating func model(numbering: Numbering) throws -> SchemaModel {
        var tables: [TableModel] = []
        for name in try Self.tableNames(in: database) {
            if let table = try model(of: name, numbering: numbering) { tables.append(table) }
        }
        if checks { try checkMetadata(tables) }
        return SchemaModel(tables: tables)
    }

    private mutating func model(
        of name: String, numbering: Numbering
    ) throws -> TableModel? {
        let before = problems.count
        let infos = try Row.fetchAll(
            database, sql: "SELECT * FROM pragma_table_xinfo(?) WHERE hidden = 0", arguments: [name])
        let keyInfos = infos.filter { $0["pk"] as Int > 0 }
            .sorted { ($0["pk"] as Int) < ($1["pk"] as Int) }
        let valueInfos = infos.filter { $0["pk"] as Int == 0 }
        let isWithoutRowid = try database.isWithoutRowid(name)
        // A key that is a rowid is numbered by SQLite; without one, it is a key like any other.
        let assigned = try !isWithoutRowid && isAssigned(name, keyInfos)
        if checks {
            try check(name, key: keyInfos, values: valueInfos, assigned, isWithoutRowid)
            guard problems.count == before else { return nil }
        }
        let all = keyInfos + valueInfos
        let placing: RowPlacing? =
            isWithoutRowid ? .key(columns: keyInfos.count) : Self.rowidName(infos).map { .rowid(name: $0) }
        guard let placing, let (id, positions) = try numbering(name, all.map { $0["name"] as String }),
            !positions.prefix(keyInfos.count).contains(nil)
        else { return nil }
        let columns = try zip(all, positions).compactMap { info, position in
            try position.map {
                TableModel.Column(
                    name: info["name"], position: $0,
                    defaultValue: try defaultValue(info),
                    defaultSQL: info["dflt_value"] ?? "NULL", isNotNull: info["notnull"] as Int != 0,
                    needsStrictComparison: try needsStrictComparison(name, info))
            }
        }
        let values = Array(columns.dropFirst(keyInfos.count))
        let units = try self.units(of: name, columns: values)
        var unitOfColumn = Array(repeating: 0, count: values.count)
        for (index, unit) in units.enumerated() { unit.columns.forEach { unitOfColumn[$0] = index } }
        let scopeSQL = try scopeSQL(of: name)
        if checks { checkScope(scopeSQL, of: name) }
        return TableModel(
            id: id, name: name, key: Array(columns.prefix(keyInfos.count)), columns: values,
            units: units, unitOfColumn: unitOfColumn, scopeSQL: scopeSQL,
            hasGuards: try scopeSQL != "'uni'" || isUniReadOnly(), placing: placing,
            keyIsRowid: assigned)
    }

    private mutating func check(
        _ name: String, key: [Row], values: [Row], _ assigned: Bool, _ isWithoutRowid: Bool
    ) throws {
        try checkTable(name)
        if key.isEmpty { report(.noKey, table: name) }
        for info in key {
            try checkKey(info, table: name, isRowid: key.count == 1 && !isWithoutRowid, assigned)
        }
        for info in values { checkValueColumn(info, table: name) }
        if key.count + values.count > Limits.columnsMax { report(.tooManyColumns, table: name) }
        if !isWithoutRowid, Self.rowidName(key + values) == nil { report(.rowidHidden, table: name) }
    }

    /// A name for the rowid that no column shadows.
    private static func rowidName(_ infos: [Row]) -> String? {
        let taken = Set(infos.map { ($0["name"] as String).lowercased() })
        return ["rowid", "_rowid_", "oid"].first { !taken.contains($0) }
    }

    // MARK: units and policies

    private mutating func units(
        of table: String, columns: [TableModel.Column]
    ) throws -> [TableModel.Unit] {
        var policies: [String?: MergePolicy] = [:]
        for row in try Row.fetchAll(
            database, sql: "SELECT col, policy FROM zhibu_policy WHERE tbl = ?", arguments: [table])
        {
            let text: String = row["policy"]
            if text == "assigned" { continue }
            guard let policy = MergePolicy(schema: text) else {
                report(
                    .unknownPolicy, table: table, column: row["col"] ?? "", detail: text,
                    line: line(with: [text]))
                continue
            }
            if checks, let owner = policy.owner, try !isKnown(role: owner) {
                report(
                    .unknownRole, table: table, column: row["col"] ?? "", detail: owner,
                    line: line(with: [text]))
            }
            policies[row["col"]] = policy
        }
        let fallback = policies[nil] ?? .lww
        var grouped: [String: [Int]] = [:]
        for row in try Row.fetchAll(
            database, sql: "SELECT unit, col FROM zhibu_unit WHERE tbl = ?", arguments: [table])
        {
            let column: String = row["col"]
            guard let index = columns.firstIndex(where: { $0.name == column }) else { continue }
            grouped[row["unit"], default: []].append(index)
        }
        var units: [TableModel.Unit] = grouped.map { name, members in
            let members = members.sorted()
            var policy = members.lazy.compactMap { policies[columns[$0].name] }.first ?? fallback
            // Columns that belong together have no sum, no items and no text of their own.
            if members.count > 1, policy.accumulation != nil || policy == .text { policy = .keep }
            return TableModel.Unit(name: name, columns: members, policy: policy)
        }
        let inUnits = Set(grouped.values.joined())
        for index in columns.indices where !inUnits.contains(index) {
            let name = columns[index].name
            units.append(
                TableModel.Unit(name: name, columns: [index], policy: policies[name] ?? fallback))
        }
        return units.sorted { $0.columns[0] < $1.columns[0] }
    }

    private func isKnown(role: String) throws -> Bool {
        if [ControlName.admin, ControlName.editor].contains(role) { return true }
        return try Bool.fetchOne(
            database, sql: "SELECT EXISTS (SELECT 1 FROM zhibu_role WHERE name = ?)", arguments: [role])
            ?? false
    }

    private func scopeSQL(of table: String) throws -> String {
        return try String.fetchOne(
            database, sql: "SELECT scope_sql FROM zhibu_scope WHERE tbl = ?", arguments: [table])
            ?? "'uni'"
    }

    private mutating func checkScope(_ sql: String, of table: String) {
        do {
            _ = try database.makeStatement(sql: "SELECT (\(sql)) FROM \(table.quotedName)")
        } catch {
            let words = (error as? DatabaseError)?.message ?? "\(error)"
            report(.scopeUnfit, table: table, detail: words, line: line(with: [table.quotedText, sql.quotedText]))
        }
    }

    private func isUniReadOnly() throws -> Bool {
        try Bool.fetchOne(
            database, sql: "SELECT writes = 0 FROM zhibu_held WHERE scope = 'uni'") ?? false
    }

    // MARK: checks

    mutating func checkNames(except engineNames: Set<String>) throws {
        for name in try String.fetchAll(
            database, sql: "SELECT name FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY name")
        where name.lowercased().hasPrefix("zhibu_") && !engineNames.contains(name) {
            report(.reservedName, table: name)
        }
    }

    /// Rows in a schema's text would be on every replica with no author.
    mutating func checkEmpty(_ table: TableModel) throws {
        let hasRows = try Bool.fetchOne(
            database, sql: "SELECT EXISTS (SELECT 1 FROM \(table.quoted))")
        if hasRows == true { report(.rowsInSchema, table: table.name) }
    }

    mutating func checkRules() throws {
        try database.execute(sql: Rule.givenTables)
        var names: Set<String> = []
        for rule in try Rule.all(in: database) {
            let fault = names.insert(rule.name).inserted ? rule.fault(in: database) : "name"
            guard let fault else { continue }
            problems.append(
                SchemaProblem(
                    .ruleUnfit, line: line(with: [rule.name.quotedText]), table: rule.kind,
                    detail: fault))
        }
    }

    /// What shows and settles conflicts: cards, remedies, advice, second signatures, and what a record is a part of.
    mutating func checkDesk(_ model: SchemaModel) throws {
        let rules = try Set(Rule.all(in: database).map(\.name))
        for row in try Row.fetchAll(database, sql: "SELECT rule, verb, sql FROM zhibu_remedy") {
            let (rule, verb, sql): (String, String, String) = (row["rule"], row["verb"], row["sql"])
            let isKnown = rules.contains(rule) && Remedy.Verb(rawValue: verb) != nil
            checkQuery(sql, columns: Remedy.columns, name: "remedy:\(rule)", of: rule, fault: isKnown ? nil : "\(rule) \(verb)")
        }
        for card in try CardTemplate.all(in: database) {
            let fault = rules.contains(card.rule) ? try card.fault(in: database) : card.rule
            guard let fault else { continue }
            report(.ruleUnfit, table: "card:\(card.rule)", detail: fault, line: line(with: [card.zh]))
        }
        for row in try Row.fetchAll(database, sql: "SELECT about, sql FROM zhibu_advice") {
            let about: String = row["about"]
            let parts = about.split(separator: ".", maxSplits: 1).map(String.init)
            let isUnit = parts.count == 2 && model.table(named: parts[0])?.unit(named: parts[1]) != nil
            checkQuery(
                row["sql"], columns: Advice.columns, name: "advice:\(about)", of: about, fault: isUnit || rules.contains(about) ? nil : about)
        }
        for row in try Row.fetchAll(database, sql: "SELECT tbl, col FROM zhibu_second") {
            let (name, column): (String, String?) = (row["tbl"], row["col"])
            guard let table = model.table(named: name) else {
                report(.unknownTable, table: name, detail: "zhibu_second", line: line(with: ["zhibu_second", name.quotedText]))
                continue
            }
            if let column, !table.columns.contains(where: { $0.name == column }) {
                report(.unknownColumn, table: name, column: column, detail: "zhibu_second", line: line(with: [name.quotedText, column.quotedText]))
            }
        }
        for row in try Row.fetchAll(database, sql: "SELECT tbl, whole, key_sql FROM zhibu_part") {
            let (name, whole, key): (String, String, String) = (row["tbl"], row["whole"], row["key_sql"])
            // Its key is one value.
            guard model.table(named: name) != nil, model.table(named: whole)?.key.count == 1 else {
                report(.unknownTable, table: name, detail: whole, line: line(with: [name.quotedText, whole.quotedText]))
                continue
            }
            do {
                _ = try database.makeStatement(sql: "SELECT (\(key)) FROM \(name.quotedName)")
            } catch let error as DatabaseError {
                report(.scopeUnfit, table: name, detail: error.message ?? "SQL", line: line(with: [name.quotedText, whole.quotedText]))
            }
        }
    }

    private mutating func checkQuery(_ sql: String, columns: [String], name: String, of text: String, fault: String?) {
        var fault = fault
        do {
            let statement = try database.makeStatement(sql: sql)
            if !statement.isReadonly { fault = fault ?? "not a SELECT" }
            if statement.columnNames != columns { fault = fault ?? statement.columnNames.joined(separator: ", ") }
        } catch {
            fault = (error as? DatabaseError)?.message ?? "\(error)"
        }
        guard let fault else { return }
        report(.ruleUnfit, table: name, detail: fault, line: line(with: [text.quotedText]))
    }

    /// The first line with all these texts; 0 where there is none.
    private func line(with texts: [String]) -> Int {
        let lines = source.split(separator: "\n", omittingEmptySubsequences: false)
        return (lines.firstIndex { line in texts.allSatisfy(line.contains) } ?? -1) + 1
    }

    private mutating func checkTable(_ name: String) throws {
        let sql =
            try String.fetchOne(
                database, sql: "SELECT sql FROM sqlite_schema WHERE name = ?", arguments: [name]) ?? ""
        let words = sql.uppercased()
        if words.hasPrefix("CREATE VIRTUAL") { return report(.virtualTable, table: name) }
        if name.utf8.count > Limits.nameBytesMax { report(.nameTooLong, table: name) }
        if words.contains("AUTOINCREMENT") { report(.autoincrement, table: name) }
        for index in try Row.fetchAll(
            database, sql: "SELECT * FROM pragma_index_list(?)", arguments: [name])
        where index["unique"] as Int == 1 && index["origin"] as String != "pk" {
            let columns = try String.fetchAll(
                database, sql: "SELECT name FROM pragma_index_info(?)",
                arguments: [index["name"] as String])
            report(.uniqueConstraint, table: name, column: columns.joined(separator: ", "))
        }
    }

    private func isAssigned(_ table: String, _ keys: [Row]) throws -> Bool {
        guard keys.count == 1, (keys[0]["type"] as String).uppercased() == "INTEGER" else {
            return false
        }
        return try Bool.fetchOne(
            database,
            sql: """
                SELECT count(*) FROM zhibu_policy
                WHERE tbl = ? AND col = ? AND policy = 'assigned'
                """, arguments: [table, keys[0]["name"] as String]) ?? false
    }

    private mutating func checkKey(
        _ info: Row, table: String, isRowid: Bool, _ assigned: Bool
    ) throws {
        let name: String = info["name"]
        let type = (info["type"] as String).uppercased()
        if isRowid, type == "INTEGER" {
            if !assigned { report(.keyNumberedBySQLite, table: table, column: name) }
            return
        }
        if info["notnull"] as Int == 0 { report(.keyMayBeNull, table: table, column: name) }
        let isText = ["CHAR", "CLOB", "TEXT"].contains(where: type.contains)
        if !isText, !type.contains("INT"), type != "BLOB" {
            report(.keyAffinity, table: table, column: name, detail: type)
        }
        if try collation(table, name) != "BINARY" {
            report(.keyCollation, table: table, column: name)
        }
    }

    private mutating func checkValueColumn(_ info: Row, table: String) {
        let name: String = info["name"]
        if name.utf8.count > Limits.nameBytesMax { report(.nameTooLong, table: table, column: name) }
        let expression: String? = info["dflt_value"]
        if info["notnull"] as Int != 0, expression == nil || expression?.uppercased() == "NULL" {
            report(.notNullWithoutDefault, table: table, column: name)
        }
        if let expression, Self.isComputed(expression) {
            report(.computedDefault, table: table, column: name, detail: expression)
        }
    }

    /// A default must be the same on every replica: `CURRENT_TIMESTAMP` and calls are not.
    private static func isComputed(_ expression: String) -> Bool {
        if expression.hasPrefix("'") || expression.hasPrefix("\"") { return false }
        return expression.contains("(") || expression.uppercased().hasPrefix("CURRENT_")
    }

    private func defaultValue(_ info: Row) throws -> Value {
        guard let expression: String = info["dflt_value"], !Self.isComputed(expression) else {
            return .null
        }
        let statement = try Statement(database, "SELECT \(expression)")
        guard try statement.step() else { return .null }
        defer { statement.reset() }
        return statement.value(0)
    }

    private func collation(_ table: String, _ column: String) throws -> String {
        var name: UnsafePointer<CChar>?
        let code = sqlite3_table_column_metadata(
            database.sqliteConnection, "main", table, column, nil, &name, nil, nil, nil)
        guard code == SQLITE_OK, let name else {
            throw DatabaseError(resultCode: ResultCode(rawValue: code))
        }
        return String(cString: name).uppercased()
    }

    private func needsStrictComparison(_ table: String, _ info: Row) throws -> Bool {
        let type = (info["type"] as String).uppercased()
        let hasNoAffinity = type.isEmpty || type.contains("BLOB") || type == "ANY"
        return try hasNoAffinity || collation(table, info["name"]) != "BINARY"
    }

    private mutating func checkMetadata(_ tables: [TableModel]) throws {
        let known = Dictionary(uniqueKeysWithValues: tables.map { ($0.name, $0) })
        for row in try Row.fetchAll(
            database,
            sql: """
                SELECT tbl, col FROM zhibu_policy UNION SELECT tbl, col FROM zhibu_unit
                UNION SELECT tbl, NULL FROM zhibu_scope
                """)
        {
            let name: String = row["tbl"]
            guard let table = known[name] else {
                if try !database.hasTable(name) {
                    report(.unknownTable, table: name, line: line(with: [name.quotedText]))
                }
                continue
            }
            if let column: String = row["col"],
                !(table.key + table.columns).contains(where: { $0.name == column })
            {
                report(
                    .unknownColumn, table: name, column: column,
                    line: line(with: [name.quotedText, column.quotedText]))
            }
        }
    }

    private mutating func report(
        _ kind: SchemaProblem.Kind, table: String, column: String = "", detail: String = "",
        line: Int = 0
    ) {
        let line = line > 0 ? line : self.line(of: table, column)
        problems.append(
            SchemaProblem(kind, line: line, table: table, column: column, detail: detail))
    }

    /// The first line after `CREATE TABLE name` that begins with the column's name.
    private func line(of table: String, _ column: String) -> Int {
        let lines = source.split(separator: "\n", omittingEmptySubsequences: false)
        let first = lines.firstIndex {
            $0.uppercased().contains("CREATE ") && $0.contains(table)
        }
        guard let first else { return 0 }
        let name = column.prefix { $0 != "," }
        guard !name.isEmpty else { return first + 1 }
        let found = lines[first...].firstIndex { line in
            line.split { " \t,(\"`[".contains($0) }.contains { $0 == name }
        }
        return (found ?? first) + 1
    }
}

internal import GRDB

/// A record as a step leaves it, which the step's SQL reads as the table `r`.
struct StepRecord {
    private var columns: [String]
    private var values: [DatabaseValue]
    private(set) var written: [(column: String, value: DatabaseValue)] = []
    private let act: StepPlan.Act
    private let db: Database

    init(row: Row, act: StepPlan.Act, db: Database) {
        columns = Array(row.columnNames)
        values = Array(row.databaseValues)
        self.act = act
        self.db = db
    }

    subscript(_ column: String) -> DatabaseValue? { columns.firstIndex(of: column).map { values[$0] } }

    func isEmpty(_ column: String) -> Bool {
        guard let value = self[column] else { return true }
        return value.isNull || String.fromDatabaseValue(value)?.isEmpty ?? false
    }

    /// Notes what differs as something to be written.
    mutating func write(_ new: [(column: String, value: DatabaseValue)]) {
        for (column, value) in new {
            guard let place = columns.firstIndex(of: column), values[place] != value else { continue }
            values[place] = value
            written.removeAll { $0.column == column }
            written.append((column, value))
        }
    }

    /// The state it is in; the first one where nothing is said.
    func state(in workflow: Workflow) throws -> String {
        let value = try workflow.counted.map { try self.value(of: $0) } ?? workflow.state.flatMap { self[$0] }
        return value.flatMap { String.fromDatabaseValue($0) } ?? workflow.first
    }

    /// What an expression over `r` gives.
    func value(of expression: String) throws -> DatabaseValue {
        try rows("SELECT (\(expression)) FROM r").first?[0] ?? .null
    }

    /// Whether a condition over `r` is met; one that gives NULL is not.
    func holds(_ condition: String) throws -> Bool {
        Bool.fromDatabaseValue(try value(of: "(\(condition)) IS TRUE")) ?? false
    }

    /// The values of columns as a JSON object; bytes, which it can't hold, are left out.
    ///
    /// - Parameter kept: What stands for some of them instead.
    func snapshot(of wanted: Set<String>, keeping kept: [String: DatabaseValue] = [:]) throws -> DatabaseValue {
        let held = columns.filter { column in
            if case .blob? = self[column]?.storage { false } else { wanted.contains(column) }
        }
        let members = try held.sorted().map { column in
            let literal = try kept[column].map { try String.fetchOne(db, sql: "SELECT quote(?)", arguments: [$0]) ?? "NULL" }
            return "'\(column)', \(literal ?? "r.\"\(column)\"")"
        }
        return try value(of: "json_object(\(members.joined(separator: ", ")))")
    }

    /// The records that a query gives and that aren't there yet.
    func inserts(_ writing: Workflow.Step.Writing) throws -> [RecordChange] {
        try rows(writing.sql).enumerated().compactMap { place, row in
            let own = self["id"].flatMap { String.fromDatabaseValue($0) } ?? ""
            let id = row.text("id") ?? ContentID.make([writing.table, own, act.now, "\(place)"])
            if try isThere(id, in: writing.table) { return nil }
            var values = Self.filled(row, except: ["id"])
            values += [("created_at", act.now.databaseValue), ("created_by", act.person.databaseValue)]
            return RecordChange(table: writing.table, id: id, isNew: true, values: values)
        }
    }

    /// The records that a query gives, with what it gives for them.
    func changes(_ writing: Workflow.Step.Writing) throws -> [RecordChange] {
        try rows(writing.sql).compactMap { row in
            guard let id = row.text("id"),
                let old = try Row.fetchOne(db, sql: "SELECT * FROM \"\(writing.table)\" WHERE id = ?", arguments: [id])
            else { return nil }
            let values = zip(row.columnNames, row.databaseValues).filter { $0 != "id" && old[$0] != $1 }.map { (column: $0, value: $1) }
            return values.isEmpty ? nil : RecordChange(table: writing.table, id: id, isNew: false, values: values)
        }
    }

    private func isThere(_ id: String, in table: String) throws -> Bool {
        try Bool.fetchOne(db, sql: "SELECT EXISTS (SELECT 1 FROM \"\(table)\" WHERE id = ?)", arguments: [id]) ?? false
    }

    private static func filled(_ row: Row, except: Set<String>) -> [(column: String, value: DatabaseValue)] {
        zip(row.columnNames, row.databaseValues).filter { !except.contains($0) && !$1.isNull }.map { (column: $0, value: $1) }
    }

    private func rows(_ query: String) throws -> [Row] {
        let cells = columns.indices.map { ":r_\($0) AS \"\(columns[$0])\"" }.joined(separator: ", ")
        // A query may have a WITH of its own.
        let rest = query.hasPrefix("WITH ") ? ", \(query.dropFirst(5))" : " \(query)"
        let statement = try db.cachedStatement(sql: "WITH r AS (SELECT \(cells))\(rest)")
        var arguments: [String: DatabaseValue] = [:]
        for (place, value) in values.enumerated() { arguments["r_\(place)"] = value }
        if statement.sql.contains(":today") { arguments["today"] = act.today.databaseValue }
        if statement.sql.contains(":person_id") { arguments["person_id"] = try personID() }
        return try Row.fetchAll(statement, arguments: StatementArguments(arguments))
    }

    /// The one record of the person who takes the step; NULL where there is none or more than one.
    private func personID() throws -> DatabaseValue {
        let found = try DatabaseValue.fetchAll(
            db,
            sql: """
                SELECT id FROM person WHERE name = ? AND archived_at IS NULL AND merged_into_id IS NULL
                ORDER BY scope_id IS NOT ? LIMIT 2
                """, arguments: [act.person, self["scope_id"] ?? .null])
        return found.count == 1 ? found[0] : .null
    }
}

public import GRDB

/// One report: its words, its parameters and its query.
public struct Report: Sendable {
    public struct Parameter: Equatable, Sendable {
        public let name: String
        public let label: Wording
        /// What counts where nothing is given; `now` is the present moment in Beijing time.
        public let preset: String
    }

    public let id: String
    public let title: Wording
    public let parameters: [Parameter]
    public let columns: [ReportTable.Column]
    /// What the query reads that is no table: whoever runs it gives it as a parameter of that name.
    public let given: [String]
    let repeatedColumns: Int
    let periodSQL: String?
    /// What follows a line `-- foot`: a query that gives a line below the table, as `zh` and `en`.
    let footSQL: [String]
    /// The query, with its head.
    public let sql: String

    /// Reads a report's file.
    ///
    /// - Throws: `ReportError.badHead` with the key that is missing or wrong.
    public init(_ file: String) throws(ReportError) {
        var head: [String: [String]] = [:]
        for line in file.split(separator: "\n") {
            guard line.hasPrefix("-- "), let colon = line.firstIndex(of: ":") else { break }
            let key = line[line.index(line.startIndex, offsetBy: 3)..<colon]
            let value = line[line.index(after: colon)...].drop { $0 == " " }
            head[String(key), default: []].append(String(value))
        }
        func one(_ key: String) throws(ReportError) -> String {
            guard let value = head[key]?.first else { throw .badHead(key) }
            return value
        }
        id = try one("id")
        title = Wording(zh: try one("title"), en: try one("title-en"))
        repeatedColumns = head["repeated"]?.first.flatMap { Int($0) } ?? 1
        periodSQL = head["period"]?.first
        given = head["given"] ?? []
        let parts = file.split(separator: "\n-- foot\n").map(String.init)
        sql = parts[0]
        footSQL = Array(parts.dropFirst())
        var parameters: [Parameter] = []
        for line in head["parameter"] ?? [] {
            let parts = Self.parts(line)
            guard parts.count == 4 else { throw .badHead("parameter: \(line)") }
            parameters.append(
                Parameter(
                    name: parts[0], label: Wording(zh: parts[1], en: parts[2]), preset: parts[3]))
        }
        self.parameters = parameters
        var columns: [ReportTable.Column] = []
        for line in head["column"] ?? [] {
            let parts = Self.parts(line)
            guard parts.count == 3, let alignment = ReportTable.Alignment(rawValue: parts[2])
            else { throw .badHead("column: \(line)") }
            columns.append(
                ReportTable.Column(
                    heading: Wording(zh: parts[0], en: parts[1]), alignment: alignment))
        }
        self.columns = columns
    }

    private static func parts(_ line: String) -> [String] {
        line.split(separator: "|", omittingEmptySubsequences: false).map {
            CleanText.prose(String($0))
        }
    }

    /// Counts what the records say at this moment.
    ///
    /// - Parameters:
    ///   - db: The records.
    ///   - chosen: By name; what is not given has its preset value.
    ///   - outside: What the report names as ``given``, by those names.
    public func run(
        in db: Database, parameters chosen: [String: String] = [:], given outside: [String: String] = [:]
    ) throws -> ReportTable {
        var values: [String: String] = [:]
        for parameter in parameters { values[parameter.name] = parameter.preset }
        for (name, value) in chosen {
            guard values[name] != nil else {
                throw ReportError.unknownParameter(name, known: parameters.map(\.name))
            }
            values[name] = value
        }
        for name in given { values[name] = outside[name] ?? "[]" }
        if values["as_at"] ?? "now" == "now" {
            values["as_at"] = try String.fetchOne(
                db, sql: "SELECT strftime('%Y-%m-%dT%H:%M:%S+08:00', 'now', '+8 hours')")
        }

        let statement = try db.makeStatement(sql: sql)
        guard statement.isReadonly else { throw ReportError.writesRecords(report: id) }
        let found = statement.columnCount - 1
        guard found == columns.count else {
            throw ReportError.columnCount(report: id, expected: columns.count, found: found)
        }
        try statement.setArguments(StatementArguments(used(by: statement, of: values)))
        var rows: [[String]] = []
        var total: [String]?
        for row in try Row.fetchAll(statement) {
            let cells = (1...columns.count).map { Self.text(row[$0]) }
            if row[0] as Bool { total = cells } else { rows.append(cells) }
        }
        return ReportTable(
            id: id, title: try fullTitle(in: db, values), columns: columns, rows: rows,
            total: total, footer: try foot(in: db, values) + footer(in: db, asAt: values["as_at"] ?? ""),
            repeatedColumns: repeatedColumns)
    }

    private static func text(_ value: DatabaseValue) -> String {
        switch value.storage {
        case .null, .blob: ""
        case .int64(let number): String(number)
        case .double(let number): String(number)
        case .string(let text): text
        }
    }

    private func fullTitle(in db: Database, _ values: [String: String]) throws -> Wording {
        guard let periodSQL else { return title }
        let statement = try db.makeStatement(sql: periodSQL)
        try statement.setArguments(StatementArguments(used(by: statement, of: values)))
        guard let period = try String.fetchOne(statement) else { return title }
        return Wording(zh: "\(title.zh)（\(period)）", en: "\(title.en) (\(period))")
    }

    private func foot(in db: Database, _ values: [String: String]) throws -> [Wording] {
        try footSQL.compactMap { sql in
            let statement = try db.makeStatement(sql: sql)
            guard statement.isReadonly else { throw ReportError.writesRecords(report: id) }
            try statement.setArguments(StatementArguments(used(by: statement, of: values)))
            return try Row.fetchOne(statement).map { Wording(zh: ($0["zh"] as String?) ?? "", en: ($0["en"] as String?) ?? "") }
        }
    }

    /// Only what the query names: another number of arguments would be refused.
    private func used(by statement: Statement, of values: [String: String]) -> [String: String] {
        values.filter { statement.sql.contains(":\($0.key)") }
    }

    private func footer(in db: Database, asAt: String) throws -> [Wording] {
        let scopes = try Row.fetchAll(
            db,
            sql: """
                SELECT c.short_name, s.open_conflicts, s.pending,
                    replace(substr(s.covers_until, 1, 16), 'T', ' ') AS until,
                    substr(s.covers_until, 1, 10) < substr(?, 1, 10) AS late
                FROM college c LEFT JOIN zhibu_scope_status s ON s.scope = 'college:' || c.id
                WHERE c.archived_at IS NULL ORDER BY c.sort_no, c.id
                """,
            arguments: [asAt])
        let named = scopes.map { row in
            let name: String = row["short_name"] ?? ""
            let until: String? = row["until"]
            let mark = (row["late"] as Bool?) ?? false ? "*" : ""
            return (
                zh: "\(name)\(mark) \(until ?? "未知")", en: "\(name)\(mark) \(until ?? "unknown")"
            )
        }
        let moment = asAt.replacing("T", with: " ").prefix(16)
        var lines = [
            Wording(
                zh: "数据截止 \(moment)。各学院数据截至：" + named.map(\.zh).joined(separator: "，"),
                en: "As at \(moment). Data reach until: "
                    + named.map(\.en).joined(separator: ", "))
        ]
        let open = try Row.fetchOne(
            db,
            sql: """
                SELECT sum(open_conflicts) AS open, sum(pending) AS pending
                FROM zhibu_scope_status
                """)
        if let conflicts = open?["open"] as Int? {
            lines.append(Wording(zh: "未决冲突 \(conflicts)", en: "Conflicts to decide: \(conflicts)"))
        }
        if let pending = open?["pending"] as Int?, pending > 0 {
            lines.append(
                Wording(zh: "本机未送出的更改 \(pending)", en: "Changes here not sent: \(pending)"))
        }
        return lines
    }
}

public import GRDB

/// One report: its words, its parameters and its queries.
public struct Report: Sendable {
    public let id: String
    public let title: Wording
    public let parameters: [Parameter]
    public let columns: [ReportTable.Column]
    /// What the queries read that is no table: whoever runs them gives it as a parameter of that name.
    public let given: [String]
    /// Whether it is handed in to a superior.
    public let isSubmitted: Bool
    /// The file's text, as a pattern for others.
    public let source: String
    let periodSQL: String?
    let main: ReportQuery
    /// What follows lines `-- also: …`, by their titles.
    let further: [(title: Wording, query: ReportQuery)]
    /// What follows a line `-- foot`: a query that gives a line below the table, as `zh` and `en`.
    let footSQL: [String]
    /// The queries of all tables, with their heads.
    public var queries: [String] { [main.sql] + further.map(\.query.sql) }

    /// Reads a report's file.
    ///
    /// - Parameter file: Its text: a head of `-- key: value` lines and a query, then the further tables
    ///   and the foot.
    /// - Throws: `ReportError.badHead` with the key that is missing or wrong.
    public init(_ file: String) throws(ReportError) {
        source = file
        let file = ReportFile(file)
        id = try file.main.one("id")
        title = Wording(zh: try file.main.one("title"), en: try file.main.one("title-en"))
        periodSQL = file.main.head["period"]?.first
        given = file.main.head["given"] ?? []
        isSubmitted = file.main.head["submitted"] != nil
        footSQL = file.feet
        var parameters: [Parameter] = []
        for parts in file.main.lines("parameter") { parameters.append(try Parameter(parts)) }
        self.parameters = parameters
        main = try ReportQuery(file.main)
        columns = main.columns
        var further: [(title: Wording, query: ReportQuery)] = []
        for section in file.further {
            guard let title = try section.lines("also", parts: 2).first else { throw .badHead("also") }
            further.append((Wording(zh: title[0], en: title[1]), try ReportQuery(section)))
        }
        self.further = further
    }

    /// Counts what the records say at this moment.
    ///
    /// - Parameters:
    ///   - db: The records.
    ///   - chosen: By name; what is not given has its preset value.
    ///   - outside: What the report names as ``given``, by those names.
    ///   - organisation: Whose report it is, where no college is chosen; nil for whoever ordered the campaign.
    /// - Throws: `ReportError` where the parameters or the queries don't fit, else what SQLite says.
    public func run(
        in db: Database, parameters chosen: [String: String] = [:], given outside: [String: String] = [:],
        organisation: String? = nil
    ) throws -> ReportTable {
        var values: [String: String] = [:]
        for parameter in parameters { values[parameter.name] = parameter.preset }
        for (name, value) in chosen {
            guard let parameter = parameters.first(where: { $0.name == name }) else {
                throw ReportError.unknownParameter(name, known: parameters.map(\.name))
            }
            values[name] = try parameter.value(of: value, in: db)
        }
        for name in given { values[name] = outside[name] ?? "[]" }
        if values["as_at"] ?? "now" == "now" {
            values["as_at"] = try String.fetchOne(
                db, sql: "SELECT strftime('%Y-%m-%dT%H:%M:%S+08:00', 'now', '+8 hours')")
        }

        let asAt = values["as_at"] ?? ""
        return try table(
            fullTitle(in: db, values), main, in: db, values, of: organisation ?? self.organisation(in: db, values),
            footer: foot(in: db, values) + footer(in: db, asAt: asAt, isOffice: organisation != nil),
            further: further.map { try table($0.title, $0.query, in: db, values) })
    }

    private func table(
        _ title: Wording, _ query: ReportQuery, in db: Database, _ values: [String: String], of organisation: String = "",
        footer: [Wording] = [], further: [ReportTable] = []
    ) throws -> ReportTable {
        let statement = try statement(query.sql, in: db, values)
        let found = statement.columnCount - 1
        guard found == query.columns.count else {
            throw ReportError.columnCount(report: id, expected: query.columns.count, found: found)
        }
        var rows: [[String]] = []
        var subtotals: Set<Int> = []
        var total: [String]?
        for row in try Row.fetchAll(statement) {
            let cells = (1...found).map { Self.text(row[$0]) }
            switch Int.fromDatabaseValue(row[0]) ?? 0 {
            case 0: rows.append(cells)
            case 2:
                subtotals.insert(rows.count)
                rows.append(cells)
            default: total = cells
            }
        }
        return ReportTable(
            id: id, organisation: organisation, title: title, columns: query.columns, rows: rows, subtotals: subtotals, total: total,
            charts: query.charts, footer: footer, repeatedColumns: query.repeatedColumns, asAt: values["as_at"] ?? "",
            isSubmitted: isSubmitted && !footer.isEmpty, further: further)
    }

    /// The college that was chosen, else who ordered the campaign.
    private func organisation(in db: Database, _ values: [String: String]) throws -> String {
        let sql = """
            SELECT COALESCE((SELECT name FROM college WHERE id = :college),
                (SELECT issuer FROM campaign WHERE archived_at IS NULL ORDER BY id = :campaign DESC, start_on DESC, id LIMIT 1), '')
            """
        let found = try Row.fetchOne(db, sql: sql, arguments: ["college": values["college"], "campaign": values["campaign"]])
        return found.map { Self.text($0[0]) } ?? ""
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
        let found = try Row.fetchOne(statement(periodSQL, in: db, values))
        guard let period = found.map({ Self.text($0[0]) }), !period.isEmpty else { return title }
        return Wording(zh: "\(title.zh)（\(period)）", en: "\(title.en) (\(period))")
    }

    private func foot(in db: Database, _ values: [String: String]) throws -> [Wording] {
        try footSQL.compactMap { sql in
            try Row.fetchOne(statement(sql, in: db, values)).map {
                Wording(zh: Self.text($0["zh"] as DatabaseValue? ?? .null), en: Self.text($0["en"] as DatabaseValue? ?? .null))
            }
        }
    }

    /// Gives the query only what it names: another number of arguments would be refused.
    private func statement(
        _ sql: String, in db: Database, _ values: [String: String]
    ) throws -> Statement {
        let statement = try db.makeStatement(sql: sql)
        guard statement.isReadonly else { throw ReportError.writesRecords(report: id) }
        let used = values.filter { statement.sql.contains(":\($0.key)") }
        try statement.setArguments(StatementArguments(used))
        return statement
    }

    private func footer(in db: Database, asAt: String, isOffice: Bool) throws -> [Wording] {
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
                SELECT sum(open_conflicts) AS open, sum(open_high) AS high, sum(open_low) AS low, sum(pending) AS pending
                FROM zhibu_scope_status
                """)
        if let conflicts = open?["open"] as Int? {
            let (high, low) = ((open?["high"] as Int?) ?? 0, (open?["low"] as Int?) ?? 0)
            let mid = conflicts - high - low
            lines.append(
                Wording(
                    zh: "未决冲突 \(conflicts)（严重 \(high)，一般 \(mid)，提示 \(low)）",
                    en: "Conflicts to decide: \(conflicts) (high \(high), mid \(mid), low \(low))"))
        }
        // The committee has nobody to send to.
        if isOffice, let pending = open?["pending"] as Int?, pending > 0 {
            lines.append(
                Wording(zh: "本机未送出的更改 \(pending)", en: "Changes here not sent: \(pending)"))
        }
        return lines
    }
}

/// One table of a report: its columns, its charts and the query that counts it.
struct ReportQuery: Sendable {
    let columns: [ReportTable.Column]
    let charts: [ReportChart]
    let repeatedColumns: Int
    let sql: String

    init(_ section: ReportFile.Section) throws(ReportError) {
        var columns: [ReportTable.Column] = []
        for parts in try section.lines("column", parts: 3) {
            guard let alignment = ReportTable.Alignment(rawValue: parts[2])
            else { throw .badHead("column: \(parts.joined(separator: " | "))") }
            columns.append(
                ReportTable.Column(
                    heading: Wording(zh: parts[0], en: parts[1]), alignment: alignment))
        }
        guard !columns.isEmpty else { throw .badHead("column") }
        var charts: [ReportChart] = []
        for parts in try section.lines("chart", parts: 3) {
            charts.append(try ReportChart(parts, of: columns))
        }
        self.columns = columns
        self.charts = charts
        repeatedColumns = section.head["repeated"]?.first.flatMap { Int($0) } ?? 1
        sql = section.sql
    }
}

/// How each sentence of the notice is served: by which tables, workflows, rules and report, and how to see it there.
public struct Coverage: Sendable {
    /// The row of the domain's analysis, `B09`.
    public let row: String
    /// What the notice asks for.
    public let title: String
    public let tables: [String]
    public let workflows: [String]
    public let rules: [String]
    /// The report that prints the records.
    public let report: String
    /// What the report is asked with.
    public let parameters: [String: String]
    /// A query for records that serve the row: `id`, `row` (a text in the report's line), `column` (a heading of the report) and
    /// `cell` (what stands there).
    public let sql: String

    /// All rows that are served, in the order of their numbers.
    public static let all: [Coverage] = String(decoding: PackageResources.coverage_tsv, as: UTF8.self).split(separator: "\n").map { line in
        let cells = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
        guard cells.count == 8 else { fatalError("coverage.tsv: \(line)") }
        func names(_ cell: String) -> [String] { cell == "-" ? [] : cell.split(separator: ",").map(String.init) }
        let pairs = cells[6].split(separator: " ").map { $0.split(separator: "=", maxSplits: 1).map(String.init) }
        return Coverage(
            row: cells[0], title: cells[1], tables: names(cells[2]), workflows: names(cells[3]), rules: names(cells[4]), report: cells[5],
            parameters: Dictionary(uniqueKeysWithValues: pairs.map { ($0[0], $0.count > 1 ? $0[1] : "") }), sql: cells[7])
    }
}

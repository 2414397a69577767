/// The reports that the program knows. A report is one file in `Reports/`: a head of
/// `-- key: value` lines and one query.
public enum ReportCatalog {
    /// All reports in the order of their numbers.
    public static func list() throws(ReportError) -> [Report] {
        var reports: [Report] = []
        for file in [PackageResources.R01_sql, PackageResources.R03_sql] {
            reports.append(try Report(String(decoding: file, as: UTF8.self)))
        }
        return reports
    }

    /// The report of that number; small letters will do.
    public static func load(_ id: String) throws(ReportError) -> Report {
        let reports = try list()
        let asked = CleanText.code(id).uppercased()
        guard let report = reports.first(where: { $0.id == asked }) else {
            throw .unknownReport(id, known: reports.map(\.id))
        }
        return report
    }
}

/// Why there is no report.
public enum ReportError: Error, Equatable, Sendable {
    case unknownReport(String, known: [String])
    case unknownParameter(String, known: [String])
    /// The head of a report's file lacks this key or has it wrong; a mistake of ours.
    case badHead(String)
    /// The query gives another number of columns than the head names; a mistake of ours.
    case columnCount(report: String, expected: Int, found: Int)
}

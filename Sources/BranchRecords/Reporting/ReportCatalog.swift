internal import Foundation

/// The reports that the program knows. A report is one file in `Reports/`: a head of
/// `-- key: value` lines and one query; where it has several tables, each of them such a head and query.
public enum ReportCatalog {
    /// All reports in the order of their numbers.
    public static func list() throws(ReportError) -> [Report] {
        var reports: [Report] = []
        for file in files {
            reports.append(try Report(String(decoding: file, as: UTF8.self)))
        }
        return reports
    }

    private static let files = [
        PackageResources.R01_sql, PackageResources.R02_sql, PackageResources.R03_sql, PackageResources.R04_sql,
        PackageResources.R05_sql, PackageResources.R06_sql, PackageResources.R07_sql, PackageResources.R08_sql,
        PackageResources.R09_sql, PackageResources.R10_sql, PackageResources.R11_sql, PackageResources.R12_sql,
        PackageResources.R13_sql, PackageResources.R14_sql, PackageResources.R15_sql, PackageResources.R16_sql,
        PackageResources.R17_sql, PackageResources.R18_sql, PackageResources.R19_sql, PackageResources.R20_sql,
        PackageResources.R21_sql, PackageResources.R22_sql, PackageResources.R23_sql, PackageResources.R24_sql,
        PackageResources.R25_sql, PackageResources.R26_sql, PackageResources.R27_sql, PackageResources.R28_sql,
        PackageResources.R29_sql, PackageResources.R30_sql, PackageResources.R31_sql, PackageResources.R32_sql,
        PackageResources.R33_sql, PackageResources.R34_sql, PackageResources.R35_sql, PackageResources.R36_sql, PackageResources.R37_sql,
        PackageResources.R38_sql, PackageResources.R39_sql, PackageResources.R40_sql,
    ]

    /// The known reports and those of a user's folder: its files that end in `.sql`, by name. One
    /// of the folder stands in the place of a known one with the same number.
    ///
    /// - Returns: Also what is wrong with files that are no report: `ReportError.unfit`. The others are as they are.
    /// - Throws: What reading the folder throws.
    public static func list(folder: String) throws -> (reports: [Report], faults: [ReportError]) {
        let names = try FileManager.default.contentsOfDirectory(atPath: folder)
        var reports = try list()
        var faults: [ReportError] = []
        for name in names.sorted() where name.hasSuffix(".sql") {
            let bytes: Data
            do {
                bytes = try Data(contentsOf: URL(filePath: folder).appending(path: name))
            } catch {
                faults.append(.unfit(file: name, why: error.localizedDescription))
                continue
            }
            guard let text = String(data: bytes, encoding: .utf8) else {
                faults.append(.unfit(file: name, why: "UTF-8"))
                continue
            }
            do throws(ReportError) {
                let report = try Report(text)
                if let place = reports.firstIndex(where: { $0.id == report.id }) {
                    reports[place] = report
                } else {
                    reports.append(report)
                }
            } catch {
                faults.append(.unfit(file: name, why: "\(error)"))
            }
        }
        return (reports, faults)
    }

    /// The report of that number; small letters will do.
    public static func load(_ id: String) throws(ReportError) -> Report {
        try find(id, in: list())
    }

    /// The one of that number.
    public static func find(_ id: String, in reports: [Report]) throws(ReportError) -> Report {
        let asked = CleanText.code(id).uppercased()
        guard let report = reports.first(where: { $0.id.uppercased() == asked }) else {
            throw .unknownReport(id, known: reports.map(\.id))
        }
        return report
    }
}

/// Why there is no report.
public enum ReportError: Error, Equatable, Sendable {
    case unknownReport(String, known: [String])
    case unknownParameter(String, known: [String])
    /// A parameter can't have that value.
    case unfitValue(parameter: Wording, why: Wording)
    /// A file of a user's folder is no report: it lacks a key of its head, or has it wrong.
    case unfit(file: String, why: String)
    /// The head of a report's file lacks this key or has it wrong; a mistake of ours.
    case badHead(String)
    /// The query gives another number of columns than the head names; a mistake of ours.
    case columnCount(report: String, expected: Int, found: Int)
    /// The query would change records.
    case writesRecords(report: String)
    /// This system has no tables for GB18030; UTF-8 always works.
    case gb18030Missing
    /// libxlsxwriter is not on this computer.
    case spreadsheetLibraryMissing
    /// The spreadsheet could not be made: where there is no place for it, or what the library says.
    case spreadsheetNotMade(String)
}

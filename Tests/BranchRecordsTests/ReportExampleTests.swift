import BranchRecords
import Foundation
import GRDB
import Testing

/// Reports over records of which every figure was counted by hand: `ReportExamples/R….txt` holds records, and what each
/// table of the report says of them.
@Suite struct ReportExampleTests {
    static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "ReportExamples")
    static let asAt = "2012-04-11T09:10:00+08:00"

    /// What a report is asked, and what it says.
    struct Example: CustomStringConvertible, Sendable {
        var records: String
        var id: String
        var parameters: [String: String]
        var period: String
        /// By table: lines of cells, the first of which says whether it is the total.
        var tables: [[[String]]]

        var description: String { "\(id) \(parameters)" }
    }

    static let all: [Example] = {
        let files = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return files.filter { $0.hasSuffix(".txt") }.sorted().flatMap { file -> [Example] in
            let text = (try? String(contentsOf: folder.appending(path: file), encoding: .utf8)) ?? ""
            let parts = text.components(separatedBy: "\n== ")
            return parts.dropFirst().map { read($0, records: parts[0]) }
        }
    }()

    private static func read(_ text: String, records: String) -> Example {
        let lines = text.split(separator: "\n").map(String.init)
        let words = lines[0].split(separator: " ").map { $0.split(separator: "=").map(String.init) }
        var tables: [[[String]]] = []
        for line in lines.dropFirst(2) {
            if line.hasPrefix("-- ") {
                tables.append([])
            } else if let cells = try? JSONDecoder().decode([String].self, from: Data(line.utf8)) {
                tables[tables.count - 1].append(cells)
            }
        }
        return Example(
            records: records, id: words[0][0], parameters: Dictionary(uniqueKeysWithValues: words.dropFirst().map { ($0[0], $0[1]) }),
            period: String(lines[1].dropFirst("period: ".count)), tables: tables)
    }

    static func university(with sql: String) throws -> DatabaseQueue {
        let university = try EngineTables.emptyUniversity()
        let people = try String(contentsOf: folder.appending(path: "people.sql"), encoding: .utf8)
        try university.write { try $0.execute(sql: people + sql) }
        return university
    }

    @Test(arguments: all)
    func figuresAreAsCountedByHand(example: Example) throws {
        let university = try Self.university(with: example.records)
        let report = try ReportCatalog.load(example.id)
        let table = try university.read {
            try report.run(in: $0, parameters: example.parameters.merging(["as_at": Self.asAt]) { given, _ in given })
        }
        #expect(table.title.zh.hasSuffix("（\(example.period)）"))
        let found = table.all.map { each in each.rows.enumerated().map { [each.subtotals.contains($0) ? "2" : "0"] + $1 } + (each.total.map { [["1"] + $0] } ?? []) }
        #expect(found == example.tables)
    }

    @Test func everyStarReportHasAnExample() {
        #expect(Set(Self.all.map(\.id)).isSuperset(of: ["R01", "R03", "R05", "R13", "R20", "R32", "R35"]))
    }

    static let ids = (try? ReportCatalog.list().map(\.id)) ?? []

    /// On nothing at all, and on records of every kind, of which each report has something to say.
    @Test(arguments: ids)
    func everyReportRendersInEveryForm(id: String) throws {
        let empty = try EngineTables.emptyUniversity()
        let everything = try Self.university(with: String(contentsOf: Self.folder.appending(path: "everything.sql"), encoding: .utf8))
        let report = try ReportCatalog.load(id)
        for (university, isEmpty) in [(empty, true), (everything, false)] {
            var wanted = ["as_at": "2012-09-20T12:00:00+08:00"].filter { name, _ in report.parameters.contains { $0.name == name } }
            // Where nothing is, there is no such branch either.
            if id == "R40", !isEmpty { wanted["branch"] = "007001" }
            let table = try university.read { try report.run(in: $0, parameters: wanted) }
            #expect(table.all.allSatisfy { each in (each.rows + (each.total.map { [$0] } ?? [])).allSatisfy { $0.count == each.columns.count } })
            if !isEmpty, id != "R33" { #expect(table.all.contains { !$0.rows.isEmpty }, "\(id) says nothing") }
            #expect(String(decoding: try table.csv(), as: UTF8.self).contains(table.columns[0].heading.zh))
            #expect(try table.spreadsheet(in: .zh).starts(with: Array("PK".utf8)))
            #expect(table.page(in: .zh).contains(table.columns[0].heading.zh))
        }
    }
}

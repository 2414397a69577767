import BranchRecords
import Foundation
import GRDB
import ReplicaStore
import Testing
import YearKit

/// A whole year of a small university, played once for all tests: everybody works offline, and at the end all agree.
@Suite struct CampaignYearTests {
    struct Played: @unchecked Sendable {
        var play: YearPlay
        var end: YearEnd
    }

    /// Read by several tests, written by none.
    static let year = Result { try played(.T) }

    private static func played(_ size: SamplePopulation.Size) throws -> Played {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Tools/Year/Script")
        let files = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".year") }.sorted().map {
            (name: $0, text: try String(contentsOf: folder.appending(path: $0), encoding: .utf8))
        }
        let university = try YearUniversity(SamplePopulation(size: size), in: nil)
        let play = YearPlay(university, try YearScript(files))
        try play.run { _ in }
        return Played(play: play, end: YearEnd(university))
    }

    @Test func everythingInTheScriptIsDone() throws {
        let figures = try Self.year.get().play.figures
        #expect(figures.cases > 3_000 && figures.syncs > 300)
        let troubles = figures.troubles.sorted { $0.key < $1.key }.map { "\($0.key) × \($0.value.count): \($0.value.first)" }
        #expect(troubles.isEmpty, "\(troubles.joined(separator: "\n"))")
    }

    /// Whoever looks at what a run has shown can have it again.
    @Test func anotherRunIsTheSame() throws {
        let runs = try [Self.played(.XS), Self.played(.XS)]
        #expect(!runs[0].play.figures.decided.isEmpty && runs[0].play.figures.decided == runs[1].play.figures.decided)
        let digests = try runs.map { try $0.end.digests() }
        let differing = Set(digests[0].keys).union(digests[1].keys).filter { digests[0][$0] != digests[1][$0] }
        #expect(digests[0].count > 100 && differing.isEmpty, "\(differing.sorted())")
    }

    @Test func allReplicasAreEqualWhereTheirScopesOverlap() throws {
        #expect(try Self.year.get().end.differences() == [])
    }

    @Test func conflictsFallAndAreDecided() throws {
        let (play, end) = (try Self.year.get().play, try Self.year.get().end)
        #expect(try end.openConflicts().isEmpty)
        let kinds = Set(play.figures.decided.keys)
        #expect(kinds.isSuperset(of: ["value", "rule:SC-04", "rule:SC-05", "rule:SC-06", "rule:SC-08", "rule:SC-09", "rule:SC-10", "rule:SC-14", "rule:SC-16"]), "\(kinds)")
    }

    @Test func everyCollegesDataAreComplete() throws {
        let table = try Self.year.get().end.report("R32")
        let verdict = try #require(table.columns.firstIndex { $0.heading.zh == "结论" })
        #expect(table.rows.count == 3 && table.rows.allSatisfy { $0[verdict] == "完整" }, "\(table.rows)")
    }

    @Test(arguments: (try? ReportCatalog.list().map(\.id)) ?? [])
    func everyReportSaysSomething(id: String) throws {
        let end = try Self.year.get().end
        let branch = try end.university.server.replica.read { try String.fetchOne($0, sql: "SELECT code FROM branch ORDER BY id") } ?? ""
        let table = try end.report(id, id == "R40" ? ["branch": branch] : [:])
        // What these list the program gives them; and nobody exported anything.
        #expect(["R33", "R34"].contains(id) || table.all.contains { !$0.rows.isEmpty })
    }

    static let rows = Coverage.all.map(\.row)

    /// A row of the notice counts as served when the year has written a record for it and the report prints that record.
    @Test(arguments: rows)
    func theRowIsServed(row: String) throws {
        let end = try Self.year.get().end
        let coverage = try #require(Coverage.all.first { $0.row == row })
        let records = try end.university.server.replica.read { try Row.fetchAll($0, sql: coverage.sql) }
        #expect(!records.isEmpty, "the year writes nothing for \(row) \(coverage.title)")
        let tables = try end.report(coverage.report, coverage.parameters).all
        for record in records.prefix(5) {
            let (line, heading, cell) = (Self.plain(record["row"]), Self.plain(record["column"]), Self.plain(record["cell"]))
            #expect(!line.isEmpty && !cell.isEmpty, "nothing to look for")
            let isPrinted = tables.contains { table in
                guard let place = table.columns.firstIndex(where: { $0.heading.zh == heading }) else { return false }
                return table.lines.contains { cells in cells.contains { $0.contains(line) } && Self.holds(cells[place], cell) }
            }
            #expect(isPrinted, "\(coverage.report): \(line) | \(heading) | \(cell)")
        }
        try expectSteps(coverage, end)
    }

    /// What a row's workflows govern went through them, step by step, within the year.
    private func expectSteps(_ coverage: Coverage, _ end: YearEnd) throws {
        let governed = Set(Workflows.all.filter { coverage.workflows.contains($0.id) }.map(\.table))
        #expect(coverage.workflows.isEmpty == governed.isEmpty)
        let tables = String(decoding: try JSONEncoder().encode(governed), as: UTF8.self)
        let steps = try end.university.server.replica.read { db in
            try Int.fetchOne(
                db, sql: "SELECT count(*) FROM step_record WHERE tbl IN (SELECT value FROM json_each(?)) AND taken_on LIKE '2012%'", arguments: [tables])
        }
        #expect(governed.isEmpty || (steps ?? 0) > 0, "no step for \(coverage.row)")
    }

    /// A number is looked for as a whole: 1 is not in 21.
    private static func holds(_ printed: String, _ wanted: String) -> Bool {
        guard wanted.allSatisfy(\.isNumber) else { return printed.contains(wanted) }
        return printed.split { !$0.isNumber }.contains { $0 == wanted }
    }

    private static func plain(_ value: DatabaseValue) -> String { String.fromDatabaseValue(value) ?? (value.isNull ? "" : "\(value)") }

    /// At least all rows of groups A to D and I, and half of E to H.
    @Test func enoughOfTheNoticeIsServed() throws {
        let groups = Dictionary(grouping: Self.rows) { String($0.prefix(1)) }.mapValues(\.count)
        #expect(groups["A"] == 12 && groups["B"] == 12 && groups["C"] == 11 && groups["D"] == 8 && groups["I"] == 17)
        #expect((groups["E"] ?? 0) * 2 >= 29 && (groups["F"] ?? 0) * 2 >= 15 && (groups["G"] ?? 0) * 2 >= 19 && (groups["H"] ?? 0) * 2 >= 14)
        #expect(Set(Self.rows).count == Self.rows.count)
        let tables = Set(BranchSchema.tables.map(\.name)), workflows = Set(Workflows.all.map(\.id)), reports = Set(try ReportCatalog.list().map(\.id))
        let rules = try Self.year.get().end.university.server.replica.read { try String.fetchSet($0, sql: "SELECT name FROM zhibu_rule") }
        for row in Coverage.all {
            #expect(tables.isSuperset(of: row.tables) && workflows.isSuperset(of: row.workflows) && reports.contains(row.report), "\(row.row)")
            #expect(rules.isSuperset(of: row.rules), "\(row.row): \(row.rules)")
        }
    }
}

import ArgumentParser
import BranchRecords
import Foundation
import ReplicaStore
import YearKit

/// `zhibu-year [--size M] [--out FOLDER]`: a whole campaign year in fast time, with the year's reports as files.
@main struct Year: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "zhibu-year", abstract: "Plays a campaign year")

    @Option(help: "XS, T, S or M") var size = "M"
    @Option(help: "Folder for the replicas and the reports; it must be empty or not there") var out: String
    @Option(help: "Folder with the scripts") var script = "Tools/Year/Script"
    @Option(help: "Of the invented university") var seed: UInt64 = 20_120_406

    func run() throws {
        guard let size = SamplePopulation.Size(rawValue: size) else { throw ValidationError("--size XS, T, S or M") }
        let folder = URL(filePath: out)
        let manager = FileManager.default
        if manager.fileExists(atPath: folder.path), try !manager.contentsOfDirectory(atPath: folder.path).isEmpty {
            throw ValidationError("\(out) is not empty")
        }
        try manager.createDirectory(at: folder.appending(path: "reports"), withIntermediateDirectories: true)
        let files = try manager.contentsOfDirectory(atPath: script).filter { $0.hasSuffix(".year") }.sorted().map {
            (name: $0, text: try String(contentsOfFile: "\(script)/\($0)", encoding: .utf8))
        }

        let begin = ContinuousClock.now
        let university = try YearUniversity(SamplePopulation(size: size, seed: seed), in: folder)
        say("\(university.population.colleges.count) colleges, \(university.offices.count) computers")
        let play = YearPlay(university, try YearScript(files))
        try play.run { say($0) }
        let end = YearEnd(university)
        try show(play.figures, end, ContinuousClock.now - begin)
        try write(end, to: folder.appending(path: "reports"))
        let differences = try end.differences()
        say(differences.isEmpty ? "All replicas are equal where their scopes overlap." : "DIFFER: \(differences.prefix(9))")
        guard differences.isEmpty else { throw ExitCode(1) }
    }

    private func show(_ figures: YearPlay.Figures, _ end: YearEnd, _ time: Duration) throws {
        let rows = try end.rows().filter { $0.count > 0 }
        say("rows \(rows.reduce(0) { $0 + $1.count }) in \(rows.count) tables:")
        for row in rows.sorted(by: { ($1.count, $0.table) < ($0.count, $1.table) }) { say("  \(row.count)  \(row.table)") }
        say("cases \(figures.cases), syncs \(figures.syncs), \(figures.syncBytes / 1_000) kB carried")
        say("decided: \(figures.decided.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", "))")
        let open = try end.openConflicts()
        say("still open: \(open.count) \(Dictionary(grouping: open, by: \.kind).mapValues(\.count).sorted { $0.key < $1.key })")
        for (act, trouble) in figures.troubles.sorted(by: { $0.key < $1.key }) { say("TROUBLE \(act) × \(trouble.count): \(trouble.first)") }
        say("seconds: \(figures.seconds.sorted { $0.key < $1.key }.map { "\($0.key) \(Int($0.value))" }.joined(separator: ", ")), in all \(time.components.seconds)")
    }

    private func write(_ end: YearEnd, to folder: URL) throws {
        // The ledger of conflicts is the program's: zhibu report R33.
        for report in try ReportCatalog.list() where report.id != "R33" {
            let table = try end.report(report.id)
            let stem = folder.appending(path: "\(report.id) \(report.title.zh)").path
            try Data(table.page(in: .zh).utf8).write(to: URL(filePath: stem + ".html"))
            try Data(table.csv()).write(to: URL(filePath: stem + ".csv"))
            if let sheet = try? table.spreadsheet(in: .zh) { try Data(sheet).write(to: URL(filePath: stem + ".xlsx")) }
        }
    }

    private func say(_ text: String) { print(text) }
}

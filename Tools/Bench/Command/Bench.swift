import ArgumentParser
import BenchKit
import Foundation

/// Measures the store beside plain SQLite: the same rows, the same settings, in the same run.
@main struct Bench: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "Tools/bench", abstract: "Measures the store beside plain SQLite.",
        subcommands: [List.self, Run.self, Compare.self], defaultSubcommand: Run.self)
}

struct List: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "The benchmarks.")

    func run() {
        for benchmark in Benchmark.all { print("\(benchmark.name.padded(5))\(benchmark.title)") }
    }
}

struct Run: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Runs benchmarks, in their order, and shows each figure with its bar; 1 where one is missed.")

    @Argument(help: "W1, W2, …; all without.") var names: [String] = []
    @Option(help: "How many rows.") var rows = 100_000
    @Option(help: "How often, each time from nothing.") var times = 1
    @Flag(help: "One JSON object for each figure, in a line.") var json = false
    @Flag(help: "Starts no gzip, which valgrind can't.") var withoutGzip = false

    func validate() throws {
        guard rows >= 100, times >= 1 else { throw ValidationError("at least 100 rows, once") }
        if let name = names.first(where: { Benchmark.named($0) == nil }) {
            throw ValidationError("there is no benchmark \(name); Tools/bench list")
        }
    }

    func run() throws {
        let chosen = Benchmark.all.filter { benchmark in
            names.isEmpty || names.contains { $0.lowercased() == benchmark.name.lowercased() }
        }
        var isMissed = false
        for _ in 0..<times {
            let folder = FileManager.default.temporaryDirectory
                .appending(path: "zhibu-bench-\(UUID().uuidString)")
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            let figures = Result { try measure(chosen, in: folder) }
            try FileManager.default.removeItem(at: folder)
            isMissed = try figures.get().contains { $0.isMet == false } || isMissed
        }
        if isMissed { throw ExitCode(1) }
    }

    private func measure(_ benchmarks: [Benchmark], in folder: URL) throws -> [Figure] {
        let station = try Station(rows: rows, folder: folder, mayGzip: !withoutGzip)
        return try benchmarks.flatMap { benchmark in
            let figures = try benchmark.run(station)
            for figure in figures { print(json ? try figure.line : figure.words) }
            return figures
        }
    }
}

struct Compare: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Shows the figures of two runs (--json) side by side.")

    @Argument var before: String
    @Argument var after: String

    func run() throws {
        let (old, new) = (try figures(before), try figures(after))
        for figure in new {
            let earlier = old.first {
                $0.benchmark == figure.benchmark && $0.name == figure.name && $0.rows == figure.rows
            }
            let change = earlier.map { String(format: "%+.0f %%", 100 * (figure.value / $0.value - 1)) } ?? "new"
            print("\(figure.words)  \(change)")
        }
    }

    private func figures(_ path: String) throws -> [Figure] {
        try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").map { try Figure(line: String($0)) }
    }
}

extension Figure {
    fileprivate var words: String {
        let bar = bar.map { "\(barIsLeast ? "≥" : "≤") \(Self.number($0))" } ?? ""
        let verdict = isMet.map { $0 ? "kept" : "MISSED" } ?? ""
        return benchmark.padded(5) + name.padded(24) + "\(rows)".padded(9)
            + "\(Self.number(value)) \(unit)".padded(22) + bar.padded(11) + verdict
    }

    private static func number(_ value: Double) -> String {
        value >= 1000 ? String(format: "%.0f", value) : String(format: "%.2f", value)
    }
}

extension String {
    fileprivate func padded(_ width: Int) -> String { self + String(repeating: " ", count: max(1, width - count)) }
}

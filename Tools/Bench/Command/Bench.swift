import ArgumentParser
import BenchKit
import Foundation

/// Measures the store beside plain SQLite: the same rows, the same settings, in the same run.
@main struct Bench: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "Tools/bench", abstract: "Measures the store beside plain SQLite.",
        subcommands: [List.self, Run.self, Compare.self, Grow.self], defaultSubcommand: Run.self)
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
        var isMissed = false
        for _ in 0..<times {
            let figures = try measureFromNothing { print(json ? try $0.line : $0.words) }
            isMissed = figures.contains { $0.isMet == false } || isMissed
        }
        if isMissed { throw ExitCode(1) }
    }

    /// Runs what is chosen in a folder of its own.
    func measureFromNothing(_ show: (Figure) throws -> Void) throws -> [Figure] {
        let folder = FileManager.default.temporaryDirectory.appending(path: "zhibu-bench-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let figures = Result { try measure(in: folder, show) }
        try FileManager.default.removeItem(at: folder)
        return try figures.get()
    }

    private func measure(in folder: URL, _ show: (Figure) throws -> Void) throws -> [Figure] {
        let chosen = Benchmark.all.filter { benchmark in
            names.isEmpty || names.contains { $0.lowercased() == benchmark.name.lowercased() }
        }
        let station = try Station(rows: rows, folder: folder, mayGzip: !withoutGzip)
        return try chosen.flatMap { benchmark in
            let figures = try benchmark.run(station)
            try figures.forEach(show)
            return figures
        }
    }
}

struct Grow: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "growth",
        abstract: "Runs benchmarks at several sizes and shows the power of the rows that each figure grows with.")

    @Argument(help: "W1, W2, …") var names = ["W1", "W2", "W5", "W6", "W7", "W8", "W9", "W11"]
    @Option(parsing: .upToNextOption, help: "How many rows, each time from nothing.")
    var rows = [10_000, 100_000, 1_000_000]
    @Option(help: "Where to write a chart (SVG).") var picture: String?
    @Option(help: "Reads figures of earlier runs (--json) instead of measuring.") var from: String?

    func run() throws {
        let figures = try from.map(Compare.figures) ?? rows.sorted().flatMap { count in
            let run = try Run.parse(names + ["--rows", "\(count)"])
            return try run.measureFromNothing { FileHandle.standardError.write(Data(($0.words + "\n").utf8)) }
        }
        let growths = Growth.all(of: figures)
        for growth in growths {
            let values = growth.points.map { String(format: "%.3g", $0.value).padded(12) }.joined()
            print(
                growth.benchmark.padded(5) + growth.name.padded(24) + values + growth.unit.padded(18)
                    + (growth.exponent.map { String(format: "rows ^ %.2f", $0) } ?? ""))
        }
        if let picture { try Data(GrowthChart.svg(growths).utf8).write(to: URL(filePath: picture)) }
    }
}

struct Compare: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Shows the figures of two runs (--json) side by side.")

    @Argument var before: String
    @Argument var after: String

    func run() throws {
        let (old, new) = (try Self.figures(before), try Self.figures(after))
        for figure in new {
            let earlier = old.first {
                $0.benchmark == figure.benchmark && $0.name == figure.name && $0.rows == figure.rows
            }
            let change = earlier.map { String(format: "%+.0f %%", 100 * (figure.value / $0.value - 1)) } ?? "new"
            print("\(figure.words)  \(change)")
        }
    }

    static func figures(_ path: String) throws -> [Figure] {
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

    fileprivate static func number(_ value: Double) -> String {
        value >= 1000 ? String(format: "%.0f", value) : String(format: "%.2f", value)
    }
}

extension String {
    fileprivate func padded(_ width: Int) -> String { self + String(repeating: " ", count: max(1, width - count)) }
}

import BenchKit
import Foundation

/// Measures the store beside plain SQLite: the same rows, the same settings, in the same run.
///
/// Every figure is a ratio of CPU time, because disks are noisy; wall time stands beside it. A
/// benchmark whose result is wrong fails.
@main struct Bench {
    static func main() throws {
        let rows = CommandLine.arguments.dropFirst().first.flatMap(Int.init) ?? 100_000
        let folder = FileManager.default.temporaryDirectory
            .appending(path: "zhibu-bench-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        var bench = try Workload(rows: rows, folder: folder)
        var shown = 0
        func show() {
            for result in bench.results[shown...] { print(result.line) }
            shown = bench.results.count
        }
        try bench.insert()
        show()
        try bench.update()
        show()
        try bench.history()
        show()
        try bench.initialSync()
        show()
        try bench.conflictingMerge()
        show()
        try FileManager.default.removeItem(at: folder)
    }
}

import BenchKit
import Foundation
import Testing

/// Every benchmark at a small size, so that it keeps working; each checks its own result and fails
/// where it is wrong. No time is asserted here.
@Suite struct BenchmarkTests {
    private let folder: URL

    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "zhibu-bench-test-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    @Test func allRunOneAfterTheOther() throws {
        let station = try Station(rows: 300, folder: folder)
        var figures: [Figure] = []
        for benchmark in Benchmark.all { figures += try benchmark.run(station) }
        #expect(Set(figures.map(\.benchmark)) == Set(Benchmark.all.map(\.name)))
        #expect(figures.allSatisfy { $0.value > 0 && $0.rows == 300 })
        try FileManager.default.removeItem(at: folder)
    }

    @Test(arguments: Benchmark.all.indices) func eachRunsAlone(index: Int) throws {
        #expect(try !Benchmark.all[index].run(Station(rows: 200, folder: folder)).isEmpty)
        try FileManager.default.removeItem(at: folder)
    }

    @Test(arguments: ["W2", "W3", "W5"]) func aWrongResultFails(name: String) throws {
        let station = try Station(rows: 200, folder: folder)
        _ = try Benchmark.named("W1")?.run(station)
        try station.spoil()
        let benchmark = try #require(Benchmark.named(name))
        #expect(throws: WrongResult.self) { try benchmark.run(station) }
        try FileManager.default.removeItem(at: folder)
    }

    @Test func figuresAreReadBack() throws {
        let figures = try #require(Benchmark.named("W7")).run(Station(rows: 100, folder: folder))
        for figure in figures { #expect(try Figure(line: figure.line) == figure) }
        try FileManager.default.removeItem(at: folder)
    }

    @Test func growthIsThePowerOfTheRows() throws {
        func figures(_ name: String, _ value: (Double) -> Double) throws -> [Figure] {
            try [100, 1_000, 10_000].map { rows in
                try Figure(line: """
                    {"benchmark":"W0","name":"\(name)","rows":\(rows),"value":\(value(Double(rows))),"unit":"s",
                    "barIsLeast":false,"parts":{}}
                    """)
            }
        }
        let growths = Growth.all(of: try figures("flat") { _ in 3 } + figures("linear") { $0 / 7 } + figures("square") { $0 * $0 })
        #expect(growths.map { ($0.exponent ?? -1).rounded() } == [0, 1, 2])
        let chart = GrowthChart.svg(growths)
        #expect(chart.contains("W0 square: 2.00") && chart.contains("× 100") && chart.hasSuffix("</svg>\n"))
    }
}

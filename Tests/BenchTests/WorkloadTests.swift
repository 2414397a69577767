import BenchKit
import Foundation
import Testing

/// Every benchmark at a small size, so that it keeps working; each checks its own result and fails
/// where it is wrong. No time is asserted here.
@Suite struct WorkloadTests {
    @Test func eachRunsAndItsResultIsRight() throws {
        let folder = FileManager.default.temporaryDirectory
            .appending(path: "zhibu-bench-test-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        var bench = try Workload(rows: 300, folder: folder)
        try bench.insert()
        try bench.update()
        try bench.history()
        try bench.initialSync()
        try bench.conflictingMerge()
        #expect(
            bench.results.map(\.name) == [
                "insert/capture", "insert/capture-and-fold", "update/capture",
                "update/capture-and-fold", "history-of-one-row", "initial-sync", "conflicting-merge",
                "conflicting-merge/changes-per-second",
            ])
        try FileManager.default.removeItem(at: folder)
    }

    @Test func aWrongResultFails() throws {
        let folder = FileManager.default.temporaryDirectory
            .appending(path: "zhibu-bench-test-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        var bench = try Workload(rows: 50, folder: folder)
        try bench.insert()
        try bench.spoil()
        #expect(throws: WrongResult.self) { try bench.update() }
        try FileManager.default.removeItem(at: folder)
    }
}

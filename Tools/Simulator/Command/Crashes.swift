import ArgumentParser
import Foundation
import Simulator

/// Cuts operations at every write, and shows by a missing sync that this finds something.
struct Crashes: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Cuts each operation at every write, sync and truncation: by a crash, an error, a full disk.")

    @Option(help: "In how many worlds each operation is cut.")
    var each: Int = 2

    @Option(help: "On how many threads; all processors by default.")
    var jobs: Int?

    func validate() throws {
        if let jobs, !(1...64).contains(jobs) { throw ValidationError("--jobs takes a number from 1 to 64") }
        if each < 1 { throw ValidationError("--each takes a number from 1 on") }
    }

    func run() throws {
        let jobs = jobs ?? ProcessInfo.processInfo.activeProcessorCount
        let rows = CrashPoints(worlds: each, jobs: jobs).play()
        for row in rows {
            print("\(pad(row.points)) points, \(row.worlds) worlds, \(row.findings.count) findings: \(row.operation), \(row.mishap)")
        }
        let findings = rows.flatMap(\.findings)
        for finding in findings { print(finding) }
        print("\(rows.reduce(0) { $0 + $1.points }) points, \(findings.count) findings")
        let planted = CrashPoints(worlds: 1, jobs: jobs, isLying: true).play().flatMap(\.findings).count
        print("with syncs that do nothing: \(planted) findings")
        if !findings.isEmpty || planted == 0 { throw ExitCode.failure }
    }

    private func pad(_ number: Int) -> String { String(repeating: " ", count: max(0, 6 - "\(number)".count)) + "\(number)" }
}

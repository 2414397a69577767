import ArgumentParser
import Foundation
import Simulator

/// Plays simulated worlds and compares them with the reference model.
@main
struct Simulate: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "Tools/simulate",
        abstract: "Plays worlds of replicas on simulated disks, clocks and links.",
        subcommands: [Crashes.self])

    @Option(help: "Replays one world, shrinks it if it shows a finding, and tells it as a story.")
    var seed: UInt64?

    @Option(help: "How many worlds are played.")
    var worlds: UInt64 = 1_000

    @Option(help: "Before them, how many histories of the pure core.")
    var core: UInt64 = 0

    @Option(help: "The seed of the first one.")
    var firstSeed: UInt64 = 1

    @Option(help: "On how many threads; all processors by default.")
    var jobs: Int?

    @Option(help: "Ends after so many findings.")
    var findings: Int = 1

    @Flag(help: "With --seed: tells the world as it is, without shrinking.")
    var whole = false

    @Flag(help: "Fails where a kind of event is in fewer than 2 % of the worlds.")
    var shares = false

    func validate() throws {
        if let jobs, !(1...64).contains(jobs) { throw ValidationError("--jobs takes a number from 1 to 64") }
        if findings < 1 { throw ValidationError("--findings takes a number from 1 on") }
        for count in [worlds, core] where firstSeed.addingReportingOverflow(count).overflow {
            throw ValidationError("there are no \(count) seeds from \(firstSeed) on")
        }
    }

    func run() throws {
        if let seed { return try replay(seed) }
        let jobs = jobs ?? ProcessInfo.processInfo.activeProcessorCount
        if core > 0 {
            let seeds = firstSeed..<firstSeed + core
            if let (seed, finding) = CoreWorlds.play(seeds: seeds, jobs: jobs) {
                print("core seed \(seed): \(finding)\n  replay: Tools/simulate --core 1 --first-seed \(seed) --worlds 0")
                throw ExitCode.failure
            }
            print("\(core) histories of the pure core: no findings")
        }
        guard worlds > 0 else { return }
        var run = Run(
            seeds: firstSeed..<firstSeed + worlds,
            jobs: jobs, findingsMax: findings)
        let total = worlds
        if isatty(FileHandle.standardError.fileDescriptor) == 1 {
            run.progress = { say("\r\($0) of \(total) worlds", terminator: "") }
        }
        let summary = run.play()
        if run.progress != nil { say("") }
        print("seeds \(firstSeed)..<\(firstSeed + worlds): \(summary.worlds) worlds in \(tenths(summary.seconds)) s")
        var rare: [String] = []
        for event in Event.allCases {
            let share = 100 * Double(summary.shares[event] ?? 0) / Double(max(1, summary.worlds))
            if share < 2 { rare.append(event.rawValue) }
            print("  \(tenths(share)) %  \(event.rawValue)")
        }
        for (seed, finding) in summary.findings.sorted(by: { $0.seed < $1.seed }) {
            print("seed \(seed): \(finding)\n  replay: Tools/simulate --seed \(seed)")
        }
        if !summary.findings.isEmpty { throw ExitCode.failure }
        print("no findings")
        if shares, !rare.isEmpty {
            print("too rare to be tested: \(rare.joined(separator: ", "))")
            throw ExitCode.failure
        }
    }

    private func replay(_ seed: UInt64) throws {
        var shrinking = Shrinking()
        let plan = Plan(seed: seed)
        let shortest = whole ? plan : shrinking.shortest(plan)
        if shrinking.tries > 1 {
            print("\(plan.steps.count) steps shrunk to \(shortest.steps.count) in \(shrinking.tries) worlds")
        }
        let story = Stage.story(shortest)
        print(story.joined(separator: "\n"))
        if story.last != "all is as it must be" { throw ExitCode.failure }
    }

    private func tenths(_ number: Double) -> String { String(format: "%.1f", number) }

    private func say(_ line: String, terminator: String = "\n") {
        FileHandle.standardError.write(Data((line + terminator).utf8))
    }
}

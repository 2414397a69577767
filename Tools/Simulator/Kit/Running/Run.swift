import Dispatch
import Foundation
import ReplicaStore
import Synchronization

/// Plays worlds of many seeds, on as many threads as asked.
public struct Run: Sendable {
    /// What the worlds of a run had in common, and what they showed.
    public struct Summary: Sendable {
        public var worlds = 0
        public var seconds = 0.0
        public var shares: [Event: Int] = [:]
        public var findings: [(seed: UInt64, finding: Finding)] = []
    }

    public var seeds: Range<UInt64>
    public var jobs: Int
    /// Ends after so many findings.
    public var findingsMax: Int
    /// Called now and then with the number of worlds played.
    public var progress: (@Sendable (Int) -> Void)?

    public init(seeds: Range<UInt64>, jobs: Int, findingsMax: Int = 1) {
        self.seeds = seeds
        self.jobs = jobs
        self.findingsMax = findingsMax
    }

    public func play() -> Summary {
        Trap.watch(jobs: jobs)
        let summary = Mutex(Summary())
        let next = Atomic(seeds.lowerBound)
        let clock = ContinuousClock()
        let start = clock.now
        DispatchQueue.concurrentPerform(iterations: jobs) { worker in
            while true {
                let seed = next.add(1, ordering: .relaxed).oldValue
                guard seed < seeds.upperBound else { return }
                Trap.note(seed: seed, job: worker)
                let (events, finding) = Stage.play(Plan(seed: seed), worker: worker)
                let isEnough = summary.withLock { summary in
                    summary.worlds += 1
                    for event in events { summary.shares[event, default: 0] += 1 }
                    if let finding { summary.findings.append((seed, finding)) }
                    if summary.worlds % 100 == 0 { progress?(summary.worlds) }
                    return summary.findings.count >= findingsMax
                }
                if isEnough { return }
            }
        }
        var result = summary.withLock { $0 }
        let elapsed = clock.now - start
        result.seconds = Double(elapsed.components.seconds) + Double(elapsed.components.attoseconds) / 1e18
        return result
    }
}

/// Where worlds are played: one disk for each thread, for ever.
public enum Stage {
    private static let disks = Mutex<[Int: SimulatedDisk]>([:])

    static func disk(worker: Int) -> SimulatedDisk {
        disks.withLock { disks in
            if let disk = disks[worker] { return disk }
            // Its counters are behind one lock, for which threads would queue.
            Replica.countNoMemory()
            let disk = SimulatedDisk(name: "disk-\(worker)")
            disks[worker] = disk
            return disk
        }
    }

    public static func play(_ plan: Plan, worker: Int = 0) -> (events: Set<Event>, finding: Finding?) {
        let (world, finding) = played(plan, worker: worker)
        return (world?.events ?? [], finding)
    }

    /// Plays a world of which one step shall meet with a mishap; also tells whether it did.
    static func strike(_ plan: Plan, worker: Int) -> (hasStruck: Bool, finding: Finding?) {
        let (world, finding) = played(plan, worker: worker)
        return (world?.hasStruck ?? false, finding)
    }

    private static func played(_ plan: Plan, worker: Int) -> (World?, Finding?) {
        do {
            let world = try World(plan, disk: disk(worker: worker), worker: worker)
            defer { world.end() }
            do {
                try world.play()
                return (world, nil)
            } catch {
                return (world, error as? Finding ?? Finding(description: "threw \(error)"))
            }
        } catch {
            return (nil, Finding(description: "could not begin: \(error)"))
        }
    }

    /// What happens in a world, a sentence each, and how it ends.
    public static func story(_ plan: Plan) -> [String] {
        do {
            let world = try World(plan, disk: disk(worker: 0), worker: 0, tellsStory: true)
            defer { world.end() }
            do {
                try world.play()
                return world.story + ["all is as it must be"]
            } catch {
                return world.story + ["\(error)"]
            }
        } catch {
            return ["could not begin: \(error)"]
        }
    }
}

import Dispatch
import Synchronization

/// Operations of a replica, each cut at every write, sync and truncation that it makes.
///
/// A point is a world of its own: it is played up to the operation, which meets with the mishap there; then everybody
/// meets, and all that holds in every world must hold.
public struct CrashPoints: Sendable {
    public struct Row: Sendable {
        public var operation: String
        public var mishap: String
        public var worlds = 0
        public var points = 0
        public var findings: [Finding] = []
    }

    /// What is cut, and the kind of step that does it.
    private static let operations: [(name: String, kind: Plan.Kind)] = [
        ("edit", .edit), ("edit by another program", .foreignEdit), ("fold", .fold), ("sync", .sync),
        ("import of a bundle", .bundleIn), ("changesets in any order", .deliver), ("decision", .decide),
        ("undelete", .undelete), ("schema upgrade", .upgrade), ("revocation", .revoke),
    ]

    private struct Task: Sendable {
        var operation: String
        var plan: Plan
        var mishap: Mishap
        var title: String { mishap.rawValue + (plan.isTorn ? ", unsynced writes lost" : "") }
    }

    /// How many worlds each operation is cut in.
    public var worlds: Int
    public var jobs: Int
    /// Syncs are answered and not made: then there must be findings.
    public var isLying: Bool

    public init(worlds: Int, jobs: Int, isLying: Bool = false) {
        self.worlds = worlds
        self.jobs = jobs
        self.isLying = isLying
    }

    /// - Returns: A row for each operation and mishap.
    public func play() -> [Row] {
        let tasks = tasks()
        let next = Atomic(0)
        let rows = Mutex<[String: Row]>([:])
        DispatchQueue.concurrentPerform(iterations: jobs) { worker in
            while true {
                let index = next.add(1, ordering: .relaxed).oldValue
                guard index < tasks.count else { return }
                let task = tasks[index]
                let (points, findings) = cut(task, worker)
                rows.withLock { rows in
                    let key = "\(task.operation)\t\(task.title)"
                    var row = rows[key] ?? Row(operation: task.operation, mishap: task.title)
                    row.worlds += 1
                    row.points += points
                    row.findings += findings
                    rows[key] = row
                }
            }
        }
        let found = rows.withLock { $0 }
        var seen: Set<String> = []
        let keys = tasks.map { "\($0.operation)\t\($0.title)" }.filter { seen.insert($0).inserted }
        // What is not cut at all has not been shown to be safe.
        let missing = Self.operations.map(\.name).filter { name in !tasks.contains { $0.operation == name } }
            .map { Row(operation: $0, mishap: "-", findings: [Finding(description: "\($0): no world has it")]) }
        return keys.compactMap { found[$0] } + missing
    }

    private func tasks() -> [Task] {
        Self.operations.flatMap { name, kind in
            plans(kind).flatMap { plan in
                var torn = plan
                torn.isTorn = true
                torn.isLying = isLying
                let lost = Task(operation: name, plan: torn, mishap: .crash)
                return isLying ? [lost] : [lost] + Mishap.allCases.map { Task(operation: name, plan: plan, mishap: $0) }
            }
        }
    }

    /// Of the first seeds that have such a step: the world until then, without other mishaps. A step that writes little is
    /// no operation to speak of.
    private func plans(_ kind: Plan.Kind) -> [Plan] {
        var found: [Plan] = []
        var seed: UInt64 = 0
        while found.count < worlds, seed < 4_000 {
            seed += 1
            var plan = Plan(seed: seed)
            let wanted = kind == .fold ? .foreignEdit : kind
            guard let place = plan.steps.indices.dropFirst(2).first(where: { plan.steps[$0].kind == wanted }), place < 16
            else { continue }
            plan.steps.removeSubrange((place + 1)...)
            if kind == .fold {
                var step = plan.steps[place]
                step.kind = .fold
                plan.steps.append(step)
            }
            for index in plan.steps.indices { plan.steps[index].crashAfter = nil }
            plan.isTorn = false
            let busy = struck(plan, at: Self.writesLeast - 1, .crash)
            if Stage.strike(busy, worker: 0).hasStruck { found.append(plan) }
        }
        return found
    }

    private static let writesLeast = 8

    private func struck(_ plan: Plan, at point: Int, _ mishap: Mishap) -> Plan {
        var plan = plan
        plan.steps[plan.steps.count - 1].crashAfter = point
        plan.steps[plan.steps.count - 1].mishap = mishap
        return plan
    }

    private func cut(_ task: Task, _ worker: Int) -> (points: Int, findings: [Finding]) {
        var findings: [Finding] = []
        var point = 0
        while true {
            var plan = struck(task.plan, at: point, task.mishap)
            // What a disk loses is drawn: at each point anew.
            plan.diskSeed = UInt64(point)
            let (hasStruck, finding) = Stage.strike(plan, worker: worker)
            if let finding {
                findings.append(
                    Finding(description: "\(task.operation), seed \(plan.seed), \(task.title) at \(point): \(finding)"))
                // A world that shows one at each point shows no more by all of them.
                if findings.count == 3 { return (point + 1, findings) }
            } else if !hasStruck {
                return (point, findings)
            }
            point += 1
        }
    }
}

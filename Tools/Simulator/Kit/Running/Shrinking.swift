/// The shortest part of a plan that still shows a finding (delta debugging, Zeller and Hildebrandt 2002).
public struct Shrinking {
    private let disk: SimulatedDisk
    private let worker = 0
    /// How many worlds were played.
    public private(set) var tries = 0

    public init() { disk = Stage.disk(worker: worker) }

    private mutating func fails(_ plan: Plan) -> Bool {
        tries += 1
        return Stage.play(plan, on: disk, worker: worker).finding != nil
    }

    public mutating func shortest(_ plan: Plan) -> Plan {
        guard fails(plan) else { return plan }
        var plan = withFewerSteps(plan)
        for index in plan.steps.indices where plan.steps[index].crashAfter != nil {
            var calmer = plan
            calmer.steps[index].crashAfter = nil
            if fails(calmer) { plan = calmer }
        }
        while plan.computers.count > 2 {
            var smaller = plan
            smaller.computers.removeLast()
            smaller.clockErrors.removeLast()
            guard fails(smaller) else { break }
            plan = smaller
        }
        return withFewerSteps(plan)
    }

    private mutating func withFewerSteps(_ plan: Plan) -> Plan {
        var plan = plan
        var size = max(1, plan.steps.count / 2)
        while true {
            var start = 0
            var isShorter = false
            while start < plan.steps.count {
                var shorter = plan
                shorter.steps.removeSubrange(start..<min(start + size, plan.steps.count))
                if fails(shorter) {
                    plan = shorter
                    isShorter = true
                } else {
                    start += size
                }
            }
            if size == 1, !isShorter { return plan }
            size = max(1, size / 2)
        }
    }

    public func story(_ plan: Plan) -> [String] { Stage.story(plan, on: disk, worker: worker) }
}

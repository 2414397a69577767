/// The shortest part of a plan that still shows a finding (delta debugging, Zeller and Hildebrandt 2002).
public struct Shrinking {
    private let fails: (Plan) -> Bool
    /// How many worlds were played.
    public private(set) var tries = 0

    /// - Parameter fails: Whether a plan shows the finding.
    public init(fails: @escaping (Plan) -> Bool = { Stage.play($0).finding != nil }) { self.fails = fails }

    private mutating func stillFails(_ plan: Plan) -> Bool {
        tries += 1
        return fails(plan)
    }

    public mutating func shortest(_ plan: Plan) -> Plan {
        guard stillFails(plan) else { return plan }
        var plan = withFewerSteps(plan)
        for index in plan.steps.indices where plan.steps[index].crashAfter != nil {
            var calmer = plan
            calmer.steps[index].crashAfter = nil
            if stillFails(calmer) { plan = calmer }
        }
        while plan.computers.count > 2 {
            var smaller = plan
            smaller.computers.removeLast()
            smaller.clockErrors.removeLast()
            guard stillFails(smaller) else { break }
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
                if stillFails(shorter) {
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
}

import Simulator
import Testing

/// The simulator itself: that a seed is a world, and that what is shrunk is the shortest.
@Suite struct SimulatorTests {
    @Test func aSeedIsAWorld() throws {
        for seed: UInt64 in 1...20 {
            let (first, second) = (Stage.story(Plan(seed: seed)), Stage.story(Plan(seed: seed)))
            #expect(first == second)
            #expect(first.count > 5 && first.last == "all is as it must be")
        }
    }

    @Test(arguments: 1...20 as ClosedRange<UInt64>) func shrinkingKeepsJustWhatShowsTheFinding(seed: UInt64) {
        let plan = Plan(seed: seed)
        // Two steps of the plan are to blame, in their order.
        let guilty = [plan.steps[plan.steps.count / 3].seed, plan.steps[plan.steps.count / 2].seed]
        var shrinking = Shrinking { $0.steps.map(\.seed).filter(guilty.contains) == guilty }
        let shortest = shrinking.shortest(plan)
        #expect(shortest.steps.map(\.seed) == guilty)
        #expect(shortest.steps.allSatisfy { $0.crashAfter == nil })
        #expect(shortest.computers.count == min(2, plan.computers.count))
        #expect(shrinking.tries > 1)
    }

    @Test func aCrashThatIsToBlameStays() throws {
        let crashing = (1...100).map { Plan(seed: $0) }.first { $0.steps.contains { $0.crashAfter != nil } }
        let plan = try #require(crashing)
        var shrinking = Shrinking { $0.steps.contains { $0.crashAfter != nil } }
        #expect(shrinking.shortest(plan).steps.map { $0.crashAfter != nil } == [true])
    }

    @Test func aPlanThatShowsNothingIsLeftAsItIs() {
        let plan = Plan(seed: 5)
        var shrinking = Shrinking { _ in false }
        #expect(shrinking.shortest(plan).steps.map(\.seed) == plan.steps.map(\.seed))
        #expect(shrinking.tries == 1)
    }
}

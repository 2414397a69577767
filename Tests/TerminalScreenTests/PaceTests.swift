import TerminalScreen
import Testing

@Suite struct PaceTests {
    @Test func whatIsOverQuicklySaysNothing() {
        var pace = Pace()
        #expect(pace.step(done: 0, of: 10, at: .zero) == nil)
        #expect(pace.step(done: 10, of: 10, at: .milliseconds(499)) == nil)
    }

    @Test func theRestIsEstimatedOnceThereIsSomethingToEstimateItBy() {
        var pace = Pace()
        #expect(pace.step(done: 0, of: 100, at: .zero) == nil)
        #expect(pace.step(done: 10, of: 100, at: .milliseconds(600)) == .init(secondsLeft: nil))
        #expect(pace.step(done: 20, of: 100, at: .seconds(2)) == .init(secondsLeft: 8))
        // The total may grow while it goes on.
        #expect(pace.step(done: 40, of: 1_000, at: .seconds(4)) == .init(secondsLeft: 96))
        #expect(pace.step(done: 1_000, of: 1_000, at: .seconds(9)) == .init(secondsLeft: 0))
        // More than was announced.
        #expect(pace.step(done: 1_001, of: 1_000, at: .seconds(10)) == .init(secondsLeft: nil))
    }

    @Test func itIsSaidNotMoreOftenThanAnEyeCanFollow() {
        var pace = Pace()
        let said = (0..<1_000).filter { pace.step(done: $0, of: 1_000, at: .milliseconds($0 * 2)) != nil }
        #expect(said.first == 250 && said.count == 15)
    }

    /// A second round counts from nothing again.
    @Test func workThatBeginsAnewIsNotEstimatedByWhatWasDoneBefore() {
        var pace = Pace()
        #expect(pace.step(done: 50, of: 50, at: .zero) == nil)
        #expect(pace.step(done: 1, of: 500, at: .seconds(3)) == .init(secondsLeft: nil))
        #expect(pace.step(done: 101, of: 500, at: .seconds(5)) == .init(secondsLeft: 8))
    }
}

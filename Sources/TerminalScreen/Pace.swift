/// When long work is to say how far it has got, and how long it may still take.
///
/// Nothing is said of what is over quickly, and not more often than an eye can follow.
public struct Pace: Sendable {
    private let appearsAfter: Duration
    private let interval: Duration
    private var lastSaid: Duration?
    private var beginning: (done: Int, at: Duration)?

    /// - Parameters:
    ///   - appearsAfter: What is over sooner says nothing.
    ///   - interval: The time between two times that something is said.
    public init(appearsAfter: Duration = .milliseconds(500), interval: Duration = .milliseconds(100)) {
        self.appearsAfter = appearsAfter
        self.interval = interval
    }

    /// What is to be said now.
    public struct Step: Equatable, Sendable {
        /// About how many seconds the rest takes at the pace so far; nil while nobody can know.
        public var secondsLeft: Int?
        public init(secondsLeft: Int?) { self.secondsLeft = secondsLeft }
    }

    /// - Parameters:
    ///   - done: Of the work, in any unit.
    ///   - total: As far as it is known; it may grow.
    ///   - time: Since the work began.
    /// - Returns: Nil where nothing is to be said yet.
    public mutating func step(done: Int, of total: Int, at time: Duration) -> Step? {
        // What comes first, such as a greeting, tells nothing of how fast the rest goes.
        let begun = self.beginning.flatMap { $0.done <= done ? $0 : nil }
        let beginning = begun ?? (done, time)
        self.beginning = beginning
        guard time >= appearsAfter, lastSaid.map({ time - $0 >= interval }) ?? true else { return nil }
        lastSaid = time
        let (made, taken) = (done - beginning.done, time - beginning.at)
        guard made > 0, taken >= .seconds(1), total >= done else { return Step(secondsLeft: nil) }
        return Step(secondsLeft: Int((taken / .seconds(1) * Double(total - done) / Double(made)).rounded(.up)))
    }
}

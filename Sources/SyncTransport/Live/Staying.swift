package import SyncCore

/// What a session that stays is told between its comparisons.
package enum SessionNews: Sendable {
    /// The replica may hold more.
    case changed
    /// Nothing was heard for a while: the peer may be gone.
    case silence
}

/// How a session goes on once both sides hold the same.
package struct Staying: Sendable {
    package var news: AsyncStream<SessionNews>
    /// Told each time that both hold the same.
    package var settled: @Sendable (SyncSummary) -> Void

    package init(news: AsyncStream<SessionNews>, settled: @escaping @Sendable (SyncSummary) -> Void = { _ in }) {
        self.news = news
        self.settled = settled
    }
}

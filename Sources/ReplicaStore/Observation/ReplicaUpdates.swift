import SyncCore

/// The changes of a replica, as they come; ends when the task is cancelled.
///
/// Each element is what changed since the one before. Nothing is queued: who is slow gets more at once.
public struct ReplicaUpdates: AsyncSequence, Sendable {
    public typealias Element = ReplicaNews
    public typealias Failure = any Error

    let interval: Duration
    /// From where `updates` was called, not from the first turn of the loop: what comes between is news.
    /// Where that can't be read, `next` says why.
    private let watch: Result<ReplicaWatch, any Error>

    init(replica: Replica, interval: Duration) {
        self.interval = interval
        watch = Result { try ReplicaWatch(replica) }
    }

    public struct AsyncIterator: AsyncIteratorProtocol {
        private let interval: Duration
        private var watch: Result<ReplicaWatch, any Error>

        init(_ updates: ReplicaUpdates) {
            interval = updates.interval
            watch = updates.watch
        }

        /// - Throws: What `ReplicaWatch` throws.
        public mutating func next() async throws -> ReplicaNews? {
            var watch = try self.watch.get()
            defer { self.watch = .success(watch) }
            while !Task.isCancelled {
                let news = try watch.news()
                if !news.isEmpty { return news }
                do { try await Task.sleep(for: interval) } catch { return nil }
            }
            return nil
        }
    }

    public func makeAsyncIterator() -> AsyncIterator { AsyncIterator(self) }
}

/// The open conflicts of a replica, each time they are others; begins with those that are open now.
///
/// It is records that are watched: a rule's finding that comes with the day, not with a change, is seen
/// with the next change.
public struct ConflictUpdates: AsyncSequence, Sendable {
    public typealias Element = [Conflict]
    public typealias Failure = any Error

    let replica: Replica
    let interval: Duration

    public struct AsyncIterator: AsyncIteratorProtocol {
        private let replica: Replica
        private var updates: ReplicaUpdates.AsyncIterator
        private var known: [ConflictID]?

        init(_ all: ConflictUpdates) {
            replica = all.replica
            updates = ReplicaUpdates(replica: all.replica, interval: all.interval).makeAsyncIterator()
        }

        /// - Throws: What `conflicts()` throws.
        public mutating func next() async throws -> [Conflict]? {
            while true {
                if known != nil, try await updates.next() == nil { return nil }
                let open = try replica.conflicts().filter { $0.status == .open }
                let ids = open.map(\.id)
                if ids != known {
                    known = ids
                    return open
                }
            }
        }
    }

    public func makeAsyncIterator() -> AsyncIterator { AsyncIterator(self) }
}

extension Replica {
    /// What changes here from this call on, whoever changes it: `for try await news in replica.updates()`.
    ///
    /// Who calls this first and reads the records then misses nothing.
    ///
    /// - Parameter interval: How often the file is looked at while nothing comes.
    public func updates(every interval: Duration = .seconds(1)) -> ReplicaUpdates {
        ReplicaUpdates(replica: self, interval: interval)
    }

    /// The open conflicts, now and each time they are others.
    ///
    /// - Parameter interval: As for `updates(every:)`.
    public func openConflicts(every interval: Duration = .seconds(1)) -> ConflictUpdates {
        ConflictUpdates(replica: self, interval: interval)
    }
}

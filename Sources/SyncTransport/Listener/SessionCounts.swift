import ReplicaStore
import SyncCore
import Synchronization

/// What a listener's sessions have come to since it began: for whoever watches over it.
public final class SessionCounts: Sendable {
    public struct Values: Sendable, Equatable {
        /// Sessions that are running.
        public var open = 0
        /// Sessions that ended, both sides being equal.
        public var synced = 0
        /// Sessions that ended with a scope that still differs.
        public var unequal = 0
        /// Connections for which there was no place.
        public var refused = 0
        /// Sessions that ended with an error, by its number (`Protocol/replies.md`); 0 for what has none.
        public var errors: [Int: Int] = [:]
        /// Changesets of all sessions that have ended.
        public var received = 0
        public var sent = 0

        public init() {}
    }

    private let values = Mutex(Values())

    public init() {}

    public var now: Values { values.withLock { $0 } }

    func began() { values.withLock { $0.open += 1 } }
    func refused() { values.withLock { $0.refused += 1 } }

    func ended(_ summary: SyncSummary) {
        values.withLock { values in
            values.open -= 1
            values.received += summary.received
            values.sent += summary.sent
            if summary.unequalScopes.isEmpty { values.synced += 1 } else { values.unequal += 1 }
        }
    }

    func ended(_ error: any Error) {
        let number = (error as? SyncError)?.code.rawValue ?? (error as? StoreError)?.code.rawValue ?? 0
        values.withLock { values in
            values.open -= 1
            values.errors[number, default: 0] += 1
        }
    }
}

import SyncCore
import SyncTransport
import TestKit

extension ReplicaPair {
    /// A session as over TCP, without one; neither side notes it.
    init(finished one: Committee.Computer, _ two: Committee.Computer, now: @escaping @Sendable () -> Int64) throws {
        self.init(one, two, packing: .zlib, now: now)
        try run()
        guard summaries.allSatisfy({ $0.unequalScopes.isEmpty }) else {
            throw WrongResult(what: "the session ended unequal")
        }
    }
}

public import SyncCore

/// A changeset that is held, forwarded and shown, and doesn't count: *awaiting review*.
public struct VoidChangeset: Sendable {
    public var scope: String
    public var author: Author
    public var number: Int64
    public var hash: ChangesetHash
    public var at: Int64
    public var person: String
    public var reason: VoidReason
}

extension Replica {
    /// How many changesets are held that don't count.
    public func voidCount() throws -> Int { try look { $0.voids.all.count } }

    /// All of them, in the order of their chains.
    public func voidChangesets() throws -> [VoidChangeset] {
        try look { transaction in
            try transaction.voids.all.sorted { $0.key < $1.key }.map { dot, reason in
                let changeset = try transaction.log.changeset(at: dot)
                return VoidChangeset(
                    scope: changeset.header.scope, author: changeset.header.author,
                    number: dot.number, hash: try transaction.log.hash(of: dot) ?? changeset.hash,
                    at: changeset.header.at, person: changeset.header.person, reason: reason)
            }
        }
    }
}

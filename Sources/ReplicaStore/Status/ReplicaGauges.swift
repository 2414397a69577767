import Foundation
import GRDB
import SyncCore

/// What a machine that watches over a replica wants to know now and then; nothing is written or computed for it.
public struct ReplicaGauges: Sendable {
    public struct Scope: Sendable {
        public var name: String
        public var changesets: Int64
        /// As of the last time that the rules were run.
        public var openConflicts: Int64
        /// Milliseconds since 1970; nil for never.
        public var lastSync: Int64?
    }

    public var scopes: [Scope]
    public var waiting: Int64
    public var void: Int64
    /// Devices that are enrolled and not revoked.
    public var devices: Int64
    public var fileBytes: Int64
}

extension Replica {
    /// - Throws: `StoreError` where the file can't be read: then something is wrong with it.
    public func gauges() throws -> ReplicaGauges {
        try look { transaction in
            let database = transaction.database
            func number(_ sql: String) throws -> Int64 { try Int64.fetchOne(database, sql: sql) ?? 0 }
            let scopes = try Row.fetchAll(
                database,
                sql: """
                    SELECT h.scope, s.open_conflicts, h.last_sync,
                        (SELECT coalesce(sum(last - fork), 0) FROM zhibu_chain c WHERE c.scope = h.scope)
                    FROM zhibu_held h JOIN zhibu_scope_status s ON s.scope = h.scope ORDER BY h.scope
                    """
            ).map { ReplicaGauges.Scope(name: $0[0], changesets: $0[3], openConflicts: $0[1], lastSync: $0[2]) }
            return ReplicaGauges(
                scopes: scopes, waiting: try number("SELECT count(*) FROM zhibu_early"),
                void: try number("SELECT count(*) FROM zhibu_void"),
                devices: try number("SELECT count(*) FROM zhibu_device WHERE revoked IS NULL"),
                fileBytes: try number("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size"))
        }
    }
}

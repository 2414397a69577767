import GRDB
import ReplicaStore

/// What only makes sense with the university's own schema.
enum BranchRecordsOnly {
    /// - Throws: `CommandFailure.notBranchRecords`.
    static func require(in database: Database) throws {
        guard try database.hasTable("branch"), try database.hasTable("college") else {
            throw CommandFailure(.notBranchRecords)
        }
    }
}

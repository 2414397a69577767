public import GRDB
import SyncCore

extension Replica {
    /// The person at this device; nil where nobody has said.
    public func person() throws -> String? {
        try look { try $0.meta.text(.person) }
    }

    /// Says who sits at this device from now on. What was edited before is folded first, in the name
    /// of the person before.
    ///
    /// - Throws: `nameTooLong`: it stands in the first line of every changeset.
    public func setPerson(_ name: String) throws {
        guard name.utf8.count <= Limits.nameBytesMax else { throw StoreError(.nameTooLong) }
        try transaction { try $0.meta.set(.person, .text(name)) }
    }

    /// The text of the schema that this replica was given; nil before it has one.
    public func schemaText() throws -> String? {
        try look { try $0.meta.text(.schema) }
    }

    /// Notes within an edit's own transaction that a scope is held and may be written here, so that
    /// the statement after it may write there.
    public static func holdWithin(_ database: Database, scope: String) throws {
        try database.execute(
            sql: "INSERT OR IGNORE INTO zhibu_held(scope, writes) VALUES (?, 1)",
            arguments: [scope])
    }
}

extension Replica {
    /// The address of the server that this replica syncs with, or that it listens at.
    public func serverAddress() throws -> String? { try look { try $0.meta.text(.serverAddress) } }

    /// Where this replica was served last by an administrator's device; nil where it never was.
    public func ownAddress() throws -> String? { try look { try $0.meta.text(.ownAddress) } }

    public func setOwnAddress(_ address: String) throws {
        try transaction(folding: false) { try $0.meta.set(.ownAddress, .text(address)) }
    }

    /// The invite with which this replica has joined, or is joining.
    package func invite() throws -> String? { try look { try $0.meta.text(.invite) } }

    package func setInvite(_ id: String) throws {
        try transaction(folding: false) { try $0.meta.set(.invite, .text(id)) }
    }

    public func setServer(address: String) throws {
        try transaction(folding: false) { try $0.meta.set(.serverAddress, .text(address)) }
    }
}

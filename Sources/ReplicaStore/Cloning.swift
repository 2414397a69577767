import GRDB
package import SyncCore

extension Replica {
    /// Makes a new replica with the schema of a fresh one, page by page: much quicker than reading the
    /// schema again where a test needs thousands.
    ///
    /// - Precondition: Nothing was ever written to `template`.
    package convenience init(
        cloning template: Replica, at path: String, device: DeviceID, name: String,
        surroundings: Surroundings
    ) throws {
        try self.init(copying: template, at: path, surroundings: surroundings, signer: nil)
        try Self.rethrowing {
            try engine.writeWithoutTransaction { database in
                let log = ChangesetLog(database: database, cache: StatementCache())
                let meta = MetaTable(log: log)
                try meta.set(.replica, .text(surroundings.random(16).hexText))
                try meta.set(.device, .text(device.text))
                try meta.set(.name, .text(name))
            }
        }
    }

    /// A second file with the same contents, as when somebody copies a replica or restores a backup.
    package convenience init(
        copying other: Replica, at path: String, surroundings: Surroundings, signer: DeviceSigner?
    ) throws {
        let engine = try Self.rethrowing { try Self.connect(path, triggers: false, surroundings) }
        try Self.rethrowing { try other.engine.backup(to: engine) }
        let editor = try Self.rethrowing { try Self.connect(path, triggers: true, surroundings) }
        self.init(path: path, editor: editor, engine: engine, surroundings, signer)
    }
}

import Foundation
import ReplicaStore
import SyncCore

/// Makes a replica with a new root key and this device as its administrator: whole, or not at all.
struct Founding {
    let path: String
    /// The device's name; nil for the computer's own.
    let name: String?
    /// Scopes besides `committee` and `uni`.
    let scopes: [String]

    /// - Parameter work: What else belongs to it; if it fails, nothing is left behind.
    /// - Throws: `SchemaUnfit`; `fileExists`.
    func run<Result>(
        sql: String, version: String, _ work: (Replica) throws -> Result
    ) throws -> Result {
        try Replica.checkSchema(sql)
        if FileManager.default.fileExists(atPath: path) { throw StoreError(.fileExists, path) }
        let keys = try DeviceKeys.create(for: path)
        do {
            let replica = try found(keys, sql: sql, version: version)
            let result = try work(replica)
            try replica.close()
            return result
        } catch {
            // Nothing half made stays behind: all of it is younger than this call.
            for file in [
                path, path + "-wal", path + "-shm", DeviceKeys.path(of: path),
                RootKeys.rootPath(of: path), RootKeys.recoveryPath(of: path),
            ]
            where FileManager.default.fileExists(atPath: file) {
                try FileManager.default.removeItem(atPath: file)
            }
            throw error
        }
    }

    private func found(_ keys: DeviceKeys, sql: String, version: String) throws -> Replica {
        let name = name ?? ProcessInfo.processInfo.hostName
        let roots = try RootKeys.create(for: path)
        let root = DeviceSigner(roots.root)
        let replica = try Replica(
            creating: path, device: keys.device, name: name, surroundings: .ofThisComputer,
            signer: keys.signer)
        try replica.install(schema: sql, version: version)
        try replica.trust(root: root.device)
        try replica.hold(scope: ControlName.scope, writes: false)
        // The root founds and makes this device the administrator, who may act in every role of the
        // schema; from here on it is not needed.
        try replica.sign(
            [
                roots.foundation, .device(keys.enrolled(as: name)),
                .grant(
                    ControlGrant(
                        device: keys.device,
                        roles: try [ControlName.admin] + replica.schemaRoles().keys,
                        scopes: [ControlName.allScopes])),
            ] + (["committee", "uni"] + scopes).map { .scope(name: $0, title: "") }
                + [.schema(version: version, sql: sql)], by: root)
        return replica
    }
}

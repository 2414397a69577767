import Foundation
public import ReplicaStore
import SyncCore

extension Member {
    /// Makes the first replica of a committee: new keys for this device, a new root key, and this device
    /// as the administrator. Whole, or not at all; what a founding that was killed has left must be moved away by a
    /// person, because nothing tells its root key from an older one.
    ///
    /// Beside the replica lie `.key`, which stays, and `.root` and `.recovery`, which are to be carried away.
    ///
    /// - Parameters:
    ///   - path: Where the replica is made.
    ///   - name: The device's name, as others read it.
    ///   - schema: SQL; <doc:SchemaOfYourOwn> says what it may hold.
    ///   - version: The schema's name among the versions to come.
    ///   - scopes: What records are divided into; this device holds them all.
    ///   - surroundings: Clock and random numbers.
    ///   - work: What else belongs to it; if it fails, nothing is left behind.
    /// - Throws: `SchemaUnfit`; `StoreError` (`fileExists`, `fileNotWritable`); what `work` throws.
    @discardableResult
    public static func found(
        at path: String, name: String, schema: String, version: String = "1", scopes: [String] = ["uni"],
        surroundings: Surroundings = .system(), with work: (Replica) throws -> Void = { _ in }
    ) throws -> Member {
        try Replica.checkSchema(schema)
        let files =
            replicaFiles(path) + [DeviceKeys.path(of: path), RootKeys.rootPath(of: path), RootKeys.recoveryPath(of: path)]
        // Above all no root key of an earlier founding, whose replica lies elsewhere now.
        try expectNothing(at: files)
        let keys = try DeviceKeys.create(for: path)
        do {
            let roots = try RootKeys.create(for: path)
            let replica = try Replica(
                creating: path, device: keys.device, name: name, surroundings: surroundings, signer: keys.signer)
            try replica.install(schema: schema, version: version)
            try replica.enrolFounder(keys, roots, name: name, scopes: scopes, schema: schema, version: version)
            try work(replica)
            return try Member(replica, keys: keys, surroundings: surroundings)
        } catch {
            try remove(files)
            throw error
        }
    }

    static func replicaFiles(_ path: String) -> [String] { [path, path + "-wal", path + "-shm"] }

    static func expectNothing(at files: [String]) throws {
        if let there = files.first(where: FileManager.default.fileExists(atPath:)) {
            throw StoreError(.fileExists, there)
        }
    }

    /// Nothing half made stays behind: all of it is younger than the call that failed.
    static func remove(_ files: [String]) throws {
        for file in files where FileManager.default.fileExists(atPath: file) {
            try FileManager.default.removeItem(atPath: file)
        }
    }
}

extension Replica {
    /// The root founds and makes this device the administrator, who may act in every role of the schema;
    /// from here on it is not needed.
    fileprivate func enrolFounder(
        _ keys: DeviceKeys, _ roots: RootKeys, name: String, scopes: [String], schema: String, version: String
    ) throws {
        let root = DeviceSigner(roots.root)
        try trust(root: root.device)
        try hold(scope: ControlName.scope, writes: false)
        let roles = try [ControlName.admin] + schemaRoles().keys
        var lines = [
            roots.foundation, .device(keys.enrolled(as: name)),
            .grant(ControlGrant(device: keys.device, roles: roles, scopes: [ControlName.allScopes])),
        ]
        lines += scopes.map { .scope(name: $0, title: "") }
        lines.append(.schema(version: version, sql: schema))
        try sign(lines, by: root)
    }
}

import Foundation
public import ReplicaStore

/// A replica on this device with the device's keys: what a program of your own begins with.
///
/// The first one of a committee is *founded*; every other one *joins* with an invite. Whoever has
/// joined holds its scopes, edits them by plain SQL through ``replica``, and syncs.
public struct Member: Sendable {
    /// Records, conflicts, history.
    public let replica: Replica
    public let keys: DeviceKeys
    /// The device's name, as others read it.
    public let name: String
    let surroundings: Surroundings

    /// - Throws: `StoreError`, where the file can't be read.
    public init(_ replica: Replica, keys: DeviceKeys, surroundings: Surroundings = .system()) throws {
        self.replica = replica
        self.keys = keys
        self.surroundings = surroundings
        name = try replica.name()
    }

    /// Opens a replica that was founded or has joined, with the keys that lie beside it.
    ///
    /// - Throws: `StoreError` (`fileMissing`, `notAReplica`, `keyMissing`, `keyUnfit`,
    ///   `keyOfAnotherDevice`, …).
    public init(opening path: String, surroundings: Surroundings = .system()) throws {
        guard FileManager.default.fileExists(atPath: path) else { throw StoreError(.fileMissing, path) }
        let keys = try DeviceKeys.load(for: path)
        try self.init(
            Replica(opening: path, surroundings: surroundings, signer: keys.signer), keys: keys,
            surroundings: surroundings)
    }

    public func close() throws { try replica.close() }
}

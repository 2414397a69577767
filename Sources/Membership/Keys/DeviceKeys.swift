public import Crypto
import Foundation
public import ReplicaStore
public import SyncCore

/// The device's two private keys, in a file of their own next to the replica, for its owner only.
///
/// A copy of the SQLite file alone can therefore neither sign as this device nor read what is sealed
/// for it.
public struct DeviceKeys: Sendable {
    public let signing: Curve25519.Signing.PrivateKey
    public let agreement: Curve25519.KeyAgreement.PrivateKey

    private static let title = "zhibu-device-key 1"

    /// Where the keys of a replica lie.
    public static func path(of replica: String) -> String { replica + ".key" }

    public var device: DeviceID { DeviceID(publicKey: signing.publicKey) }

    /// As the control entries name this device.
    public func enrolled(as name: String) -> ControlDevice {
        ControlDevice(
            name: name, signingKey: Array(signing.publicKey.rawRepresentation),
            agreementKey: Array(agreement.publicKey.rawRepresentation))
    }

    /// Signs in the name of this device.
    public var signer: DeviceSigner { DeviceSigner(signing) }

    /// Draws new keys and writes them down; never over a file that is there.
    ///
    /// - Throws: `StoreError` (`fileExists`, `fileNotWritable`).
    public static func create(for replica: String) throws -> DeviceKeys {
        let keys = DeviceKeys(signing: .init(), agreement: .init())
        try keys.write(for: replica)
        return keys
    }

    /// Keys for several new replicas, their ids in the order of the names: what is listed by author
    /// comes in one order then, whatever was drawn.
    package static func createInOrder(for replicas: [String]) throws {
        let drawn = replicas.map { _ in DeviceKeys(signing: .init(), agreement: .init()) }
            .sorted { $0.device < $1.device }
        for (replica, keys) in zip(replicas, drawn) { try keys.write(for: replica) }
    }

    private func write(for replica: String) throws {
        try KeyFile.write(
            """
            \(Self.title)
            signing \(Data(signing.rawRepresentation).base64EncodedString())
            agreement \(Data(agreement.rawRepresentation).base64EncodedString())

            """, to: Self.path(of: replica))
    }

    /// Whether there is a file with keys beside this replica.
    public static func exist(for replica: String) -> Bool {
        FileManager.default.fileExists(atPath: path(of: replica))
    }

    /// - Throws: `StoreError` (`keyMissing`; `keyUnfit` for a file that is none of ours, or that others may
    ///   read).
    public static func load(for replica: String) throws -> DeviceKeys {
        let path = path(of: replica)
        let lines = try KeyFile.lines(path)
        guard lines.count == 3, lines[0] == title,
            let signing = KeyFile.field("signing", in: lines[1]),
            let agreement = KeyFile.field("agreement", in: lines[2])
        else { throw StoreError(.keyUnfit, path) }
        do {
            return DeviceKeys(
                signing: try .init(rawRepresentation: signing),
                agreement: try .init(rawRepresentation: agreement))
        } catch {
            throw StoreError(.keyUnfit, path)
        }
    }
}

extension DeviceSigner {
    /// Signs with this key.
    public init(_ key: Curve25519.Signing.PrivateKey) {
        self.init(device: DeviceID(publicKey: key.publicKey)) { Array(try key.signature(for: $0)) }
    }
}

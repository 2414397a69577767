public import Crypto
import Foundation
import ReplicaStore
public import SyncCore

/// The committee's root key and its recovery key, each in a file of its own: to be carried away from
/// this computer, the recovery key into a safe.
public struct RootKeys: Sendable {
    public let root: Curve25519.Signing.PrivateKey
    public let recovery: Curve25519.Signing.PrivateKey

    public static func rootPath(of replica: String) -> String { replica + ".root" }
    public static func recoveryPath(of replica: String) -> String { replica + ".recovery" }

    private static let (rootTitle, recoveryTitle) = ("zhibu-root-key 1", "zhibu-recovery-key 1")

    /// Draws new keys and writes them down beside a replica; never over files that are there.
    ///
    /// - Throws: `StoreError` (`fileExists`, `fileNotWritable`).
    public static func create(for replica: String) throws -> RootKeys {
        try create(rootPath(of: replica), recoveryPath(of: replica))
    }

    /// Keys in the place of others, in files with a number: no file is ever written over.
    public static func create(
        for replica: String, number: Int
    ) throws -> (keys: RootKeys, rootPath: String, recoveryPath: String) {
        let paths = ("\(rootPath(of: replica))-\(number)", "\(recoveryPath(of: replica))-\(number)")
        return (try create(paths.0, paths.1), paths.0, paths.1)
    }

    private static func create(_ rootPath: String, _ recoveryPath: String) throws -> RootKeys {
        let keys = RootKeys(root: .init(), recovery: .init())
        try KeyFile.write(text(rootTitle, keys.root), to: rootPath)
        try KeyFile.write(text(recoveryTitle, keys.recovery), to: recoveryPath)
        return keys
    }

    /// A root key or a recovery key.
    ///
    /// - Throws: `StoreError` (`keyMissing`, `keyUnfit`).
    public static func load(_ path: String) throws -> Curve25519.Signing.PrivateKey {
        let lines = try KeyFile.lines(path)
        guard lines.count == 2, [rootTitle, recoveryTitle].contains(lines[0]),
            let bytes = KeyFile.field("signing", in: lines[1]), bytes.count == 32
        else { throw StoreError(.keyUnfit, path) }
        return try .init(rawRepresentation: bytes)
    }

    /// The control line by which these keys take the place of the ones before.
    public func replacement(_ reason: String) -> ControlLine {
        .root(
            root: Array(root.publicKey.rawRepresentation),
            recovery: Array(recovery.publicKey.rawRepresentation), reason: reason)
    }

    private static func text(_ title: String, _ key: Curve25519.Signing.PrivateKey) -> String {
        "\(title)\nsigning \(Data(key.rawRepresentation).base64EncodedString())\n"
    }

    /// The first control line of all.
    public var foundation: ControlLine {
        .found(
            root: Array(root.publicKey.rawRepresentation),
            recovery: Array(recovery.publicKey.rawRepresentation))
    }
}

import Crypto
import Foundation
import ReplicaStore
import SyncCore

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// The device's two private keys, in a file of their own next to the replica, for its owner only.
///
/// A copy of the SQLite file alone can therefore neither sign as this device nor read what is sealed
/// for it.
struct DeviceKeys {
    let signing: Curve25519.Signing.PrivateKey
    let agreement: Curve25519.KeyAgreement.PrivateKey

    private static let title = "zhibu-device-key 1"

    static func path(of replica: String) -> String { replica + ".key" }

    var device: DeviceID { DeviceID(publicKey: signing.publicKey) }

    /// As the control entries name this device.
    func enrolled(as name: String) -> ControlDevice {
        ControlDevice(
            name: name, signingKey: Array(signing.publicKey.rawRepresentation),
            agreementKey: Array(agreement.publicKey.rawRepresentation))
    }

    /// Signs in the name of this device.
    var signer: DeviceSigner { DeviceSigner(signing) }

    /// Draws new keys and writes them down; never over a file that is there.
    static func create(for replica: String) throws -> DeviceKeys {
        let keys = DeviceKeys(signing: .init(), agreement: .init())
        try keys.write(for: replica)
        return keys
    }

    /// Keys for several new replicas, their ids in the order of the names: what is listed by author
    /// comes in one order then, whatever was drawn.
    static func createInOrder(for replicas: [String]) throws {
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

    static func exist(for replica: String) -> Bool {
        FileManager.default.fileExists(atPath: path(of: replica))
    }

    /// - Throws: `StoreError.keyMissing`; `CommandFailure.keyUnfit` for a file that is none of ours
    ///   or that others may read.
    static func load(for replica: String) throws -> DeviceKeys {
        let path = path(of: replica)
        let lines = try KeyFile.lines(path)
        guard lines.count == 3, lines[0] == title,
            let signing = KeyFile.field("signing", in: lines[1]),
            let agreement = KeyFile.field("agreement", in: lines[2])
        else { throw CommandFailure(.keyUnfit, path) }
        do {
            return DeviceKeys(
                signing: try .init(rawRepresentation: signing),
                agreement: try .init(rawRepresentation: agreement))
        } catch {
            throw CommandFailure(.keyUnfit, path)
        }
    }
}

/// The committee's root key and its recovery key, each in a file of its own: to be carried away from
/// this computer, the recovery key into a safe.
struct RootKeys {
    let root: Curve25519.Signing.PrivateKey
    let recovery: Curve25519.Signing.PrivateKey

    static func rootPath(of replica: String) -> String { replica + ".root" }
    static func recoveryPath(of replica: String) -> String { replica + ".recovery" }

    private static let (rootTitle, recoveryTitle) = ("zhibu-root-key 1", "zhibu-recovery-key 1")

    static func create(for replica: String) throws -> RootKeys {
        try create(rootPath(of: replica), recoveryPath(of: replica))
    }

    /// Keys in the place of others, in files with a number: no file is ever written over.
    static func create(
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
    /// - Throws: `StoreError.keyMissing`; `CommandFailure.keyUnfit`.
    static func load(_ path: String) throws -> Curve25519.Signing.PrivateKey {
        let lines = try KeyFile.lines(path)
        guard lines.count == 2, [rootTitle, recoveryTitle].contains(lines[0]),
            let bytes = KeyFile.field("signing", in: lines[1]), bytes.count == 32
        else { throw CommandFailure(.keyUnfit, path) }
        return try .init(rawRepresentation: bytes)
    }

    func replacement(_ reason: String) -> ControlLine {
        .root(
            root: Array(root.publicKey.rawRepresentation),
            recovery: Array(recovery.publicKey.rawRepresentation), reason: reason)
    }

    private static func text(_ title: String, _ key: Curve25519.Signing.PrivateKey) -> String {
        "\(title)\nsigning \(Data(key.rawRepresentation).base64EncodedString())\n"
    }

    var foundation: ControlLine {
        .found(
            root: Array(root.publicKey.rawRepresentation),
            recovery: Array(recovery.publicKey.rawRepresentation))
    }
}

extension DeviceSigner {
    init(_ key: Curve25519.Signing.PrivateKey) {
        self.init(device: DeviceID(publicKey: key.publicKey)) { Array(try key.signature(for: $0)) }
    }
}

/// Files that only their owner may read.
private enum KeyFile {
    /// - Throws: `StoreError.keyMissing`; `CommandFailure.keyUnfit` for a file that others may read.
    static func lines(_ path: String) throws -> [String] {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw StoreError(.keyMissing, path)
        }
        let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions]
        guard let mode = mode as? Int, mode & 0o077 == 0 else {
            throw CommandFailure(.keyUnfit, path)
        }
        return String(decoding: data, as: UTF8.self).split(separator: "\n").map(String.init)
    }

    static func field(_ name: String, in line: String) -> Data? {
        guard line.hasPrefix("\(name) ") else { return nil }
        return Data(base64Encoded: String(line.dropFirst(name.count + 1)))
    }

    /// Durable when it returns; never over a file that is there.
    static func write(_ text: String, to path: String) throws {
        let file = open(path, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0o600)
        if file < 0 {
            throw StoreError(errno == EEXIST ? .fileExists : .fileNotWritable, path)
        }
        let handle = FileHandle(fileDescriptor: file, closeOnDealloc: true)
        try handle.write(contentsOf: Data(text.utf8))
        try handle.synchronize()
        try handle.close()
    }
}

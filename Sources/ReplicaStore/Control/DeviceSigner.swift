public import SyncCore

/// The device's private signing key, as a value from outside: it lies outside the SQLite file.
public struct DeviceSigner: Sendable {
    public var device: DeviceID
    /// Ed25519 over the given bytes; 64 bytes.
    public var sign: @Sendable ([UInt8]) throws -> [UInt8]

    public init(device: DeviceID, sign: @escaping @Sendable ([UInt8]) throws -> [UInt8]) {
        self.device = device
        self.sign = sign
    }

    func seal(_ hash: ChangesetHash) throws -> Seal {
        Seal(device: device, signature: try sign(Seal.message(hash)))
    }
}

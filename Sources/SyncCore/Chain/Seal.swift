import Crypto
import Foundation

/// A device's signature over a changeset's hash, and so over its chain up to there.
///
/// On the wire and in bundles it is a line after the changeset that it seals. Not every changeset has
/// one: each proves all before it.
public struct Seal: Equatable, Sendable {
    public var device: DeviceID
    /// Ed25519, 64 bytes.
    public var signature: [UInt8]

    public init(device: DeviceID, signature: [UInt8]) {
        self.device = device
        self.signature = signature
    }

    /// What is signed: a name for the purpose, then the changeset's hash, which covers all else.
    public static func message(_ hash: ChangesetHash) -> [UInt8] {
        Array("zhibu-seal-1\n".utf8) + hash.bytes
    }

    /// Whether the holder of this public key made it; false also for bytes that are no key.
    public func isValid(of hash: ChangesetHash, signingKey: [UInt8]) -> Bool {
        guard DeviceID(signingKeyBytes: signingKey) == device else { return false }
        do {
            return try Curve25519.Signing.PublicKey(rawRepresentation: signingKey)
                .isValidSignature(signature, for: Self.message(hash))
        } catch {
            return false
        }
    }

    /// `seal · device · signature`, LF included.
    public var line: [UInt8] {
        var line = Array("seal\t\(device.text)\t".utf8)
        line.append(contentsOf: Data(signature).base64EncodedData())
        line.append(0x0A)
        return line
    }

    /// Nil for anything that `line` would not have written.
    public init?(line: ArraySlice<UInt8>) {
        let fields = line.dropLast().split(separator: 0x09, omittingEmptySubsequences: false)
        guard line.last == 0x0A, fields.count == 3, fields[0].elementsEqual("seal".utf8),
            let device = DeviceID(String(decoding: fields[1], as: UTF8.self)),
            let signature = Data(base64Encoded: Data(fields[2])), signature.count == 64
        else { return nil }
        self.init(device: device, signature: Array(signature))
        guard line.elementsEqual(self.line) else { return nil }
    }

    /// Where a changeset's own bytes end in bytes that may have a seal line after them.
    public static func split(
        _ bytes: [UInt8]
    ) -> (changeset: ArraySlice<UInt8>, seal: ArraySlice<UInt8>?) {
        guard let mark = bytes.dropLast().lastIndex(of: 0x0A),
            bytes[(mark + 1)...].starts(with: "seal\t".utf8)
        else { return (bytes[...], nil) }
        return (bytes[...mark], bytes[(mark + 1)...])
    }
}

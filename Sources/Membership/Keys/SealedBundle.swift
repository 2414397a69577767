import Crypto
import Foundation
import ReplicaStore
import SyncCore

/// A bundle that one device alone can read: signed by its sender, encrypted to its receiver.
///
///     sealed-bundle · 1 · sender · receiver · encapsulated key · signature
///     the bundle's bytes, encrypted, to the end of the file
///
/// - SeeAlso: RFC 9180 (base mode, X25519, HKDF-SHA256, ChaCha20-Poly1305); `Protocol/bundle.md`.
struct SealedBundle {
    var sender: DeviceID
    var receiver: DeviceID
    private var encapsulatedKey: Data
    private var signature: Data
    private var ciphertext: Data

    private static let suite = HPKE.Ciphersuite.Curve25519_SHA256_ChachaPoly
    private static let info = Data("zhibu-bundle-1".utf8)
    private static let verb = "sealed-bundle"

    /// Whether a file begins as such a bundle does.
    static func begins(_ bytes: [UInt8]) -> Bool { bytes.starts(with: "\(verb)\t".utf8) }

    // MARK: writing

    /// - Throws: `BundleError.receiverHasNoKey` where the receiver has none that can be used.
    init(_ plaintext: [UInt8], from sender: DeviceKeys, to receiver: ControlDevice) throws {
        self.sender = sender.device
        self.receiver = receiver.id
        var box: HPKE.Sender
        do {
            box = try HPKE.Sender(
                recipientKey: Curve25519.KeyAgreement.PublicKey(rawRepresentation: receiver.agreementKey),
                ciphersuite: Self.suite, info: Self.info)
        } catch {
            throw BundleError(.receiverHasNoKey, receiver.name)
        }
        ciphertext = try box.seal(plaintext, authenticating: Self.names(self.sender, self.receiver))
        encapsulatedKey = box.encapsulatedKey
        signature = Data()
        signature = try sender.signing.signature(for: message)
    }

    func encoded() -> [UInt8] { head + ciphertext }

    private var head: [UInt8] {
        let fields = [
            Self.verb, "1", sender.text, receiver.text, encapsulatedKey.base64EncodedString(),
            signature.base64EncodedString(),
        ]
        return Array((fields.joined(separator: "\t") + "\n").utf8)
    }

    private static func names(_ sender: DeviceID, _ receiver: DeviceID) -> Data {
        Data("\(sender.text)\t\(receiver.text)".utf8)
    }

    private var message: Data {
        Self.info + [0x0A] + Self.names(sender, receiver) + encapsulatedKey + Data(SHA256.hash(data: ciphertext))
    }

    // MARK: reading

    /// - Throws: `BundleError.damaged` where the first line is none of a sealed bundle.
    init(decoding bytes: [UInt8]) throws {
        guard let end = bytes.prefix(1_024).firstIndex(of: 0x0A) else { throw BundleError(.damaged) }
        let fields = String(decoding: bytes[..<end], as: UTF8.self)
            .split(separator: "\t", omittingEmptySubsequences: false)
        guard fields.count == 6, fields[0] == Self.verb, fields[1] == "1", let sender = DeviceID(String(fields[2])),
            let receiver = DeviceID(String(fields[3])), let key = Data(base64Encoded: String(fields[4])),
            let signature = Data(base64Encoded: String(fields[5]))
        else { throw BundleError(.damaged) }
        self.sender = sender
        self.receiver = receiver
        encapsulatedKey = key
        self.signature = signature
        ciphertext = Data(bytes[(end + 1)...])
        // Base64 that leaves bits over has other spellings.
        guard bytes.starts(with: head) else { throw BundleError(.damaged) }
    }

    /// - Parameter device: The sender, as the control entries know it.
    /// - Throws: `BundleError.damaged` where anything of it was altered.
    func opened(with keys: DeviceKeys, from device: ControlDevice) throws -> [UInt8] {
        guard isSigned(by: device) else { throw BundleError(.damaged) }
        return try decrypted(with: keys)
    }

    func isSigned(by device: ControlDevice) -> Bool {
        do {
            return try Curve25519.Signing.PublicKey(rawRepresentation: device.signingKey)
                .isValidSignature(signature, for: message)
        } catch {
            // No key, no signature.
            return false
        }
    }

    /// What only its receiver can read; who sent it, ``isSigned(by:)`` says.
    ///
    /// - Throws: `BundleError.damaged` where anything of it was altered.
    func decrypted(with keys: DeviceKeys) throws -> [UInt8] {
        do {
            var box = try HPKE.Recipient(
                privateKey: keys.agreement, ciphersuite: Self.suite, info: Self.info, encapsulatedKey: encapsulatedKey)
            return Array(try box.open(ciphertext, authenticating: Self.names(sender, receiver)))
        } catch {
            throw BundleError(.damaged)
        }
    }
}

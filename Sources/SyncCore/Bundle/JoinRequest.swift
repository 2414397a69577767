public import Crypto
import Foundation

/// A device's wish to be enrolled, in a file: what ``SessionInvite`` and `enrol` are on the wire.
///
///     join-request · 1 · invite · key · agreement key · name · HMAC · signature
///
/// The invite's secret is the HMAC's key and is not in the file; the signature shows that the device has the key.
/// Whoever finds the file can enrol nobody else with it.
///
/// - SeeAlso: `Protocol/invite.md`, "Without a network".
public struct JoinRequest: Sendable {
    public let request: EnrolRequest
    private let signature: [UInt8]

    private static let verb = "join-request"
    private static let label = "zhibu-join-1"

    /// - Parameters:
    ///   - invite: What the committee's administrator has sent.
    ///   - publicKey: The device's.
    ///   - agreementKey: X25519, 32 bytes.
    ///   - name: As others will read it.
    ///   - sign: With the device's key; 64 bytes.
    public init(
        _ invite: SessionInvite, publicKey: Curve25519.Signing.PublicKey, agreementKey: [UInt8], name: String,
        sign: ([UInt8]) throws -> [UInt8]
    ) throws {
        let raw = Array(publicKey.rawRepresentation)
        let message = Self.message(raw, agreementKey, name)
        let code = HMAC<SHA256>.authenticationCode(for: message, using: SymmetricKey(data: invite.secret))
        request = EnrolRequest(
            inviteID: invite.id, device: DeviceID(publicKey: publicKey), publicKey: raw, name: name,
            agreementKey: agreementKey, message: message, code: Array(code))
        signature = try sign(Self.signed(request))
    }

    /// - Throws: `SyncError.fieldMalformed` where it is no request, or was cut short or altered. Whether the invite is
    ///   known, ``EnrolRequest/isProven(secret:)`` says.
    public init(decoding bytes: [UInt8]) throws(SyncError) {
        let refused = SyncError(.fieldMalformed, Self.verb)
        let parts = bytes.dropLast().split(separator: 0x09, maxSplits: 8, omittingEmptySubsequences: false)
        guard bytes.last == 0x0A, bytes.count <= Limits.lineBytesMax, parts.count == 8,
            parts[0].elementsEqual(Self.verb.utf8), parts[1].elementsEqual("1".utf8)
        else { throw refused }
        let line = WireLine(verb: .enrol, fields: Array(parts.dropFirst(2)))
        let raw = try line.base64(1, bytes: Limits.keyBytes)
        let publicKey: Curve25519.Signing.PublicKey
        do { publicKey = try .init(rawRepresentation: raw) } catch { throw refused }
        let agreementKey = try line.base64(2, bytes: Limits.keyBytes)
        let name = try line.name(3)
        request = EnrolRequest(
            inviteID: try line.text(0), device: DeviceID(publicKey: publicKey), publicKey: raw, name: name,
            agreementKey: agreementKey, message: Self.message(raw, agreementKey, name),
            code: try line.hex(4, bytes: Limits.digestBytes))
        signature = try line.base64(5, bytes: 64)
        guard publicKey.isValidSignature(signature, for: Self.signed(request)), encoded() == bytes else {
            throw refused
        }
    }

    public func encoded() -> [UInt8] {
        Self.head(request) + [0x09] + Array(Data(signature).base64EncodedString().utf8) + [0x0A]
    }

    /// Whether a file begins as a request does.
    public static func begins(_ bytes: [UInt8]) -> Bool { bytes.starts(with: "\(verb)\t".utf8) }

    private static func message(_ publicKey: [UInt8], _ agreementKey: [UInt8], _ name: String) -> [UInt8] {
        Array("\(label)\n".utf8) + publicKey + agreementKey + Array(name.utf8)
    }

    private static func signed(_ request: EnrolRequest) -> [UInt8] { Array("\(label)\t".utf8) + head(request) }

    /// The line up to the TAB before the signature.
    private static func head(_ request: EnrolRequest) -> [UInt8] {
        let fields = [
            verb, "1", request.inviteID, Data(request.publicKey).base64EncodedString(), Data(request.agreementKey).base64EncodedString(),
            request.name, request.code.hexText,
        ]
        var line: [UInt8] = []
        for (index, field) in fields.enumerated() {
            if index > 0 { line.append(0x09) }
            Value.appendEscaped(field.utf8, to: &line)
        }
        return line
    }
}

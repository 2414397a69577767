import Crypto
import Foundation
import NIOSSL
import SwiftASN1
import X509

/// The certificate under which a listener hides its lines: made anew with each listener and kept nowhere.
///
/// Nobody trusts it for itself. Both sides of a session sign its hash with their device keys, so whoever stands
/// between them with a certificate of his own is found out by the proofs.
///
/// - SeeAlso: `Protocol/spec.md` §4.2; RFC 5929 §4, whose `tls-server-end-point` names a channel the same way.
package struct ServerCertificate: Sendable {
    /// SHA-256 of the certificate in DER, 32 bytes.
    package let hash: [UInt8]
    let context: NIOSSLContext

    package init() throws {
        let key = P256.Signing.PrivateKey()
        let name = try DistinguishedName { CommonName("zhibu") }
        let certificate = try Certificate(
            version: .v3, serialNumber: .init(), publicKey: .init(key.publicKey),
            // Nobody asks for the time, since an office's clock may be years off: from 1970 to RFC 5280's last second.
            notValidBefore: Date(timeIntervalSince1970: 0), notValidAfter: Date(timeIntervalSince1970: 253_402_300_799),
            issuer: name, subject: name,
            signatureAlgorithm: .ecdsaWithSHA256, extensions: Certificate.Extensions(), issuerPrivateKey: .init(key))
        var serializer = DER.Serializer()
        try serializer.serialize(certificate)
        let bytes = serializer.serializedBytes
        hash = Self.hash(of: bytes)
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: [.certificate(try NIOSSLCertificate(bytes: bytes, format: .der))],
            privateKey: .privateKey(try NIOSSLPrivateKey(bytes: Array(key.pemRepresentation.utf8), format: .pem)))
        configuration.minimumTLSVersion = .tlsv13
        context = try NIOSSLContext(configuration: configuration)
    }

    static func hash(of certificate: [UInt8]) -> [UInt8] { Array(SHA256.hash(data: certificate)) }
}

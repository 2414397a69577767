import Crypto

/// The first line of each side (spec §4.1).
struct Hello: Sendable {
    var publicKey: [UInt8]
    var nonce: [UInt8]
    var name: String
    /// The sender wants to be enrolled before anything else.
    var wantsEnrolment: Bool
    var device: DeviceID

    init(_ line: WireLine) throws(SyncError) {
        let version = try line.number(0, in: 0...Int64.max)
        guard version == Limits.protocolVersion else {
            throw SyncError(.versionUnknown, "version \(version)")
        }
        try line.expect(fields: 5)
        publicKey = try line.base64(1, bytes: Limits.keyBytes)
        nonce = try line.base64(2, bytes: Limits.nonceBytes)
        name = try line.name(3)
        switch try line.text(4) {
        case "sync": wantsEnrolment = false
        case "enrol": wantsEnrolment = true
        default: throw line.malformed("sync or enrol")
        }
        guard let key = try? Curve25519.Signing.PublicKey(rawRepresentation: publicKey) else {
            throw line.malformed("key")
        }
        device = DeviceID(publicKey: key)
    }

    static func line(_ own: SyncIdentity) -> [UInt8] {
        LineWriter.one(
            .hello, String(Limits.protocolVersion), own.publicKey.base64Text,
            own.nonce.base64Text, own.name, own.invite == nil ? "sync" : "enrol")
    }
}

/// What a device signs to prove its key (spec §4.2).
///
/// The signer comes first and its role is in the domain, so a signature can't be sent back as the
/// other side's.
enum Proof {
    static func digest(
        signer: (role: SyncRole, nonce: [UInt8], key: [UInt8]),
        other: (nonce: [UInt8], key: [UInt8]), channelBinding: [UInt8]
    ) -> [UInt8] {
        var hasher = SHA256()
        hasher.update(data: Array("zhibu proof 1 \(signer.role.rawValue)\n".utf8))
        hasher.update(data: signer.nonce)
        hasher.update(data: signer.key)
        hasher.update(data: other.nonce)
        hasher.update(data: other.key)
        hasher.update(data: Array(SHA256.hash(data: channelBinding)))
        return Array(hasher.finalize())
    }

    static func own(_ own: SyncIdentity, _ peer: Hello) -> [UInt8] {
        digest(
            signer: (own.role, own.nonce, own.publicKey), other: (peer.nonce, peer.publicKey),
            channelBinding: own.channelBinding)
    }

    /// - Throws: `proofWrong` unless the peer's key made this signature for this session.
    static func check(
        _ signature: [UInt8], of peer: Hello, for own: SyncIdentity
    ) throws(SyncError) {
        let digest = digest(
            signer: (own.role == .initiator ? .responder : .initiator, peer.nonce, peer.publicKey),
            other: (own.nonce, own.publicKey), channelBinding: own.channelBinding)
        guard let key = try? Curve25519.Signing.PublicKey(rawRepresentation: peer.publicKey),
            key.isValidSignature(signature, for: digest)
        else { throw SyncError(.proofWrong) }
    }
}

/// A device that holds an invite asks to be enrolled (spec §4.3).
public struct EnrolRequest: Equatable, Sendable {
    public var inviteID: String
    public var device: DeviceID
    /// Ed25519, 32 bytes; the device has proved that it owns it.
    public var publicKey: [UInt8]
    public var name: String
    /// X25519, 32 bytes.
    public var agreementKey: [UInt8]
    /// What the secret's HMAC is taken over, and the HMAC that came.
    private var message: [UInt8]
    private var code: [UInt8]

    /// Whether the device knows the invite's secret; compares in constant time.
    public func isAuthentic(secret: [UInt8]) -> Bool {
        HMAC<SHA256>.isValidAuthenticationCode(
            code, authenticating: message, using: SymmetricKey(data: secret))
    }

    init(_ line: WireLine, of peer: Hello, to own: SyncIdentity) throws(SyncError) {
        try line.expect(fields: 4)
        inviteID = try line.text(0)
        code = try line.hex(1, bytes: Limits.digestBytes)
        name = try line.name(2)
        agreementKey = try line.base64(3, bytes: Limits.keyBytes)
        device = peer.device
        publicKey = peer.publicKey
        message = Self.message(
            nonces: peer.nonce + own.nonce, key: peer.publicKey, name: name,
            agreementKey: agreementKey)
    }

    static func line(_ own: SyncIdentity, _ invite: InviteClaim, to peer: Hello) -> [UInt8] {
        let message = message(
            nonces: own.nonce + peer.nonce, key: own.publicKey, name: own.name,
            agreementKey: invite.agreementKey)
        let code = HMAC<SHA256>.authenticationCode(
            for: message, using: SymmetricKey(data: invite.secret))
        return LineWriter.one(
            .enrol, invite.id, Array(code).hexText, own.name, invite.agreementKey.base64Text)
    }

    /// - Parameter nonces: The initiator's, then the responder's.
    private static func message(
        nonces: [UInt8], key: [UInt8], name: String, agreementKey: [UInt8]
    ) -> [UInt8] {
        Array("zhibu enrol 1\n".utf8) + nonces + key + agreementKey + Array(name.utf8)
    }
}

/// The answer to an `EnrolRequest`.
public struct EnrolAnswer: Equatable, Sendable {
    /// The name the device has from now on; the asked one unless that was taken.
    public var deviceName: String
    /// What the invite grants; `.loadHeld` comes next and may list them.
    public var scopes: [String]

    public init(deviceName: String, scopes: [String]) {
        precondition(scopes.count < Limits.fieldsMax, "too many scopes for one line")
        self.deviceName = deviceName
        self.scopes = scopes
    }

    init(_ line: WireLine) throws(SyncError) {
        guard (1...Limits.fieldsMax).contains(line.count) else { throw line.malformed("fields") }
        deviceName = try line.name(0)
        scopes = []
        for index in 1..<line.count { scopes.append(try line.text(index)) }
    }

    var line: [UInt8] {
        var writer = LineWriter()
        writer.line(.enrolled, [deviceName] + scopes)
        return writer.bytes
    }
}

/// Who opened the connection. Both run the same session; only proofs and enrolment differ.
public enum SyncRole: String, Sendable { case initiator, responder }

/// All that a session knows before it begins, as values: no clock, no randomness, no private key.
public struct SyncIdentity: Sendable {
    public var role: SyncRole
    /// Ed25519, 32 bytes.
    public var publicKey: [UInt8]
    /// 32 random bytes, never used before.
    public var nonce: [UInt8]
    /// The device's name, shown to the people at the other side.
    public var name: String
    /// Whom this side wants to reach, or nil for whoever proves a key.
    public var expectedPeer: DeviceID?
    /// What only this connection has: with TLS the hash of the server's certificate, else empty.
    public var channelBinding: [UInt8]
    /// The invite that an initiator wants to be enrolled with.
    public var invite: InviteClaim?

    public init(
        role: SyncRole, publicKey: [UInt8], nonce: [UInt8], name: String,
        expectedPeer: DeviceID? = nil, channelBinding: [UInt8] = [], invite: InviteClaim? = nil
    ) {
        precondition(publicKey.count == Limits.keyBytes, "a device key has 32 bytes")
        precondition(nonce.count == Limits.nonceBytes, "a nonce has 32 bytes")
        precondition(
            !name.isEmpty && name.utf8.count <= Limits.nameBytesMax && name.isPrintable,
            "a name has 1 to \(Limits.nameBytesMax) bytes and no control characters")
        precondition(invite == nil || role == .initiator, "only an initiator holds an invite")
        self.role = role
        self.publicKey = publicKey
        self.nonce = nonce
        self.name = name
        self.expectedPeer = expectedPeer
        self.channelBinding = channelBinding
        self.invite = invite
    }
}

/// An invite, as the device that holds it sees it.
public struct InviteClaim: Sendable {
    public var id: String
    public var secret: [UInt8]
    /// The X25519 key that bundles for this device will be encrypted to: 32 bytes.
    public var agreementKey: [UInt8]

    public init(id: String, secret: [UInt8], agreementKey: [UInt8]) {
        precondition(!id.isEmpty && id.utf8.count <= Limits.nameBytesMax, "an invite has an id")
        precondition(agreementKey.count == Limits.keyBytes, "an agreement key has 32 bytes")
        self.id = id
        self.secret = secret
        self.agreementKey = agreementKey
    }
}

import Crypto
import Foundation
import ReplicaStore
import SyncCore
import SyncTransport

/// A session of this device, with its key and with fresh dice.
struct NetworkSession {
    let keys: DeviceKeys
    let name: String

    init(replicaPath: String, replica: Replica) throws {
        keys = try DeviceKeys.load(for: replicaPath)
        name = try replica.status().name
    }

    init(keys: DeviceKeys, name: String) {
        self.keys = keys
        self.name = name
    }

    func session(
        _ role: SessionRole, expecting: DeviceID? = nil, invite: SessionInvite? = nil
    ) -> SyncSession {
        let signing = keys.signing
        return SyncSession(
            role: role,
            identity: SessionIdentity(
                publicKey: signing.publicKey, nonce: Surroundings.ofThisComputer.random(32),
                name: name, agreementKey: Array(keys.agreement.publicKey.rawRepresentation),
                sign: { Array(try signing.signature(for: $0)) }),
            expectedPeer: expecting, invite: invite)
    }

    /// Syncs with a listening peer and notes what both hold afterwards.
    func sync(
        _ replica: Replica, with address: PeerAddress, expecting: DeviceID? = nil,
        invite: SessionInvite? = nil, onlyScopes: Set<String>? = nil, receivesOnly: Bool = false
    ) async throws -> SyncSummary {
        try await SyncClient.sync(
            with: address, session: session(.initiator, expecting: expecting, invite: invite),
            owner: ReplicaOwner(
                replica, onlyScopes: onlyScopes, receivesOnly: receivesOnly, signer: keys.signer,
                now: Surroundings.ofThisComputer.now))
    }
}

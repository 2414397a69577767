import Crypto
import ReplicaStore
public import SyncCore
public import SyncTransport

extension Member {
    /// Sends and receives until both hold the same; safe to repeat.
    ///
    /// - Parameters:
    ///   - address: Where a peer listens; by default where the invite came from.
    ///   - receivesOnly: Nothing is sent.
    /// - Throws: `SyncError` (`peerUnreachable`, …); `StoreError`.
    @discardableResult
    public func sync(with address: PeerAddress? = nil, receivesOnly: Bool = false) async throws -> SyncSummary {
        guard let address = try address ?? replica.serverAddress().flatMap(PeerAddress.init) else {
            throw SyncError(.peerUnreachable)
        }
        return try await sync(with: address, session(.initiator), receivesOnly: receivesOnly)
    }

    func sync(
        with address: PeerAddress, _ session: SyncSession, onlyScopes: Set<String>? = nil, receivesOnly: Bool = false
    ) async throws -> SyncSummary {
        try await SyncClient.sync(
            with: address, session: session,
            owner: ReplicaOwner(
                replica, onlyScopes: onlyScopes, receivesOnly: receivesOnly, signer: keys.signer,
                now: surroundings.now))
    }

    /// Listens for peers; `port` 0 leaves the choice to the system. Cancel the task that runs
    /// ``Listening/serve(logger:)`` to stop.
    ///
    /// - Throws: `SyncError.peerUnreachable` where the address is taken.
    public func listen(at address: PeerAddress) async throws -> Listening {
        Listening(member: self, listener: try await SyncListener(listeningOn: address))
    }

    /// A session of this device, with its keys and with fresh dice.
    func session(
        _ role: SessionRole, expecting: DeviceID? = nil, invite: SessionInvite? = nil
    ) -> SyncSession {
        let signing = keys.signing
        return SyncSession(
            role: role,
            identity: SessionIdentity(
                publicKey: signing.publicKey, nonce: surroundings.random(32), name: name,
                agreementKey: Array(keys.agreement.publicKey.rawRepresentation),
                sign: { Array(try signing.signature(for: $0)) }),
            expectedPeer: expecting, invite: invite)
    }
}

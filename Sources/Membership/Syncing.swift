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
    ///   - progressed: Told how far it has got, on a queue of the session's.
    /// - Throws: `SyncError` (`peerUnreachable`, …); `StoreError`.
    @discardableResult
    public func sync(
        with address: PeerAddress? = nil, receivesOnly: Bool = false,
        progressed: (@Sendable (SyncProgress) -> Void)? = nil
    ) async throws -> SyncSummary {
        try await sync(with: peer(address), session(.initiator), receivesOnly: receivesOnly, progressed: progressed)
    }

    /// Syncs, and stays connected: what changes here, by whatever program, goes to the peer, and what changes there
    /// comes here, until the task is cancelled or the peer says goodbye.
    ///
    /// - Parameters:
    ///   - address: Where a peer listens; by default where the invite came from.
    ///   - interval: How often the file is looked at for what other programs have written.
    ///   - settled: Told each time that both hold the same, with what came and went so far.
    /// - Throws: `SyncError` (`peerUnreachable`, `closedEarly`, `timedOut`, …); `StoreError`.
    @discardableResult
    public func stay(
        with address: PeerAddress? = nil, every interval: Duration = .seconds(1),
        settled: @escaping @Sendable (SyncSummary) -> Void = { _ in }
    ) async throws -> SyncSummary {
        let address = try peer(address)
        let board = NewsBoard()
        let staying = Staying(news: board.news(), settled: settled)
        return try await board.watching(replica, every: interval, asking: .seconds(20)) {
            try await SyncClient.sync(
                with: address, session: session(.initiator, stays: true),
                owner: ReplicaOwner(replica, asksStrangers: true, signer: keys.signer, now: surroundings.now),
                staying: staying)
        }
    }

    func sync(
        with address: PeerAddress, _ session: SyncSession, onlyScopes: Set<String>? = nil, receivesOnly: Bool = false,
        progressed: (@Sendable (SyncProgress) -> Void)? = nil
    ) async throws -> SyncSummary {
        try await SyncClient.sync(
            with: address, session: session,
            owner: ReplicaOwner(
                replica, onlyScopes: onlyScopes, receivesOnly: receivesOnly, asksStrangers: true, signer: keys.signer,
                now: surroundings.now),
            progressed: progressed)
    }

    /// - Throws: `SyncError.peerUnreachable` where no address is known.
    private func peer(_ address: PeerAddress?) throws -> PeerAddress {
        guard let address = try address ?? replica.serverAddress().flatMap(PeerAddress.init) else {
            throw SyncError(.peerUnreachable)
        }
        return address
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
        _ role: SessionRole, expecting: DeviceID? = nil, invite: SessionInvite? = nil, stays: Bool = false
    ) -> SyncSession {
        let signing = keys.signing
        return SyncSession(
            role: role,
            identity: SessionIdentity(
                publicKey: signing.publicKey, nonce: surroundings.random(32), name: name,
                agreementKey: Array(keys.agreement.publicKey.rawRepresentation),
                sign: { Array(try signing.signature(for: $0)) }),
            expectedPeer: expecting, invite: invite, stays: stays, packing: .zlib, takesCheckpoints: true,
            clock: role == .responder ? surroundings.now() : nil)
    }
}

public import Logging
public import ReplicaStore
public import SyncCore
public import SyncTransport

/// The server of a committee, or of any replica that listens: starting, serving, draining, stopped.
///
/// Cancelling the task that runs `serve` stops listening; sessions that run then are finished first.
public struct HubService: Sendable {
    private let listener: SyncListener
    private let replica: Replica
    private let signer: DeviceSigner
    private let now: @Sendable () -> Int64

    /// The port that is listened at; the system's choice where the address said 0.
    public var port: Int { listener.port }

    /// - Throws: `SyncError.peerUnreachable` where the address is taken.
    public init(
        _ replica: Replica, at address: PeerAddress, signer: DeviceSigner, now: @escaping @Sendable () -> Int64
    ) async throws {
        self.replica = replica
        self.signer = signer
        self.now = now
        listener = try await SyncListener(listeningOn: address)
    }

    /// - Parameter session: A new session of this device, for each connection.
    public func serve(
        logger: Logger, session: @escaping @Sendable () -> SyncSession
    ) async throws {
        let (replica, signer, now) = (replica, signer, now)
        try await listener.serve(logger: logger) {
            (session(), ReplicaOwner(replica, signer: signer, now: now))
        }
    }
}

import NIOCore
import NIOPosix
public import ReplicaStore
public import SyncCore

/// Where a peer listens.
public struct PeerAddress: Sendable, Equatable, CustomStringConvertible {
    public var host: String
    public var port: Int

    /// `HOST:PORT`; nil for anything else.
    public init?(_ text: String) {
        guard let mark = text.lastIndex(of: ":"), let port = Int(text[text.index(after: mark)...]),
            (0...65_535).contains(port), mark != text.startIndex
        else { return nil }
        host = String(text[..<mark])
        self.port = port
    }

    public var description: String { "\(host):\(port)" }
}

/// Syncs with a listening peer.
public enum SyncClient {
    /// - Parameters:
    ///   - address: Where it listens.
    ///   - session: A new one, as the initiator.
    ///   - owner: Performs what the session asks for.
    ///   - limits: How long is waited, and for what.
    ///   - progressed: Told how far it has got, on a queue of the session's.
    /// - Throws: `SyncError` (`peerUnreachable` where nothing listens), or what the replica threw.
    public static func sync(
        with address: PeerAddress, session: SyncSession, owner: sending ReplicaOwner,
        limits: SessionLimits = .standard, progressed: (@Sendable (SyncProgress) -> Void)? = nil
    ) async throws -> SyncSummary {
        try await sync(
            with: address, session: session, owner: owner, limits: limits, staying: nil, progressed: progressed)
    }

    /// - Parameter staying: For a session that stays; then this returns when one side has said goodbye.
    package static func sync(
        with address: PeerAddress, session: SyncSession, owner: sending ReplicaOwner, limits: SessionLimits = .standard,
        staying: Staying?, progressed: (@Sendable (SyncProgress) -> Void)? = nil
    ) async throws -> SyncSummary {
        let driver = SessionDriver(session, owner: owner, staying: staying, progressed: progressed)
        let link: SecureLink
        do {
            link = try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
                .connectTimeout(limits.connect)
                .channelOption(.tcpOption(.tcp_nodelay), value: 1)
                .connect(host: address.host, port: address.port) { channel in
                    SecureLink.calling(channel, limits)
                }
        } catch {
            throw SyncError(.peerUnreachable, address.description)
        }
        return try await driver.run(on: link)
    }
}

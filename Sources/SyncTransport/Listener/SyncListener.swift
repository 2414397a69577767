public import Logging
import NIOCore
import NIOPosix
public import ReplicaStore
public import SyncCore
import Synchronization

/// Listens for peers and runs a session with each.
public struct SyncListener: Sendable {
    private let channel: NIOAsyncChannel<SecureLink, Never>
    public let port: Int
    private let limits: SessionLimits

    /// - Throws: `SyncError.peerUnreachable` where the address is taken or not ours.
    public init(
        listeningOn address: PeerAddress, limits: SessionLimits = .standard
    ) async throws {
        self.limits = limits
        let certificate = try ServerCertificate()
        do {
            channel = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
                .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
                .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
                .bind(host: address.host, port: address.port) { channel in
                    SecureLink.accepting(channel, certificate, limits)
                }
            port = channel.channel.localAddress?.port ?? address.port
        } catch {
            throw SyncError(.peerUnreachable, "\(address): \(error)")
        }
    }

    /// Serves until the task is cancelled; sessions that run then are finished first.
    ///
    /// - Parameters:
    ///   - logger: Told of each session's end.
    ///   - board: For sessions that stay; the caller has it watch the replica.
    ///   - counts: Told of each session's beginning and end.
    ///   - begin: A new session and the owner of its actions, for each connection.
    public func serve(
        logger: Logger, board: NewsBoard? = nil, counts: SessionCounts = SessionCounts(),
        begin: @escaping @Sendable () -> (session: SyncSession, owner: ReplicaOwner)
    ) async throws {
        let places = Places(limits.sessions)
        let batches = OpenBatches()
        try await channel.executeThenClose { inbound in
            try await withThrowingDiscardingTaskGroup { group in
                for try await connection in inbound {
                    guard let place = places.take(for: connection.channel) else {
                        counts.refused()
                        logger.warning("too many sessions", metadata: ["max": "\(limits.sessions)"])
                        group.addTask { await Self.refuse(connection, logger) }
                        continue
                    }
                    group.addTask {
                        defer { places.giveBack(place) }
                        let (session, owner) = begin()
                        let staying = board.map { Staying(news: $0.news()) }
                        let driver = SessionDriver(
                            session, owner: owner, staying: staying, admitted: { places.keep(place) },
                            account: OpenBatches.Account(batches))
                        counts.began()
                        await Self.serve(connection, driver, logger, counts)
                    }
                }
            }
        }
    }

    private static func serve(
        _ connection: SecureLink, _ driver: SessionDriver,
        _ logger: Logger, _ count: SessionCounts
    ) async {
        do {
            let summary = try await driver.run(on: connection)
            count.ended(summary)
            let counts: Logger.Metadata = [
                "peer": "\(summary.peer.device.text.prefix(8))", "sent": "\(summary.sent)",
                "received": "\(summary.received)",
            ]
            if summary.unequalScopes.isEmpty {
                logger.info("synced", metadata: counts)
            } else {
                let scopes = summary.unequalScopes.joined(separator: " ")
                logger.warning(
                    "still unequal", metadata: counts.merging(["scopes": "\(scopes)"]) { $1 })
            }
        } catch {
            count.ended(error)
            logger.warning("session ended", metadata: ["error": "\(error)"])
        }
    }

    private static func refuse(
        _ connection: SecureLink, _ logger: Logger
    ) async {
        do {
            try await connection.bytes.executeThenClose { _, outbound in
                // What is written before there are keys would be dropped with the line.
                _ = try await connection.binding()
                try await outbound.write(ByteBuffer(bytes: SyncError(.tooManySessions).line))
            }
        } catch {
            logger.debug("refusal not read", metadata: ["error": "\(error)"])
        }
    }
}

public import Logging
import NIOCore
import NIOPosix
public import SyncCore

/// Listens for peers and runs a session with each.
public struct SyncListener: Sendable {
    private let channel: NIOAsyncChannel<NIOAsyncChannel<ByteBuffer, ByteBuffer>, Never>
    public let port: Int

    /// - Throws: `SyncError.peerUnreachable` where the address is taken or not ours.
    public init(listeningOn address: PeerAddress) async throws {
        do {
            channel = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
                .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
                .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
                .bind(host: address.host, port: address.port) { channel in
                    channel.eventLoop.makeCompletedFuture {
                        try NIOAsyncChannel(wrappingChannelSynchronously: channel)
                    }
                }
            port = channel.channel.localAddress?.port ?? address.port
        } catch {
            throw SyncError(.peerUnreachable, "\(address): \(error)")
        }
    }

    /// Serves until the task is cancelled; sessions that run then are finished first.
    ///
    /// - Parameter begin: A new session and the owner of its actions, for each connection.
    public func serve(
        logger: Logger,
        begin: @escaping @Sendable () -> (session: SyncSession, owner: ReplicaOwner)
    ) async throws {
        try await channel.executeThenClose { inbound in
            try await withThrowingDiscardingTaskGroup { group in
                for try await connection in inbound {
                    group.addTask {
                        let (session, owner) = begin()
                        let driver = SessionDriver(session, owner: owner)
                        do {
                            let summary = try await driver.run(on: connection)
                            logger.info(
                                "synced",
                                metadata: [
                                    "peer": "\(summary.peer.device.text.prefix(8))",
                                    "sent": "\(summary.sent)", "received": "\(summary.received)",
                                ])
                        } catch {
                            logger.warning("session ended", metadata: ["error": "\(error)"])
                        }
                    }
                }
            }
        }
    }
}

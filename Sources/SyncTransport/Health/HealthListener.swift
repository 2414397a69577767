import NIOCore
import NIOHTTP1
import NIOPosix
import SyncCore

/// A page of what a server says of itself.
public struct HealthPage: Sendable {
    public var isHealthy: Bool
    /// In plain text, as Prometheus reads it
    /// (https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format).
    public var text: String

    public init(isHealthy: Bool, text: String) {
        self.isHealthy = isHealthy
        self.text = text
    }
}

/// Answers `GET /healthz` and `GET /metrics` over HTTP, for the machines that watch over a server. There is no secret in
/// what it says, and no reason to let others than those reach it.
public struct HealthListener: Sendable {
    private let channel: any Channel
    public let port: Int

    /// - Parameters:
    ///   - address: Of this computer.
    ///   - answer: The page of a path; nil for none. Called off the network's threads.
    /// - Throws: `SyncError.peerUnreachable` where the address is taken or not ours.
    public init(
        listeningOn address: PeerAddress, answer: @escaping @Sendable (_ path: String) async -> HealthPage?
    ) async throws {
        do {
            channel = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
                .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
                .childChannelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        let pipeline = channel.pipeline.syncOperations
                        // Who asks for nothing keeps no place.
                        try pipeline.addHandler(IdleStateHandler(allTimeout: .seconds(10)))
                        try pipeline.configureHTTPServerPipeline(withErrorHandling: true)
                        try pipeline.addHandler(HealthResponder(answer: answer))
                    }
                }
                .bind(host: address.host, port: address.port).get()
            port = channel.localAddress?.port ?? address.port
        } catch {
            throw SyncError(.peerUnreachable, "\(address): \(error)")
        }
    }

    public func close() async throws { try await channel.close() }
}

/// One connection: one answer.
private final class HealthResponder: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private let answer: @Sendable (String) async -> HealthPage?
    private var head: HTTPRequestHead?

    init(answer: @escaping @Sendable (String) async -> HealthPage?) { self.answer = answer }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head): self.head = head
        case .body: break
        case .end:
            guard let head else { return }
            let path = String(head.uri.prefix { $0 != "?" })
            let isHead = head.method == .HEAD
            guard head.method == .GET || isHead else { return Self.write(nil, isHead: false, to: context.channel) }
            Self.respond(path, isHead: isHead, to: context.channel, answer)
        }
    }

    private static func respond(
        _ path: String, isHead: Bool, to channel: any Channel, _ answer: @escaping @Sendable (String) async -> HealthPage?
    ) {
        Task { write(await answer(path), isHead: isHead, to: channel) }
    }

    private static func write(_ page: HealthPage?, isHead: Bool, to channel: any Channel) {
        let text = page?.text ?? "not found\n"
        let status: HTTPResponseStatus = page.map { $0.isHealthy ? .ok : .serviceUnavailable } ?? .notFound
        let headers: HTTPHeaders = [
            "content-type": "text/plain; version=0.0.4; charset=utf-8", "content-length": "\(text.utf8.count)",
            "connection": "close", "cache-control": "no-store",
        ]
        channel.write(
            HTTPServerResponsePart.head(HTTPResponseHead(version: .http1_1, status: status, headers: headers)), promise: nil)
        if !isHead { channel.write(HTTPServerResponsePart.body(.byteBuffer(ByteBuffer(string: text))), promise: nil) }
        channel.writeAndFlush(HTTPServerResponsePart.end(nil)).whenComplete { _ in channel.close(promise: nil) }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if event is IdleStateHandler.IdleStateEvent { context.close(promise: nil) }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
}

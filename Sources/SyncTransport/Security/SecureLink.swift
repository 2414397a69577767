package import NIOCore
import NIOSSL
import NIOTLS
import SyncCore

/// One connection under TLS 1.3: bytes both ways, and what names the channel that they go through.
package struct SecureLink: Sendable {
    package let bytes: NIOAsyncChannel<ByteBuffer, ByteBuffer>
    /// The hash of the server's certificate, once both sides have keys.
    private let hash: EventLoopFuture<[UInt8]>

    package var channel: any Channel { bytes.channel }

    /// - Throws: `SyncError.speaksSomethingElse` where the other side speaks no TLS.
    package func binding() async throws -> [UInt8] { try await hash.get() }

    /// The side that listens.
    package static func accepting(
        _ channel: any Channel, _ certificate: ServerCertificate, _ limits: SessionLimits
    ) -> EventLoopFuture<SecureLink> {
        channel.eventLoop.makeCompletedFuture {
            try SecureLink(channel, limits, NIOSSLServerHandler(context: certificate.context)) { _ in certificate.hash }
        }
    }

    /// The side that calls; what certificate it is shown, the proofs tell whether to believe.
    package static func calling(_ channel: any Channel, _ limits: SessionLimits) -> EventLoopFuture<SecureLink> {
        channel.eventLoop.makeCompletedFuture {
            let security = try NIOSSLClientHandler(context: clientContext.get(), serverHostname: nil)
            return try SecureLink(channel, limits, security) { security in
                guard let certificate = security.peerCertificate else { throw SyncError(.speaksSomethingElse) }
                return ServerCertificate.hash(of: try certificate.toDERBytes())
            }
        }
    }

    private static let clientContext = Result { () throws -> NIOSSLContext in
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.minimumTLSVersion = .tlsv13
        configuration.certificateVerification = .none
        configuration.trustRoots = .certificates([])
        return try NIOSSLContext(configuration: configuration)
    }

    private init(
        _ channel: any Channel, _ limits: SessionLimits, _ security: NIOSSLHandler,
        _ hash: @escaping (NIOSSLHandler) throws -> [UInt8]
    ) throws {
        let isSecure = channel.eventLoop.makePromise(of: [UInt8].self)
        let pipeline = channel.pipeline.syncOperations
        try pipeline.addHandler(security)
        try pipeline.addHandler(SilenceGuard(limits))
        try pipeline.addHandler(SecuringWatch(isSecure) { try hash(security) })
        bytes = try NIOAsyncChannel(wrappingChannelSynchronously: channel)
        self.hash = isSecure.futureResult
    }
}

/// Tells when both sides have keys, or why they never will.
private final class SecuringWatch: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private var isSecure: EventLoopPromise<[UInt8]>?
    private let hash: () throws -> [UInt8]

    init(_ isSecure: EventLoopPromise<[UInt8]>, _ hash: @escaping () throws -> [UInt8]) {
        self.isSecure = isSecure
        self.hash = hash
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case TLSUserEvent.handshakeCompleted = event { settle(Result { try hash() }) }
        context.fireUserInboundEventTriggered(event)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // What fails before there are keys is no TLS, whatever its words.
        settle(.failure(error as? SyncError ?? SyncError(.speaksSomethingElse, "\(error)")))
        context.fireErrorCaught(error)
    }

    func channelInactive(context: ChannelHandlerContext) {
        settle(.failure(SyncError(.closedEarly)))
        context.fireChannelInactive()
    }

    func handlerRemoved(context: ChannelHandlerContext) { settle(.failure(SyncError(.closedEarly))) }

    private func settle(_ result: Result<[UInt8], any Error>) {
        isSecure?.completeWith(result)
        isSecure = nil
    }
}

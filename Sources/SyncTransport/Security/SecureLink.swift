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
        try pipeline.addHandler(FirstByteCheck())
        try pipeline.addHandler(RecordReader())
        try pipeline.addHandler(security)
        try pipeline.addHandler(RecordWriter())
        try pipeline.addHandler(SilenceGuard(limits))
        try pipeline.addHandler(SecuringWatch(isSecure) { try hash(security) })
        bytes = try NIOAsyncChannel(wrappingChannelSynchronously: channel)
        self.hash = isSecure.futureResult
    }
}

/// Ends a connection at its first byte where that can't begin TLS: what speaks something else may wait for an answer
/// to it, and never send enough for TLS to say so.
private final class FirstByteCheck: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer

    /// A record of a handshake, or an alert (RFC 8446 §5.1).
    private static let types: [UInt8] = [0x16, 0x15]
    private var isChecked = false

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let buffer = unwrapInboundIn(data)
        if !isChecked, let first = buffer.readableBytesView.first {
            isChecked = true
            guard Self.types.contains(first) else {
                context.fireErrorCaught(SyncError(.speaksSomethingElse))
                return context.close(promise: nil)
            }
        }
        context.fireChannelRead(data)
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
        settle(.failure(error as? SyncError ?? Self.reason(for: error, context)))
        context.fireErrorCaught(error)
    }

    /// What fails before there are keys is no TLS, whatever its words, unless it is the line that went.
    private static func reason(for error: any Error, _ context: ChannelHandlerContext) -> SyncError {
        let isTLS = error is NIOSSLError || error is BoringSSLError
        return isTLS && context.channel.isActive ? SyncError(.speaksSomethingElse, "TLS") : SyncError(.closedEarly)
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

package import NIOCore
import SyncCore

/// Ends a connection whose peer is silent for too long, with an `error` line for the peer and
/// `SyncError.timedOut` for this side.
package final class SilenceGuard: ChannelDuplexHandler {
    package typealias InboundIn = ByteBuffer
    package typealias InboundOut = ByteBuffer
    package typealias OutboundIn = ByteBuffer
    package typealias OutboundOut = ByteBuffer

    /// What the session's driver tells: only the peer's silence counts, not our own work.
    package enum Progress: Sendable {
        case working
        case waiting
        case pastHandshake
    }

    private let limits: SessionLimits
    private var handshake: Scheduled<Void>?
    private var idle: Scheduled<Void>?

    package init(_ limits: SessionLimits) { self.limits = limits }

    package func handlerAdded(context: ChannelHandlerContext) {
        if context.channel.isActive { begin(context) }
    }

    package func channelActive(context: ChannelHandlerContext) {
        begin(context)
        context.fireChannelActive()
    }

    package func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if idle != nil { wait(context) }
        context.fireChannelRead(data)
    }

    package func triggerUserOutboundEvent(
        context: ChannelHandlerContext, event: Any, promise: EventLoopPromise<Void>?
    ) {
        guard let progress = event as? Progress else {
            return context.triggerUserOutboundEvent(event, promise: promise)
        }
        switch progress {
        case .working: stopIdle()
        case .waiting: wait(context)
        case .pastHandshake:
            handshake?.cancel()
            handshake = nil
        }
        promise?.succeed()
    }

    package func channelInactive(context: ChannelHandlerContext) {
        stop()
        context.fireChannelInactive()
    }

    package func handlerRemoved(context: ChannelHandlerContext) { stop() }

    private func begin(_ context: ChannelHandlerContext) {
        guard handshake == nil else { return }
        let end = timeOut(context)
        handshake = context.eventLoop.assumeIsolated().scheduleTask(in: limits.handshake, end)
        wait(context)
    }

    private func wait(_ context: ChannelHandlerContext) {
        idle?.cancel()
        idle = context.eventLoop.assumeIsolated().scheduleTask(
            in: limits.idle, timeOut(context))
    }

    private func timeOut(_ context: ChannelHandlerContext) -> () -> Void {
        {
            self.stop()
            let error = SyncError(.timedOut)
            // A peer that does not read must not keep the line from being given up.
            context.writeAndFlush(
                self.wrapOutboundOut(ByteBuffer(bytes: error.line)), promise: nil)
            context.fireErrorCaught(error)
            context.close(promise: nil)
        }
    }

    private func stopIdle() {
        idle?.cancel()
        idle = nil
    }

    private func stop() {
        stopIdle()
        handshake?.cancel()
        handshake = nil
    }
}

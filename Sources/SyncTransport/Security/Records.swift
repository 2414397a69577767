package import NIOCore

// NIOSSL gathers what is read until a pause and what is written until it is flushed, each in a buffer that it never
// makes smaller: after one long answer a connection would hold as much for as long as it stays. With no more than a
// record's worth at a time (RFC 8446 §5.2) the buffers stay as it makes them.

/// Gives TLS what comes with a pause wherever the next record would make it more than one may hold.
///
/// A pause after each would be one too many: what was read goes on with it, and short records come by the thousand.
package final class RecordReader: ChannelInboundHandler {
    package typealias InboundIn = ByteBuffer
    package typealias InboundOut = ByteBuffer

    /// 16 KiB, and what TLS adds to them at least.
    private static let bytesMax = 16_384 + 17
    private static let headerBytes = 5
    private var header: [UInt8] = []
    private var length = 0
    /// How much of the record is still to come.
    private var left = 0
    /// In the records that have ended since the last pause.
    private var gathered = 0

    package init() {}

    package func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var bytes = unwrapInboundIn(data)
        while bytes.readableBytes > 0, context.channel.isActive {
            let isBody = left > 0
            let wanted = isBody ? left : Self.headerBytes - header.count
            guard let piece = bytes.readSlice(length: min(wanted, bytes.readableBytes)) else { return }
            if isBody {
                left -= piece.readableBytes
                if left == 0 { gathered += length }
            } else {
                begin(piece, context)
            }
            context.fireChannelRead(wrapInboundOut(piece))
        }
    }

    private func begin(_ piece: ByteBuffer, _ context: ChannelHandlerContext) {
        header += piece.readableBytesView
        guard header.count == Self.headerBytes else { return }
        length = Int(header[3]) << 8 | Int(header[4])
        (header, left) = ([], length)
        if gathered > 0, gathered + length > Self.bytesMax { channelReadComplete(context: context) }
    }

    package func channelReadComplete(context: ChannelHandlerContext) {
        gathered = 0
        context.fireChannelReadComplete()
    }
}

/// Gives TLS what is sent in pieces of one record at most, and has on its way what would not fit beside the next.
package final class RecordWriter: ChannelOutboundHandler {
    package typealias OutboundIn = ByteBuffer
    package typealias OutboundOut = ByteBuffer

    /// What NIOSSL's buffer begins with, and what TLS adds to each piece.
    private static let (bytesMax, added) = (16_384, 22)
    /// With what TLS adds, since the last flush.
    private var gathered = 0

    package init() {}

    package func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        var rest = unwrapOutboundIn(data)
        let pieceMax = Self.bytesMax - Self.added
        while rest.readableBytes > pieceMax, let piece = rest.readSlice(length: pieceMax) { give(piece, nil, context) }
        give(rest, promise, context)
    }

    private func give(_ piece: ByteBuffer, _ promise: EventLoopPromise<Void>?, _ context: ChannelHandlerContext) {
        let bytes = piece.readableBytes + Self.added
        if gathered + bytes > Self.bytesMax { flush(context: context) }
        gathered += bytes
        context.write(wrapOutboundOut(piece), promise: promise)
    }

    package func flush(context: ChannelHandlerContext) {
        gathered = 0
        context.flush()
    }
}

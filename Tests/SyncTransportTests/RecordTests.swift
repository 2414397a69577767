import NIOCore
import NIOEmbedded
import SyncTransport
import Testing

/// What goes through TLS at once makes its buffers larger, and they stay so: a server has hundreds of connections.
@Suite struct RecordTests {
    private func connected(_ handlers: any ChannelHandler...) throws -> EmbeddedChannel {
        let channel = EmbeddedChannel()
        try channel.pipeline.syncOperations.addHandlers(handlers)
        try channel.connect(to: try SocketAddress(unixDomainSocketPath: "/s")).wait()
        return channel
    }

    private static let lengths = [1_000, 32, 0, 16_640, 1, 16_401, 16_000, 401, 1, 9_000, 9_000, 65_535, 5]

    /// Records of these lengths, and where each of them ends.
    private func records(_ lengths: [Int]) -> (bytes: [UInt8], ends: [Int]) {
        var (bytes, ends) = ([UInt8](), [Int]())
        for (number, length) in lengths.enumerated() {
            bytes += [0x17, 3, 3, UInt8(length >> 8), UInt8(length & 0xFF)]
            bytes += Array(repeating: UInt8(truncatingIfNeeded: number), count: length)
            ends.append(bytes.count)
        }
        return (bytes, ends)
    }

    @Test(arguments: [1, 2, 4, 5, 6, 37, 1_000, 1_005, 16_406, 30_000, 1 << 20])
    func betweenTwoPausesNoMoreEndsThanOneRecordMayHold(_ grouping: Int) throws {
        let (bytes, ends) = records(Self.lengths)
        let log = Log()
        let channel = try connected(RecordReader(), log)
        for start in stride(from: 0, to: bytes.count, by: grouping) {
            try channel.writeInbound(ByteBuffer(bytes: bytes[start..<min(start + grouping, bytes.count)]))
        }
        #expect(log.bytes == bytes)
        var last = 0
        for pause in log.pauses.sorted() {
            let ended = zip(ends, Self.lengths).filter { last < $0.0 && $0.0 <= pause }.map(\.1)
            #expect(ended.count <= 1 || ended.reduce(0, +) <= 16_401)
            last = pause
        }
        #expect(last == bytes.count)
    }

    @Test func shortRecordsGoOnTogether() throws {
        let (bytes, _) = records(Array(repeating: 20, count: 2_000))
        let log = Log()
        let channel = try connected(RecordReader(), log)
        try channel.writeInbound(ByteBuffer(bytes: bytes))
        #expect(log.bytes == bytes)
        #expect(log.pauses.count == 3)
    }

    @Test func whatIsLongGoesInPiecesEachOnItsWayBeforeTheNext() throws {
        let log = Log()
        let channel = try connected(log, RecordWriter())
        let long = (0..<40_000).map { UInt8(truncatingIfNeeded: $0 / 7) }
        try channel.writeAndFlush(ByteBuffer(bytes: long)).wait()
        #expect(log.bytes == long)
        #expect(log.pauses.subtracting([0]) == [16_362, 32_724, 40_000])
    }

    @Test func severalWritesGoTogetherAsFarAsTheyFit() throws {
        let log = Log()
        let channel = try connected(log, RecordWriter())
        let writes = [4, 20_000, 100, 16_362, 1, 16_000]
        let written = writes.map { channel.write(ByteBuffer(repeating: 7, count: $0)) }
        channel.flush()
        for future in written { try future.wait() }
        #expect(log.pauses.subtracting([0]) == [4, 16_366, 20_104, 36_466, 52_467])
    }
}

/// Notes what goes by, and after how many bytes there was a pause.
private final class Log: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private(set) var bytes: [UInt8] = []
    private(set) var pauses: Set<Int> = []

    func channelRead(context: ChannelHandlerContext, data: NIOAny) { bytes += unwrapInboundIn(data).readableBytesView }

    func channelReadComplete(context: ChannelHandlerContext) { pauses.insert(bytes.count) }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        bytes += unwrapOutboundIn(data).readableBytesView
        context.write(data, promise: promise)
    }

    func flush(context: ChannelHandlerContext) {
        pauses.insert(bytes.count)
        context.flush()
    }
}

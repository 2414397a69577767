import NIOCore
import NIOEmbedded
import SyncCore
import SyncTransport
import Testing

/// A silent peer must give its place back: a committee's server runs for months.
@Suite struct SilenceTests {
    private let limits = SessionLimits(handshake: .seconds(10), idle: .seconds(60))

    private func connected() throws -> EmbeddedChannel {
        let channel = EmbeddedChannel(handler: SilenceGuard(limits))
        try channel.connect(to: try SocketAddress(unixDomainSocketPath: "/s")).wait()
        return channel
    }

    private func expectEnded(_ channel: EmbeddedChannel) throws {
        let line = try channel.readOutbound(as: ByteBuffer.self).map { String(buffer: $0) }
        #expect(line == "error\t420\ttimedOut\t-\n")
        #expect(throws: SyncError(.timedOut)) { try channel.throwIfErrorCaught() }
        #expect(!channel.isActive)
    }

    private func expectOpen(_ channel: EmbeddedChannel) throws {
        #expect(try channel.readOutbound(as: ByteBuffer.self) == nil)
        #expect(channel.isActive)
    }

    private func tell(_ channel: EmbeddedChannel, _ progress: SilenceGuard.Progress) throws {
        try channel.triggerUserOutboundEvent(progress).wait()
    }

    @Test func aConnectionWithoutAProofEndsHoweverMuchItSays() throws {
        let channel = try connected()
        for _ in 0..<9 {
            channel.embeddedEventLoop.advanceTime(by: .seconds(1))
            try channel.writeInbound(ByteBuffer(string: "x"))
        }
        try expectOpen(channel)
        channel.embeddedEventLoop.advanceTime(by: .seconds(1))
        try expectEnded(channel)
    }

    @Test func aProvenPeerMaySpeakForHours() throws {
        let channel = try connected()
        try tell(channel, .pastHandshake)
        for _ in 0..<200 {
            channel.embeddedEventLoop.advanceTime(by: .seconds(59))
            try channel.writeInbound(ByteBuffer(string: "x"))
        }
        try expectOpen(channel)
        channel.embeddedEventLoop.advanceTime(by: .seconds(60))
        try expectEnded(channel)
    }

    @Test func ourOwnWorkIsNotThePeersSilence() throws {
        let channel = try connected()
        try tell(channel, .pastHandshake)
        try tell(channel, .working)
        channel.embeddedEventLoop.advanceTime(by: .hours(1))
        try expectOpen(channel)
        try tell(channel, .waiting)
        channel.embeddedEventLoop.advanceTime(by: .seconds(59))
        try expectOpen(channel)
        channel.embeddedEventLoop.advanceTime(by: .seconds(1))
        try expectEnded(channel)
    }

    @Test func aClosedConnectionLeavesNothingBehind() throws {
        let channel = try connected()
        try channel.close().wait()
        channel.embeddedEventLoop.advanceTime(by: .hours(1))
        try channel.throwIfErrorCaught()
        #expect(!channel.isActive)
    }
}

public import NIOCore

/// How long and how often others may make us wait. A silent or half-open connection must give its
/// place back by itself: nobody watches an office's server.
public struct SessionLimits: Sendable {
    /// From the first byte to the peer's proof: a program that only connects is not kept.
    public var handshake: TimeAmount
    /// Without a byte while we wait for one. An office's disk may take its time to commit a batch.
    public var idle: TimeAmount
    /// To reach a listener at all.
    public var connect: TimeAmount
    /// Sessions at once; each may hold one batch and one changeset in memory.
    public var sessions: Int

    public init(
        handshake: TimeAmount = .seconds(10), idle: TimeAmount = .seconds(60),
        connect: TimeAmount = .seconds(10), sessions: Int = 256
    ) {
        self.handshake = handshake
        self.idle = idle
        self.connect = connect
        self.sessions = sessions
    }

    public static let standard = SessionLimits()
}

import Dispatch
import NIOCore
import NIOSSL
import ReplicaStore
import SyncCore

/// Runs one session over one connection: bytes in, actions performed, bytes out.
///
/// The session and its owner are touched on the driver's own serial queue only; that guards them.
final class SessionDriver: @unchecked Sendable {
    private var session: SyncSession
    private let owner: ReplicaOwner
    private let queue = DispatchQueue(label: "zhibu.session")
    private var result: (error: SyncError?, summary: SyncSummary?)?

    init(_ session: SyncSession, owner: ReplicaOwner) {
        self.session = session
        self.owner = owner
    }

    private struct Step: Sendable {
        var send: [UInt8] = []
        var isOver = false
        var isPastHandshake = false
    }

    /// Gives the session an event and performs what follows from it.
    private func handle(_ event: SessionEvent) async -> Step {
        await withCheckedContinuation { continuation in
            queue.async { continuation.resume(returning: self.step(event)) }
        }
    }

    private func step(_ event: SessionEvent) -> Step {
        var step = Step()
        var events = [event]
        while !events.isEmpty {
            for action in session.handle(events.removeFirst()) {
                switch action {
                case .send(let bytes): step.send += bytes
                case .end(let error, let summary):
                    result = (error, summary)
                    step.isOver = true
                default:
                    if let answer = owner.perform(action) { events.append(answer) }
                }
            }
        }
        step.isPastHandshake = session.isPastHandshake
        return step
    }

    /// - Returns: What came and went.
    /// - Throws: `SyncError`, or what the replica here threw.
    func run(
        on link: SecureLink
    ) async throws -> SyncSummary {
        do {
            try await link.bytes.executeThenClose { inbound, _ in
                try await self.converse(inbound, link)
            }
        } catch {
            // After the session's end it does not matter how the connection went.
            if result == nil { throw error as? SyncError ?? SyncError(.closedEarly, Self.words(for: error)) }
        }
        guard let result else { throw SyncError(.closedEarly) }
        if let error = result.error {
            if error.code == .replicaFault, let fault = owner.fault { throw fault }
            throw error
        }
        guard let summary = result.summary else { throw SyncError(.closedEarly) }
        try owner.finished(summary)
        return summary
    }

    /// Why a connection went; a library's own words for broken TLS say nothing to people.
    private static func words(for error: any Error) -> String {
        error is NIOSSLError || error is BoringSSLError ? "TLS" : "\(error)"
    }

    private func converse(
        _ inbound: NIOAsyncChannelInboundStream<ByteBuffer>, _ link: SecureLink
    ) async throws {
        let channel = link.channel
        let binding = try await link.binding()
        var isPastHandshake = false
        func perform(_ event: SessionEvent) async throws -> Bool {
            tell(channel, .working)
            let step = await handle(event)
            try await send(step, channel)
            if step.isPastHandshake, !isPastHandshake {
                isPastHandshake = true
                tell(channel, .pastHandshake)
            }
            tell(channel, .waiting)
            return step.isOver
        }
        if try await perform(.start(binding: binding)) { return }
        for try await buffer in inbound {
            if try await perform(.bytes(Array(buffer.readableBytesView))) { return }
        }
        _ = await handle(.closed)
    }

    private func tell(_ channel: any Channel, _ progress: SilenceGuard.Progress) {
        channel.triggerUserOutboundEvent(progress, promise: nil)
    }

    /// What is unacknowledged is bounded by the session's window, so writing never waits for the
    /// peer to read: two sides that send at once can't block each other.
    private func send(_ step: Step, _ channel: any Channel) async throws {
        guard !step.send.isEmpty else { return }
        let promise = step.isOver ? channel.eventLoop.makePromise(of: Void.self) : nil
        channel.writeAndFlush(ByteBuffer(bytes: step.send), promise: promise)
        try await promise?.futureResult.get()
    }
}

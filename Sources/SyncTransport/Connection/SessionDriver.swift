import Dispatch
import NIOCore
import SyncCore

/// Runs one session over one connection: bytes in, actions performed, bytes out.
///
/// The session and its owner are touched on the driver's own serial queue only; that guards them.
final class SessionDriver: @unchecked Sendable {
    private var session: SyncSession
    private let owner: ReplicaOwner
    private let queue = DispatchQueue(label: "zhibu.session")
    private(set) var result: (error: SyncError?, summary: SyncSummary?)?

    init(_ session: SyncSession, owner: ReplicaOwner) {
        self.session = session
        self.owner = owner
    }

    struct Step: Sendable {
        var send: [UInt8] = []
        var isOver = false
    }

    /// Gives the session an event and performs what follows from it.
    func handle(_ event: SessionEvent) async -> Step {
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
        return step
    }

    /// - Returns: What came and went.
    /// - Throws: `SyncError`.
    func run(
        on channel: NIOAsyncChannel<ByteBuffer, ByteBuffer>
    ) async throws -> SyncSummary {
        do {
            try await channel.executeThenClose { inbound, _ in
                try await self.converse(inbound, channel.channel)
            }
        } catch let error as SyncError {
            throw error
        } catch {
            // After a goodbye it does not matter how the connection went.
            if result == nil { throw SyncError(.closedEarly, "\(error)") }
        }
        guard let result else { throw SyncError(.closedEarly) }
        if let error = result.error { throw error }
        guard let summary = result.summary else { throw SyncError(.closedEarly) }
        do {
            try owner.finished(summary)
        } catch {
            throw SyncError(.peerFault, "\(error)")
        }
        return summary
    }

    private func converse(
        _ inbound: NIOAsyncChannelInboundStream<ByteBuffer>, _ channel: any Channel
    ) async throws {
        if try await perform(handle(.start), channel) { return }
        for try await buffer in inbound {
            if try await perform(handle(.bytes(Array(buffer.readableBytesView))), channel) { return }
        }
        _ = await handle(.closed)
    }

    /// What is unacknowledged is bounded by the session's window, so writing never waits for the
    /// peer to read: two sides that send at once can't block each other.
    private func perform(_ step: Step, _ channel: any Channel) async throws -> Bool {
        if !step.send.isEmpty {
            let promise = step.isOver ? channel.eventLoop.makePromise(of: Void.self) : nil
            channel.writeAndFlush(ByteBuffer(bytes: step.send), promise: promise)
            try await promise?.futureResult.get()
        }
        return step.isOver
    }
}

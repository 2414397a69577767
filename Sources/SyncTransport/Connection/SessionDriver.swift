import Dispatch
import NIOCore
import NIOSSL
import ReplicaStore
import SyncCore
import Synchronization

/// Runs one session over one connection: bytes in, actions performed, bytes out.
///
/// The session and its owner are touched on the driver's own serial queue only; that guards them. What they send is
/// written there too, so that it goes in order whoever gave the event.
final class SessionDriver: @unchecked Sendable {
    private var session: SyncSession
    private let owner: ReplicaOwner
    private let staying: Staying?
    private let progressed: (@Sendable (SyncProgress) -> Void)?
    private let admitted: (@Sendable () -> Void)?
    private let account: OpenBatches.Account?
    private let written = Atomic(0)
    private let queue = DispatchQueue(label: "zhibu.session", target: threads.randomElement())
    private var result: (error: SyncError?, summary: SyncSummary?)?

    /// - Parameters:
    ///   - staying: For a session that stays.
    ///   - progressed: Told how far it has got.
    ///   - admitted: Told once the peer has proven who it is.
    ///   - account: Of what this session keeps for its peer.
    init(
        _ session: SyncSession, owner: ReplicaOwner, staying: Staying? = nil,
        progressed: (@Sendable (SyncProgress) -> Void)? = nil, admitted: (@Sendable () -> Void)? = nil,
        account: OpenBatches.Account? = nil
    ) {
        self.session = session
        self.owner = owner
        self.staying = staying
        self.progressed = progressed
        self.admitted = admitted
        self.account = account
    }

    /// Sessions work on one file, and wait for each other there: as many threads as could go on are enough for all of them.
    private static let threads = (0..<4).map { DispatchQueue(label: "zhibu.sessions-\($0)") }

    private struct Step: Sendable {
        /// When what was to be sent is written; nil for nothing.
        var written: EventLoopFuture<Void>?
        var isOver = false
        var isPastHandshake = false
    }

    /// Gives the session an event, and performs and sends what follows from it.
    private func handle(_ event: SessionEvent, on channel: any Channel) async -> Step {
        await withCheckedContinuation { continuation in
            queue.async { continuation.resume(returning: self.step(event, on: channel)) }
        }
    }

    /// What has not left is bounded by the session, so writing never waits for the peer to read: two sides that send
    /// at once can't block each other.
    private func step(_ event: SessionEvent, on channel: any Channel) -> Step {
        var step = Step()
        var events = [.written(written.load(ordering: .acquiring)), event]
        while !events.isEmpty {
            let actions = session.handle(events.removeFirst())
            if let account, let peer = session.peer, !account.grow(to: session.openBytes, of: peer.device) {
                events = [.refused(SyncError(.tooManySessions))]
            }
            var bytes: [UInt8] = []
            for action in actions {
                switch action {
                case .send(let line): bytes += line
                case .end(let error, let summary):
                    result = (error, summary)
                    step.isOver = true
                default:
                    if case .settled(let summary) = action { staying?.settled(summary) }
                    if case .progress(let progress) = action { progressed?(progress) }
                    if let answer = owner.perform(action) { events.append(answer) }
                }
            }
            if !bytes.isEmpty { step.written = write(bytes, to: channel) }
        }
        account?.shrink(to: session.openBytes)
        if step.written != nil { channel.flush() }
        step.isPastHandshake = session.isPastHandshake
        return step
    }

    /// What follows from one event is one write: the session counts in these.
    private func write(_ bytes: [UInt8], to channel: any Channel) -> EventLoopFuture<Void> {
        let future = channel.write(ByteBuffer(bytes: bytes))
        future.whenSuccess { self.written.add(bytes.count, ordering: .releasing) }
        return future
    }

    private func hear(_ news: SessionNews, on channel: any Channel) {
        queue.async {
            if case .changed = news, !self.owner.hasNews() { return }
            let step = self.step(.news, on: channel)
            if step.isOver { step.written?.whenComplete { _ in channel.close(promise: nil) } }
        }
    }

    /// Has the session end in good order; one that stays does so at once, or when both hold the same.
    private func leave(_ channel: any Channel) {
        queue.async {
            let step = self.step(.leave, on: channel)
            guard step.isOver else { return }
            step.written?.whenComplete { _ in channel.close(promise: nil) }
        }
    }

    /// - Returns: What came and went.
    /// - Throws: `SyncError`, or what the replica here threw.
    func run(
        on link: SecureLink
    ) async throws -> SyncSummary {
        do {
            if staying == nil {
                try await talk(over: link)
            } else {
                // Who is cancelled says goodbye, and ends what it has begun: in a task that is not cancelled itself.
                let work = Task { try await talk(over: link) }
                try await withTaskCancellationHandler {
                    try await work.value
                } onCancel: {
                    leave(link.channel)
                }
            }
        } catch {
            // After the session's end it does not matter how the connection went.
            if result == nil { throw error as? SyncError ?? SyncError(.closedEarly, Self.words(for: error)) }
        }
        guard let result else { throw SyncError(.closedEarly) }
        if let error = result.error {
            if [.replicaFault, .replicaBusy, .archiveNeeded].contains(error.code), let fault = owner.fault { throw fault }
            throw error
        }
        guard let summary = result.summary else { throw SyncError(.closedEarly) }
        try owner.finished(summary)
        return summary
    }

    private func talk(over link: SecureLink) async throws {
        try await link.bytes.executeThenClose { inbound, _ in
            try await self.converse(inbound, link)
        }
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
        let listening = staying.map { staying in
            Task { for await news in staying.news { hear(news, on: channel) } }
        }
        defer { listening?.cancel() }
        func perform(_ event: SessionEvent) async throws -> Bool {
            tell(channel, .working)
            let step = await handle(event, on: channel)
            if step.isOver { try await step.written?.get() }
            if step.isPastHandshake, !isPastHandshake {
                isPastHandshake = true
                admitted?()
                tell(channel, .pastHandshake)
            }
            tell(channel, .waiting)
            return step.isOver
        }
        if try await perform(.start(binding: binding)) { return }
        for try await buffer in inbound {
            if try await perform(.bytes(Array(buffer.readableBytesView))) { return }
        }
        _ = await handle(.closed, on: channel)
    }

    private func tell(_ channel: any Channel, _ progress: SilenceGuard.Progress) {
        channel.triggerUserOutboundEvent(progress, promise: nil)
    }
}

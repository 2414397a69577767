public import ReplicaStore
public import SyncCore

/// Two replicas in a session that hand each other their bytes, without a network between.
public struct ReplicaPair {
    /// Of both, as they went.
    public private(set) var bytes = 0
    /// How often the initiator had to wait for an answer.
    public private(set) var roundTrips = 0
    /// The initiator's and the responder's, when both have come to their end.
    public private(set) var summaries: [SyncSummary] = []
    /// The initiator's and the responder's.
    public let owners: [ReplicaOwner]
    private var sessions: [SyncSession]
    private var inboxes: [[UInt8]] = [[], []]

    /// - Parameters:
    ///   - one: The initiator.
    ///   - two: The responder.
    ///   - batchBytes: As of ``ReplicaOwner``.
    ///   - packing: Without one bytes go as they are.
    ///   - now: Milliseconds since 1970.
    public init(
        _ one: Committee.Computer, _ two: Committee.Computer, batchBytes: Int = 1 << 20, packing: Packing? = nil,
        now: @escaping @Sendable () -> Int64
    ) {
        // Nothing is made smaller.
        let plain = Packing(offer: "zlib", pack: { $0 }, unpack: { $0.count == $1 ? $0 : nil })
        sessions = zip([one, two], [SessionRole.initiator, .responder]).map { computer, role in
            SyncSession(
                role: role,
                identity: SessionIdentity(
                    publicKey: computer.publicKey, nonce: Array(repeating: role == .initiator ? 1 : 2, count: 32), name: "test",
                    agreementKey: Array(repeating: 1, count: 32), sign: computer.signer.sign),
                packing: packing ?? plain, takesCheckpoints: true)
        }
        owners = [one, two].map { ReplicaOwner($0.replica, batchBytes: batchBytes, signer: $0.signer, now: now) }
    }

    /// From the first line to both ends; neither has noted what came of it yet (``noteEnds()``).
    ///
    /// - Throws: What ended the session.
    public mutating func run() throws {
        for side in 0...1 { try handle(.start(binding: []), side) }
        while inboxes.contains(where: { !$0.isEmpty }) {
            for side in [1, 0] where !inboxes[side].isEmpty {
                if side == 0 { roundTrips += 1 }
                let arrived = inboxes[side]
                inboxes[side] = []
                try handle(.bytes(arrived), side)
            }
        }
        guard summaries.count == 2 else { throw SyncError(.closedEarly) }
    }

    /// What a session's driver does last.
    public func noteEnds() throws {
        for (owner, summary) in zip(owners, summaries) { try owner.finished(summary) }
    }

    private mutating func handle(_ event: SessionEvent, _ side: Int) throws {
        var events = [event]
        var summary: SyncSummary?
        while !events.isEmpty {
            for action in sessions[side].handle(events.removeFirst()) {
                switch action {
                case .send(let sent):
                    inboxes[1 - side] += sent
                    bytes += sent.count
                case .end(let error, let ended):
                    if let error { throw owners[side].fault ?? error }
                    summary = ended
                default: if let answer = owners[side].perform(action) { events.append(answer) }
                }
            }
        }
        if let summary { summaries.insert(summary, at: side == 0 ? 0 : summaries.count) }
    }
}

extension Committee.Computer {
    /// A whole session, in small batches, noted on both sides.
    ///
    /// - Parameters:
    ///   - other: The responder.
    ///   - now: Milliseconds since 1970.
    /// - Throws: What ended the session.
    @discardableResult
    public func sync(with other: Committee.Computer, now: @escaping @Sendable () -> Int64) throws -> SyncSummary {
        var pair = ReplicaPair(self, other, batchBytes: 4_096, now: now)
        try pair.run()
        try pair.noteEnds()
        return pair.summaries[0]
    }
}

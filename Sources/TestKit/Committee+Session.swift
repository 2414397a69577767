import ReplicaStore
public import SyncCore

extension Committee.Computer {
    /// A whole session, both sides in this process, with checkpoints in place of logs where that may be.
    ///
    /// - Parameter now: Milliseconds since 1970.
    /// - Throws: What ended the session, `SyncError`.
    @discardableResult
    public func sync(with other: Committee.Computer, now: @escaping @Sendable () -> Int64) throws -> SyncSummary {
        var sides = [Side(self, .initiator, now), Side(other, .responder, now)]
        var inboxes: [[UInt8]] = [[], []]
        for side in 0...1 { inboxes[1 - side] += try sides[side].handle(.start(binding: [])) }
        while inboxes.contains(where: { !$0.isEmpty }) {
            for side in [1, 0] where !inboxes[side].isEmpty {
                let arrived = inboxes[side]
                inboxes[side] = []
                inboxes[1 - side] += try sides[side].handle(.bytes(arrived))
            }
        }
        for side in sides { if let summary = side.summary { try side.owner.finished(summary) } }
        guard let summary = sides[0].summary else { throw SyncError(.closedEarly) }
        return summary
    }

    private struct Side {
        var session: SyncSession
        let owner: ReplicaOwner
        var summary: SyncSummary?

        init(_ computer: Committee.Computer, _ role: SessionRole, _ now: @escaping @Sendable () -> Int64) {
            session = SyncSession(
                role: role,
                identity: SessionIdentity(
                    publicKey: computer.publicKey, nonce: Array(repeating: role == .initiator ? 1 : 2, count: 32), name: "test",
                    agreementKey: Array(repeating: 1, count: 32), sign: computer.signer.sign),
                // Nothing is made smaller.
                packing: Packing(offer: "zlib", pack: { $0 }, unpack: { $0.count == $1 ? $0 : nil }),
                takesCheckpoints: true)
            owner = ReplicaOwner(computer.replica, batchBytes: 4_096, signer: computer.signer, now: now)
        }

        mutating func handle(_ event: SessionEvent) throws -> [UInt8] {
            var sent: [UInt8] = []
            var events = [event]
            while !events.isEmpty {
                for action in session.handle(events.removeFirst()) {
                    switch action {
                    case .send(let bytes): sent += bytes
                    case .end(let error, let summary):
                        if let error { throw owner.fault ?? error }
                        self.summary = summary
                    default: if let answer = owner.perform(action) { events.append(answer) }
                    }
                }
            }
            return sent
        }
    }
}

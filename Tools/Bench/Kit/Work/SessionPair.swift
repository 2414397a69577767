import ReplicaStore
import SyncCore
import TestKit

/// Two sides of a session that hand each other their bytes, without a network between.
struct SessionPair {
    /// Bytes, both ways.
    private(set) var bytes = 0
    /// How often the initiator had to wait for an answer.
    private(set) var roundTrips = 0
    private(set) var summaries: [SyncSummary] = []

    init(_ one: Committee.Computer, _ two: Committee.Computer, now: @escaping @Sendable () -> Int64) throws {
        var sessions = zip([one, two], [SessionRole.initiator, .responder]).map { computer, role in
            computer.session(role, dice: role == .initiator ? 1 : 2)
        }
        let owners = [one, two].map { ReplicaOwner($0.replica, signer: $0.signer, now: now) }
        var inboxes: [[UInt8]] = [[], []]
        func handle(_ event: SessionEvent, _ side: Int) throws {
            var events = [event]
            while !events.isEmpty {
                for action in sessions[side].handle(events.removeFirst()) {
                    switch action {
                    case .send(let sent):
                        inboxes[1 - side] += sent
                        bytes += sent.count
                    case .end(let error, let summary):
                        if let error { throw error }
                        if let summary { summaries.append(summary) }
                    default: if let answer = owners[side].perform(action) { events.append(answer) }
                    }
                }
            }
        }
        for side in 0...1 { try handle(.start(binding: []), side) }
        while inboxes.contains(where: { !$0.isEmpty }) {
            for side in [1, 0] where !inboxes[side].isEmpty {
                if side == 0 { roundTrips += 1 }
                let arrived = inboxes[side]
                inboxes[side] = []
                try handle(.bytes(arrived), side)
            }
        }
        guard summaries.count == 2, summaries.allSatisfy({ $0.unequalScopes.isEmpty }) else {
            throw WrongResult(what: "the session ended unequal")
        }
    }
}

public import Logging
import ReplicaStore
import SyncCore
import SyncTransport

/// A member that listens for peers; the server of a committee is one.
public struct Listening: Sendable {
    let member: Member
    let listener: SyncListener
    let counts = SessionCounts()

    /// The port that is listened at; the system's choice where the address said 0.
    public var port: Int { listener.port }

    /// Serves until the task is cancelled; sessions that run then are finished first.
    ///
    /// What changes here goes at once to those who stay (``Member/stay(with:every:settled:)``). An administrator's device takes in those who show one of its invites.
    public func serve(logger: Logger = Logger(label: "zhibu.listening")) async throws {
        let member = member
        let board = NewsBoard()
        try await board.watching(member.replica, every: .milliseconds(250)) {
            try await listener.serve(logger: logger, board: board, counts: counts) {
                (
                    member.session(.responder, stays: true),
                    ReplicaOwner(member.replica, signer: member.keys.signer, now: member.surroundings.now)
                )
            }
        }
    }
}

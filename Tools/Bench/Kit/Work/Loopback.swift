import Crypto
import Logging
import NIOCore
import ReplicaStore
import SyncCore
import SyncTransport
import TestKit

extension Committee.Computer {
    /// A session as the program holds it, with dice that are no dice.
    func session(_ role: SessionRole, dice: UInt8) -> SyncSession {
        SyncSession(
            role: role,
            identity: SessionIdentity(
                publicKey: publicKey, nonce: Array(repeating: dice, count: 32), name: "bench",
                agreementKey: Array(repeating: 1, count: 32), sign: signer.sign),
            packing: .zlib, takesCheckpoints: true)
    }
}

/// A server that listens on loopback, and others that sync with it over TCP and TLS.
struct Loopback: Sendable {
    let server: Committee.Computer
    let now: @Sendable () -> Int64

    /// A test's computer may be busy with other tests.
    private static let limits = SessionLimits(handshake: .minutes(10), idle: .minutes(10), connect: .minutes(10))

    /// All sync at once, each over a connection of its own.
    func sync(_ offices: [Committee.Computer]) async throws {
        guard let anyPort = PeerAddress("127.0.0.1:0") else { throw WrongResult(what: "address") }
        let listener = try await SyncListener(listeningOn: anyPort, limits: Self.limits)
        guard let address = PeerAddress("127.0.0.1:\(listener.port)") else { throw WrongResult(what: "address") }
        // Children all of one task: they stay on its threads.
        try await withThrowingTaskGroup { group in
            group.addTask { try await serve(listener) }
            for (index, office) in offices.enumerated() {
                group.addTask { try await sync(office, dice: UInt8(index + 1), with: address) }
            }
            for _ in offices { try await group.next() }
            group.cancelAll()
        }
    }

    private func serve(_ listener: SyncListener) async throws {
        do {
            try await listener.serve(logger: Logger(label: "bench", factory: { _ in SwiftLogNoOpLogHandler() })) {
                (server.session(.responder, dice: 0), ReplicaOwner(server.replica, signer: server.signer, now: now))
            }
        } catch is CancellationError {
            // All have synced.
        }
    }

    private func sync(_ office: Committee.Computer, dice: UInt8, with address: PeerAddress) async throws {
        let owner = ReplicaOwner(office.replica, signer: office.signer, now: now)
        let session = office.session(.initiator, dice: dice)
        let summary = try await SyncClient.sync(with: address, session: session, owner: owner, limits: Self.limits)
        guard summary.unequalScopes.isEmpty else { throw WrongResult(what: "still unequal") }
    }
}

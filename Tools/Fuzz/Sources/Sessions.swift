import Crypto
import SyncCore

/// A server's session that anybody may speak to, and one whose peer has proven to be enrolled.
enum Sessions {
    /// Reads packed batches: what a block unpacks to is as it comes, so that the fuzzer can say anything in one.
    static let unproven = SyncSession(
        role: .responder, identity: identity(1),
        packing: Packing(offer: "zlib", pack: { _ in nil }, unpack: { $0.count == $1 ? $0 : nil }), takesCheckpoints: true)

    static let proven: SyncSession = {
        var server = unproven
        var client = SyncSession(role: .initiator, identity: identity(2))
        var toServer = perform(client.handle(.start(binding: [])), with: &client)
        while !toServer.isEmpty {
            let toClient = perform(server.handle(.bytes(toServer)), with: &server)
            // The client's proof arrived and the server asks what it holds: from here on it is fuzzed.
            if toClient.isEmpty { return server }
            toServer = perform(client.handle(.bytes(toClient)), with: &client)
        }
        return server
    }()

    static func feed(_ bytes: [UInt8], to session: SyncSession) {
        var session = session
        _ = perform(session.handle(.bytes(bytes)), with: &session)
        _ = perform(session.handle(.closed), with: &session)
    }

    private static func identity(_ number: UInt8) -> SessionIdentity {
        do {
            let key = try Curve25519.Signing.PrivateKey(
                rawRepresentation: Array(repeating: number, count: 32))
            return SessionIdentity(
                publicKey: key.publicKey, nonce: Array(repeating: number, count: 32),
                name: "fuzz", agreementKey: Array(repeating: number, count: 32)
            ) { Array(try key.signature(for: $0)) }
        } catch { preconditionFailure("any 32 bytes are a key: \(error)") }
    }

    /// Answers as an owner of two scopes would, who holds nothing and takes in everything.
    private static func perform(
        _ actions: [SessionAction], with session: inout SyncSession
    ) -> [UInt8] {
        var sent: [UInt8] = []
        var waiting = actions[...]
        while let action = waiting.popFirst() {
            if case .send(let bytes) = action { sent += bytes }
            if let answer = answer(to: action) { waiting += session.handle(answer) }
        }
        return sent
    }

    private static func answer(to action: SessionAction) -> SessionEvent? {
        switch action {
        case .send, .compareClock, .plan, .progress, .settled, .end: nil
        case .loadHeld:
            .held(
                ["college:007", "uni"].map {
                    HeldScope(scope: $0, digest: Array(repeating: 0, count: 32))
                })
        case .enrol: .refused(SyncError(.inviteUnknown))
        case .loadFrontier(let scope, _): .frontier(scope: scope, [])
        case .nextBatch(let scope): .batch(scope: scope, [], left: 0)
        case .stage(let scope, _): .committed(scope: scope, count: 1)
        case .apply(let scope, let bodies): .committed(scope: scope, count: bodies.count)
        }
    }
}

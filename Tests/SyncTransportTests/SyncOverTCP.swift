import Crypto
import Foundation
import GRDB
import Logging
import ReplicaStore
import SyncCore
import SyncTransport
import TestKit
import Testing

private let schema = """
    CREATE TABLE t(id TEXT NOT NULL PRIMARY KEY, a, b TEXT);
    INSERT INTO zhibu_policy VALUES ('t', NULL, 'keep');
    """

/// A replica with its key, as one computer has them.
private struct Office: Sendable {
    let key: Curve25519.Signing.PrivateKey
    let replica: Replica
    let world: HandMovedWorld

    init(_ name: String, seed: UInt64, scopes: [String]) throws {
        world = HandMovedWorld(seed: seed)
        key = try Curve25519.Signing.PrivateKey(rawRepresentation: world.surroundings.random(32))
        let id = world.surroundings.random(8).map { String($0) }.joined()
        replica = try Replica(
            creating: "file:/\(name)-\(id)?vfs=memdb", device: DeviceID(publicKey: key.publicKey),
            name: name, surroundings: world.surroundings)
        try replica.install(schema: schema, version: "1")
        for scope in scopes { try replica.hold(scope: scope, writes: true) }
    }

    func enrolItself(scopes: String, founder: Bool) throws {
        let id = DeviceID(publicKey: key.publicKey).text
        try replica.edit {
            try $0.execute(
                sql: "INSERT INTO zhibu_device(id, name, scopes, is_founder) VALUES (?, ?, ?, ?)",
                arguments: [id, "x", scopes, founder ? 1 : 0])
        }
    }

    func session(
        _ role: SessionRole, expecting: DeviceID? = nil, invite: SessionInvite? = nil
    ) -> SyncSession {
        let key = key
        return SyncSession(
            role: role,
            identity: SessionIdentity(
                publicKey: key.publicKey, nonce: world.surroundings.random(32), name: "x",
                agreementKey: [UInt8](repeating: 5, count: 32),
                sign: { Array(try key.signature(for: $0)) }),
            expectedPeer: expecting, invite: invite)
    }

    func owner(trusting peer: DeviceID? = nil) -> ReplicaOwner {
        ReplicaOwner(replica, trustedPeer: peer, now: world.surroundings.now)
    }
}

/// Two replicas over a real socket on loopback.
@Suite struct SyncOverTCP {
    @Test func anInvitedOfficeEnrolsAndBothEndEqual() async throws {
        let server = try Office("server", seed: 1, scopes: ["control", "uni", "college:007"])
        try server.enrolItself(scopes: "", founder: true)
        let office = try Office("office", seed: 2, scopes: ["control", "uni"])
        try server.replica.edit {
            for row in 0..<3_000 {
                try $0.execute(sql: "INSERT INTO t VALUES (?, ?, '支部')", arguments: ["s\(row)", row])
            }
        }
        try office.replica.hold(scope: "control", writes: false)
        try office.replica.edit { try $0.execute(sql: "INSERT INTO t VALUES ('o', 1, 'x')") }

        let listener = try await SyncListener(listeningOn: try #require(PeerAddress("127.0.0.1:0")))
        let serving = Task {
            try await listener.serve(logger: Logger(label: "test")) {
                (server.session(.responder), server.owner())
            }
        }
        let address = try #require(PeerAddress("127.0.0.1:\(listener.port)"))
        let founder = DeviceID(publicKey: server.key.publicKey)

        await #expect(throws: SyncError(.notEnrolled)) {
            try await SyncClient.sync(
                with: address, session: office.session(.initiator, expecting: founder),
                owner: office.owner(trusting: founder))
        }
        let invite = try Enrolment(replica: server.replica, now: 0).invite(
            address: address.description, scopes: ["college:007"], roles: [], expires: 1,
            random: server.world.surroundings.random)
        let wrong = SessionInvite(id: invite.id, secret: Array(repeating: 0, count: 16))
        await #expect(throws: SyncError(.inviteUnknown)) {
            try await SyncClient.sync(
                with: address, session: office.session(.initiator, invite: wrong),
                owner: office.owner(trusting: founder))
        }
        server.world.advance(milliseconds: -server.world.surroundings.now())
        let shown = SessionInvite(id: invite.id, secret: invite.secret)
        let first = try await SyncClient.sync(
            with: address, session: office.session(.initiator, expecting: founder, invite: shown),
            owner: office.owner(trusting: founder))
        #expect(first.unequalScopes == [])
        #expect(first.sent == 1)
        #expect(first.received > 1)
        let again = try await SyncClient.sync(
            with: address, session: office.session(.initiator, expecting: founder),
            owner: office.owner(trusting: founder))
        #expect(again.sent == 0 && again.received == 0 && again.rounds == 1)
        let states = try [server, office].map { office in
            try office.replica.status().scopes.filter { $0.name != "college:007" }.map(\.digest)
        }
        #expect(states[0] == states[1])
        serving.cancel()
    }
}

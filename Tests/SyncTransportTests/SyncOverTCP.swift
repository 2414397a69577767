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
    CREATE TABLE s(id TEXT NOT NULL PRIMARY KEY, scope_id TEXT);
    INSERT INTO zhibu_policy VALUES ('t', NULL, 'keep');
    INSERT INTO zhibu_scope VALUES ('s', 'scope_id');
    """

/// A replica with its key, as one computer has them.
private struct Office: Sendable {
    let key: Curve25519.Signing.PrivateKey
    let replica: Replica
    let world: HandMovedWorld

    init(_ name: String, seed: UInt64) throws {
        world = HandMovedWorld(seed: seed)
        let key = try Curve25519.Signing.PrivateKey(rawRepresentation: world.surroundings.random(32))
        self.key = key
        let id = world.surroundings.random(8).map { String($0) }.joined()
        replica = try Replica(
            creating: "file:/\(name)-\(id)?vfs=memdb", device: DeviceID(publicKey: key.publicKey),
            name: name, surroundings: world.surroundings, signer: Self.signer(key))
        try replica.install(schema: schema, version: "1")
        try replica.hold(scope: "control", writes: false)
    }

    static func signer(_ key: Curve25519.Signing.PrivateKey) -> DeviceSigner {
        DeviceSigner(device: DeviceID(publicKey: key.publicKey)) { Array(try key.signature(for: $0)) }
    }

    var device: DeviceID { DeviceID(publicKey: key.publicKey) }

    /// Founds a committee with this device as its administrator.
    ///
    /// - Returns: The root's fingerprint.
    func found() throws -> DeviceID {
        let root = try Curve25519.Signing.PrivateKey(rawRepresentation: world.surroundings.random(32))
        try replica.trust(root: DeviceID(publicKey: root.publicKey))
        try replica.sign(
            [
                .found(root: Array(root.publicKey.rawRepresentation), recovery: nil),
                .device(
                    ControlDevice(
                        name: "server", signingKey: Array(key.publicKey.rawRepresentation),
                        agreementKey: Array(repeating: 5, count: 32))),
                .grant(ControlGrant(device: device, roles: ["admin"], scopes: ["*"])),
                .scope(name: "uni", title: ""), .scope(name: "college:012", title: ""),
            ], by: Self.signer(root))
        return DeviceID(publicKey: root.publicKey)
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
            expectedPeer: expecting, invite: invite, packing: .zlib)
    }

    func owner() -> ReplicaOwner {
        ReplicaOwner(replica, signer: Self.signer(key), now: world.surroundings.now)
    }
}

/// Two replicas over a real socket on loopback.
@Suite struct SyncOverTCP {
    @Test func anInvitedOfficeEnrolsAndBothEndEqual() async throws {
        let server = try Office("server", seed: 1)
        let root = try server.found()
        let office = try Office("office", seed: 2)
        try office.replica.trust(root: root)
        try server.replica.edit {
            try $0.execute(sql: "INSERT INTO s VALUES ('other', 'college:012')")
            for row in 0..<3_000 {
                try $0.execute(sql: "INSERT INTO t VALUES (?, ?, '支部')", arguments: ["s\(row)", row])
            }
        }
        let listener = try await SyncListener(listeningOn: try #require(PeerAddress("127.0.0.1:0")))
        let serving = Task {
            try await listener.serve(logger: Logger(label: "test")) {
                (server.session(.responder), server.owner())
            }
        }
        let address = try #require(PeerAddress("127.0.0.1:\(listener.port)"))
        func sync(_ invite: SessionInvite? = nil) async throws -> SyncSummary {
            try await SyncClient.sync(
                with: address,
                session: office.session(.initiator, expecting: server.device, invite: invite),
                owner: office.owner())
        }
        await #expect(throws: SyncError(.notEnrolled)) { try await sync() }
        let invite = try Enrolment(replica: server.replica, now: 0).invite(
            address: address.description, scopes: ["college:007", "uni"], roles: ["editor"],
            expires: 1, signer: Office.signer(server.key), random: server.world.surroundings.random)
        await #expect(throws: SyncError(.inviteUnknown)) {
            try await sync(SessionInvite(id: invite.id, secret: Array(repeating: 0, count: 16)))
        }
        server.world.advance(milliseconds: -server.world.surroundings.now())
        let first = try await sync(SessionInvite(id: invite.id, secret: invite.secret))
        // The entry that enrols the office lets it hold more from the second round on.
        #expect(first.equalScopes == ["college:007", "control", "uni"])
        #expect(first.received > 1)
        #expect(try office.replica.heldScopes() == ["college:007", "control", "uni"])

        try office.replica.edit { try $0.execute(sql: "INSERT INTO t VALUES ('o', 1, 'x')") }
        let second = try await sync()
        #expect(second.unequalScopes == [])
        #expect(second.sent == 1)
        let again = try await sync()
        #expect(again.sent == 0 && again.received == 0 && again.rounds == 1)
        // Another college's rows never reach it, not even into its log.
        #expect(try office.replica.changesets(scope: "college:012").isEmpty)
        #expect(try office.replica.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM s") } == 0)
        let states = try [server, office].map { office in
            try office.replica.status().scopes.filter { $0.name != "college:012" }.map(\.digest)
        }
        #expect(states[0] == states[1])
        serving.cancel()
    }
}

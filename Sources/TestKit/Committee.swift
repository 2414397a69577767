public import Crypto
public import ReplicaStore
import Synchronization
public import SyncCore

/// A founded committee with enrolled offices, in memory: keys, control entries and seals are real.
public struct Committee {
    /// One computer: its key and its replica.
    public struct Computer: Sendable {
        public let replica: Replica
        public let signer: DeviceSigner
        public let publicKey: Curve25519.Signing.PublicKey
        public var device: DeviceID { signer.device }

        public init(
            replica: Replica, signer: DeviceSigner, publicKey: Curve25519.Signing.PublicKey
        ) {
            self.replica = replica
            self.signer = signer
            self.publicKey = publicKey
        }

        /// Takes over all that the other one holds and may give, control first.
        public func pull(from other: Computer) throws {
            try replica.pull(from: other.replica, scope: "control")
            for scope in try replica.heldScopes() where scope != "control" {
                try replica.pull(from: other.replica, scope: scope)
            }
        }
    }

    public let world: HandMovedWorld
    public let root: DeviceSigner
    public let recovery: DeviceSigner
    public let server: Computer
    private let schema: String
    private let place: @Sendable (String) -> String
    /// Tests run side by side with equal seeds: each replica in memory has a name of its own.
    private static let made = Mutex(0)

    /// - Parameters:
    ///   - now: When it is founded, in milliseconds since 1970.
    ///   - place: Where the file of the computer of that name lies; nil for memory.
    public init(
        seed: UInt64, schema: String, scopes: [String], serverRoles: [String] = ["admin"],
        ruleStepsMax: Int = 5_000_000, now: Int64 = 1_333_670_400_000, place: (@Sendable (String) -> String)? = nil
    ) throws {
        world = HandMovedWorld(seed: seed, now: now, ruleStepsMax: ruleStepsMax)
        self.schema = schema
        self.place = place ?? { _ in Self.nextInMemory() }
        let (rootKey, recoveryKey) = (try Self.key(world), try Self.key(world))
        (root, recovery) = (Self.signer(rootKey), Self.signer(recoveryKey))
        let key = try Self.key(world)
        server = try Self.computer("server", key, schema, root.device, world, self.place)
        try server.replica.sign(
            [
                .found(
                    root: Array(rootKey.publicKey.rawRepresentation),
                    recovery: Array(recoveryKey.publicKey.rawRepresentation)),
                Self.enrolment(key, "server"),
                .grant(ControlGrant(device: server.device, roles: serverRoles, scopes: ["*"])),
            ] + (scopes + ["uni"]).map { .scope(name: $0, title: "") }, by: root)
    }

    /// Enrols a computer and gives it what the server holds of its scopes, or (`isEmpty`) nothing yet.
    public func enrol(
        _ name: String, roles: [String] = ["editor"], scopes: [String], isEmpty: Bool = false
    ) throws -> Computer {
        let key = try Self.key(world)
        let office = try Self.computer(name, key, schema, root.device, world, place)
        try server.replica.sign(
            [
                Self.enrolment(key, name),
                .grant(ControlGrant(device: office.device, roles: roles, scopes: scopes)),
            ], by: server.signer)
        if !isEmpty { try office.pull(from: server) }
        return office
    }

    private static func key(_ world: HandMovedWorld) throws -> Curve25519.Signing.PrivateKey {
        try .init(rawRepresentation: world.surroundings.random(32))
    }

    private static func signer(_ key: Curve25519.Signing.PrivateKey) -> DeviceSigner {
        DeviceSigner(device: DeviceID(publicKey: key.publicKey)) { Array(try key.signature(for: $0)) }
    }

    private static func enrolment(
        _ key: Curve25519.Signing.PrivateKey, _ name: String
    ) -> ControlLine {
        .device(
            ControlDevice(
                name: name, signingKey: Array(key.publicKey.rawRepresentation),
                agreementKey: Array(repeating: 1, count: 32)))
    }

    private static func computer(
        _ name: String, _ key: Curve25519.Signing.PrivateKey, _ schema: String, _ root: DeviceID,
        _ world: HandMovedWorld, _ place: (String) -> String
    ) throws -> Computer {
        let signer = signer(key)
        let replica = try Replica(
            creating: place(name), device: signer.device, name: name,
            surroundings: world.surroundings, signer: signer)
        try replica.install(schema: schema, version: "1")
        try replica.trust(root: root)
        try replica.hold(scope: "control", writes: false)
        return Computer(replica: replica, signer: signer, publicKey: key.publicKey)
    }

    private static func nextInMemory() -> String {
        let id = made.withLock { count in
            count += 1
            return count
        }
        return "file:/committee-\(id)?vfs=memdb"
    }
}

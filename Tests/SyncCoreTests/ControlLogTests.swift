import Crypto
import SyncCore
import TestKit
import Testing

/// Who may do what rests on this chain: an entry that a stranger could slip in would open every scope.
@Suite struct ControlLogTests {
    /// A committee with keys that a seed repeats.
    private struct World {
        var random: SeededRandom
        let root: Curve25519.Signing.PrivateKey
        let recovery: Curve25519.Signing.PrivateKey
        let admin: Curve25519.Signing.PrivateKey
        let clerk: Curve25519.Signing.PrivateKey
        var log = ControlLog()

        init(seed: UInt64) throws {
            random = SeededRandom(seed: seed)
            root = try Self.key(&random)
            recovery = try Self.key(&random)
            admin = try Self.key(&random)
            clerk = try Self.key(&random)
        }

        static func key(_ random: inout SeededRandom) throws -> Curve25519.Signing.PrivateKey {
            try .init(rawRepresentation: (0..<32).map { _ in UInt8.random(in: 0...255, using: &random) })
        }

        mutating func entry(
            _ lines: [ControlLine], by key: Curve25519.Signing.PrivateKey, after: [ControlEntry]
        ) throws -> ControlEntry {
            let author = ControlLog.author(root: DeviceID(publicKey: root.publicKey))
            let last = after.last?.changeset
            var writer = ChangesetWriter(
                ChangesetHeader(
                    scope: "control", author: author, number: (last?.header.number ?? 0) + 1,
                    previous: last?.hash, at: 1, person: "",
                    seen: after.dropLast().map {
                        SeenPoint(
                            author: author, number: $0.changeset.header.number,
                            hash: $0.changeset.hash)
                    }),
                salt: (0..<16).map { _ in UInt8.random(in: 0...255, using: &random) })
            for line in lines { writer.append(.control(line)) }
            let (bytes, hash) = writer.finish()
            let changeset = try Changeset(decoding: bytes)
            #expect(changeset.encoded() == bytes)
            let seal = Seal(
                device: DeviceID(publicKey: key.publicKey),
                signature: Array(try key.signature(for: Seal.message(hash))))
            return ControlEntry(changeset: changeset, seal: seal)
        }

        static func device(_ key: Curve25519.Signing.PrivateKey, _ name: String) -> ControlLine {
            .device(
                ControlDevice(
                    name: name, signingKey: Array(key.publicKey.rawRepresentation),
                    agreementKey: Array(repeating: 1, count: 32)))
        }

        static func id(_ key: Curve25519.Signing.PrivateKey) -> DeviceID {
            DeviceID(publicKey: key.publicKey)
        }

        mutating func founded() throws -> ControlEntry {
            let entry = try entry(
                [
                    .found(
                        root: Array(root.publicKey.rawRepresentation),
                        recovery: Array(recovery.publicKey.rawRepresentation)),
                    Self.device(admin, "server"),
                    .grant(ControlGrant(device: Self.id(admin), roles: ["admin"], scopes: ["*"])),
                ], by: root, after: [])
            try log.admit(entry, trusted: Self.id(root))
            return entry
        }

        func enrolment(_ roles: [String] = ["editor"]) -> [ControlLine] {
            [
                Self.device(clerk, "desk"),
                .grant(ControlGrant(device: Self.id(clerk), roles: roles, scopes: ["college:007"])),
            ]
        }
    }

    @Test func anAdministratorEnrolsAndRightsAreThoseOfAnEntry() throws {
        var world = try World(seed: 1)
        let first = try world.founded()
        let second = try world.entry(world.enrolment(), by: world.admin, after: [first])
        try world.log.admit(second)
        let third = try world.entry(world.enrolment(["reader"]), by: world.admin, after: [second])
        try world.log.admit(third)
        let clerk = World.id(world.clerk)
        let states = try [first, second, third].map {
            try #require(world.log.state(at: $0.changeset.hash))
        }
        #expect(states.map { $0.mayWrite(clerk, scope: "college:007") } == [false, true, false])
        #expect(!states[1].mayWrite(clerk, scope: "college:012"))
        #expect(states[2].mayRead(clerk, scope: "college:007"))
        #expect(!states[2].mayRead(clerk, scope: "committee"))
        #expect(world.log.current == states[2])
    }

    @Test func nobodyElseSigns() throws {
        var world = try World(seed: 2)
        let first = try world.founded()
        let second = try world.entry(world.enrolment(), by: world.admin, after: [first])
        try world.log.admit(second)
        let seized = ControlLine.grant(
            ControlGrant(device: World.id(world.clerk), roles: ["admin"], scopes: ["*"]))
        let byClerk = try world.entry([seized], by: world.clerk, after: [second])
        let before = world.log.current
        #expect(throws: ControlError(.signerUnentitled)) { try world.log.admit(byClerk) }
        var forged = try world.entry([seized], by: world.clerk, after: [second])
        forged.seal.device = World.id(world.admin)
        #expect(throws: ControlError(.signatureWrong)) { try world.log.admit(forged) }
        let recovery = try world.entry([seized], by: world.recovery, after: [second])
        #expect(throws: ControlError(.signerUnentitled)) { try world.log.admit(recovery) }
        #expect(world.log.current == before)
    }

    @Test func aRevokedAdministratorSignsNoMore() throws {
        var world = try World(seed: 3)
        let first = try world.founded()
        let second = try world.entry(
            [.revoke(device: World.id(world.admin), reason: "lost")], by: world.root, after: [first])
        try world.log.admit(second)
        let third = try world.entry(world.enrolment(), by: world.admin, after: [second])
        #expect(throws: ControlError(.signerUnentitled)) { try world.log.admit(third) }
    }

    @Test func theRecoveryKeyReplacesTheRootAndNothingElse() throws {
        var world = try World(seed: 4)
        let first = try world.founded()
        let new = try World.key(&world.random)
        let second = try world.entry(
            [.root(root: Array(new.publicKey.rawRepresentation), recovery: nil, reason: "stolen")],
            by: world.recovery, after: [first])
        try world.log.admit(second)
        let byOld = try world.entry([.scope(name: "x", title: "")], by: world.root, after: [second])
        #expect(throws: ControlError(.signerUnentitled)) { try world.log.admit(byOld) }
        let byNew = try world.entry([.scope(name: "x", title: "")], by: new, after: [second])
        try world.log.admit(byNew)
        #expect(world.log.current.scopes["x"] == "")
    }

    @Test func anotherRootIsNotTrusted() throws {
        var stranger = try World(seed: 5)
        let entry = try stranger.founded()
        let world = try World(seed: 6)
        var log = ControlLog()
        #expect(throws: ControlError(.rootForeign)) {
            try log.admit(entry, trusted: World.id(world.root))
        }
        #expect(log.isEmpty)
        // Nor where there is a committee already: it is another one's, and no line is out of place.
        var held = world
        try held.log.admit(held.founded())
        #expect(throws: ControlError(.rootForeign)) { try held.log.admit(entry) }
    }

    /// The root's own file was restored: two entries have one number. Both count, in the order of
    /// their hashes, and the next one names both.
    @Test func afterARestoreBothEntriesCountInAnyOrder() throws {
        var world = try World(seed: 7)
        let first = try world.founded()
        let clerk = World.id(world.clerk)
        let enrolment = try world.entry(world.enrolment(), by: world.admin, after: [first])
        let cut = try world.entry(
            [.revoke(device: clerk, reason: "lost")], by: world.admin, after: [first])
        var one = world.log, other = world.log
        try one.admit(enrolment)
        try one.admit(cut)
        try other.admit(cut)
        try other.admit(enrolment)
        #expect(one.current == other.current)
        #expect(one.heads.map(\.changeset.hash) == other.heads.map(\.changeset.hash))
        #expect(one.heads.count == 2)
        #expect(one.current.revoked[clerk] != nil)
        #expect(!one.current.mayRead(clerk, scope: "college:007"))
        let next = try world.entry([.scope(name: "x", title: "")], by: world.admin, after: one.heads)
        try one.admit(next)
        #expect(one.heads.map(\.changeset.hash) == [next.changeset.hash])
        #expect(one.state(at: next.changeset.hash) == one.current)
    }

    @Test func anEntryWithoutItsPredecessorWaits() throws {
        var world = try World(seed: 8)
        let first = try world.founded()
        let second = try world.entry(world.enrolment(), by: world.admin, after: [first])
        var empty = ControlLog()
        #expect(throws: ControlError(.predecessorMissing)) { try empty.admit(second) }
    }
}

import Foundation
public import ReplicaStore
public import SyncCore
import SyncTransport

extension Member {
    /// One line that lets one other device join; this device must be an administrator's.
    ///
    /// - Parameters:
    ///   - address: `HOST:PORT`, where this device will listen.
    ///   - scopes: What the other one holds; new ones are made.
    ///   - roles: Every role but `reader` writes in these scopes.
    ///   - milliseconds: How long it is good for; seven days by default.
    /// - Throws: `SyncError.notEnrolled` where this device is no administrator's.
    public func invite(
        to address: String, scopes: [String], roles: [String] = [ControlName.editor],
        goodFor milliseconds: Int64 = 7 * 86_400_000
    ) throws -> Invite {
        let now = surroundings.now()
        return try Enrolment(replica: replica, now: now).invite(
            address: address, scopes: scopes, roles: roles, expires: now + milliseconds, signer: keys.signer,
            random: surroundings.random)
    }

    /// Makes a new replica with an invite and receives what it holds. Where that is cut short, what came stays once the
    /// committee has enrolled the device and the tables are there; the same call goes on from it, also where nothing was
    /// left to be done. What is cut before leaves nothing but the key, with which the same invite works again.
    ///
    /// A key that lies beside the path already stays this device's: it may have lost its replica only. What a
    /// joining that was killed has left, before it had any records, is made anew.
    ///
    /// - Parameters:
    ///   - invite: What the committee's administrator has sent.
    ///   - path: Where the replica is made; its keys lie beside it.
    ///   - name: The device's name, as others read it.
    ///   - surroundings: Clock and random numbers.
    ///   - progressed: Told how far it has got, on a queue of the session's.
    /// - Returns: The member, and what the first sync brought.
    /// - Throws: `SyncError` (`inviteUnknown`, `inviteUsed`, `inviteExpired`, `peerUnreachable`, …);
    ///   `StoreError.fileExists`.
    public static func join(
        _ invite: Invite, at path: String, name: String, surroundings: Surroundings = .system(),
        progressed: (@Sendable (SyncProgress) -> Void)? = nil
    ) async throws -> (member: Member, received: SyncSummary) {
        guard let server = DeviceID(invite.server), let address = PeerAddress(invite.address) else {
            throw SyncError(.inviteUnknown)
        }
        if let begun = try begun(invite, at: path, surroundings) {
            let summary = try await begun.receiveFirst(from: server, at: address, progressed)
            // Only now it is known to be the server's.
            try begun.replica.setServer(address: invite.address)
            return (begun, summary)
        }
        let member = try await enrol(invite, with: server, at: address, path: path, name: name, surroundings)
        return (member, try await member.receiveFirst(from: server, at: address, progressed))
    }

    /// Has a new device enrolled and makes its replica, with control entries and tables. Leaves nothing where it fails,
    /// but for a key that may have been enrolled.
    static func enrol(
        _ invite: Invite, with server: DeviceID, at address: PeerAddress, path: String, name: String,
        _ surroundings: Surroundings
    ) async throws -> Member {
        try clearHalfMade(path)
        let hadKeys = DeviceKeys.exist(for: path)
        let keys = try keysOfNewReplica(path)
        var staysKey = hadKeys
        do {
            let member = try begin(invite, at: path, name: name, keys, surroundings)
            do {
                let shown = SessionInvite(id: invite.id, secret: invite.secret)
                _ = try await member.sync(
                    with: address, member.session(.initiator, expecting: server, invite: shown),
                    onlyScopes: [ControlName.scope])
                staysKey = true
            } catch let error as SyncError where !refusals.contains(error.code) {
                // The other side may have enrolled it before the line went.
                staysKey = true
                throw error
            }
            try member.installSchema()
            return member
        } catch {
            try remove(replicaFiles(path) + (staysKey ? [] : [DeviceKeys.path(of: path)]))
            throw error
        }
    }

    /// What a joining with the same invite has made, whether or not it was told that it had.
    static func begun(_ invite: Invite, at path: String, _ surroundings: Surroundings) throws -> Member? {
        guard FileManager.default.fileExists(atPath: path), DeviceKeys.exist(for: path), !Replica.isHalfMade(path) else {
            return nil
        }
        let member: Member
        do {
            member = try Member(opening: path, surroundings: surroundings)
        } catch let error as StoreError where error.code == .notAReplica {
            throw StoreError(.fileExists, path)
        }
        if try member.replica.invite() == invite.id { return member }
        try member.close()
        return nil
    }

    /// What a joining that was killed has left is made anew.
    ///
    /// - Throws: `StoreError.fileExists` where there is a replica, or anything else of that name.
    static func clearHalfMade(_ path: String) throws {
        if Replica.isHalfMade(path) { try remove(replicaFiles(path)) }
        DurableName.sweep(DeviceKeys.path(of: path))
        try expectNothing(at: replicaFiles(path))
    }

    /// Those that lie beside the path already, else new ones.
    static func keysOfNewReplica(_ path: String) throws -> DeviceKeys {
        try DeviceKeys.exist(for: path) ? DeviceKeys.load(for: path) : DeviceKeys.create(for: path)
    }

    /// A replica that trusts the invite's root, and holds nothing yet.
    static func begin(
        _ invite: Invite, at path: String, name: String, _ keys: DeviceKeys, _ surroundings: Surroundings
    ) throws -> Member {
        guard let root = DeviceID(invite.root) else { throw SyncError(.inviteUnknown) }
        let member = try begin(trusting: root, at: path, name: name, keys, surroundings)
        try member.replica.setInvite(invite.id)
        try member.replica.setServer(address: invite.address)
        return member
    }

    static func begin(
        trusting root: DeviceID, at path: String, name: String, _ keys: DeviceKeys, _ surroundings: Surroundings
    ) throws -> Member {
        let replica = try Replica(
            creating: path, device: keys.device, name: name, surroundings: surroundings, signer: keys.signer)
        try replica.trust(root: root)
        try replica.hold(scope: ControlName.scope, writes: false)
        return try Member(replica, keys: keys, surroundings: surroundings)
    }

    /// With these nobody was enrolled.
    private static let refusals: Set<SyncError.Code> = [
        .peerUnreachable, .wrongPeer, .speaksSomethingElse, .versionUnknown, .tooManySessions, .inviteUnknown,
        .inviteUsed, .inviteExpired,
    ]

    func receiveFirst(
        from server: DeviceID, at address: PeerAddress, _ progressed: (@Sendable (SyncProgress) -> Void)?
    ) async throws -> SyncSummary {
        try await sync(with: address, session(.initiator, expecting: server), progressed: progressed)
    }

    /// The schema came with the control entries; with it records can be received.
    func installSchema() throws {
        guard let release = try replica.control().releases.last else {
            throw SyncError(.peerFault, "control: no schema")
        }
        try replica.install(schema: release.sql, version: release.version)
    }
}

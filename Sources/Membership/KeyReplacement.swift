public import Crypto
import Foundation
public import ReplicaStore
import SyncCore
import SyncTransport

/// A replica that went on under another key.
public struct Replaced: Sendable {
    public var member: Member
    /// The device that the replica was of; nil where an earlier call, which was cut, has replaced it already.
    public var former: ReplicaNameplate?
    /// What was taken over of its file, and where that is kept; nil as before.
    public var takenOver: RepairReport?
    /// Changesets that came from the committee.
    public var received: Int
}

/// Gives a replica another key, whose own is lost or known to others: the computer becomes a new device, which the
/// committee enrols, and keeps all records, also those that were never sent.
///
/// The new replica is made beside the old one, as `.joining` with a key of its own, and takes its place when it has all.
/// The old one stays as `.former-1`. Whatever the call is cut by, the same call goes on. What the old device has
/// sealed stays its own, so it should be revoked only after the next sync.
public struct KeyReplacement: Sendable {
    /// Where the replica is.
    public let path: String
    /// Where the new one is made; its key lies beside it.
    public var draft: String { path + ".joining" }
    private let surroundings: Surroundings

    public init(of path: String, surroundings: Surroundings = .system()) {
        self.path = path
        self.surroundings = surroundings
    }

    /// Whether a replica lies here without its key, or another key was begun with.
    public var isDue: Bool {
        let files = FileManager.default
        if DeviceKeys.exist(for: draft) { return files.fileExists(atPath: path) || files.fileExists(atPath: draft) }
        return files.fileExists(atPath: path) && !DeviceKeys.exist(for: path) && !Replica.isHalfMade(path)
    }

    // MARK: who enrols the device

    /// Has the new key enrolled with an invite.
    ///
    /// - Parameters:
    ///   - invite: What the committee's administrator has sent.
    ///   - name: The device's name; by default it stays as it was.
    ///   - taking: Told how many changesets were taken over of how many.
    /// - Throws: `SyncError` (`inviteUnknown`, `inviteUsed`, `inviteExpired`, `peerUnreachable`, …);
    ///   `ControlError.rootForeign` for another committee's invite; `StoreError` (`fileBusy`, `diskFull`, …). The replica
    ///   is then as it was.
    public func join(_ invite: Invite, name: String? = nil, taking: BundleProgress? = nil) async throws -> Replaced {
        guard let server = DeviceID(invite.server), let address = PeerAddress(invite.address) else {
            throw SyncError(.inviteUnknown)
        }
        if let done = try done(invite) { return try await receive(done, invite, from: server, at: address) }
        let former = try former(of: invite)
        try clear()
        let member = try await Member.enrol(
            invite, with: server, at: address, path: draft, name: name ?? former.name, surroundings)
        return try await receive(takeOver(former, into: member, taking), invite, from: server, at: address)
    }

    private func receive(
        _ replaced: Replaced, _ invite: Invite, from server: DeviceID, at address: PeerAddress
    ) async throws -> Replaced {
        var replaced = replaced
        replaced.received = try await replaced.member.receiveFirst(from: server, at: address, nil).received
        try replaced.member.replica.setServer(address: invite.address)
        return replaced
    }

    /// The request of the new key for an invite, where no network is.
    ///
    /// - Throws: `StoreError`, `ControlError.rootForeign`.
    public func request(_ invite: Invite, name: String? = nil) throws -> [UInt8] {
        let former = try former(of: invite)
        try clear()
        return try Member.requestToJoin(invite, at: draft, name: name ?? former.name)
    }

    /// Goes on with the answer to a request.
    ///
    /// - Throws: `BundleError` (`damaged`, `notForUs`, `senderUnknown`), `ControlError`, `StoreError`. The replica is
    ///   then as it was.
    public func join(_ invite: Invite, answer: [UInt8], taking: BundleProgress? = nil) throws -> Replaced {
        if let done = try done(invite) { return done }
        let former = try former(of: invite)
        try clear()
        let answer = try OpenedAnswer(answer, to: invite, with: DeviceKeys.load(for: draft))
        let member = try answer.begin(invite, at: draft, surroundings)
        return try takeOver(former, into: member, taking) {
            try member.replica.take(answer.bundle, isSealed: true, nil).applied.applied
        }
    }

    /// Has the new key enrolled by the root key, with the rights of the old one: where no other administrator is left.
    ///
    /// - Throws: `SyncError.notEnrolled` where the old device was not enrolled; `ControlError.signerUnentitled` for
    ///   another key; `StoreError`. The replica is then as it was.
    public func sign(
        by root: Curve25519.Signing.PrivateKey, name: String? = nil, taking: BundleProgress? = nil
    ) throws -> Replaced {
        if try isInPlace() { return try finish() }
        let former = try former()
        guard let trusted = former.root else { throw SyncError(.notEnrolled) }
        try clear()
        let name = name ?? former.name
        let keys = try Member.keysOfNewReplica(draft)
        let member = try Member.begin(trusting: trusted, at: draft, name: name, keys, surroundings)
        return try takeOver(former, into: member, taking) { 0 } enrolling: {
            try member.replica.takeOverControl(of: path)
            let trustedRoot = try member.replica.control().root
            guard DeviceID(signingKeyBytes: trustedRoot) == DeviceSigner(root).device else {
                throw ControlError(.signerUnentitled, String(DeviceSigner(root).device.text.prefix(8)))
            }
            guard var grant = try member.replica.control().grants[former.device] else { throw SyncError(.notEnrolled) }
            grant.device = keys.device
            try member.replica.sign([.device(keys.enrolled(as: name)), .grant(grant)], by: DeviceSigner(root))
            try member.installSchema()
        }
    }

    // MARK: the files

    /// What an earlier call with this invite has made, but for what it was to receive.
    private func done(_ invite: Invite) throws -> Replaced? {
        if try isInPlace() { return try finish() }
        let former = try former(of: invite)
        guard former.invite == invite.id, DeviceKeys.exist(for: path), try DeviceKeys.load(for: path).device == former.device
        else { return nil }
        return try opened()
    }

    private func former(of invite: Invite? = nil) throws -> ReplicaNameplate {
        let former = try Replica.nameplate(of: path)
        if let invite, let root = former.root, root.text != invite.root {
            throw ControlError(.rootForeign, String(root.text.prefix(8)))
        }
        return former
    }

    /// Whether the new replica has its place already, but for its key.
    private func isInPlace() throws -> Bool {
        guard DeviceKeys.exist(for: draft) else { return false }
        if FileManager.default.fileExists(atPath: path) {
            return try Replica.nameplate(of: path).device == DeviceKeys.load(for: draft).device
        }
        guard FileManager.default.fileExists(atPath: draft) else { throw StoreError(.fileMissing, path) }
        // The old one's write-ahead log may lie here still; beside the new file it would be taken for its own.
        _ = try Replica.putInPlace(draft, of: path, keeping: Self.former)
        return true
    }

    /// - Parameters:
    ///   - enrolling: What comes before it.
    ///   - receiving: What comes after it; returns how many changesets it brought.
    private func takeOver(
        _ former: ReplicaNameplate, into member: Member, _ taking: BundleProgress?,
        receiving: () throws -> Int = { 0 }, enrolling: () throws -> Void = {}
    ) throws -> Replaced {
        do {
            try enrolling()
            var report = try member.replica.takeOver(path, progressed: taking)
            let received = try receiving()
            try member.close()
            try DurableName.synchronize(draft)
            report.kept = try Replica.putInPlace(draft, of: path, keeping: Self.former)
            return try finish(former, report, received: received)
        } catch {
            try clear()
            throw error
        }
    }

    /// Takes away what an earlier call has left, but for the key: the committee may have enrolled it.
    private func clear() throws {
        DurableName.sweep(draft)
        try Member.remove(Member.replicaFiles(draft))
    }

    private static let former = "former"

    /// Gives the new replica its key; one that was there goes with the old file.
    private func finish(
        _ former: ReplicaNameplate? = nil, _ report: RepairReport? = nil, received: Int = 0
    ) throws -> Replaced {
        let key = DeviceKeys.path(of: path)
        if FileManager.default.fileExists(atPath: key) {
            // The file that was kept last is the one that it is of.
            var number = 1
            while FileManager.default.fileExists(atPath: "\(path).\(Self.former)-\(number + 1)") { number += 1 }
            let kept = DeviceKeys.path(of: "\(path).\(Self.former)-\(number)")
            if FileManager.default.fileExists(atPath: kept) { throw StoreError(.fileExists, kept) }
            try DurableName.rename(key, to: kept)
        }
        try DurableName.rename(DeviceKeys.path(of: draft), to: key)
        DurableName.sweep(draft)
        return try opened(former, report, received: received)
    }

    private func opened(
        _ former: ReplicaNameplate? = nil, _ report: RepairReport? = nil, received: Int = 0
    ) throws -> Replaced {
        Replaced(
            member: try Member(opening: path, surroundings: surroundings), former: former, takenOver: report,
            received: received)
    }
}

import Crypto
public import ReplicaStore
import SyncCore

/// What an administrator's device has answered to a request.
public struct JoinAnswer: Sendable {
    /// A bundle that the new device alone can read, with all that it may hold.
    public var bytes: [UInt8]
    /// The new device's name, as others will read it.
    public var name: String
    public var changesets: Int
}

/// Joining without a network: a request goes to the committee on a stick, and its answer comes back on it.
extension Member {
    /// The request of a device that is to be: makes its keys, or takes those that lie beside the path already, so
    /// that the same request can be made again.
    ///
    /// - Parameters:
    ///   - invite: What the committee's administrator has sent.
    ///   - path: Where the replica will be made; its keys lie beside it.
    ///   - name: The device's name, as others will read it.
    /// - Throws: `StoreError` (`fileExists`, `keyUnfit`, `fileNotWritable`).
    public static func requestToJoin(_ invite: Invite, at path: String, name: String) throws -> [UInt8] {
        try clearHalfMade(path)
        let keys = try keysOfNewReplica(path)
        let device = keys.enrolled(as: name)
        return try JoinRequest(
            SessionInvite(id: invite.id, secret: invite.secret), publicKey: keys.signing.publicKey,
            agreementKey: device.agreementKey, name: name, sign: { Array(try keys.signing.signature(for: $0)) }
        ).encoded()
    }

    /// Enrols the device that a request is of, and makes the answer; once more where it was answered already.
    /// This device must be the one that made the invite.
    ///
    /// - Throws: `SyncError` (`fieldMalformed` for what is no request or was altered, `inviteUnknown`, `inviteUsed`,
    ///   `inviteExpired`, `deviceRevoked`).
    public func answer(joinRequest bytes: [UInt8]) throws -> JoinAnswer {
        let request = try JoinRequest(decoding: bytes).request
        try Enrolment(replica: replica, now: surroundings.now()).accept(request, signer: keys.signer)
        let bundle = try bundle(for: request.device, everything: true)
        return JoinAnswer(bytes: bundle.bytes, name: request.name, changesets: bundle.changesets)
    }

    /// Makes a new replica of the answer to a request. Whole, or not at all, but for the key: the committee has
    /// enrolled it. Called again, it goes on with what it has made.
    ///
    /// - Parameters:
    ///   - invite: That of the request; its root alone is trusted.
    ///   - path: Where the replica is made; the request's keys lie beside it.
    ///   - answer: What the administrator's device has written.
    ///   - surroundings: Clock and random numbers.
    ///   - progressed: Told how many of how many changesets were looked at so far.
    /// - Throws: `BundleError` (`damaged`, `notForUs`, `senderUnknown`); `ControlError` for entries of another
    ///   committee; `StoreError` (`fileExists`, `keyMissing`).
    public static func join(
        _ invite: Invite, at path: String, answer: [UInt8], surroundings: Surroundings = .system(),
        progressed: BundleProgress? = nil
    ) throws -> (member: Member, taken: BundleTaken) {
        if let begun = try begun(invite, at: path, surroundings) {
            let answer = try OpenedAnswer(answer, to: invite, with: begun.keys)
            return (begun, try begun.replica.take(answer.bundle, isSealed: true, progressed))
        }
        try clearHalfMade(path)
        let answer = try OpenedAnswer(answer, to: invite, with: DeviceKeys.load(for: path))
        do {
            let member = try answer.begin(invite, at: path, surroundings)
            return (member, try member.replica.take(answer.bundle, isSealed: true, progressed))
        } catch {
            try remove(replicaFiles(path))
            throw error
        }
    }
}

/// An answer that its receiver can read.
struct OpenedAnswer {
    let bundle: SyncBundle
    private let sealed: SealedBundle
    private let keys: DeviceKeys

    /// - Throws: `BundleError` (`damaged`, `notForUs`, `senderUnknown`).
    init(_ bytes: [UInt8], to invite: Invite, with keys: DeviceKeys) throws {
        sealed = try SealedBundle(decoding: bytes)
        guard sealed.receiver == keys.device else { throw BundleError(.notForUs) }
        guard sealed.sender.text == invite.server else { throw BundleError(.senderUnknown) }
        bundle = try SyncBundle(readFrom: sealed.decrypted(with: keys))
        guard bundle.device == sealed.sender.text else { throw BundleError(.damaged) }
        self.keys = keys
    }

    /// A new replica with the answer's control entries and the tables that they give; nothing where it fails.
    func begin(_ invite: Invite, at path: String, _ surroundings: Surroundings) throws -> Member {
        do {
            let entries = try bundle.controlEntries()
            let member = try Member.begin(invite, at: path, name: entries.name(of: keys.device) ?? "", keys, surroundings)
            let replica = member.replica
            try replica.apply(entries)
            // Who signs, these entries say; and they are signed themselves, up to the root that the invite names.
            let control = try replica.control()
            guard let sender = control.devices[sealed.sender], control.revoked[sealed.sender] == nil else {
                throw BundleError(.senderUnknown)
            }
            guard sealed.isSigned(by: sender) else { throw BundleError(.damaged) }
            try member.installSchema()
            return member
        } catch {
            try Member.remove(Member.replicaFiles(path))
            throw error
        }
    }
}

extension SyncBundle {
    fileprivate func controlEntries() throws -> [ReceivedChangeset] {
        try changesets.map { bytes throws(FormatError) in try ReceivedChangeset(bytes) }
            .filter { $0.changeset.header.scope == ControlName.scope }
    }
}

extension [ReceivedChangeset] {
    /// As the committee's entries call a device.
    fileprivate func name(of device: DeviceID) -> String? {
        for line in flatMap(\.changeset.lines) {
            if case .control(.device(let enrolled)) = line, enrolled.id == device { return enrolled.name }
        }
        return nil
    }
}

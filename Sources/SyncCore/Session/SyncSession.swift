import Crypto
import Foundation

//  greeting ─hello─▶ proving ─proof─▶ comparing ─held─▶ exchanging ─all acknowledged─▶ comparing
//     │                │    └─enrol─▶ enrolling ─enrolled─▶ │            (at most four rounds)
//     │                │                  │                 └─ all equal: bye ─▶ ended
//     └────────────────┴── a line out of place, a bound passed: error ──▶ ended

/// One side of a sync, as a value without I/O. Both sides run the same type.
///
/// The owner gives it events and performs its actions in order; the answer to an action is the next
/// event. Nothing about the peer is trusted from last time.
public struct SyncSession: Sendable {
    enum State: Equatable {
        case greeting, proving, enrolling, comparing, exchanging, ended
    }

    static let version = "1"
    static let roundsMax = 4

    private(set) var state = State.greeting
    let role: SessionRole
    let identity: SessionIdentity
    let expectedPeer: DeviceID?
    let invite: SessionInvite?
    private var lines = LineBuffer()
    private var actions: [SessionAction] = []
    private var peerNonce: [UInt8] = []
    private var peerIsProven = false
    var peer: SessionPeer?
    var summary: SyncSummary?
    var exchange = Exchange()

    /// - Parameters:
    ///   - expectedPeer: The device that the invite names; nil where any enrolled one may answer.
    ///   - invite: Shown by an initiator that is not enrolled yet.
    public init(
        role: SessionRole, identity: SessionIdentity, expectedPeer: DeviceID? = nil,
        invite: SessionInvite? = nil
    ) {
        self.role = role
        self.identity = identity
        self.expectedPeer = expectedPeer
        self.invite = invite
    }

    public mutating func handle(_ event: SessionEvent) -> [SessionAction] {
        guard state != .ended else { return [] }
        do {
            try react(to: event)
        } catch {
            fail(error)
        }
        defer { actions = [] }
        return actions
    }

    private mutating func react(to event: SessionEvent) throws(SyncError) {
        switch event {
        case .start: sendHello()
        case .bytes(let bytes):
            lines.append(bytes)
            while state != .ended, let line = try lines.next() { try read(line) }
        case .held(let scopes): try compareOwn(scopes)
        case .frontier(let scope, let points): sendFrontier(scope, points)
        case .batch(let scope, let bodies, let isLast): sendBatch(scope, bodies, isLast)
        case .committed(let scope, let count): acknowledge(scope, count)
        case .enrolled:
            send("enrolled")
            beginComparing()
        case .refused(let error): throw error
        case .closed: throw SyncError(.closedEarly)
        }
    }

    // MARK: who is there

    private mutating func sendHello() {
        let key = identity.publicKey.rawRepresentation.base64EncodedString()
        send("hello", Self.version, role.rawValue, key, identity.nonce.hexText, identity.name)
    }

    private mutating func readHello(_ fields: [String]) throws(SyncError) {
        guard fields.count >= 6, fields[0] == "hello" else { throw SyncError(.speaksSomethingElse) }
        guard fields[1] == Self.version else { throw SyncError(.versionUnknown, fields[1]) }
        guard fields[2] != role.rawValue, let raw = Data(base64Encoded: fields[3]),
            let key = try? Curve25519.Signing.PublicKey(rawRepresentation: raw),
            let nonce = [UInt8](hexText: fields[4].utf8), nonce.count == 32,
            fields[5].utf8.count <= Limits.nameBytesMax
        else { throw SyncError(.fieldMalformed, "hello") }
        let device = DeviceID(publicKey: key)
        if let expectedPeer, device != expectedPeer {
            throw SyncError(.wrongPeer, String(device.text.prefix(8)))
        }
        peer = SessionPeer(device: device, publicKey: Array(raw), name: fields[5])
        peerNonce = nonce
        state = .proving
        do {
            let signature = try identity.sign(proofMessage(of: role, own: true))
            let wish = invite == nil ? "-" : "enrol"
            send("proof", Data(signature).base64EncodedString(), wish)
        } catch {
            throw SyncError(.peerFault, "\(error)")
        }
    }

    /// The side's role is in the message, so a proof can't be sent back to who made it.
    private func proofMessage(of role: SessionRole, own: Bool) -> [UInt8] {
        let key = Array(identity.publicKey.rawRepresentation)
        let other = peer?.publicKey ?? []
        let isInitiator = self.role == .initiator
        let nonces = isInitiator ? identity.nonce + peerNonce : peerNonce + identity.nonce
        let keys = isInitiator ? key + other : other + key
        return Array(SHA256.hash(data: Array("zhibu-proof-1\t\(role.rawValue)\n".utf8) + nonces + keys))
    }

    private mutating func readProof(_ fields: [String]) throws(SyncError) {
        guard fields.count >= 3, fields[0] == "proof", let peer,
            let signature = Data(base64Encoded: fields[1]),
            let key = try? Curve25519.Signing.PublicKey(rawRepresentation: peer.publicKey)
        else { throw SyncError(.lineOutOfPlace, fields[0]) }
        let other: SessionRole = role == .initiator ? .responder : .initiator
        guard key.isValidSignature(signature, for: proofMessage(of: other, own: false)) else {
            throw SyncError(.proofWrong)
        }
        summary = SyncSummary(peer: peer)
        if let invite {
            state = .enrolling
            let code = HMAC<SHA256>.authenticationCode(
                for: enrolMessage(initiator: Array(identity.publicKey.rawRepresentation)),
                using: SymmetricKey(data: invite.secret))
            send("enrol", invite.id, Array(code).hexText, identity.name)
        } else if fields[2] == "enrol" {
            state = .enrolling
        } else {
            beginComparing()
        }
    }

    private func enrolMessage(initiator key: [UInt8]) -> [UInt8] {
        let nonces =
            role == .initiator ? identity.nonce + peerNonce : peerNonce + identity.nonce
        return Array("zhibu-enrol-1\n".utf8) + nonces + key
    }

    private mutating func readEnrolment(_ fields: [String]) throws(SyncError) {
        if role == .initiator {
            guard fields[0] == "enrolled" else { throw SyncError(.lineOutOfPlace, fields[0]) }
            return beginComparing()
        }
        guard fields.count >= 4, fields[0] == "enrol", let peer,
            let code = [UInt8](hexText: fields[2].utf8), fields[3].utf8.count <= Limits.nameBytesMax
        else { throw SyncError(.fieldMalformed, "enrol") }
        actions.append(
            .enrol(
                EnrolRequest(
                    inviteID: fields[1], device: peer.device, publicKey: peer.publicKey,
                    name: fields[3], message: enrolMessage(initiator: peer.publicKey), code: code)))
    }

    mutating func beginComparing() {
        guard let peer else { return }
        state = .comparing
        exchange.beginRound()
        actions.append(.loadHeld(peer))
    }

    // MARK: lines

    private mutating func read(_ line: ArraySlice<UInt8>) throws(SyncError) {
        if state == .exchanging || state == .comparing, try collect(line) { return }
        guard let text = String(validating: line.dropLast(), as: UTF8.self) else {
            throw SyncError(state == .greeting ? .speaksSomethingElse : .fieldMalformed, "UTF-8")
        }
        var fields: [String] = []
        for field in text.split(separator: "\t", omittingEmptySubsequences: false) {
            guard let bytes = Value.unescaped(Array(field.utf8)[...]) else {
                throw SyncError(state == .greeting ? .speaksSomethingElse : .fieldMalformed)
            }
            fields.append(String(decoding: bytes, as: UTF8.self))
        }
        if fields[0] == "error", fields.count >= 4 {
            let code = Int(fields[1]).flatMap(SyncError.Code.init) ?? .peerFault
            finish(SyncError(code, fields[3]))
            return
        }
        switch state {
        case .greeting: try readHello(fields)
        case .proving: try readProof(fields)
        case .enrolling: try readEnrolment(fields)
        case .comparing, .exchanging: try readExchange(fields)
        case .ended: break
        }
    }

    mutating func send(_ fields: String...) { send(fields: fields) }

    mutating func send(fields: [String]) {
        var line: [UInt8] = []
        for (index, field) in fields.enumerated() {
            if index > 0 { line.append(0x09) }
            Value.appendEscaped(field.utf8, to: &line)
        }
        line.append(0x0A)
        actions.append(.send(line))
    }

    mutating func perform(_ action: SessionAction) { actions.append(action) }

    // MARK: the end

    private mutating func fail(_ error: SyncError) {
        if error.code != .closedEarly {
            send("error", "\(error.code.rawValue)", "\(error.code)", error.detail)
        }
        finish(error)
    }

    mutating func finish(_ error: SyncError?) {
        state = .ended
        actions.append(.end(error, summary))
    }

    mutating func enterExchange() { state = .exchanging }
}

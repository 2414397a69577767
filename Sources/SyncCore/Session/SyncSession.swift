import Crypto
import Foundation

//  greeting ─hello─▶ proving ─proof─▶ comparing ─held─▶ exchanging ─all acknowledged─▶ comparing
//     │                │    └─enrol─▶ enrolling ─enrolled─▶ │            (at most four rounds)
//     │                │                  │                 └─ all equal: bye ─▶ ended
//     └────────────────┴── a line out of place, a bound passed: error ──▶ ended
//
//  Where both stay: comparing ─ all equal: stay ─▶ parting ─stay─▶ waiting ─again─▶ comparing
//                                                     └─────bye──────┴─▶ ended

/// One side of a sync, as a value without I/O. Both sides run the same type.
///
/// The owner gives it events and performs its actions in order; the answer to an action is the next
/// event. Nothing about the peer is trusted from last time.
public struct SyncSession: Sendable {
    enum State: Equatable {
        case greeting, proving, enrolling, comparing, exchanging, parting, waiting, ended
    }

    static let version = "1"
    /// The word in `hello` of who can take in checkpoints.
    static let checkpointOffer = "checkpoint"

    private(set) var state = State.greeting
    let role: SessionRole
    let identity: SessionIdentity
    let expectedPeer: DeviceID?
    let invite: SessionInvite?
    /// Whether this side would go on once both hold the same.
    var stays: Bool
    /// Something has changed here since what is held was last compared.
    var hasNews = false
    /// This side said `again`, and the peer's may be on its way at the same time.
    var mayCross = false
    private var lines = LineBuffer()
    private var actions: [SessionAction] = []
    /// Actions whose answers are still to come.
    private var awaitedAnswers = 0
    private var peerNonce: [UInt8] = []
    private var binding: [UInt8] = []
    private var isAskedToEnrol = false
    package internal(set) var peer: SessionPeer?
    var summary: SyncSummary?
    var exchange = Exchange()
    let packing: Packing?
    let takesCheckpoints: Bool
    /// What this side's clock says; nil once it was told.
    private var clock: Int64?
    private var knowsPeersClock = false
    var peerOffers: Set<String> = []
    /// The block whose bytes come next.
    var block: PackedBlock?
    /// How many bytes were to be sent before the event that is being handled.
    private(set) var sentBytes = 0
    /// How many of them have left; nil where nobody tells.
    private(set) var writtenBytes: Int?

    /// - Parameters:
    ///   - role: Who speaks first.
    ///   - identity: Who this side is.
    ///   - expectedPeer: The device that the invite names; nil where any enrolled one may answer.
    ///   - invite: Shown by an initiator that is not enrolled yet.
    ///   - stays: Goes on once both hold the same, if the peer does too, until one of them says goodbye: what changes
    ///     on one side then comes to the other unasked.
    ///   - packing: How batches are made smaller, where the peer can read it; nil for not at all.
    ///   - takesCheckpoints: Whether the owner can take in a scope's checkpoint in place of its log; needs a packing.
    ///   - clock: What this side's clock says now, in milliseconds since 1970: a responder tells it. Nil to keep it.
    public init(
        role: SessionRole, identity: SessionIdentity, expectedPeer: DeviceID? = nil,
        invite: SessionInvite? = nil, stays: Bool = false, packing: Packing? = nil,
        takesCheckpoints: Bool = false, clock: Int64? = nil
    ) {
        self.takesCheckpoints = takesCheckpoints && packing != nil
        self.clock = clock
        self.role = role
        self.identity = identity
        self.expectedPeer = expectedPeer
        self.invite = invite
        self.stays = stays
        self.packing = packing
    }

    public mutating func handle(_ event: SessionEvent) -> [SessionAction] {
        guard state != .ended else { return [] }
        do {
            try react(to: event)
        } catch {
            fail(error)
        }
        defer { actions = [] }
        for case .send(let line) in actions { sentBytes += line.count }
        return actions
    }

    private mutating func react(to event: SessionEvent) throws(SyncError) {
        if event.isAnswer { awaitedAnswers -= 1 }
        switch event {
        case .start(let binding):
            self.binding = binding
            sendHello()
        case .bytes(let bytes):
            lines.append(bytes)
            // Refused at its first wrong byte: what is no session may never send a line feed.
            if state == .greeting, !lines.mayBegin(with: ["hello\t", "error\t"]) {
                throw SyncError(.speaksSomethingElse)
            }
        case .held(let scopes, let isStranger):
            exchange.isWithStranger = isStranger
            compareOwn(scopes)
        case .frontier(let scope, let points): sendFrontier(scope, points)
        case .batch(let scope, let bodies, let left): try sendBatch(scope, bodies, left: left)
        case .committed(let scope, let count): acknowledge(scope, count)
        case .enrolled:
            send(.enrolled)
            beginComparing()
        case .refused(let error): throw error
        case .written(let count): writtenBytes = count
        case .news: compareAgain()
        case .leave: leave()
        case .closed: throw SyncError(.closedEarly)
        }
        // Lines wait while the owner is asked: what they mean may depend on its answer, and how the
        // peer's bytes are grouped must not matter.
        while state != .ended, awaitedAnswers == 0 {
            if let announced = block {
                guard let bytes = lines.take(announced.bytes) else { return }
                block = nil
                try announced.isPiece ? unpackPiece(bytes, announced) : unpack(bytes, announced)
            } else {
                guard let line = try lines.next() else { return }
                try read(line)
            }
        }
    }

    // MARK: who is there

    private mutating func sendHello() {
        let key = identity.publicKey.rawRepresentation.base64EncodedString()
        actions.append(
            .send(
                LineWriter.line(
                    .hello, [Self.version, role.rawValue, key, identity.nonce.hexText, identity.name]
                        + [packing?.offer, takesCheckpoints ? Self.checkpointOffer : nil].compactMap { $0 })))
    }

    private mutating func readHello(_ line: WireLine) throws(SyncError) {
        guard line.verb == .hello else { throw SyncError(.speaksSomethingElse) }
        let version = try line.text(0, bytesMax: 16)
        guard version == Self.version else {
            throw SyncError(.versionUnknown, version.printable(bytesMax: 16))
        }
        peerOffers = try line.offers(from: 5)
        let raw = try line.base64(2, bytes: Limits.keyBytes)
        let nonce = try line.hex(3, bytes: Limits.nonceBytes)
        guard try line.text(1) == role.other.rawValue else { throw line.malformed("role") }
        let key = try publicKey(raw, in: line)
        let device = DeviceID(publicKey: key)
        if let expectedPeer, device != expectedPeer {
            throw SyncError(.wrongPeer, String(device.text.prefix(8)))
        }
        peer = SessionPeer(device: device, publicKey: raw, name: try line.name(4))
        peerNonce = nonce
        state = .proving
        do {
            let signature = try identity.sign(proofMessage(of: role))
            let wish = invite == nil ? "-" : "enrol"
            send(.proof, Data(signature).base64EncodedString(), wish)
        } catch {
            throw SyncError(.replicaFault, "\(error)")
        }
    }

    private func publicKey(
        _ raw: [UInt8], in line: WireLine
    ) throws(SyncError) -> Curve25519.Signing.PublicKey {
        do {
            return try Curve25519.Signing.PublicKey(rawRepresentation: raw)
        } catch {
            throw line.malformed("key")
        }
    }

    /// The initiator's nonce, then the responder's.
    private var nonces: [UInt8] {
        role == .initiator ? identity.nonce + peerNonce : peerNonce + identity.nonce
    }

    /// The side's role is in the message, so a proof can't be sent back to who made it; the channel is, so it can't
    /// be handed on by somebody between.
    private func proofMessage(of side: SessionRole) -> [UInt8] {
        let own = Array(identity.publicKey.rawRepresentation)
        let other = peer?.publicKey ?? []
        let keys = role == .initiator ? own + other : other + own
        let title = Array("zhibu-proof-1\t\(side.rawValue)\n".utf8)
        return Array(SHA256.hash(data: title + binding + nonces + keys))
    }

    private mutating func readProof(_ line: WireLine) throws(SyncError) {
        guard line.verb == .proof, let peer else { throw line.outOfPlace() }
        try line.expect(fields: 2)
        let signature = try line.base64(0, bytes: Limits.signatureBytes)
        let wish = try line.text(1)
        guard wish == "-" || (wish == "enrol" && role == .responder) else {
            throw line.malformed("wish")
        }
        let key = try publicKey(peer.publicKey, in: line)
        guard key.isValidSignature(signature, for: proofMessage(of: role.other)) else {
            throw SyncError(.proofWrong)
        }
        summary = SyncSummary(peer: peer)
        if let invite {
            state = .enrolling
            let key = Array(identity.publicKey.rawRepresentation)
            let code = HMAC<SHA256>.authenticationCode(
                for: enrolMessage(key, agreement: identity.agreementKey, name: identity.name),
                using: SymmetricKey(data: invite.secret))
            send(
                .enrol, invite.id, Array(code).hexText, identity.name,
                Data(identity.agreementKey).base64EncodedString())
        } else if wish == "enrol" {
            state = .enrolling
        } else {
            beginComparing()
        }
    }

    /// The code covers all that is written down about the device.
    private func enrolMessage(_ key: [UInt8], agreement: [UInt8], name: String) -> [UInt8] {
        Array("zhibu-enrol-1\n".utf8) + nonces + key + agreement + Array(name.utf8)
    }

    private mutating func readEnrolment(_ line: WireLine) throws(SyncError) {
        if role == .initiator {
            guard line.verb == .enrolled else { throw line.outOfPlace() }
            try line.expect(fields: 0)
            return beginComparing()
        }
        // A second wish while the first is being looked at would be answered twice.
        guard line.verb == .enrol, !isAskedToEnrol, let peer else { throw line.outOfPlace() }
        try line.expect(fields: 4)
        isAskedToEnrol = true
        let name = try line.name(2)
        let agreement = try line.base64(3, bytes: Limits.keyBytes)
        perform(
            .enrol(
                EnrolRequest(
                    inviteID: try line.text(0), device: peer.device, publicKey: peer.publicKey,
                    name: name, agreementKey: agreement,
                    message: enrolMessage(peer.publicKey, agreement: agreement, name: name),
                    code: try line.hex(1, bytes: Limits.digestBytes))))
    }

    mutating func beginComparing() {
        guard let peer else { return }
        state = .comparing
        exchange.beginRound()
        if role == .responder, let clock {
            actions.append(.send(Verb.clockPrefix + Array("\(clock)\n".utf8)))
            self.clock = nil
        }
        perform(.loadHeld(peer))
    }

    /// Of lines that nobody needs to understand this one is.
    private mutating func readNote(_ bytes: ArraySlice<UInt8>) {
        guard role == .initiator, !knowsPeersClock, bytes.starts(with: Verb.clockPrefix),
            let time = Int64(String(decoding: bytes.dropFirst(Verb.clockPrefix.count).dropLast(), as: UTF8.self)),
            Limits.clockRange.contains(time)
        else { return }
        knowsPeersClock = true
        perform(.compareClock(time))
    }

    // MARK: lines

    private mutating func read(_ bytes: ArraySlice<UInt8>) throws(SyncError) {
        if !exchange.partial.isEmpty { return try collect(bytes) }
        if isComparing, bytes.starts(with: Verb.notePrefix) { return readNote(bytes) }
        // Between rounds nothing of any size is on its way to one who reads.
        if state != .exchanging, let writtenBytes, sentBytes - writtenBytes > Limits.unreadBytesMax {
            throw SyncError(.tooLarge, "unread")
        }
        let line = try WireLine(bytes)
        if line.verb == .error {
            let error = line.reportedError()
            // Whoever answers at an address could say so; only one who has proven who it is may.
            if state == .greeting || state == .proving, error.code.isAboutWhoMayCome { throw line.outOfPlace() }
            return finish(error)
        }
        switch state {
        case .greeting: try readHello(line)
        // Nobody is told of it: who says it has gone.
        case .proving where line.verb == .bye, .enrolling where line.verb == .bye:
            throw SyncError(.closedEarly, "bye")
        case .proving: try readProof(line)
        case .enrolling: try readEnrolment(line)
        case .parting, .waiting: try readWhileStaying(line)
        case .comparing, .exchanging:
            if line.verb == .changeset, state == .exchanging { return try collect(bytes) }
            if line.verb == .seal { return try collectSeal(bytes) }
            exchange.sealable = nil
            try readExchange(line)
        case .ended: break
        }
    }

    mutating func send(_ verb: Verb, _ fields: String...) {
        actions.append(.send(LineWriter.line(verb, fields)))
    }

    mutating func perform(_ action: SessionAction) {
        if action.isAnswered { awaitedAnswers += 1 }
        actions.append(action)
    }

    // MARK: the end

    private mutating func fail(_ error: SyncError) {
        if error.code != .closedEarly { actions.append(.send(error.line)) }
        finish(error)
    }

    mutating func finish(_ error: SyncError?) {
        state = .ended
        // Nothing of the peer's is kept.
        (lines, block, exchange) = (LineBuffer(), nil, Exchange())
        actions.append(.end(error, summary))
    }

    mutating func enter(_ state: State) { self.state = state }

    /// What is kept of a batch that has not ended, or will be as soon as it is unpacked, in bytes.
    package var openBytes: Int {
        max(lines.count, block?.size ?? 0) + exchange.partial.count
            + (exchange.incoming[exchange.partialScope]?.batchBytes ?? 0)
    }

    /// From here on lines that nobody needs to understand may stand between others.
    private var isComparing: Bool {
        switch state {
        case .comparing, .exchanging, .parting, .waiting: true
        case .greeting, .proving, .enrolling, .ended: false
        }
    }

    /// Whether the peer has shown all that it can show of itself; until then it may only be let
    /// wait briefly.
    public var isPastHandshake: Bool {
        switch state {
        case .greeting, .proving: false
        case .enrolling: role == .initiator || isAskedToEnrol
        case .comparing, .exchanging, .parting, .waiting, .ended: true
        }
    }
}

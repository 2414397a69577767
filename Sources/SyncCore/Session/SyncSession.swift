/// One side of a sync, as a value. Both sides run the same type.
///
///     idle ─▶ greeting ─▶ proving ─┬──────────────▶ scoping ─┬─▶ parting ─▶ ended
///                                  ├▶ joining  ──▶    ▲      ▼
///                                  └▶ admitting ─▶    └── exchanging
///     Each of them ─▶ ended: a line out of place, a bound passed, a refusal, an early close.
///
/// While an answer of the owner is due, no line is read, so what a session does depends on the
/// bytes alone and not on how they were cut. - SeeAlso: spec.md §3, §5.
public struct SyncSession: Sendable {
    enum Phase: Sendable {
        case idle, greeting, proving, joining, admitting, scoping, exchanging, parting, ended
    }

    /// The answer that the owner owes.
    enum Answer: Equatable, Sendable {
        case signature, enrolment, held
        case frontier(String)
        case batch(String)
        case committed(String, Int)
    }

    let own: SyncIdentity
    var phase = Phase.idle
    var owed: Answer?
    var peer: Hello?
    var scoping = Scoping()
    var exchange = Exchange()
    var actions: [Action] = []
    private var input = LineBuffer()
    private var peerHasClosed = false
    /// What came and went so far, also when the session ends with an error.
    public internal(set) var summary = SyncSummary()

    public init(_ own: SyncIdentity) { self.own = own }

    /// False while an answer is due: stop reading from the connection, or bytes pile up here.
    public var wantsBytes: Bool { owed == nil && phase != .ended }
    public var hasEnded: Bool { phase == .ended }

    public mutating func handle(_ event: Event) -> [Action] {
        guard phase != .ended else { return [] }
        actions = []
        do throws(SyncError) {
            try take(event)
            try readLines()
        } catch {
            fail(error)
        }
        defer { actions = [] }
        return actions
    }

    private mutating func take(_ event: Event) throws(SyncError) {
        switch event {
        case .start:
            precondition(phase == .idle, "start in \(phase)")
            phase = .greeting
            actions.append(.send(Hello.line(own)))
        case .bytes(let bytes): input.append(bytes)
        case .closed: peerHasClosed = true
        case .refused(let error): throw error
        case .signed(let signature):
            settle(.signature)
            actions.append(.send(LineWriter.one(.proof, signature.base64Text)))
        case .enrolled(let answer):
            settle(.enrolment)
            summary.peerName = peer?.name ?? ""
            actions.append(.send(answer.line))
            beginScoping()
        case .held(let held):
            settle(.held)
            sendHeld(held)
        case .frontier(let scope, let points):
            settle(.frontier(scope))
            sendFrontier(scope, points)
        case .batch(let scope, let changesets, let isLast):
            settle(.batch(scope))
            sendBatch(scope, changesets, isLast: isLast)
        case .committed(let scope, let count):
            settle(.committed(scope, count))
            summary.scopes[scope, default: .init()].received += count
            acknowledge(scope, count)
        }
    }

    private mutating func settle(_ answer: Answer) {
        precondition(owed == answer, "\(answer) came, \(String(describing: owed)) was due")
        owed = nil
    }

    private mutating func readLines() throws(SyncError) {
        guard phase != .idle else { return }
        while owed == nil, phase != .ended {
            if phase == .greeting, !input.mayBegin(with: ["hello\t", "error\t"]) {
                throw SyncError(.speaksSomethingElse)
            }
            guard let line = try input.next() else { break }
            if exchange.isInsideChangeset {
                try exchange.collect(line)
            } else {
                try read(try WireLine(line), line)
            }
        }
        if owed == nil, peerHasClosed, phase != .ended { throw SyncError(.closedEarly) }
    }

    private mutating func read(_ line: WireLine, _ raw: [UInt8]) throws(SyncError) {
        switch (phase, line.verb) {
        case (_, .error): throw try peerError(line)
        case (.greeting, .hello): try greet(line)
        case (.proving, .proof): try checkProof(line)
        case (.admitting, .enrol): try admit(line)
        case (.joining, .enrolled):
            actions.append(.enrolled(try EnrolAnswer(line)))
            beginScoping()
        case (.scoping, .held):
            try line.expect(fields: 2)
            let digest = try line.hex(1, bytes: Limits.digestBytes)
            try scoping.take(HeldScope(scope: try line.text(0), digest: digest))
        case (.scoping, .scopesEnd):
            try line.expect(fields: 0)
            compareHeld()
        case (.exchanging, .frontier):
            try line.expect(fields: 4)
            try exchange.expect(try line.text(0), at: exchange.frontiersReceived)
            try exchange.take(try line.seenPoint(1))
        case (.exchanging, .frontierEnd): try endFrontier(line)
        case (.exchanging, .changeset): try exchange.begin(line, raw)
        case (.exchanging, .sent): try endBatch(line)
        case (.exchanging, .ack): try takeAck(line)
        case (.parting, .bye):
            try line.expect(fields: 0)
            phase = .ended
            actions += [.finished(summary), .end(nil)]
        default: throw SyncError(.lineOutOfPlace, line.verb.rawValue)
        }
    }

    private mutating func fail(_ error: SyncError) {
        phase = .ended
        owed = nil
        if !error.saidByPeer, error.code != .closedEarly {
            let sentence = error.code.sentence
            actions.append(
                .send(LineWriter.one(.error, String(error.code.rawValue), "\(error.code)", sentence))
            )
        }
        actions.append(.end(error))
    }

    private func peerError(_ line: WireLine) throws(SyncError) -> SyncError {
        try line.expect(fields: 3)
        let number = try line.number(0, in: 100...999)
        _ = try line.name(1)
        let sentence = try line.text(2, bytesMax: Limits.reasonBytesMax, mayBeEmpty: true)
        let shown = sentence.isPrintable ? sentence : ""
        guard let code = SyncError.Code(number: number) else {
            return SyncError(.peerFault, "\(number): \(shown)", saidByPeer: true)
        }
        let fault: SyncError.Fault = code == .replicaFault ? .peer : .thisReplica
        return SyncError(code, fault: fault, shown, saidByPeer: true)
    }
}

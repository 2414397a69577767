import Crypto
import SyncCore

/// Chains of changesets in memory: what a driver's owner would ask SQLite.
struct FakeStore {
    private(set) var changesets: [String: [[UInt8]]] = [:]
    /// What was applied beyond what was there, in order.
    private(set) var applied: [[UInt8]] = []
    /// Makes the digests of this store differ from every other's.
    var salt = ""
    /// How many changesets a batch has at most.
    var batch = 2
    /// The code that the owner refuses `.apply` with.
    var refusal: SyncError.Code?
    /// For so many answers the peer is a stranger.
    var strangerFor = 0
    private var plans: [String: [[UInt8]]] = [:]

    init(_ changesets: [String: [[UInt8]]] = [:]) { self.changesets = changesets }

    /// A chain of `count` changesets by the author of that letter.
    static func chain(
        _ scope: String, _ letter: String, _ count: Int, person: String = "p"
    ) -> [[UInt8]] {
        let digits = String(repeating: letter, count: 32)
        guard let author = Author("\(digits).\(digits)") else {
            preconditionFailure("\(letter) is no hexadecimal digit")
        }
        var previous: ChangesetHash?
        return (0..<count).map { index in
            var writer = ChangesetWriter(
                ChangesetHeader(
                    scope: scope, author: author, number: Int64(index + 1), previous: previous,
                    at: 1, person: person), salt: Array(repeating: 7, count: 16))
            writer.append(.table(TableShape(name: "t", keyColumns: ["k"], columns: ["v"])))
            let (bytes, hash) = writer.finish()
            previous = hash
            return bytes
        }
    }

    private func decoded(_ scope: String) -> [Changeset] {
        (changesets[scope] ?? []).map { body in
            do {
                return try Changeset(decoding: body)
            } catch {
                preconditionFailure("a store holds what was decoded before: \(error)")
            }
        }
    }

    private func frontier(_ scope: String) -> [SeenPoint] {
        let all = decoded(scope)
        let covered = Set(all.compactMap(\.header.previous))
        return all.filter { !covered.contains($0.hash) }.map {
            SeenPoint(author: $0.header.author, number: $0.header.number, hash: $0.hash)
        }.sorted()
    }

    private var held: [HeldScope] {
        changesets.keys.map { scope in
            let points = frontier(scope).map { "\($0.author):\($0.number):\($0.hash)\n" }
            let text = points.joined() + salt
            return HeldScope(scope: scope, digest: Array(SHA256.hash(data: Array(text.utf8))))
        }
    }

    /// A hash that is held covers its ancestors; who names only later ones of an author's has them all.
    private func missing(_ scope: String, from peer: [SeenPoint]) -> [[UInt8]] {
        let all = decoded(scope)
        var has = Set(peer.map(\.hash))
        for one in all.reversed() where has.contains(one.hash) {
            if let previous = one.header.previous { has.insert(previous) }
        }
        func isAhead(_ author: Author) -> Bool {
            let (own, points) = (all.filter { $0.header.author == author }, peer.filter { $0.author == author })
            let last = own.map(\.header.number).max() ?? 0
            return !points.isEmpty && points.allSatisfy { $0.number > last }
        }
        return zip(changesets[scope] ?? [], all)
            .filter { !has.contains($1.hash) && !isAhead($1.header.author) }.map(\.0)
    }

    mutating func answer(_ action: SessionAction) -> SessionEvent? {
        switch action {
        case .send, .compareClock, .progress, .settled, .end: return nil
        case .loadHeld:
            defer { strangerFor -= 1 }
            return .held(held, ofStranger: strangerFor > 0)
        case .enrol(let request):
            return request.isProven(secret: [7, 7]) ? .enrolled : .refused(SyncError(.inviteUnknown))
        case .loadFrontier(let scope, _): return .frontier(scope: scope, frontier(scope))
        case .plan(let scope, let points, _, _):
            plans[scope] = missing(scope, from: points)
            return nil
        case .nextBatch(let scope):
            let some = Array((plans[scope] ?? []).prefix(batch))
            plans[scope]?.removeFirst(some.count)
            return .batch(scope: scope, some, left: plans[scope, default: []].count)
        case .stage(let scope, let piece):
            applied.append(piece)
            return .committed(scope: scope, count: 1)
        case .apply(let scope, let batch):
            let some = batch.map(\.bytes)
            if let refusal { return .refused(SyncError(refusal)) }
            let known = Set(changesets[scope] ?? [])
            let new = some.filter { !known.contains($0) }
            changesets[scope, default: []] += new
            applied += new
            return .committed(scope: scope, count: some.count)
        }
    }
}

/// One session with its store and key, and everything it did.
struct Side {
    var session: SyncSession
    var store: FakeStore
    let key: Curve25519.Signing.PrivateKey
    private(set) var log: [String] = []
    private(set) var sent: [UInt8] = []
    private(set) var ends: [SyncError?] = []
    private(set) var summary: SyncSummary?

    /// The same keys and nonces every time: the same events give the same actions.
    init(
        _ role: SessionRole, _ store: FakeStore = FakeStore(), secret: [UInt8]? = nil,
        expecting: DeviceID? = nil, stays: Bool = false, packing: Packing? = nil, clock: Int64? = nil
    ) {
        let seed: UInt8 = role == .initiator ? 1 : 2
        key = Self.key(seed)
        let signing = key
        session = SyncSession(
            role: role,
            identity: SessionIdentity(
                publicKey: key.publicKey, nonce: [UInt8](repeating: seed + 10, count: 32),
                name: "office \(seed)", agreementKey: [UInt8](repeating: 5, count: 32),
                sign: { Array(try signing.signature(for: $0)) }),
            expectedPeer: expecting, invite: secret.map { SessionInvite(id: "i", secret: $0) }, stays: stays,
            packing: packing, clock: clock)
        self.store = store
    }

    static func key(_ seed: UInt8) -> Curve25519.Signing.PrivateKey {
        do {
            return try .init(rawRepresentation: [UInt8](repeating: seed, count: 32))
        } catch {
            preconditionFailure("any 32 bytes are a key: \(error)")
        }
    }

    /// Handles an event and all answers to it; gives what must go over the wire.
    @discardableResult
    mutating func run(_ event: SessionEvent) -> [UInt8] {
        var out: [UInt8] = []
        var events = [event]
        while !events.isEmpty {
            for action in session.handle(events.removeFirst()) {
                log.append("\(action)")
                if case .send(let bytes) = action { out += bytes }
                if case .end(let error, let summary) = action {
                    ends.append(error)
                    self.summary = summary
                }
                if let answer = store.answer(action) { events.append(answer) }
            }
        }
        sent += out
        return out
    }

    @discardableResult
    mutating func run(text: String) -> [UInt8] { run(.bytes(Array(text.utf8))) }
}

/// Runs two sides until both are silent; gives the number of flights.
@discardableResult
func converse(_ a: inout Side, _ b: inout Side) -> Int {
    var toB = a.run(.start(binding: []))
    var toA = b.run(.start(binding: []))
    var flights = 0
    while !toA.isEmpty || !toB.isEmpty {
        flights += 1
        (toA, toB) = (b.run(.bytes(toB)), a.run(.bytes(toA)))
    }
    return flights
}

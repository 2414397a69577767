import Crypto
import SyncCore

/// A store of chains in memory: what a driver's owner would ask SQLite.
struct FakeStore {
    var changesets: [String: [[UInt8]]] = [:]
    var applied = 0
    /// Makes the digests of this store differ from every other's.
    var salt = ""
    var plans: [String: [[UInt8]]] = [:]

    static func chain(_ scope: String, _ letter: String, _ count: Int, person: String = "p")
        -> [[UInt8]]
    {
        guard let author = Author(
            String(repeating: letter, count: 32) + "." + String(repeating: letter, count: 32))
        else { return [] }
        var previous: ChangesetHash?
        return (1...count).map { number in
            var writer = ChangesetWriter(
                ChangesetHeader(
                    scope: scope, author: author, number: Int64(number), previous: previous,
                    at: 1, person: person))
            writer.append(.table(TableShape(name: "t", keyColumns: ["k"], columns: ["v"])))
            let (bytes, hash) = writer.finish()
            previous = hash
            return bytes
        }
    }

    private func decoded(_ scope: String) -> [Changeset] {
        (changesets[scope] ?? []).compactMap { try? Changeset(decoding: $0) }
    }

    private func leaves(_ scope: String) -> [SeenPoint] {
        let all = decoded(scope)
        let covered = Set(all.compactMap(\.header.previous))
        return all.filter { !covered.contains($0.hash) }.map {
            SeenPoint(author: $0.header.author, number: $0.header.number, hash: $0.hash)
        }.sorted()
    }

    private var held: [HeldScope] {
        changesets.keys.map { scope in
            let text = leaves(scope).map { "\($0.author) \($0.number) \($0.hash)" }.joined() + salt
            return HeldScope(scope: scope, digest: Array(SHA256.hash(data: Array(text.utf8))))
        }
    }

    /// Like a store that knows no fork: a hash it holds covers its ancestors; where it knows no
    /// hash of an author, it sends the whole chain.
    private mutating func plan(_ scope: String, _ peer: [SeenPoint]) {
        let all = decoded(scope)
        var has = Set(peer.map(\.hash))
        for one in all.reversed() where has.contains(one.hash) {
            if let previous = one.header.previous { has.insert(previous) }
        }
        plans[scope] = zip(changesets[scope] ?? [], all).filter { !has.contains($1.hash) }.map(\.0)
    }

    mutating func answer(_ action: SyncSession.Action, key: Curve25519.Signing.PrivateKey)
        -> SyncSession.Event?
    {
        switch action {
        case .sign(let bytes): return .signed((try? key.signature(for: bytes)).map(Array.init) ?? [])
        case .loadHeld: return .held(held)
        case .enrol(let request):
            return request.isAuthentic(secret: [7, 7])
                ? .enrolled(EnrolAnswer(deviceName: request.name, scopes: ["uni"]))
                : .refused(SyncError(.inviteUnknown))
        case .loadFrontier(let scope): return .frontier(scope: scope, leaves(scope))
        case .plan(let scope, let points):
            plan(scope, points)
            return nil
        case .nextBatch(let scope, _):
            let some = Array((plans[scope] ?? []).prefix(2))
            plans[scope]?.removeFirst(some.count)
            return .batch(scope: scope, some, isLast: plans[scope, default: []].isEmpty)
        case .apply(let scope, let some):
            let known = Set(changesets[scope] ?? [])
            changesets[scope, default: []] += some.filter { !known.contains($0) }
            applied += some.count
            return .committed(scope: scope, count: some.count)
        default: return nil
        }
    }
}

/// One session with its store and key, and everything it did.
struct Side {
    var session: SyncSession
    var store: FakeStore
    let key: Curve25519.Signing.PrivateKey
    var log: [SyncSession.Action] = []
    var sent: [UInt8] = []
    var ends: [SyncError?] = []

    init(_ role: SyncRole, _ store: FakeStore, secret: [UInt8]? = nil) {
        let seed: UInt8 = role == .initiator ? 1 : 2
        key = (try? .init(rawRepresentation: [UInt8](repeating: seed, count: 32))) ?? .init()
        let claim = secret.map {
            InviteClaim(id: "i", secret: $0, agreementKey: [UInt8](repeating: 5, count: 32))
        }
        session = SyncSession(
            SyncIdentity(
                role: role, publicKey: Array(key.publicKey.rawRepresentation),
                nonce: [UInt8](repeating: seed + 10, count: 32), name: "office \(seed)",
                invite: claim))
        self.store = store
    }

    /// Handles an event and all answers to it; gives what must go over the wire.
    mutating func run(_ event: SyncSession.Event) -> [UInt8] {
        var out: [UInt8] = []
        var events = [event]
        while !events.isEmpty {
            let actions = session.handle(events.removeFirst())
            log += actions
            for action in actions {
                if case .send(let bytes) = action { out += bytes }
                if case .end(let error) = action { ends.append(error) }
                if let answer = store.answer(action, key: key) { events.append(answer) }
            }
        }
        sent += out
        return out
    }
}

/// Runs two sides until both are silent; gives the number of flights.
func converse(_ a: inout Side, _ b: inout Side) -> Int {
    var toB = a.run(.start)
    var toA = b.run(.start)
    var flights = 0
    while !toA.isEmpty || !toB.isEmpty {
        flights += 1
        (toA, toB) = (b.run(.bytes(toB)), a.run(.bytes(toA)))
    }
    return flights
}

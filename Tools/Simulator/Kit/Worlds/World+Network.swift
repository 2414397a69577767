import Crypto
import ReplicaStore
import SyncCore

/// How computers come together: sessions over links that cut bytes anywhere, bundles on sticks, and
/// changesets in any order.
extension World {
    /// One end of a link.
    private struct Side {
        let computer: Computer
        var session: SyncSession
        let owner: ReplicaOwner
        /// Bytes on their way to this side.
        var inbox: [UInt8] = []
        var isOver = false
        var error: SyncError?
        var summary: SyncSummary?
    }

    /// Two sides, and after how many bytes somebody pulls the cable.
    private struct Link {
        var sides: [Side]
        var bytesLeft: Int?
        var isCut = false
        var turns = 0
        var isOver: Bool { sides.allSatisfy(\.isOver) }
    }

    private func link(_ one: Computer, _ two: Computer, bytes: Int?, _ dice: inout Dice) -> Link {
        let batchBytes = dice.pick([1, 2_000, 256 << 10])
        let sides = zip([one, two], [SessionRole.initiator, .responder]).map { computer, role in
            guard let key = computer.device.publicKey, let signer = computer.device.signer else {
                preconditionFailure("sessions need keys")
            }
            return Side(
                computer: computer,
                session: SyncSession(
                    role: role,
                    identity: SessionIdentity(
                        publicKey: key, nonce: computer.random(32), name: computer.device.name,
                        agreementKey: Array(repeating: 1, count: 32), sign: signer.sign)),
                owner: ReplicaOwner(
                    computer.replica, batchBytes: batchBytes, signer: computer.isServer ? signer : nil,
                    now: { [disk] in disk.now }))
        }
        return Link(sides: sides, bytesLeft: bytes)
    }

    private func handle(_ event: SessionEvent, _ link: inout Link, _ index: Int) throws {
        let computer = link.sides[index].computer
        at(computer)
        var events = [event]
        var rounds = 0
        while !events.isEmpty {
            rounds += 1
            if rounds > 10_000 {
                throw Finding(description: "the session of \(computer.name) goes round in circles")
            }
            for action in link.sides[index].session.handle(events.removeFirst()) {
                switch action {
                case .send(let bytes): link.sides[1 - index].inbox += bytes
                case .end(let error, let summary):
                    link.sides[index].isOver = true
                    link.sides[index].error = error
                    link.sides[index].summary = summary
                    if error == nil, let summary { try link.sides[index].owner.finished(summary) }
                default:
                    guard let answer = link.sides[index].owner.perform(action) else { continue }
                    computer.noteFolded()
                    if case .apply(_, let bodies) = action, case .committed = answer {
                        note(acknowledged: bodies.map(\.bytes), by: computer)
                    }
                    events.append(answer)
                }
            }
        }
    }

    /// Lets some bytes arrive, or the cable go; false where nothing is on its way.
    private func advance(_ link: inout Link, _ dice: inout Dice) throws -> Bool {
        link.turns += 1
        if link.turns > 100_000 {
            throw Finding(description: "the session of \(link.sides[0].computer.name) has no end")
        }
        let waiting = link.sides.indices.filter { !link.sides[$0].inbox.isEmpty && !link.sides[$0].isOver }
        if link.isCut || waiting.isEmpty {
            for index in link.sides.indices where !link.sides[index].isOver {
                try handle(.closed, &link, index)
                link.sides[index].isOver = true
            }
            return false
        }
        let index = dice.pick(waiting)
        var count = link.sides[index].inbox.count
        if dice.one(in: 3) { count = 1 + dice.number(below: count) }
        if let left = link.bytesLeft {
            count = min(count, left)
            link.bytesLeft = left - count
            link.isCut = left == count
        }
        let bytes = Array(link.sides[index].inbox.prefix(count))
        link.sides[index].inbox.removeFirst(count)
        if !bytes.isEmpty { try handle(.bytes(bytes), &link, index) }
        return true
    }

    private func begin(_ link: inout Link) throws {
        for index in link.sides.indices { try handle(.start(binding: []), &link, index) }
    }

    func sync(_ one: Computer, _ two: Computer, _ dice: inout Dice) throws {
        let bytes = dice.one(in: 4) ? dice.number(below: 6_000) : nil
        var link = link(one, two, bytes: bytes, &dice)
        let edits = dice.one(in: 5)
        tell("\(one.name) syncs with \(two.name)\(link.bytesLeft.map { ", cut after \($0) bytes" } ?? "")")
        try begin(&link)
        var turns = 0
        while try advance(&link, &dice) {
            turns += 1
            // A person goes on working meanwhile.
            if edits, turns % 5 == 4, dice.one(in: 2) {
                events.insert(.editWithinSession)
                try edit(dice.one(in: 2) ? one : two, &dice)
            }
        }
        try judge(link)
        if !edits { try expectEqual(after: link) }
    }

    /// Whoever says goodbye in good order holds the same, in what both say that they share.
    private func expectEqual(after link: Link) throws {
        guard !disk.hasStruck, link.sides.allSatisfy({ $0.error == nil && $0.summary != nil }) else { return }
        for side in link.sides {
            let unequal = side.summary?.unequalScopes ?? []
            let unshared = side.summary?.unsharedScopes ?? []
            for scope in try sharedScopes(link.sides[0].computer, link.sides[1].computer)
            where !unshared.contains(scope) {
                let digests = try link.sides.map { try $0.computer.replica.heldDigest(scope: scope) }
                if digests[0] != digests[1] || unequal.contains(scope) {
                    throw Finding(description: "after the session of \(side.computer.name) \(scope) differs")
                }
            }
        }
    }

    /// One computer with two others at once, as a server has.
    func syncOfThree(_ one: Computer, _ dice: inout Dice) throws {
        guard computers.count > 2 else { return }
        let two = other(than: one, dice.number(below: 16))
        let rest = computers.filter { $0 !== one && $0 !== two }
        let three = dice.pick(rest)
        tell("\(two.name) and \(three.name) sync with \(one.name) at once")
        var links = [link(two, one, bytes: nil, &dice), link(three, one, bytes: nil, &dice)]
        for index in links.indices { try begin(&links[index]) }
        while !links.allSatisfy(\.isOver) {
            let index = dice.pick(links.indices.filter { !links[$0].isOver })
            _ = try advance(&links[index], &dice)
        }
        events.insert(.twoSessionsAtOnce)
        for link in links { try judge(link) }
    }

    /// A session ends in good order, by the cable, or because a side is not let in.
    private func judge(_ link: Link) throws {
        if disk.hasStruck { return }
        if link.isCut { events.insert(.cutSession) }
        for side in link.sides {
            switch side.error?.code {
            case nil where side.summary != nil:
                events.insert(.session)
            case .deviceRevoked?, .notEnrolled?, .peerFault?:
                tell("  \(side.computer.name): \(side.error?.description ?? "")")
            case nil, .closedEarly?:
                let othersEnd = link.sides.contains { $0.error != nil && $0.error?.code != .closedEarly }
                if !link.isCut, !othersEnd {
                    throw Finding(description: "the session of \(side.computer.name) has no end")
                }
            default:
                let reason = side.owner.fault.map { "\($0)" } ?? side.error?.description ?? ""
                throw Finding(description: "the session of \(side.computer.name) ended with \(reason)")
            }
        }
    }

    // MARK: without a session

    /// Changesets come from one computer to another by any way: in order or not, once or twice, in
    /// one batch or in several, all of them or not.
    func deliver(to one: Computer, from two: Computer, _ dice: inout Dice) throws {
        let manner = dice.number(below: 6)
        let words = ["in order", "in order", "in order", "out of order", "twice", "in part"][manner]
        tell("\(one.name) gets changesets of \(two.name), \(words)")
        for scope in try sharedScopes(one, two) {
            at(one)
            let frontier = try one.replica.frontier(scope: scope)
            one.noteFolded()
            at(two)
            let positions = try two.replica.missing(scope: scope, from: frontier)
            var bodies = positions.isEmpty ? [] : try two.replica.bodies(positions[...], bytesMax: .max)
            guard !bodies.isEmpty else { continue }
            switch manner {
            // Control entries come in order, or are refused.
            case 3 where scope != "control":
                events.insert(.reordered)
                bodies.shuffle(using: &dice.random)
            case 4:
                events.insert(.duplicate)
                bodies += bodies
            case 5: bodies.removeLast(dice.number(below: bodies.count))
            default: break
            }
            at(one)
            while !bodies.isEmpty {
                let count = dice.one(in: 3) ? 1 + dice.number(below: bodies.count) : bodies.count
                try one.replica.apply(Array(bodies.prefix(count)))
                note(acknowledged: bodies.prefix(count), by: one)
                bodies.removeFirst(count)
            }
        }
        try noteParked(one)
    }

    /// Control first: what others wrote is judged by it.
    func sharedScopes(_ one: Computer, _ two: Computer) throws -> [String] {
        let scopes = Set(try one.replica.heldScopes()).intersection(try two.replica.heldScopes())
        return scopes.sorted { ($0 == "control" ? 0 : 1, $0) < ($1 == "control" ? 0 : 1, $1) }
    }

    func writeBundle(_ who: Computer) throws {
        try fold(who)
        var changesets: [[UInt8]] = []
        let scopes = try who.replica.heldScopes().sorted()
        for scope in scopes {
            let positions = try who.replica.missing(scope: scope, from: [])
            guard !positions.isEmpty else { continue }
            changesets += try who.replica.bodies(positions[...], bytesMax: .max)
        }
        let bundle = SyncBundle(
            device: "\(String(repeating: "0", count: 32))", name: who.name, createdAt: disk.now, scopes: scopes,
            changesets: changesets)
        sticks.append((who.name, bundle.encoded()))
        tell("\(who.name) writes a bundle of \(changesets.count) changesets")
    }

    func takeBundle(_ who: Computer, _ dice: inout Dice) throws {
        guard !sticks.isEmpty else { return }
        let stick = dice.pick(sticks)
        guard stick.from != who.name else { return }
        let bundle = try SyncBundle(decoding: stick.bytes)
        let held = Set(try who.replica.heldScopes())
        let mine = try bundle.changesets.filter {
            held.contains(try Changeset(decodingSealed: $0).header.scope)
        }
        at(who)
        try who.replica.apply(mine)
        who.noteFolded()
        note(acknowledged: mine, by: who)
        events.insert(.bundle)
        let authors = try Set(mine.map { try Changeset(decodingSealed: $0).header.author })
        if authors.count > 1 { events.insert(.relay) }
        tell("\(who.name) takes in \(stick.from)'s bundle")
        try noteParked(who)
    }

    func noteParked(_ who: Computer) throws {
        guard newestVersion > 0 else { return }
        if try who.replica.status().parked > 0 { events.insert(.parked) }
    }
}

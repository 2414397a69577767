import Crypto
import SyncCore
import Testing

/// Two sessions against each other. If these fail, offices lose records or take damaged ones.
@Suite struct SyncSessionTests {
    private func pair(_ a: [[UInt8]], _ b: [[UInt8]]) -> (Side, Side) {
        (Side(.initiator, FakeStore(["uni": a])), Side(.responder, FakeStore(["uni": b])))
    }

    @Test func nothingNewEndsAfterTheFirstComparison() {
        var (a, b) = pair(FakeStore.chain("uni", "a", 2), FakeStore.chain("uni", "a", 2))
        #expect(converse(&a, &b) == 4)
        #expect(a.ends == [nil] && b.ends == [nil])
        #expect(a.summary?.rounds == 1 && a.summary?.sent == 0 && a.summary?.received == 0)
        #expect(a.summary?.equalScopes == ["uni"])
    }

    /// The last case forks: one author, two lives.
    @Test(arguments: [(5, 0, false), (0, 5, false), (3, 7, false), (3, 4, true)])
    func bothHoldEverythingAfterwards(mine: Int, theirs: Int, fork: Bool) {
        let one = FakeStore.chain("uni", "a", mine)
        let two = FakeStore.chain("uni", fork ? "a" : "b", theirs, person: "q")
        var (a, b) = pair(one, two)
        converse(&a, &b)
        #expect(a.ends == [nil] && b.ends == [nil])
        #expect(Set(a.store.changesets["uni"] ?? []) == Set(one + two))
        #expect(Set(b.store.changesets["uni"] ?? []) == Set(one + two))
        #expect(a.summary?.sent == mine && a.summary?.received == theirs)
        #expect(a.summary?.equalScopes == ["uni"] && a.summary?.unequalScopes == [])
        // What the peer named in the round before is given to whoever searches the fork; in the first round nothing is.
        let asked = a.log.filter { $0.hasPrefix("loadFrontier") }
        #expect(asked.first == "loadFrontier(scope: \"uni\", peer: [])")
        #expect(asked.dropFirst().allSatisfy { $0.contains("SeenPoint") } && asked.isEmpty == false)
        #expect(a.log.contains { $0.hasPrefix("plan") && $0.contains("round: 1,") })
        #expect(a.log.contains { $0.hasPrefix("plan") && $0.contains("round: 2,") } == fork)
    }

    /// How bytes are grouped on their way must not matter: a session has no other input.
    @Test func feedingWholeOrByteByByteGivesTheSameActions() {
        let (one, two) = (FakeStore.chain("uni", "a", 3), FakeStore.chain("uni", "b", 3))
        var (a, b) = pair(one, two)
        converse(&a, &b)
        for (role, other) in [(SessionRole.initiator, b), (.responder, a)] {
            let store = FakeStore(["uni": role == .initiator ? one : two])
            var whole = Side(role, store)
            whole.run(.start(binding: []))
            whole.run(.bytes(other.sent))
            var single = Side(role, store)
            single.run(.start(binding: []))
            for byte in other.sent { single.run(.bytes([byte])) }
            #expect(whole.log == single.log)
            #expect(whole.ends == [nil] && single.ends == [nil])
            #expect(whole.sent == single.sent)
        }
    }

    /// Cut at every byte, on either side: what was applied is whole, the session says that it was
    /// cut, and the next one ends equal without changing anything twice.
    @Test(arguments: [SessionRole.initiator, .responder])
    func aCutAtAnyByteIsResumed(role: SessionRole) {
        let (one, two) = (FakeStore.chain("uni", "a", 3), FakeStore.chain("uni", "b", 5))
        let own = role == .initiator ? one : two
        let others = role == .initiator ? two : one
        var (a, b) = pair(one, two)
        converse(&a, &b)
        let bytes = role == .initiator ? b.sent : a.sent
        // With the whole of it, or all but the goodbye, the session is over in good order.
        for cut in 0..<(bytes.count - "bye\n".utf8.count) {
            var side = Side(role, FakeStore(["uni": own]))
            side.run(.start(binding: []))
            side.run(.bytes(Array(bytes[..<cut])))
            side.run(.closed)
            #expect(side.ends == [SyncError(.closedEarly)], "cut at \(cut)")
            let taken = side.store.applied
            #expect(taken == Array(others.prefix(taken.count)), "cut at \(cut)")
            #expect(side.store.changesets["uni"] == own + taken)

            var again = Side(role, side.store)
            var peer = Side(role == .initiator ? .responder : .initiator, FakeStore(["uni": others]))
            if role == .initiator { converse(&again, &peer) } else { converse(&peer, &again) }
            #expect(again.ends == [nil] && peer.ends == [nil], "cut at \(cut)")
            #expect(again.store.applied == others, "nothing twice, nothing missing; cut at \(cut)")
            #expect(again.summary?.received == others.count - taken.count)
            #expect(again.summary?.equalScopes == ["uni"])
        }
    }

    @Test(arguments: [([7, 7] as [UInt8], true), ([7, 8], false)])
    func anInviteEnrols(secret: [UInt8], isRight: Bool) {
        var a = Side(.initiator, FakeStore(["uni": []]), secret: secret)
        var b = Side(.responder, FakeStore(["uni": FakeStore.chain("uni", "b", 3)]))
        converse(&a, &b)
        #expect(a.ends == [isRight ? nil : SyncError(.inviteUnknown)])
        #expect(b.ends == [isRight ? nil : SyncError(.inviteUnknown)])
        #expect(a.store.applied.count == (isRight ? 3 : 0))
    }

    @Test func roundsEndAndSayWhichScopeStaysUnequal() {
        var (a, b) = pair(FakeStore.chain("uni", "a", 5), FakeStore.chain("uni", "b", 1))
        a.store.salt = "never equal"
        converse(&a, &b)
        #expect(a.ends == [nil] && b.ends == [nil])
        for side in [a, b] {
            #expect(side.summary?.rounds == Limits.roundsMax + 1)
            #expect(side.summary?.unequalScopes == ["uni"] && side.summary?.equalScopes == [])
        }
        #expect(a.store.applied.count == 1 && b.store.applied.count == 5)
    }

    @Test func onlyScopesThatBothListAreExchanged() {
        let secret = FakeStore.chain("college:012", "c", 2)
        var a = Side(.initiator, FakeStore(["uni": [], "college:007": []]))
        var b = Side(
            .responder, FakeStore(["uni": FakeStore.chain("uni", "b", 1), "college:012": secret]))
        converse(&a, &b)
        #expect(a.ends == [nil] && b.ends == [nil])
        #expect(a.store.changesets["college:012"] == nil)
        #expect(a.summary?.equalScopes == ["uni"])
        #expect(a.summary?.unsharedScopes == ["college:007"])
        #expect(b.summary?.unsharedScopes == ["college:012"])
    }

    /// A fault of this side's disk is told to the peer as `peerFault`, without its words.
    @Test func aReplicaThatCannotGoOnEndsBothSides() {
        var (a, b) = pair([], FakeStore.chain("uni", "b", 3))
        a.store.refusal = .replicaFault
        converse(&a, &b)
        #expect(a.ends == [SyncError(.replicaFault)])
        #expect(b.ends == [SyncError(.peerFault)])
        #expect(a.store.applied.isEmpty)
    }

    @Test func anotherDeviceThanTheExpectedOneIsSentNothing() {
        var a = Side(
            .initiator, FakeStore(["uni": FakeStore.chain("uni", "a", 1)]),
            expecting: DeviceID(publicKey: Side.key(9).publicKey))
        var b = Side(.responder, FakeStore(["uni": []]))
        converse(&a, &b)
        #expect(a.ends == [SyncError(.wrongPeer)] && b.ends == [SyncError(.wrongPeer)])
        #expect(b.store.applied.isEmpty)
    }
}

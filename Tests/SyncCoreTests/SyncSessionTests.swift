import Crypto
import SyncCore
import Testing

/// If these fail, offices lose records or take damaged ones.
@Suite struct SyncSessionTests {
    private func pair(_ a: [[UInt8]], _ b: [[UInt8]]) -> (Side, Side) {
        (Side(.initiator, FakeStore(changesets: ["uni": a])),
            Side(.responder, FakeStore(changesets: ["uni": b])))
    }

    private func hello(then bytes: [UInt8]) -> Side {
        var (a, b) = pair([], [])
        _ = a.run(.start)
        _ = a.run(.bytes(b.run(.start)))
        _ = a.run(.bytes(bytes))
        return a
    }

    @Test func nothingNewEndsAfterTwoRoundTrips() {
        var (a, b) = pair(FakeStore.chain("uni", "a", 2), FakeStore.chain("uni", "a", 2))
        #expect(converse(&a, &b) == 4)
        #expect(a.ends == [nil] && b.ends == [nil])
        #expect(a.session.summary.rounds == 0)
    }

    @Test(arguments: [(5, 0, false), (0, 5, false), (3, 7, false), (3, 4, true)])
    func bothHoldEverything(mine: Int, theirs: Int, fork: Bool) {
        let one = mine == 0 ? [] : FakeStore.chain("uni", "a", mine)
        let two = theirs == 0 ? [] : FakeStore.chain("uni", fork ? "a" : "b", theirs, person: "q")
        var (a, b) = pair(one, two)
        _ = converse(&a, &b)
        #expect(a.ends == [nil] && b.ends == [nil])
        #expect(Set(a.store.changesets["uni"] ?? []) == Set(one + two))
        #expect(Set(b.store.changesets["uni"] ?? []) == Set(one + two))
        #expect(a.session.summary.sent == mine && a.session.summary.received == theirs)
        #expect(a.session.summary.unequalScopes.isEmpty)
    }

    @Test func feedingDoesNotMatterAndCutsApplyNothingPartial() {
        let one = FakeStore.chain("uni", "a", 3)
        let two = FakeStore.chain("uni", "b", 3)
        var (a, b) = pair(one, two)
        _ = converse(&a, &b)
        let bytes = b.sent
        var (whole, _) = pair(one, two)
        _ = whole.run(.start)
        _ = whole.run(.bytes(bytes))
        var (single, _) = pair(one, two)
        _ = single.run(.start)
        for byte in bytes { _ = single.run(.bytes([byte])) }
        #expect(whole.log == single.log)
        #expect(whole.ends == [nil])
        for cut in bytes.indices {
            var (side, _) = pair(one, two)
            _ = side.run(.start)
            _ = side.run(.bytes(Array(bytes[..<cut])))
            _ = side.run(.closed)
            #expect(side.ends == [SyncError(.closedEarly)], "cut at \(cut)")
            #expect(side.store.changesets["uni"]?.count == 3 + side.store.applied)
            #expect([0, 2, 3].contains(side.store.applied))
        }
    }

    @Test(arguments: [
        ("GET / HTTP/1.1\r\n", SyncError.Code.speaksSomethingElse),
        ("\u{16}\u{3}\u{1}", .speaksSomethingElse),
        ("hello\t2\tx\n", .versionUnknown),
        ("hello\t1\tx\n", .fieldMalformed),
        ("error\t407\tdeviceRevoked\tgone\n", .deviceRevoked),
    ])
    func firstLine(text: String, code: SyncError.Code) {
        var (a, _) = pair([], [])
        _ = a.run(.start)
        _ = a.run(.bytes(Array(text.utf8)))
        #expect(a.ends == [SyncError(code)])
    }

    @Test func badLinesEndTheSession() {
        #expect(hello(then: Array("frob\t1\n".utf8)).ends == [SyncError(.lineUnknown)])
        #expect(hello(then: Array("bye\n".utf8)).ends == [SyncError(.lineOutOfPlace)])
        #expect(hello(then: Array("hello\t1\n".utf8)).ends == [SyncError(.lineOutOfPlace)])
        let bomb = [UInt8](repeating: 0x41, count: 65_536)
        #expect(hello(then: bomb).ends == [SyncError(.lineTooLong)])
        let wrong = String(repeating: "A", count: 86) + "=="
        #expect(hello(then: Array("proof\t\(wrong)\n".utf8)).ends == [SyncError(.proofWrong)])
        let other = Side(.initiator, FakeStore())
        var reflected = other
        _ = reflected.run(.start)
        _ = reflected.run(.bytes(reflected.sent))
        #expect(reflected.ends == [SyncError(.proofWrong)])
    }

    @Test(arguments: [([7, 7] as [UInt8], true), ([7, 8], false)])
    func inviteEnrols(secret: [UInt8], isRight: Bool) {
        var a = Side(.initiator, FakeStore(changesets: ["uni": []]), secret: secret)
        var b = Side(.responder, FakeStore(changesets: ["uni": FakeStore.chain("uni", "b", 3)]))
        _ = converse(&a, &b)
        let answer = EnrolAnswer(deviceName: "office 1", scopes: ["uni"])
        #expect(a.log.contains(.enrolled(answer)) == isRight)
        #expect(a.ends == [isRight ? nil : SyncError(.inviteUnknown)])
        #expect(a.store.applied == (isRight ? 3 : 0))
    }

    @Test func roundsEndWhereAScopeNeverBecomesEqual() {
        var (a, b) = pair(FakeStore.chain("uni", "a", 5), FakeStore.chain("uni", "b", 1))
        a.store.salt = "never equal"
        _ = converse(&a, &b)
        #expect(a.ends == [nil] && b.ends == [nil])
        #expect(a.session.summary.rounds == 4 && b.session.summary.rounds == 4)
        #expect(a.session.summary.unequalScopes == ["uni"])
        #expect(a.store.applied == 1 && b.store.applied == 5)
    }
}

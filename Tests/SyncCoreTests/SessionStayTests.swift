import SyncCore
import Testing

/// Sessions that go on when both sides hold the same. If this breaks, a change waits at the server until somebody asks,
/// or an office that stays is cut off.
@Suite struct SessionStayTests {
    private static func pair(_ mine: Int = 3, _ yours: Int = 1, bothStay: Bool = true) -> (Side, Side) {
        var a = Side(.initiator, FakeStore(["uni": FakeStore.chain("uni", "a", mine)]), stays: true)
        var b = Side(.responder, FakeStore(["uni": FakeStore.chain("uni", "b", yours)]), stays: bothStay)
        converse(&a, &b)
        return (a, b)
    }

    /// Gives each side what the other sent until both are silent.
    private static func go(_ a: inout Side, _ b: inout Side, toA first: [UInt8] = [], toB second: [UInt8] = []) {
        var (toA, toB) = (first, second)
        while !toA.isEmpty || !toB.isEmpty { (toA, toB) = (b.run(.bytes(toB)), a.run(.bytes(toA))) }
    }

    private static func settled(_ side: Side) -> Int { side.log.count { $0.hasPrefix("settled") } }

    private static func grow(_ side: inout Side, _ letter: String, to count: Int) {
        side.store = FakeStore(side.store.changesets.merging([
            "uni": side.store.changesets["uni", default: []]
                + FakeStore.chain("uni", letter, count).filter { !side.store.changesets["uni", default: []].contains($0) },
        ]) { $1 })
    }

    /// [R9] Known verbs with their fields, where only `bye`, `stay` or `again` may come.
    @Test(arguments: [
        "hello\t1\ti\tx\ty\tz\n", "held\tuni\t\(String(repeating: "0", count: 64))\n", "flush\tuni\t1\n", "enrolled\n",
        "ack\tuni\t1\n", "packed\tuni\t3\t3\n", "coming\tuni\t1\n", "stay\n",
    ])
    func nothingElseComesToOneWhoWaits(line: String) {
        var (waiting, _) = Self.pair()
        waiting.run(text: line)
        #expect(waiting.ends == [SyncError(.lineOutOfPlace)])
    }

    @Test func whatChangesComesUnasked() {
        var (a, b) = Self.pair()
        #expect(a.ends.isEmpty && b.ends.isEmpty)
        #expect(Self.settled(a) == 1 && Self.settled(b) == 1)
        Self.grow(&a, "a", to: 5)
        let out = a.run(.news)
        #expect(String(decoding: out, as: UTF8.self).hasPrefix("again\n"))
        Self.go(&a, &b, toB: out)
        #expect(Set(b.store.changesets["uni"] ?? []) == Set(a.store.changesets["uni"] ?? []))
        #expect(b.store.changesets["uni"]?.count == 6)
        #expect(Self.settled(a) == 2 && Self.settled(b) == 2)
        Self.grow(&b, "b", to: 2)
        Self.go(&a, &b, toA: b.run(.news))
        #expect(a.store.changesets["uni"]?.count == 7)
        #expect(a.ends.isEmpty && b.ends.isEmpty)
    }

    @Test func bothMayHaveNewsAtOnce() {
        var (a, b) = Self.pair()
        Self.grow(&a, "a", to: 4)
        Self.grow(&b, "b", to: 3)
        let (toB, toA) = (a.run(.news), b.run(.news))
        Self.go(&a, &b, toA: toA, toB: toB)
        #expect(a.store.changesets["uni"]?.count == 7 && b.store.changesets["uni"]?.count == 7)
        #expect(Self.settled(a) == 2 && Self.settled(b) == 2)
        #expect(a.ends.isEmpty && b.ends.isEmpty)
    }

    /// Otherwise it would wait for the next one.
    @Test func newsThatComeWhileOthersAreSentAreNotForgotten() {
        var (a, b) = Self.pair()
        Self.grow(&a, "a", to: 4)
        let out = a.run(.news)
        #expect(a.run(.news).isEmpty)
        Self.grow(&a, "a", to: 5)
        Self.go(&a, &b, toB: out)
        #expect(b.store.changesets["uni"]?.count == 6)
        #expect(Self.settled(a) == 3)
    }

    @Test func whereOneSideDoesNotStayBothEnd() {
        let (a, b) = Self.pair(bothStay: false)
        #expect(a.ends == [nil] && b.ends == [nil])
        #expect(a.summary?.equalScopes == ["uni"] && a.summary?.sent == 3)
    }

    @Test func aGoodbyeEndsBoth() {
        var (a, b) = Self.pair()
        Self.go(&a, &b, toB: a.run(.leave))
        #expect(a.ends == [nil] && b.ends == [nil])
        #expect(b.summary?.received == 3)
    }

    @Test func aGoodbyeMayCrossNews() {
        var (a, b) = Self.pair()
        Self.grow(&b, "b", to: 3)
        let (toB, toA) = (a.run(.leave), b.run(.news))
        Self.go(&a, &b, toA: toA, toB: toB)
        #expect(a.ends == [nil] && b.ends == [nil])
    }

    /// What was begun is brought to its end before.
    @Test func whoLeavesInTheMiddleIsWaitedFor() {
        var (a, b) = Self.pair()
        Self.grow(&a, "a", to: 6)
        let out = a.run(.news)
        #expect(a.run(.leave).isEmpty)
        Self.go(&a, &b, toB: out)
        #expect(b.store.changesets["uni"]?.count == 7)
        #expect(a.ends == [nil] && b.ends == [nil])
    }

    @Test(arguments: ["stay\n", "scopes-end\n", "held\tuni\tx\n", "again\tnow\n", "flush\tuni\t1\n"])
    func whoWaitsTakesNothingElse(line: String) {
        var (a, _) = Self.pair()
        a.run(text: line)
        #expect(a.ends.count == 1 && [.lineOutOfPlace, .fieldMalformed].contains(a.ends.first??.code))
    }

    @Test func againIsSaidOnceAndBeforeAnythingElse() {
        var (a, _) = Self.pair()
        a.run(text: "again\n")
        #expect(a.ends.isEmpty)
        a.run(text: "again\n")
        #expect(a.ends.first??.code == .lineOutOfPlace)
        var (c, _) = Self.pair()
        _ = c.run(.news)
        c.run(text: "again\n")
        #expect(c.ends.isEmpty)
        c.run(text: "again\n")
        #expect(c.ends.first??.code == .lineOutOfPlace)
    }
}

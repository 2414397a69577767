import SyncCore
import Testing

/// A responder tells its clock, and an initiator's owner hears of it once, whoever says whatever else.
@Suite struct SessionClockTests {
    private static func heard(_ side: Side) -> [String] { side.log.filter { $0.hasPrefix("compareClock") } }

    @Test func theRespondersClockIsToldOnce() {
        var a = Side(.initiator, FakeStore(["uni": FakeStore.chain("uni", "a", 3)]), stays: true, clock: 5)
        var b = Side(.responder, FakeStore(["uni": FakeStore.chain("uni", "b", 2)]), stays: true, clock: 1_700_000_000_123)
        converse(&a, &b)
        #expect(Self.heard(a) == ["compareClock(1700000000123)"] && Self.heard(b) == [])
        // Behind the proof, before anything that takes time.
        let lines = String(decoding: b.sent, as: UTF8.self).split(separator: "\n")
        #expect(lines.firstIndex { $0 == "x-time\t1700000000123" } == 2)
        #expect(lines.count { $0.hasPrefix("x-time") } == 1)
        #expect(!String(decoding: a.sent, as: UTF8.self).contains("x-time"))
        #expect(a.ends.isEmpty && b.ends.isEmpty)
    }

    @Test(arguments: ["", "-1", "253402300800000", "9223372036854775808", "1 2", "1\t2", "１２"])
    func whatIsNoClockIsPassedOver(value: String) {
        var a = Side(.initiator, stays: true)
        var b = Side(.responder, stays: true)
        converse(&a, &b)
        a.run(text: "x-time\t\(value)\n")
        #expect(Self.heard(a) == [] && a.ends.isEmpty)
        a.run(text: "x-time\t7\n")
        a.run(text: "x-time\t8\n")
        #expect(Self.heard(a) == ["compareClock(7)"] && a.ends.isEmpty)
    }
}

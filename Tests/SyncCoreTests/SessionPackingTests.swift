import SyncCore
import Testing

/// What a session reads beyond its plain lines: batches that are packed, offers and notes of later versions.
@Suite struct SessionPackingTests {
    /// Makes the salts and authors of the chains here one byte each; the session does not know how.
    private static let packing: Packing = {
        let words = [String(repeating: "07", count: 16), String(repeating: "a", count: 32), String(repeating: "b", count: 32)]
        let marks = ["\u{1}", "\u{2}", "\u{3}"]
        return Packing(
            offer: "test",
            pack: { plain in
                let text = String(decoding: plain, as: UTF8.self)
                return Array(zip(words, marks).reduce(text) { $0.replacing($1.0, with: $1.1) }.utf8)
            },
            unpack: { packed, count in
                let text = String(decoding: packed, as: UTF8.self)
                let plain = Array(zip(words, marks).reduce(text) { $0.replacing($1.1, with: $1.0) }.utf8)
                return plain.count == count ? plain : nil
            })
    }()

    private static func sides(_ a: [[UInt8]], _ b: [[UInt8]], both: Bool = true) -> (Side, Side) {
        (
            Side(.initiator, FakeStore(["uni": a]), packing: packing),
            Side(.responder, FakeStore(["uni": b]), packing: both ? packing : nil)
        )
    }

    private static func text(_ side: Side) -> String { String(decoding: side.sent, as: UTF8.self) }

    @Test(arguments: [true, false])
    func aBatchIsPackedForWhoCanReadIt(both: Bool) {
        let (one, two) = (FakeStore.chain("uni", "a", 6), FakeStore.chain("uni", "b", 9))
        var (a, b) = Self.sides(one, two, both: both)
        converse(&a, &b)
        #expect(a.ends == [nil] && b.ends == [nil])
        for side in [a, b] {
            #expect(Set(side.store.changesets["uni"] ?? []) == Set(one + two))
            #expect(Self.text(side).contains("packed\tuni\t") == both)
        }
        // Byte by byte it is the same.
        var single = Side(.initiator, FakeStore(["uni": one]), packing: Self.packing)
        single.run(.start(binding: []))
        for byte in b.sent { single.run(.bytes([byte])) }
        #expect(single.log == a.log)
    }

    /// An initiator that exchanges `uni` with a peer that has sent nothing yet.
    private func exchanging(packing: Packing? = packing) -> Side {
        var a = Side(.initiator, FakeStore(["uni": []]), packing: packing)
        var b = Side(.responder, FakeStore(["uni": []]))
        let hello = b.run(.start(binding: []))
        let proof = b.run(.bytes(a.run(.start(binding: []))))
        a.run(.bytes(hello + proof))
        a.run(text: "held\tuni\t\(String(repeating: "0", count: 64))\nscopes-end\n")
        return a
    }

    @Test(arguments: [
        ("packed\tuni\t3\t3\nbye", SyncError.Code.cutShort), ("packed\tuni\t4\t4\nbye\n", .lineOutOfPlace),
        ("packed\tuni\t3\t4\nbye", .fieldMalformed), ("packed\tuni\t0\t0\n", .lineOutOfPlace),
        ("packed\tuni\t1\t101\n", .tooLarge), ("packed\tuni\t2\t1\n", .tooLarge),
        ("packed\tuni\t99999999\t199999999\n", .tooLarge), ("packed\tuni\t01\t1\n", .fieldMalformed),
        ("packed\tuni\t1\n", .fieldMalformed), ("packed\tcollege:007\t1\t1\n", .scopeNotAgreed),
        ("coming\tuni\t0\n", .lineOutOfPlace), ("coming\tuni\t1\ncoming\tuni\t1\n", .lineOutOfPlace),
        ("coming\tcollege:007\t1\n", .scopeNotAgreed), ("coming\tuni\n", .fieldMalformed),
        ("packed\tuni\t13\t13\nchangeset\t1\tu", .cutShort),
    ])
    func aBlockThatIsNone(text: String, code: SyncError.Code) {
        var whole = exchanging(), single = exchanging()
        whole.run(text: text)
        for byte in text.utf8 { single.run(.bytes([byte])) }
        #expect(whole.ends == [SyncError(code)] && single.ends == [SyncError(code)])
    }

    @Test func aBlockHasWholeChangesetsOfItsScope() {
        let body = FakeStore.chain("uni", "a", 1)[0]
        let lines = String(decoding: body, as: UTF8.self)
        func end(_ text: String) -> [SyncError?] {
            var side = exchanging()
            side.run(text: "packed\tuni\t\(text.utf8.count)\t\(text.utf8.count)\n\(text)")
            return side.ends
        }
        #expect(end(lines) == [])
        #expect(end(lines + lines) == [])
        #expect(end(String(lines.dropLast())) == [SyncError(.cutShort)])
        #expect(end(lines.split(separator: "\n").dropLast().joined(separator: "\n") + "\n") == [SyncError(.cutShort)])
        #expect(end(lines + "flush\tuni\t1\n") == [SyncError(.lineOutOfPlace)])
        #expect(end(lines.replacing("\tuni\t", with: "\tcommittee\t")) == [SyncError(.scopeNotAgreed)])
        var plain = exchanging(packing: nil)
        plain.run(text: "packed\tuni\t3\t3\nbye")
        #expect(plain.ends == [SyncError(.lineOutOfPlace)])
    }

    @Test func aBlockHasOneScope() {
        var a = Side(.initiator, FakeStore(["college:007": [], "uni": []]), packing: Self.packing)
        var b = Side(.responder, FakeStore(["uni": []]))
        let hello = b.run(.start(binding: []))
        let proof = b.run(.bytes(a.run(.start(binding: []))))
        let zeros = String(repeating: "0", count: 64)
        a.run(.bytes(hello + proof))
        a.run(text: "held\tcollege:007\t\(zeros)\nheld\tuni\t\(zeros)\nscopes-end\n")
        #expect(a.ends.isEmpty)
        let other = String(decoding: FakeStore.chain("uni", "a", 1)[0], as: UTF8.self)
        a.run(text: "packed\tcollege:007\t\(other.utf8.count)\t\(other.utf8.count)\n\(other)")
        #expect(a.ends == [SyncError(.lineOutOfPlace)])
    }

    /// Both sides say how many there are, and how far they have got.
    @Test func aRoundTellsHowFarItHasGot() {
        var (a, b) = Self.sides(FakeStore.chain("uni", "a", 5), [])
        converse(&a, &b)
        #expect(Self.text(a).contains("coming\tuni\t5\n"))
        func last(_ side: Side) -> String? { side.log.last { $0.hasPrefix("progress") } }
        #expect(last(a) == "progress(SyncCore.SyncProgress(sent: 5, toSend: 5, received: 0, toReceive: 0))")
        #expect(last(b) == "progress(SyncCore.SyncProgress(sent: 0, toSend: 0, received: 5, toReceive: 5))")
        #expect(b.log.contains("progress(SyncCore.SyncProgress(sent: 0, toSend: 0, received: 2, toReceive: 5))"))
        // One batch needs no announcement.
        var (c, d) = Self.sides(FakeStore.chain("uni", "a", 1), [])
        converse(&c, &d)
        #expect(!Self.text(c).contains("coming"))
    }

    /// A later version says more between its lines; whoever does not know it goes on.
    @Test func notesArePassedOver() {
        let (one, two) = (FakeStore.chain("uni", "a", 3), FakeStore.chain("uni", "b", 5))
        var (a, b) = (Side(.initiator, FakeStore(["uni": one])), Side(.responder, FakeStore(["uni": two])))
        converse(&a, &b)
        var dice = Dice(seed: 7)
        for _ in 1...20 {
            var noted = Side(.initiator, FakeStore(["uni": one]))
            noted.run(.start(binding: []))
            var isWithin = false, mayNote = false
            for line in Self.text(b).split(separator: "\n") {
                if line.hasPrefix("held\t") { mayNote = true }
                if mayNote, !isWithin, dice.isTrue() { noted.run(text: "x-later\t\(dice.number())\tanything\n") }
                if line.hasPrefix("changeset\t") { isWithin = true }
                if line.hasPrefix("end\t") { isWithin = false }
                noted.run(text: line + "\n")
            }
            #expect(noted.log == a.log && noted.ends == [nil])
        }
        var early = Side(.initiator, FakeStore(["uni": one]))
        early.run(.start(binding: []))
        early.run(text: Self.text(b).split(separator: "\n")[0] + "\nx-later\n")
        #expect(early.ends == [SyncError(.lineUnknown)])
    }
}

/// Repeatable dice (xorshift64*).
private struct Dice {
    private var state: UInt64
    init(seed: UInt64) { state = seed }
    mutating func number() -> UInt64 {
        state ^= state >> 12
        state ^= state << 25
        state ^= state >> 27
        return state &* 2_685_821_657_736_338_717
    }
    mutating func isTrue() -> Bool { number() >> 63 == 1 }
}

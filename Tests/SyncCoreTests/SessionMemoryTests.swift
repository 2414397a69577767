import SyncCore
import Testing

/// What a peer can make a session keep, or have its owner keep for it.
@Suite struct SessionMemoryTests {
    private static let digest = String(repeating: "0", count: 64)

    /// A side that has listed what it holds, and a peer that has not.
    private func comparing(_ store: FakeStore, stays: Bool = false) -> Side {
        var a = Side(.initiator, store, stays: stays)
        var b = Side(.responder)
        let hello = b.run(.start(binding: []))
        let proof = b.run(.bytes(a.run(.start(binding: []))))
        a.run(.bytes(hello + proof))
        return a
    }

    private func exchanging(_ scopes: [String: [[UInt8]]]) -> Side {
        var a = comparing(FakeStore(scopes))
        a.run(text: scopes.keys.sorted().map { "held\t\($0)\t\(Self.digest)\n" }.joined() + "scopes-end\n")
        return a
    }

    @Test func nobodyAcknowledgesWhatHasNotLeft() {
        var a = exchanging(["uni": FakeStore.chain("uni", "a", 9)])
        let before = a.sent.count
        a.run(text: "frontier-end\tuni\n")
        // The end of a batch may have left, and be acknowledged, while what was written with it has not.
        a.run(.written(before))
        a.run(text: "ack\tuni\t2\n")
        #expect(a.ends.isEmpty)
        var honest = a
        a.run(text: "ack\tuni\t2\n")
        #expect(a.ends == [SyncError(.lineOutOfPlace)])
        for count in [2, 2, 2, 1] {
            honest.run(.written(honest.sent.count))
            honest.run(text: "ack\tuni\t\(count)\n")
        }
        #expect(honest.ends.isEmpty)
        #expect(honest.sent.suffix(11) == Array("sent\tuni\t9\n".utf8)[...])
    }

    @Test func whoGoesOnReadsWhatItWasTold() {
        let scopes = (0..<10_000).map { ("scope:" + String(repeating: "s", count: 200) + "\($0)", [[UInt8]]()) }
        var store = FakeStore(Dictionary(uniqueKeysWithValues: scopes))
        let list = scopes.reduce(0) { $0 + "held\t\($1.0)\t\(Self.digest)\n".utf8.count } + "scopes-end\nstay\n".utf8.count
        for reads in [true, false] {
            // Without the log of actions, which are many.
            var session = comparing(FakeStore(), stays: true).session
            var (sent, rounds, end) = (0, 0, SyncError?.none)
            var events = [SessionEvent.bytes(Array("scopes-end\nstay\n".utf8))]
            while rounds < 6, end == nil {
                if events.isEmpty {
                    rounds += 1
                    events = [.written(reads ? sent : 0), .bytes(Array("again\nscopes-end\nstay\n".utf8))]
                }
                for action in session.handle(events.removeFirst()) {
                    if case .send(let bytes) = action { sent += bytes.count }
                    if case .end(let error, _) = action { end = error }
                    if let answer = store.answer(action) { events.append(answer) }
                }
            }
            #expect(end == (reads ? nil : SyncError(.tooLarge)))
            #expect(rounds == (reads ? 6 : 4) && sent < rounds * list)
        }
    }

    @Test func oneBatchIsOpenAtATime() {
        let (one, other) = (FakeStore.chain("a", "a", 2), FakeStore.chain("b", "b", 1))
        var a = exchanging(["a": [], "b": []])
        a.run(.bytes(one[0]))
        #expect(a.session.openBytes == one[0].count)
        a.run(.bytes(Array(one[1].dropLast())))
        #expect(a.session.openBytes == one[0].count + one[1].count - 1)
        a.run(.bytes(Array(one[1].suffix(1))))
        var both = a
        both.run(.bytes(other[0]))
        #expect(both.ends == [SyncError(.lineOutOfPlace)])
        #expect(both.session.openBytes == 0)
        a.run(text: "flush\ta\t2\n")
        #expect(a.session.openBytes == 0)
        a.run(.bytes(other[0]))
        #expect(a.ends.isEmpty && a.session.openBytes == other[0].count)
    }
}

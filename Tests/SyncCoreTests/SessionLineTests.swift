import Crypto
import Foundation
import SyncCore
import Testing

/// What a peer may try. Each ends the session with its code, and nothing of it is applied.
@Suite struct SessionLineTests {
    /// An initiator that has said its hello.
    private func greeted() -> Side {
        var side = Side(.initiator, FakeStore(["uni": []]))
        side.run(.start(binding: []))
        return side
    }

    /// An initiator whose peer has proven itself; it waits for `held` lines.
    private func comparing(_ changesets: [[UInt8]] = []) -> Side {
        var a = Side(.initiator, FakeStore(["uni": changesets]))
        var b = Side(.responder, FakeStore(["uni": []]))
        let hello = b.run(.start(binding: []))
        let proof = b.run(.bytes(a.run(.start(binding: []))))
        a.run(.bytes(hello + proof))
        return a
    }

    private static let digest = String(repeating: "0", count: 64)

    /// An initiator in the middle of an exchange of `uni`.
    private func exchanging(_ changesets: [[UInt8]] = []) -> Side {
        var side = comparing(changesets)
        side.run(text: "held\tuni\t\(Self.digest)\nscopes-end\n")
        return side
    }

    private func expect(
        _ side: Side, after text: String, _ code: SyncError.Code,
        _ location: SourceLocation = #_sourceLocation
    ) {
        for isWhole in [true, false] {
            var side = side
            if isWhole {
                side.run(text: text)
            } else {
                for byte in text.utf8 { side.run(.bytes([byte])) }
            }
            #expect(side.ends == [SyncError(code)], "\(text.prefix(60))", sourceLocation: location)
            #expect(side.store.applied.isEmpty, sourceLocation: location)
        }
    }

    @Test(arguments: [
        ("GET / HTTP/1.1\r\nHost: x\r\n\r\n", SyncError.Code.speaksSomethingElse),
        ("\u{16}\u{3}\u{1}\u{2}", .speaksSomethingElse),
        ("SSH-2.0-OpenSSH_9.2\r\n", .speaksSomethingElse),
        ("\n", .speaksSomethingElse),
        ("hello 1", .speaksSomethingElse),
        ("\u{0}", .speaksSomethingElse),
        ("held\tuni\t\n", .speaksSomethingElse),
        ("hello\t2\tx\n", .versionUnknown),
        ("hello\t1\tx\n", .fieldMalformed),
        ("hello\n", .speaksSomethingElse),
        ("hello\t1\tr\t\t\t\n", .fieldMalformed),
        ("error\t426\ttooManySessions\t-\n", .tooManySessions),
        // A stranger may say so of nobody.
        ("error\t403\tnotEnrolled\t-\n", .lineOutOfPlace), ("error\t407\tdeviceRevoked\tgone\n", .lineOutOfPlace),
        ("error\t999\tlater\tgone\n", .peerFault),
        ("error\t424\treplicaFault\tgone\n", .peerFault),
        ("error\n", .speaksSomethingElse),
        ("error\t\n", .peerFault),
        ("error\t426\ttooManySessions\n", .peerFault),
        ("error\t426\ttooManySessions\tgone\tmore\n", .peerFault),
        ("error\t0426\ttooManySessions\tgone\n", .peerFault),
    ])
    func aFirstLineThatIsNoHello(text: String, code: SyncError.Code) {
        expect(greeted(), after: text, code)
    }

    @Test func aHelloWithOneFieldWrong() {
        let key = Side.key(2).publicKey.rawRepresentation.base64EncodedString()
        let nonce = String(repeating: "0c", count: 32)
        func hello(
            role: String = "r", key: String = key, nonce: String = nonce, name: String = "x"
        ) -> String { "hello\t1\t\(role)\t\(key)\t\(nonce)\t\(name)\n" }
        var good = greeted()
        good.run(text: hello())
        #expect(good.ends.isEmpty)
        // What a later version offers.
        good = greeted()
        good.run(text: hello(name: "x\tzlib\tbetter-than-zlib"))
        #expect(good.ends.isEmpty)
        for text in [
            hello(role: "i"), hello(role: "x"), hello(key: "AAAA"), hello(key: key + "="),
            hello(key: String(key.dropLast())), hello(nonce: nonce.uppercased()),
            hello(nonce: String(nonce.dropLast(2))), hello(name: ""), hello(name: "a\\x"),
            hello(name: "\u{1B}[2J"), hello(name: "a\\nb"), hello(name: "a\tB"), hello(name: "a\t"),
            hello(name: "a\tb\tb"), hello(name: "a\t" + String(repeating: "b", count: 33)),
            hello(name: "a\t" + (0...16).map { "offer-\($0)" }.joined(separator: "\t")),
            hello(name: String(repeating: "名", count: 86)),
        ] {
            expect(greeted(), after: text, .fieldMalformed)
        }
    }

    @Test func aProofThatIsNot() {
        var side = greeted()
        var peer = Side(.responder)
        let hello = peer.run(.start(binding: []))
        side.run(.bytes(hello))
        let wrong = String(repeating: "A", count: 86) + "=="
        expect(side, after: "proof\t\(wrong)\t-\n", .proofWrong)
        expect(side, after: "proof\t\(wrong)\tenrol\n", .fieldMalformed)
        expect(side, after: "proof\tAAAA\t-\n", .fieldMalformed)
        expect(side, after: String(decoding: hello, as: UTF8.self), .lineOutOfPlace)
        // [R46] Told to nobody.
        expect(side, after: "bye\n", .closedEarly)
        var left = side
        #expect(left.run(text: "bye\n").isEmpty)
        expect(side, after: "frob\t1\n", .lineUnknown)
        // What this side signed itself is no proof of the other.
        let own = String(decoding: side.sent, as: UTF8.self).split(separator: "\n").last
        expect(side, after: "\(own ?? "")\n", .proofWrong)
        // Nor is a proof from another session, where the nonces were others.
        var other = Side(.responder)
        other.run(.start(binding: []))
        let strange = String(repeating: "ab", count: 32)
        let key = side.key.publicKey.rawRepresentation.base64EncodedString()
        let answer = other.run(text: "hello\t1\ti\t\(key)\t\(strange)\tx\n")
        expect(side, after: String(decoding: answer, as: UTF8.self), .proofWrong)
    }

    @Test func linesBeforeTheExchange() {
        let digest = Self.digest
        for (text, code) in [
            ("frob\n", SyncError.Code.lineUnknown), ("bye\n", .closedEarly),
            ("enrolled\n", .lineOutOfPlace), ("hello\t1\n", .lineOutOfPlace),
            ("frontier-end\tuni\n", .lineOutOfPlace), ("ack\tuni\t1\n", .lineOutOfPlace),
            ("changeset\t1\tuni\n", .lineOutOfPlace), ("flush\tuni\t1\n", .lineOutOfPlace),
            ("held\tuni\n", .fieldMalformed), ("held\tuni\t00\n", .fieldMalformed),
            ("held\t\t\(digest)\n", .fieldMalformed),
            ("held\t\(String(repeating: "s", count: 257))\t\(digest)\n", .fieldMalformed),
            ("held\tb\t\(digest)\nheld\ta\t\(digest)\n", .notCanonical),
            ("held\ta\t\(digest)\nheld\ta\t\(digest)\n", .notCanonical),
            ("scopes-end\tx\n", .fieldMalformed),
            (String(repeating: "x", count: 65_536), .lineTooLong),
        ] {
            expect(comparing(), after: text, code)
        }
    }

    @Test func linesOfTheExchange() {
        let point = "\(String(repeating: "a", count: 32)).\(String(repeating: "a", count: 32))"
        let hash = Self.digest
        for (text, code) in [
            ("frontier-end\tcollege:012\n", SyncError.Code.scopeNotAgreed),
            ("frontier\tcollege:012\t\(point)\t1\t\(hash)\n", .scopeNotAgreed),
            ("frontier\tuni\t\(point)\t0\t\(hash)\n", .fieldMalformed),
            ("frontier\tuni\t\(point)\t01\t\(hash)\n", .fieldMalformed),
            ("frontier\tuni\t\(point)\t-1\t\(hash)\n", .fieldMalformed),
            ("frontier\tuni\t\(point)\t9223372036854775807\t\(hash)\n", .fieldMalformed),
            ("frontier\tuni\t\(point)\t99999999999999999999\t\(hash)\n", .fieldMalformed),
            ("frontier\tuni\tx\t1\t\(hash)\n", .fieldMalformed),
            (
                "frontier\tuni\t\(point)\t2\t\(hash)\nfrontier\tuni\t\(point)\t1\t\(hash)\n",
                .notCanonical
            ),
            ("frontier-end\tuni\nfrontier-end\tuni\n", .lineOutOfPlace),
            ("flush\tuni\t1\n", .lineOutOfPlace), ("flush\tuni\t0\n", .lineOutOfPlace),
            ("flush\tuni\t-1\n", .fieldMalformed),
            ("flush\tuni\t9999999999999999999\n", .fieldMalformed),
            ("ack\tuni\t1\n", .lineOutOfPlace), ("ack\tcommittee\t1\n", .scopeNotAgreed),
            ("sent\tuni\t1\n", .lineOutOfPlace), ("sent\tuni\t0\nsent\tuni\t0\n", .lineOutOfPlace),
            ("sent\tuni\n", .fieldMalformed), ("bye\n", .closedEarly),
            ("changeset\t1\tuni\nend\t\(hash)\nflush\tuni\t1\n", .fieldMalformed), ("changeset\t1\n", .fieldMalformed),
        ] {
            expect(exchanging(FakeStore.chain("uni", "b", 1)), after: text, code)
        }
    }

    @Test func changesetsThatMayNotCome() {
        func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
        let good = FakeStore.chain("uni", "b", 1)[0]
        let strange = FakeStore.chain("college:012", "b", 1)[0]
        expect(exchanging(), after: text(strange), .scopeNotAgreed)
        let changed = text(good).replacingOccurrences(of: "\tp\t", with: "\tq\t")
        // It is read with its batch.
        expect(exchanging(), after: changed + "flush\tuni\t1\n", .hashMismatch)
        expect(exchanging(), after: text(good) + "flush\tuni\t2\n", .lineOutOfPlace)
        expect(exchanging(), after: text(good) + "sent\tuni\t0\n", .lineOutOfPlace)
        expect(exchanging(), after: "sent\tuni\t0\n" + text(good), .lineOutOfPlace)
        // Between the lines of a changeset nothing else may stand.
        let torn = text(good).split(separator: "\n")[0] + "\nbye\n" + "end\t\(Self.digest)\nflush\tuni\t1\n"
        expect(exchanging(), after: String(torn), .lineOutOfPlace)
    }

    /// Counts that would make this side keep more than it should.
    @Test func floodsAreCutOff() {
        var side = comparing()
        var lines = ""
        for number in 0...Limits.scopesMax {
            lines += "held\ts\(100_000 + number)\t\(Self.digest)\n"
        }
        side.run(text: lines)
        #expect(side.ends == [SyncError(.tooLarge)])

        side = exchanging(FakeStore.chain("uni", "b", 1))
        lines = ""
        let author = "\(String(repeating: "a", count: 32)).\(String(repeating: "a", count: 32))"
        for number in 1...(Limits.frontierPointsMax + 1) {
            lines += "frontier\tuni\t\(author)\t\(number)\t\(Self.digest)\n"
        }
        side.run(text: lines)
        #expect(side.ends == [SyncError(.tooLarge)])

        // A batch that is never flushed.
        side = exchanging()
        let person = String(repeating: "p", count: 2_000)
        let chain = FakeStore.chain("uni", "b", 1_600, person: person)
        for body in chain where side.ends.isEmpty { side.run(.bytes(body)) }
        #expect(side.ends == [SyncError(.tooLarge)])
        #expect(side.store.applied.isEmpty)
    }

    @Test func theReasonGoesOverTheWireWithItsNumberAndSymbol() {
        var side = greeted()
        let reply = String(decoding: side.run(text: "GET / HTTP/1.1\r\n"), as: UTF8.self)
        #expect(reply == "error\t408\tspeaksSomethingElse\t-\n")
        // After its end a session does nothing more.
        #expect(side.session.handle(.bytes(Array("hello\t1\n".utf8))).isEmpty)
        #expect(side.session.handle(.closed).isEmpty)
    }

    @Test func aPeersSentenceCannotSteerTheTerminal() {
        var side = greeted()
        side.run(text: "error\t423\tpeerFault\tx\u{1B}[31m\\nred\n")
        guard case .some(.some(let error)) = side.ends.first else {
            Issue.record("no error")
            return
        }
        #expect(error.detail == "x[31mred")
    }
}

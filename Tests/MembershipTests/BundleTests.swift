import Foundation
import GRDB
import Membership
import ReplicaStore
import SyncCore
import SyncTransport
import Testing

/// An office without a network sends a file; whoever finds the stick learns nothing.
@Suite final class BundleTests {
    private let folder: TestFolder

    init() throws { folder = try TestFolder() }

    private static let schema = """
        CREATE TABLE t(k TEXT NOT NULL PRIMARY KEY, college TEXT, v TEXT);
        INSERT INTO zhibu_policy VALUES ('t', NULL, 'keep');
        INSERT INTO zhibu_scope VALUES ('t', 'college');
        """

    private func path(_ name: String) -> String { folder.path(name) }

    /// The committee's desk, which holds all, and an office of one college.
    private func committee() async throws -> (desk: Member, office: Member) {
        let desk = try Member.found(
            at: path("desk.db"), name: "desk", schema: Self.schema, scopes: ["uni", "college:7", "college:8"])
        let office = try await listening(desk) { address in
            let line = try desk.invite(to: address, scopes: ["college:7"]).text
            return try await Member.join(#require(Invite(text: line)), at: path("office.db"), name: "office").member
        }
        try desk.replica.edit {
            try $0.execute(
                sql: "INSERT INTO t VALUES ('a', 'college:7', '支部'), ('b', 'uni', 'for all'), ('c', 'college:8', 'theirs')")
        }
        return (desk, office)
    }

    private func texts(_ member: Member) throws -> [String] {
        try member.replica.read { try String.fetchAll($0, sql: "SELECT v FROM t ORDER BY k") }
    }

    @Test func onlyTheReceiverCanOpenWhatIsSealedForIt() async throws {
        let (desk, office) = try await committee()
        let sealed = try desk.bundle(for: office.keys.device)
        for secret in ["支部", "for all", "changeset", "college"] {
            #expect(String(decoding: sealed.bytes, as: UTF8.self).contains(secret) == false)
        }
        expect(.notForUs) { try desk.take(bundle: sealed.bytes) }
        #expect(try texts(office) == [])
        let taken = try office.take(bundle: sealed.bytes)
        #expect(taken.isSealed && taken.sender == "desk" && taken.applied.applied == sealed.changesets)
        // What it may not read was not in it.
        #expect(try texts(office) == ["支部", "for all"])
        let plain = try office.replica.plainBundle(at: 0).bytes
        #expect(!String(decoding: plain, as: UTF8.self).contains("theirs"))
        #expect(try office.take(bundle: sealed.bytes).applied.applied == 0)
    }

    /// The scope comes with the control entries in the same bundle.
    @Test func aScopeThatTheBundleItselfGivesIsTakenInAtOnce() async throws {
        let (desk, office) = try await committee()
        try desk.replica.sign(
            [.grant(ControlGrant(device: office.keys.device, roles: ["editor"], scopes: ["college:7", "college:8"]))],
            by: desk.keys.signer)
        let sealed = try desk.bundle(for: office.keys.device)
        #expect(try office.take(bundle: sealed.bytes).applied.applied == sealed.changesets)
        #expect(try texts(office) == ["支部", "for all", "theirs"])
    }

    @Test func aBundleHoldsWhatTheReceiverLacked() async throws {
        let (desk, office) = try await committee()
        try await listening(desk) { address in _ = try await office.sync(with: PeerAddress(address)) }
        try office.replica.edit { try $0.execute(sql: "UPDATE t SET v = 'mended' WHERE k = 'a'") }
        let sealed = try office.bundle(for: desk.keys.device)
        #expect(sealed.changesets == 1)
        #expect(try office.bundle(for: desk.keys.device, everything: true).changesets > 1)
        let applied = try desk.take(bundle: sealed.bytes).applied
        #expect(applied.applied == 1 && applied.changes == 1)
        #expect(try texts(desk)[0] == "mended")
        // The next sync finds nothing new.
        try await listening(desk) { address in
            let summary = try await office.sync(with: PeerAddress(address))
            #expect(summary.sent == 0 && summary.received == 0)
        }
    }

    @Test func whatWasAlteredIsNotTakenIn() async throws {
        let (desk, office) = try await committee()
        let sealed = try desk.bundle(for: office.keys.device).bytes
        let head = try #require(sealed.firstIndex(of: 0x0A))
        for place in Array(stride(from: 0, to: head, by: 7)) + stride(from: head, to: sealed.count, by: sealed.count / 40) {
            var spoilt = sealed
            spoilt[place] ^= 1
            #expect(throws: BundleError.self, "\(place)") { try office.take(bundle: spoilt) }
        }
        for length in stride(from: 0, to: sealed.count, by: sealed.count / 20) {
            #expect(throws: BundleError.self, "\(length)") { try office.take(bundle: Array(sealed.prefix(length))) }
        }
        #expect(try texts(office) == [])
    }

    @Test func whoIsUnknownOrRevokedIsNotBelieved() async throws {
        let (desk, office) = try await committee()
        let early = try office.bundle(for: desk.keys.device).bytes
        try desk.replica.revoke(office.keys.device, reason: "lost", by: desk.keys.signer)
        #expect(throws: SyncError(.deviceRevoked)) { try desk.bundle(for: office.keys.device) }
        expect(.senderRevoked) { try desk.take(bundle: early) }
        let stranger = try Member.found(at: path("stranger.db"), name: "desk", schema: Self.schema)
        #expect(throws: SyncError(.notEnrolled)) { try stranger.bundle(for: office.keys.device) }
        // Who writes himself in as the sender of another's bundle is unknown too.
        let sealed = String(decoding: early.prefix { $0 != 0x0A }, as: UTF8.self)
        let forged = sealed.replacingOccurrences(of: office.keys.device.text, with: stranger.keys.device.text)
        expect(.senderUnknown) { try desk.take(bundle: Array(forged.utf8) + early.drop { $0 != 0x0A }) }
    }

    /// An enrolled device, too, can't send in another's name: the signature and what is encrypted name the sender.
    @Test func nobodySendsInTheNameOfAnother() async throws {
        let (desk, office) = try await committee()
        let third = try await listening(desk) { address in
            let line = try desk.invite(to: address, scopes: ["college:8"]).text
            return try await Member.join(#require(Invite(text: line)), at: path("third.db"), name: "third").member
        }
        let own = try third.bundle(for: desk.keys.device).bytes
        #expect(try desk.take(bundle: own).sender == "third")
        let head = String(decoding: own.prefix { $0 != 0x0A }, as: UTF8.self)
        let forged = head.replacingOccurrences(of: third.keys.device.text, with: office.keys.device.text)
        expect(.damaged) { try desk.take(bundle: Array(forged.utf8) + own.drop { $0 != 0x0A }) }
    }

    /// The last letter of base64 carries bits that belong to no byte: other letters there say the same bytes.
    @Test func aSealedBundleHasOneSpelling() async throws {
        let (desk, office) = try await committee()
        let bytes = try desk.bundle(for: office.keys.device).bytes
        let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
        for field in [4, 5] {
            var fields = bytes.prefix { $0 != 0x0A }.split(separator: 0x09).map { Array($0) }
            let last = try #require(fields[field].lastIndex { $0 != UInt8(ascii: "=") })
            let letter = try #require(letters.firstIndex(of: fields[field][last]))
            fields[field][last] = letters[letter ^ 1]
            #expect(Data(base64Encoded: Data(fields[field])) != nil)
            expect(.damaged) {
                try office.take(bundle: Array(fields.joined(separator: [0x09])) + bytes.drop { $0 != 0x0A })
            }
        }
        #expect(try office.take(bundle: bytes).isSealed)
    }

    /// The name in a plain bundle is anybody's, and it is shown on a terminal.
    @Test func aNameFromOutsideSteersNoTerminal() async throws {
        let (desk, office) = try await committee()
        var plain = try SyncBundle(decoding: desk.replica.plainBundle(at: 0).bytes)
        for name in ["desk\u{1B}[2J\n", String(repeating: "x", count: 257), ""] {
            plain.name = name
            expect(.damaged) { try office.take(bundle: plain.encoded()) }
        }
        plain.name = String(repeating: "x", count: 256)
        #expect(try office.take(bundle: plain.encoded()).sender == plain.name)
    }

    private func expect(_ code: BundleError.Code, _ body: () throws -> BundleTaken) {
        #expect { try body() } throws: { ($0 as? BundleError)?.code == code }
    }
}

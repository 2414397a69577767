import Foundation
import GRDB
import Membership
import ReplicaStore
import SyncCore
import Testing

/// An office that no network reaches joins by two files on a stick.
@Suite final class JoiningByFileTests {
    private let folder: TestFolder
    private let desk: Member
    private let invite: Invite

    init() throws {
        folder = try TestFolder()
        desk = try Member.found(
            at: folder.path("desk.db"), name: "desk", schema: "CREATE TABLE t(k TEXT NOT NULL PRIMARY KEY, v);",
            scopes: ["uni", "college:7"])
        try desk.replica.edit { try $0.execute(sql: "INSERT INTO t VALUES ('a', '支部')") }
        invite = try desk.invite(to: "127.0.0.1:1", scopes: ["uni"])
    }

    private func path(_ name: String) -> String { folder.path(name) }
    private func value(_ member: Member) throws -> String? {
        try member.replica.read { try String.fetchOne($0, sql: "SELECT v FROM t") }
    }

    @Test func aRequestAndItsAnswerMakeAMember() throws {
        let request = try Member.requestToJoin(invite, at: path("office.db"), name: "文学院")
        let answer = try desk.answer(joinRequest: request)
        #expect(answer.name == "文学院")
        let (office, taken) = try Member.join(invite, at: path("office.db"), answer: answer.bytes)
        #expect(taken.isSealed && taken.sender == "desk")
        #expect(try office.name == "文学院" && value(office) == "支部")
        #expect(try office.replica.serverAddress() == "127.0.0.1:1")
        // What it writes counts.
        try office.replica.edit { try $0.execute(sql: "UPDATE t SET v = 'mended'") }
        let applied = try desk.take(bundle: office.bundle(for: desk.keys.device).bytes).applied
        #expect(try applied.void == 0 && value(desk) == "mended")
        // The same call goes on with what it has made; another invite finds a replica there.
        #expect(try Member.join(invite, at: path("office.db"), answer: answer.bytes).taken.applied.applied == 0)
        #expect(throws: StoreError(.fileExists)) {
            try Member.join(self.desk.invite(to: "127.0.0.1:1", scopes: ["uni"]), at: self.path("office.db"), answer: answer.bytes)
        }
    }

    /// A stick that is lost costs nothing: the same request is made again, and answered again.
    @Test func bothFilesCanBeMadeAgain() throws {
        let request = try Member.requestToJoin(invite, at: path("office.db"), name: "office")
        let entries = { [desk] in try desk.replica.control().devices.count }
        _ = try desk.answer(joinRequest: request)
        let enrolled = try entries()
        #expect(try Member.requestToJoin(invite, at: path("office.db"), name: "office") == request)
        let answer = try desk.answer(joinRequest: request)
        #expect(try entries() == enrolled)
        #expect(try value(Member.join(invite, at: path("office.db"), answer: answer.bytes).member) == "支部")
    }

    /// As it comes out of mails, editors and chats.
    @Test func anInviteIsFoundInWhatWasPasted() throws {
        let line = invite.text
        var folded = ""
        for (index, letter) in line.enumerated() { folded += (index % 76 == 75 ? "\r\n" : "") + String(letter) }
        for text in [
            line, "\u{FEFF}\(line)\r\n", folded, "王老师：\n\n\(line)\n\n请在本周内加入。Best regards, Li", "“\(line)”",
            line.replacing("zhibu:", with: "zhibu: "), String(line.dropFirst(6)),
        ] {
            #expect(Invite(pasted: text) == invite, "\(text)")
        }
        for text in ["", "zhibu:", String(line.dropLast(2)), "zhibu:" + line.dropFirst(20), String(repeating: "zhibu: ", count: 9_999)] {
            #expect(Invite(pasted: text) == nil, "\(text.prefix(99))")
        }
    }

    @Test func anInviteServesOneKey() throws {
        _ = try desk.answer(joinRequest: Member.requestToJoin(invite, at: path("office.db"), name: "office"))
        let other = try Member.requestToJoin(invite, at: path("other.db"), name: "other")
        #expect(throws: SyncError(.inviteUsed)) { try self.desk.answer(joinRequest: other) }
        #expect(try !desk.replica.control().devices.values.contains { $0.name == "other" })
    }

    @Test func whoDoesNotKnowTheSecretIsNotEnrolled() throws {
        let line = try desk.invite(to: "127.0.0.1:1", scopes: ["uni"]).text
        var guessed = try #require(Invite(text: line))
        guessed.secret = invite.secret
        let request = try Member.requestToJoin(guessed, at: path("office.db"), name: "office")
        #expect(throws: SyncError(.inviteUnknown)) { try self.desk.answer(joinRequest: request) }
    }

    /// At every byte; cut at every byte as well.
    @Test func anAlteredRequestEnrolsNobody() throws {
        let request = try Member.requestToJoin(invite, at: path("office.db"), name: "office")
        let before = try desk.replica.control().devices.count
        for index in request.indices {
            var altered = request
            altered[index] ^= 1
            for bytes in [altered, Array(request[..<index])] {
                #expect(throws: SyncError.self, "byte \(index)") { try self.desk.answer(joinRequest: bytes) }
            }
        }
        #expect(try desk.replica.control().devices.count == before)
        // And the right one is still good.
        #expect(try desk.answer(joinRequest: request).changesets > 0)
    }

    @Test func anAlteredAnswerMakesNothing() throws {
        let request = try Member.requestToJoin(invite, at: path("office.db"), name: "office")
        let answer = try desk.answer(joinRequest: request).bytes
        for index in Array(0..<min(400, answer.count)) + Array(stride(from: 400, to: answer.count, by: 97)) {
            var altered = answer
            altered[index] ^= 1
            for bytes in [altered, Array(answer[..<index])] {
                #expect(throws: BundleError.self, "byte \(index)") {
                    try Member.join(self.invite, at: self.path("office.db"), answer: bytes)
                }
            }
        }
        #expect(try folder.files.filter { $0.hasPrefix("office") } == ["office.db.key"])
        #expect(try value(Member.join(invite, at: path("office.db"), answer: answer).member) == "支部")
    }

    /// Another committee's administrator has the request and the new device's key, and seals as well as anybody.
    @Test func anotherCommitteesAnswerIsRefused() throws {
        let request = try Member.requestToJoin(invite, at: path("office.db"), name: "office")
        let stranger = try Member.found(
            at: path("stranger.db"), name: "desk", schema: "CREATE TABLE t(k TEXT NOT NULL PRIMARY KEY, v);")
        // Its invite has the same id and secret, as if it had read the true one.
        let theirs = try stranger.invite(to: "127.0.0.1:1", scopes: ["uni"])
        try stranger.replica.edit {
            try $0.execute(
                sql: "UPDATE zhibu_invite SET id = ?, secret_hash = ? WHERE id = ?",
                arguments: [self.invite.id, Data(self.invite.secret), theirs.id])
        }
        let answer = try stranger.answer(joinRequest: request).bytes
        #expect(throws: BundleError(.senderUnknown)) {
            try Member.join(self.invite, at: self.path("office.db"), answer: answer)
        }
        // Even where the line names its device, the root is another.
        var mixed = theirs
        mixed.root = invite.root
        #expect(throws: ControlError.self) { try Member.join(mixed, at: self.path("office.db"), answer: answer) }
        #expect(!FileManager.default.fileExists(atPath: path("office.db")))
    }

    @Test func anAnswerForAnotherDeviceIsRefused() throws {
        let answer = try desk.answer(joinRequest: Member.requestToJoin(invite, at: path("office.db"), name: "office"))
        _ = try Member.requestToJoin(invite, at: path("other.db"), name: "other")
        #expect(throws: BundleError(.notForUs)) {
            try Member.join(self.invite, at: self.path("other.db"), answer: answer.bytes)
        }
    }
}

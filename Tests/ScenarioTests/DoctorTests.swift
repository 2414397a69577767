import Foundation
import GRDB
import ReplicaStore
import Testing

/// A support file says what whoever helps needs, and nothing that is somebody's.
@Suite struct DoctorTests {
    private let secrets = ["王芳芳", "校党委的电脑", "0577-8888", "secretnote"]

    private func founded(_ body: (Program) throws -> Void) throws {
        let program = try Program()
        try Data("CREATE TABLE note(id TEXT NOT NULL PRIMARY KEY, title TEXT);".utf8)
            .write(to: program.folder.appending(path: "notes.sql"))
        #expect(try program.run("init", "--found", "--name", secrets[1], "--schema", "notes.sql").code == 0)
        #expect(try program.run("whoami", secrets[0]).code == 0)
        #expect(try program.run("sql", "INSERT INTO note VALUES ('\(secrets[3])', '\(secrets[2])')").code == 0)
        try body(program)
        try program.remove()
    }

    private func examined(_ program: Program, _ state: URL) throws -> [String: Any] {
        let outcome = try program.run(["doctor"], with: ["XDG_STATE_HOME": state.path])
        #expect(outcome.code == 0, "\(outcome.errors)")
        for secret in secrets { #expect(!outcome.output.contains(secret), "\(secret)") }
        let key = try String(contentsOf: program.folder.appending(path: "zhibu.db.key"), encoding: .utf8)
        for word in key.split(whereSeparator: \.isWhitespace) where word.count > 20 { #expect(!outcome.output.contains(word)) }
        return try #require(try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any])
    }

    @Test func itSaysWhatHelpsAndNothingElse() throws {
        try founded { program in
            let state = program.folder.appending(path: "state")
            #expect(try program.run(["history", secrets[3], "x"], with: ["XDG_STATE_HOME": state.path]).code == 1)
            let found = try examined(program, state)
            let file = try #require(found["file"] as? [String: Any])
            let database = try #require(file["database"] as? [String: Any])
            #expect(database["quick_check"] as? [String] == ["ok"] && database["triggers"] as? Int ?? 0 > 3)
            #expect((database["rows"] as? [String: Int])?["note"] == 1)
            #expect(((file["main"] as? [String: Any])?["bytes"] as? Int ?? 0) > 4_096)
            let replica = try #require(found["replica"] as? [String: Any])
            #expect(replica["revoked"] as? Bool == false && (replica["scopes"] as? [Any])?.isEmpty == false)
            let errors = try #require(found["errors"] as? [String])
            #expect(errors.count == 1 && errors[0].contains("\"code\": 302") && errors[0].contains("history"), "\(errors)")
            let written = try program.run("doctor", "support.json")
            #expect(written.code == 0 && written.output.contains("support.json"))
            #expect(try program.run("doctor", "support.json").errors.contains("206"))
        }
    }

    /// A program that fails each second must not fill the disk.
    @Test func theErrorsJournalStaysSmall() throws {
        try founded { program in
            let journal = program.folder.appending(path: "zhibu/errors.jsonl")
            let earlier = program.folder.appending(path: "zhibu/errors.jsonl.1")
            try FileManager.default.createDirectory(at: journal.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(String(repeating: "{\"code\": 1}\n", count: 6_000).utf8).write(to: journal)
            try Data("old".utf8).write(to: earlier)
            for _ in 0..<2 {
                #expect(try program.run(["history", "none", "x"], with: ["XDG_STATE_HOME": program.folder.path]).code == 1)
            }
            #expect(try Data(contentsOf: journal).count < 200 && Data(contentsOf: earlier).count > 65_536)
            let errors = try #require(try examined(program, program.folder)["errors"] as? [String])
            #expect(errors.count == 50 && errors.suffix(3).map { $0.contains("302") } == [false, true, true])
        }
    }

    /// What is wrong with a file must not keep it from being told.
    @Test func ofADamagedFileItSaysWhatItCan() throws {
        try founded { program in
            let path = program.folder.appending(path: "zhibu.db")
            var bytes = try Data(contentsOf: path)
            bytes.replaceSubrange(4_096..<bytes.count, with: Data(repeating: 7, count: bytes.count - 4_096))
            try bytes.write(to: path)
            let found = try examined(program, program.folder)
            #expect(((found["replica"] as? [String: Any])?["error"] as? Int) == 202)
            let file = try #require(found["file"] as? [String: Any])
            #expect((file["database"] as? [String: Any])?["error"] as? Int == 202)
            #expect((file["main"] as? [String: Any])?["bytes"] as? Int == bytes.count)
            try FileManager.default.removeItem(at: path)
            #expect(((try examined(program, program.folder)["replica"] as? [String: Any])?["error"] as? Int) == 205)
        }
    }

    @Test func aLocalDiskIsNoNetworkDrive() {
        #expect(NetworkDrive.kind(of: "/proc") == nil && NetworkDrive.kind(of: "/nowhere") == nil)
        #expect(NetworkDrive.kind(ofNumber: 0x6969) == "nfs" && NetworkDrive.kind(ofNumber: 0xFF53_4D42) == "cifs")
    }
}

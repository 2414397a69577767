import Foundation
import GRDB
import Testing

/// What a server says to the machines that watch over it.
@Suite struct HealthTests {
    @Test func aServerTellsHealthAndCountsAndLogsInJSON() async throws {
        let program = try Program()
        #expect(try program.run("init", "--found", "--db", "server.db", "--name", "校党委服务器").code == 0)
        #expect(try program.run("sql", "--db", "server.db", "INSERT INTO college(id, short_name) VALUES ('007', '人文学院')").code == 0)
        try program.serving("server.db", options: ["--health", "127.0.0.1:0", "--log", "json"]) { address, next in
            let line = try next()
            let page = try #require(line.split(separator: " ").last.map(String.init).flatMap(URL.init(string:)), "\(line)")
            let health = page.deletingLastPathComponent().appending(path: "healthz")
            #expect(try get(health) == "200 ok\n")
            let before = try get(page)
            #expect(before.hasPrefix("200 ") && before.contains("\nzhibu_up 1\n"), "\(before)")
            let invite = try program.run("invite", "--db", "server.db", "--scope", "uni", "--at", address).output
            let words = try #require(invite.split(whereSeparator: \.isNewline).first { $0.hasPrefix("zhibu:") })
            #expect(try program.run("join", String(words), "--db", "office.db", "--name", "人文学院电脑").code == 0)
            let log = try #require(try JSONSerialization.jsonObject(with: Data(next().utf8)) as? [String: String])
            #expect(log["message"] == "synced" && log["level"] == "info" && log["received"] != nil, "\(log)")
            let after = try get(page)
            for line in [
                "zhibu_sessions_total{end=\"unequal\"} 0", "zhibu_devices 2",
                "zhibu_changesets{scope=\"uni\"} 1", "zhibu_open_conflicts{scope=\"uni\"} 0",
            ] { #expect(after.contains("\n\(line)\n"), "\(line) in \(after)") }
            #expect(before.contains("{end=\"synced\"} 0\n") && !after.contains("{end=\"synced\"} 0\n"))
            // Nobody's name, and no record.
            for word in ["人文学院", "校党委服务器"] { #expect(!after.contains(word)) }
            #expect(try get(page.deletingLastPathComponent().appending(path: "records")).hasPrefix("404"))
            // A file that can't be read is told.
            let other = try DatabaseQueue(path: program.folder.appending(path: "server.db").path)
            try other.write { try $0.execute(sql: "DROP VIEW zhibu_scope_status") }
            #expect(try get(health).hasPrefix("503"))
            try other.close()
        }
        try program.remove()
    }

    /// Status and body of a page.
    private func get(_ url: URL) throws -> String {
        let curl = Process()
        let pipe = Pipe()
        curl.executableURL = URL(filePath: "/usr/bin/env")
        curl.arguments = ["python3", "-c", """
            import sys, urllib.request, urllib.error
            try:
                page = urllib.request.urlopen(sys.argv[1])
            except urllib.error.HTTPError as error:
                page = error
            print(page.status, page.read().decode(), end="")
            """, url.absoluteString]
        curl.standardOutput = pipe
        try curl.run()
        let said = try pipe.fileHandleForReading.readToEnd() ?? Data()
        curl.waitUntilExit()
        return String(decoding: said, as: UTF8.self)
    }
}

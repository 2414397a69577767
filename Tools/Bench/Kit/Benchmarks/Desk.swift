import Foundation
import GRDB
import ReplicaStore
import TestKit

extension Benchmark {
    /// What a clerk waits for who types `zhibu conflicts list` on a terminal: from the program's start to the first page.
    static let desk = Benchmark(
        name: "W15", title: "10,000 open conflicts: the first page of the list, and of the walk, on a terminal"
    ) { station in
        let folder = station.folder.appending(path: "desk")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let count = min(10_000, station.count)
        let committee = try Committee(
            seed: 15, schema: deskSchema, scopes: [], place: { folder.appending(path: "\($0).db").path })
        try committee.server.replica.hold(scope: "uni", writes: true)
        let office = try committee.enrol("office", scopes: ["uni"])
        try office.replica.edit {
            try $0.execute(
                sql: """
                    WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < \(count))
                    INSERT INTO branch SELECT 'k' || i, '第' || i || '支部', 0 FROM n
                    """)
        }
        try committee.server.replica.pull(from: office.replica)
        for (replica, value) in [(office.replica, 1), (committee.server.replica, 2)] {
            try replica.edit { try $0.execute(sql: "UPDATE branch SET grade = \(value)") }
        }
        try office.replica.pull(from: committee.server.replica)
        guard try office.replica.openConflictCounts() == ["uni": count] else { throw WrongResult(what: "conflicts") }
        let path = office.replica.path
        try office.replica.close()
        let list = try firstPage(["conflicts", "list", "--db", path], until: "q 离开")
        let walk = try firstPage(["conflicts", "--db", path], until: "? 帮助")
        try FileManager.default.removeItem(at: folder)
        return [
            Figure("W15", "first page of the list", rows: station.count, list, "ms", atMost: 300),
            Figure("W15", "first page of the walk", rows: station.count, walk, "ms", atMost: 300),
        ]
    }

    private static let deskSchema = """
        CREATE TABLE branch(id TEXT NOT NULL PRIMARY KEY, name TEXT, grade INTEGER);
        INSERT INTO zhibu_policy VALUES ('branch', NULL, 'keep');
        INSERT INTO zhibu_title VALUES ('branch', 'name');
        """

    /// - Returns: Milliseconds; the median of five.
    private static func firstPage(_ arguments: [String], until text: String) throws -> Double {
        let times = try (0..<5).map { _ in
            let terminal = try PseudoTerminal()
            let process = Process()
            process.executableURL = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent().appending(path: "zhibu")
            process.arguments = arguments
            process.environment = ["LANG": "zh_CN.UTF-8", "TERM": "xterm"]
            (process.standardInput, process.standardOutput, process.standardError) = (terminal.handle, terminal.handle, terminal.handle)
            var shown = ""
            let cost = try Cost.of {
                try process.run()
                try terminal.handOver()
                while !shown.contains(text) {
                    guard let more = try terminal.shown() else { throw WrongResult(what: "the program ended: \(shown)") }
                    shown += more
                }
            }
            terminal.type("q")
            while try terminal.shown() != nil {}
            process.waitUntilExit()
            return cost.wall * 1000
        }
        return times.sorted()[2]
    }
}

import Foundation
import GRDB
import ReplicaStore
import SyncCore
import TestKit

extension Benchmark {
    /// Ten years of a college's office, and of the committee's server beside it. A year is 25,000 changed cells in 2,500
    /// edits, and 4,800 rows written anew in 12 lists, with 100,000 rows to be measured (fewer with fewer); at its end the
    /// server signs a checkpoint of what is older than that year, and both compact. People and lists stay as many as they
    /// are, so what grows is the log alone.
    static let years = Benchmark(
        name: "W14", title: "ten years of a college with a compaction each: sizes, syncs, starts beside the first year's"
    ) { station in
        let folder = station.folder.appending(path: "years")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let college = try College(folder: folder, scale: Double(station.count) / 100_000)
        let first = try college.year()
        var last = first
        for _ in 2...10 { last = try college.year() }
        func figure(_ name: String, _ part: KeyPath<College.Year, Double>, _ unit: String = "× first year's") -> Figure {
            Figure(
                "W14", name, rows: station.count, last[keyPath: part] / first[keyPath: part], unit, atMost: 2,
                parts: ["first year": first[keyPath: part], "tenth year": last[keyPath: part]])
        }
        return [
            figure("the office's file", \.file), figure("the server's file", \.serverFile),
            figure("a sync with nothing new", \.quietSync), figure("a sync of 100 cells", \.busySync),
            figure("opening and status", \.start), figure("a new device joins", \.joining),
            Figure("W14", "the archive after ten years", rows: station.count, last.archive / 1e6, "MB"),
            Figure("W14", "the tenth compaction", rows: station.count, last.compaction, "s"),
        ]
    }
}

/// An office and a server that have worked for some years.
private final class College {
    /// What was measured at a year's end: bytes, and seconds of CPU.
    struct Year {
        var file = 0.0
        var serverFile = 0.0
        var quietSync = 0.0
        var busySync = 0.0
        var start = 0.0
        var joining = 0.0
        var archive = 0.0
        var compaction = 0.0
    }

    private static let schema = """
        CREATE TABLE member(id TEXT NOT NULL PRIMARY KEY, name TEXT, phone TEXT, post TEXT, note TEXT, points INTEGER);
        CREATE TABLE attendance(id TEXT NOT NULL PRIMARY KEY, member TEXT, day TEXT, state TEXT);
        INSERT INTO zhibu_policy VALUES ('member', NULL, 'keep'), ('attendance', NULL, 'lww');
        """
    private let committee: Committee
    private let office: Committee.Computer
    private let members: Int
    private let edits: Int
    private let lists: Int
    private var years = 0
    private var random = SeededRandom(seed: 14)
    private var server: Committee.Computer { committee.server }

    init(folder: URL, scale: Double) throws {
        members = max(8, Int(400 * scale))
        edits = max(20, Int(2_500 * scale))
        lists = max(2, Int(12 * scale))
        committee = try Committee(seed: 14, schema: Self.schema, scopes: []) { folder.appending(path: "\($0).db").path }
        try committee.server.replica.sign([.schema(version: "1", sql: Self.schema)], by: committee.server.signer)
        office = try committee.enrol("college", scopes: ["uni"])
        let members = members
        try office.replica.edit { database in
            for member in 0..<members {
                try database.execute(
                    sql: "INSERT INTO member VALUES ('m\(member)', '成员\(member)', '1380013\(member)', '群众', '新入学', 0)")
            }
        }
        try sync()
    }

    private func sync() throws { try office.sync(with: server, now: committee.world.surroundings.now) }

    func year() throws -> Year {
        years += 1
        let began = Int64(Date.now.timeIntervalSince1970 * 1_000)
        for edit in 0..<edits {
            try self.edit(cells: 10)
            if edit % max(1, edits / lists) == 0 { try list(edit / max(1, edits / lists)) }
            if edit % 50 == 0 { try sync() }
        }
        try sync()
        var year = Year()
        year.compaction = try compact(before: began)
        try measure(&year)
        return year
    }

    private func edit(cells: Int) throws {
        let columns = ["phone", "post", "note", "points"]
        let (members, year) = (UInt64(members), years)
        let changes = (0..<cells).map { _ in (columns[Int(random.next() % 4)], random.next() % members, random.next() % 1_000_000) }
        try office.replica.edit { database in
            for (column, member, value) in changes {
                try database.execute(sql: "UPDATE member SET \(column) = '第\(year)年 \(value)' WHERE id = 'm\(member)'")
            }
        }
    }

    /// A month's attendance takes the place of the same month's a year ago.
    private func list(_ month: Int) throws {
        let (members, year) = (members, years)
        try office.replica.edit { database in
            for member in 0..<members {
                try database.execute(
                    sql: """
                        INSERT INTO attendance VALUES ('\(month)-\(member)', 'm\(member)', '\(2_011 + year)-\(month + 1)', '到')
                        ON CONFLICT DO UPDATE SET day = excluded.day, state = excluded.state || '\(year)'
                        """)
            }
        }
    }

    /// - Returns: Seconds of CPU.
    private func compact(before time: Int64) throws -> Double {
        let age = committee.world.surroundings.now() - time
        return try Cost.of {
            try server.replica.checkpoint(olderThan: age, by: server.signer)
            try sync()
            try office.replica.compact()
            for computer in [server, office] { try computer.replica.shrink() }
        }.cpu
    }

    private func measure(_ year: inout Year) throws {
        year.quietSync = try (0..<20).map { _ in try Cost.of { try sync() }.cpu }.sorted()[10]
        year.busySync = try (0..<9).map { _ in
            for _ in 0..<10 { try edit(cells: 10) }
            return try Cost.of { try sync() }.cpu
        }.sorted()[4]
        year.start = try (0..<9).map { _ in try start() }.sorted()[4]
        let new = try committee.enrol("new \(years)", roles: ["reader"], scopes: ["uni"], isEmpty: true)
        year.joining = try Cost.of { try new.sync(with: server, now: committee.world.surroundings.now) }.cpu
        guard try new.replica.heldDigest(scope: "uni") == server.replica.heldDigest(scope: "uni") else {
            throw WrongResult(what: "a new device holds something else")
        }
        guard try office.replica.verify(deep: true).isOK else { throw WrongResult(what: "not whole") }
        (year.file, year.serverFile) = (try size(office.replica), try size(server.replica))
        let archive = URL(filePath: office.replica.path + ".archive")
        if years > 1 { year.archive = Double(try archive.resourceValues(forKeys: [.fileSizeKey]).fileSize ?? 0) }
    }

    private func start() throws -> Double {
        try Cost.of {
            let replica = try Replica(
                opening: office.replica.path, surroundings: committee.world.surroundings, signer: office.signer)
            _ = try replica.status(digesting: false)
            try replica.close()
        }.cpu
    }

    /// With what SQLite has not carried over into the file yet.
    private func size(_ replica: Replica) throws -> Double {
        try replica.read { database in
            Double(try Int.fetchOne(database, sql: "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size") ?? 0)
        }
    }
}

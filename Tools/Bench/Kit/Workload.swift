public import Foundation
import GRDB
import ReplicaStore
import SyncCore
import TestKit

/// Rows of a text key, six short Chinese texts and four integers.
public struct Workload {
    static let columns = ["a", "b", "c", "d", "e", "f", "n1", "n2", "n3", "n4"]
    static let table = """
        CREATE TABLE t(id TEXT NOT NULL PRIMARY KEY, a TEXT, b TEXT, c TEXT, d TEXT, e TEXT, f TEXT,
            n1 INTEGER, n2 INTEGER, n3 INTEGER, n4 INTEGER);
        """
    static let schema = table + "INSERT INTO zhibu_policy VALUES ('t', NULL, 'keep');"

    /// What was measured so far.
    public private(set) var results: [Measurement] = []
    let rows: Int
    let plain: DatabaseQueue
    let office: Replica
    let world = HandMovedWorld(seed: 20_120_406)
    private let folder: URL
    private var random = SeededRandom(seed: 20_120_406)

    public init(rows: Int, folder: URL) throws {
        self.rows = rows
        self.folder = folder
        plain = try DatabaseQueue(path: folder.appending(path: "plain.db").path)
        try plain.writeWithoutTransaction {
            try $0.execute(sql: "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL")
            try $0.execute(sql: Self.table)
        }
        office = try Self.replica("office", folder, world)
    }

    private static func replica(
        _ name: String, _ folder: URL, _ world: HandMovedWorld
    ) throws -> Replica {
        guard let device = DeviceID(world.surroundings.random(16).hexText) else {
            throw WrongResult(what: "device")
        }
        let replica = try Replica(
            creating: folder.appending(path: "\(name).db").path, device: device, name: name,
            surroundings: world.surroundings)
        try replica.install(schema: schema, version: "1")
        try replica.hold(scope: "uni", writes: true)
        return replica
    }

    private static func key(_ row: Int) -> String {
        let mixed = UInt64(row) &* 0x9E37_79B9_7F4A_7C15
        let digits = String(mixed, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }

    private static func values(_ row: Int) -> [any DatabaseValueConvertible] {
        let text = "党支部记录第\(row)行，人文学院"
        return (0..<6).map { "\(text)\($0)" } + (0..<4).map { row &* ($0 + 1) }
    }

    private func insertRows(_ database: Database, _ range: Range<Int>) throws {
        let marks = Array(repeating: "?", count: 11).joined(separator: ", ")
        let statement = try database.cachedStatement(sql: "INSERT INTO t VALUES (\(marks))")
        for row in range {
            try statement.execute(arguments: StatementArguments([Self.key(row)] + Self.values(row)))
        }
    }

    private func inTransactions(_ body: (Range<Int>) throws -> Void) throws {
        for start in stride(from: 0, to: rows, by: 1_000) {
            try body(start..<min(start + 1_000, rows))
        }
    }

    // MARK: the benchmarks

    public mutating func insert() throws {
        let reference = try Cost.of {
            try inTransactions { range in try plain.write { try insertRows($0, range) } }
        }
        let captured = try Cost.of {
            try inTransactions { range in
                try office.capture { try insertRows($0, range) }
            }
        }
        let folded = try Cost.of { try office.fold() }
        try check(office, sum: "sum(n1)")
        report("insert/capture", captured, reference)
        report("insert/capture-and-fold", captured + folded, reference)
    }

    public mutating func update() throws {
        let targets = (0..<rows).map { _ in Int.random(in: 0..<rows, using: &random) }
        func work(_ database: Database, _ range: Range<Int>) throws {
            let statement = try database.cachedStatement(
                sql: "UPDATE t SET n2 = n2 + 1 WHERE id = ?")
            for row in targets[range] { try statement.execute(arguments: [Self.key(row)]) }
        }
        let reference = try Cost.of {
            try inTransactions { range in try plain.write { try work($0, range) } }
        }
        let captured = try Cost.of {
            try inTransactions { range in try office.capture { try work($0, range) } }
        }
        let folded = try Cost.of { try office.fold() }
        try check(office, sum: "sum(n2)")
        report("update/capture", captured, reference)
        report("update/capture-and-fold", captured + folded, reference)
    }

    /// Every value that one row ever had, in a log of all that was inserted and updated.
    public mutating func history() throws {
        let keys = (0..<20).map { _ in Self.key(Int.random(in: 0..<rows, using: &random)) }
        var count = 0
        let cost = try Cost.of {
            for key in keys { count += try office.history(table: "t", key: [.text(key)]).count }
        }
        guard count >= 10 * keys.count else { throw WrongResult(what: "history: \(count) entries") }
        var result = Measurement(name: "history-of-one-row", rows: rows)
        result.milliseconds = cost.cpu * 1000 / Double(keys.count)
        results.append(result)
    }

    /// Beside it: reading all rows and writing them into an empty plain file.
    public mutating func initialSync() throws {
        let copy = try DatabaseQueue(path: folder.appending(path: "copy.db").path)
        try copy.writeWithoutTransaction {
            try $0.execute(sql: "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL")
            try $0.execute(sql: Self.table)
        }
        let reference = try Cost.of {
            let all = try plain.read { try Row.fetchAll($0, sql: "SELECT * FROM t") }
            try copy.write { database in
                let marks = Array(repeating: "?", count: 11).joined(separator: ", ")
                let statement = try database.cachedStatement(
                    sql: "INSERT OR REPLACE INTO t VALUES (\(marks))")
                for row in all {
                    try statement.execute(arguments: StatementArguments(row.databaseValues))
                }
            }
        }
        let server = try Self.replica("server", folder, world)
        let cost = try Cost.of { try Self.exchange(from: office, to: server) }
        try check(server, sum: "sum(n2)")
        report("initial-sync", cost, reference)
    }

    /// Beside it: two plain files write the same cells, and each takes over the other's blindly.
    public mutating func conflictingMerge() throws {
        let count = rows / 2
        let left = office
        let right = try Self.replica("right", folder, world)
        try Self.exchange(from: left, to: right)
        func edit(_ database: Database, _ columns: String) throws {
            try database.execute(
                sql: "UPDATE t SET \(columns) WHERE n1 < \(count)")
        }
        let reference = try Cost.of {
            try plain.write { try edit($0, "a = a || '左', b = b || '左'") }
            try plain.write { try edit($0, "a = a || '右'") }
        }
        try left.edit { try edit($0, "a = a || '左', b = b || '左'") }
        try right.edit { try edit($0, "a = a || '右'") }
        let cost = try Cost.of {
            try Self.exchange(from: left, to: right)
            try Self.exchange(from: right, to: left)
        }
        let open = try left.openConflictCounts()["uni"] ?? 0
        guard open == count else { throw WrongResult(what: "\(open) conflicts, not \(count)") }
        report("conflicting-merge", cost, reference)
        results.append(
            Measurement(
                name: "conflicting-merge/changes-per-second", rows: rows,
                changesPerSecond: Int(Double(count * 3) / cost.wall)))
    }

    private static func exchange(from source: Replica, to target: Replica) throws {
        var missing = try source.missing(scope: "uni", from: try target.frontier(scope: "uni"))[...]
        while !missing.isEmpty {
            let bodies = try source.bodies(missing, bytesMax: 4 << 20)
            try target.apply(bodies)
            missing = missing.dropFirst(bodies.count)
        }
    }

    // MARK: results

    /// Changes a row behind the benchmark's back: what comes after must fail.
    public func spoil() throws {
        try office.edit { try $0.execute(sql: "UPDATE t SET n2 = -1 WHERE n1 = 1") }
    }

    /// Fails where a replica's rows are not those of the plain file.
    func check(_ replica: Replica, sum: String) throws {
        let sql = "SELECT count(*) || ' ' || \(sum) FROM t"
        let expected = try plain.read { try String.fetchOne($0, sql: sql) }
        let found = try replica.read { try String.fetchOne($0, sql: sql) }
        guard expected == found else {
            throw WrongResult(what: "\(found ?? "nil"), not \(expected ?? "nil")")
        }
    }

    private mutating func report(_ name: String, _ cost: Cost, _ reference: Cost) {
        results.append(
            Measurement(
                name: name, rows: rows, cpuRatio: cost.cpu / reference.cpu,
                wallRatio: cost.wall / reference.wall, cpuSeconds: cost.cpu,
                plainCPUSeconds: reference.cpu))
    }
}

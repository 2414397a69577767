public import Foundation
import ReplicaStore
import SyncCore
import TestKit

/// A plain file and a committee beside it, in one folder: what all benchmarks of a run share. The office
/// holds what the plain file holds, with its whole history.
public final class Station {
    public let count: Int
    let folder: URL
    var rows: Rows
    let plain: PlainFile
    let committee: Committee
    let office: Committee.Computer
    /// Whether `office` holds the rows: every benchmark but the first needs them.
    var isFilled = false
    /// Whether rows were changed since they were written: the history says more than the rows.
    var isEdited = false

    static let schema = Rows.table + "INSERT INTO zhibu_policy VALUES ('t', NULL, 'keep');"

    /// False where no other program can be started: under valgrind.
    private let mayGzip: Bool

    /// - Parameters:
    ///   - folder: An empty one, on the disk that is measured.
    ///   - mayGzip: Whether to say how much of the wire's bytes gzip leaves.
    public init(rows count: Int, folder: URL, mayGzip: Bool = true) throws {
        self.count = count
        self.mayGzip = mayGzip
        // As the program does: SQLite's counters of memory are behind a lock, for plain SQLite too.
        Replica.countNoMemory()
        self.folder = folder
        rows = Rows(count: count)
        plain = try PlainFile(folder.appending(path: "plain.db").path)
        try plain.run(Rows.table)
        committee = try Committee(
            seed: 20_120_406, schema: Self.schema, scopes: [], place: { folder.appending(path: "\($0).db").path })
        try committee.server.replica.hold(scope: "uni", writes: true)
        office = try committee.enrol("office", scopes: ["uni"])
    }

    func path(_ name: String) -> String { folder.appending(path: "\(name).db").path }

    /// The office's file as another program sees it.
    func officeFile() throws -> PlainFile { try PlainFile(office.replica.path) }

    /// For a benchmark that is run alone.
    func fill() throws {
        guard !isFilled else { return }
        try rows.insert(into: plain)
        try rows.insert(into: officeFile())
        try office.replica.fold()
        isFilled = true
    }

    /// One whose rows were written once and never changed: this one, or another of the same rows.
    func unedited(_ name: String) throws -> Station {
        guard isEdited else {
            try fill()
            return self
        }
        let own = folder.appending(path: name)
        try FileManager.default.createDirectory(at: own, withIntermediateDirectories: true)
        let station = try Station(rows: count, folder: own, mayGzip: mayGzip)
        try station.fill()
        return station
    }

    /// A new replica that holds what the office holds.
    func peer(_ name: String) throws -> Committee.Computer {
        let peer = try committee.enrol(name, scopes: ["uni"])
        // Who a peer is, the office learns from the committee.
        try office.replica.pull(from: committee.server.replica, scope: "control")
        try Self.send("uni", from: office.replica, to: peer.replica)
        return peer
    }

    /// Fails where a replica's rows are not those of a plain file.
    func expect(_ replica: Replica, like file: PlainFile) throws {
        let sums = Rows.columns.map { "sum(length(\($0))), max(\($0))" }.joined(separator: ", ")
        let sql = "SELECT printf('%d \(Rows.columns.map { _ in "%d %s" }.joined(separator: " "))', count(*), \(sums)) FROM t"
        let (found, expected) = (try PlainFile(replica.path).text(sql), try file.text(sql))
        guard found == expected else { throw WrongResult(what: "\(found), not \(expected)") }
    }

    /// Changes a value behind the benchmarks' back: what compares the files next must fail.
    public func spoil() throws {
        try officeFile().run("UPDATE t SET n1 = n1 + 1000000")
        try office.replica.fold()
    }

    // MARK: sending

    /// Batches of the size that a session sends; each is durable before the next.
    static func send(_ scope: String, from source: Replica, to target: Replica) throws {
        var missing = try source.missing(scope: scope, from: try target.frontier(scope: scope))[...]
        while !missing.isEmpty {
            let bodies = try source.bodies(missing, bytesMax: 1 << 20)
            try target.apply(bodies)
            missing = missing.dropFirst(bodies.count)
        }
    }

    /// What a peer lacks, as the bytes that a session sends.
    static func bytes(_ scope: String, of source: Replica, from frontier: [SeenPoint]) throws -> [UInt8] {
        let missing = try source.missing(scope: scope, from: frontier)
        return try source.bodies(missing[...], bytesMax: .max).flatMap { $0 }
    }

    /// How many bytes gzip makes of these; nil where it is not to be asked.
    func compressed(_ bytes: [UInt8]) throws -> Double? {
        guard mayGzip else { return nil }
        let file = folder.appending(path: "wire")
        try Data(bytes).write(to: file)
        let gzip = Process()
        gzip.executableURL = URL(filePath: "/usr/bin/env")
        gzip.arguments = ["gzip", "-6", "-f", file.path]
        try gzip.run()
        gzip.waitUntilExit()
        let packed = file.appendingPathExtension("gz")
        let size = try FileManager.default.attributesOfItem(atPath: packed.path)[.size] as? Int
        guard gzip.terminationStatus == 0, let size else { throw WrongResult(what: "gzip") }
        try FileManager.default.removeItem(at: packed)
        return Double(size)
    }
}

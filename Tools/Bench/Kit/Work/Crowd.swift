import Foundation
import GRDB
import ReplicaStore
import TestKit

/// The day of a deadline: many offices, each with a scope of its own and with changesets of one cell each that their
/// committee's server has not seen.
struct Crowd: Sendable {
    static let authors = 25

    private let server: Committee.Computer
    private let now: @Sendable () -> Int64
    private let offices: [Committee.Computer]
    /// Changesets that are still to come to the server.
    let count: Int

    private static let schema = """
        CREATE TABLE r(id TEXT NOT NULL PRIMARY KEY, college TEXT, a TEXT, b TEXT, n INTEGER);
        INSERT INTO zhibu_scope VALUES ('r', 'college');
        INSERT INTO zhibu_policy VALUES ('r', NULL, 'keep');
        """

    /// - Parameters:
    ///   - count: How many changesets, of all authors.
    ///   - folder: Where the files lie.
    init(_ count: Int, in folder: URL) throws {
        let names = (1...Self.authors).map { "college:\($0)" }
        let committee = try Committee(
            seed: 20_120_406, schema: Self.schema, scopes: names, place: { folder.appending(path: "\($0).db").path })
        (server, now) = (committee.server, committee.world.surroundings.now)
        for name in names { try server.replica.hold(scope: name, writes: true) }
        let each = max(1, count / Self.authors)
        let rows = max(1, each / 10)
        var offices: [Committee.Computer] = []
        for (index, name) in names.enumerated() {
            let office = try committee.enrol("office-\(index)", scopes: [name])
            try office.replica.edit { database in
                for row in 0..<rows {
                    try database.execute(
                        sql: "INSERT INTO r VALUES (?, ?, '党支部', '会议记录', 0)", arguments: ["\(index)-\(row)", name])
                }
            }
            try server.replica.pull(from: office.replica, scope: name)
            for number in 0..<each {
                try office.replica.edit { database in
                    try database.execute(
                        sql: "UPDATE r SET \(number % 2 == 0 ? "a = '第' || ?" : "n = ?") WHERE id = ?",
                        arguments: [number, "\(index)-\(number % rows)"])
                }
            }
            offices.append(office)
        }
        self.offices = offices
        self.count = each * Self.authors
    }

    /// All offices sync at once, each over a connection of its own.
    func syncAll() async throws { try await Loopback(server: server, now: now).sync(offices) }

    /// Fails where the server does not show what the offices show.
    func expectEqual() throws {
        let sums = "SELECT count(*) || ' ' || sum(n) || ' ' || sum(length(a)) FROM r WHERE college LIKE ?"
        for (index, office) in offices.enumerated() {
            let name = "college:\(index + 1)"
            let texts = try [office.replica, server.replica].map { replica in
                try PlainFile(replica.path).text(sums.replacingOccurrences(of: "?", with: "'\(name)'"))
            }
            guard texts[0] == texts[1] else { throw WrongResult(what: "\(name): \(texts[1]), not \(texts[0])") }
        }
    }
}

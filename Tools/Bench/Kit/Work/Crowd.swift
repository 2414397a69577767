import Foundation
import GRDB
import Logging
import ReplicaStore
import SyncCore
import SyncTransport
import TestKit

/// The day of a deadline: many offices, each with a scope of its own and with changesets of one cell each that their
/// committee's server has not seen.
struct Crowd {
    static let authors = 25

    private let committee: Committee
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
    init(_ count: Int, in folder: URL) async throws {
        let names = (1...Self.authors).map { "college:\($0)" }
        committee = try Committee(
            seed: 20_120_406, schema: Self.schema, scopes: names, place: { folder.appending(path: "\($0).db").path })
        let server = committee.server.replica
        for name in names { try server.hold(scope: name, writes: true) }
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
            try server.pull(from: office.replica, scope: name)
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
    func syncAll() async throws {
        guard let anyPort = PeerAddress("127.0.0.1:0") else { throw WrongResult(what: "address") }
        let listener = try await SyncListener(listeningOn: anyPort)
        let (server, now) = (committee.server, committee.world.surroundings.now)
        let serving = Task {
            try await listener.serve(logger: Logger(label: "bench", factory: { _ in SwiftLogNoOpLogHandler() })) {
                (Self.session(of: server, .responder, 0), ReplicaOwner(server.replica, signer: server.signer, now: now))
            }
        }
        defer { serving.cancel() }
        guard let address = PeerAddress("127.0.0.1:\(listener.port)") else { throw WrongResult(what: "address") }
        try await withThrowingTaskGroup { group in
            for (index, office) in offices.enumerated() {
                group.addTask {
                    let owner = ReplicaOwner(office.replica, signer: office.signer, now: now)
                    let session = Self.session(of: office, .initiator, UInt8(index + 1))
                    let summary = try await SyncClient.sync(with: address, session: session, owner: owner)
                    guard summary.unequalScopes.isEmpty else { throw WrongResult(what: "still unequal") }
                }
            }
            try await group.waitForAll()
        }
    }

    /// Fails where the server does not show what the offices show.
    func expectEqual() throws {
        let sums = "SELECT count(*) || ' ' || sum(n) || ' ' || sum(length(a)) FROM r WHERE college LIKE ?"
        for (index, office) in offices.enumerated() {
            let name = "college:\(index + 1)"
            let texts = try [office.replica, committee.server.replica].map { replica in
                try PlainFile(replica.path).text(sums.replacingOccurrences(of: "?", with: "'\(name)'"))
            }
            guard texts[0] == texts[1] else { throw WrongResult(what: "\(name): \(texts[1]), not \(texts[0])") }
        }
    }

    private static func session(
        of computer: Committee.Computer, _ role: SessionRole, _ dice: UInt8
    ) -> SyncSession {
        SyncSession(
            role: role,
            identity: SessionIdentity(
                publicKey: computer.publicKey, nonce: Array(repeating: dice, count: 32), name: "bench",
                agreementKey: Array(repeating: 1, count: 32), sign: computer.signer.sign))
    }
}

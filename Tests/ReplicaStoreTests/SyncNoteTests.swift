import GRDB
import ReplicaStore
import SyncCore
import TestKit
import Testing

/// What is written down of a sync: from it follows what `status` calls unsent, and what a bundle holds.
@Suite struct SyncNoteTests {
    private static let college = "college:007"
    private static let schema = """
        CREATE TABLE t(id TEXT NOT NULL PRIMARY KEY, scope_id TEXT, a);
        INSERT INTO zhibu_policy VALUES ('t', NULL, 'keep');
        INSERT INTO zhibu_scope VALUES ('t', 'scope_id');
        """

    private struct Side {
        var session: SyncSession
        let owner: ReplicaOwner
        var summary: SyncSummary?

        init(_ computer: Committee.Computer, _ role: SessionRole) {
            session = SyncSession(
                role: role,
                identity: SessionIdentity(
                    publicKey: computer.publicKey, nonce: Array(repeating: role == .initiator ? 1 : 2, count: 32),
                    name: role.rawValue, agreementKey: Array(repeating: 1, count: 32), sign: computer.signer.sign))
            owner = ReplicaOwner(computer.replica, now: { 1 })
        }

        /// - Returns: What goes to the other side.
        mutating func run(_ event: SessionEvent) -> [UInt8] {
            var (sent, events) = ([UInt8](), [event])
            while !events.isEmpty {
                for action in session.handle(events.removeFirst()) {
                    if case .send(let bytes) = action { sent += bytes }
                    if case .end(nil, let ended) = action { summary = ended }
                    if let answer = owner.perform(action) { events.append(answer) }
                }
            }
            return sent
        }
    }

    @Test func whatIsEditedBesideASyncIsNotTakenForSent() throws {
        let committee = try Committee(seed: 73, schema: Self.schema, scopes: [Self.college])
        let desk = try committee.enrol("desk", scopes: [Self.college])
        func insert(_ key: String) throws {
            try desk.replica.edit { try $0.execute(sql: "INSERT INTO t VALUES ('\(key)', '\(Self.college)', 1)") }
        }
        func pending() throws -> Int? {
            try desk.replica.status().scopes.first { $0.name == Self.college }?.pending
        }
        try insert("before")
        let changes = try #require(try pending())
        #expect(changes > 0)
        var (one, two) = (Side(desk, .initiator), Side(committee.server, .responder))
        var (toTwo, toOne) = (one.run(.start(binding: [])), two.run(.start(binding: [])))
        while !toOne.isEmpty || !toTwo.isEmpty { (toOne, toTwo) = (two.run(.bytes(toTwo)), one.run(.bytes(toOne))) }
        let summary = try #require(one.summary)
        #expect(summary.equalScopes.contains(Self.college))
        // Both have compared and said goodbye; it is not written down yet.
        try insert("beside")
        try one.owner.finished(summary)
        #expect(try pending() == changes)
    }
}

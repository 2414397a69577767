import ReferenceModel
import ReplicaStore
import SyncCore
import TestKit

/// A few offices that edit, delete, reinsert and sync at random, all drawn from one seed.
struct RandomHistory {
    static let schema = """
        CREATE TABLE t(
            k TEXT NOT NULL PRIMARY KEY, a, b TEXT DEFAULT 'none', g INTEGER, h TEXT, m INTEGER,
            c INTEGER, s TEXT, o TEXT, w, x TEXT);
        CREATE TABLE link(x TEXT NOT NULL, y INTEGER NOT NULL, PRIMARY KEY(x, y));
        INSERT INTO zhibu_role VALUES ('chief', '');
        INSERT INTO zhibu_policy VALUES
            ('t', NULL, 'keep'), ('t', 'b', 'lww'), ('t', 'm', 'max'),
            ('t', 'c', 'counter'), ('t', 's', 'set'), ('t', 'o', 'once'), ('t', 'w', 'own(chief)'),
            ('t', 'x', 'text');
        INSERT INTO zhibu_unit VALUES ('t', 'gh', 'g'), ('t', 'gh', 'h');
        """

    static let tables = [
        ModelTable(
            name: "t", keyColumns: ["k"],
            units: [
                ModelUnit(name: "a", policy: .keep),
                ModelUnit(name: "b", policy: .lww, defaultValue: [.text("none")]),
                ModelUnit(name: "gh", columns: ["g", "h"], policy: .keep),
                ModelUnit(name: "m", policy: .max),
                ModelUnit(name: "c", policy: .counter),
                ModelUnit(name: "s", policy: .set),
                ModelUnit(name: "o", policy: .once),
                ModelUnit(name: "w", policy: .own(role: "chief")),
                ModelUnit(name: "x", policy: .text),
            ]),
        ModelTable(name: "link", keyColumns: ["x", "y"], units: []),
    ]

    private(set) var draw: DrawnEdits
    private let world: HandMovedWorld
    private let replicas: [Replica]

    init(seed: UInt64) throws {
        draw = DrawnEdits(seed: seed)
        world = HandMovedWorld(seed: seed ^ 0xC10C)
        var replicas: [Replica] = []
        for index in 0..<Int.random(in: 3...5, using: &draw.random) {
            replicas.append(
                try Replica.inMemory("r\(index)", schema: Self.schema, world: world))
        }
        self.replicas = replicas
    }

    /// Plays the history and compares every replica with the model, on the way and at the end.
    ///
    /// - Returns: The first difference, or nil.
    mutating func play() throws -> String? {
        defer { replicas.forEach { replica in closeQuietly(replica) } }
        for step in 0..<Int.random(in: 12...30, using: &draw.random) {
            world.advance(milliseconds: Int64.random(in: 0...5_000, using: &draw.random))
            let replica = draw.pick(replicas)
            switch Int.random(in: 0..<11, using: &draw.random) {
            case 0..<6: try draw.edit(replica)
            case 6..<9: try replica.pull(from: draw.pick(replicas))
            default: try draw.decide(replica, among: replicas)
            }
            if step % 10 == 9, let difference = try difference(of: replica) { return difference }
        }
        // Twice round the ring: the first time the last one learns everything, then everybody.
        for index in 0..<2 * replicas.count {
            try replicas[(index + 1) % replicas.count].pull(from: replicas[index % replicas.count])
        }
        for replica in replicas {
            if let difference = try difference(of: replica) { return difference }
        }
        let digests = try Set(replicas.map { try $0.status().scopes[0].digest })
        if digests.count > 1 { return "digests differ: \(digests.map(\.hexText))" }
        if let difference = try difference(ofLists: replicas[0]) { return difference }
        // Recomputing from the log needs one more replica: every fourth history does it.
        guard Int.random(in: 0..<4, using: &draw.random) == 0 else { return nil }
        let findings = try draw.pick(replicas).verify(deep: true).findings
        return findings.isEmpty ? nil : "verify: \(findings.map(\.detail))"
    }

    private func closeQuietly(_ replica: Replica) {
        do { try replica.close() } catch { preconditionFailure("\(error)") }
    }

    // MARK: the model's view

    /// A list of covered heads that a fold forgot, or made up.
    private func difference(ofLists replica: Replica) throws -> String? {
        let history = try ModelView(of: replica).history
        for changeset in history.changesets {
            let owed = ReferenceModel.owedCovers(of: changeset.id, in: history)
            if Set(changeset.covers) != owed {
                return "\(changeset.id) covers \(changeset.covers), not \(owed)"
            }
        }
        return nil
    }

    private mutating func difference(of replica: Replica) throws -> String? {
        let view = try ModelView(of: replica)
        draw.note(view.expected, view.history)
        return try view.difference()
    }
}

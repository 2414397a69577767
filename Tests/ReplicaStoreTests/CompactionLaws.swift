import Foundation
import GRDB
import ReplicaStore
import SyncCore
import TestKit
import Testing

/// Laws of checkpoints: whoever compacts, and when, shows and merges what those show and merge who keep everything, also
/// where somebody's changes come from before the checkpoint; and nothing is lost to the history.
@Suite struct CompactionLaws {
    static let schema = """
        CREATE TABLE t(id TEXT NOT NULL PRIMARY KEY, a, b, c, d, e INTEGER, f TEXT, g, h);
        INSERT INTO zhibu_policy VALUES ('t', NULL, 'lww'), ('t', 'b', 'keep'), ('t', 'c', 'once'), ('t', 'd', 'text'),
            ('t', 'g', 'own(boss)'), ('t', 'h', 'keep'), ('t', 'f', 'keep');
        INSERT INTO zhibu_unit VALUES ('t', 'fh', 'f'), ('t', 'fh', 'h');
        CREATE TABLE n(id TEXT NOT NULL PRIMARY KEY, sum INTEGER DEFAULT 0, names TEXT, note);
        INSERT INTO zhibu_policy VALUES ('n', NULL, 'lww'), ('n', 'sum', 'counter'), ('n', 'names', 'set');
        INSERT INTO zhibu_role VALUES ('boss', '');
        CREATE TABLE m(id TEXT NOT NULL PRIMARY KEY, scope_id TEXT, a, b);
        INSERT INTO zhibu_policy VALUES ('m', NULL, 'lww'), ('m', 'b', 'keep');
        INSERT INTO zhibu_scope VALUES ('m', 'scope_id');
        """

    /// And two people for what is in dispute, and a rule with a remedy that writes to several rows.
    static let deskSchema = schema + """

        INSERT INTO zhibu_second VALUES ('t', 'b');
        INSERT INTO zhibu_rule(name, severity, title, sql) VALUES ('E', 'mid', 'e is twice the same',
            'SELECT ''t'' AS tbl, x.id AS key, y.id AS other_key, NULL AS detail FROM t x JOIN t y ON y.e = x.e AND y.id > x.id');
        INSERT INTO zhibu_remedy VALUES ('E', 'merge', '', '', 'SELECT ''t'' AS tbl, :other AS key, ''e'' AS col, NULL AS value
            UNION ALL SELECT ''t'', id, ''c'', :kept FROM t UNION ALL SELECT ''n'', id, ''note'', :kept FROM n');
        """

    @Test(arguments: 0..<4)
    func compactedReplicasAgreeWithWholeOnes(share: Int) throws {
        try play("compactedReplicasAgreeWithWholeOnes", Seeds.forThisRun.prefix(80).filter { Int($0) % 4 == share || Seeds.isReplay })
    }

    /// What these showed once was a defect; of most of the others nothing is known.
    @Test func compactedReplicasAgreeAsTheyDidNotOnce() throws {
        try play("compactedReplicasAgreeWithWholeOnes", [1_027], isKept: true)
    }

    /// Rows go from scope to scope, and each scope is compacted by itself.
    @Test(arguments: 0..<2)
    func compactedReplicasAgreeWhereRowsMove(share: Int) throws {
        try play(
            "compactedReplicasAgreeWhereRowsMove", Seeds.forThisRun.prefix(40).filter { Int($0) % 2 == share || Seeds.isReplay },
            moves: true)
    }

    /// Two sign, and what is put right writes to several rows and is taken back again, before and behind a checkpoint.
    @Test(arguments: 0..<2)
    func compactedReplicasAgreeWhereFindingsArePutRight(share: Int) throws {
        try play(
            "compactedReplicasAgreeWhereFindingsArePutRight", Seeds.forThisRun.prefix(40).filter { Int($0) % 2 == share || Seeds.isReplay },
            desk: true)
    }

    private func play(_ test: String, _ seeds: [UInt64], moves: Bool = false, desk: Bool = false, isKept: Bool = false) throws {
        var merged = 0
        var (archived, late, begun) = (0, 0, 0)
        for seed in seeds {
            let folder = FileManager.default.temporaryDirectory.appending(path: "compaction-\(UUID().uuidString)")
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            defer { try? FileManager.default.removeItem(at: folder) }
            var life = try CompactedLife(seed: seed, folder: folder, moves: moves, desk: desk)
            let difference = try life.play()
            if let difference {
                Issue.record("seed \(seed): \(difference)\n\(Seeds.replay(test, seed))")
                return
            }
            archived += life.archived
            late += life.late
            begun += life.begun
            merged += life.merged
        }
        if desk, !Seeds.isReplay { #expect(merged > 10, "\(merged) merged: too few") }
        if !Seeds.isReplay, !isKept {
            #expect(archived > 10 && late > 1 && begun > 2, "\(archived) archived, \(late) late, \(begun) begun: too few")
        }
    }
}

/// A committee's server and three offices. The first compacts as it likes, the second keeps everything, the third is rarely
/// there and never waited for.
private struct CompactedLife {
    let world: HandMovedWorld
    let committee: Committee
    let offices: [Committee.Computer]
    var all: [Committee.Computer] { [committee.server] + offices }
    var archived = 0
    var late = 0
    var begun = 0
    var merged = 0
    private let moves: Bool
    private let desk: Bool

    init(seed: UInt64, folder: URL, moves: Bool, desk: Bool) throws {
        (self.moves, self.desk) = (moves, desk)
        let schema = desk ? CompactionLaws.deskSchema : CompactionLaws.schema
        committee = try Committee(seed: seed, schema: schema, scopes: ["c"], serverRoles: ["admin", "boss"]) {
            folder.appending(path: "\($0).db").path
        }
        world = committee.world
        try committee.server.replica.sign([.schema(version: "1", sql: schema)], by: committee.server.signer)
        let committee = committee
        offices = try ["first", "second", "third"].map { try committee.enrol($0, scopes: ["c", "uni"]) }
    }

    mutating func play() throws -> String? {
        if desk { for (computer, person) in zip(all, ["Wang", "Li", "Zhao", "Liu"]) { try computer.replica.setPerson(person) } }
        try committee.server.replica.edit {
            for key in 0..<2 { try $0.execute(sql: "INSERT INTO t(id, a) VALUES ('k\(key)', 0); INSERT INTO n(id) VALUES ('k\(key)')") }
            if moves { for key in 0..<3 { try $0.execute(sql: "INSERT INTO m VALUES ('k\(key)', 'c', 0, 0)") } }
        }
        for office in offices { try sync(office, committee.server) }
        for _ in 0..<(40 + world.number(below: 80)) {
            world.advance(milliseconds: Int64(world.number(below: 3)) * 1_000)
            let who = world.number(below: 4)
            switch world.number(below: 24) {
            case 0..<9: try edit(all[who].replica)
            case 9..<14: if who != 3 || world.number(below: 3) == 0 { try sync(all[who], committee.server) }
            case 14: try sync(offices[0], offices[1])
            case 15, 16: try decide(all[who].replica)
            case 17: try undo(all[who].replica)
            case 18, 19: try checkpoint()
            case 20..<23: for office in offices.dropLast() { try sync(office, committee.server) }
            default: archived += try offices[0].replica.compact().reduce(0) { $0 + $1.archived }
            }
        }
        return try compare()
    }

    private mutating func checkpoint() throws {
        let server = committee.server
        // Edits have the time of SQLite's clock, which is not the world's.
        let times = try times()
        let time = times.isEmpty || world.number(below: 2) == 0 ? Int64.max / 2 : times[world.number(below: times.count)]
        let age = world.surroundings.now() - time
        let reports = try server.replica.checkpoint(olderThan: age, without: [offices[2].device], by: server.signer)
        archived += reports.reduce(0) { $0 + $1.archived }
        let ends = Set(try server.replica.control().checkpoints.values.joined().flatMap(\.until))
        // What the third one has written and not sent has not seen the checkpoint.
        if !reports.isEmpty, try offices[2].replica.frontier(scope: "uni").contains(where: { !ends.contains($0) }) { late += 1 }
    }

    private func times() throws -> [Int64] {
        let rows = try committee.server.replica.read { try Int64.fetchAll($0, sql: "SELECT at FROM zhibu_log ORDER BY at") }
        return Array(rows.drop { $0 < 1_500_000_000_000 })
    }

    private func sync(_ one: Committee.Computer, _ other: Committee.Computer) throws {
        guard one.device != other.device else { return }
        try one.pull(from: other)
        try other.pull(from: one)
        for scope in ["uni", "c"] {
            let frontier = try one.replica.frontier(scope: scope)
            for (here, there) in [(one, other), (other, one)] {
                try here.replica.noteSync(
                    with: there.device.text, name: "", scope: scope, frontier: frontier, at: world.surroundings.now())
            }
        }
    }

    private func edit(_ replica: Replica) throws {
        let key = "k\(world.number(below: 3))"
        let value = world.number(below: 6)
        let column = ["a", "b", "c", "d", "e", "f", "g", "h"][world.number(below: 8)]
        let words = column == "d" ? "'\(["a", "a b", "a b c", "x a b", "a y b", "a b c z"][value])'" : "\(value)"
        let scope = value < 3 ? "c" : "uni"
        if desk, world.number(below: 3) == 0 {
            return try replica.edit { try $0.execute(sql: "UPDATE t SET e = \(value % 2) WHERE id = '\(key)'") }
        }
        let sql =
            switch world.number(below: moves ? 18 : 13) {
            case 13: "UPDATE m SET scope_id = '\(scope)' WHERE id = '\(key)'"
            case 14: "UPDATE m SET scope_id = '\(scope)', a = \(value) WHERE id = '\(key)'"
            case 15: "UPDATE m SET b = \(value) WHERE id = '\(key)'"
            case 16: "UPDATE m SET a = \(value) WHERE id = '\(key)'"
            case 17: "DELETE FROM m WHERE id = '\(key)' AND a = \(value)"
            case 0: "DELETE FROM t WHERE id = '\(key)'"
            case 1, 2: "INSERT OR IGNORE INTO t(id, \(column)) VALUES ('\(key)', \(words))"
            case 3: "INSERT OR REPLACE INTO t(id, \(column), a) VALUES ('\(key)', \(words), \(value))"
            case 4: "INSERT OR IGNORE INTO n(id, names) VALUES ('\(key)', '[\(value)]')"
            case 5: "UPDATE n SET sum = sum + \(value) WHERE id = '\(key)'"
            case 6: "UPDATE n SET names = '[\(value),\"x\"]', note = \(value) WHERE id = '\(key)'"
            case 7: "UPDATE t SET \(column) = \(words), a = \(value) WHERE id IN ('k0', 'k1')"
            default: "UPDATE t SET \(column) = \(words) WHERE id = '\(key)'"
            }
        do {
            try replica.edit { try $0.execute(sql: sql) }
        } catch let error as StoreError where error.code == .statementFailed {
            // What only a role may write.
        }
    }

    private mutating func decide(_ replica: Replica) throws {
        let open = try replica.conflicts().filter { $0.status == .open }
        guard !open.isEmpty else { return }
        let found = desk ? open.filter { $0.kind == "rule:E" } : []
        let conflict = found.first ?? open[world.number(below: open.count)]
        var choice: Choice = conflict.candidates.isEmpty ? .keep : .take(1)
        if conflict.kind == "rule:E", world.number(below: 4) > 0 { choice = .merge(1 + world.number(below: 2)) }
        do {
            try replica.resolve(conflict.id.text, choice, reason: "so")
            if case .merge = choice { merged += 1 }
        } catch let error as StoreError where [.choiceUnfit, .roleNeeded, .signedAlready].contains(error.code) {}
    }

    private func undo(_ replica: Replica) throws {
        let decided = try replica.conflicts().filter { $0.status == .resolved }
        guard !decided.isEmpty else { return }
        do {
            _ = try replica.undo(decided[world.number(below: decided.count)].id.text, reason: "no")
        } catch let error as StoreError
            where [.undoTooLate, .choiceUnfit, .roleNeeded, .conflictUndecided].contains(error.code)
        {}
    }

    private mutating func compare() throws -> String? {
        for _ in 0..<2 { for office in offices { try sync(office, committee.server) } }
        archived += try offices[0].replica.compact().reduce(0) { $0 + $1.archived }
        let whole = offices[1].replica
        for computer in [committee.server, offices[0], offices[2]] {
            let name = try computer.replica.name()
            let (left, right) = (try computer.replica.status(), try whole.status())
            for (one, other) in zip(left.scopes, right.scopes) where one.digest != other.digest {
                return "\(name): \(one.name) differs, held \(one.held == other.held), state \(one.state == other.state)"
            }
            let conflicts = (try Self.text(computer.replica.conflicts()), try Self.text(whole.conflicts()))
            if conflicts.0 != conflicts.1 { return "\(name): conflicts\n\(conflicts.0)\n\(conflicts.1)" }
            for table in moves ? ["t", "n", "m"] : ["t", "n"] {
                for key in 0..<3 {
                    let (one, other) = (
                        try Self.text(computer.replica.history(table: table, key: [.text("k\(key)")])),
                        try Self.text(whole.history(table: table, key: [.text("k\(key)")])))
                    if one != other { return "\(name): history of \(table) \(key)\n\(one)\n\(other)" }
                }
            }
            let findings = try computer.replica.verify(deep: true).findings
            if !findings.isEmpty { return "\(name): \(findings)" }
        }
        return try beginFromCheckpoint()
    }

    /// A new device starts from a checkpoint, another one from that, and both go on as all others do.
    private mutating func beginFromCheckpoint() throws -> String? {
        let now = world.surroundings.now
        var source = committee.server
        for name in ["new", "newer"] {
            let new = try committee.enrol(name, scopes: ["c", "uni"], isEmpty: true)
            if source.device != committee.server.device { try source.sync(with: committee.server, now: now) }
            try new.sync(with: source, now: now)
            if try new.replica.isCompacted() { begun += 1 }
            for _ in 0..<6 {
                try edit(new.replica)
                try edit(offices[1].replica)
                try decide(new.replica)
            }
            for office in [new, offices[1], new] { try office.sync(with: committee.server, now: now) }
            for (one, other) in zip(try new.replica.status().scopes, try offices[1].replica.status().scopes)
            where one.digest != other.digest {
                return "\(name): \(one.name) differs, held \(one.held == other.held), state \(one.state == other.state)"
            }
            let open = (try Self.open(new.replica), try Self.open(offices[1].replica))
            if open.0 != open.1 { return "\(name): open conflicts\n\(open.0)\n\(open.1)" }
            let findings = try new.replica.verify(deep: true).findings
            if !findings.isEmpty { return "\(name): \(findings)" }
            source = new
        }
        return nil
    }

    /// Those that stand: of what was, a new device has no values that are in the archive alone.
    private static func open(_ replica: Replica) throws -> String {
        text(try replica.conflicts().filter { $0.status == .open })
    }

    private static func text(_ conflicts: [Conflict]) -> String {
        conflicts.map { conflict in
            let candidates = conflict.candidates.map { "\($0.values) \($0.writes.map(\.hash))" }
            return "\(conflict.id.text) \(conflict.kind) \(conflict.status) \(conflict.visible ?? []) \(candidates) "
                + "\(conflict.decisions.map { "\($0.by.hash) \($0.choice)" }) \(conflict.deletions.map(\.hash)) "
                + "\(conflict.overwrites.map(\.hash))"
        }.sorted().joined(separator: "\n")
    }

    private static func text(_ history: [HistoryEntry]) -> String {
        history.map {
            let seen = $0.seen.sorted { $0.key < $1.key }.map { "\($0.key.short):\($0.value)" }
            return "\($0.author.short) \($0.number) \($0.operation) \($0.column ?? "") \($0.value ?? .null) "
                + "\(seen) \($0.reason ?? "")"
            // Of one time, chains come in the order in which a replica has met them.
        }.sorted().joined(separator: "\n")
    }
}

import GRDB
import ReplicaStore
import SyncCore
import TestKit
import Testing

/// Whatever is decided at a desk, one by one or many at once, and taken back again: no value goes from the history, and
/// replicas agree.
@Suite final class DeskLaws {
    /// What was done at some desk.
    private var kinds: Set<String> = []

    private static let schema = """
        CREATE TABLE t(id TEXT NOT NULL PRIMARY KEY, a, b TEXT, c INTEGER, whose TEXT);
        INSERT INTO zhibu_policy VALUES ('t', NULL, 'keep'), ('t', 'c', 'lww'), ('t', 'whose', 'once');
        INSERT INTO zhibu_second VALUES ('t', 'b');
        INSERT INTO zhibu_rule(name, severity, title, sql) VALUES ('P', 'high', 'b is twice the same',
            'SELECT ''t'' AS tbl, x.id AS key, y.id AS other_key, NULL AS detail FROM t x JOIN t y ON y.b = x.b AND y.id > x.id
            WHERE x.b <> ''''');
        INSERT INTO zhibu_remedy VALUES
            ('P', 'merge', 'm', 'm', 'SELECT ''t'' AS tbl, :other AS key, ''b'' AS col, '''' AS value
            UNION ALL SELECT ''t'', id, ''whose'', :kept FROM t WHERE whose = :other'),
            ('P', 'take', 't', 't', 'SELECT ''t'' AS tbl, :other AS key, ''b'' AS col, ''was '' || b AS value FROM t WHERE id = :other');
        INSERT INTO zhibu_rule(name, severity, title, sql) VALUES ('R', 'low', 'c is large',
            'SELECT ''t'' AS tbl, id AS key, NULL AS other_key, NULL AS detail FROM t WHERE c > 3');
        """

    private struct Entry: Hashable {
        var row: Int
        var author: Author
        var number: Int64
        var operation: String
        var column: String
        var value: Value?
    }

    @Test func nothingThatADeskDoesRemovesAValueFromTheHistory() throws {
        var (decided, together, undone) = (0, 0, 0)
        kinds = []
        for seed in Seeds.forThisRun.prefix(150) {
            let world = HandMovedWorld(seed: seed)
            let desks = try ["left", "right", "third"].map { try Replica.inMemory($0, schema: Self.schema, world: world) }
            for (desk, person) in zip(desks, ["Wang", "Li", "Zhao"]) { try desk.setPerson(person) }
            try desks[0].edit { database in
                for row in 0..<4 { try database.execute(sql: "INSERT INTO t VALUES ('\(row)', 0, '', 0, '\(3 - row)')") }
            }
            for desk in desks.dropFirst() { try desk.pull(from: desks[0]) }
            var known = Array(repeating: Set<Entry>(), count: desks.count)
            for _ in 0..<40 {
                world.advance(milliseconds: 1_000)
                let place = world.number(below: desks.count)
                let desk = desks[place]
                switch world.number(below: 8) {
                case 0, 1, 2: try edit(desk, world)
                case 3: decided += try decide(desk, desks, world)
                case 4: together += try decideTogether(desk, world)
                case 5: undone += try undo(desk, world)
                default: try desk.pull(from: desks[world.number(below: desks.count)])
                }
                let now = try history(desk)
                let lost = known[place].subtracting(now)
                #expect(lost.isEmpty, "seed \(seed): \(lost)\n\(Seeds.replay("nothingThatADeskDoesRemovesAValueFromTheHistory", seed))")
                if !lost.isEmpty { return }
                known[place] = now
            }
            for _ in 0..<2 {
                for desk in desks { for other in desks where other !== desk { try desk.pull(from: other) } }
            }
            let digests = Set(try desks.map { try $0.status().scopes[0].digest })
            let findings = try desks.flatMap { try $0.verify(deep: true).findings.map(\.detail) }
            #expect(digests.count == 1 && findings.isEmpty, "seed \(seed): \(findings)")
        }
        if !Seeds.isReplay { #expect(decided > 20 && together > 20 && undone > 20, "\(decided) \(together) \(undone): too few") }
        if !Seeds.isReplay { #expect(kinds.isSuperset(of: ["merge", "take", "set", "keep", "delete", "signed", "second"]), "\(kinds)") }
    }

    /// Found by seeds 2130 and 3132: a bulk deleted a row and took one of its values in one changeset, and the replica that
    /// wrote it showed what no other did.
    @Test(arguments: [Choice.delete, .keep]) func aRowAndItsValuesAreDecidedAsOneAct(choice: Choice) throws {
        let world = HandMovedWorld(seed: 51)
        let desks = try ["left", "right", "third"].map { try Replica.inMemory($0, schema: Self.schema, world: world) }
        func meet() throws {
            for _ in 0..<2 { for desk in desks { for other in desks where other !== desk { try desk.pull(from: other) } } }
        }
        try desks[0].edit { try $0.execute(sql: "INSERT INTO t VALUES ('1', 0, '', 0, '')") }
        try meet()
        try desks[0].edit { try $0.execute(sql: "UPDATE t SET a = 1") }
        try desks[1].edit { try $0.execute(sql: "UPDATE t SET a = 2") }
        try desks[2].edit { try $0.execute(sql: "DELETE FROM t") }
        try meet()
        let open = try desks[0].conflicts().filter { $0.status == .open }
        #expect(Set(open.map(\.kind)) == ["value", "delete-edit"])
        try desks[0].resolve(open.map { ($0.id, $0.kind == "value" ? .take(1) : choice) }, reason: "together")
        try meet()
        #expect(try Set(desks.map { try $0.status().scopes[0].digest }).count == 1)
        for desk in desks {
            #expect(try desk.verify(deep: true).findings.map(\.detail) == [])
            #expect(try desk.conflicts().allSatisfy { $0.status != .open })
            let rows = try desk.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM t") }
            #expect(rows == (choice.words == "keep" ? 1 : 0))
        }
    }

    private func edit(_ desk: Replica, _ world: HandMovedWorld) throws {
        let (row, value) = (world.number(below: 4), world.number(below: 6))
        let sql =
            switch world.number(below: 6) {
            case 0: "DELETE FROM t WHERE id = '\(row)'"
            case 1: "INSERT OR IGNORE INTO t VALUES ('\(row)', \(value), 'x', \(value), '\(value)')"
            case 2: "UPDATE t SET b = 'text \(value % 3)' WHERE id = '\(row)'"
            case 3: "UPDATE t SET c = \(value)"
            default: "UPDATE t SET a = \(value) WHERE id = '\(row)'"
            }
        try desk.edit { try $0.execute(sql: sql) }
    }

    private func choice(for conflict: Conflict, _ world: HandMovedWorld) -> Choice {
        if conflict.kind == "rule:P" { return [.keep, .merge(1), .merge(2), .take(1), .take(2)][world.number(below: 5)] }
        if conflict.isFinding { return .keep }
        if conflict.candidates.isEmpty { return world.number(below: 2) == 0 ? .keep : .delete }
        if !conflict.needsSecond, world.number(below: 4) == 0, let column = conflict.columns.first { return .set([column: .integer(99)]) }
        return .take(1 + world.number(below: conflict.candidates.count))
    }

    private func decide(_ desk: Replica, _ desks: [Replica], _ world: HandMovedWorld) throws -> Int {
        let open = try desk.conflicts().filter { $0.status == .open }
        guard !open.isEmpty else { return 0 }
        let conflict = open[world.number(below: open.count)]
        let choice = choice(for: conflict, world)
        do {
            let settlement = try desk.resolve(conflict.id.text, choice, reason: "one")
            kinds.insert(String("\(choice)".prefix { $0 != "(" }))
            guard settlement == .signed else { return 1 }
            kinds.insert("signed")
            // Somebody else hears of it, and agrees.
            let other = desks[world.number(below: desks.count)]
            guard other !== desk else { return 1 }
            try other.pull(from: desk)
            guard let there = try other.conflicts().first(where: { $0.id == conflict.id }), there.status == .open else { return 1 }
            #expect(there.signatures.contains { $0.choice == choice.words })
            #expect(try other.resolve(conflict.id.text, choice, reason: "agreed") == .decided)
            #expect(try other.conflicts().allSatisfy { $0.id != conflict.id || $0.status == .resolved })
            kinds.insert("second")
        } catch let error as StoreError where error.code == .signedAlready {
            #expect(conflict.needsSecond && !conflict.signatures.isEmpty)
        }
        return 1
    }

    private func decideTogether(_ desk: Replica, _ world: HandMovedWorld) throws -> Int {
        let open = try desk.conflicts().filter { $0.status == .open }
        guard !open.isEmpty else { return 0 }
        let batches: [ChangesetHash]
        let signed: Int
        do {
            // What a remedy changes may be what another conflict is about: each of those by itself.
            let chosen = open.map { ($0.id, $0.kind == "rule:P" ? .keep : choice(for: $0, world)) }
            (batches, signed) = try desk.resolve(chosen, reason: "together")
        } catch let error as StoreError where error.code == .signedAlready {
            return 0
        }
        #expect(1...2 ~= batches.count)
        let left = try desk.conflicts().filter { $0.status == .open }.map(\.id)
        #expect(Set(left).intersection(open.map(\.id)).count == signed && signed <= open.count(where: \.needsSecond))
        if signed > 0 { return 1 }
        // Of what is not open any more nothing is written, of the others neither.
        let before = try history(desk)
        #expect(throws: StoreError(.conflictChanged)) {
            try desk.resolve(open.map { ($0.id, choice(for: $0, world)) }, reason: "again")
        }
        #expect(try history(desk) == before)
        return 1
    }

    private func undo(_ desk: Replica, _ world: HandMovedWorld) throws -> Int {
        let decided = try desk.conflicts().filter { $0.status == .resolved }
        guard !decided.isEmpty else { return 0 }
        let conflict = decided[world.number(below: decided.count)]
        do {
            if world.number(below: 2) == 0 {
                try desk.undo(conflict.id.text, reason: "no")
                return 1
            }
            let batch = try #require(conflict.decisions.first?.by.hash.description.prefix(16))
            let (undone, late) = try desk.undo(batch: String(batch), reason: "no")
            #expect((undone + late).contains { $0.id == conflict.id })
            return undone.count
        } catch let error as StoreError where [.undoTooLate, .conflictUndecided, .conflictUnknown].contains(error.code) {
            return 0
        }
    }

    private func history(_ desk: Replica) throws -> Set<Entry> {
        Set(try (0..<4).flatMap { row in
            try desk.history(table: "t", key: [.text("\(row)")]).map {
                Entry(row: row, author: $0.author, number: $0.number, operation: $0.operation, column: $0.column ?? "", value: $0.value)
            }
        })
    }
}

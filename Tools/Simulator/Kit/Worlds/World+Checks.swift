import GRDB
import ReferenceModel
import ReplicaStore
import SyncCore

/// What must hold (design §8, items 1 to 6): on the way, and when all have met.
extension World {
    /// Everybody comes to one version and learns everything.
    func heal() throws {
        tell("everybody meets")
        if !plan.isCommittee {
            for computer in computers where try version(of: computer) < newestVersion {
                try install(newestVersion, on: computer)
            }
        }
        for computer in computers { try fold(computer) }
        // Of a copy's chain that it doesn't know a computer sends nothing until it has the other one:
        // that takes more rounds than two.
        for _ in 0..<4 + computers.count {
            var came = 0
            for index in computers.indices {
                came += try pull(to: computers[(index + 1) % computers.count], from: computers[index])
                came += try pull(to: computers[index], from: computers[0])
                came += try pull(to: computers[0], from: computers[index])
            }
            if came == 0 { return }
        }
        throw Finding(description: "after \(4 + computers.count) rounds there is still something new")
    }

    func pull(to one: Computer, from two: Computer) throws -> Int {
        guard one !== two else { return 0 }
        var came = 0
        for scope in try sharedScopes(one, two) {
            at(one)
            let frontier = try one.replica.frontier(scope: scope)
            let positions = try two.replica.missing(scope: scope, from: frontier)
            guard !positions.isEmpty else { continue }
            let bodies = try two.replica.bodies(positions[...], bytesMax: .max)
            let result = try one.replica.apply(bodies)
            note(acknowledged: bodies, by: one)
            came += result.applied + result.void
        }
        try noteParked(one)
        return came
    }

    func compareWithModel(_ computer: Computer) throws {
        at(computer)
        let tables = schema.versions[try version(of: computer)].tables
        for scope in try computer.replica.heldScopes() where scope != "control" {
            let view = try ModelView(of: computer.replica, tables: tables, scope: scope)
            computer.noteFolded()
            if let difference = try view.difference() {
                throw Finding(description: "\(computer.name), \(scope), is not as the model says: \(difference)")
            }
            note(view)
        }
    }

    func compareAll() throws {
        var digests: [String: [UInt8]] = [:]
        var registers: [String: (String, [String])] = [:]
        for computer in computers {
            at(computer)
            for scope in try computer.replica.status().scopes {
                let known = digests.updateValue(scope.digest, forKey: scope.name)
                if let known, known != scope.digest {
                    let different = try rows(of: computer, scope: scope.name)
                        .symmetricDifference(rows(of: computers[0], scope: scope.name))
                    throw Finding(
                        description: """
                            \(computer.name)'s digest of \(scope.name) differs: \
                            \(different.sorted().joined(separator: "; "))
                            """)
                }
            }
            // One whose seal was lost with a restored file waits for ever, and rightly.
            let early = try earlyHashes(computer)
            if !early.isEmpty, !early.isDisjoint(with: try held(by: computer).map(\.bytes)) {
                throw Finding(description: "\(computer.name) holds a changeset, and waits with it")
            }
            try compareRegister(computer, &registers)
            try compareRule(computer)
            try expectTokens(of: computer)
        }
        for computer in computers { try compareWithModel(computer) }
        try compareLists(of: computer(Int(plan.seed % 5)))
        try noteControl()
        // Recomputing from the log needs one more replica: every fourth world does it.
        guard plan.seed % 4 == 0 else { return }
        let computer = computer(Int(plan.seed / 4 % 16))
        let findings = try computer.replica.verify(deep: true).findings
        if !findings.isEmpty {
            throw Finding(description: "\(computer.name) does not verify: \(findings.map(\.detail))")
        }
    }

    /// A line for each row and for each void changeset, for people to compare.
    private func rows(of computer: Computer, scope: String) throws -> Set<String> {
        try Set(
            computer.replica.inspect().filter { $0.scope == scope }.map {
                let values = $0.values.map { "\($0) \($1)" }.sorted().joined(separator: " ")
                let heads = $0.heads.map { "\($0) \($1.map { "\($0)".prefix(6) }.sorted())" }
                    .sorted().joined(separator: " ")
                return "\($0.table) \($0.key) \($0.isLive ? "live" : "dead") \(values) by \(heads)"
            }
                + computer.replica.voidChangesets().filter { $0.scope == scope }.map {
                    "void \("\($0.hash)".prefix(6)) \($0.reason)"
                })
    }

    /// A list of covered heads that a fold forgot, or made up. What a list owes depends on the schema
    /// and the entries that its author had, so that is looked at where there was one of each.
    private func compareLists(of computer: Computer) throws {
        guard !plan.isCommittee, newestVersion == 0 else { return }
        let view = try ModelView(of: computer.replica, tables: schema.versions[0].tables)
        for changeset in view.history.changesets {
            let owed = ReferenceModel.owedCovers(of: changeset.id, in: view.history)
            guard Set(changeset.covers) != owed else { continue }
            throw Finding(description: "\(changeset.id) covers \(changeset.covers), not \(owed)")
        }
    }

    /// A rule that runs for touched rows only lists what its query over everything lists.
    private func compareRule(_ computer: Computer) throws {
        guard let pairs = schema.pairs else { return }
        func name(_ keys: [Value]) -> String { keys.map { "\($0)" }.sorted().joined(separator: " and ") }
        let expected = try computer.replica.read { database in
            try Set(
                Row.fetchAll(database, sql: pairs.sql).map { row in
                    name([.text(Array((row[0] as String).utf8)), .text(Array((row[1] as String).utf8))])
                })
        }
        let listed = try computer.replica.conflicts().filter { $0.kind == pairs.rule }
        func pair(_ conflict: Conflict) -> String {
            name(conflict.key + (conflict.otherKey ?? []))
        }
        let open = Set(listed.filter { $0.status == .open }.map(pair))
        let known = Set(listed.map(pair))
        if let stray = open.subtracting(expected).first ?? expected.subtracting(known).first {
            throw Finding(
                description: "\(computer.name): \(pairs.rule) \(open.contains(stray) ? "lists" : "misses") \(stray)")
        }
    }

    /// Who holds the same scopes has the same register, entry by entry: ids, kinds, what is decided.
    private func compareRegister(
        _ computer: Computer, _ registers: inout [String: (String, [String])]
    ) throws {
        let scopes = try computer.replica.heldScopes().sorted().joined(separator: " ")
        let entries = try computer.replica.conflicts().map { conflict in
            """
            \(conflict.id.text) \(conflict.kind) \(conflict.status) \(conflict.scope) \
            \(conflict.table) \(conflict.key) \(conflict.unit ?? "-") \
            \(conflict.candidates.map(\.values)) \(conflict.decisions.map(\.by.hash))
            """
        }
        if entries.contains(where: { $0.contains(" rule:") }) { events.insert(.ruleFinding) }
        if entries.contains(where: { $0.contains(" scope open ") }) { events.insert(.scopeConflict) }
        guard let known = registers[scopes] else {
            registers[scopes] = (computer.name, entries)
            return
        }
        let only = entries.filter { !known.1.contains($0) }
        let missing = known.1.filter { !entries.contains($0) }
        if !only.isEmpty || !missing.isEmpty || entries != known.1 {
            throw Finding(
                description: """
                    the registers of \(known.0) and \(computer.name) differ: \
                    \(missing.first ?? "-") against \(only.first ?? "-")
                    """)
        }
    }

    // MARK: what was there

    private func noteControl() throws {
        guard plan.isCommittee else { return }
        let numbers = try computers[0].replica.changesets(scope: "control").map(\.header.number)
        if Set(numbers).count < numbers.count { events.insert(.forkedControl) }
    }

    private func note(_ view: ModelView) {
        let (outcome, history) = (view.expected, view.history)
        if view.isForked { events.insert(.fork) }
        if !outcome.void.isEmpty { events.insert(.void) }
        if !outcome.settled.isEmpty { events.insert(.settled) }
        for conflict in outcome.open {
            if conflict.kind == "delete-edit" { events.insert(.deleteEdit) }
            if conflict.kind == "value" { events.insert(.valueConflict) }
            if conflict.unit == "w" { events.insert(.proposal) }
            if conflict.unit == "x", conflict.row.table == "t" { events.insert(.disputedText) }
        }
        for row in outcome.rows {
            let isMerged =
                row.row.table == "t" && row.judged["x"]?.count ?? 0 > 1 && row.values["x"] != [.null]
                && !outcome.open.contains { $0.row == row.row && $0.unit == "x" }
            if isMerged { events.insert(.mergedText) }
            for heads in row.judged.values where heads.count > 2 { events.insert(.threeHeads) }
            for (unit, heads) in row.judged where heads.count > 1 {
                let isDisputed = (outcome.open + outcome.settled).contains {
                    $0.row == row.row && $0.unit == unit && $0.dots == heads
                }
                if !isDisputed, !["m", "w", "x", "number"].contains(unit) { events.insert(.equalHeads) }
            }
        }
        var deleted: Set<ModelRowID> = []
        for operation in history.changesets.flatMap(\.operations) {
            switch operation.action {
            case .delete: deleted.insert(operation.row)
            case .insert where deleted.contains(operation.row): events.insert(.reinsertion)
            default: break
            }
        }
    }
}

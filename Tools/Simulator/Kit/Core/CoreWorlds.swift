import Dispatch
import ReferenceModel
import Synchronization
import SyncCore

/// Compares the pure core with the reference model: no database, no log, no session.
public enum CoreWorlds {
    /// - Returns: The first seed with a difference, if any.
    public static func play(seeds: Range<UInt64>, jobs: Int) -> (seed: UInt64, finding: Finding)? {
        let next = Atomic(seeds.lowerBound)
        let found = Mutex<(seed: UInt64, finding: Finding)?>(nil)
        DispatchQueue.concurrentPerform(iterations: jobs) { _ in
            while found.withLock({ $0 == nil }) {
                let seed = next.add(1, ordering: .relaxed).oldValue
                guard seed < seeds.upperBound else { return }
                if let finding = difference(seed: seed) {
                    found.withLock { known in
                        if known.map({ seed < $0.seed }) ?? true { known = (seed, finding) }
                    }
                }
            }
        }
        return found.withLock { $0 }
    }

    static func difference(seed: UInt64) -> Finding? {
        var history = CoreHistory(seed: seed)
        let outcome = ReferenceModel.outcome(of: history.model)
        let rows = Dictionary(uniqueKeysWithValues: outcome.rows.map { ($0.row, $0) })
        let orders = [history.entries, history.shuffled(), history.shuffled()]
        for index in 0..<2 {
            let states = orders.map { CoreRow(row: index, $0) }
            if let other = states.dropFirst().first(where: { $0 != states[0] }) {
                return Finding(description: "row \(index) depends on the order: \(states[0]) and \(other)")
            }
            let said = states[0].facts
            let expected = rows[CoreHistory.row(index)].map { facts(of: $0, outcome) } ?? []
            if said != expected {
                let (only, missing) = (said.subtracting(expected), expected.subtracting(said))
                return Finding(
                    description: "row \(index): the core says \(only.sorted()), the model \(missing.sorted())")
            }
        }
        return nil
    }

    /// What the model says of a row, a line each.
    private static func facts(of row: ModelRow, _ outcome: ModelOutcome) -> Set<String> {
        var facts: Set<String> = [row.live ? "live" : "dead"]
        facts.formUnion(row.present.map { "present \($0)" })
        facts.formUnion(row.absent.map { "absent \($0)" })
        for (unit, heads) in row.heads { facts.insert("\(unit) heads \(heads.sorted())") }
        guard row.live else { return facts }
        for (unit, values) in row.values { facts.insert("\(unit) shows \(values)") }
        for conflict in outcome.open where conflict.row == row.row && conflict.kind != "finding:void-insertion" {
            facts.insert("open \(conflict.kind) \(conflict.unit ?? "-")")
        }
        for conflict in outcome.settled where conflict.row == row.row {
            facts.insert("settled \(conflict.unit ?? "-")")
        }
        return facts
    }
}

/// One row as the pure core makes it from changesets in one order.
private struct CoreRow: Equatable {
    private(set) var facts: Set<String>

    init(row: Int, _ entries: [CoreHistory.Entry]) {
        let byDot = Dictionary(uniqueKeysWithValues: entries.map { ($0.dot, $0) })
        var state = RowState(unitCount: CoreHistory.policies.count)
        for entry in entries {
            guard let write = entry.writes[row] else { continue }
            state.apply(write, dot: entry.dot, hasSeen: { $0 != entry.dot && entry.vector.contains($0) }) {
                CoreHistory.policies[$0].core.owner != nil && !entry.isChief
                    && byDot[$1]?.isChief == true
            }
        }
        facts = []
        guard !state.isUnwritten else { return }
        facts.insert(state.isLive ? "live" : "dead")
        for head in state.presence {
            facts.insert("\(head.isPresent ? "present" : "absent") \(head.dot.packed)")
        }
        if state.isLive, !state.absences.isEmpty { facts.insert("open delete-edit -") }
        for (unit, (name, policy, _)) in CoreHistory.policies.enumerated() {
            facts.insert("\(name) heads \(state.units[unit].map { "\($0.dot.packed)" }.sorted())")
            guard state.isLive else { continue }
            if let accumulation = policy.accumulation {
                add(total(unit, row, accumulation, entries, state), name)
            } else {
                add(state.judgedHeads(unit: unit), policy, name, byDot)
            }
        }
    }

    private mutating func add(_ total: Accumulation.Total, _ name: String) {
        facts.insert("\(name) shows \([total.shown])")
        for finding in total.findings { facts.insert("open \(finding) \(name)") }
    }

    private func total(
        _ unit: Int, _ row: Int, _ accumulation: Accumulation, _ entries: [CoreHistory.Entry],
        _ state: RowState
    ) -> Accumulation.Total {
        let parts = entries.filter { $0.writes[row]?.contributions[unit] != nil }
        let deletions = entries.filter { state.absences.contains($0.dot) }
        return accumulation.total(
            of: parts.compactMap { $0.writes[row]?.contributions[unit] },
            isBefore: { $0 != $1 && parts[$1].vector.contains(parts[$0].dot) },
            isDead: { part in deletions.contains { $0.vector.contains(parts[part].dot) } })
    }

    private mutating func add(
        _ heads: [RowState.Head], _ policy: MergePolicy, _ name: String,
        _ byDot: [Dot: CoreHistory.Entry]
    ) {
        guard !heads.isEmpty else {
            facts.insert("\(name) shows \([Value.null])")
            return
        }
        let values = heads.map { $0.values ?? [] }
        let verdict = policy.verdict(among: values) { index in
            guard let entry = byDot[heads[index].dot] else { preconditionFailure("a head is a changeset") }
            return entry.stamp
        } claim: { index in
            if byDot[heads[index].dot]?.isChief == true { return .decides }
            return heads[index].isBlank ? .nothing : .proposes
        }
        facts.insert("\(name) shows \(values[verdict.visible])")
        switch verdict.standing {
        case .agreed: break
        case .settled: facts.insert("settled \(name)")
        case .open: facts.insert("open value \(name)")
        }
    }
}

public import ReferenceModel
public import ReplicaStore
public import SyncCore

/// Reads the outcome of the engine in the words of the reference model.
public struct EngineOutcome {
    /// The name of each changeset in the history.
    let names: [ChangesetHash: String]
    /// Conflicts of `scope` kind and rules have no place in the model; one scope is looked at.
    let scope: String

    public init(names: [ChangesetHash: String], scope: String = "uni") {
        self.names = names
        self.scope = scope
    }

    /// - Returns: The outcome, and the rows whose table doesn't show what the engine says.
    public func read(_ replica: Replica) throws -> (outcome: ModelOutcome, strays: [String]) {
        var outcome = ModelOutcome()
        var strays: [String] = []
        for row in try replica.inspect() where row.scope == scope {
            let id = ModelRowID(table: row.table, key: row.key)
            if !row.tableAgrees { strays.append("\(id)") }
            outcome.rows.append(
                ModelRow(
                    row: id, live: row.isLive, values: row.values, present: ids(row.present),
                    absent: ids(row.absent), heads: row.heads.mapValues(ids),
                    judged: row.isLive ? row.judged.mapValues(ids) : [:]))
        }
        for conflict in try replica.conflicts() where conflict.scope == scope && conflict.kind != "scope" && !conflict.kind.hasPrefix("rule:") {
            let entry = ModelConflict(
                kind: conflict.kind, row: ModelRowID(table: conflict.table, key: conflict.key),
                unit: conflict.unit, dots: dots(conflict), candidates: candidates(conflict))
            switch conflict.status {
            case .open: outcome.open.append(entry)
            case .settled: outcome.settled.append(entry)
            case .resolved:
                for decision in conflict.decisions where names[decision.by.hash] != nil {
                    var resolved = entry
                    resolved.candidates = []
                    resolved.by = names[decision.by.hash]
                    outcome.resolved.append(resolved)
                }
            }
        }
        outcome.void = Set(try replica.voidChangesets().filter { $0.scope == scope }.map { names[$0.hash] ?? "?" })
        return (outcome, strays)
    }

    private func ids(_ hashes: Set<ChangesetHash>) -> Set<String> {
        Set(hashes.map { names[$0] ?? "?\($0)" })
    }

    private func dots(_ conflict: Conflict) -> Set<String> {
        ids(Set((conflict.candidates.flatMap(\.writes) + conflict.deletions + conflict.overwrites).map(\.hash)))
    }

    private func candidates(_ conflict: Conflict) -> [ModelCandidate] {
        conflict.candidates.map {
            ModelCandidate(value: $0.values, dots: ids(Set($0.writes.map(\.hash))))
        }
    }
}

import SyncCore

extension Replica {
    /// Takes over from another replica what its checkpoints have left of its log; this one holds the same control entries
    /// and nothing of those scopes.
    ///
    /// - Parameters:
    ///   - scopes: Those to be taken; nil for all.
    ///   - isChecked: Whether to compare what was taken with what was signed.
    func takeCheckpoints(of other: Replica, _ scopes: Set<String>? = nil, isChecked: Bool = false) throws {
        let all = try other.look { try CompactedLog($0).scopes() }
        for scope in all where scopes?.contains(scope) ?? true {
            try transaction(folding: false) { transaction in
                var install = ScopeInstall(transaction, scope: scope)
                let noted: (digest: [UInt8], archived: CompactedLog.Archived)? = try other.look { source in
                    let log = CompactedLog(source)
                    guard let past = try log.past(of: scope), let digest = try log.digest(of: scope) else { return nil }
                    try ErasureTable(log: transaction.log).takeOver(from: ErasureTable(log: source.log))
                    try install.take(past)
                    return (digest, try log.archived(scope))
                }
                guard let noted else { return }
                try install.finish()
                try CompactedLog(transaction).note(noted.digest, of: scope, noted.archived)
                guard isChecked else { return }
                let digest = try CompactedLog(transaction).past(of: scope)?.digest { _ in nil }
                guard digest == noted.digest else { throw StoreError(.logDamaged, scope) }
            }
        }
    }

    /// As ``takeCheckpoints(of:_:isChecked:)``, of a file that may be damaged.
    ///
    /// - Parameter path: A copy: SQLite may write into what it opens.
    /// - Returns: The scopes that were taken; of others nothing was.
    func takeCheckpoints(ofCopy path: String, _ scopes: Set<String>) throws -> Set<String> {
        var taken: Set<String> = []
        for scope in scopes.sorted() {
            do {
                let other = try Replica(opening: path, surroundings: surroundings)
                try takeCheckpoints(of: other, [scope], isChecked: true)
                try other.close()
                taken.insert(scope)
            } catch let error as StoreError where error.code != .diskFull && error.code != .diskFailed {
                // It is to come back from somebody who holds it.
            } catch is FormatError {
                // As above: of what can't be read nothing is taken.
            }
        }
        return taken
    }
}

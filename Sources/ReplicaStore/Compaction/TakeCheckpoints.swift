import SyncCore

extension Replica {
    /// Takes over from another replica what its checkpoints have left of its log; this one holds the same control entries
    /// and nothing of those scopes.
    ///
    /// - Parameter scopes: Those to be taken; nil for all.
    func takeCheckpoints(of other: Replica, _ scopes: Set<String>? = nil) throws {
        let all = try other.look { try CompactedLog($0).scopes() }
        for scope in all where scopes?.contains(scope) ?? true {
            try transaction(folding: false) { transaction in
                var install = ScopeInstall(transaction, scope: scope)
                let digest: [UInt8]? = try other.look { source in
                    guard let past = try CompactedLog(source).past(of: scope) else { return nil }
                    try ErasureTable(log: transaction.log).takeOver(from: ErasureTable(log: source.log))
                    try install.take(past)
                    return try CompactedLog(source).digest(of: scope)
                }
                guard let digest else { return }
                try install.finish()
                try CompactedLog(transaction).note(digest, of: scope, isArchived: false)
            }
        }
    }
}

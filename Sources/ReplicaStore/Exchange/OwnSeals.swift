import SyncCore

extension Replica {
    /// Seals what was written under this device's name while its key was elsewhere: no other replica counts it before.
    func sealOwnEnds() throws {
        guard let signer else { return }
        let ends = try look { transaction in
            try transaction.chains.chains.values
                .filter { $0.author.device == signer.device.text && $0.last > $0.fork }
                .map { (dot: Dot(chain: $0.index, number: $0.last), hash: $0.hash) }
                .filter { try !transaction.log.isSealed($0.dot) }
        }
        guard !ends.isEmpty else { return }
        try transaction(folding: false) { transaction in
            for end in ends { try transaction.log.save(signer.seal(end.hash), at: end.dot) }
        }
    }
}

extension ChangesetLog {
    fileprivate func isSealed(_ dot: Dot) throws -> Bool {
        let row = try statement("SELECT seal IS NOT NULL OR length(body) = 0 FROM zhibu_log WHERE id = ?").bind(1, dot.packed)
        defer { row.reset() }
        return try row.step() && row.int(0) == 1
    }

    fileprivate func save(_ seal: Seal, at dot: Dot) throws {
        try statement("UPDATE zhibu_log SET seal = ? WHERE id = ?").bind(1, blob: seal.blob).bind(2, dot.packed).run()
    }
}

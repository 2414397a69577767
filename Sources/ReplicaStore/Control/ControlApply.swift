import SyncCore

/// Takes in control entries, and what follows from them.
struct ControlApply {
    let transaction: StoreTransaction

    init(_ transaction: StoreTransaction) { self.transaction = transaction }

    /// - Throws: `ControlError` for an entry that is not to be believed; then nothing is applied.
    func run(
        _ entries: [ReceivedChangeset], place: (Changeset) throws -> Apply.Place,
        result: inout ApplyResult
    ) throws {
        guard !entries.isEmpty else { return }
        let before = transaction.control.current
        for entry in entries.sorted(by: {
            $0.changeset.header.number < $1.changeset.header.number
        }) {
            try admit(entry, place: place, result: &result)
        }
        try followUp(before)
    }

    private func admit(
        _ item: ReceivedChangeset, place: (Changeset) throws -> Apply.Place, result: inout ApplyResult
    ) throws {
        let header = item.changeset.header
        let chain: ChainIndex
        switch try place(item.changeset) {
        case .known:
            result.known += 1
            return
        // An entry before it is not here: the peer sends it again with the others next time.
        case .missing: throw ControlError(.predecessorMissing, "\(header.number)")
        case .at(let index): chain = index
        }
        guard let seal = item.seal else { throw ControlError(.signatureWrong, "no seal") }
        let trusted = try transaction.meta.text(.root).flatMap(DeviceID.init)
        try transaction.control.admit(
            ControlEntry(changeset: item.changeset, seal: seal), trusted: trusted)
        var vector = try transaction.chains.vector(of: chain)
        for point in header.seen {
            guard let dot = try transaction.chains.dot(scope: header.scope, point) else { continue }
            vector.formUnion(transaction.chains.path(to: dot))
        }
        let dot = Dot(chain: chain, number: header.number)
        if !header.seen.isEmpty || transaction.chains[chain]?.parent != nil {
            try transaction.log.saveSeen(vector, at: dot)
        }
        vector.formUnion(dot)
        transaction.chains.setVector(vector, of: chain)
        transaction.chains.extend(chain, hash: item.changeset.hash, at: header.at)
        try transaction.log.append(
            dot, hash: item.changeset.hash, at: header.at, changes: item.changeset.lines.count,
            seal: seal, body: item.body)
        result.applied += 1
    }

    /// Cuts that moved void or revive what their devices wrote; the rights of this device follow.
    func followUp(_ before: ControlState) throws {
        let now = transaction.control.current
        let cut = Set(now.revoked.keys).filter { now.revoked[$0] != before.revoked[$0] }
        if !cut.isEmpty { try Judge(transaction: transaction).reconsider(cut) }
        // The entry that changesets name may be another, though all of them say the same.
        try Roster(transaction).write(now)
    }
}

public import SyncCore

/// Reads the control entries that are held, each checked again as it was on arrival.
struct ControlStore {
    static func load(_ log: ChangesetLog, _ chains: ChainTable, trusted: DeviceID?) throws -> ControlLog {
        var entries: [ControlEntry] = []
        for chain in chains.chains(scope: ControlName.scope) where chain.fork < chain.last {
            for number in (chain.fork + 1)...chain.last {
                let dot = Dot(chain: chain.index, number: number)
                guard let seal = try log.seal(of: dot) else {
                    throw StoreError(.logDamaged, "control entry \(number) has no seal")
                }
                entries.append(ControlEntry(changeset: try log.changeset(at: dot), seal: seal))
            }
        }
        var control = ControlLog()
        for entry in entries.sorted(by: {
            $0.changeset.header.number < $1.changeset.header.number
        }) {
            try control.admit(entry, trusted: trusted)
        }
        return control
    }
}

extension Replica {
    /// What all control entries that are held say together; empty where there are none.
    public func control() throws -> ControlState { try look { $0.control.current } }

    /// The fingerprint of the root that this replica trusts; nil before it has one.
    public func rootDevice() throws -> DeviceID? {
        try look { try $0.meta.text(.root).flatMap(DeviceID.init) }
    }

    /// Trusts a root, as its fingerprint came with an invite or was just made here.
    public func trust(root: DeviceID) throws {
        try transaction(folding: false) { try $0.meta.set(.root, .text(root.text)) }
    }

    /// Writes and signs one control entry; folds first.
    ///
    /// - Parameters:
    ///   - lines: In order; the foundation comes first in the first entry.
    ///   - signer: An administrator's device, or the root; for a new root also the recovery key.
    /// - Throws: `ControlError` where the signer is not entitled; then nothing has changed.
    @discardableResult
    public func sign(_ lines: [ControlLine], by signer: DeviceSigner) throws -> SeenPoint {
        let point = try transaction { transaction in
            try ControlSigning(transaction).write(lines, signer)
        }
        try followControl()
        return point
    }

    /// The last changeset at or before a number, of each chain that a device has written here.
    ///
    /// - Parameters:
    ///   - device: Whose chains.
    ///   - number: 0 for none.
    public func points(of device: DeviceID, until number: Int64) throws -> [ScopedPoint] {
        try transaction { try ControlSigning($0).points(of: device, until: number) }
    }

    /// Takes what a device wrote out of what counts, from what this replica holds of it on.
    ///
    /// - Parameters:
    ///   - device: Whose changesets no longer count.
    ///   - reason: Why, for the history.
    ///   - until: The last changesets that count, one for each chain; nil for all that are held now.
    ///   - signer: An administrator's device.
    public func revoke(
        _ device: DeviceID, reason: String, until: [ScopedPoint]? = nil, by signer: DeviceSigner
    ) throws {
        try transaction { transaction in
            guard transaction.control.current.devices[device] != nil else {
                throw StoreError(.deviceUnknown, device.text)
            }
            let points = try until ?? ControlSigning(transaction).counted(of: device)
            try ControlSigning(transaction).write(
                [.revoke(device: device, reason: reason)] + points.map(ControlLine.until), signer)
        }
    }
}

/// Writes control entries.
struct ControlSigning {
    let transaction: StoreTransaction

    init(_ transaction: StoreTransaction) { self.transaction = transaction }

    @discardableResult
    func write(_ lines: [ControlLine], _ signer: DeviceSigner) throws -> SeenPoint {
        let author: Author
        if case .found(let root, _)? = lines.first {
            author = ControlLog.author(root: DeviceID(signingKeyBytes: root))
        } else if let root = try transaction.meta.text(.root).flatMap(DeviceID.init) {
            author = ControlLog.author(root: root)
        } else {
            throw ControlError(.lineOutOfPlace, "no foundation")
        }
        // The newest entry is followed; where the chain had forked, the other ends are named.
        let heads = transaction.control.heads
        let last = heads.last?.changeset
        let stamp = max(
            transaction.surroundings.now() + (try transaction.meta.int(.clockOffset) ?? 0),
            last?.header.at ?? 0)
        let number = (last?.header.number ?? 0) + 1
        var writer = ChangesetWriter(
            ChangesetHeader(
                scope: ControlName.scope, author: author, number: number, previous: last?.hash,
                at: stamp, person: try transaction.meta.text(.person) ?? "",
                seen: heads.dropLast().map {
                    SeenPoint(
                        author: author, number: $0.changeset.header.number, hash: $0.changeset.hash)
                }),
            salt: transaction.surroundings.random(16))
        for line in lines { writer.append(.control(line)) }
        let (bytes, hash) = writer.finish()
        let seal = try signer.seal(hash)
        _ = try Apply(transaction).run([ReceivedChangeset(bytes + seal.line)])
        return SeenPoint(author: author, number: number, hash: hash)
    }

    func points(of device: DeviceID, until number: Int64) throws -> [ScopedPoint] {
        try transaction.chains.chains.values.sorted { $0.index < $1.index }.filter {
            $0.author.device == device.text && $0.scope != ControlName.scope && $0.fork < number
        }.compactMap { chain in
            let last = min(chain.last, number)
            guard last > 0,
                let hash = try transaction.log.hash(of: Dot(chain: chain.index, number: last))
            else { return nil }
            return ScopedPoint(
                scope: chain.scope,
                point: SeenPoint(author: chain.author, number: last, hash: hash))
        }
    }

    /// The ends of all chains that a device has written here and that count.
    func counted(of device: DeviceID) throws -> [ScopedPoint] {
        var points: [ScopedPoint] = []
        for chain in transaction.chains.chains.values.sorted(by: { $0.index < $1.index })
        where chain.author.device == device.text && chain.scope != ControlName.scope {
            var number = chain.last
            while number > chain.fork,
                transaction.voids.contains(Dot(chain: chain.index, number: number))
            {
                number -= 1
            }
            guard number > chain.fork,
                let hash = try transaction.log.hash(of: Dot(chain: chain.index, number: number))
            else { continue }
            points.append(
                ScopedPoint(
                    scope: chain.scope,
                    point: SeenPoint(author: chain.author, number: number, hash: hash)))
        }
        return points
    }
}

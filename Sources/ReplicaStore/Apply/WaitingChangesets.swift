import SyncCore

/// Changesets that came before what they depend on, or before the seal that proves them.
///
/// Each is found by what it lacked when it was looked at last: the hash of a changeset or of a control entry, or a device
/// that nobody had enrolled. So what comes later looks at those only that it may concern, however many wait.
///
/// - SeeAlso: `Protocol/changeset.md`, *What waits*.
struct WaitingChangesets {
    private let transaction: StoreTransaction
    private let needsSeals: Bool
    private var log: ChangesetLog { transaction.log }

    init(_ transaction: StoreTransaction, needsSeals: Bool) {
        self.transaction = transaction
        self.needsSeals = needsSeals
    }

    /// - Parameter item: Replaces a copy of it, unless that has a seal and this one's is none or not known to be good.
    func keep(_ item: ReceivedChangeset) throws {
        let copy = try changeset(item.changeset.hash.bytes)
        if copy?.seal != nil, !item.isSealed(by: transaction.control.current) { return try note(item.changeset) }
        try log.statement("INSERT OR REPLACE INTO zhibu_early(hash, body) VALUES (?, ?)")
            .bind(1, blob: item.changeset.hash.bytes).bind(2, blob: item.bytes).run()
        try note(item.changeset)
    }

    /// Notes what a changeset lacks now.
    func note(_ changeset: Changeset) throws {
        for name in try lacked(by: changeset) {
            try log.statement("INSERT OR IGNORE INTO zhibu_lack(lacked, hash) VALUES (?, ?)")
                .bind(1, blob: name).bind(2, blob: changeset.hash.bytes).run()
        }
    }

    /// For a file of an older format, which tells of none what it lacks.
    func noteAll() throws {
        let rows = try log.statement("SELECT body FROM zhibu_early")
        while try rows.step() { try note(ReceivedChangeset(rows.bytes(0)).changeset) }
    }

    func remove(_ changeset: Changeset) throws {
        try log.statement("DELETE FROM zhibu_early WHERE hash = ?").bind(1, blob: changeset.hash.bytes).run()
        let header = changeset.header
        let names = header.before.map(\.hash.bytes) + [header.control?.hash.bytes, Array(header.author.device.utf8)]
            .compactMap { $0 }
        for name in names {
            try log.statement("DELETE FROM zhibu_lack WHERE lacked = ? AND hash = ?")
                .bind(1, blob: name).bind(2, blob: changeset.hash.bytes).run()
        }
    }

    func contains(_ hash: ChangesetHash) throws -> Bool {
        let row = try log.statement("SELECT 1 FROM zhibu_early WHERE hash = ?").bind(1, blob: hash.bytes)
        defer { row.reset() }
        return try row.step()
    }

    private func changeset(_ hash: [UInt8]) throws -> ReceivedChangeset? {
        let row = try log.statement("SELECT body FROM zhibu_early WHERE hash = ?").bind(1, blob: hash)
        defer { row.reset() }
        return try row.step() ? ReceivedChangeset(row.bytes(0)) : nil
    }

    /// Those that wait for a changeset, a control entry or a device.
    private func lacking(_ name: [UInt8]) throws -> [[UInt8]] {
        let rows = try log.statement("SELECT hash FROM zhibu_lack WHERE lacked = ?").bind(1, blob: name)
        var hashes: [[UInt8]] = []
        while try rows.step() { hashes.append(rows.bytes(0)) }
        return hashes
    }

    private var areNone: Bool {
        get throws {
            let row = try log.statement("SELECT 1 FROM zhibu_early LIMIT 1")
            defer { row.reset() }
            return try !row.step()
        }
    }

    private func lacked(by changeset: Changeset) throws -> [[UInt8]] {
        let header = changeset.header
        var names = try header.before.filter { try transaction.chains.dot(scope: header.scope, $0) == nil }.map(\.hash.bytes)
        guard needsSeals else { return names }
        let control = transaction.control
        if let entry = header.control, !control.contains(entry.hash) { names.append(entry.hash.bytes) }
        // Where there are no devices nothing waits for one.
        if !control.isEmpty, DeviceID(header.author.device).flatMap({ control.current.devices[$0] }) == nil {
            names.append(Array(header.author.device.utf8))
        }
        return names
    }

    /// All that waits and hangs together with something that has come, over any number of steps, each author's in order.
    ///
    /// - Parameters:
    ///   - came: Hashes of what is held now.
    ///   - early: What came and waits itself.
    ///   - devices: Those that are enrolled now.
    func connected(
        to came: [ChangesetHash], early: [ReceivedChangeset], devices: [DeviceID]
    ) throws -> [ReceivedChangeset] {
        if try areNone { return [] }
        var names = came.map(\.bytes) + devices.map { Array($0.text.utf8) }
        for item in early {
            let name = item.changeset.hash.bytes
            // The end of a chain that nothing proves changes nothing.
            if try item.seal != nil || !lacking(name).isEmpty { names.append(name) }
        }
        var seen = Set(names)
        var found: [ReceivedChangeset] = []
        while let name = names.popLast() {
            for hash in try lacking(name) where seen.insert(hash).inserted { names.append(hash) }
            guard let item = try changeset(name) else { continue }
            found.append(item)
            for point in item.changeset.header.before where seen.insert(point.hash.bytes).inserted {
                names.append(point.hash.bytes)
            }
        }
        // Each chain in its order, so that one look at it is enough.
        return found.sorted {
            let (one, other) = ($0.changeset.header, $1.changeset.header)
            return (one.author, one.number, $0.changeset.hash) < (other.author, other.number, $1.changeset.hash)
        }
    }
}

extension ChangesetHeader {
    /// What its author had of the scope: its own changeset before, and those of others.
    fileprivate var before: [SeenPoint] {
        seen + [previous.map { SeenPoint(author: author, number: number - 1, hash: $0) }].compactMap { $0 }
    }
}

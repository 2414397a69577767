import GRDB
import SyncCore

/// The stored changesets: byte for byte as their authors wrote them.
///
/// The only place that speaks SQL to the log, so that another store can take its place.
struct ChangesetLog {
    let database: Database
    let cache: StatementCache

    func statement(_ sql: String) throws -> Statement {
        try cache.statement(sql, in: database)
    }

    func append(
        _ dot: Dot, hash: ChangesetHash, at: Int64, changes: Int, seal: Seal?, body: [UInt8]
    ) throws {
        try statement(
            "INSERT INTO zhibu_log(id, hash, at, changes, seal, body) VALUES (?, ?, ?, ?, ?, ?)"
        )
        .bind(1, dot.packed).bind(2, blob: hash.bytes).bind(3, at).bind(4, changes)
        .bind(5, blob: seal?.blob).bind(6, blob: body).run()
    }

    func saveSeal(_ seal: Seal, at dot: Dot) throws {
        try statement("UPDATE zhibu_log SET seal = ? WHERE id = ?")
            .bind(1, blob: seal.blob).bind(2, dot.packed).run()
    }

    func seal(of dot: Dot) throws -> Seal? {
        let row = try statement("SELECT seal FROM zhibu_log WHERE id = ?").bind(1, dot.packed)
        guard try row.step() else { return nil }
        defer { row.reset() }
        return row.isNull(0) ? nil : Seal(blob: row.bytes(0))
    }

    /// Puts a text with erased values in the place of the original; the hash is the same.
    func replaceBody(_ body: [UInt8], at dot: Dot) throws {
        try statement("UPDATE zhibu_log SET body = ? WHERE id = ?")
            .bind(1, blob: body).bind(2, dot.packed).run()
    }

    /// Stores what a changeset's author had seen; only where it is news.
    func saveSeen(_ vector: VersionVector, at dot: Dot) throws {
        try statement("INSERT INTO zhibu_seen(id, vector) VALUES (?, ?)")
            .bind(1, dot.packed).bind(2, blob: vector.blob).run()
    }

    /// - Parameter keys: In any order; each as often as it was mentioned.
    func saveTouched(_ keys: [UInt32], at dot: Dot) throws {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(keys.count * 4)
        var last: UInt32?
        for key in keys.sorted() where key != last {
            last = key
            for shift in [24, 16, 8, 0] as [UInt32] {
                bytes.append(UInt8(truncatingIfNeeded: key >> shift))
            }
        }
        try statement("INSERT INTO zhibu_touch(id, rows) VALUES (?, ?)")
            .bind(1, dot.packed).bind(2, blob: bytes).run()
    }

    func hash(of dot: Dot) throws -> ChangesetHash? {
        let row = try statement("SELECT hash FROM zhibu_log WHERE id = ?").bind(1, dot.packed)
        guard try row.step() else { return nil }
        defer { row.reset() }
        return ChangesetHash(bytes: row.bytes(0))
    }

    func at(of dot: Dot) throws -> Int64? {
        let row = try statement("SELECT at FROM zhibu_log WHERE id = ?").bind(1, dot.packed)
        guard try row.step() else { return nil }
        defer { row.reset() }
        return row.int(0)
    }

    func body(of dot: Dot) throws -> [UInt8]? {
        let row = try statement("SELECT body FROM zhibu_log WHERE id = ?").bind(1, dot.packed)
        guard try row.step() else { return nil }
        defer { row.reset() }
        return row.bytes(0)
    }

    func changeset(at dot: Dot) throws -> Changeset {
        guard let body = try body(of: dot) else {
            throw StoreError(.logDamaged, "changeset \(dot.number) of chain \(dot.chain.value)")
        }
        return try Changeset(decoding: body)
    }

    /// The vector in force at a changeset, without the changeset itself; nil if none was stored.
    func seenVector(at dot: Dot) throws -> VersionVector? {
        let row = try statement(
            """
            SELECT vector FROM zhibu_seen WHERE id <= ? AND id > ? ORDER BY id DESC LIMIT 1
            """
        ).bind(1, dot.packed).bind(2, Dot(chain: dot.chain, number: 0).packed)
        guard try row.step() else { return nil }
        defer { row.reset() }
        guard let vector = VersionVector(blob: row.bytes(0)) else {
            throw StoreError(.logDamaged, "vector of chain \(dot.chain.value)")
        }
        return vector
    }

    /// The changesets that may touch a row, by the narrow index of key hashes.
    func dots(touching hash: UInt32) throws -> [Dot] {
        try dots(touching: [hash]).map(\.dot)
    }

    /// The changesets that may touch any of these rows, with the hashes that each has of them.
    func dots(touching hashes: Set<UInt32>) throws -> [(dot: Dot, hashes: [UInt32])] {
        let wanted = hashes.sorted()
        let rows = try statement("SELECT id, rows FROM zhibu_touch ORDER BY id")
        var found: [(dot: Dot, hashes: [UInt32])] = []
        while try rows.step() {
            let bytes = rows.bytes(1)
            let own = wanted.filter { Self.contains($0, in: bytes) }
            if !own.isEmpty { found.append((Dot(packed: rows.int(0)), own)) }
        }
        return found
    }

    private static func contains(_ hash: UInt32, in bytes: [UInt8]) -> Bool {
        var low = 0
        var high = bytes.count / 4
        while low < high {
            let middle = (low + high) / 2
            if word(bytes, middle) < hash { low = middle + 1 } else { high = middle }
        }
        return low < bytes.count / 4 && word(bytes, low) == hash
    }

    private static func word(_ bytes: [UInt8], _ index: Int) -> UInt32 {
        bytes[index * 4..<index * 4 + 4].reduce(0) { $0 << 8 | UInt32($1) }
    }
}

extension Seal {
    /// As stored: the device's 16 bytes, then the signature.
    var blob: [UInt8] { ([UInt8](hexText: device.text.utf8) ?? []) + signature }

    init?(blob: [UInt8]) {
        guard blob.count == 80, let device = DeviceID(Array(blob[..<16]).hexText) else { return nil }
        self.init(device: device, signature: Array(blob[16...]))
    }
}

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

    func columnReads(of sql: String) throws -> ColumnReads {
        try cache.columnReads(of: sql, in: database)
    }

    func learnReads(of queries: [String]) { cache.learnReads(of: queries, in: database) }

    func conclusion<Conclusion: AnyObject>(_ make: () throws -> Conclusion) rethrows -> Conclusion {
        try cache.conclusion(make)
    }

    func statement(_ query: Query) throws -> Statement {
        try cache.statement(query, in: database)
    }

    func append(
        _ dot: Dot, hash: ChangesetHash, at: Int64, changes: Int, seal: Seal?, body: [UInt8]
    ) throws {
        try statement(
            "INSERT INTO zhibu_log(id, hash, at, changes, seal, body) VALUES (?, ?, ?, ?, ?, ?)"
        )
        .bind(1, dot.packed).bind(2, blob: hash.bytes).bind(3, at).bind(4, changes)
        .bind(5, blob: seal?.blob).bind(6, blob: PackedBody.pack(body)).run()
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
            .bind(1, blob: PackedBody.pack(body)).bind(2, dot.packed).run()
    }

    /// Stores what a changeset's author had seen; only where it is news.
    func saveSeen(_ vector: VersionVector, at dot: Dot) throws {
        try statement("INSERT INTO zhibu_seen(id, vector) VALUES (?, ?)")
            .bind(1, dot.packed).bind(2, blob: vector.blob).run()
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
        return PackedBody.unpack(row.bytes(0))
    }

    /// A changeset, or what a checkpoint has left of it: of a stub, no line.
    func changeset(at dot: Dot) throws -> Changeset {
        guard let body = try body(of: dot) else {
            throw StoreError(.logDamaged, "changeset \(dot.number) of chain \(dot.chain.value)")
        }
        return body.isEmpty ? try stub(at: dot) : try Self.read(body, at: dot)
    }

    /// A changeset without lines that nobody asks for; nothing proves the others.
    ///
    /// - SeeAlso: `Changeset.init(decodingExcerpt:where:)`
    func changeset(at dot: Dot, where isWanted: @escaping (PlainLine) -> Bool) throws -> Changeset {
        guard let body = try body(of: dot), !body.isEmpty else { return try changeset(at: dot) }
        return try Self.reading(dot) { () throws(FormatError) in try Changeset(decodingExcerpt: body, where: isWanted) }
    }

    /// Who wrote a changeset, when, after what: for people, unproved.
    func header(at dot: Dot) throws -> ChangesetHeader {
        guard let body = try body(of: dot), !body.isEmpty else { return try changeset(at: dot).header }
        return try Self.reading(dot) { () throws(FormatError) in try Changeset.header(of: body) }
    }

    /// What a body of the log says.
    ///
    /// - Throws: `StoreError.logDamaged`: it was read when it was taken in, so what can't be read now is no more what it was.
    static func read(_ body: [UInt8], at dot: Dot) throws -> Changeset {
        try reading(dot) { () throws(FormatError) in try Changeset(decodingExcerpt: body) }
    }

    private static func reading<Part>(_ dot: Dot, _ read: () throws(FormatError) -> Part) throws -> Part {
        do {
            return try read()
        } catch {
            throw StoreError(.logDamaged, "changeset \(dot.number) of chain \(dot.chain.value): \(error)")
        }
    }

    /// The numbers of those of a chain's changesets that have lines, ascending.
    ///
    /// - Throws: `StoreError.logDamaged` where one is not there at all.
    func numbersWithLines(of chain: ChainIndex, _ numbers: ClosedRange<Int64>) throws -> [Int64] {
        let rows = try statement("SELECT id, length(body) > 0 FROM zhibu_log WHERE id BETWEEN ? AND ? ORDER BY id")
            .bind(1, Dot(chain: chain, number: numbers.lowerBound).packed)
            .bind(2, Dot(chain: chain, number: numbers.upperBound).packed)
        var (found, next): ([Int64], Int64) = ([], numbers.lowerBound)
        while try rows.step(), Dot(packed: rows.int(0)).number == next {
            if rows.int(1) == 1 { found.append(next) }
            next += 1
        }
        rows.reset()
        guard next > numbers.upperBound else { throw StoreError(.logDamaged, "changeset \(next) of chain \(chain.value)") }
        return found
    }

    private func stub(at dot: Dot) throws -> Changeset {
        let row = try statement(
            "SELECT c.scope, c.author, l.at, l.hash FROM zhibu_log l JOIN zhibu_chain c ON c.id = ? WHERE l.id = ?"
        ).bind(1, dot.chain.value).bind(2, dot.packed)
        defer { row.reset() }
        guard try row.step(), let hash = ChangesetHash(bytes: row.bytes(3)) else {
            throw StoreError(.logDamaged, "changeset \(dot.number) of chain \(dot.chain.value)")
        }
        return Changeset(
            header: ChangesetHeader(
                scope: row.text(0), author: Author(unchecked: row.text(1)), number: dot.number, previous: nil,
                at: row.int(2), person: ""),
            lines: [], hash: hash)
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
}

extension Seal {
    /// As stored: the device's 16 bytes, then the signature.
    var blob: [UInt8] { ([UInt8](hexText: device.text.utf8) ?? []) + signature }

    init?(blob: [UInt8]) {
        guard blob.count == 80, let device = DeviceID(Array(blob[..<16]).hexText) else { return nil }
        self.init(device: device, signature: Array(blob[16...]))
    }
}

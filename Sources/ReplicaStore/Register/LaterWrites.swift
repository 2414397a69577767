import SyncCore

/// A unit of a row, or nil for its presence, of which changesets have decided.
struct DecidedRow {
    var entry: RowEntry
    var unit: Int?
    var hashes: Set<ChangesetHash>
}

/// What was written by somebody who had seen a decision: an undo of it everybody would pass over.
struct LaterWrites {
    private let transaction: StoreTransaction

    init(_ transaction: StoreTransaction) { self.transaction = transaction }

    /// - Throws: `StoreError.undoTooLate`, and names what stands in the way.
    func refuse(_ rows: [DecidedRow]) throws {
        var places: [RowName: [Int]] = [:]
        for (place, row) in rows.enumerated() { places[row.entry.name, default: []].append(place) }
        var decided: [Int: [Dot]] = [:]
        var writers: [Int: [Dot]] = [:]
        let keys = Set(rows.map { UInt32(truncatingIfNeeded: $0.entry.rowKey.hash64) })
        for (dot, _) in try transaction.touches.dots(touching: keys) where !transaction.voids.contains(dot) {
            let changeset = try transaction.log.changeset(at: dot)
            for (name, words) in try transaction.reader().read(changeset).rows {
                for place in places[name] ?? [] {
                    let row = rows[place]
                    if row.hashes.contains(changeset.hash) {
                        decided[place, default: []].append(dot)
                    } else if row.unit.map({ words.write.units[$0] != nil }) ?? (words.write.presence != nil),
                        !transaction.specials.isWithdrawn(dot, unit: row.unit.map { row.entry.table.units[$0].name }, of: name)
                    {
                        writers[place, default: []].append(dot)
                    }
                }
            }
        }
        var vectors: [Dot: VersionVector] = [:]
        for (place, dots) in writers.sorted(by: { $0.key < $1.key }) {
            for dot in dots {
                let vector = try vectors[dot] ?? transaction.chains.vector(at: dot)
                vectors[dot] = vector
                guard decided[place]?.contains(where: vector.contains) == true else { continue }
                let write = try Register(transaction).write(dot)
                throw StoreError(.undoTooLate, "\(write.author.short) \(write.number)")
            }
        }
    }
}

import SyncCore

extension Replica {
    /// Keeps a piece of a scope's checkpoint, and takes all of it in with the last one.
    ///
    /// - Throws: `SyncError` (`lineOutOfPlace` where the scope's log has begun here already, or an earlier piece is lacking;
    ///   `scopeNotAgreed` where no administrator has signed it; `hashMismatch` where it is not what was signed; the codes of
    ///   `FormatError`); then no piece is kept.
    package func stage(_ bytes: [UInt8], of scope: String) throws {
        do {
            try take(bytes, of: scope)
        } catch {
            _ = try transaction(folding: false) { try StagedPieces($0, scope).clear() }
            guard let error = error as? FormatError else { throw error }
            throw SyncError(SyncError.Code(rawValue: error.code.rawValue) ?? .fieldMalformed, "checkpoint")
        }
        try wipeJournalIfNeeded()
    }

    private func take(_ bytes: [UInt8], of scope: String) throws {
        // Before anything of it is read: whoever may sync could send it to anybody.
        guard try look({ $0.chains.chains(scope: scope).isEmpty }) else { throw SyncError(.lineOutOfPlace, "checkpoint") }
        let piece = try CheckpointPiece(decoding: bytes)
        try transaction { transaction in
            let staged = StagedPieces(transaction, scope)
            guard piece.scope == scope, transaction.chains.chains(scope: scope).isEmpty else {
                throw SyncError(.lineOutOfPlace, "checkpoint")
            }
            let signed = transaction.control.current.checkpoints[scope] ?? []
            guard signed.contains(where: { $0.digest == piece.digest }) else { throw SyncError(.scopeNotAgreed, "checkpoint") }
            if piece.number == 1 { try staged.clear() }
            guard try staged.count() == piece.number - 1 else { throw SyncError(.lineOutOfPlace, "checkpoint") }
            try staged.add(bytes, number: piece.number)
            guard piece.items.last == .end else { return }
            let arrival = CheckpointArrival(transaction, scope: scope)
            try arrival.run(staged, digest: piece.digest)
            try staged.clear()
        }
    }
}

/// The pieces of a checkpoint that have come.
struct StagedPieces {
    private let log: ChangesetLog
    private let scope: String

    init(_ transaction: StoreTransaction, _ scope: String) { (log, self.scope) = (transaction.log, scope) }

    /// - Returns: Whether there were any.
    @discardableResult
    func clear() throws -> Bool {
        guard try count() > 0 else { return false }
        try log.statement("DELETE FROM zhibu_piece WHERE scope = ?").bind(1, scope).run()
        return true
    }

    func count() throws -> Int64 {
        let row = try log.statement("SELECT count(*) FROM zhibu_piece WHERE scope = ?").bind(1, scope)
        defer { row.reset() }
        return try row.step() ? row.int(0) : 0
    }

    func add(_ bytes: [UInt8], number: Int64) throws {
        try log.statement("INSERT INTO zhibu_piece(scope, number, bytes) VALUES (?, ?, ?)")
            .bind(1, scope).bind(2, number).bind(3, blob: PackedBody.pack(bytes)).run()
    }

    func piece(_ number: Int64) throws -> CheckpointPiece {
        let row = try log.statement("SELECT bytes FROM zhibu_piece WHERE scope = ? AND number = ?")
            .bind(1, scope).bind(2, number)
        defer { row.reset() }
        guard try row.step() else { throw FormatError(.cutShort) }
        return try CheckpointPiece(decoding: PackedBody.unpack(row.bytes(0)))
    }
}

/// Takes in a checkpoint of which all pieces are here.
private struct CheckpointArrival {
    let transaction: StoreTransaction
    let scope: String

    init(_ transaction: StoreTransaction, scope: String) { (self.transaction, self.scope) = (transaction, scope) }

    func run(_ staged: StagedPieces, digest signed: [UInt8]) throws {
        var reading = CheckpointReading(transaction, scope: scope)
        for number in 1...(try staged.count()) {
            for item in try staged.piece(number).items { try reading.read(item) }
        }
        guard try reading.digest() == signed else { throw FormatError(.hashMismatch) }
        try reading.install.finish()
        try CompactedLog(transaction).note(signed, of: scope, .nothing)
    }
}

/// Puts what a checkpoint says into the log as it is read, and hashes it.
private struct CheckpointReading {
    private(set) var install: ScopeInstall
    private var hashed: CheckpointDigest
    private let scope: String
    private var segment: CheckpointSegment?
    private var time: Int64 = 0
    private var next: Int64 = 0
    private var previous: ChangesetHash?
    private var seen: [SeenPoint]?
    private var isAtEnd = false

    init(_ transaction: StoreTransaction, scope: String) {
        install = ScopeInstall(transaction, scope: scope)
        hashed = CheckpointDigest(scope: scope)
        self.scope = scope
    }

    mutating func read(_ item: CheckpointItem) throws {
        guard !isAtEnd else { throw FormatError(.lineOutOfPlace) }
        switch item {
        case .path(let segment, let at):
            try endSegment()
            hashed.begin(segment, at: at)
            try install.begin(segment)
            (self.segment, time, next, previous) = (segment, at, segment.first, segment.previous)
        case .seen(let points): seen = points
        case .stubs(let hashes):
            for hash in hashes { try add(hash, [], nil, changes: 0) }
        case .kept(let body, let seal):
            let changeset = try Changeset(decodingExcerpt: body)
            let header = changeset.header
            guard header.scope == scope, header.author == segment?.author, header.number == next, header.previous == previous,
                seen != nil
            else { throw FormatError(.lineOutOfPlace) }
            // The digest says nothing of seals: whoever relayed the piece may have put another one there.
            let good = seal.flatMap { install.transaction.isGood($0, of: changeset.hash, by: header.author) ? $0 : nil }
            try add(changeset.hash, body, good, changes: changeset.changeCount)
        case .end:
            try endSegment()
            isAtEnd = true
        }
    }

    private func endSegment() throws {
        guard let segment else { return }
        guard next == segment.last + 1 else { throw FormatError(.cutShort) }
    }

    private mutating func add(_ hash: ChangesetHash, _ body: [UInt8], _ seal: Seal?, changes: Int) throws {
        guard let segment, next <= segment.last else { throw FormatError(.lineOutOfPlace) }
        let isLast = next == segment.last
        guard !isLast || seen != nil else { throw FormatError(.fieldMalformed) }
        let rest = try CheckpointRest(body: body)
        let points = body.isEmpty && !isLast ? nil : seen
        try hashed.add(hash, rest, seen: points)
        let at = body.isEmpty ? (isLast ? time : 0) : try Changeset(decodingExcerpt: body).header.at
        try install.add(
            StoredChangeset(hash: hash, isLast: isLast, at: at, changes: changes, seal: seal, body: body), seen: points)
        (next, previous, seen) = (next + 1, hash, nil)
    }

    func digest() throws -> [UInt8] {
        guard isAtEnd else { throw FormatError(.cutShort) }
        return hashed.finish()
    }
}

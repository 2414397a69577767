package import SyncCore

/// How far the sending of a checkpoint has got.
struct CheckpointSource {
    let scope: String
    let digest: [UInt8]
    let ends: [SeenPoint]
    fileprivate let vector: VersionVector
    fileprivate let count: Int
    fileprivate var done = 0
    fileprivate var pieces: Int64 = 0
    /// Where the next piece begins: the stretch, and the number in it.
    fileprivate var stretch = 0
    fileprivate var number: Int64 = 0
    fileprivate(set) var isAtEnd = false
    /// About how many changesets are to be sent still.
    var left: Int { isAtEnd ? 0 : max(1, count - done) }
}

extension Replica {
    /// The checkpoint that a scope's log begins with; nil where the log is whole.
    func checkpointSource(of scope: String) throws -> CheckpointSource? {
        try look { transaction in
            guard let past = try CompactedLog(transaction).past(of: scope),
                let digest = try CompactedLog(transaction).digest(of: scope)
            else { return nil }
            return CheckpointSource(
                scope: scope, digest: digest, ends: try past.ends(), vector: past.vector, count: past.count)
        }
    }

    /// The last changesets that the checkpoint takes in with which a scope's log begins; none where the log is whole.
    package func checkpointEnds(of scope: String) throws -> [SeenPoint] {
        try look { try CompactedLog($0).past(of: scope)?.ends() ?? [] }
    }

    /// All pieces of the checkpoint that a scope's log begins with; none where the log is whole.
    package func checkpointPieces(of scope: String, bytesMax: Int) throws -> [[UInt8]] {
        guard var source = try checkpointSource(of: scope) else { return [] }
        var pieces: [[UInt8]] = []
        while !source.isAtEnd { pieces.append(try nextPiece(of: &source, bytesMax: bytesMax)) }
        return pieces
    }

    /// - Throws: `StoreError.fileBusy` where the scope was compacted once more meanwhile.
    func nextPiece(of source: inout CheckpointSource, bytesMax: Int) throws -> [UInt8] {
        let before = source
        let (piece, after) = try look { transaction -> (CheckpointPiece, CheckpointSource) in
            var source = before
            guard try CompactedLog(transaction).digest(of: source.scope) == source.digest else {
                throw StoreError(.fileBusy, source.scope)
            }
            source.pieces += 1
            var piece = CheckpointPiece(scope: source.scope, digest: source.digest, number: source.pieces)
            let past = ScopePast(transaction, scope: source.scope, source.vector)
            let stretches = try past.stretches()
            while source.stretch < stretches.count, piece.bytesCount < bytesMax {
                try source.fill(&piece, from: stretches[source.stretch], past, bytesMax: bytesMax)
            }
            if source.stretch == stretches.count {
                piece.append(.end)
                source.isAtEnd = true
            }
            return (piece, source)
        }
        source = after
        return piece.encoded
    }
}

extension CheckpointSource {
    /// Goes on to where the piece is full or the stretch ends.
    fileprivate mutating func fill(
        _ piece: inout CheckpointPiece, from stretch: ScopePast.Stretch, _ past: ScopePast, bytesMax: Int
    ) throws {
        let log = past.transaction.log
        if number == 0 {
            number = stretch.segment.first
            let last = Dot(chain: stretch.chain, number: stretch.segment.last)
            piece.append(.path(stretch.segment, at: try log.at(of: last) ?? 0))
        }
        var stubs: [ChangesetHash] = []
        func flush() {
            if !stubs.isEmpty { piece.append(.stubs(stubs)) }
            stubs = []
        }
        while number <= stretch.segment.last, piece.bytesCount + 43 * stubs.count < bytesMax {
            let dot = Dot(chain: stretch.chain, number: number)
            guard let hash = try log.hash(of: dot), let body = try log.body(of: dot) else {
                throw StoreError(.logDamaged, "changeset \(number) of chain \(stretch.chain.value)")
            }
            if body.isEmpty {
                if number == stretch.segment.last {
                    flush()
                    piece.append(.seen(try past.seen(by: dot)))
                }
                stubs.append(hash)
            } else {
                flush()
                piece.append(.seen(try past.seen(by: dot)))
                piece.append(.kept(body, try log.seal(of: dot)))
            }
            number += 1
            done += 1
        }
        flush()
        if number > stretch.segment.last { (self.stretch, number) = (self.stretch + 1, 0) }
    }
}

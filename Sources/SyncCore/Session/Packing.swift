/// A way of making batches smaller on the wire; how is no part of the session, so it comes in as a value.
public struct Packing: Sendable {
    /// The word in `hello` by which a peer knows it.
    let offer: String
    /// Nil where it can't be done: then the batch goes as it is.
    package let pack: @Sendable (_ plain: [UInt8]) -> [UInt8]?
    /// Nil unless all of it becomes exactly that many bytes.
    package let unpack: @Sendable (_ packed: [UInt8], _ count: Int) -> [UInt8]?

    /// - Parameters:
    ///   - offer: The word in `hello` by which a peer knows it.
    ///   - pack: Makes a batch's lines smaller; nil where it can't.
    ///   - unpack: Gives back what was packed; nil unless that is exactly `count` bytes.
    public init(
        offer: String, pack: @escaping @Sendable (_ plain: [UInt8]) -> [UInt8]?,
        unpack: @escaping @Sendable (_ packed: [UInt8], _ count: Int) -> [UInt8]?
    ) {
        self.offer = offer
        self.pack = pack
        self.unpack = unpack
    }
}

/// What a `packed` line announces.
struct PackedBlock: Sendable {
    var scope: String
    /// On the wire, behind the line.
    var bytes: Int
    /// What they become.
    var size: Int
    /// A piece of a checkpoint, and not changesets.
    var isPiece = false
}

extension SyncSession {
    /// A batch's lines, packed where the peer can read that and it saves enough to be worth its while.
    func packed(_ scope: String, _ plain: [UInt8]) -> [UInt8]? {
        guard plain.count >= Limits.packedSizeMin, let packing, peerOffers.contains(packing.offer),
            let bytes = packing.pack(plain), bytes.count < plain.count - plain.count / 8,
            plain.count <= bytes.count * Limits.packedRatioMax
        else { return nil }
        return LineWriter.line(.packed, scope, "\(bytes.count)", "\(plain.count)") + bytes
    }

    /// A piece of a checkpoint is always packed.
    func packedPiece(_ scope: String, _ plain: [UInt8]) -> [UInt8]? {
        guard let bytes = packing?.pack(plain), plain.count <= bytes.count * Limits.pieceRatioMax else { return nil }
        return LineWriter.line(.checkpoint, scope, "\(bytes.count)", "\(plain.count)") + bytes
    }

    /// As ``readPacked(_:)``, of a batch that is one piece.
    mutating func readPiece(_ line: WireLine) throws(SyncError) {
        guard takesCheckpoints else { throw line.outOfPlace() }
        let scope = try agreedScope(of: line)
        let (bytes, size) = (try line.count(1), try line.count(2))
        try line.expect(fields: 3)
        guard let incoming = exchange.incoming[scope], !incoming.isSent, incoming.batch.isEmpty, bytes > 0, size > 0 else {
            throw line.outOfPlace()
        }
        try needNoOtherBatch(scope, line.verb)
        guard size <= Limits.packedSizeMax, bytes <= Limits.packedSizeMax, size <= bytes * Limits.pieceRatioMax else {
            throw SyncError(.tooLarge, "checkpoint")
        }
        block = PackedBlock(scope: scope, bytes: bytes, size: size, isPiece: true)
    }

    /// What is in it is the owner's to read.
    mutating func unpackPiece(_ bytes: [UInt8], _ announced: PackedBlock) throws(SyncError) {
        guard let piece = packing?.unpack(bytes, announced.size), piece.starts(with: CheckpointPiece.mark) else {
            throw SyncError(.fieldMalformed, "checkpoint: \(announced.size) bytes")
        }
        exchange.incoming[announced.scope]?.batch = [piece]
        exchange.incoming[announced.scope]?.batchBytes = piece.count
        exchange.incoming[announced.scope]?.isPiece = true
        exchange.partialScope = announced.scope
    }

    /// What follows is no line, until its bytes are there.
    mutating func readPacked(_ line: WireLine) throws(SyncError) {
        guard packing != nil else { throw line.outOfPlace() }
        let scope = try agreedScope(of: line)
        let (bytes, size) = (try line.count(1), try line.count(2))
        try line.expect(fields: 3)
        guard let incoming = exchange.incoming[scope], !incoming.isSent, !incoming.isPiece, bytes > 0, size > 0 else {
            throw line.outOfPlace()
        }
        try needNoOtherBatch(scope, line.verb)
        // Before anything is kept for it.
        guard size <= Limits.packedSizeMax, bytes <= size, size <= bytes * Limits.packedRatioMax else {
            throw SyncError(.tooLarge, "packed")
        }
        block = PackedBlock(scope: scope, bytes: bytes, size: size)
    }

    /// Reads the lines in a block: changesets with their seals, whole ones, of the one scope.
    mutating func unpack(_ bytes: [UInt8], _ announced: PackedBlock) throws(SyncError) {
        guard let lines = packing?.unpack(bytes, announced.size) else {
            throw SyncError(.fieldMalformed, "packed: \(announced.size) bytes")
        }
        var rest = lines[...]
        while !rest.isEmpty {
            guard let end = rest.firstIndex(of: 0x0A) else { throw SyncError(.cutShort, "packed") }
            let line = rest[...end]
            rest = rest[(end + 1)...]
            guard line.count <= Limits.lineBytesMax else { throw SyncError(.lineTooLong) }
            if exchange.partial.isEmpty {
                let words = try WireLine(line)
                switch words.verb {
                case .changeset: try collect(line)
                case .seal: try collectSeal(line)
                default: throw words.outOfPlace()
                }
                guard exchange.partialScope == announced.scope else { throw SyncError(.lineOutOfPlace, "packed: scope") }
            } else {
                try collect(line)
            }
        }
        guard exchange.partial.isEmpty else { throw SyncError(.cutShort, "packed") }
    }
}

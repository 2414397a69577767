/// The part of a session that compares what is held and sends what the other lacks.
extension SyncSession {
    // MARK: comparing

    mutating func compareOwn(_ scopes: [HeldScope]) {
        guard state == .comparing else { return }
        let scopes = scopes.sorted { Self.inOrder($0.scope, $1.scope) }
        exchange.own = scopes
        for scope in scopes { send(.held, scope.scope, scope.digest.hexText) }
        send(.scopesEnd)
    }

    private static func inOrder(_ left: String, _ right: String) -> Bool {
        left.utf8.lexicographicallyPrecedes(right.utf8)
    }

    private mutating func compareIfComplete() throws(SyncError) {
        guard state == .comparing, let own = exchange.own, exchange.othersComplete else { return }
        let others = Dictionary(uniqueKeysWithValues: exchange.others.map { ($0.scope, $0.digest) })
        let shared = own.filter { others[$0.scope] != nil }
        let unequal = shared.filter { others[$0.scope] != $0.digest }.map(\.scope)
        summary?.rounds = exchange.round
        summary?.equalScopes = shared.filter { others[$0.scope] == $0.digest }.map(\.scope)
        summary?.unequalScopes = unequal
        summary?.unsharedScopes = own.filter { others[$0.scope] == nil }.map(\.scope)
        if unequal.isEmpty, exchange.isWithStranger, let peer {
            throw SyncError(.wrongPeer, String(peer.device.text.prefix(8)))
        }
        // Both sides have both lists, so both come to the same end.
        if unequal.isEmpty, stays { return stay() }
        if unequal.isEmpty || exchange.round > Limits.roundsMax {
            send(.bye)
            return finish(nil)
        }
        enter(.exchanging)
        for scope in unequal {
            exchange.outgoing[scope] = .init()
            exchange.incoming[scope] = .init()
            perform(.loadFrontier(scope: scope, peer: exchange.peerFrontiers[scope] ?? []))
        }
    }

    mutating func sendFrontier(_ scope: String, _ points: [SeenPoint]) {
        for point in points.sorted() {
            send(
                .frontier, scope, point.author.text, "\(point.number)", point.hash.description)
        }
        send(.frontierEnd, scope)
    }

    // MARK: sending

    mutating func sendBatch(_ scope: String, _ bodies: [[UInt8]], left: Int) throws(SyncError) {
        guard state == .exchanging, let outgoing = exchange.outgoing[scope] else { return }
        exchange.outgoing[scope]?.isAsking = false
        if outgoing.total == 0, left > 0 {
            exchange.outgoing[scope]?.expected = bodies.count + left
            send(.coming, scope, "\(bodies.count + left)")
        }
        if !bodies.isEmpty {
            if let piece = bodies.first, piece.starts(with: CheckpointPiece.mark) {
                guard let block = packedPiece(scope, piece) else { throw SyncError(.replicaFault, "checkpoint") }
                perform(.send(block))
            } else if let block = packed(scope, Array(bodies.joined())) {
                perform(.send(block))
            } else {
                for body in bodies { perform(.send(body)) }
            }
            send(.flush, scope, "\(bodies.count)")
            exchange.outgoing[scope]?.unacknowledged.append(.init(count: bodies.count, behind: sentBytes))
            exchange.outgoing[scope]?.total += bodies.count
            summary?.sent += bodies.count
        }
        perform(.progress(exchange.progress))
        if left == 0 {
            exchange.outgoing[scope]?.isSent = true
            send(.sent, scope, "\(exchange.outgoing[scope]?.total ?? 0)")
            endRoundIfOver()
        } else {
            askForBatch(scope)
        }
    }

    private mutating func askForBatch(_ scope: String) {
        guard let outgoing = exchange.outgoing[scope], outgoing.isPlanned, !outgoing.isSent,
            !outgoing.isAsking, outgoing.unacknowledged.count < Limits.windowBatches
        else { return }
        exchange.outgoing[scope]?.isAsking = true
        perform(.nextBatch(scope: scope))
    }

    // MARK: receiving

    /// Takes a line of a changeset, and the whole of it with the last.
    mutating func collect(_ line: ArraySlice<UInt8>) throws(SyncError) {
        if exchange.partial.isEmpty { try beginCollecting(line) }
        guard exchange.partial.count + line.count <= Limits.changesetBytesMax else {
            throw SyncError(.tooLarge, "changeset")
        }
        exchange.partial.append(contentsOf: line)
        guard line.starts(with: Array("end\t".utf8)) else { return }
        let body = exchange.partial
        exchange.partial = []
        exchange.incoming[exchange.partialScope]?.batch.append(body)
        exchange.incoming[exchange.partialScope]?.batchBytes += body.count
        exchange.sealable = exchange.partialScope
    }

    /// Looks at the begin line only: the changeset is read with its batch, once.
    private mutating func beginCollecting(_ line: ArraySlice<UInt8>) throws(SyncError) {
        let scope = try WireLine(line).text(1)
        guard let incoming = exchange.incoming[scope] else { throw SyncError(.scopeNotAgreed, scope) }
        guard !incoming.isSent, !incoming.isPiece else { throw SyncError(.lineOutOfPlace, "changeset") }
        guard incoming.batchBytes <= Limits.batchBytesMax else { throw SyncError(.tooLarge, "batch") }
        try needNoOtherBatch(scope, .changeset)
        exchange.partialScope = scope
    }

    /// So that no more than one batch is ever kept.
    func needNoOtherBatch(_ scope: String, _ verb: Verb) throws(SyncError) {
        guard scope == exchange.partialScope || exchange.incoming[exchange.partialScope]?.batch.isEmpty ?? true else {
            throw SyncError(.lineOutOfPlace, verb.rawValue)
        }
    }

    /// Takes the seal of the changeset that came just before it.
    mutating func collectSeal(_ line: ArraySlice<UInt8>) throws(SyncError) {
        guard let scope = exchange.sealable, let last = exchange.incoming[scope]?.batch.indices.last
        else { throw SyncError(.lineOutOfPlace, "seal") }
        guard Seal(line: line) != nil else { throw SyncError(.fieldMalformed, "seal") }
        exchange.incoming[scope]?.batch[last].append(contentsOf: line)
        exchange.sealable = nil
    }

    mutating func acknowledge(_ scope: String, _ count: Int) {
        summary?.received += count
        exchange.incoming[scope]?.committed += count
        perform(.progress(exchange.progress))
        send(.ack, scope, "\(count)")
        endRoundIfOver()
    }

    mutating func readExchange(_ line: WireLine) throws(SyncError) {
        switch line.verb {
        case .held, .scopesEnd: try readHeld(line)
        case .again: try readCrossing(line)
        // Who has both lists ends by itself: a goodbye that is still read came too early, but for one that crossed
        // this side's news.
        case .bye where mayCross && exchange.others.isEmpty: finish(nil)
        case .bye: throw SyncError(.closedEarly, "bye")
        case .frontier: try readFrontier(line)
        case .frontierEnd: try readFrontierEnd(line)
        case .packed: try readPacked(line)
        case .checkpoint: try readPiece(line)
        case .coming: try readComing(line)
        case .flush: try readFlush(line)
        case .sent: try readSent(line)
        case .ack: try readAck(line)
        default: throw line.outOfPlace()
        }
    }

    private mutating func readHeld(_ line: WireLine) throws(SyncError) {
        guard state == .comparing, !exchange.othersComplete else { throw line.outOfPlace() }
        if line.verb == .scopesEnd {
            try line.expect(fields: 0)
            exchange.othersComplete = true
            return try compareIfComplete()
        }
        try line.expect(fields: 2)
        let scope = HeldScope(
            scope: try line.text(0), digest: try line.hex(1, bytes: Limits.digestBytes))
        guard exchange.others.count < Limits.scopesMax else { throw SyncError(.tooLarge, "held") }
        if let last = exchange.others.last, !Self.inOrder(last.scope, scope.scope) {
            throw SyncError(.notCanonical, "held: order")
        }
        exchange.others.append(scope)
    }

    /// The scope that a line of the exchange names; both sides must be exchanging it.
    func agreedScope(of line: WireLine) throws(SyncError) -> String {
        guard state == .exchanging else { throw line.outOfPlace() }
        let scope = try line.text(0)
        guard exchange.outgoing[scope] != nil else { throw SyncError(.scopeNotAgreed, scope) }
        return scope
    }

    private mutating func readFrontier(_ line: WireLine) throws(SyncError) {
        let scope = try agreedScope(of: line)
        guard let outgoing = exchange.outgoing[scope], !outgoing.isPlanned else {
            throw line.outOfPlace()
        }
        try line.expect(fields: 4)
        let point = try line.seenPoint(1)
        guard outgoing.peerFrontier.count < Limits.frontierPointsMax else {
            throw SyncError(.tooLarge, "frontier")
        }
        if let last = outgoing.peerFrontier.last, !(last < point) {
            throw SyncError(.notCanonical, "frontier: order")
        }
        exchange.outgoing[scope]?.peerFrontier.append(point)
    }

    private mutating func readFrontierEnd(_ line: WireLine) throws(SyncError) {
        let scope = try agreedScope(of: line)
        guard let outgoing = exchange.outgoing[scope], !outgoing.isPlanned else {
            throw line.outOfPlace()
        }
        try line.expect(fields: 1)
        exchange.outgoing[scope]?.isPlanned = true
        // By which checkpoint a log begins, who lacks a control entry can't tell.
        let isReady = takesCheckpoints && peerOffers.contains(Self.checkpointOffer)
        let isTold = exchange.outgoing[ControlName.scope] == nil
        perform(
            .plan(
                scope: scope, peer: outgoing.peerFrontier, round: exchange.round,
                checkpoint: !isReady ? .never : isTold ? .now : .later))
        askForBatch(scope)
    }

    private mutating func readComing(_ line: WireLine) throws(SyncError) {
        let (scope, count) = (try agreedScope(of: line), try line.count(1))
        try line.expect(fields: 2)
        guard let incoming = exchange.incoming[scope], incoming.total == 0, incoming.batch.isEmpty,
            incoming.expected == 0, !incoming.isSent, count > 0
        else { throw line.outOfPlace() }
        exchange.incoming[scope]?.expected = count
    }

    private mutating func readFlush(_ line: WireLine) throws(SyncError) {
        let (scope, count) = (try agreedScope(of: line), try line.count(1))
        try line.expect(fields: 2)
        guard let incoming = exchange.incoming[scope], incoming.batch.count == count, count > 0
        else { throw line.outOfPlace() }
        exchange.incoming[scope]?.batch = []
        exchange.incoming[scope]?.batchBytes = 0
        exchange.incoming[scope]?.isPiece = false
        exchange.incoming[scope]?.total += count
        if incoming.isPiece { return perform(.stage(scope: scope, incoming.batch[0])) }
        do throws(FormatError) {
            let batch = try incoming.batch.map { bytes throws(FormatError) in try ReceivedChangeset(bytes) }
            perform(.apply(scope: scope, batch))
        } catch {
            throw SyncError(error)
        }
    }

    private mutating func readSent(_ line: WireLine) throws(SyncError) {
        let (scope, count) = (try agreedScope(of: line), try line.count(1))
        try line.expect(fields: 2)
        guard let incoming = exchange.incoming[scope], !incoming.isSent, incoming.batch.isEmpty,
            incoming.total == count
        else { throw line.outOfPlace() }
        exchange.incoming[scope]?.isSent = true
        endRoundIfOver()
    }

    private mutating func readAck(_ line: WireLine) throws(SyncError) {
        let (scope, count) = (try agreedScope(of: line), try line.count(1))
        try line.expect(fields: 2)
        guard let batch = exchange.outgoing[scope]?.unacknowledged.first, batch.count == count else {
            throw line.outOfPlace()
        }
        // Nobody has read what has not left: a peer that says so would have us keep batch after batch for it.
        if let writtenBytes, writtenBytes < batch.behind { throw line.outOfPlace() }
        exchange.outgoing[scope]?.unacknowledged.removeFirst()
        perform(.progress(exchange.progress))
        askForBatch(scope)
        endRoundIfOver()
    }

    private mutating func endRoundIfOver() {
        guard state == .exchanging, exchange.isOver else { return }
        beginComparing()
    }
}

/// The part of a session that compares what is held and sends what the other lacks.
extension SyncSession {
    // MARK: comparing

    mutating func compareOwn(_ scopes: [HeldScope]) throws(SyncError) {
        guard state == .comparing else { return }
        exchange.own = scopes
        for scope in scopes { send("held", scope.scope, scope.digest.hexText) }
        send("scopes-end")
        let waiting = exchange.early
        exchange.early = []
        for fields in waiting { try readHeld(fields) }
    }

    private mutating func compareIfComplete() throws(SyncError) {
        guard state == .comparing, let own = exchange.own, exchange.othersComplete else { return }
        var unequal: [String] = []
        var equal: [String] = []
        for scope in own {
            guard let other = exchange.others.first(where: { $0.scope == scope.scope }) else {
                continue
            }
            if other.digest == scope.digest {
                equal.append(scope.scope)
            } else {
                unequal.append(scope.scope)
            }
        }
        summary?.rounds = exchange.round
        summary?.equalScopes = equal
        summary?.unequalScopes = unequal
        // Both sides have both lists, so both come to the same end.
        if unequal.isEmpty || exchange.round > Self.roundsMax {
            send("bye")
            return finish(nil)
        }
        enterExchange()
        for scope in unequal {
            exchange.outgoing[scope] = .init()
            exchange.incoming[scope] = .init()
            perform(.loadFrontier(scope: scope))
        }
    }

    mutating func sendFrontier(_ scope: String, _ points: [SeenPoint]) {
        for point in points {
            send(
                "frontier", scope, point.author.text, "\(point.number)", point.hash.description)
        }
        send("frontier-end", scope)
    }

    // MARK: sending

    mutating func sendBatch(_ scope: String, _ bodies: [[UInt8]], _ isLast: Bool) {
        guard state == .exchanging, exchange.outgoing[scope] != nil else { return }
        exchange.outgoing[scope]?.isAsking = false
        if !bodies.isEmpty {
            for body in bodies { perform(.send(body)) }
            send("flush", scope, "\(bodies.count)")
            exchange.outgoing[scope]?.unacknowledged.append(bodies.count)
            exchange.outgoing[scope]?.total += bodies.count
            summary?.sent += bodies.count
        }
        if isLast {
            exchange.outgoing[scope]?.isSent = true
            send("sent", scope, "\(exchange.outgoing[scope]?.total ?? 0)")
            endRoundIfOver()
        } else {
            askForBatch(scope)
        }
    }

    private mutating func askForBatch(_ scope: String) {
        guard let outgoing = exchange.outgoing[scope], outgoing.isPlanned, !outgoing.isSent,
            !outgoing.isAsking, outgoing.unacknowledged.count < Exchange.windowBatches
        else { return }
        exchange.outgoing[scope]?.isAsking = true
        perform(.nextBatch(scope: scope))
    }

    // MARK: receiving

    /// Takes a line of a changeset; false where the line is one of the session's own.
    mutating func collect(_ line: ArraySlice<UInt8>) throws(SyncError) -> Bool {
        if exchange.partial.isEmpty {
            guard line.starts(with: Array("changeset\t".utf8)) else { return false }
            guard state == .exchanging else { throw SyncError(.lineOutOfPlace, "changeset") }
        }
        exchange.partial.append(contentsOf: line)
        guard exchange.partial.count <= Limits.changesetBytesMax else { throw SyncError(.tooLarge) }
        guard line.starts(with: Array("end\t".utf8)) else { return true }
        let body = exchange.partial
        exchange.partial = []
        let scope: String
        do {
            scope = try Changeset(decoding: body).header.scope
        } catch {
            throw SyncError(.changesetBad, "\(error)")
        }
        guard let incoming = exchange.incoming[scope], !incoming.isSent else {
            throw SyncError(.scopeNotAgreed, scope)
        }
        guard incoming.batchBytes <= Exchange.batchBytesMax else { throw SyncError(.tooLarge) }
        exchange.incoming[scope]?.batch.append(body)
        exchange.incoming[scope]?.batchBytes += body.count
        return true
    }

    mutating func acknowledge(_ scope: String, _ count: Int) {
        exchange.incoming[scope]?.uncommitted -= count
        summary?.received += count
        send("ack", scope, "\(count)")
        endRoundIfOver()
    }

    mutating func readExchange(_ fields: [String]) throws(SyncError) {
        switch fields[0] {
        case "held", "scopes-end":
            if state == .exchanging || exchange.own == nil {
                guard exchange.early.count < 10_000 else { throw SyncError(.tooLarge) }
                exchange.early.append(fields)
            } else {
                try readHeld(fields)
            }
        // Who has both lists ends by itself: a goodbye that is still read came too early.
        case "bye": throw SyncError(.closedEarly, "bye")
        case "frontier", "frontier-end": try readFrontier(fields)
        case "flush":
            let (scope, count) = try scopeAndCount(fields)
            guard let incoming = exchange.incoming[scope], incoming.batch.count == count, count > 0
            else { throw SyncError(.lineOutOfPlace, "flush") }
            exchange.incoming[scope]?.batch = []
            exchange.incoming[scope]?.batchBytes = 0
            exchange.incoming[scope]?.uncommitted += count
            perform(.apply(scope: scope, incoming.batch))
        case "sent":
            let (scope, _) = try scopeAndCount(fields)
            guard let incoming = exchange.incoming[scope], incoming.batch.isEmpty else {
                throw SyncError(.lineOutOfPlace, "sent")
            }
            exchange.incoming[scope]?.isSent = true
            endRoundIfOver()
        case "ack":
            let (scope, count) = try scopeAndCount(fields)
            guard exchange.outgoing[scope]?.unacknowledged.first == count else {
                throw SyncError(.lineOutOfPlace, "ack")
            }
            exchange.outgoing[scope]?.unacknowledged.removeFirst()
            askForBatch(scope)
            endRoundIfOver()
        default: throw SyncError(.lineUnknown, String(fields[0].prefix(32)))
        }
    }

    private mutating func readHeld(_ fields: [String]) throws(SyncError) {
        guard !exchange.othersComplete else { throw SyncError(.lineOutOfPlace, fields[0]) }
        if fields[0] == "scopes-end" {
            exchange.othersComplete = true
            return try compareIfComplete()
        }
        guard fields.count >= 3, let digest = [UInt8](hexText: fields[2].utf8), digest.count == 32,
            fields[1].utf8.count <= Limits.nameBytesMax, exchange.others.count < 10_000
        else { throw SyncError(.fieldMalformed, "held") }
        exchange.others.append(HeldScope(scope: fields[1], digest: digest))
    }

    private mutating func readFrontier(_ fields: [String]) throws(SyncError) {
        guard fields.count >= 2, let outgoing = exchange.outgoing[fields[1]], !outgoing.isPlanned
        else { throw SyncError(.lineOutOfPlace, "frontier") }
        let scope = fields[1]
        if fields[0] == "frontier-end" {
            exchange.outgoing[scope]?.isPlanned = true
            perform(.plan(scope: scope, peer: outgoing.peerFrontier))
            return askForBatch(scope)
        }
        guard fields.count >= 5, outgoing.peerFrontier.count < 100_000,
            let author = Author(fields[2]), let number = Int64(fields[3]), number > 0,
            number < 1 << 40, let bytes = [UInt8](hexText: fields[4].utf8),
            let hash = ChangesetHash(bytes: bytes)
        else { throw SyncError(.fieldMalformed, "frontier") }
        exchange.outgoing[scope]?.peerFrontier.append(
            SeenPoint(author: author, number: number, hash: hash))
    }

    private func scopeAndCount(_ fields: [String]) throws(SyncError) -> (String, Int) {
        guard state == .exchanging, fields.count >= 3, let count = Int(fields[2]), count >= 0 else {
            throw SyncError(.lineOutOfPlace, fields[0])
        }
        return (fields[1], count)
    }

    private mutating func endRoundIfOver() {
        guard state == .exchanging, exchange.isOver else { return }
        beginComparing()
    }
}

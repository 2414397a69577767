/// The part of a session that goes on when both sides hold the same: what changes on one of them comes to the other
/// unasked.
///
/// Each time it is a comparison like the first one, so nothing is believed of the peer that was true a moment ago.
extension SyncSession {
    /// Offers to go on; the peer has found out by itself that both hold the same.
    mutating func stay() {
        // What the peer holds is as long as the list of all authors; whoever waits has no use for it.
        exchange = Exchange()
        send(.stay)
        enter(.parting)
    }

    mutating func readWhileStaying(_ line: WireLine) throws(SyncError) {
        guard [.bye, .stay, .again].contains(line.verb) else { throw line.outOfPlace() }
        try line.expect(fields: 0)
        switch line.verb {
        case .bye: finish(nil)
        case .stay where state == .parting: settle()
        case .again where state == .waiting:
            mayCross = false
            beginAnew()
        default: throw line.outOfPlace()
        }
    }

    private mutating func settle() {
        enter(.waiting)
        if let summary { perform(.settled(summary)) }
        if !stays { return leave() }
        if hasNews { compareAgain() }
    }

    /// Has both sides compare what they hold, now or as soon as they wait.
    mutating func compareAgain() {
        guard state == .waiting else {
            hasNews = true
            return
        }
        send(.again)
        mayCross = true
        beginAnew()
    }

    private mutating func beginAnew() {
        hasNews = false
        beginComparing()
    }

    /// Both sides may have had news at once: then each has begun already.
    mutating func readCrossing(_ line: WireLine) throws(SyncError) {
        try line.expect(fields: 0)
        guard state == .comparing, mayCross, exchange.others.isEmpty, !exchange.othersComplete else {
            throw line.outOfPlace()
        }
        mayCross = false
    }

    mutating func leave() {
        stays = false
        guard state == .waiting else { return }
        send(.bye)
        finish(nil)
    }
}

/// Greeting, proof and enrolment (spec §4.1–§4.4).
extension SyncSession {
    mutating func greet(_ line: WireLine) throws(SyncError) {
        let hello = try Hello(line)
        guard hello.nonce != own.nonce else { throw SyncError(.proofWrong, "own nonce") }
        if let expected = own.expectedPeer, expected != hello.device {
            throw SyncError(.wrongPeer, hello.device.text)
        }
        guard !hello.wantsEnrolment || own.role == .responder else {
            throw line.malformed("a responder can't be enrolled")
        }
        peer = hello
        phase = .proving
        owed = .signature
        actions.append(.sign(Proof.own(own, hello)))
    }

    mutating func checkProof(_ line: WireLine) throws(SyncError) {
        guard let peer else { preconditionFailure("proving without a hello") }
        try line.expect(fields: 1)
        try Proof.check(
            try line.base64(0, bytes: Limits.signatureBytes), of: peer, for: own)
        summary.peer = peer.device
        summary.peerName = peer.name
        if let invite = own.invite {
            phase = .joining
            actions.append(.send(EnrolRequest.line(own, invite, to: peer)))
        } else if peer.wantsEnrolment {
            phase = .admitting
        } else {
            beginScoping()
        }
    }

    mutating func admit(_ line: WireLine) throws(SyncError) {
        guard let peer else { preconditionFailure("admitting without a hello") }
        owed = .enrolment
        actions.append(.enrol(try EnrolRequest(line, of: peer, to: own)))
    }

    mutating func beginScoping() {
        guard let peer else { preconditionFailure("scoping without a hello") }
        phase = .scoping
        scoping = Scoping()
        exchange = Exchange()
        owed = .held
        actions.append(.loadHeld(peer: peer.device))
    }
}

import ReplicaStore
import SyncCore

/// What administrators do: versions of the schema, revocations, reviews, grants.
extension World {
    /// The schema's version on this computer, from 0.
    func version(of computer: Computer) throws -> Int {
        guard let text = try computer.replica.status().schemaVersion, let number = Int(text) else {
            throw Finding(description: "\(computer.name) does not know its schema's version")
        }
        return number - 1
    }

    func upgrade(_ who: Computer) throws {
        let server = plan.isCommittee ? who.isServer ? who : computers[0] : who
        let next = try version(of: server) + 1
        guard next < schema.versions.count else { return }
        // Before: where the computer fails in the middle, it may have taken the version all the same.
        newestVersion = max(newestVersion, next)
        try install(next, on: server)
        events.insert(.upgrade)
        if schema.versions[next].tables.count < schema.versions[next - 1].tables.count { events.insert(.drop) }
        let droppedBefore = (1..<next).contains {
            schema.versions[$0].tables.count < schema.versions[$0 - 1].tables.count
        }
        if droppedBefore { events.insert(.comeBack) }
        tell("\(server.name) takes version \(next + 1) of the schema")
    }

    func install(_ version: Int, on computer: Computer) throws {
        at(computer)
        let sql = schema.versions[version].sql
        guard plan.isCommittee, let signer = computer.device.signer else {
            try computer.replica.install(schema: sql, version: "\(version + 1)")
            return computer.noteFolded()
        }
        try computer.replica.release(schema: sql, version: "\(version + 1)", dropping: true, by: signer)
        computer.noteFolded()
    }

    private func server(_ dice: inout Dice) -> (Computer, DeviceSigner) {
        let server = dice.pick(computers.filter(\.isServer))
        guard let signer = server.device.signer else { preconditionFailure("servers have keys") }
        return (server, signer)
    }

    /// A device is revoked from any point of its chains on, or reviewed: then the point moves.
    func revoke(_ dice: inout Dice) throws {
        guard plan.isCommittee else { return }
        let (server, signer) = server(&dice)
        let offices = computers.filter { !$0.isServer }
        guard !offices.isEmpty, let device = dice.pick(offices).device.signer?.device else { return }
        var points: [ScopedPoint]?
        for scope in ["uni"] + schema.scopes where !dice.one(in: 3) {
            let own = try server.replica.changesets(scope: scope)
                .filter { $0.header.author.device == device.text }
            guard !own.isEmpty else { continue }
            points = (points ?? [])
                + (0...dice.number(below: 2)).map { _ in
                    let one = dice.pick(own)
                    return ScopedPoint(
                        scope: scope,
                        point: SeenPoint(
                            author: one.header.author, number: one.header.number, hash: one.hash))
                }
        }
        at(server)
        let isReview = try server.replica.control().revoked[device] != nil
        events.insert(isReview ? .review : .revocation)
        tell(
            """
            \(server.name) revokes the device \(device.text.prefix(8)) \
            \(points.map { "until \($0.map { "\($0.scope) \($0.point.number)" })" } ?? "from here on")
            """)
        try server.replica.revoke(device, reason: "drawn", until: points, by: signer)
        server.noteFolded()
    }

    /// Others have an entry that the server has lost with its file, and it signs another in its place.
    func restoreServer(_ dice: inout Dice) throws {
        guard plan.isCommittee else { return }
        let (server, _) = server(&dice)
        let others = computers.filter { $0 !== server }
        backUp(server)
        try grant(by: server, &dice)
        _ = try pull(to: dice.pick(others), from: server)
        try restore(server)
        try grant(by: server, &dice)
    }

    func grant(_ dice: inout Dice) throws {
        guard plan.isCommittee else { return }
        try grant(by: server(&dice).0, &dice)
    }

    private func grant(by server: Computer, _ dice: inout Dice) throws {
        guard let signer = server.device.signer else { preconditionFailure("servers have keys") }
        let offices = computers.filter { !$0.isServer }
        guard !offices.isEmpty else { return }
        let office = dice.pick(offices)
        guard let device = office.device.signer?.device else { return }
        var choices = [["reader"], ["editor"], ["editor", "propose"]]
        if schema.versions[0].sql.contains("'chief'") { choices += [["chief"], ["chief", "editor"]] }
        let roles = dice.pick(choices)
        at(server)
        events.insert(.grant)
        tell("\(server.name) grants \(office.name) \(roles.joined(separator: " and "))")
        try server.replica.sign(
            [
                .grant(
                    ControlGrant(
                        device: device, roles: roles,
                        scopes: ["uni"] + (office.device.scope.map { [$0] } ?? [])))
            ], by: signer)
        server.noteFolded()
    }
}

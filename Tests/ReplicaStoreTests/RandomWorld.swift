import GRDB
import ReferenceModel
import ReplicaStore
import SyncCore
import TestKit

/// Offices with keys and rights whose files are copied and restored from old backups, and whose
/// devices are revoked, reviewed and granted anew, at random from one seed.
struct RandomWorld {
    /// What a world held, so that a run can tell how common each thing was.
    struct Events: OptionSet, Hashable {
        let rawValue: Int
        static let fork = Events(rawValue: 1)
        static let restore = Events(rawValue: 2)
        static let void = Events(rawValue: 4)
        static let review = Events(rawValue: 8)
        static let twoEntriesOfOneNumber = Events(rawValue: 16)
        static let roles = Events(rawValue: 32)
        static let all: [(Events, String)] = [
            (.roles, "role and proposal"), (.fork, "fork"), (.restore, "restored file"), (.void, "void changesets"),
            (.review, "cut moved"), (.twoEntriesOfOneNumber, "root restored"),
        ]
    }

    private(set) var events: Events = []
    private var draw: DrawnEdits
    private let committee: Committee
    /// The servers (copies of one file) first.
    private var computers: [Committee.Computer]
    private var serverCount = 1
    private var backups: [Int: Committee.Computer] = [:]
    private var copies = 0
    private let seed: UInt64

    init(seed: UInt64) throws {
        self.seed = seed
        draw = DrawnEdits(seed: seed)
        committee = try Committee(seed: seed ^ 0xF0_4C, schema: RandomHistory.schema, scopes: [], serverRoles: ["admin", "chief"])
        computers = [committee.server]
        for (name, roles) in [
            ("desk", ["chief"]), ("laptop", ["editor", "propose"]), ("other", ["editor", "propose"]),
        ] { computers.append(try committee.enrol(name, roles: roles, scopes: ["uni"])) }
    }

    /// Plays the world and compares computers with the model, on the way and at the end.
    ///
    /// - Returns: The first difference, or nil.
    mutating func play() throws -> String? {
        for step in 0..<Int.random(in: 14...30, using: &draw.random) {
            committee.world.advance(milliseconds: Int64.random(in: 0...5_000, using: &draw.random))
            let index = Int.random(in: computers.indices, using: &draw.random)
            switch Int.random(in: 0..<16, using: &draw.random) {
            case 0..<7 where try mayWrite(computers[index]): try draw.edit(computers[index].replica)
            case 7..<10: try pull(into: index, from: draw.pick(computers))
            case 10, 11: try decide(computers[index])
            case 12: try copy(index)
            case 13: try restore(index)
            case 14: try cut()
            case 15: try grant()
            default: break
            }
            if step % 10 == 9, let difference = try difference(of: computers[index]) {
                return difference
            }
        }
        // Of a copy's chain that it doesn't know a computer sends nothing until it has the other one:
        // that takes more rounds than two.
        for index in 0..<4 * computers.count {
            try pull(
                into: (index + 1) % computers.count, from: computers[index % computers.count])
        }
        let digests = try Set(computers.map { try digest(of: $0) })
        for computer in computers {
            if let difference = try difference(of: computer) { return difference }
        }
        if digests.count > 1 {
            return try "digests differ: \(computers.map { try whatIsHeld(by: $0) })"
        }
        noteForks()
        guard Int.random(in: 0..<4, using: &draw.random) == 0 else { return nil }
        let findings = try draw.pick(computers).replica.verify(deep: true).findings
        return findings.isEmpty ? nil : "verify: \(findings.map(\.detail))"
    }

    private func mayWrite(_ computer: Committee.Computer) throws -> Bool {
        try computer.replica.status().scopes.first { $0.name == "uni" }?.writes ?? false
    }

    /// Whoever may not decide is told so, and nothing is written.
    private mutating func decide(_ computer: Committee.Computer) throws {
        let entitled = try computers.filter { try mayWrite($0) }.map(\.replica)
        if try mayWrite(computer), !entitled.isEmpty {
            return try draw.decide(computer.replica, among: entitled)
        }
        let open = try computer.replica.conflicts().first {
            $0.status == .open && ["value", "delete-edit"].contains($0.kind)
        }
        guard let open else { return }
        let choice: Choice = open.kind == "value" ? .take(1) : .keep
        do {
            try computer.replica.resolve(open.id.text, choice, reason: "drawn")
            preconditionFailure("a device without the right has decided")
        } catch let error as StoreError where error.code == .notEntitled {}
    }

    private func digest(of computer: Committee.Computer) throws -> [UInt8] {
        try computer.replica.status().scopes.first { $0.name == "uni" }?.digest ?? []
    }

    private func whatIsHeld(by computer: Committee.Computer) throws -> String {
        let scopes = try computer.replica.status().scopes
        let parts = scopes.map {
            "\($0.name) held \($0.held.hexText.prefix(4)) state \($0.state.hexText.prefix(4))"
        }
        let early = try computer.replica.read {
            try Int.fetchOne($0, sql: "SELECT count(*) FROM zhibu_early") ?? 0
        }
        return "\(parts.joined(separator: ", ")), early \(early)\n"
    }

    private mutating func difference(of computer: Committee.Computer) throws -> String? {
        let view = try ModelView(of: computer.replica)
        if !view.expected.void.isEmpty { events.insert(.void) }
        let register = view.expected.open + view.expected.settled
        if register.contains(where: { $0.unit == "w" && $0.candidates.count > 1 })
            || view.expected.resolved.contains(where: { $0.unit == "w" })
        {
            events.insert(.roles)
        }
        return try view.difference()
    }

    private mutating func noteForks() {
        do {
            let view = try ChainNames(computers[0].replica.changesets(scope: "uni"))
            if view.areForked { events.insert(.fork) }
            let numbers = try computers[0].replica.changesets(scope: "control").map(\.header.number)
            if Set(numbers).count < numbers.count { events.insert(.twoEntriesOfOneNumber) }
        } catch { preconditionFailure("read a moment ago: \(error)") }
    }

    private func pull(into index: Int, from other: Committee.Computer) throws {
        guard computers[index].replica.path != other.replica.path else { return }
        try computers[index].pull(from: other)
    }

    // MARK: files

    private mutating func twin(of computer: Committee.Computer) throws -> Committee.Computer {
        copies += 1
        return Committee.Computer(
            replica: try Replica(
                copying: computer.replica, at: "file:/world-\(seed)-\(copies)?vfs=memdb",
                surroundings: committee.world.surroundings, signer: computer.signer),
            signer: computer.signer)
    }

    /// Somebody copies the file, with its key, and both go on.
    private mutating func copy(_ index: Int) throws {
        guard computers.count < 6 else { return }
        let twin = try twin(of: computers[index])
        for one in [computers[index], twin] where try mayWrite(one) { try draw.edit(one.replica) }
        if index < serverCount {
            computers.insert(twin, at: serverCount)
            serverCount += 1
            backups = [:]
        } else {
            computers.append(twin)
        }
    }

    /// A backup is made, or the one that was made takes the file's place.
    private mutating func restore(_ index: Int) throws {
        if let backup = backups.removeValue(forKey: index) {
            events.insert(.restore)
            computers[index] = backup
            // Half of the restored files learn of their forgotten work before they go on.
            if Bool.random(using: &draw.random), try mayWrite(backup) { try draw.edit(backup.replica) }
        } else {
            backups[index] = try twin(of: computers[index])
        }
    }

    // MARK: rights

    private mutating func cut() throws {
        let server = computers[Int.random(in: 0..<serverCount, using: &draw.random)]
        let device = draw.pick(computers[serverCount...].map(\.device))
        let chains = try server.replica.changesets(scope: "uni").filter {
            $0.header.author.device == device.text
        }
        let isRevoked = try server.replica.control().revoked[device] != nil
        if isRevoked { events.insert(.review) }
        // Any point of any path may be the last one that counts, or (no points) what is held now.
        let points: [ScopedPoint]? =
            chains.isEmpty || Int.random(in: 0..<3, using: &draw.random) == 0
            ? nil
            : (0..<Int.random(in: 1...2, using: &draw.random)).map { _ in
                let one = draw.pick(chains)
                return ScopedPoint(
                    scope: "uni",
                    point: SeenPoint(
                        author: one.header.author, number: one.header.number, hash: one.hash))
            }
        try server.replica.revoke(device, reason: "drawn", until: points, by: server.signer)
    }

    private mutating func grant() throws {
        let server = computers[Int.random(in: 0..<serverCount, using: &draw.random)]
        let device = draw.pick(computers[serverCount...].map(\.device))
        let roles = draw.pick([["reader"], ["chief"], ["chief", "editor"], ["editor", "propose"]])
        try server.replica.sign(
            [.grant(ControlGrant(device: device, roles: roles, scopes: ["uni"]))],
            by: server.signer)
    }
}

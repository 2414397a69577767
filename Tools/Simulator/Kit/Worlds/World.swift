import Foundation
import GRDB
import ReplicaStore
import SyncCore
import TestKit

/// What a world showed that must never be.
public struct Finding: Error, Sendable, CustomStringConvertible {
    public var description: String
}

/// Computers with real replicas on simulated disks, clocks and links, living through a plan.
final class World {
    static let beginning: Int64 = 1_333_670_400_000
    static let computersMax = 9

    let plan: Plan
    let schema: SimulatedSchema
    let disk: SimulatedDisk
    let template: Template
    var computers: [Computer] = []
    /// Bundles on sticks, with the name of the computer that wrote each.
    var sticks: [(from: String, bytes: [UInt8])] = []
    var events: Set<Event> = []
    /// What happened, a sentence each; kept where somebody will read it.
    private(set) var story: [String] = []
    private let tellsStory: Bool
    private var elapsed: Int64 = 60_000
    private var copies = 0
    /// The newest version of the schema that any computer was given, from 0.
    var newestVersion = 0

    init(_ plan: Plan, disk: SimulatedDisk, worker: Int, tellsStory: Bool = false) throws {
        self.plan = plan
        self.disk = disk
        self.tellsStory = tellsStory
        schema = SimulatedSchema.all[plan.schema]
        template = try Template.of(schema, isCommittee: plan.isCommittee, worker: worker)
        disk.clear(seed: plan.seed &+ plan.diskSeed &* 0x9E37_79B9, isTorn: plan.isTorn, isLying: plan.isLying)
        for (index, place) in plan.computers.enumerated() {
            disk.copy("c\(index)", from: template.disk, "\(place)")
            disk.now = Self.beginning + plan.clockErrors[index]
            computers.append(
                try Computer(
                    name: "c\(index)", device: template.devices[place],
                    isServer: plan.isCommittee && place == 0, disk: disk,
                    seed: plan.seed ^ UInt64(index + 1) &* 0x9E37_79B9, clockError: plan.clockErrors[index]))
        }
        events.insert(plan.isCommittee ? .committee : .library)
        if plan.schema == 1 { events.insert(.everyTableKind) }
        if plan.schema >= 2 { events.insert(.severalScopes) }
        tell(
            """
            \(computers.count) computers, schema "\(schema.name)", \
            \(plan.isCommittee ? "a committee with keys" : "the library alone")\
            \(plan.isTorn ? ", disks that tear" : "")
            """)
    }

    func tell(_ sentence: @autoclosure () -> String) {
        if tellsStory { story.append(sentence()) }
    }

    /// Everything that runs from here on runs on this computer: the clock is its own.
    func at(_ computer: Computer) {
        disk.now = Self.beginning + elapsed + computer.clockError
        if abs(computer.clockError) > 86_400_000 { events.insert(.wrongClock) }
    }

    func computer(_ number: Int) -> Computer { computers[number % computers.count] }

    /// A different one.
    func other(than one: Computer, _ number: Int) -> Computer {
        let others = computers.filter { $0 !== one }
        return others[number % others.count]
    }

    // MARK: playing

    /// - Throws: `Finding`, or what the engine threw where it must not throw.
    func play() throws {
        for (index, step) in plan.steps.enumerated() {
            elapsed += step.pause
            let who = computer(step.who)
            at(who)
            do {
                try perform(step, who)
            } catch let finding as Finding {
                throw finding
            } catch {
                throw Finding(description: "\(step.kind) on \(who.name) threw \(error)")
            }
            if index % 8 == 7 { try compareWithModel(who) }
        }
        elapsed += 1_000
        try heal()
        try compareAll()
        if disk.unguardedWrites > 0 {
            throw Finding(description: "\(disk.unguardedWrites) pages were carried over while somebody could commit")
        }
    }

    private func perform(_ step: Plan.Step, _ who: Computer) throws {
        guard let operations = step.crashAfter else { return try act(step, who) }
        at(who)
        if step.kind != .fold { try fold(who) }
        let before = try held(by: who)
        acknowledged = []
        inDanger = who
        defer { inDanger = nil }
        at(who)
        disk.arm(who.name, after: operations, step.mishap)
        do {
            try act(step, who)
        } catch let finding as Finding where !disk.isDown {
            throw finding
        } catch where disk.hasStruck {
            events.insert(.crashWhileWriting)
            tell("\(who.name) fails in the middle of it: \(error)")
        }
        hasStruck = disk.hasStruck
        guard hasStruck else { return disk.disarm() }
        if !disk.isDown {
            disk.disarm()
            tell("\(who.name)'s disk works again")
            at(who)
            try fold(who)
            try expectKept(before, who)
            // What was said after an error to be saved must be so as well.
            disk.arm(who.name, after: 0)
        }
        events.insert(.crash)
        try reboot(who)
        try expectKept(before, who)
    }

    private func expectKept(_ before: Set<ChangesetHash>, _ who: Computer) throws {
        let after = try held(by: who)
        if let lost = before.subtracting(after).first {
            throw Finding(description: "\(who.name) has lost \(lost) in a crash")
        }
        let early = try earlyHashes(who)
        for body in acknowledged {
            let hash = try Changeset(decodingSealed: body).hash
            if !after.contains(hash), !early.contains(hash.bytes) {
                throw Finding(description: "\(who.name) had acknowledged \(hash) and lost it in a crash")
            }
        }
        try expectTokens(of: who)
    }

    /// What the computer in danger has told others that it holds.
    private var acknowledged: [[UInt8]] = []
    private var inDanger: Computer?
    /// Whether a mishap that was planned has happened.
    private(set) var hasStruck = false

    func note(acknowledged bodies: some Sequence<[UInt8]>, by computer: Computer) {
        if computer === inDanger { acknowledged += bodies }
    }

    private func reboot(_ computer: Computer) throws {
        try computer.stop()
        let lost = disk.lostBytes
        disk.powerOn()
        if disk.lostBytes > lost { events.insert(.powerLoss) }
        tell("\(computer.name) starts again")
        at(computer)
        try computer.start()
        try fold(computer)
    }

    private func act(_ step: Plan.Step, _ who: Computer) throws {
        var dice = Dice(seed: step.seed)
        switch step.kind {
        case .edit: try edit(who, &dice)
        case .fold: try fold(who)
        case .foreignEdit: try foreignEdit(who, &dice)
        case .decide: try decide(who, &dice)
        case .undo: try undo(who, &dice)
        case .undelete: try undelete(who, &dice)
        case .sync: try sync(who, other(than: who, step.other), &dice)
        case .syncOfThree: try syncOfThree(who, &dice)
        case .bundleOut: try writeBundle(who)
        case .bundleIn: try takeBundle(who, &dice)
        case .deliver: try deliver(to: who, from: other(than: who, step.other), &dice)
        case .meet:
            tell("everybody gets what the next one has")
            for index in computers.indices {
                _ = try pull(to: computers[(index + 1) % computers.count], from: computers[index])
            }
        case .restart:
            tell("\(who.name) is restarted")
            events.insert(.restart)
            try who.stop()
            try who.start()
        case .copyFile: try copyFile(of: who, &dice)
        case .backUp: backUp(who)
        case .restore: try restore(who)
        case .turnClock:
            who.clockError = dice.pick(Plan.clocks)
            tell("\(who.name)'s clock is wrong by \(who.clockError / 1_000) s now")
        case .upgrade: try upgrade(who)
        case .revoke: try revoke(&dice)
        case .grant: try grant(&dice)
        case .restoreServer: try restoreServer(&dice)
        }
    }

    /// Closes every file.
    func end() {
        for computer in computers {
            do { try computer.stop() } catch { preconditionFailure("\(computer.name): \(error)") }
        }
    }

    // MARK: files

    private func nextFile() -> String {
        copies += 1
        return "f\(copies)"
    }

    func backUp(_ who: Computer) {
        tell("\(who.name) makes a backup")
        let file = nextFile()
        disk.copy(file, from: disk, who.name)
        who.backup = (file, who.tokens, who.unfolded)
    }

    /// Somebody copies the file, with its key, and both go on.
    private func copyFile(of who: Computer, _ dice: inout Dice) throws {
        guard computers.count < Self.computersMax else { return }
        events.insert(.copiedFile)
        let name = "c\(computers.count)"
        tell("\(who.name)'s file is copied: \(name) is its twin")
        disk.copy(name, from: disk, who.name)
        let twin = try Computer(
            name: name, device: who.device, isServer: who.isServer, disk: disk,
            seed: plan.seed ^ UInt64(computers.count + 1) &* 0x9E37_79B9, clockError: who.clockError)
        twin.tokens = who.tokens
        twin.unfolded = who.unfolded
        computers.append(twin)
        guard dice.one(in: 3) else { return }
        for one in [who, twin] {
            at(one)
            try edit(one, &dice)
        }
    }

    func restore(_ who: Computer) throws {
        guard let backup = who.backup else { return }
        events.insert(.restoredFile)
        tell("\(who.name) is restored from its backup")
        try who.stop()
        disk.copy(who.name, from: disk, backup.file)
        who.tokens = backup.tokens
        who.unfolded = backup.unfolded
        who.backup = nil
        try who.start()
    }

    // MARK: looking

    func fold(_ computer: Computer) throws {
        at(computer)
        try computer.replica.fold()
        computer.noteFolded()
    }

    /// The hashes of all changesets in its log.
    func held(by computer: Computer) throws -> Set<ChangesetHash> {
        var hashes: Set<ChangesetHash> = []
        for scope in try computer.replica.heldScopes() {
            hashes.formUnion(try computer.replica.changesets(scope: scope).map(\.hash))
        }
        return hashes
    }

    func earlyHashes(_ computer: Computer) throws -> Set<[UInt8]> {
        try computer.replica.read {
            try Set(Data.fetchAll($0, sql: "SELECT hash FROM zhibu_early").map { Array($0) })
        }
    }

    /// Every text of which somebody was told that it is saved is in some changeset.
    func expectTokens(of computer: Computer) throws {
        guard !computer.tokens.isEmpty else { return }
        var text: [UInt8] = []
        for scope in try computer.replica.heldScopes() {
            let positions = try computer.replica.missing(scope: scope, from: [])
            for body in try computer.replica.bodies(positions[...], bytesMax: .max) { text += body }
        }
        // The canonical text has no zero byte.
        text.append(0)
        for token in computer.tokens.sorted() where !Self.contains(text, token) {
            throw Finding(description: "\(computer.name): the value \(token) was saved and is nowhere in the log")
        }
    }
}

extension World {
    fileprivate static func contains(_ text: [UInt8], _ token: String) -> Bool {
        text.withUnsafeBytes { bytes in
            bytes.withMemoryRebound(to: CChar.self) { strstr($0.baseAddress!, token) != nil }
        }
    }
}

extension Computer {
    func noteFolded() {
        tokens.formUnion(unfolded)
        unfolded = []
    }
}

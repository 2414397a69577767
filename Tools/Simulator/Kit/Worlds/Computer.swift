import GRDB
import ReplicaStore
import Synchronization
import SyncCore
import TestKit

/// One computer of a world: its disk's folder, its clock, and the programs that have its file open.
final class Computer {
    let name: String
    let device: Template.Device
    let isServer: Bool
    let disk: SimulatedDisk
    private let dice: SharedDice
    var clockError: Int64
    private(set) var replica: Replica
    /// A program that knows nothing of us.
    private var foreign: DatabaseQueue?
    /// Texts that somebody was told are saved, by now in changesets.
    var tokens: Set<String> = []
    /// Saved, and in notes that no fold has read.
    var unfolded: Set<String> = []
    var backup: (file: String, tokens: Set<String>, unfolded: Set<String>)?

    init(
        name: String, device: Template.Device, isServer: Bool, disk: SimulatedDisk, seed: UInt64,
        clockError: Int64
    ) throws {
        self.name = name
        self.device = device
        self.isServer = isServer
        self.disk = disk
        self.clockError = clockError
        dice = SharedDice(seed: seed)
        replica = try Self.open(name, device, disk, dice)
    }

    private final class SharedDice: Sendable {
        private let state: Mutex<SeededRandom>
        init(seed: UInt64) { state = Mutex(SeededRandom(seed: seed)) }

        func bytes(_ count: Int) -> [UInt8] {
            state.withLock { dice in (0..<count).map { _ in UInt8(truncatingIfNeeded: dice.next()) } }
        }
    }

    private static func open(
        _ name: String, _ device: Template.Device, _ disk: SimulatedDisk, _ dice: SharedDice
    ) throws -> Replica {
        try Replica(
            opening: disk.address(of: name),
            surroundings: Surroundings(
                now: { disk.now }, random: { dice.bytes($0) }, busySeconds: 1, ruleStepsMax: 5_000_000,
                // So few that it happens in nearly every world.
                walPagesMax: 60),
            signer: device.signer)
    }

    func random(_ count: Int) -> [UInt8] { dice.bytes(count) }

    func foreignConnection() throws -> DatabaseQueue {
        if let foreign { return foreign }
        let queue = try DatabaseQueue(path: disk.address(of: name))
        foreign = queue
        return queue
    }

    /// Ends all programs on this computer, in good order unless it has failed.
    func stop() throws {
        do {
            try foreign?.close()
            foreign = nil
            try replica.close()
        } catch where disk.isDown {
            // What a dying process says matters to nobody.
        }
        foreign = nil
    }

    func start() throws { replica = try Self.open(name, device, disk, dice) }
}

public import ReplicaStore
import SyncCore
import Synchronization

/// Random numbers that one seed repeats on every machine (splitmix64, Steele et al. 2014).
public struct SeededRandom: RandomNumberGenerator, Sendable {
    private var state: UInt64
    public init(seed: UInt64) { state = seed }

    public mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}

/// A clock that a test moves by hand, and dice that a seed repeats.
public final class HandMovedWorld: Sendable {
    private let time: Mutex<Int64>
    private let dice: Mutex<SeededRandom>
    private let ruleStepsMax: Int

    /// - Parameter ruleStepsMax: Few, so that a test of a rule without an end is short.
    public init(seed: UInt64, now: Int64 = 1_333_670_400_000, ruleStepsMax: Int = 5_000_000) {
        self.ruleStepsMax = ruleStepsMax
        time = Mutex(now)
        dice = Mutex(SeededRandom(seed: seed))
    }

    public func advance(milliseconds: Int64) { time.withLock { $0 += milliseconds } }

    public var surroundings: Surroundings {
        Surroundings(
            now: { self.time.withLock { $0 } },
            random: { count in
                self.dice.withLock { dice in
                    (0..<count).map { _ in UInt8(truncatingIfNeeded: dice.next()) }
                }
            }, ruleStepsMax: ruleStepsMax)
    }

    public func number(below bound: Int) -> Int {
        dice.withLock { Int.random(in: 0..<bound, using: &$0) }
    }
}

private let opened = Atomic(0)

extension Replica {
    /// A replica in memory with a schema, holding the given scopes.
    public static func inMemory(
        _ name: String, schema: String, scopes: [String] = ["uni"], world: HandMovedWorld
    ) throws -> Replica {
        // Databases in memory are told apart by their names, and two tests may have one seed.
        let id = opened.add(1, ordering: .relaxed).newValue
        let device = world.surroundings.random(16)
        let text = device.map { byte in
            let digits = String(byte, radix: 16)
            return digits.count == 1 ? "0" + digits : digits
        }.joined()
        guard let deviceID = DeviceID(text) else { preconditionFailure("32 digits: \(text)") }
        return try Replica(
            cloning: template(schema: schema, scopes: scopes),
            at: "file:/\(name)-\(id)?vfs=memdb", device: deviceID, name: name,
            surroundings: world.surroundings)
    }

    /// A replica with this schema to which nothing was ever written, made once in a run.
    private static func template(schema: String, scopes: [String]) throws -> Replica {
        try templates.withLock { made in
            let key = schema + "\0" + scopes.joined(separator: "\0")
            if let known = made[key] { return known }
            let world = HandMovedWorld(seed: 0)
            guard let device = DeviceID(String(repeating: "0", count: 32)) else {
                preconditionFailure("32 digits")
            }
            let replica = try Replica(
                creating: "file:/template-\(made.count)?vfs=memdb", device: device,
                name: "template", surroundings: world.surroundings)
            try replica.install(schema: schema, version: "1")
            for scope in scopes { try replica.hold(scope: scope, writes: true) }
            made[key] = replica
            return replica
        }
    }

    /// Thousands of histories run side by side. Where SQLite is in use already it counts on.
    private static let templates: Mutex<[String: Replica]> = {
        Replica.countNoMemory()
        return Mutex([:])
    }()

    /// Takes over everything that another replica holds and this one lacks.
    @discardableResult
    public func pull(from other: Replica, scope: String = "uni") throws -> ApplyResult {
        let missing = try other.missing(scope: scope, from: try frontier(scope: scope))
        return try apply(try other.bodies(missing[...], bytesMax: .max))
    }
}

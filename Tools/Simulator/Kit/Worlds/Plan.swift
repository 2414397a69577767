import TestKit

/// A world before it is played: everything that happens in it, drawn from one number.
///
/// Each step draws from a seed of its own. So a plan with fewer steps is a world of its own, and the
/// shortest one that still fails can be looked for.
public struct Plan: Sendable {
    public struct Step: Sendable {
        var kind: Kind
        var who: Int
        var other: Int
        public var seed: UInt64
        /// Milliseconds since the step before.
        var pause: Int64
        /// Something happens to the computer after so many operations of its disk.
        public var crashAfter: Int?
        var mishap = Mishap.crash
    }

    public enum Kind: String, CaseIterable, Sendable {
        case edit, foreignEdit, decide, undo, undelete, sync, syncOfThree, bundleOut, bundleIn,
            deliver, meet, restart, copyFile, backUp, restore, turnClock, upgrade, revoke, grant,
            restoreServer
        /// Only where it is asked for; else whatever is done next folds.
        case fold

        /// Whether a program is at work in which a crash could do harm.
        var mayCrash: Bool { ![.copyFile, .backUp, .restore, .restoreServer, .turnClock].contains(self) }
    }

    public var seed: UInt64
    var schema: Int
    /// With keys, rights, seals and sessions; otherwise replicas of the library alone.
    var isCommittee: Bool
    /// The disks lose and tear what was not synced.
    var isTorn: Bool
    /// And syncs do nothing.
    var isLying = false
    /// What an unsynced write becomes is drawn from this and the seed.
    var diskSeed: UInt64 = 0
    /// By their place in the template: who takes part.
    public var computers: [Int]
    /// Milliseconds by which each computer's clock is wrong.
    var clockErrors: [Int64]
    public var steps: [Step]

    static let clocks: [Int64] = [0, 0, 0, 0, 40_000, -90_000, 315_000_000_000, -315_000_000_000]

    public init(seed: UInt64) {
        self.seed = seed
        var dice = Dice(seed: seed)
        let drawn = dice.pick([0, 0, 0, 0, 0, 1, 1, 2])
        schema = seed % 8 == 5 ? 3 : drawn
        isCommittee = schema == 2 || dice.one(in: 3)
        isTorn = dice.one(in: 20)
        let count = dice.pick([2, 2, 2, 3, 3, 3, 3, 4, 4, 5, 6, 8])
        // In a committee the first one is its server.
        let others = Array(1..<Template.computersMax).shuffled(using: &dice.random)
        computers = [0] + others.prefix(count - 1)
        clockErrors = (0..<count).map { _ in dice.pick(Self.clocks) }
        let kinds = Self.kinds(isCommittee: isCommittee, upgrades: dice.one(in: 4))
        let crashes = isTorn ? 4 : 12
        steps = (0..<10 + dice.number(below: 16)).map { _ in
            let kind = dice.pick(kinds)
            return Step(
                kind: kind, who: dice.number(below: 16), other: dice.number(below: 16),
                seed: dice.random.next(), pause: Int64(dice.number(below: 5_000)),
                crashAfter: dice.one(in: crashes) && kind.mayCrash ? dice.number(below: 24) : nil)
        }
    }

    /// Each kind as often as its share.
    private static func kinds(isCommittee: Bool, upgrades: Bool) -> [Kind] {
        var shares: [(Kind, Int)] = [
            (.edit, 22), (.foreignEdit, 8), (.decide, 14), (.undo, 7), (.undelete, 5), (.deliver, 8),
            (.restart, 1), (.copyFile, 2), (.backUp, 3), (.restore, 3), (.turnClock, 1),
            (.bundleOut, 2), (.bundleIn, 3), (.meet, 9),
        ]
        if isCommittee {
            shares += [(.sync, 14), (.syncOfThree, 2), (.revoke, 5), (.grant, 2), (.restoreServer, 1)]
        } else {
            shares += [(.deliver, 12)]
        }
        if upgrades { shares += [(.upgrade, 14)] }
        return shares.flatMap { Array(repeating: $0.0, count: $0.1) }
    }
}

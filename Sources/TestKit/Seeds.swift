import Foundation

/// Which histories a run draws: a fixed number of them, or the one that is to be replayed.
public enum Seeds {
    public static var isReplay: Bool { environment("ZHIBU_SEED") != nil }

    public static var forThisRun: [UInt64] {
        if let seed = environment("ZHIBU_SEED").flatMap(UInt64.init) { return [seed] }
        let count = environment("ZHIBU_HISTORIES").flatMap(UInt64.init) ?? 1_000
        let first = environment("ZHIBU_FIRST_SEED").flatMap(UInt64.init) ?? 1
        return Array(first..<first + count)
    }

    /// The one command that runs a failed history again.
    public static func replay(_ test: String, _ seed: UInt64) -> String {
        "replay: Tools/test --replay \(test) \(seed)"
    }

    private static func environment(_ name: String) -> String? {
        ProcessInfo.processInfo.environment[name]
    }
}

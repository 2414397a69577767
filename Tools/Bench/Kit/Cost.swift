import Foundation

/// CPU and wall seconds of a piece of work.
struct Cost {
    var cpu: Double
    var wall: Double

    static func of(_ work: () throws -> Void) rethrows -> Cost {
        let (cpu, wall) = (clock(CLOCK_PROCESS_CPUTIME_ID), clock(CLOCK_MONOTONIC))
        try work()
        return Cost(cpu: clock(CLOCK_PROCESS_CPUTIME_ID) - cpu, wall: clock(CLOCK_MONOTONIC) - wall)
    }

    private static func clock(_ kind: clockid_t) -> Double {
        var time = timespec()
        clock_gettime(kind, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}

/// A result that is not what it must be.
public struct WrongResult: Error {
    public var what: String
}

extension Cost {
    static func + (left: Cost, right: Cost) -> Cost {
        Cost(cpu: left.cpu + right.cpu, wall: left.wall + right.wall)
    }
}

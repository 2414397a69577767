import Foundation

/// What a piece of work cost this process.
public struct Cost: Sendable {
    /// Seconds of all threads, user and system.
    public var cpu: Double
    /// Seconds.
    public var wall: Double
    /// Bytes handed to the system for writing, to files and sockets.
    public var written: Double

    /// Of `cpu`, what the system took.
    public var system = 0.0

    static let zero = Cost(cpu: 0, wall: 0, written: 0)

    static func of(_ work: () throws -> Void) rethrows -> Cost {
        let before = now()
        try work()
        return now() - before
    }

    private static func now() -> Cost {
        Cost(cpu: clock(CLOCK_PROCESS_CPUTIME_ID), wall: clock(CLOCK_MONOTONIC), written: written(), system: system())
    }

    private static func clock(_ kind: clockid_t) -> Double {
        var time = timespec()
        clock_gettime(kind, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    private static func system() -> Double {
        var usage = rusage()
        getrusage(Int32(RUSAGE_SELF.rawValue), &usage)
        return Double(usage.ru_stime.tv_sec) + Double(usage.ru_stime.tv_usec) / 1e6
    }

    /// `wchar` of proc(5); 0 where there is no such file.
    private static func written() -> Double {
        guard let data = FileManager.default.contents(atPath: "/proc/self/io") else { return 0 }
        let line = String(decoding: data, as: UTF8.self).split(separator: "\n").first { $0.hasPrefix("wchar: ") }
        return line.flatMap { Double($0.dropFirst(7)) } ?? 0
    }
}

extension Cost {
    static func + (left: Cost, right: Cost) -> Cost {
        Cost(
            cpu: left.cpu + right.cpu, wall: left.wall + right.wall, written: left.written + right.written,
            system: left.system + right.system)
    }

    static func - (left: Cost, right: Cost) -> Cost {
        Cost(
            cpu: left.cpu - right.cpu, wall: left.wall - right.wall, written: left.written - right.written,
            system: left.system - right.system)
    }
}

/// A result that is not what it must be.
public struct WrongResult: Error {
    public var what: String
}

import Foundation

/// How many bytes of memory a piece of work needed at most, above what the process had before.
///
/// By `VmHWM` of proc(5), which `/proc/self/clear_refs` sets back; on Linux only.
enum PeakMemory {
    static func of(_ work: () throws -> Void) throws -> Double {
        // What earlier work has left free would hide what this one needs.
        giveBack()
        try Data("5".utf8).write(to: URL(filePath: "/proc/self/clear_refs"))
        let before = try bytes("VmRSS:")
        try work()
        return try bytes("VmHWM:") - before
    }

    /// `malloc_trim` of glibc, which its Swift module leaves out.
    private static func giveBack() {
        guard let symbol = dlsym(nil, "malloc_trim") else { return }
        _ = unsafeBitCast(symbol, to: (@convention(c) (Int) -> Int32).self)(0)
    }

    private static func bytes(_ name: String) throws -> Double {
        let data = FileManager.default.contents(atPath: "/proc/self/status") ?? Data()
        let line = String(decoding: data, as: UTF8.self).split(separator: "\n").first { $0.hasPrefix(name) }
        let number = line?.split(whereSeparator: \.isWhitespace).dropFirst().first
        guard let kilobytes = number.flatMap({ Double($0) }) else { throw WrongResult(what: "no \(name)") }
        return kilobytes * 1024
    }
}

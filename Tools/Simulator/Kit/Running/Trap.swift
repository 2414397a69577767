import Glibc

/// Says which worlds were being played when the process dies of a trap: a failed precondition is a
/// finding too, and nobody would know its seed.
enum Trap {
    nonisolated(unsafe) private static let seeds = UnsafeMutablePointer<UInt64>.allocate(capacity: 64)
    nonisolated(unsafe) private static var jobs: Int32 = 0

    static func watch(jobs count: Int) {
        precondition(count <= 64, "at most 64 jobs")
        jobs = Int32(count)
        for job in 0..<count { seeds[job] = 0 }
        for number in [SIGILL, SIGTRAP, SIGABRT, SIGSEGV, SIGBUS, SIGFPE] {
            signal(number) { number in
                Trap.tell()
                signal(number, SIG_DFL)
                raise(number)
            }
        }
    }

    static func note(seed: UInt64, job: Int) { seeds[job] = seed }

    /// Within a signal's handler nothing may be allocated.
    private static func tell() {
        for job in 0..<Int(jobs) {
            write(STDERR_FILENO, "trapped while playing seed ", 27)
            var digits = (
                UInt8(0), UInt8(0), UInt8(0), UInt8(0), UInt8(0), UInt8(0), UInt8(0), UInt8(0), UInt8(0),
                UInt8(0), UInt8(0), UInt8(0), UInt8(0), UInt8(0), UInt8(0), UInt8(0), UInt8(0), UInt8(0),
                UInt8(0), UInt8(0), UInt8(0)
            )
            withUnsafeMutableBytes(of: &digits) { buffer in
                var rest = seeds[job]
                var place = buffer.count - 1
                buffer[place] = 0x0A
                repeat {
                    place -= 1
                    buffer[place] = 0x30 + UInt8(rest % 10)
                    rest /= 10
                } while rest > 0
                _ = write(STDERR_FILENO, buffer.baseAddress?.advanced(by: place), buffer.count - place)
            }
        }
    }
}

import Foundation
import TerminalScreen

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Standard output for results, standard error for everything else.
enum Output {
    /// On a terminal without what steers it: whose values are shown is not who shows them.
    static func result(_ text: String) { result(Array((shown(text, on: STDOUT_FILENO) + "\n").utf8)) }

    static func result(_ bytes: [UInt8]) { write(bytes, to: STDOUT_FILENO) }

    static func remark(_ text: String) { write(Array((shown(text, on: STDERR_FILENO) + "\n").utf8), to: STDERR_FILENO) }

    private static func shown(_ text: String, on file: Int32) -> String { isatty(file) == 1 ? printable(text) : text }

    /// A part of a line, which may steer the terminal.
    static func result(part text: String) { write(Array(text.utf8), to: STDOUT_FILENO) }

    static func remark(part text: String) { write(Array(text.utf8), to: STDERR_FILENO) }

    /// Where nobody reads results any more, or the window is closed, the program ends as one that the signal has ended. Where
    /// they go to a file that can't be written, that is said. Where nobody reads remarks, the work goes on.
    private static func write(_ bytes: [UInt8], to file: Int32) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { systemWrite(file, $0.baseAddress, $0.count) }
            if count >= 0 {
                rest = rest.dropFirst(count)
            } else if errno != EINTR {
                let failure = errno
                guard file == STDOUT_FILENO else { return }
                guard failure == EPIPE || isatty(file) == 1 || isHungUp(failure) else { endTelling(failure) }
                exit(brokenPipe)
            }
        }
    }

    /// A terminal that is gone is none any more.
    private static func isHungUp(_ failure: Int32) -> Bool {
        var status = stat()
        return failure == EIO && fstat(STDOUT_FILENO, &status) == 0 && status.st_mode & S_IFMT == S_IFCHR
    }

    private static func endTelling(_ failure: Int32) -> Never {
        let failure = CommandFailure(.resultLost, String(cString: strerror(failure)))
        ErrorReport(failure, language: Language.wished(by: CommandLine.arguments)).writeAndExit()
    }

    private static let brokenPipe: Int32 = 128 + SIGPIPE
}

#if canImport(Glibc)
    private let systemWrite = Glibc.write
#elseif canImport(Musl)
    private let systemWrite = Musl.write
#else
    private let systemWrite = Darwin.write
#endif

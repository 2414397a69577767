import Foundation

/// The program at a terminal, as a person has it: what is typed goes in, what is shown comes out.
final class TerminalSession {
    struct NoTerminal: Error {}
    /// What was waited for did not come.
    struct NotShown: Error, CustomStringConvertible {
        var text: String
        var shown: String
        var description: String { "«\(text)» is not in:\n\(shown)" }
    }

    private var terminal: CInt
    private let process = Process()
    /// What came and was not waited for yet.
    private var rest = ""
    /// Everything that was shown.
    private(set) var shown = ""

    init(
        _ program: Program, _ arguments: [String], columns: UInt16 = 80, lines: UInt16 = 24, with more: [String: String] = [:]
    ) throws {
        // Swift sees no posix_openpt: so as Linux does it (pts(4), ioctl_tty(2)).
        let (unlock, getNumber) = (UInt(0x4004_5431), UInt(0x8004_5430))
        terminal = open("/dev/ptmx", O_RDWR | O_NOCTTY)
        var (locked, number) = (CInt(0), CUnsignedInt(0))
        var size = winsize(ws_row: lines, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0)
        guard terminal >= 0, ioctl(terminal, unlock, &locked) == 0, ioctl(terminal, getNumber, &number) == 0,
            ioctl(terminal, UInt(TIOCSWINSZ), &size) == 0
        else { throw NoTerminal() }
        let theirs = open("/dev/pts/\(number)", O_RDWR | O_NOCTTY)
        guard theirs >= 0 else { throw NoTerminal() }
        defer { Foundation.close(theirs) }
        let handle = FileHandle(fileDescriptor: theirs, closeOnDealloc: false)
        process.executableURL = Program.binary
        process.arguments = arguments
        process.currentDirectoryURL = program.folder
        process.environment = [
            "LANG": "zh_CN.UTF-8", "TERM": "xterm", "ZHIBU_BUSY_SECONDS": "0.2",
            "PATH": ProcessInfo.processInfo.environment["PATH"] ?? "",
        ].merging(more) { $1 }
        (process.standardInput, process.standardOutput, process.standardError) = (handle, handle, handle)
        try process.run()
    }

    deinit { close() }

    func type(_ text: String) {
        let bytes = Array(text.utf8)
        _ = write(terminal, bytes, bytes.count)
    }

    /// Waits until a text is shown, and returns what came before it since the last time, with it.
    @discardableResult
    func wait(for text: String) throws -> String {
        while true {
            if let range = rest.range(of: text) {
                let seen = String(rest[..<range.upperBound])
                rest = String(rest[range.upperBound...])
                return seen
            }
            guard try readMore() else { throw NotShown(text: text, shown: shown) }
        }
    }

    /// The window is closed.
    func close() {
        if terminal >= 0 { Foundation.close(terminal) }
        terminal = -1
    }

    /// Waits until the program has ended.
    ///
    /// - Returns: What came since the last time, and the exit code.
    func end() throws -> (shown: String, code: Int32) {
        while terminal >= 0, try readMore() {}
        process.waitUntilExit()
        return (rest, process.terminationStatus)
    }

    private var torn: [UInt8] = []

    private func readMore() throws -> Bool {
        var one = pollfd(fd: terminal, events: Int16(POLLIN), revents: 0)
        // A program that hangs must not hang the tests.
        guard poll(&one, 1, 120_000) == 1 else { throw NotShown(text: "anything", shown: shown) }
        var bytes = [UInt8](repeating: 0, count: 65_536)
        let count = read(terminal, &bytes, bytes.count)
        guard count > 0 else { return false }
        torn += bytes[..<count]
        // A character may come in two parts.
        var whole = torn.count
        while whole > 0, whole > torn.count - 4, String(validating: torn[..<whole], as: UTF8.self) == nil { whole -= 1 }
        let text = String(decoding: torn[..<whole], as: UTF8.self).replacing("\r\n", with: "\n")
        torn.removeFirst(whole)
        rest += text
        shown += text
        return true
    }
}

public import Foundation

/// A terminal that nobody sits at: a program that has it believes that somebody does.
public final class PseudoTerminal {
    public struct Unavailable: Error {}
    /// Nothing came for two minutes: the program hangs.
    public struct Silence: Error {}

    private var terminal: CInt
    /// A program's standard input, output or error.
    public let handle: FileHandle
    /// The first bytes of a character.
    private var torn: [UInt8] = []

    public init(columns: UInt16 = 80, lines: UInt16 = 24) throws(Unavailable) {
        // Swift sees no posix_openpt: so as Linux does it (pts(4), ioctl_tty(2)).
        let (unlock, getNumber) = (UInt(0x4004_5431), UInt(0x8004_5430))
        terminal = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
        var (locked, number) = (CInt(0), CUnsignedInt(0))
        var size = winsize(ws_row: lines, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0)
        guard terminal >= 0, ioctl(terminal, unlock, &locked) == 0, ioctl(terminal, getNumber, &number) == 0,
            ioctl(terminal, UInt(TIOCSWINSZ), &size) == 0
        else { throw Unavailable() }
        let theirs = open("/dev/pts/\(number)", O_RDWR | O_NOCTTY | O_CLOEXEC)
        guard theirs >= 0 else { throw Unavailable() }
        handle = FileHandle(fileDescriptor: theirs, closeOnDealloc: true)
    }

    deinit { hangUp() }

    /// The program has it now: what it leaves nobody holds.
    public func handOver() throws { try handle.close() }

    public func type(_ text: String) {
        let bytes = Array(text.utf8)
        _ = write(terminal, bytes, bytes.count)
    }

    /// Waits for what is shown next, with line ends as they are in files.
    ///
    /// - Returns: Nil where no program has the terminal any more.
    public func shown() throws(Silence) -> String? {
        guard terminal >= 0 else { return nil }
        var one = pollfd(fd: terminal, events: Int16(POLLIN), revents: 0)
        guard poll(&one, 1, 120_000) == 1 else { throw Silence() }
        var bytes = [UInt8](repeating: 0, count: 65_536)
        let count = read(terminal, &bytes, bytes.count)
        guard count > 0 else { return nil }
        torn += bytes[..<count]
        var whole = torn.count
        while whole > 0, whole > torn.count - 4, String(validating: torn[..<whole], as: UTF8.self) == nil { whole -= 1 }
        let text = String(decoding: torn[..<whole], as: UTF8.self).replacing("\r\n", with: "\n")
        torn.removeFirst(whole)
        return text
    }

    /// The window is closed.
    public func hangUp() {
        if terminal >= 0 { close(terminal) }
        terminal = -1
    }
}

import Foundation
import TerminalScreen

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// A key that somebody pressed, or a line's worth of them that came at once.
enum Key: Equatable {
    /// Small, and of half width: an input method may be on.
    case character(Character)
    case enter
    /// Ctrl-C, Ctrl-D, or nobody is there any more.
    case leave
}

/// The terminal that a person sits at: single keys, typed lines, and how large it is.
///
/// Keys are read without Enter; between two keys the terminal is as it was before, so a program that is killed leaves
/// nothing behind that has to be put right.
final class Terminal {
    /// What came with a key and was not read yet.
    private var ahead: [UInt8] = []

    /// Whether somebody can read questions and answer them.
    static var isInteractive: Bool { isatty(STDIN_FILENO) == 1 && isatty(STDOUT_FILENO) == 1 }

    /// Columns and lines; 80 by 24 where nobody knows.
    static var size: (columns: Int, lines: Int) {
        var size = winsize()
        guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 20, size.ws_row > 4 else { return (80, 24) }
        return (Int(size.ws_col), Int(size.ws_row))
    }

    /// Whether to write in colour: on a terminal that has some, unless somebody objects (https://no-color.org).
    static var hasColour: Bool {
        let environment = ProcessInfo.processInfo.environment
        return isatty(STDOUT_FILENO) == 1 && environment["NO_COLOR", default: ""].isEmpty && environment["TERM"] != "dumb"
    }

    /// Waits for a key.
    func key() -> Key {
        while true {
            guard let scalar = scalar() else { return .leave }
            switch scalar.value {
            case 0x03, 0x04: return .leave
            case 0x0A, 0x0D: return .enter
            // An arrow, say: nothing here is asked for by one.
            case 0x1B: ahead = []
            case 0..<0x20, 0x7F: continue
            // Full width.
            case 0xFF01...0xFF5E:
                guard let half = Unicode.Scalar(scalar.value - 0xFEE0) else { continue }
                return .character(Character(String(half).lowercased()))
            default: return .character(Character(String(Character(scalar)).lowercased()))
            }
        }
    }

    /// Forgets what was typed and not read yet.
    func forgetTyped() {
        ahead = []
        tcflush(STDIN_FILENO, TCIFLUSH)
    }

    /// Asks for a line, which is edited and echoed as the terminal does that.
    ///
    /// - Returns: Nil where nobody is there any more.
    func line(_ question: String) -> String? {
        write(printable(question))
        var bytes: [UInt8] = ahead
        ahead = []
        while !bytes.contains(0x0A) && !bytes.contains(0x0D) {
            let more = read(upTo: 4_096)
            guard !more.isEmpty else { return nil }
            bytes += more
        }
        let end = bytes.firstIndex { $0 == 0x0A || $0 == 0x0D } ?? bytes.endIndex
        ahead = Array(bytes[min(end + 1, bytes.endIndex)...])
        return String(decoding: bytes[..<end], as: UTF8.self).trimmingCharacters(in: .whitespaces)
    }

    func write(_ text: String) { Output.result(part: text) }

    private func scalar() -> Unicode.Scalar? {
        if ahead.isEmpty { ahead = readRaw() }
        guard let first = ahead.first else { return nil }
        let count = first < 0x80 ? 1 : first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2
        // The rest of a character may come later.
        while ahead.count < count {
            let more = readRaw()
            guard !more.isEmpty else { return nil }
            ahead += more
        }
        let text = String(decoding: ahead.prefix(count), as: UTF8.self)
        ahead.removeFirst(count)
        return text.unicodeScalars.first
    }

    /// Without waiting for Enter, and without showing what is typed; Ctrl-C is a key.
    private func readRaw() -> [UInt8] {
        var before = termios()
        guard tcgetattr(STDIN_FILENO, &before) == 0 else { return [] }
        var raw = before
        raw.c_lflag &= ~tcflag_t(ICANON | ECHO | ISIG)
        withUnsafeMutableBytes(of: &raw.c_cc) { control in
            control[Int(VMIN)] = 1
            control[Int(VTIME)] = 0
        }
        tcsetattr(STDIN_FILENO, TCSANOW, &raw)
        defer { tcsetattr(STDIN_FILENO, TCSANOW, &before) }
        return read(upTo: 64)
    }

    private func read(upTo count: Int) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        while true {
            #if canImport(Glibc)
                let length = Glibc.read(STDIN_FILENO, &bytes, count)
            #elseif canImport(Musl)
                let length = Musl.read(STDIN_FILENO, &bytes, count)
            #else
                let length = Darwin.read(STDIN_FILENO, &bytes, count)
            #endif
            if length < 0, errno == EINTR { continue }
            return length > 0 ? Array(bytes[..<length]) : []
        }
    }
}

import Foundation
import TestKit

/// The program at a terminal, as a person has it: what is typed goes in, what is shown comes out.
final class TerminalSession {
    /// What was waited for did not come.
    struct NotShown: Error, CustomStringConvertible {
        var text: String
        var shown: String
        var description: String { "«\(text)» is not in:\n\(shown)" }
    }

    /// The program was ended by a signal.
    struct Crashed: Error { var shown: String }

    private let terminal: PseudoTerminal
    private let process = Process()
    /// What came and was not waited for yet.
    private var rest = ""
    /// Everything that was shown.
    private(set) var shown = ""

    init(
        _ program: Program, _ arguments: [String], columns: UInt16 = 80, lines: UInt16 = 24, with more: [String: String] = [:]
    ) throws {
        terminal = try PseudoTerminal(columns: columns, lines: lines)
        process.executableURL = Program.binary
        process.arguments = arguments
        process.currentDirectoryURL = program.folder
        process.environment = [
            "LANG": "zh_CN.UTF-8", "TERM": "xterm", "ZHIBU_BUSY_SECONDS": "0.2",
            "PATH": ProcessInfo.processInfo.environment["PATH"] ?? "",
        ].merging(more) { $1 }
        (process.standardInput, process.standardOutput, process.standardError) = (terminal.handle, terminal.handle, terminal.handle)
        try process.run()
        try terminal.handOver()
    }

    func type(_ text: String) { terminal.type(text) }

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
    func close() { terminal.hangUp() }

    /// Waits until the program has ended.
    ///
    /// - Returns: What came since the last time, and the exit code.
    func end() throws -> (shown: String, code: Int32) {
        while try readMore() {}
        process.waitUntilExit()
        guard process.terminationReason == .exit else { throw Crashed(shown: shown) }
        return (rest, process.terminationStatus)
    }

    private func readMore() throws -> Bool {
        guard let text = try terminal.shown() else { return false }
        rest += text
        shown += text
        return true
    }
}

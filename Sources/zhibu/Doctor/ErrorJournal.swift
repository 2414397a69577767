import Foundation
import ReplicaStore

/// What went wrong on this computer of late: when, which command, which code; nothing of what it was about.
///
/// In `$XDG_STATE_HOME/zhibu`, or `~/.local/state/zhibu` (https://specifications.freedesktop.org/basedir-spec/latest/).
enum ErrorJournal {
    private static let bytesMax = 64 << 10

    private static var path: URL? {
        let variables = ProcessInfo.processInfo.environment
        if let state = variables["XDG_STATE_HOME"], state.hasPrefix("/") { return URL(filePath: state + "/zhibu/errors.jsonl") }
        guard let home = variables["HOME"], home.hasPrefix("/") else { return nil }
        return URL(filePath: home + "/.local/state/zhibu/errors.jsonl")
    }

    /// - Parameters:
    ///   - command: Its name alone: what was typed behind it may be somebody's.
    ///   - number: Of the reply.
    static func note(_ command: String, number: Int, exitCode: Int32) {
        guard let path else { return }
        let line = JSON.object([
            ("at", .string(Moment(Surroundings.ofThisComputer.now()).iso)), ("command", .string(command)),
            ("code", .integer(Int64(number))), ("exit", .integer(Int64(exitCode))),
        ]).line
        do {
            try FileManager.default.createDirectory(at: path.deletingLastPathComponent(), withIntermediateDirectories: true)
            let file = open(path.path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
            guard file >= 0 else { return }
            let handle = FileHandle(fileDescriptor: file, closeOnDealloc: true)
            try handle.write(contentsOf: Data((line + "\n").utf8))
            // Large enough; the next one begins another file.
            if try handle.offset() > bytesMax { try DurableName.rename(path.path, to: path.path + ".1") }
        } catch {
            // The command has failed already, and that is what its user is told.
        }
    }

    /// The last ones, oldest first.
    static func last(_ count: Int) -> [String] {
        guard let path else { return [] }
        let parts = [path.path + ".1", path.path].compactMap(FileManager.default.contents)
        return parts.flatMap { String(decoding: $0, as: UTF8.self).split(separator: "\n") }.suffix(count).map(String.init)
    }
}

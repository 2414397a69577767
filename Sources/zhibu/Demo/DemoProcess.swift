import Foundation

/// Runs programs as a person would type them, and gives back what they printed.
struct DemoProcess {
    struct Output {
        var code: Int32
        var text: String
        var remarks: String
    }

    /// A program did not end as the story needs it.
    struct Unexpected: Error, CustomStringConvertible {
        var command: String
        var output: Output
        var description: String {
            "\(command): \(output.code)\n\(output.text)\n\(output.remarks)"
        }
    }

    let language: Language

    /// This program itself.
    static var zhibu: URL {
        URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
    }

    /// - Parameter codes: The exit codes that are right here.
    @discardableResult
    func zhibu(_ arguments: [String], codes: Set<Int32> = [0, 3]) throws -> Output {
        try run(Self.zhibu, arguments + ["--lang", language.rawValue], codes: codes)
    }

    /// The plain `sqlite3` program, which knows nothing of us.
    @discardableResult
    func sqlite3(_ file: String, _ sql: String) throws -> Output {
        try run(URL(filePath: "/usr/bin/env"), ["sqlite3", file, sql], codes: [0])
    }

    private func run(
        _ program: URL, _ arguments: [String], codes: Set<Int32>
    ) throws -> Output {
        let process = Process()
        process.executableURL = program
        process.arguments = arguments
        let folder = FileManager.default.temporaryDirectory
            .appending(path: "zhibu-demo-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { remove(folder) }
        // Files rather than pipes: a pipe that nobody empties would stop the child.
        let files = ["out", "err"].map { folder.appending(path: $0) }
        for file in files { try Data().write(to: file) }
        let handles = try files.map { try FileHandle(forWritingTo: $0) }
        process.standardOutput = handles[0]
        process.standardError = handles[1]
        process.standardInput = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        for handle in handles { try handle.close() }
        let texts = try files.map { String(decoding: try Data(contentsOf: $0), as: UTF8.self) }
        let output = Output(code: process.terminationStatus, text: texts[0], remarks: texts[1])
        guard codes.contains(output.code) else {
            let shown = arguments.map { $0.count > 60 ? "…" : $0 }.joined(separator: " ")
            throw Unexpected(command: "\(program.lastPathComponent) \(shown)", output: output)
        }
        return output
    }

    private func remove(_ folder: URL) {
        do {
            try FileManager.default.removeItem(at: folder)
        } catch {
            Output_.remark("\(folder.path): \(error)")
        }
    }
}

private typealias Output_ = zhibu.Output

/// A `zhibu serve` of the demo's own, on a port of the system's choice.
final class DemoServer {
    private let process = Process()
    private(set) var address = ""

    init(_ file: String) throws {
        let pipe = Pipe()
        process.executableURL = DemoProcess.zhibu
        process.arguments = ["serve", "--db", file, "--listen", "127.0.0.1:0"]
        process.standardOutput = pipe
        process.standardError = FileHandle.nullDevice
        try process.run()
        // The first line says where it listens.
        var line: [UInt8] = []
        while let byte = try pipe.fileHandleForReading.read(upToCount: 1)?.first, byte != 0x0A {
            line.append(byte)
        }
        let words = String(decoding: line, as: UTF8.self).split(separator: " ")
        guard let last = words.last, last.contains(":") else {
            throw StoreFailure.serverDidNotStart
        }
        address = String(last)
    }

    enum StoreFailure: Error {
        case serverDidNotStart
    }

    /// Ends it as an administrator would: SIGTERM, and waits.
    func stop() {
        process.terminate()
        process.waitUntilExit()
    }
}

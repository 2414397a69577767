import Foundation

/// The built program, run as typed in an empty folder.
struct Program {
    struct Outcome {
        var code: Int32
        var output: String
        var errors: String
    }

    let folder: URL

    init() throws {
        folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("zhibu-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    /// The program lies beside the test bundle.
    static var binary: URL {
        let beside = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
        return beside.appendingPathComponent("zhibu")
    }

    func run(_ arguments: String...) throws -> Outcome { try run(arguments) }

    /// A line of the shell, in which `$ZHIBU` is the program.
    ///
    /// - Parameter outside: Nothing is written in the program's folder.
    func runShell(_ line: String, outside: Bool = false) throws -> Outcome {
        try run(["-c", line], with: ["ZHIBU": Self.binary.path], program: URL(filePath: "/bin/sh"), outside: outside)
    }

    /// - Parameter more: Variables besides those of every test.
    func run(
        _ arguments: [String], with more: [String: String] = [:], program: URL? = nil, outside: Bool = false
    ) throws -> Outcome {
        let place = outside ? FileManager.default.temporaryDirectory : folder
        let outcome = place.appendingPathComponent(".out-\(UUID().uuidString)")
        let errors = place.appendingPathComponent(".err-\(UUID().uuidString)")
        for file in [outcome, errors] { try Data().write(to: file) }
        let code = try run(
            arguments, with: more, program: program, output: FileHandle(forWritingTo: outcome),
            errors: FileHandle(forWritingTo: errors))
        let said = try [outcome, errors].map { try String(contentsOf: $0, encoding: .utf8) }
        if outside { for file in [outcome, errors] { try FileManager.default.removeItem(at: file) } }
        return Outcome(code: code, output: said[0], errors: said[1])
    }

    /// - Returns: The exit code.
    @discardableResult
    func run(
        _ arguments: [String], with more: [String: String], program: URL? = nil, output: FileHandle = .nullDevice,
        errors: FileHandle
    ) throws -> Int32 {
        let process = Process()
        process.executableURL = program ?? Self.binary
        process.arguments = arguments
        process.currentDirectoryURL = folder
        process.environment = [
            "LANG": "zh_CN.UTF-8", "ZHIBU_BUSY_SECONDS": "0.2",
            "PATH": ProcessInfo.processInfo.environment["PATH"] ?? "",
        ].merging(more) { $1 }
        process.standardOutput = output
        process.standardError = errors
        process.standardInput = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        return process.terminationStatus
    }

    /// Runs `zhibu sync --watch` until it has said a line that the body is content with; then it is ended as a clerk
    /// would end it.
    ///
    /// - Returns: The exit code.
    func watching(_ file: String, _ isContent: (String) throws -> Bool) throws -> Int32 {
        let process = Process()
        let pipe = Pipe()
        process.executableURL = Self.binary
        process.arguments = ["sync", "--watch", "--db", file, "--lang", "zh"]
        process.currentDirectoryURL = folder
        process.standardOutput = pipe
        process.standardError = FileHandle.nullDevice
        try process.run()
        var line: [UInt8] = []
        while let byte = try pipe.fileHandleForReading.read(upToCount: 1)?.first {
            line.append(byte)
            guard byte == 0x0A else { continue }
            if try isContent(String(decoding: line, as: UTF8.self)) { break }
            line = []
        }
        process.interrupt()
        process.waitUntilExit()
        return process.terminationStatus
    }

    /// Runs `zhibu serve` for as long as the body takes; it is ended as an administrator would end it.
    ///
    /// - Parameters:
    ///   - options: Of `serve`.
    ///   - body: Given the address, and what else the program writes, line by line, with what it logs.
    func serving(
        _ file: String, options: [String], _ body: (_ address: String, _ next: () throws -> String) throws -> Void
    ) throws {
        let (process, pipe) = (Process(), Pipe())
        process.executableURL = Self.binary
        process.arguments = ["serve", "--db", file, "--listen", "127.0.0.1:0", "--lang", "en"] + options
        process.currentDirectoryURL = folder
        process.standardOutput = pipe
        process.standardError = pipe
        try process.run()
        defer {
            process.terminate()
            process.waitUntilExit()
        }
        func next() throws -> String {
            var line: [UInt8] = []
            while let byte = try pipe.fileHandleForReading.read(upToCount: 1)?.first, byte != 0x0A { line.append(byte) }
            return String(decoding: line, as: UTF8.self)
        }
        try body(next().split(separator: " ").last.map(String.init) ?? "", next)
    }

    func serving(_ file: String, patience: String? = nil, _ body: (String) throws -> Void) throws {
        let process = Process()
        let pipe = Pipe()
        process.executableURL = Self.binary
        process.arguments = ["serve", "--db", file, "--listen", "127.0.0.1:0"]
        process.currentDirectoryURL = folder
        if let patience {
            process.environment = ProcessInfo.processInfo.environment.merging(["ZHIBU_BUSY_SECONDS": patience]) { $1 }
        }
        process.standardOutput = pipe
        process.standardError = FileHandle.nullDevice
        try process.run()
        defer {
            process.terminate()
            process.waitUntilExit()
        }
        // The first line ends with the address.
        var line: [UInt8] = []
        while let byte = try pipe.fileHandleForReading.read(upToCount: 1)?.first, byte != 0x0A {
            line.append(byte)
        }
        try body(String(decoding: line, as: UTF8.self).split(separator: " ").last.map(String.init) ?? "")
    }

    func remove() throws { try FileManager.default.removeItem(at: folder) }
}

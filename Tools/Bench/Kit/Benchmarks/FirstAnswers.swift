import Foundation

extension Benchmark {
    /// The program itself, from its start to its end, on a replica that the program made.
    static let firstAnswers = Benchmark(name: "W11", title: "how long the program takes to a first answer") { station in
        let program = try Program(folder: station.folder.appending(path: "program"))
        try program.run(["init", "--found", "--schema", "schema.sql", "--name", "bench"])
        let file = try PlainFile(program.folder.appending(path: "zhibu.db").path)
        try station.rows.insert(into: file)
        try program.run(["status"])
        let key = String(decoding: station.rows.rows[station.count / 2].key, as: UTF8.self)
        let commands: [(name: String, arguments: [String], bar: Double)] = [
            ("--help", ["--help"], 30), ("status", ["status"], 100), ("conflicts list", ["conflicts", "list"], 300),
            ("history of one row", ["history", "t", key], 50),
        ]
        return try commands.map { command in
            let times = try (0..<5).map { _ in try program.run(command.arguments) }
            return Figure(
                "W11", "zhibu \(command.name)", rows: station.count, (times.min() ?? 0) * 1000, "ms, best of 5",
                atMost: command.bar)
        }
    }
}

/// `zhibu`, as it was built beside this program.
private struct Program {
    let folder: URL
    private let binary: URL

    init(folder: URL) throws {
        self.folder = folder
        let beside = [Bundle.main.bundleURL, Bundle.main.bundleURL.deletingLastPathComponent()]
            + CommandLine.arguments.prefix(1).map { URL(filePath: $0).deletingLastPathComponent() }
        guard let found = beside.map({ $0.appending(path: "zhibu") })
            .first(where: { FileManager.default.isExecutableFile(atPath: $0.path) })
        else { throw WrongResult(what: "zhibu is not built; Tools/bench builds it") }
        binary = found
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try Data(Station.schema.utf8).write(to: folder.appending(path: "schema.sql"))
    }

    /// - Returns: Seconds.
    @discardableResult
    func run(_ arguments: [String]) throws -> Double {
        let process = Process()
        process.executableURL = binary
        process.arguments = arguments
        process.currentDirectoryURL = folder
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        let start = ContinuousClock.now
        try process.run()
        // It has ended when its output has; Foundation notices that up to 50 ms later.
        let said = try output.fileHandleForReading.readToEnd() ?? Data()
        let time = ContinuousClock.now - start
        process.waitUntilExit()
        guard process.terminationStatus == 0, !said.isEmpty || arguments == ["conflicts", "list"] else {
            throw WrongResult(what: "zhibu \(arguments.joined(separator: " ")): \(process.terminationStatus)")
        }
        return Double(time.components.attoseconds) / 1e18 + Double(time.components.seconds)
    }
}

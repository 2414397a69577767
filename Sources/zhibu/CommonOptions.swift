import ArgumentParser
import Foundation
import GRDB
import Membership
import ReplicaStore
import TerminalScreen

/// What every command takes: which file, which language, which form.
struct CommonOptions: ParsableArguments {
    @Option(name: .customLong("db"), help: "资料文件 / the replica (ZHIBU_DB; ./zhibu.db)")
    var file: String?

    @Option(name: .customLong("lang"), help: "zh | en")
    var wishedLanguage: Language?

    @Flag(name: .customLong("json"), help: "JSON 输出 / one JSON document")
    var json = false

    var language: Language { wishedLanguage ?? .ofLocale }

    func validate() throws {
        guard let typed = Surroundings.patience, Double(typed).map({ $0 >= 0 && $0.isFinite }) != true else { return }
        throw ValidationError(words(.secondsForm("ZHIBU_BUSY_SECONDS", typed)))
    }

    /// A name that shows nothing can't be told from another one.
    func requireName(_ name: String?) throws {
        guard let name, !name.contains(where: { !$0.isWhitespace }) else { return }
        throw ValidationError(words(.nameEmpty))
    }

    var path: String {
        if let file { return file }
        let named = ProcessInfo.processInfo.environment["ZHIBU_DB"] ?? ""
        return named.isEmpty ? "zhibu.db" : named
    }

    /// Opens the replica with this computer's clock, dice and, where it is there, the device's key.
    func open() throws -> Replica {
        try namingFile {
            try Replica(
                opening: path, surroundings: .ofThisComputer,
                signer: DeviceKeys.exist(for: path) ? try DeviceKeys.load(for: path).signer : nil)
        }
    }

    /// SQLite says what it can't do, and not to which file.
    private func namingFile<Result>(_ body: () throws -> Result) throws -> Result {
        do {
            return try body()
        } catch let error as StoreError where error.code == .fileNotWritable && !error.detail.contains("/") {
            throw StoreError(.fileNotWritable, path)
        }
    }

    /// What others learn of it, and when.
    func showNextSync(_ replica: Replica) throws {
        let server = try replica.serverAddress()
        // A committee's own computer has its own address there.
        show(words(try server == nil || server == replica.ownAddress() ? .nextServed : .nextSync))
    }

    /// Opens the replica with the device's key, which must be there.
    func openMember() throws -> Member { try Member(opening: path, surroundings: .ofThisComputer) }

    /// Opens the replica, does the work and closes it.
    func withReplica<Result>(_ body: (Replica) throws -> Result) throws -> Result {
        let replica = try open()
        let result = try namingFile { try body(replica) }
        try replica.close()
        return result
    }

    func words(_ wording: Message) -> String { wording.text(in: language) }

    /// A line of the result.
    func show(_ text: String) { Output.result(text) }

    /// Sentences, and tables that are no wider than the terminal: on one, what is wider goes on in the next line.
    func show(prose lines: [String]) {
        let width = Terminal.isInteractive ? Terminal.size.columns : .max
        for line in lines.flatMap({ $0.split(separator: "\n", omittingEmptySubsequences: false) }) {
            // What has our colours in it, and nothing else that steers, is left to the terminal.
            let plain = TextDifference.withoutColours(String(line))
            if plain != line, printable(plain) == plain {
                Output.result(Array("\(line)\n".utf8))
            } else {
                for part in wrapped(Terminal.isInteractive ? printable(plain) : String(line), to: width) { show(part) }
            }
        }
    }

    /// The first of many names, under a title.
    func list(_ names: [String], _ title: Message) {
        let linesMax = 10
        guard !names.isEmpty else { return }
        show(words(title))
        for name in names.prefix(linesMax) { show("  \(name)") }
        if names.count > linesMax { show("  …") }
    }

    /// A remark that is not the result: to standard error.
    func remark(_ message: Message) { Output.remark(words(message)) }

    func show(_ json: JSON) { Output.result(json.text) }
}

extension Surroundings {
    /// The system's, with the patience that a script may ask for.
    static var ofThisComputer: Surroundings {
        .system(busySeconds: patience.flatMap(Double.init) ?? 10)
    }

    /// Seconds that somebody has set; nil for nothing.
    fileprivate static let patience: String? =
        ProcessInfo.processInfo.environment["ZHIBU_BUSY_SECONDS"].flatMap { $0.isEmpty ? nil : $0 }
}

import ArgumentParser
import Foundation
import ReplicaStore

/// The program: reads what was typed, runs one command, ends with the code of design §7.
@main struct Zhibu: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "zhibu",
        abstract: "支部资料：断网可用，同步后自动合到一起；合不了的由人裁定。",
        discussion: """
            Party-branch records that work offline and merge when offices meet.

            退出码 / exit codes: 0 完成 done, 1 没完成 failed, 2 写法不对 usage, 3 完成，有冲突 open
            conflicts, 4 对方拒绝 refused, 5 损坏 damaged, 75 稍后再试 try later
            """,
        subcommands: [
            StatusCommand.self, SyncCommand.self, ConflictsCommand.self, HistoryCommand.self,
            UndeleteCommand.self,
            AddCommand.self, SetCommand.self, ListCommand.self, ShowCommand.self, StepCommand.self, LateCommand.self, ExportCommand.self,
            ReportCommand.self, ImportCommand.self, BundleCommand.self, VerifyCommand.self,
            BackupCommand.self, RestoreCommand.self, RepairCommand.self, DoctorCommand.self,
            InviteCommand.self, JoinCommand.self, InitCommand.self, ServeCommand.self,
            DevicesCommand.self, GrantCommand.self, RevokeCommand.self, RetireCommand.self,
            RootCommand.self, EraseCommand.self, CompactCommand.self,
            SchemaCommand.self, AdoptCommand.self, EjectCommand.self, SQLCommand.self, LogCommand.self, WhoamiCommand.self,
            DemoCommand.self,
        ])

    private static var names: [String] { configuration.subcommands.compactMap { $0.configuration.commandName } }

    /// The parser would blame the options that follow a misspelled name.
    private static func checkName(_ name: String?) throws {
        guard let name, !name.hasPrefix("-"), name != "help" else { return }
        guard !names.contains(name) else { return }
        let meant = Likeness.nearest(to: name, among: names)
        throw CommandFailure(.commandUnknown, meant.map { "\(name)（\($0)?）" } ?? name)
    }

    static func main() async {
        Replica.countNoMemory()
        // A quota on file sizes is an error of the disk, and no reason to die without a word.
        signal(SIGXFSZ, SIG_IGN)
        let arguments = GlobalFirst.movedBehind(Array(CommandLine.arguments.dropFirst()))
        do {
            try checkName(arguments.first)
            var command = try parseAsRoot(arguments)
            if var long = command as? any AsyncParsableCommand {
                try await long.run()
            } else {
                try command.run()
            }
        } catch {
            let report = ErrorReport(error, language: Language.wished(by: arguments))
            if let number = ErrorReport.number(of: error), let name = arguments.first, name != "doctor", !name.hasPrefix("-") {
                ErrorJournal.note(names.contains(name) ? name : "?", number: number, exitCode: report.exitCode)
            }
            report.writeAndExit()
        }
    }
}

/// `--db`, `--lang` and `--json` may stand before the command's name: they are moved behind it.
enum GlobalFirst {
    static func movedBehind(_ arguments: [String]) -> [String] {
        var rest = arguments[...]
        var global: [String] = []
        while let first = rest.first {
            if first == "--json" || first.hasPrefix("--db=") || first.hasPrefix("--lang=") {
                global.append(first)
                rest = rest.dropFirst()
            } else if first == "--db" || first == "--lang", rest.count > 1 {
                global += rest.prefix(2)
                rest = rest.dropFirst(2)
            } else {
                break
            }
        }
        guard !rest.isEmpty else { return arguments }
        let end = rest.firstIndex(of: "--") ?? rest.endIndex
        return Array(rest[..<end]) + global + Array(rest[end...])
    }
}

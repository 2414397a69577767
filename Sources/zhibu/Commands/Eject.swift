import ArgumentParser
import ReplicaStore

/// `zhibu eject FILE`: the records as a plain SQLite file.
struct EjectCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "eject", abstract: "导出为普通 SQLite 文件 / leave with a plain file")

    @OptionGroup var common: CommonOptions
    @Argument(help: "新文件 / the new file") var file: String

    func run() throws {
        try common.withReplica { replica in
            let left = try replica.eject(to: file)
            if common.json {
                common.show(
                    .object([("file", .string(file)), ("left_out", .array(left.map { .string($0) }))]))
            } else {
                common.show(common.words(.ejected(file)))
                if !left.isEmpty { common.remark(.leftOut(left.joined(separator: ", "))) }
            }
        }
    }
}

import ArgumentParser
import Foundation
import Membership
import ReplicaStore
import SyncCore

/// `zhibu compact`: the log keeps what still says something, the rest goes to an archive.
struct CompactCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "compact", abstract: "压缩更改记录，旧值移到归档 / older values go to an archive",
        discussion: """
            记录、冲突、裁定都不变；history 照样看得到归档里的旧值，只要归档文件在资料旁边。
            管理员：为大家都已收到的签发检查点；别的电脑：照校党委签发的检查点压缩。
            Records, conflicts and decisions stay; history still reads what is in the archive, as long as that lies beside
            the replica. An administrator signs a checkpoint of what everybody has got; other computers follow it.
            """)

    @OptionGroup var common: CommonOptions
    @Option(help: "管理员：最近多少天的全部保留 / an administrator: how many days stay whole") var keep = 365
    @Option(help: "管理员：不再等这台电脑；可重复 / an administrator: a device not to wait for; may be repeated")
    var without: [String] = []

    func validate() throws {
        if !(0...36_500).contains(keep) { throw ValidationError("--keep N: 0 … 36500") }
    }

    func run() throws {
        let line = ProgressLine(common.language)
        defer { line.end() }
        let keys = DeviceKeys.exist(for: common.path) ? try DeviceKeys.load(for: common.path) : nil
        let before = try Self.size(of: common.path)
        let (reports, lagging) = try common.withReplica { replica in
            guard let keys, try replica.control().isAdmin(keys.device) else {
                if let name = without.first { throw CommandFailure(.notAdministrator, name) }
                return (try replica.compact { line.show(compacted: $1, of: $2) }, [String]())
            }
            let age = Int64(keep) * 86_400_000
            let others = Set(try without.map { try replica.device(named: $0).id })
            let reports = try replica.checkpoint(olderThan: age, without: others, by: keys.signer) {
                line.show(compacted: $1, of: $2)
            }
            let control = try replica.control()
            // Several may have one name.
            let lagging = try replica.devicesLagging(behind: age, without: others).map {
                "\(control.devices[$0]?.name ?? "") (\($0.text.prefix(8)))"
            }
            if reports.isEmpty, !lagging.isEmpty { throw StoreError(.compactionHeld, lagging.joined(separator: ", ")) }
            return (reports, lagging)
        }
        if !reports.isEmpty { try common.withReplica { try $0.shrink() } }
        line.end()
        show(reports, from: before, to: try Self.size(of: common.path))
        if !lagging.isEmpty { common.remark(.heldBackBy(lagging)) }
    }

    private func show(_ reports: [CompactionReport], from before: Int64, to after: Int64) {
        if common.json {
            let scopes = reports.map { report in
                JSON.object([
                    ("scope", .string(report.scope)), ("changesets", .integer(Int64(report.changesets))),
                    ("archived", .integer(Int64(report.archived))),
                ])
            }
            return common.show(
                .object([("scopes", .array(scopes)), ("bytes_before", .integer(before)), ("bytes", .integer(after))]))
        }
        if reports.isEmpty { return common.show(common.words(.nothingToCompact)) }
        for report in reports { common.show(common.words(.compacted(report.scope, report.archived, of: report.changesets))) }
        common.show(common.words(.compactedFile(common.path + ".archive", before, after)))
    }

    /// With its WAL.
    private static func size(of path: String) throws -> Int64 {
        try ["", "-wal"].map { path + $0 }.filter(FileManager.default.fileExists(atPath:)).reduce(0) { sum, file in
            sum + (try URL(filePath: file).resourceValues(forKeys: [.fileSizeKey]).fileSize.map(Int64.init) ?? 0)
        }
    }
}

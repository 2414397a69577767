import ArgumentParser
import Foundation
import Membership
import ReplicaStore
import SyncCore

/// `zhibu backup FILE [--check]`: the whole replica in one file, while others go on working with it.
struct BackupCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup", abstract: "备份 / a copy of the whole replica",
        discussion: """
            --check：再试着恢复一遍，从头核对；文件已经有了，就只核对它。签名文件（.key）不在备份里，请另外保管。
            --check also rehearses: restores it for a trial and computes everything again; a file that is there already
            is only checked. The key file (.key) is not in it: keep that elsewhere.
            """)

    @OptionGroup var common: CommonOptions
    @Argument(help: "新文件 / the new file") var file: String
    @Flag(help: "试着恢复并核对 / rehearse restoring it") var check = false

    func run() throws {
        let line = ProgressLine(common.language)
        defer { line.end() }
        let isThere = FileManager.default.fileExists(atPath: file)
        if !(check && isThere) {
            try common.withReplica { try $0.backUp(to: file, progressed: line.show(copied:of:)) }
        }
        let report = try check ? rehearsed(line) : nil
        line.end()
        if common.json {
            common.show(
                .object([
                    ("file", .string(file)), ("checked", .bool(report != nil)), ("ok", .bool(report?.isOK ?? true)),
                    ("changesets", report.map { .integer(Int64($0.changesets)) } ?? .null),
                ]))
        } else if let report, report.isOK {
            common.show(common.words(.backupChecked(file, report.changesets, report.rows)))
        } else if report == nil {
            common.show(common.words(.backedUp(file)))
        }
        if !(check && isThere), try common.withReplica({ try !$0.scopesLackingArchive().isEmpty }) {
            common.remark(.archiveIsAway(common.path + ".archive"))
        }
        if FileManager.default.fileExists(atPath: file + ".archive") { common.remark(.archiveBackedUp(file + ".archive")) }
        if let report, let finding = report.findings.first {
            throw StoreError(.fileDamaged, "\(file): \(finding.kind): \(finding.detail)")
        }
    }

    private func rehearsed(_ line: ProgressLine) throws -> VerifyReport {
        try Replica.rehearse(
            restoring: file, beside: common.path, surroundings: .ofThisComputer, progressed: line.show(copied:of:))
    }
}

/// `zhibu restore FILE`: brings a backup back; what is there already is kept under another name.
struct RestoreCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore", abstract: "从备份恢复 / bring a backup back",
        discussion: """
            现有的资料文件改名保留。备份以后写的，送出过的会在下次同步时回来。
            A file that is there is kept under another name. What was written after the backup and was sent comes back
            with the next sync.
            """)

    @OptionGroup var common: CommonOptions
    @Argument(help: "备份文件 / the backup") var file: String

    func run() throws {
        let line = ProgressLine(common.language)
        defer { line.end() }
        try requireOwnBackup()
        let kept = try Replica.restore(
            file, to: common.path, surroundings: .ofThisComputer, progressed: line.show(copied:of:))
        line.end()
        let hasKey = DeviceKeys.exist(for: common.path)
        if common.json {
            common.show(
                .object([
                    ("db", .string(common.path)), ("kept", kept.map { .string($0) } ?? .null), ("has_key", .bool(hasKey)),
                ]))
        } else {
            common.show(common.words(.restored(common.path, hasKey: hasKey)))
        }
        if let kept { common.remark(.keptAside(kept)) }
        if try common.withReplica({ try !$0.scopesLackingArchive().isEmpty }) {
            common.remark(.archiveIsAway(common.path + ".archive"))
        }
        if hasKey {
            let keys = try DeviceKeys.load(for: common.path)
            if try common.withReplica({ try $0.control().isAdmin(keys.device) }) { common.remark(.restoredCommittee) }
        }
        if !hasKey { common.remark(.restoredWithoutKey(DeviceKeys.path(of: common.path))) }
    }

    /// A replica that was restored beside another device's key would open for nobody.
    private func requireOwnBackup() throws {
        guard DeviceKeys.exist(for: common.path) else { return }
        let keys: DeviceKeys
        do {
            keys = try DeviceKeys.load(for: common.path)
        } catch let error as StoreError where error.code == .keyUnfit {
            // It is nobody's, and no reason to go without the records; what it is good for is told behind that.
            return
        }
        let owner = try Replica.nameplate(of: file).device
        guard keys.device == owner else {
            throw CommandFailure(.backupOfAnotherDevice, String(owner.text.prefix(8)))
        }
    }
}

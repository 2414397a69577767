import ArgumentParser
import Membership
import ReplicaStore

/// `zhibu repair`: a new file of what can be read of a damaged one.
struct RepairCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "repair", abstract: "修复损坏的资料 / rebuild a damaged file",
        discussion: """
            损坏的文件改名保留，不会删除。读得出的更改都保住；读不出的，下次同步时从别处补回。
            The damaged file is kept under another name. All changes that can be read are saved; the others come back
            with the next sync from whoever holds them.
            """)

    @OptionGroup var common: CommonOptions

    func run() throws {
        let line = ProgressLine(common.language)
        defer { line.end() }
        let signer = DeviceKeys.exist(for: common.path) ? try DeviceKeys.load(for: common.path).signer : nil
        let report = try Replica.repair(
            common.path, surroundings: .ofThisComputer, signer: signer, progressed: line.show(taken:of:))
        line.end()
        if common.json { return common.show(Self.json(report)) }
        guard let kept = report.kept else { return common.show(common.words(.nothingToRepair)) }
        common.show(common.words(.repaired(report.changesets, edits: report.edits)))
        common.list(report.lost, .repairLost(report.lost.count))
        common.list(report.unsaved, .repairUnsaved(report.unsaved.count))
        common.show(common.words(.nextAfterRepair(sync: !report.lost.isEmpty)))
        common.remark(.keptAside(kept))
    }

    private static func json(_ report: RepairReport) -> JSON {
        func list(_ names: [String]) -> JSON { .array(names.map(JSON.string)) }
        return .object([
            ("repaired", .bool(report.kept != nil)), ("kept", report.kept.map(JSON.string) ?? .null),
            ("changesets", .integer(Int64(report.changesets))), ("lost", list(report.lost)),
            ("unreadable", list(report.unreadable)), ("edits", .integer(Int64(report.edits))),
            ("unsaved", list(report.unsaved)),
        ])
    }
}

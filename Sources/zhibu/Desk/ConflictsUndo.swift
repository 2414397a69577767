import ArgumentParser
import ReplicaStore
import SyncCore

/// `zhibu conflicts undo ID… --reason T`: the decisions no longer count, the conflicts are open again.
struct ConflictsUndo: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "undo", abstract: "撤销裁定 / take decisions back")

    @OptionGroup var common: CommonOptions
    @Argument(help: "编号，或批号 / ids of conflicts, or of batches") var ids: [String]
    @Option(help: "原因 / why") var reason: String

    func run() throws {
        try common.withReplica { replica in
            for id in ids { try undo(id, replica) }
            if !common.json { common.show(common.words(.nextConflicts)) }
        }
    }

    private func undo(_ id: String, _ replica: Replica) throws {
        let conflict: Conflict
        do {
            conflict = try replica.undo(id, reason: reason)
        } catch let error as StoreError where error.code == .conflictUnknown {
            return try undo(batch: id, replica)
        }
        let short = ShortIDs(try replica.conflicts())[conflict]
        if common.json {
            let after = try replica.conflict(beginning: conflict.id.text).conflict
            return try replica.read { database in
                common.show(
                    try after.document(Names(database: database, language: common.language)))
            }
        }
        let people = try replica.read { database in
            let names = Names(database: database, language: common.language)
            return try conflict.decisions.map { try names.person($0.by.person, $0.by.author) }
        }
        common.show(common.words(conflict.status == .open ? .signatureTakenBack(short) : .undone(short, people)))
    }

    private func undo(batch: String, _ replica: Replica) throws {
        let (undone, late) = try replica.undo(batch: batch, reason: reason)
        let ids = ShortIDs(try replica.conflicts())
        if common.json {
            return common.show(.object([
                ("undone", .array(undone.map { .string($0.id.text) })), ("too_late", .array(late.map { .string($0.id.text) })),
            ]))
        }
        common.show(common.words(.batchUndone(undone.count)))
        common.list(late.map { ids[$0] }, .batchTooLate(late.count))
    }
}

import ArgumentParser
import ReplicaStore
import SyncCore

/// `zhibu conflicts undo ID --reason T`: the decision no longer counts, the conflict is open again.
struct ConflictsUndo: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "undo", abstract: "撤销一次裁定 / take a decision back")

    @OptionGroup var common: CommonOptions
    @Argument(help: "编号 / id") var id: String
    @Option(help: "原因 / why") var reason: String

    func run() throws {
        try common.withReplica { replica in
            let conflict = try replica.undo(id, reason: reason)
            if common.json {
                let after = try replica.conflict(beginning: conflict.id.text)
                try replica.read { database in
                    common.show(
                        try after.document(Names(database: database, language: common.language)))
                }
            } else {
                let people = try replica.read { database in
                    let names = Names(database: database, language: common.language)
                    return try conflict.decisions.map { try names.person($0.by.person, $0.by.author) }
                }
                common.show(common.words(.undone(conflict.shortID, people)))
                common.show(common.words(.nextConflicts))
            }
        }
    }
}

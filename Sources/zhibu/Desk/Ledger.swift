import BranchRecords
import ReplicaStore
import SyncCore

/// Every conflict with what was decided about it, as a file for a spreadsheet: one line for each decision, and one for each
/// conflict that has none.
struct Ledger {
    let names: Names
    let ids: ShortIDs

    private func words(_ message: Message) -> String { message.text(in: names.language) }

    /// UTF-8 with a byte order mark, CRLF, no cell that would be taken for a formula.
    func csv(_ conflicts: [Conflict]) throws -> [UInt8] {
        let rows = try conflicts.flatMap { conflict -> [[String]] in
            let screen = ConflictScreen(conflict, names, id: ids[conflict])
            let head = [
                conflict.id.text, words(.status(conflict.status.rawValue)), words(.urgency(conflict.urgency)), conflict.scope,
                try names.label(conflict.table), try screen.record(), words(.kind(conflict.kind)), try screen.matter(), try screen.people(),
                conflict.since.map { Moment($0).iso } ?? "", try screen.visibleText(),
            ]
            let decisions = try conflict.decisions.map { decision in
                [
                    words(.choice(decision.choice)), decision.reason, try names.person(decision.by.person, decision.by.author),
                    try names.device(decision.by.author), Moment(decision.by.at).iso, decision.by.hash.description,
                ]
            }
            return (decisions.isEmpty ? [Array(repeating: "", count: 6)] : decisions).map { head + $0 }
        }
        return SpreadsheetFile.csv([Message.ledgerHeader.map(words)] + rows)
    }
}

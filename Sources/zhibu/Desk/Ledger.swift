import BranchRecords
import ReplicaStore
import SyncCore

/// Every conflict with what was decided about it, as a file for a spreadsheet: one line for each decision, and one for each
/// conflict that has none.
struct Ledger {
    let names: Names
    let ids: ShortIDs
    /// What findings say, by the conflicts' ids.
    var cards: [String: Card] = [:]

    private func words(_ message: Message) -> String { message.text(in: names.language) }

    /// As reports read it: an array of objects, a conflict each with its last decision.
    func document(_ conflicts: [Conflict]) throws -> JSON {
        let now = Surroundings.ofThisComputer.now()
        return .array(try conflicts.map { conflict in
            let screen = ConflictScreen(conflict, names, id: ids[conflict])
            let decision = conflict.decisions.last
            let by = decision?.by ?? conflict.closedBy
            let until = conflict.status == .open ? now : by?.at
            return .object([
                ("id", .string(ids[conflict])), ("kind", .string(conflict.kind)),
                ("rule", .string(conflict.name(in: names.language) ?? words(.kind(conflict.kind)))),
                ("level", .integer(Int64(conflict.urgency.rawValue))), ("level_name", .string(words(.urgency(conflict.urgency)))),
                ("scope", .string(conflict.scope)), ("record", .string(try records(of: conflict, screen))),
                ("values", .string(try values(of: conflict))), ("sources", .string(try screen.people())),
                ("since", .optional(conflict.since.map { Moment($0).iso })),
                ("days", conflict.since.flatMap { since in until.map { .integer(max(0, ($0 - since) / 86_400_000)) } } ?? .null),
                ("status", .string(conflict.status.rawValue)), ("status_name", .string(words(.status(conflict)))),
                ("choice", .string(decision.map { words(.choice($0.choice)) } ?? (conflict.closedBy != nil && conflict.needsSecond ? words(.unsigned) : ""))),
                ("person", .string(try by.map { try names.person($0.person, $0.author) } ?? "")),
                ("first", .string(decision == nil && conflict.status != .open ? "" : try signers(of: conflict, besides: by))),
                ("at", .optional(by.map { Moment($0.at).iso })), ("reason", .string(decision?.reason ?? "")),
                ("withdrawn", .integer(Int64(conflict.withdrawn.count))),
            ])
        })
    }

    /// Who has signed, besides the one who decided.
    private func signers(of conflict: Conflict, besides decider: Conflict.Write?) throws -> String {
        let others = conflict.signatures.filter { $0.by.person != decider?.person }
        return try others.map { try names.person($0.by.person, $0.by.author) }.joined(separator: names.language == .zh ? "、" : ", ")
    }

    private func records(of conflict: Conflict, _ screen: ConflictScreen) throws -> String {
        let other = try conflict.otherKey.map { " / " + (try names.title(conflict.table, key: $0)) } ?? ""
        return "\(try names.label(conflict.table)) \(try screen.record())\(other)"
    }

    /// Of each side what differs; what is private is masked, whoever makes the report.
    private func values(of conflict: Conflict) throws -> String {
        let screen = ConflictScreen(conflict, names, id: ids[conflict])
        guard !conflict.candidates.isEmpty else {
            return cards[conflict.id.text].map { names.language == .zh ? $0.zh : $0.en } ?? conflict.detail ?? ""
        }
        return try conflict.candidates.map { candidate in
            try screen.differing.map { place in
                let (value, column) = (candidate.values[place], conflict.columns[place])
                guard value != .null, try names.sight(conflict.table, column) != nil else { return try screen.shown(value, place) }
                return try names.masked(value, conflict.table, column)
            }.joined(separator: screen.comma)
        }.joined(separator: " / ")
    }

    /// UTF-8 with a byte order mark, CRLF, no cell that would be taken for a formula.
    func csv(_ conflicts: [Conflict]) throws -> [UInt8] {
        let rows = try conflicts.flatMap { conflict -> [[String]] in
            let screen = ConflictScreen(conflict, names, id: ids[conflict])
            let head = [
                conflict.id.text, words(.status(conflict)), words(.urgency(conflict.urgency)), conflict.scope,
                try names.label(conflict.table), try screen.record(), words(.kind(conflict.kind)), try screen.matter(), try screen.people(),
                conflict.since.map { Moment($0).iso } ?? "", try screen.visibleText(),
                try conflict.signatures.map { try names.person($0.by.person, $0.by.author) }.joined(separator: screen.comma),
                conflict.withdrawn.isEmpty ? "" : "\(conflict.withdrawn.count)",
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

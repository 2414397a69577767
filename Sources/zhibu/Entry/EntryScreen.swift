import BranchRecords
import GRDB
import ReplicaStore
import SyncCore

/// What is said of a record that was entered, changed or worked on.
struct EntryScreen {
    enum Deed { case entered, changed, same }

    let common: CommonOptions
    let names: Names
    /// Whether what is private is whole, as far as these roles may see it at all.
    var isWhole = false

    /// What the rules find in the record.
    var findings: [EntryFinding] = []

    private func words(of value: Value, _ table: String, _ column: String) throws -> String {
        try isWhole ? names.shown(value, table, column) : names.shownMasked(value, table, column)
    }

    /// A record as it is now, what is still to be filled in, and what comes next.
    ///
    /// - Parameters:
    ///   - columns: What was typed; only those are shown, and all that is filled in where there are none.
    ///   - parts: What was written of other records.
    func written(_ table: String, _ id: String, _ deed: Deed, columns: [String] = [], parts: [RecordEntry.Written] = []) throws {
        let key = [Value.text(id)]
        if common.json { return common.show(try document(table, id)) }
        let title = "\(try names.label(table))：\(try names.title(table, key: key))"
        common.show(common.words(.entry(title, deed)))
        let shown = columns.map { try? RecordEntry.columnName($0, of: table, in: names.database) }
        var lines = AlignedTable(["", ""], indent: 2)
        for (column, value) in try filled(table, key) where columns.isEmpty || shown.contains(column) {
            lines.add([try names.label(table, column), try words(of: value, table, column)])
        }
        for part in parts {
            let values = Dictionary(try filled(part.table, [.text(part.id)]).map { ($0.column, $0.value) }) { first, _ in first }
            let said = try part.columns.compactMap { column in
                try values[column].map { "\(try names.label(part.table, column)) \(try words(of: $0, part.table, column))" }
            }
            lines.add([try names.title(part.table, key: [.text(part.id)]), said.joined(separator: "，")])
        }
        common.show(prose: lines.rows)
        showFindings()
        let empty = try missing(table, key)
        let hasSteps = !Workflows.of(table).isEmpty
        if !empty.isEmpty { common.show(common.words(hasSteps ? .stillEmpty(empty) : .notFilledIn(empty))) }
        if hasSteps { common.show(common.words(.nextStep(try names.label(table), typed(table, id)))) }
    }

    /// What somebody types for a record: its title where that finds it again, else its key.
    private func typed(_ table: String, _ id: String) -> String {
        guard let title = try? names.title(table, key: [.text(id)]), (try? names.recordID(title, of: table)) == id else { return id }
        let isPlain = title.unicodeScalars.allSatisfy { !$0.isASCII || $0.properties.isAlphabetic || "0123456789-_./,:".unicodeScalars.contains($0) }
        return isPlain ? title : "'\(title.replacing("'", with: "'\\''"))'"
    }

    private func showFindings() {
        for finding in findings {
            common.show(prose: [common.words(.noticed(zh: finding.card.zh, en: finding.card.en)), common.words(.nextShow(finding.id))])
        }
    }

    /// That a step was taken, with what was missing for it.
    func taken(_ plan: StepPlan, _ table: String, _ id: String) throws {
        let lacking = try plan.lacking.map { try names.label(table, $0) } + plan.missing.map(words)
        if common.json {
            return common.show(
                .object([
                    ("table", .string(table)), ("id", .string(id)), ("step", .string(plan.step.name)), ("from", .string(plan.from)),
                    ("to", .string(plan.step.to)), ("on_behalf", .bool(plan.isOnBehalf)),
                    ("missing", .array(lacking.map { .string($0) })), ("findings", documentOfFindings),
                ]))
        }
        let title = try names.title(table, key: [.text(id)])
        common.show(
            common.words(
                .taken(title, words(plan.step.label), from: try state(plan.from, plan.workflow), to: try state(plan.step.to, plan.workflow))))
        if plan.isOnBehalf { common.show(common.words(.takenOnBehalf)) }
        if !lacking.isEmpty { common.show(common.words(.lacking(lacking))) }
        showFindings()
        if !plan.workflow.steps(from: plan.step.to).isEmpty { common.show(common.words(.nextStep(try names.label(table), typed(table, id)))) }
    }

    /// The steps that can be taken with a record.
    func steps(_ table: String, _ id: String, _ act: StepPlan.Act) throws {
        let open = try StepPlan.open(table, id: id, act: act, in: names.database)
        if common.json {
            return common.show(
                .array(
                    open.map {
                        .object([
                            ("step", .string($0.step.name)), ("title", .string(words($0.step.label))), ("from", .string($0.from)),
                            ("to", .string($0.step.to)), ("roles", .array($0.roles.map { .string($0) })), ("ours", .bool($0.isOurs)),
                            ("asks", .array($0.step.asked.map { .string($0) })), ("reason", .bool($0.step.asksReason)),
                        ])
                    }))
        }
        common.show(try names.title(table, key: [.text(id)]))
        guard !open.isEmpty else { return common.show(common.words(.noStepLeft)) }
        var lines = AlignedTable(Message.stepHeader.map(common.words))
        for way in open {
            let asks = try way.step.asked.map { try names.label(table, $0) } + (way.step.asksReason ? ["--reason"] : [])
            lines.add([
                "\(words(way.step.label)) (\(way.step.name))", try way.roles.map { try names.role($0) }.joined(separator: "、"),
                asks.joined(separator: "、"),
            ])
        }
        common.show(lines.text)
    }

    /// One record with all that it says.
    func page(_ table: String, _ id: String) throws {
        let key = [Value.text(id)]
        if common.json { return common.show(try document(table, id)) }
        common.show("\(try names.label(table))：\(try names.title(table, key: key))")
        var lines = AlignedTable(["", ""], indent: 2)
        var blank: [String] = []
        for (column, value) in try names.values(table, key: key) ?? [] {
            if !Self.isEmpty(value) {
                lines.add([try names.label(table, column), try words(of: value, table, column)])
            } else if !Self.isBookkeeping(column) {
                blank.append(try names.label(table, column))
            }
        }
        lines.add([try names.label(table, "id"), id])
        common.show(prose: lines.rows)
        if !blank.isEmpty { common.show(prose: [common.words(.notFilledIn(blank))]) }
        for part in try parts(of: table, id) { common.show(prose: part) }
        for member in try members(of: table, id) { common.show(prose: member) }
    }

    /// The records that have this one in their key: the six aspects of a survey, the people at a meeting.
    private func members(of table: String, _ id: String) throws -> [[String]] {
        try BranchSchema.tables.compactMap { child -> [String]? in
            guard case .columns(let key) = child.key, key.count == 2, child.column(key[0])?.target == table else { return nil }
            let rows = try Row.fetchAll(
                names.database, sql: "SELECT * FROM \(child.name.quotedName) WHERE \(key[0].quotedName) = ? AND archived_at IS NULL ORDER BY id",
                arguments: [id])
            guard !rows.isEmpty else { return nil }
            let columns = [key[1]] + (try ListCommand.usual(of: child.name, in: names.database)).filter { !key.contains($0) }
            var lines = AlignedTable(try columns.map { try names.label(child.name, $0) }, indent: 2)
            for row in rows {
                lines.add(try columns.map { try names.shownMasked(Value(row[$0] as DatabaseValue), child.name, $0, blank: "") })
            }
            return ["\(try names.label(child.name))："] + lines.text.split(separator: "\n").map(String.init)
        }
    }

    /// The records that belong to a person, such as the private part and the memberships.
    private func parts(of table: String, _ id: String) throws -> [[String]] {
        let parts = try Row.fetchAll(names.database, sql: "SELECT part, link FROM v_import_part WHERE tbl = ?", arguments: [table])
        return try parts.flatMap { part -> [[String]] in
            let (name, link): (String, String) = (part["part"], part["link"])
            let ids = try String.fetchAll(
                names.database, sql: "SELECT id FROM \(name.quotedName) WHERE \(link.quotedName) = ? AND archived_at IS NULL", arguments: [id])
            return try ids.map { other in
                var lines = AlignedTable(["", ""], indent: 2)
                for (column, value) in try filled(name, [.text(other)]) where column != link {
                    lines.add([try names.label(name, column), try words(of: value, name, column)])
                }
                return ["\(try names.label(name))："] + lines.rows
            }
        }
    }

    private func document(_ table: String, _ id: String) throws -> JSON {
        let values = try names.values(table, key: [.text(id)]) ?? []
        return .object([
            ("table", .string(table)), ("id", .string(id)), ("title", .string(try names.title(table, key: [.text(id)]))),
            ("values", .object(try values.map { ($0.column, try member($0.value, table, $0.column)) })),
            ("missing", .array(try missing(table, [.text(id)]).map { .string($0) })), ("findings", documentOfFindings),
        ])
    }

    private var documentOfFindings: JSON {
        .array(
            findings.map {
                .object([("id", .string($0.id)), ("rule", .string($0.rule)), ("zh", .string($0.card.zh)), ("en", .string($0.card.en))])
            })
    }

    private func member(_ value: Value, _ table: String, _ column: String) throws -> JSON {
        let isSeen = try isWhole && names.sight(table, column) != .masked
        return try isSeen ? JSON(value) : names.document(value, table, column)
    }

    private func filled(_ table: String, _ key: [Value]) throws -> [(column: String, value: Value)] {
        (try names.values(table, key: key) ?? []).filter { !Self.isEmpty($0.value) && !Self.isBookkeeping($0.column) }
    }

    private static func isEmpty(_ value: Value) -> Bool { [.null, .text([]), .text("[]")].contains(value) }

    /// Labels of what must be filled in before the record is more than a draft, and isn't.
    private func missing(_ table: String, _ key: [Value]) throws -> [String] {
        let values = try names.values(table, key: key) ?? []
        let required = try Set(String.fetchAll(names.database, sql: "SELECT col FROM v_required WHERE tbl = ?", arguments: [table]))
        return try values.filter { required.contains($0.column) && ($0.value == .null || $0.value == .text([])) }.map { try names.label(table, $0.column) }
    }

    private func state(_ code: String, _ workflow: Workflow) throws -> String {
        if let counted = workflow.title(of: code) { return words(counted) }
        return try workflow.state.map { try names.shown(.text(code), workflow.table, $0) } ?? code
    }

    private func words(_ wording: Wording) -> String { common.language == .zh ? wording.zh : wording.en }

    /// Columns that say how a record came to be, not what it says.
    static func isBookkeeping(_ column: String) -> Bool {
        ["id", "scope_id", "created_at", "created_by", "archived_at", "archived_by", "archive_reason"].contains(column)
    }
}

/// What a rule finds in a record, as its card says it.
struct EntryFinding {
    /// As much of the conflict's id as has to be typed.
    let id: String
    let rule: String
    let card: Card
}

extension Replica {
    /// What the rules find in some records that nobody has accepted.
    func findings(in records: [(table: String, id: String)]) throws -> [EntryFinding] {
        let all = try conflicts()
        let ids = ShortIDs(all)
        let keys = Dictionary(grouping: records, by: \.table).mapValues { Set($0.map { [Value.text($0.id)] }) }
        let own = all.filter { conflict in
            guard conflict.status == .open, let keys = keys[conflict.table] else { return false }
            return keys.contains(conflict.key) || conflict.otherKey.map(keys.contains) ?? false
        }
        return try own.compactMap { conflict in
            guard let rule = conflict.rule, let card = try card(of: conflict) else { return nil }
            return EntryFinding(id: ids[conflict], rule: rule, card: card)
        }
    }
}

import BranchRecords
import Foundation
import GRDB
import ReplicaStore

/// Does what a script says at a computer, as a person would: checked, by names and labels, by steps.
struct YearDeeds {
    /// One case of an act: the computer, and what the act's query said.
    struct Case {
        let act: YearScript.Act
        let station: YearUniversity.Station
        let values: [String: String]
    }

    /// What the year's author should look at.
    struct Trouble: CustomStringConvertible {
        let act: String
        let deed: String
        let what: String

        var description: String { "\(act): \(deed): \(what)" }
    }

    let day: String
    let now: String
    let desk: EntryDesk

    /// All deeds of some cases of one act at one computer, in one transaction; what can't be done is told and the others are
    /// done.
    func play(_ cases: [Case]) throws -> [Trouble] {
        guard let first = cases.first else { return [] }
        var troubles: [Trouble] = []
        try first.station.replica.edit { database in
            for one in cases {
                var last: [String: String] = [:]
                for deed in one.act.deeds {
                    do {
                        troubles += try play(deed, one, &last, database)
                    } catch {
                        troubles.append(Trouble(act: one.act.name, deed: "\(deed)", what: "\(error)"))
                    }
                }
            }
        }
        return troubles
    }

    private func play(_ deed: YearScript.Deed, _ one: Case, _ last: inout [String: String], _ database: Database) throws -> [Trouble] {
        let known = one.values.merging(["day": day]) { own, _ in own }
        func filled(_ text: String) -> String { Self.filled(text, known, last) }
        func filled(_ fields: [(column: String, text: String)]) -> [RecordEntry.Field] {
            fields.map { ($0.column, filled($0.text)) }.filter { !$0.1.isEmpty }
        }
        let act = StepPlan.Act(person: one.station.person, roles: one.station.roles, today: day, now: now, reason: nil)
        switch deed {
        case .add(let table, let fields):
            let id = try add(table, filled(fields), one, act, database)
            last[table] = id
            last[""] = id
        case .set(let table, let id, let fields):
            try RecordEntry(changing: filled(id), of: table, filled(fields), createdAt: now, createdBy: act.person, at: desk, in: database)
                .write(to: database)
        case .step(let name, let table, let id, let fields, let reason):
            var act = act
            act.reason = reason.map(filled)
            let given = try RecordEntry.values(filled(fields), for: filled(id), of: table, at: desk, in: database)
            let plan = try StepPlan(name, table: table, id: filled(id), given: given, act: act, in: database)
            try plan.apply(to: database)
            let missing = plan.lacking + plan.missing.map(\.en)
            if !missing.isEmpty { return [Trouble(act: one.act.name, deed: "\(name) \(table) \(filled(id))", what: "missing: \(missing.joined(separator: "; "))")] }
        case .sql(let sql):
            let statement = try database.cachedStatement(sql: filled(sql))
            try statement.execute(arguments: YearFunctions.arguments(of: statement, one.station, day))
        }
        return []
    }

    private func add(
        _ table: String, _ fields: [RecordEntry.Field], _ one: Case, _ act: StepPlan.Act, _ database: Database
    ) throws -> String {
        var serial = 0
        let entry = try RecordEntry(
            adding: table, fields, createdAt: now, createdBy: act.person, scope: one.station.college?.scope ?? "committee",
            newID: {
                serial += 1
                return YearFunctions.id(["\(one.act.name)", one.station.name, day, "\(serial)"] + fields.map(\.text))
            }, at: desk, in: database)
        try entry.write(to: database)
        if Workflows.of(table).contains(where: { !$0.steps(from: Workflow.new).isEmpty }) {
            try StepPlan(nil, table: table, id: entry.id, act: act, in: database).apply(to: database)
        }
        return entry.id
    }

    private static func filled(_ text: String, _ values: [String: String], _ last: [String: String]) -> String {
        guard text.contains("{") else { return text }
        var parts = ""
        var rest = text[...]
        while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
            let name = String(rest[rest.index(after: open)..<close])
            parts += rest[..<open]
            if name == "last" {
                parts += last[""] ?? ""
            } else if name.hasPrefix("last:") {
                parts += last[String(name.dropFirst(5))] ?? ""
            } else {
                parts += values[name] ?? "{\(name)}"
            }
            rest = rest[rest.index(after: close)...]
        }
        return parts + rest
    }
}

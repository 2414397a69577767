import BranchRecords
import GRDB
import Testing

/// Workflows as they stand in their files.
@Suite struct WorkflowTests {
    let university: DatabaseQueue

    init() throws { university = try EngineTables.emptyUniversity() }

    static let ids = Workflows.all.map(\.id)

    private func workflow(_ id: String) throws -> Workflow { try #require(Workflows.all.first { $0.id == id }) }

    @Test(arguments: ids)
    func statesAreCodesAndEachIsReached(id: String) throws {
        let workflow = try workflow(id)
        let codes: Set<String> =
            if let state = workflow.state {
                try university.read {
                    try String.fetchSet(
                        $0, sql: "SELECT c.code FROM zhibu_label l JOIN zhibu_code c ON c.list = l.codes WHERE l.tbl = ? AND l.col = ?",
                        arguments: [workflow.table, state])
                }
            } else {
                Set(workflow.codes.keys)
            }
        let named = Set([workflow.first] + workflow.steps.flatMap { $0.from + [$0.to] }).subtracting([Workflow.new])
        #expect(!codes.isEmpty && codes.isSuperset(of: named), "\(named.subtracting(codes))")
        // From the first state every state is reached in which a step begins; but those that another step writes.
        var reached: Set = [workflow.first]
        for _ in workflow.steps {
            for step in workflow.steps where step.from.contains(where: { reached.contains($0) || $0 == Workflow.new }) { reached.insert(step.to) }
        }
        let elsewhere: Set = ["overdue", "reviewing", "expired", "preparing", "paused", "moved", "returned", "suspended"]
        #expect(reached.union(elsewhere).isSuperset(of: Set(workflow.steps.flatMap(\.from)).subtracting([Workflow.new])))
        #expect(Set(workflow.steps.map(\.name)).count == workflow.steps.count, "two steps of one name")
        #expect(workflow.steps.allSatisfy { !$0.label.zh.isEmpty && !$0.label.en.isEmpty })
    }

    @Test(arguments: ids)
    func columnsRolesAndQueriesAreThere(id: String) throws {
        let workflow = try workflow(id)
        try university.read { db in
            let columns = try Set(db.columns(in: workflow.table).map(\.name))
            #expect(!columns.isEmpty)
            let roles = try String.fetchSet(db, sql: "SELECT name FROM zhibu_role")
            let cells = columns.sorted().map { "NULL AS \"\($0)\"" }.joined(separator: ", ")
            func prepare(_ sql: String) throws -> [String] {
                let rest = sql.hasPrefix("WITH ") ? ", \(sql.dropFirst(5))" : " \(sql)"
                return try db.makeStatement(sql: "WITH r AS (SELECT \(cells))\(rest)").columnNames
            }
            if let counted = workflow.counted { _ = try prepare("SELECT \(counted) FROM r") }
            for step in workflow.steps {
                #expect(roles.isSuperset(of: step.actors.map(\.role)) && (!step.actors.isEmpty || step.from == [Workflow.new]), "\(step.name)")
                #expect(columns.isSuperset(of: step.asked + step.set.map(\.column) + step.locked.filter { $0 != "*" }), "\(step.name)")
                for sql in step.actors.compactMap(\.condition) + step.set.map(\.sql) + step.needs.map(\.sql) { _ = try prepare("SELECT (\(sql)) FROM r") }
                for need in step.needs { #expect(!need.label.zh.isEmpty && !need.label.en.isEmpty) }
                for writing in step.inserts + step.changes {
                    let there = try Set(db.columns(in: writing.table).map(\.name))
                    let written = try prepare(writing.sql)
                    #expect(there.isSuperset(of: written), "\(step.name): \(Set(written).subtracting(there))")
                }
                for writing in step.changes { #expect(try prepare(writing.sql).contains("id"), "\(step.name)") }
            }
        }
    }

    @Test(arguments: [
        ("step a: x > y | 甲 | A", 1), ("workflow W | 甲", 1), ("workflow W | 甲 | A\nstep a > b | 甲 | A", 2),
        ("workflow W | 甲 | A\n  who x", 2), ("workflow W | 甲 | A\nstep a: x > y | 甲 | A\n  need 甲 | A", 3),
        ("workflow W | 甲 | A\nstep a: x > y | 甲 | A\n  sett a = 1", 3), ("workflow W | 甲 | A\ncodes a=甲", 2),
    ])
    func aLineThatIsWrongIsNamed(text: String, line: Int) {
        let fault = #expect(throws: DefinitionFault.self) { try WorkflowText.read("W99", text) }
        #expect(fault?.line == line)
    }
}

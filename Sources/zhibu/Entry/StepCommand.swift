import ArgumentParser
import BranchRecords
import GRDB
import ReplicaStore

/// `zhibu step TABLE RECORD [STEP] [COLUMN=VALUE …] [--reason T]`: takes a step of a workflow, or lists those that can be taken.
struct StepCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "step", abstract: "办理一步，如上报、审定、退回 / take a step, such as handing in",
        discussion: """
            不写步骤则列出现在能办的 / without a step: those that can be taken now.
            材料不齐也能办，缺什么会记下来 / a step is taken even if something is missing, which is noted.
            """)

    @OptionGroup var common: CommonOptions
    @Argument(help: "表 / table") var table: String
    @Argument(help: "记录：名称、代码或编号 / name, code or key") var record: String
    @Argument(help: "步骤，列=值 / the step, COLUMN=VALUE") var words: [String] = []
    @Option(help: "原因 / why") var reason: String?

    func run() throws {
        let step = words.first { NameValue($0) == nil }
        let typed = try words.filter { $0 != step }.map(EntryField.init)
        try common.withReplica { replica in
            let act = try EntryAct(replica)
            guard let step else { return try replica.read { try list(in: $0, act) } }
            // A step may ask that nothing is open: what other programs have edited since counts too.
            try replica.runRules()
            let (table, id, plan) = try replica.edit { database in
                let (table, id) = try target(in: database)
                let given = try RecordEntry.values(typed.map { ($0.column, $0.text) }, for: id, of: table, in: database)
                let plan = try StepPlan(
                    step, table: table, id: id, given: given, act: act.forSteps(reason: reason, in: database), in: database)
                try plan.apply(to: database)
                try CollegeScopes.hold(in: database)
                return (table, id, plan)
            }
            let findings = try replica.findings(in: [(table, id)])
            try replica.read { database in
                let names = Names(database: database, language: common.language)
                let screen = EntryScreen(common: common, names: names, findings: findings)
                try screen.taken(plan, table, id)
            }
        }
    }

    private func target(in database: Database) throws -> (table: String, id: String) {
        try BranchRecordsOnly.require(in: database)
        let names = Names(database: database, language: common.language)
        let table = try names.table(self.table)
        return (table, try names.recordID(record, of: table))
    }

    private func list(in database: Database, _ act: EntryAct) throws {
        let (table, id) = try target(in: database)
        let screen = EntryScreen(common: common, names: Names(database: database, language: common.language))
        try screen.steps(table, id, act.forSteps(in: database))
    }
}

import ArgumentParser
import BranchRecords
import Foundation
import GRDB
import ReplicaStore
import SyncCore

/// `zhibu add TABLE [COLUMN=VALUE …]`: a new record; on a terminal it asks for what is missing.
struct AddCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add", abstract: "登记一条新记录 / a new record",
        discussion: """
            例如 / for example: zhibu add 征求意见 支部=历史08级学生党支部 提出日期=2012-05-03 意见内容=组织生活太少
            在终端上不写的必填项会逐项询问 / on a terminal it asks for what is required and not said.
            """)

    @OptionGroup var common: CommonOptions
    @Argument(help: "表 / table") var table: String
    @Argument(help: "列=值 / COLUMN=VALUE") var fields: [String] = []
    @Flag(help: "内容相同的已有一条，这是另一条 / another one, although one that says the same is there") var another = false

    func run() throws {
        try common.withReplica { replica in
            var typed = try fields.map(EntryField.init)
            let table = try replica.read { database in
                try BranchRecordsOnly.require(in: database)
                let names = Names(database: database, language: common.language)
                let table = try names.table(self.table)
                if Terminal.isInteractive, !common.json {
                    typed += try Prompt(common: common, names: names).missing(of: table, said: typed.map(\.column))
                }
                return table
            }
            let act = try EntryAct(replica)
            let entry = try replica.edit { database in
                let entry = try RecordEntry(
                    adding: table, typed.map { ($0.column, $0.text) }, createdAt: act.now, createdBy: act.person,
                    scope: EntryAct.home(in: database), isAnother: another, newID: { UUID().uuidString.lowercased() }, in: database)
                try entry.write(to: database)
                if Workflows.of(table).contains(where: { !$0.steps(from: Workflow.new).isEmpty }) {
                    try StepPlan(nil, table: table, id: entry.id, act: act.forSteps(in: database), in: database).apply(to: database)
                }
                try CollegeScopes.hold(in: database)
                return entry
            }
            let findings = try replica.findings(in: [(table, entry.id)] + entry.written.map { ($0.table, $0.id) })
            try replica.read { database in
                let names = Names(database: database, language: common.language)
                let screen = EntryScreen(common: common, names: names, findings: findings)
                try screen.written(table, entry.id, .entered)
            }
        }
    }
}

/// One `COLUMN=VALUE` that was typed.
struct EntryField {
    var column: String
    var text: String

    init(_ typed: String) throws {
        guard let pair = NameValue(typed) else { throw CommandFailure(.valueUnfit, typed) }
        (column, text) = (pair.name, pair.value)
    }

    init(column: String, text: String) { (self.column, self.text) = (column, text) }
}

/// Who enters something, and when.
struct EntryAct {
    let person: String
    let now: String

    init(_ replica: Replica) throws {
        person = try replica.person() ?? ""
        now = Moment(Surroundings.ofThisComputer.now()).iso
    }

    /// The roles are this computer's; where nobody is enrolled, it has all of them.
    func forSteps(reason: String? = nil, in database: Database) throws -> StepPlan.Act {
        let roles = try ThisDevice.roles(in: database) ?? Set(String.fetchAll(database, sql: "SELECT name FROM zhibu_role"))
        return StepPlan.Act(person: person, roles: roles, today: String(now.prefix(10)), now: now, reason: reason)
    }

    /// The college whose office this is, for records that name none: the only one that is written here.
    static func home(in database: Database) throws -> String? {
        let scopes = try String.fetchAll(database, sql: "SELECT scope FROM zhibu_held WHERE writes = 1 AND scope GLOB 'college:*' LIMIT 2")
        return scopes.count == 1 ? scopes[0] : nil
    }
}

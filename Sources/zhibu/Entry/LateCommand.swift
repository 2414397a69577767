import ArgumentParser
import BranchRecords
import GRDB
import ReplicaStore
import SyncCore

/// `zhibu late [accept | revert TABLE RECORD --reason T]`: what was changed after it had been approved.
struct LateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "late", abstract: "批准后的修改 / what was changed after its approval",
        subcommands: [List.self, Accept.self, Revert.self], defaultSubcommand: List.self)

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(commandName: "list", abstract: "待认可的 / those to be accepted")
        @OptionGroup var common: CommonOptions

        func run() throws {
            try common.withReplica { replica in
                try replica.fold()
                let lines = try LateLines(replica, language: common.language)
                if common.json { return common.show(lines.document) }
                guard !lines.all.isEmpty else { return common.show(common.words(.noLateEdit)) }
                var table = AlignedTable(Message.lateHeader.map(common.words))
                for line in lines.all { table.add([line.record, line.column, line.old, line.new, line.person, line.at, line.lockedOn]) }
                common.show(table.text)
                common.show(common.words(.nextLate))
            }
        }
    }

    struct Accept: ParsableCommand {
        static let configuration = CommandConfiguration(commandName: "accept", abstract: "认可 / it stands")
        @OptionGroup var common: CommonOptions
        @Argument(help: "表 / table") var table: String
        @Argument(help: "记录 / record") var record: String
        @Option(help: "原因 / why") var reason: String?

        func run() throws { try LateCommand.settle(common, table, record, isTakenBack: false, reason) }
    }

    struct Revert: ParsableCommand {
        static let configuration = CommandConfiguration(commandName: "revert", abstract: "撤销，恢复原值 / the approved values stand again")
        @OptionGroup var common: CommonOptions
        @Argument(help: "表 / table") var table: String
        @Argument(help: "记录 / record") var record: String
        @Option(help: "原因 / why") var reason: String?

        func run() throws { try LateCommand.settle(common, table, record, isTakenBack: true, reason) }
    }

    private static func settle(_ common: CommonOptions, _ table: String, _ record: String, isTakenBack: Bool, _ reason: String?) throws {
        try common.withReplica { replica in
            let act = try EntryAct(replica)
            let (title, count) = try replica.edit { database in
                try BranchRecordsOnly.require(in: database)
                let names = Names(database: database, language: common.language)
                let table = try names.table(table)
                let id = try names.recordID(record, of: table)
                let edits = try LateEdits.list(table: table, id: id, in: database)
                try LateEdits.settle(edits, isTakenBack: isTakenBack, act: act.forSteps(reason: reason, in: database), in: database)
                return (try names.title(table, key: [.text(id)]), edits.count)
            }
            if common.json {
                common.show(.object([("settled", .integer(Int64(count))), ("taken_back", .bool(isTakenBack))]))
            } else {
                common.show(common.words(count == 0 ? .noLateEdit : .lateSettled(title, count, isTakenBack: isTakenBack)))
            }
        }
    }
}

/// Late edits as people read them, with who wrote them and when.
struct LateLines {
    struct Line {
        var scope: String
        var table: String
        var record: String
        var column: String
        var old: String
        var new: String
        var person: String
        var at: String
        var lockedOn: String
    }

    let all: [Line]

    init(_ replica: Replica, language: Language) throws {
        let edits = try replica.read { database in
            try BranchRecordsOnly.require(in: database)
            return try LateEdits.list(in: database)
        }
        let writes = try edits.map { edit in
            try replica.lookBack(table: edit.table, key: [.text(edit.id)]).entries.last { $0.column == edit.column }
        }
        all = try replica.read { database in
            let names = Names(database: database, language: language)
            return try zip(edits, writes).map { edit, write in
                let scope = try String.fetchOne(database, sql: "SELECT scope_id FROM \(edit.table.quotedName) WHERE id = ?", arguments: [edit.id])
                return Line(
                    scope: scope ?? "", table: try names.label(edit.table), record: try names.title(edit.table, key: [.text(edit.id)]),
                    column: try names.label(edit.table, edit.column), old: try names.shownMasked(Value(edit.old), edit.table, edit.column),
                    new: try names.shownMasked(Value(edit.new), edit.table, edit.column), person: write?.person ?? "",
                    at: write.map { String(Moment($0.at).iso.replacing("T", with: " ").prefix(16)) } ?? "", lockedOn: edit.lockedOn)
            }
        }
    }

    var document: JSON {
        .array(
            all.map {
                .object([
                    ("scope", .string($0.scope)), ("table", .string($0.table)), ("record", .string($0.record)), ("column", .string($0.column)),
                    ("old", .string($0.old)), ("new", .string($0.new)), ("person", .string($0.person)), ("at", .string($0.at)),
                    ("locked_on", .string($0.lockedOn)),
                ])
            })
    }
}

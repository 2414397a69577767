import ArgumentParser
import ReplicaStore
import SyncCore

/// `zhibu history TABLE KEY [COLUMN]`: every value that a record ever had.
struct HistoryCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "history", abstract: "一条记录的历次更改 / a record's life")

    @OptionGroup var common: CommonOptions
    @Argument(help: "表 / table") var table: String
    @Argument(help: "记录：名称或编号 / name or key") var key: String
    @Argument(help: "列 / column") var column: String?

    private struct Target {
        var table: String
        var key: [Value]
        var column: String?
    }

    func run() throws {
        try common.withReplica { replica in
            try replica.fold()
            let target = try replica.read { database -> Target in
                let names = Names(database: database, language: common.language)
                let table = try names.table(self.table)
                let key = try names.key(self.key, of: table)
                let column = try self.column.map { try names.column($0, of: table) }
                return Target(table: table, key: key, column: column)
            }
            let (all, begins) = try replica.lookBack(table: target.table, key: target.key)
            let entries = all.filter { target.column == nil || $0.column == target.column }
            guard !entries.isEmpty else { throw CommandFailure(.recordUnknown, self.key) }
            if let begins {
                let now = Moment(Surroundings.ofThisComputer.now())
                common.remark(.historyIsShort(Moment(begins).text(in: common.language, yearOf: now)))
            }
            if common.json {
                try replica.read { database in
                    let names = Names(database: database, language: common.language)
                    common.show(.array(try entries.map { try Self.document($0, target.table, names) }))
                }
            } else {
                try show(entries, table: target.table, key: target.key, replica)
            }
        }
    }

    private static func document(_ entry: HistoryEntry, _ table: String, _ names: Names) throws -> JSON {
        func json(_ value: Value?) throws -> JSON {
            guard let value, let column = entry.column else { return value.map { JSON($0) } ?? .null }
            return try names.document(value, table, column)
        }
        return .object([
            ("author", .string(entry.author.short)), ("seq", .integer(entry.number)),
            ("at", .string(Moment(entry.at).iso)), ("person", .string(entry.person)),
            ("op", .string(entry.operation)), ("column", .optional(entry.column)),
            ("value", try json(entry.value)),
            ("previous", try json(entry.previous)),
            ("seen", JSON(seen: entry.seen)), ("void", .bool(entry.void != nil)),
            ("erased", .bool(entry.isErased)),
            ("reason", .optional(entry.reason)),
        ])
    }

    private func show(
        _ entries: [HistoryEntry], table: String, key: [Value], _ replica: Replica
    ) throws {
        let now = Moment(Surroundings.ofThisComputer.now())
        try replica.read { database in
            let names = Names(database: database, language: common.language)
            var count = 0
            var rows = AlignedTable(Message.historyHeader.map { common.words($0) }, indent: 2)
            var creation: (author: Author, number: Int64)?
            for entry in entries {
                // Blanks of a new record say nothing.
                if entry.operation == "insert", entry.value == .null, !entry.isErased { continue }
                // Columns that a unit carries along unchanged.
                if entry.column != nil, entry.previous == entry.value, !entry.isErased { continue }
                var what = common.words(.operation(entry.operation))
                if let column = entry.column, let value = entry.value {
                    let label = try names.label(table, column)
                    let new = try names.shownMasked(value, table, column)
                    let old = try names.shownMasked(entry.previous, table, column)
                    if entry.operation == "insert" {
                        // A new record is one line, whatever it was filled with.
                        if let creation, creation == (entry.author, entry.number), count > 0,
                            entry.reason == nil, !entry.isErased
                        {
                            rows.extendLast("；\(label) \(new)")
                            continue
                        }
                        creation = (entry.author, entry.number)
                    }
                    what =
                        entry.operation == "insert"
                        ? "\(what)；\(label) \(new)" : common.words(.changed(label, old, new))
                }
                if ["decide", "undo"].contains(entry.operation), let column = entry.column {
                    what += "；\(try names.label(table, column))"
                }
                if entry.isErased, let column = entry.column {
                    what = common.words(.valueErased(try names.label(table, column)))
                }
                if entry.operation == "erase", let column = entry.column {
                    what = common.words(.orderedToErase(try names.label(table, column)))
                }
                if let reason = entry.reason {
                    what += "；\(entry.operation == "decide" ? common.words(.decision(reason)) : reason)"
                }
                if entry.void != nil { what += common.words(.doesNotCount) }
                count += 1
                rows.add([
                    Moment(entry.at).text(in: common.language, yearOf: now),
                    try names.person(entry.person, entry.author), try names.device(entry.author),
                    what,
                ])
            }
            common.show(common.words(.historyTitle(try names.title(table, key: key), count)))
            common.show(rows.text)
        }
    }
}

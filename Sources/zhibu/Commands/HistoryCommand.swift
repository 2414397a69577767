import ArgumentParser
import ReplicaStore
import SyncCore

/// `zhibu history TABLE KEY [COLUMN]`: every value that was ever written.
struct HistoryCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "history", abstract: "一条记录的历次更改 / every change of a record")

    @OptionGroup var common: CommonOptions
    @Argument(help: "表 / table") var table: String
    @Argument(help: "记录 / key or name") var key: String
    @Argument(help: "列 / column") var column: String?

    func run() throws {
        let replica = try common.open()
        let (name, values) = try replica.read { database in
            let words = RecordWords(database, common.language)
            let name = try words.tableName(table)
            return (name, try words.key(name, key))
        }
        let entries = try replica.history(table: name, key: values).filter {
            column == nil || $0.column == column || $0.column == nil
        }
        guard !entries.isEmpty else { throw CommandFailure(.recordUnknown, key) }
        try replica.read { database in
            let words = RecordWords(database, common.language)
            if common.json {
                common.show(.array(entries.map(json)))
                return
            }
            common.show(
                common.words(.historyTitle(try words.record(name, values), entries.count)))
            var screen = AlignedTable(Message.historyHeader.map(common.words))
            let now = Moment(Surroundings.ofThisComputer.now())
            for entry in entries {
                screen.add([
                    Moment(entry.at).text(in: common.language, yearOf: now), entry.person,
                    try words.device(entry.author), try what(entry, words, name),
                ])
            }
            screen.lines(indent: "  ").forEach(common.show)
        }
        try replica.close()
    }

    private func what(_ entry: HistoryEntry, _ words: RecordWords, _ table: String) throws -> String {
        let verb = common.words(.operation(entry.operation))
        guard let column = entry.column, let value = entry.value else {
            return [verb, entry.reason].compactMap { $0 }.joined(separator: " ")
        }
        let label = try words.column(table, column)
        let new = try words.value(table, column, value)
        guard entry.operation == "update" else { return "\(verb) \(label) \(new)" }
        return common.words(
            .changed(label, try words.value(table, column, entry.previous ?? .null), new))
    }

    private func json(_ entry: HistoryEntry) -> JSON {
        .object([
            ("author", .string(entry.author.short)), ("seq", .integer(entry.number)),
            ("at", .string(Moment(entry.at).iso)), ("person", .string(entry.person)),
            ("op", .string(entry.operation)), ("column", .optional(entry.column)),
            ("value", entry.value.map { JSON($0) } ?? .null),
            ("previous", entry.previous.map { JSON($0) } ?? .null), ("seen", JSON(seen: entry.seen)),
            ("void", .bool(false)),
        ])
    }
}

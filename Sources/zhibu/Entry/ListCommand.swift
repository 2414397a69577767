import ArgumentParser
import BranchRecords
import GRDB
import ReplicaStore
import SyncCore
import TerminalScreen

/// `zhibu list TABLE [COLUMN=VALUE …]`: records, in the official order.
struct ListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "列出记录 / records of a table",
        discussion: "列= 不写值，是没填的；COLUMN= without a value: where it is empty")

    @OptionGroup var common: CommonOptions
    @Argument(help: "表 / table") var table: String
    @Argument(help: "列=值 / COLUMN=VALUE") var filters: [String] = []
    @Option(help: "要看的列，逗号分开 / columns, with commas") var columns: String?
    @Flag(help: "含已归档 / archived ones too") var archived = false
    @Option(help: "最多几条（默认 200）/ at most so many") var most: Int = 200

    func run() throws {
        try common.withReplica { replica in
            try replica.read { database in
                try BranchRecordsOnly.require(in: database)
                try show(Names(database: database, language: common.language))
            }
        }
    }

    private func show(_ names: Names) throws {
        let database = names.database
        let table = try names.table(self.table)
        let wanted = try columns.map { try $0.split { ",，、".contains($0) }.map { try RecordEntry.columnName(String($0), of: table, in: database) } }
        let shown = try wanted ?? Self.usual(of: table, in: database)
        var conditions = archived ? [] : ["archived_at IS NULL"]
        var arguments = StatementArguments()
        for filter in filters {
            let field = try EntryField(filter)
            let found = try RecordEntry.value(field.text, of: field.column, in: table, database)
            // Else one could guess what one may not see.
            if try names.sight(table, found.column) ?? .plain != .plain {
                throw CommandFailure(.columnPrivate, try names.label(table, found.column))
            }
            conditions.append(found.value.isNull ? "COALESCE(\(found.column.quotedName), '') = ''" : "\(found.column.quotedName) = ?")
            if !found.value.isNull { arguments += [found.value] }
        }
        let rest = "FROM \(table.quotedName)\(conditions.isEmpty ? "" : " WHERE " + conditions.joined(separator: " AND "))"
        let all = try Int.fetchOne(database, sql: "SELECT count(*) \(rest)", arguments: arguments) ?? 0
        let order = try database.columnNames(of: table).contains("sort_no") ? "scope_id, sort_no IS NULL, sort_no, id" : "scope_id, created_at, id"
        let rows = try Row.fetchAll(database, sql: "SELECT * \(rest) ORDER BY \(order) LIMIT \(max(0, most))", arguments: arguments)
        if common.json { return common.show(.array(try rows.map { try document($0, table, names) })) }
        var lines = AlignedTable(try [names.label(table)] + shown.map { try names.label(table, $0) })
        for row in rows {
            lines.add(
                try [cut(names.title(table, key: [Value(row["id"] as DatabaseValue)]), to: Self.titleMax)]
                    + shown.map { cut(try names.shownMasked(Value(row[$0] as DatabaseValue), table, $0, blank: ""), to: Self.cellMax) })
        }
        common.show(lines.text)
        common.remark(.listed(rows.count, of: all))
    }

    private static let titleMax = 56
    private static let cellMax = 28

    /// What the title doesn't say and fits into a line: codes, dates and numbers that a record should have.
    static func usual(of table: String, in database: Database) throws -> [String] {
        try String.fetchAll(
            database,
            sql: """
                SELECT c.name FROM pragma_table_info(:table) c
                JOIN zhibu_label l ON l.tbl = :table AND l.col = c.name
                LEFT JOIN v_required r ON r.tbl = :table AND r.col = c.name
                WHERE c.type NOT LIKE '%long%' AND c.type NOT LIKE '%list%' AND c.name NOT IN ('org_kind', 'campaign_id', 'id')
                AND (r.col IS NOT NULL OR c.name = 'status' OR c.type LIKE '%date' OR c.type LIKE '%bool' OR l.codes IS NOT NULL)
                AND NOT instr((SELECT title_sql FROM zhibu_title WHERE tbl = :table), c.name)
                AND (:table, c.name) NOT IN (SELECT tbl, col FROM v_sensitive)
                ORDER BY r.col IS NULL, c.cid LIMIT 6
                """, arguments: ["table": table])
    }

    private func document(_ row: Row, _ table: String, _ names: Names) throws -> JSON {
        .object(
            try zip(row.columnNames, row.databaseValues).map { name, value in
                (name, try names.document(Value(value), table, name))
            })
    }
}

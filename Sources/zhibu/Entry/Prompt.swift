import BranchRecords
import GRDB
import TerminalScreen

/// Asks on a terminal for what a new record must have.
struct Prompt {
    let common: CommonOptions
    let names: Names

    /// What is required and was not said, asked one after the other; an empty answer leaves out what may stay empty.
    func missing(of table: String, said: [String]) throws -> [EntryField] {
        let said = try Set(said.map { try RecordEntry.columnName($0, of: table, in: names.database) })
        let rows = try Row.fetchAll(
            names.database,
            sql: """
                SELECT r.col, l.codes, (r.tbl, r.col) IN (SELECT tbl, col FROM v_import_required) IS TRUE AS always
                FROM v_required r JOIN zhibu_label l ON l.tbl = r.tbl AND l.col = r.col
                JOIN pragma_table_info(:table) c ON c.name = r.col
                WHERE r.tbl = :table AND c.dflt_value IS NULL AND (r.tbl, r.col) NOT IN (SELECT tbl, col FROM v_import_default)
                -- What kind of record a reference leads to, the reference tells.
                AND (r.tbl, replace(r.col, '_kind', '_id')) NOT IN (SELECT tbl, col FROM v_reference WHERE col <> r.col)
                ORDER BY c.cid
                """, arguments: ["table": table])
        var answers: [EntryField] = []
        for row in rows where !said.contains(row["col"]) {
            let column: String = row["col"]
            let choices = try (row["codes"] as String?).map(titles) ?? []
            guard let text = try ask(try names.label(table, column), choices, isOptional: !(row["always"] as Bool), in: table, column) else { continue }
            answers.append(EntryField(column: column, text: text))
        }
        return answers
    }

    private func titles(of list: String) throws -> [String] {
        try String.fetchAll(names.database, sql: "SELECT zh FROM zhibu_code WHERE list = ? ORDER BY sort", arguments: [list])
    }

    /// - Returns: What was answered and can be stored; nil where nothing was.
    private func ask(_ label: String, _ choices: [String], isOptional: Bool, in table: String, _ column: String) throws -> String? {
        let shown = choices.prefix(Self.choicesMax).enumerated().map { "\($0 + 1) \($1)" }.joined(separator: "  ")
        while true {
            if !choices.isEmpty { common.remark(Message(shown, shown)) }
            Output.remark(part: "\(label)\(isOptional ? common.words(.mayStayEmpty) : "")：")
            guard let line = readLine() else { throw CommandFailure(.entryUnfit, label) }
            if line.allSatisfy(\.isWhitespace) {
                if isOptional { return nil }
                continue
            }
            let text = Int(line).flatMap { choices.indices.contains($0 - 1) ? choices[$0 - 1] : nil } ?? line
            do {
                _ = try RecordEntry.value(text, of: label, in: table, names.database)
                return text
            } catch let error as EntryError {
                common.remark(error.explanation.sentence)
            }
        }
    }

    private static let choicesMax = 20
}

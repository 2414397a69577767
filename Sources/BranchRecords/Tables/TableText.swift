/// Reads a file of table definitions. Its lines:
///
///     table survey | 调查摸底 | Surveys
///       What a row is, in a line or two.
///     scope college via org_id          (or: uni, committee, college)
///     merge keep                        (for every column that says nothing else)
///     key campaign_id/org_id/round      (or: given; without this line the id is random)
///     title {org_id}，{year}年度档案
///     find code                         (find? where two rows may share the values)
///     with membership by person_id
///     index org_id, year where year <> ''
///     unit state: status, submitted_on
///       status | 状态 | Status | text = approval_status | keep | required, preset draft
///
/// A column's last cell may say `always` or `required`, `private CLASS`, `between LEAST MOST`, `default LITERAL`,
/// `preset VALUE`, and of a reference `held` or `held if CONDITION`, with commas.
/// A column called `id` gives the key another label. A line that begins with `--` is a comment, and so is what stands after `--` in a line.
package struct TableText {
    private let file: String
    private var tables: [TableDefinition] = []
    private var number = 0

    /// - Parameters:
    ///   - file: Its name, for ``DefinitionFault``.
    ///   - text: What it says.
    package static func read(_ file: String, _ text: String) throws(DefinitionFault) -> [TableDefinition] {
        var reader = TableText(file: file)
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            reader.number += 1
            try reader.read(String(line))
        }
        return reader.tables
    }

    private init(file: String) { self.file = file }

    private func fault(_ reason: String) -> DefinitionFault { DefinitionFault(file: file, line: number, reason: reason) }

    private mutating func read(_ full: String) throws(DefinitionFault) {
        let line = Self.withoutComment(full)
        let words = line.split(separator: " ", maxSplits: 1)
        guard let word = words.first else { return }
        let rest = words.count > 1 ? Self.trimmed(words[1]) : ""
        if word == "table" {
            let parts = Self.cells(rest)
            guard parts.count == 3 else { throw fault("a table has a name and two titles") }
            tables.append(TableDefinition(name: parts[0], label: Wording(zh: parts[1], en: parts[2])))
            return
        }
        guard var table = tables.popLast() else { throw fault("no table yet") }
        if line.hasPrefix(" ") {
            let cells = Self.cells(line)
            if cells.count > 1 {
                table.columns.append(try column(cells))
            } else {
                table.about += (table.about.isEmpty ? "" : " ") + cells[0]
            }
        } else {
            try read(String(word), rest, into: &table)
        }
        tables.append(table)
    }

    private func read(_ word: String, _ rest: String, into table: inout TableDefinition) throws(DefinitionFault) {
        switch word {
        case "scope": table.scope = try scope(rest)
        case "merge": table.policy = rest
        case "key": table.key = rest == "given" ? .given : .columns(rest.split(separator: "/").map(String.init))
        case "title": table.title = rest
        case "find", "find?": table.finds.append(.init(columns: Self.names(rest), isWeak: word == "find?"))
        case "with":
            let words = rest.split(separator: " ").map(String.init)
            guard words.count == 3, words[1] == "by" else { throw fault("with TABLE by COLUMN") }
            table.parts.append((words[0], words[2]))
        case "index":
            let parts = rest.split(separator: " where ", maxSplits: 1)
            table.indexes.append(.init(columns: Self.names(String(parts[0])), condition: parts.count > 1 ? String(parts[1]) : nil))
        case "unit":
            let parts = rest.split(separator: ":", maxSplits: 1)
            guard parts.count == 2 else { throw fault("unit NAME: COLUMN, COLUMN") }
            table.units.append(.init(name: String(parts[0]), columns: Self.names(String(parts[1]))))
        default: throw fault("what is '\(word)'?")
        }
    }

    private func scope(_ text: String) throws(DefinitionFault) -> TableDefinition.Scope {
        let words = text.split(separator: " ").map(String.init)
        switch (words.first, words.count) {
        case ("uni", 1): return .university
        case ("committee", 1): return .committee
        case ("college", 1): return .college(via: nil)
        case ("college", 3) where words[1] == "via": return .college(via: words[2])
        default: throw fault("scope uni, committee or college via COLUMN")
        }
    }

    private func column(_ cells: [String]) throws(DefinitionFault) -> TableDefinition.Column {
        guard (4...6).contains(cells.count), !cells[1].isEmpty, !cells[2].isEmpty else {
            throw fault("a column has a name, two labels and a type")
        }
        let type = cells[3].split(separator: " ").map(String.init)
        let sign = type.firstIndex { $0 == ">" || $0 == "=" }
        let kind = type[..<(sign ?? type.endIndex)].joined(separator: " ")
        guard TableSQL.declaredTypes[kind] != nil else { throw fault("no type is called '\(kind)'") }
        if let sign, type.count != sign + 2 { throw fault("> TABLE or = LIST") }
        var isAlways = false, isRequired = false
        var range: ClosedRange<Int>?
        var held: String?
        var privacy: String?, fallback: String?, preset: String?
        for flag in cells.count > 5 ? cells[5].split(separator: ",").map({ Self.trimmed($0) }) : [] {
            let words = flag.split(separator: " ", maxSplits: 1).map(String.init)
            switch (words[0], words.count) {
            case ("always", 1): isAlways = true
            case ("required", 1): isRequired = true
            case ("private", 2): privacy = words[1]
            case ("between", 2):
                let ends = words[1].split(separator: " ").compactMap { Int($0) }
                guard ends.count == 2, ends[0] <= ends[1] else { throw fault("between LEAST MOST") }
                range = ends[0]...ends[1]
            case ("held", 1): held = "1"
            case ("held", 2) where words[1].hasPrefix("if "): held = String(words[1].dropFirst(3))
            case ("default", 2): fallback = words[1]
            case ("preset", 2): preset = words[1]
            default: throw fault("what is '\(flag)'?")
            }
        }
        return TableDefinition.Column(
            name: cells[0], label: Wording(zh: cells[1], en: cells[2]), kind: kind,
            target: sign.flatMap { type[$0] == ">" ? type[$0 + 1] : nil },
            codes: sign.flatMap { type[$0] == "=" ? type[$0 + 1] : nil },
            policy: cells.count > 4 && !cells[4].isEmpty ? cells[4] : nil,
            isAlways: isAlways, isRequired: isRequired || isAlways, privacy: privacy, range: range, held: held, fallback: fallback, preset: preset)
    }

    private static func withoutComment(_ line: String) -> String {
        if line.hasPrefix("--") { return "" }
        guard let start = line.firstRange(of: " -- ") else { return line }
        return String(line[..<start.lowerBound])
    }

    private static func cells(_ line: String) -> [String] {
        line.split(separator: "|", omittingEmptySubsequences: false).map { trimmed($0) }
    }

    private static func names(_ list: String) -> [String] { list.split(separator: ",").map { trimmed($0) } }

    private static func trimmed(_ text: Substring) -> String {
        String(text.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }
}

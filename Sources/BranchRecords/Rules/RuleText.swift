/// What one office could keep right and two together can break (语义冲突), as a file says it: what it lists, what that means
/// to a person, and what puts it right.
///
///     -- rule: SC-04 | high | 同一组织两个不同等次 | Two different grades
///     -- card: {org}本轮有两份定级：… | {org} has two grades this round: …
///     SELECT … AS tbl, … AS key, … AS other_key, … AS detail FROM zhibu_touched t …
///
///     -- values
///     SELECT … AS org, … WHERE g.id = :key
///
///     -- take: 以 {kept} 为准，{other} 归档 | {kept} stands; {other} is archived
///     SELECT 'grade' AS tbl, :other AS key, 'archived_at' AS col, :at AS value …
///
///     -- advice
///     SELECT 'take 1' AS choice, … AS zh, … AS en …
///
/// Every other line that begins with `--` before a query is a comment.
///
/// The engine runs a rule after every merge and every edit. A finding is known by its rule and its one or two rows, so a rule
/// lists each pair once, and `detail` says the same whichever of the two was changed. Every rule begins at `zhibu_touched`
/// and costs by the change: a touched row is looked at as either side of a pair (CROSS JOIN keeps the order in which the tables
/// are read, a plus keeps SQLite from an index that tells less). Where a finding depends on rows of other tables too, `near`
/// holds the rows that may be concerned: those that changed, and those that a changed row of another table belongs to. What
/// a row belonged to that was deleted or belongs elsewhere now stands in `zhibu_former`; that matters only where its going can
/// break something. The findings that stand are looked at whatever has changed.
///
/// A remedy lists each value to write, by table, key and column; `:kept` and `:other` are the two records. What is archived
/// says when, by whom and why (`:at`, `:person`, `:reason`). Of advice the first row counts; where no fact speaks for a choice
/// there is none.
package struct RuleText {
    /// What puts a finding right.
    package struct Remedy {
        package let verb: String
        package let words: Wording
        package let sql: String
    }

    package let name: String
    package let severity: String
    package let title: Wording
    package let card: Wording
    package let query: String
    /// What the card's places are filled with.
    package private(set) var values: String?
    package private(set) var remedies: [Remedy] = []
    package private(set) var advice: String?

    /// - Parameters:
    ///   - file: Its name, which is the rule's.
    ///   - text: What it says.
    package init(_ file: String, _ text: String) throws(DefinitionFault) {
        let sections = Self.sections(of: text)
        func fault(_ line: Int, _ reason: String) -> DefinitionFault { DefinitionFault(file: file, line: line, reason: reason) }
        guard sections.count > 1, sections[0].word == "rule", sections[1].word == "card" else {
            throw fault(1, "a rule begins with `-- rule:` and `-- card:`")
        }
        let head = Self.cells(sections[0].rest)
        guard head.count == 4, head[0] == file, ["high", "mid", "low"].contains(head[1]) else {
            throw fault(sections[0].line, "rule: \(file) | high, mid or low | 标题 | title")
        }
        (name, severity, title) = (head[0], head[1], Wording(zh: head[2], en: head[3]))
        let words = Self.cells(sections[1].rest)
        guard words.count == 2 else { throw fault(sections[1].line, "card: 中文 | English") }
        card = Wording(zh: words[0], en: words[1])
        query = sections[1].sql
        for section in sections.dropFirst(2) {
            switch section.word {
            case "values" where values == nil: values = section.sql
            case "advice" where advice == nil: advice = section.sql
            case "take", "merge":
                let words = Self.cells(section.rest)
                guard words.count == 2 else { throw fault(section.line, "\(section.word): 中文 | English") }
                remedies.append(Remedy(verb: section.word, words: Wording(zh: words[0], en: words[1]), sql: section.sql))
            default: throw fault(section.line, "`\(section.word)` stands twice")
            }
            if section.sql.isEmpty { throw fault(section.line, "`\(section.word)` without a query") }
        }
        if query.isEmpty { throw fault(sections[1].line, "no query") }
    }

    private struct Section {
        let word: String
        let rest: String
        let line: Int
        var sql = ""
    }

    private static let words = ["rule", "card", "values", "take", "merge", "advice"]

    private static func sections(of text: String) -> [Section] {
        var sections: [Section] = []
        for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            if let word = words.first(where: { line == "-- \($0)" || line.hasPrefix("-- \($0): ") }) {
                let rest = line.dropFirst(word.count + 3).drop { $0 == ":" }
                sections.append(Section(word: word, rest: String(rest), line: number + 1))
            } else if !sections.isEmpty, !line.hasPrefix("--"), !line.isEmpty {
                sections[sections.count - 1].sql += (sections[sections.count - 1].sql.isEmpty ? "" : "\n") + line
            }
        }
        return sections
    }

    private static func cells(_ text: String) -> [String] {
        text.split(separator: "|", omittingEmptySubsequences: false).map { CleanText.prose(String($0)) }
    }

    /// What fills the engine's tables.
    package var sql: String {
        func text(_ value: String?) -> String { value.map { "'\($0.replacing("'", with: "''"))'" } ?? "NULL" }
        func row(_ table: String, _ values: String?...) -> String { "INSERT INTO \(table) VALUES (\(values.map(text).joined(separator: ", ")));" }
        let rows =
            [row("zhibu_rule", name, severity, title.zh, query), row("zhibu_card", name, title.en, card.zh, card.en, values)]
            + remedies.map { row("zhibu_remedy", name, $0.verb, $0.words.zh, $0.words.en, $0.sql) }
            + (advice.map { [row("zhibu_advice", name, $0)] } ?? [])
        return rows.joined(separator: "\n")
    }
}

/// Reads a file of workflows. Its lines:
///
///     workflow W03 | 分类定级 | Grading
///     table grade
///     state status
///     first draft
///     (or, where no column holds the state: state by SQL, and codes draft=草稿=draft, …)
///
///     step grade: draft, self > graded | 评定 | give a grade
///       who col_sec if r.org_kind = 'branch'
///       ask level, reason
///       set graded_on = :today
///       need 摸底已审定 | the survey is approved | EXISTS (SELECT 1 FROM survey s WHERE s.org_id = r.org_id)
///       lock level, score
///       unlock                                (nothing is locked any more)
///       reason
///       also TABLE | SELECT … FROM r          (records to insert)
///       change TABLE | SELECT id, … FROM r    (columns of records to write)
///
/// In SQL `r` is a table of one row: the record as the step leaves it. `:today` is the day, `:person_id` the record of the
/// person who takes the step, if there is one. A line that begins with `--` is a comment.
package struct WorkflowText {
    private let file: String
    private var workflows: [Workflow] = []
    private var number = 0

    /// - Parameters:
    ///   - file: Its name, for ``DefinitionFault``.
    ///   - text: What it says.
    package static func read(_ file: String, _ text: String) throws(DefinitionFault) -> [Workflow] {
        var reader = WorkflowText(file: file)
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            reader.number += 1
            try reader.read(String(line))
        }
        return reader.workflows
    }

    private init(file: String) { self.file = file }

    private func fault(_ reason: String) -> DefinitionFault { DefinitionFault(file: file, line: number, reason: reason) }

    private mutating func read(_ line: String) throws(DefinitionFault) {
        guard !line.hasPrefix("--") else { return }
        let words = line.split(separator: " ", maxSplits: 1)
        guard let word = words.first.map(String.init), !word.hasPrefix("--") else { return }
        let rest = words.count > 1 ? CleanText.prose(String(words[1])) : ""
        if word == "workflow" {
            let cells = Self.cells(rest)
            guard cells.count == 3 else { throw fault("workflow ID | 中文 | English") }
            return workflows.append(Workflow(id: cells[0], label: Wording(zh: cells[1], en: cells[2])))
        }
        guard var workflow = workflows.popLast() else { throw fault("no workflow yet") }
        defer { workflows.append(workflow) }
        if line.hasPrefix(" ") {
            guard var step = workflow.steps.popLast() else { throw fault("no step yet") }
            defer { workflow.steps.append(step) }
            return try read(word, rest, into: &step)
        }
        switch word {
        case "table": workflow.table = rest
        case "state" where rest.hasPrefix("by "): (workflow.state, workflow.counted) = (nil, String(rest.dropFirst(3)))
        case "state": workflow.state = rest
        case "codes":
            for item in Self.names(rest) {
                let parts = item.split(separator: "=").map(String.init)
                guard parts.count == 3 else { throw fault("codes CODE=中文=English") }
                workflow.codes[parts[0]] = Wording(zh: parts[1], en: parts[2])
            }
        case "first": workflow.first = rest
        case "step": workflow.steps.append(try step(rest))
        default: throw fault("what is '\(word)'?")
        }
    }

    private func step(_ text: String) throws(DefinitionFault) -> Workflow.Step {
        let cells = Self.cells(text)
        let parts = (cells.first ?? "").split(separator: ":", maxSplits: 1)
        let states = parts.count == 2 ? parts[1].split(separator: ">").map { CleanText.prose(String($0)) } : []
        guard cells.count == 3, states.count == 2 else { throw fault("step NAME: STATE, STATE > STATE | 中文 | English") }
        return Workflow.Step(name: String(parts[0]), label: Wording(zh: cells[1], en: cells[2]), from: Self.names(states[0]), to: states[1])
    }

    private func read(_ word: String, _ rest: String, into step: inout Workflow.Step) throws(DefinitionFault) {
        switch word {
        case "who":
            let parts = Self.split(rest, " if ")
            step.actors.append(.init(role: parts[0], condition: parts.count > 1 ? parts[1] : nil))
        case "ask": step.asked += Self.names(rest)
        case "set":
            let parts = Self.split(rest, " = ")
            guard parts.count == 2 else { throw fault("set COLUMN = SQL") }
            step.set.append((parts[0], parts[1]))
        case "need":
            let cells = rest.split(separator: " | ", maxSplits: 2).map { CleanText.prose(String($0)) }
            guard cells.count == 3 else { throw fault("need 中文 | English | SQL") }
            step.needs.append(.init(label: Wording(zh: cells[0], en: cells[1]), sql: cells[2]))
        case "lock": step.locked += Self.names(rest)
        case "unlock": step.unlocks = true
        case "reason": step.asksReason = true
        case "also", "change":
            let parts = Self.split(rest, " | ")
            guard parts.count == 2 else { throw fault("\(word) TABLE | SELECT …") }
            let writing = Workflow.Step.Writing(table: parts[0], sql: parts[1])
            if word == "also" { step.inserts.append(writing) } else { step.changes.append(writing) }
        default: throw fault("what is '\(word)'?")
        }
    }

    private static func split(_ text: String, _ sign: String) -> [String] {
        text.split(separator: sign, maxSplits: 1).map { CleanText.prose(String($0)) }
    }

    private static func cells(_ text: String) -> [String] { text.split(separator: "|").map { CleanText.prose(String($0)) } }

    private static func names(_ list: String) -> [String] { list.split(separator: ",").map { CleanText.prose(String($0)) } }
}

import Foundation

/// Who enters what, and when, in a year: acts, read from `*.year` files.
///
///     -- a comment
///     act survey begun: 03-05 .. 03-25, by office
///       decide
///       for SELECT b.id AS branch FROM branch b
///           WHERE b.scope_id = :scope
///       add survey | org_id={branch} | surveyed_on={day}
///       set survey_item {last}/A1 | rating=好
///       step submit survey {last} | --reason 代办
///       sql INSERT INTO …
public struct YearScript: Sendable {
    /// Whose computer acts.
    public enum Actor: String, Sendable {
        /// Each college's.
        case office
        /// The second one of each college that has two.
        case laptop
        /// The organisation department's.
        case uni
    }

    enum Deed: Sendable {
        case add(table: String, fields: [(column: String, text: String)])
        case set(table: String, id: String, fields: [(column: String, text: String)])
        case step(name: String, table: String, id: String, fields: [(column: String, text: String)], reason: String?)
        case sql(String)
    }

    public struct Act: Sendable {
        public let name: String
        /// Days of the year 2012, as `2012-03-05`.
        public let first: String
        public let last: String
        public let actor: Actor
        /// Each row of the answer is one case of the act; without a query there is one.
        var query: String?
        /// Whether what is open on the computer is decided before.
        var decidesFirst = false
        var deeds: [Deed] = []
    }

    /// A line that can't be read.
    public struct Fault: Error, CustomStringConvertible {
        let file: String
        let line: Int
        let text: String

        public var description: String { "\(file), line \(line): \(text)" }
    }

    public private(set) var acts: [Act] = []

    /// - Parameter files: Name and text of each file; acts of one day are played in this order.
    public init(_ files: [(name: String, text: String)]) throws(Fault) {
        for file in files {
            var number = 0
            for line in file.text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) {
                number += 1
                guard read(line) else { throw Fault(file: file.name, line: number, text: line) }
            }
        }
    }

    /// - Returns: False where the line makes no sense.
    private mutating func read(_ line: String) -> Bool {
        let text = Self.trimmed(line)
        if text.isEmpty || text.hasPrefix("--") { return true }
        if line.hasPrefix("act ") { return begin(String(line.dropFirst(4))) }
        guard var act = acts.popLast() else { return false }
        defer { acts.append(act) }
        let indent = line.prefix { $0 == " " }.count
        guard indent == 2 else {
            guard indent > 2 else { return false }
            if act.deeds.isEmpty, let query = act.query {
                act.query = query + " " + text
            } else if case .sql(let sql)? = act.deeds.last {
                act.deeds[act.deeds.count - 1] = .sql(sql + " " + text)
            } else {
                return false
            }
            return true
        }
        let (word, rest) = Self.halves(text, " ")
        if word == "for" {
            act.query = rest
            return true
        }
        if word == "decide", rest.isEmpty {
            act.decidesFirst = true
            return true
        }
        guard let deed = Self.deed(word, rest) else { return false }
        act.deeds.append(deed)
        return true
    }

    private mutating func begin(_ text: String) -> Bool {
        let (name, rest) = Self.halves(text, ":")
        let (window, by) = Self.halves(rest, ",")
        let days = window.split(separator: ".").map { Self.trimmed(String($0)) }.filter { !$0.isEmpty }
        let actor = Self.trimmed(by).split(separator: " ").last.flatMap { Actor(rawValue: String($0)) }
        guard days.count == 2, days.allSatisfy({ $0.count == 5 }), let actor else { return false }
        acts.append(Act(name: Self.trimmed(name), first: "2012-\(days[0])", last: "2012-\(days[1])", actor: actor))
        return true
    }

    private static func deed(_ word: String, _ rest: String) -> Deed? {
        if word == "sql" { return .sql(rest) }
        var cells = rest.components(separatedBy: " | ").map(trimmed)
        let words = cells.removeFirst().split(separator: " ").map(String.init)
        let reason = cells.first { $0.hasPrefix("--reason ") }.map { String($0.dropFirst(9)) }
        let fields = cells.filter { !$0.hasPrefix("--reason ") }.map { cell in
            let (column, text) = halves(cell, "=")
            return (column: trimmed(column), text: text)
        }
        switch (word, words.count) {
        case ("add", 1): return .add(table: words[0], fields: fields)
        case ("set", 2): return .set(table: words[0], id: words[1], fields: fields)
        case ("step", 3): return .step(name: words[0], table: words[1], id: words[2], fields: fields, reason: reason)
        default: return nil
        }
    }

    private static func halves(_ text: String, _ sign: Character) -> (String, String) {
        guard let place = text.firstIndex(of: sign) else { return (text, "") }
        return (String(text[..<place]), trimmed(String(text[text.index(after: place)...])))
    }

    private static func trimmed(_ text: String) -> String {
        String(text.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }
}

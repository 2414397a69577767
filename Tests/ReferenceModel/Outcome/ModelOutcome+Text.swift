import SyncCore

/// A canonical form without order: two outcomes are the same exactly when their lines are.
extension ModelOutcome {
    /// One line for each fact, sorted; repetitions stay, so that a row shown twice is seen.
    public var lines: [String] {
        let facts =
            rows.flatMap(\.lines)
            + open.map { "open     \($0.line)" }
            + settled.map { "settled  \($0.line)" }
            + resolved.map { "resolved \($0.line)" }
            + void.map { "void     \($0)" }
        return facts.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    /// The first fact in which two outcomes differ, and how many there are; nil if they are equal.
    ///
    /// `-` goes before what only the other outcome says, `+` before what only this one says.
    public func difference(from other: ModelOutcome) -> String? {
        // Swift's == takes two spellings of one letter for equal; bytes don't.
        let changes = lines.difference(from: other.lines) { $0.utf8.elementsEqual($1.utf8) }
        guard !changes.isEmpty else { return nil }
        let facts = changes.map { change in
            switch change {
            case .remove(_, let line, _): (line, "- \(line)")
            case .insert(_, let line, _): (line, "+ \(line)")
            }
        }
        let subject = facts.map { Self.subject(of: $0.0) }.min() ?? ""
        let first = facts.filter { Self.subject(of: $0.0) == subject }.map(\.1).sorted(by: >)
        return first.joined(separator: "\n") + "\n(\(changes.count) lines differ)"
    }

    /// What a line is about: its text before what is said of it.
    private static func subject(of line: String) -> String {
        line.prefix { $0 != "=" }.description
    }
}

extension ModelRow {
    var lines: [String] {
        let name = "row      \(row.text)"
        let units = heads.keys.sorted().map { unit in
            "\(name) \(unit) = \(values[unit].map { $0.literal } ?? "(not shown)")"
                + " heads \(heads[unit, default: []].list)"
                + " judged \(judged[unit].map { $0.list } ?? "(none)")"
        }
        let stray = Set(values.keys).union(judged.keys).subtracting(heads.keys).sorted()
        return ["\(name) = \(live ? "live" : "dead") present \(present.list) absent \(absent.list)"]
            + units + stray.map { "\(name) \($0) = shown or judged without heads" }
    }
}

extension ModelConflict {
    var line: String {
        let place = "\(kind) \(row.text) \(unit ?? "(row)")"
        let choices = candidates.map { "\($0.value.literal) by \($0.dots.list)" }
        return "\(place) = \(dots.list) \(choices.joined(separator: " | "))"
            + (by.map { "decided by \($0)" } ?? "")
    }
}

extension ModelRowID {
    /// The row as it is written in lines: `t('k')`.
    var text: String { "\(table)\(key.literal)" }
}

extension [Value] {
    /// The values as SQL literals; unequal values have unequal literals.
    var literal: String { "(\(map(\.literal).joined(separator: ", ")))" }
}

extension Value {
    /// The value as an SQL literal; text that is no UTF-8 as a cast blob.
    var literal: String {
        switch self {
        case .null: "NULL"
        case .integer(let number): "\(number)"
        case .real(let number): "\(number)"
        case .blob(let bytes): "x'\(Self.hex(bytes))'"
        case .text(let bytes):
            String(validating: bytes, as: UTF8.self)
                .map { "'\($0.replacing("'", with: "''"))'" }
                ?? "CAST(x'\(Self.hex(bytes))' AS TEXT)"
        }
    }

    private static func hex(_ bytes: [UInt8]) -> String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}

extension Set<String> {
    var list: String { "[\(sorted().joined(separator: ","))]" }
}

import Crypto

/// The name of a conflict: the same on every replica that holds the same changesets.
///
/// It names the heads by their changesets' hashes, which a fork found later can't rename. A further
/// concurrent write makes a new id.
public struct ConflictID: Hashable, Sendable, CustomStringConvertible {
    /// 32 hexadecimal digits.
    public let text: String

    /// - Parameters:
    ///   - kind: `value`, `delete-edit`, …
    ///   - scope: The row's scope.
    ///   - table: The row's table.
    ///   - key: The row's key.
    ///   - unit: The unit's name, or nil for the row's presence.
    ///   - heads: The changesets that stand against each other, in any order.
    public init(
        kind: String, scope: String, table: String, key: [Value], unit: String?,
        heads: [ChangesetHash]
    ) {
        var line: [UInt8] = []
        for field in [kind, scope, table, unit ?? ""] {
            Value.appendEscaped(field.utf8, to: &line)
            line.append(0x09)
        }
        for value in key {
            value.appendText(to: &line)
            line.append(0x09)
        }
        line.append(0x0A)
        for head in heads.sorted() { line.append(contentsOf: head.bytes) }
        text = Array(SHA256.hash(data: line).prefix(16)).hexText
    }

    /// As the register names it, from what a decision says.
    ///
    /// What is wrong with a row as it is has one name, whatever its heads are.
    public init(
        kind: String, scope: String, table: String, key: [Value], otherKey: [Value]?, unit: String?,
        heads: [ChangesetHash]
    ) {
        if kind.hasPrefix("rule:") {
            self.init(rule: kind, table: table, keys: [key, otherKey ?? key])
        } else {
            let isOfTheRow = kind.hasPrefix("finding:") && kind != "finding:once"
            // Rows of two scopes: neither is before the other.
            self.init(
                kind: kind, scope: kind == "scope" ? "" : scope, table: table, key: key, unit: unit,
                heads: isOfTheRow ? [] : heads)
        }
    }

    /// What a rule found in one row, or in two, whichever the rule names first.
    public init(rule kind: String, table: String, keys: [[Value]]) {
        let sorted = Set(keys).map { key -> [UInt8] in
            var bytes: [UInt8] = []
            for value in key {
                value.appendText(to: &bytes)
                bytes.append(0x09)
            }
            return bytes + [0x0A]
        }.sorted { $0.lexicographicallyPrecedes($1) }
        var line: [UInt8] = []
        for field in [kind, table] {
            Value.appendEscaped(field.utf8, to: &line)
            line.append(0x09)
        }
        line.append(0x0A)
        text = Array(SHA256.hash(data: line + sorted.joined()).prefix(16)).hexText
    }

    public var description: String { text }
}

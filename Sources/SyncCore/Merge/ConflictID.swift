import Crypto

/// The name of a conflict: the same on every replica that holds the same changesets.
///
/// It names the heads by their changesets' hashes, which a fork found later can't rename. A further
/// concurrent write makes a new id.
public struct ConflictID: Hashable, Sendable, CustomStringConvertible {
    /// 32 hexadecimal digits.
    public let text: String

    /// - Parameter unit: The unit's name, or nil for the row's presence.
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

    public var description: String { text }
}

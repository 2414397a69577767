public import SyncCore

/// An item of a set: a JSON scalar.
///
/// Bytes and not `String`, because two spellings of one letter are two items.
public enum ModelItem: Sendable, Hashable {
    /// A string's content in UTF-8, without quotes and escapes.
    case string([UInt8])
    /// Any other scalar, by its JSON text.
    case other([UInt8])

    /// A string item.
    public static func string(_ text: String) -> ModelItem { .string(Array(text.utf8)) }

    /// The items of a JSON array of scalars, repetitions dropped; nil for everything else.
    ///
    /// NULL is an empty set, as it is 0 in a counter.
    public static func items(of value: Value) -> Set<ModelItem>? {
        if value == .null { return [] }
        guard case .text(let bytes) = value, case .array(let nodes)? = try? JSONNode(parsing: bytes)
        else { return nil }
        let items = nodes.compactMap(ModelItem.init)
        return items.count == nodes.count ? Set(items) : nil
    }

    /// The set as it is shown: sorted, as JSON text without blanks.
    public static func shown(_ items: Set<ModelItem>) -> Value {
        let texts = items.sorted().map(\.json)
        return .text(Array("[".utf8) + texts.joined(separator: Array(",".utf8)) + Array("]".utf8))
    }

    init?(_ node: JSONNode) {
        switch node {
        case .string(let bytes): self = .string(bytes)
        case .number(let text): self = .other(Array(text.utf8))
        case .bool(let truth): self = .other(Array("\(truth)".utf8))
        case .null: self = .other(Array("null".utf8))
        case .array, .object: return nil
        }
    }

    /// The item's JSON text, escaped as SQLite's `json_quote` does.
    public var json: [UInt8] {
        switch self {
        case .other(let text): text
        case .string(let bytes): JSONNode.quoted(bytes)
        }
    }
}

extension ModelItem: Comparable {
    /// Strings first, by code point (which is UTF-8's byte order); then the others by JSON text.
    public static func < (left: ModelItem, right: ModelItem) -> Bool {
        switch (left, right) {
        case (.string, .other): true
        case (.other, .string): false
        case (.string(let a), .string(let b)), (.other(let a), .other(let b)):
            a.lexicographicallyPrecedes(b)
        }
    }
}

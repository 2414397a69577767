public import SyncCore

/// A table as the merge sees it: its key and the units that merge on their own.
public struct ModelTable: Sendable, Hashable {
    public var name: String
    public var keyColumns: [String]
    /// Empty in a key-only table, such as a membership.
    public var units: [ModelUnit]

    public init(name: String, keyColumns: [String] = ["k"], units: [ModelUnit]) {
        self.name = name
        self.keyColumns = keyColumns
        self.units = units
    }

    func unit(named name: String) -> ModelUnit? { units.first { $0.name == name } }
}

/// Columns that merge together.
public struct ModelUnit: Sendable, Hashable {
    public var name: String
    public var columns: [String]
    public var policy: ModelPolicy
    /// One value for each column, in the order of `columns`.
    public var defaultValue: [Value]

    /// - Parameter defaultValue: One value for each column; nil is NULL in every column.
    public init(
        name: String, columns: [String]? = nil, policy: ModelPolicy, defaultValue: [Value]? = nil
    ) {
        self.name = name
        self.columns = columns ?? [name]
        self.policy = policy
        self.defaultValue = defaultValue ?? self.columns.map { _ in .null }
    }
}

/// How concurrent writes of a unit become one visible value (design §3).
public enum ModelPolicy: Sendable, Hashable {
    case lww, keep, max, min, once, counter, set, text
    case own(role: String)

    /// The policy as the schema's policy rows spell it, such as `own(inspector)`.
    public init?(_ text: String) {
        switch text {
        case "lww": self = .lww
        case "keep": self = .keep
        case "max": self = .max
        case "min": self = .min
        case "once": self = .once
        case "counter": self = .counter
        case "set": self = .set
        case "text": self = .text
        default:
            guard text.hasPrefix("own("), text.hasSuffix(")") else { return nil }
            self = .own(role: String(text.dropFirst(4).dropLast()))
        }
    }

    /// As the schema's policy rows spell it.
    public var spelling: String {
        if case .own(let role) = self { "own(\(role))" } else { name }
    }

    /// The name without a role: `own` for `own(inspector)`.
    public var name: String {
        if case .own = self { "own" } else { "\(self)" }
    }
}

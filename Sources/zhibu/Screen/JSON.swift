import Foundation
import ReplicaStore
import SyncCore

/// JSON with its members in the order in which they are given.
indirect enum JSON {
    case null
    case bool(Bool)
    case integer(Int64)
    case real(Double)
    case string(String)
    case array([JSON])
    case object([(String, JSON)])

    static func optional(_ text: String?) -> JSON { text.map { .string($0) } ?? .null }

    init(_ value: Value) {
        switch value {
        case .null: self = .null
        case .integer(let number): self = .integer(number)
        case .real(let number): self = .real(number)
        case .text(let bytes): self = .string(String(decoding: bytes, as: UTF8.self))
        case .blob(let bytes):
            self = .object([("blob", .string(Data(bytes).base64EncodedString()))])
        }
    }

    /// A key itself, or an array for a composite one.
    init(key: [Value]) {
        self = key.count == 1 ? JSON(key[0]) : .array(key.map { JSON($0) })
    }

    /// A unit's value: itself, or an object for several columns.
    init(unit columns: [String], _ values: [Value]) {
        if columns.count == 1, values.count == 1 {
            self = JSON(values[0])
        } else {
            self = .object(zip(columns, values).map { ($0, JSON($1)) })
        }
    }

    init(seen: [Author: Int64]) {
        var numbers: [String: Int64] = [:]
        for (author, number) in seen { numbers[author.short] = max(numbers[author.short] ?? 0, number) }
        self = .object(numbers.sorted { $0.key < $1.key }.map { ($0.key, .integer($0.value)) })
    }

    var text: String { rendered(indent: "") }

    /// In one line, for a document of many that come one by one.
    var line: String { text.split(separator: "\n").map { $0.drop { $0 == " " } }.joined() }

    private func rendered(indent: String) -> String {
        let inner = indent + "  "
        switch self {
        case .null: return "null"
        case .bool(let flag): return flag ? "true" : "false"
        case .integer(let number): return String(number)
        case .real(let number): return number.isFinite ? "\(number)" : number < 0 ? "-9e999" : "9e999"
        case .string(let text): return Self.quoted(text)
        case .array(let items):
            if items.isEmpty { return "[]" }
            let lines = items.map { inner + $0.rendered(indent: inner) }
            return "[\n" + lines.joined(separator: ",\n") + "\n\(indent)]"
        case .object(let members):
            if members.isEmpty { return "{}" }
            let lines = members.map { "\(inner)\(Self.quoted($0)): \($1.rendered(indent: inner))" }
            return "{\n" + lines.joined(separator: ",\n") + "\n\(indent)}"
        }
    }

    private static func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": quoted += "\\\""
            case "\\": quoted += "\\\\"
            case "\n": quoted += "\\n"
            case "\r": quoted += "\\r"
            case "\t": quoted += "\\t"
            case _ where scalar.value < 0x20:
                let digits = String(scalar.value, radix: 16)
                quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }
}

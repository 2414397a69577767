import Foundation
import SyncCore
import Testing

/// `Protocol/vectors/changesets`: what any reader of the format must make of these bytes.
///
/// The bytes come from `VectorMaker`, which knows the specification and not our writer; with
/// `ZHIBU_WRITE_VECTORS=1` they are written anew. `Tools/read-changeset` runs the same files.
@Suite struct ChangesetVectors {
    @Test(arguments: VectorMaker.files.map(\.name))
    func areReadAsTheySay(file: String) throws {
        for vector in try Self.stored(file) {
            let name = try #require(vector["name"] as? String)
            let bytes = try Self.bytes(of: vector)
            if let code = vector["refuse"] as? Int {
                let error = #expect(throws: FormatError.self, "\(name)") {
                    try Changeset(decodingSealed: bytes)
                }
                #expect(error?.code.rawValue == code, "\(name): \(String(describing: error))")
                continue
            }
            let changeset = try Changeset(decodingSealed: bytes)
            let (own, sealLine) = Seal.split(bytes)
            #expect(changeset.encoded() == Array(own), "\(name)")
            if let isProven = vector["seal"] as? Bool {
                let text = try #require(vector["key"] as? String)
                let key = try #require(Data(base64Encoded: text))
                let seal = sealLine.flatMap { Seal(line: $0) }
                #expect(
                    (seal?.isValid(of: changeset.hash, signingKey: Array(key)) ?? false) == isProven,
                    "\(name)")
            } else {
                let expected = try #require(vector["read"] as? [String: Any], "\(name)")
                #expect(
                    try Self.text(VectorReading.json(changeset)) == Self.text(expected), "\(name)")
            }
        }
    }

    /// A changed format would need other bytes: that must be seen, not slip in.
    @Test(arguments: VectorMaker.files.map(\.name))
    func areThoseOfTheSpecification(file: String) throws {
        let made = try #require(VectorMaker.files.first { $0.name == file })
        if ProcessInfo.processInfo.environment["ZHIBU_WRITE_VECTORS"] == "1" {
            try Self.write(made)
        }
        let stored = try Self.stored(file)
        #expect(stored.count == made.cases.count)
        for (vector, made) in zip(stored, made.cases) {
            #expect(try Self.bytes(of: vector) == made.bytes, "\(made.name)")
            #expect(vector["refuse"] as? Int == made.refusal, "\(made.name)")
        }
    }

    private static var folder: URL {
        URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "Protocol/vectors/changesets")
    }

    private static func stored(_ file: String) throws -> [[String: Any]] {
        let data = try Data(contentsOf: folder.appending(path: "\(file).json"))
        let content = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
        return try #require(content["cases"] as? [[String: Any]])
    }

    private static func bytes(of vector: [String: Any]) throws -> [UInt8] {
        if let text = vector["bytes"] as? String { return Array(text.utf8) }
        let text = try #require(vector["base64"] as? String)
        return Array(try #require(Data(base64Encoded: text)))
    }

    private static func text(_ object: [String: Any]) throws -> String {
        String(
            decoding: try JSONSerialization.data(withJSONObject: object, options: [.sortedKeys]),
            as: UTF8.self)
    }

    private static func write(_ file: VectorMaker.File) throws {
        let cases: [[String: Any]] = try file.cases.map { made in
            var object: [String: Any] = ["name": made.name]
            if let text = String(validating: made.bytes, as: UTF8.self) {
                object["bytes"] = text
            } else {
                object["base64"] = Data(made.bytes).base64EncodedString()
            }
            switch made.outcome {
            case .read: object["read"] = VectorReading.json(try Changeset(decoding: made.bytes))
            case .refuse(let code): object["refuse"] = code.rawValue
            case .seal(let isProven, let key):
                object["seal"] = isProven
                object["key"] = Data(key).base64EncodedString()
            }
            return object
        }
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try JSONSerialization.data(
            withJSONObject: ["about": file.about, "cases": cases],
            options: [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        ).write(to: folder.appending(path: "\(file.name).json"))
    }
}

/// A changeset as the vectors tell it.
enum VectorReading {
    static func json(_ changeset: Changeset) -> [String: Any] {
        let header = changeset.header
        var columns: [String] = []
        let lines: [[String: Any]] = changeset.lines.map { line in
            if case .table(let shape) = line { columns = shape.columns }
            return json(line, columns)
        }
        return [
            "scope": header.scope, "author": "\(header.author)", "number": header.number,
            "previous": orNull(header.previous.map(String.init(describing:))), "at": header.at,
            "person": header.person, "control": orNull(header.control.map(point)),
            "link": orNull(header.link), "seen": header.seen.map(point),
            "hash": "\(changeset.hash)", "redacted": changeset.isRedacted, "lines": lines,
        ]
    }

    private static func orNull(_ text: String?) -> Any { text ?? NSNull() }

    private static func point(_ point: SeenPoint) -> String {
        "\(point.author):\(point.number):\(point.hash)"
    }

    private static func json(_ line: ChangesetLine, _ columns: [String]) -> [String: Any] {
        func name(_ column: Int?) -> Any { orNull(column.map { columns[$0] }) }
        switch line {
        case .table(let shape):
            return [
                "verb": "table", "name": shape.name, "keys": shape.keyColumns,
                "columns": shape.columns,
            ]
        case .at(let time): return ["verb": "at", "time": time]
        case .row(let operation): return row(operation, columns)
        case .covers(let covered):
            return [
                "verb": "covers", "key": covered.key.map(value), "column": name(covered.column),
                "heads": covered.heads.map { "\($0)" },
            ]
        case .decide(let decision):
            var object: [String: Any] = [
                "verb": "decide", "kind": decision.kind, "key": decision.key.map(value),
                "column": name(decision.column), "choice": decision.choice,
                "reason": decision.reason, "heads": decision.heads.map { "\($0)" },
            ]
            if decision.kind.hasPrefix("rule:") {
                object["other"] = (decision.otherKey ?? decision.key).map(value)
            }
            return object
        case .undo(let undo):
            return [
                "verb": "undo", "key": undo.key.map(value), "column": name(undo.column),
                "reason": undo.reason, "heads": undo.withdraws.map { "\($0)" },
            ]
        case .erase(let order):
            return [
                "verb": "erase", "key": order.key.map(value), "target": "\(order.target)",
                "digest": order.digest.vectorHex, "left": orNull(order.left?.vectorHex),
                "reason": order.reason, "columns": order.columns.map { columns[$0] },
            ]
        case .erased(let erased):
            return [
                "verb": "erased", "digest": erased.digest.vectorHex,
                "left": erased.left.map { row($0, columns) } ?? NSNull() as Any,
            ]
        case .control(let control):
            return ["verb": control.vectorFields[0], "fields": Array(control.vectorFields.dropFirst())]
        }
    }

    private static func row(_ operation: RowOperation, _ columns: [String]) -> [String: Any] {
        var values = operation.values.map(value)
        for index in operation.erased { values[index] = ["erased": true] }
        var object: [String: Any] = [
            "verb": operation.verb.rawValue, "key": operation.key.map(value),
            "columns": operation.columns.map { columns[$0] }, "values": values,
        ]
        if !operation.replaced.isEmpty {
            object["replaced"] = Dictionary(
                uniqueKeysWithValues: operation.replaced.map { index, old in
                    let isErased = operation.erased.contains(index)
                    return (columns[operation.columns[index]], isErased ? ["erased": true] : value(old))
                })
        }
        return object
    }

    private static func value(_ value: Value) -> Any {
        switch value {
        case .null: return NSNull()
        case .integer(let number): return ["integer": String(number)]
        case .real(let number):
            let hex = String(number.bitPattern, radix: 16)
            return ["real": String(repeating: "0", count: 16 - hex.count) + hex]
        case .text(let bytes):
            if let text = String(validating: bytes, as: UTF8.self) { return ["text": text] }
            return ["textbytes": Data(bytes).base64EncodedString()]
        case .blob(let bytes): return ["blob": Data(bytes).base64EncodedString()]
        }
    }
}

extension [UInt8] {
    var vectorHex: String {
        map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
    }
}

extension ControlLine {
    /// The verb and the fields after it, unescaped, as `Protocol/control.md` orders them.
    fileprivate var vectorFields: [String] {
        func key(_ bytes: [UInt8]?) -> String {
            bytes.map { Data($0).base64EncodedString() } ?? "-"
        }
        switch self {
        case .found(let root, let recovery): return ["found", key(root), key(recovery)]
        case .device(let device):
            return ["device", device.name, key(device.signingKey), key(device.agreementKey)]
        case .grant(let grant):
            return ["grant", grant.device.text, "\(grant.roles.count)"] + grant.roles + grant.scopes
        case .revoke(let device, let reason): return ["revoke", device.text, reason]
        case .until(let until):
            return [
                "until", until.scope, "\(until.point.author)", "\(until.point.number)",
                "\(until.point.hash)",
            ]
        case .scope(let name, let title): return ["scope", name, title]
        case .checkpoint(let scope, let digest): return ["checkpoint", scope, digest.hexText]
        case .retire(let scope, let reason): return ["retire", scope, reason]
        case .schema(let version, let sql): return ["schema", version, "t" + sql]
        case .root(let root, let recovery, let reason):
            return ["root", key(root), key(recovery), reason]
        }
    }
}

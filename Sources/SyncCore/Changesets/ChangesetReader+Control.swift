import Foundation

/// The lines of control entries, named for the rules of `Protocol/control.md`.
extension ChangesetReader {
    mutating func control(
        _ verb: String, _ fields: [ArraySlice<UInt8>]
    ) throws(FormatError) -> ControlLine {
        switch verb {
        case "found":
            try count(fields, 3)
            return .found(root: try key(fields[1]), recovery: try optionalKey(fields[2]))
        case "device":
            try count(fields, 4)
            return .device(
                ControlDevice(
                    name: try name(fields[1]), signingKey: try key(fields[2]),
                    agreementKey: try key(fields[3])))
        case "grant": return .grant(try grant(fields))
        case "revoke":
            try count(fields, 3)
            return .revoke(device: try device(fields[1]), reason: try text(fields[2]))
        case "until":
            try count(fields, 5)
            guard let author = Author(String(decoding: fields[2], as: UTF8.self)) else {
                throw fail(.fieldMalformed, "author")
            }
            return .until(
                ScopedPoint(
                    scope: try name(fields[1]),
                    point: SeenPoint(
                        author: author, number: try positive(fields[3]), hash: try hash(fields[4]))))
        case "scope":
            try count(fields, 3)
            return .scope(name: try name(fields[1]), title: try text(fields[2]))
        case "retire":
            try count(fields, 3)
            return .retire(scope: try name(fields[1]), reason: try text(fields[2]))
        case "checkpoint":
            try count(fields, 3)
            return .checkpoint(scope: try name(fields[1]), digest: try hash(fields[2]).bytes)
        case "schema":
            try count(fields, 3)
            let sql = try value(fields[2], limit: ChangesetWriter.fieldBytesMax(fields: 1))
            guard case .text(let bytes) = sql, let text = String(validating: bytes, as: UTF8.self)
            else { throw fail(.fieldMalformed, "schema") }
            return .schema(version: try name(fields[1]), sql: text)
        case "root":
            try count(fields, 4)
            return .root(
                root: try key(fields[1]), recovery: try optionalKey(fields[2]),
                reason: try text(fields[3]))
        default: throw fail(.lineUnknown)
        }
    }

    private func count(_ fields: [ArraySlice<UInt8>], _ count: Int) throws(FormatError) {
        guard fields.count == count else { throw fail(.fieldMalformed, "fields") }
    }

    private func grant(_ fields: [ArraySlice<UInt8>]) throws(FormatError) -> ControlGrant {
        guard fields.count >= 3, let count = Int64(canonical: fields[2]), count >= 0,
            count <= Int64(fields.count - 3)
        else { throw fail(.fieldMalformed, "grant") }
        var names: [String] = []
        for field in fields.dropFirst(3) { names.append(try name(field)) }
        let (roles, scopes) = (names.prefix(Int(count)), names.dropFirst(Int(count)))
        let grant = ControlGrant(device: try device(fields[1]), roles: roles, scopes: scopes)
        guard grant.roles == Array(roles), grant.scopes == Array(scopes) else {
            throw fail(.notCanonical, "grant")
        }
        return grant
    }

    private func device(_ field: ArraySlice<UInt8>) throws(FormatError) -> DeviceID {
        guard let device = DeviceID(String(decoding: field, as: UTF8.self)) else {
            throw fail(.fieldMalformed, "device")
        }
        return device
    }

    private func key(_ field: ArraySlice<UInt8>) throws(FormatError) -> [UInt8] {
        guard field.count == 44, let data = Data(base64Encoded: Data(field)), data.count == 32,
            data.base64EncodedData().elementsEqual(field)
        else { throw fail(.fieldMalformed, "key") }
        return Array(data)
    }

    private func optionalKey(_ field: ArraySlice<UInt8>) throws(FormatError) -> [UInt8]? {
        field.elementsEqual("-".utf8) ? nil : try key(field)
    }
}

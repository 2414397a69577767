import Foundation

/// The lines of control entries; the fields stand in the order of `Protocol/control.md`.
extension ChangesetWriter {
    mutating func appendControl(_ control: ControlLine, to line: inout [UInt8]) {
        switch control {
        case .found(let root, let recovery):
            append(["found", Self.key(root), recovery.map(Self.key) ?? "-"], to: &line)
        case .device(let device):
            append(
                ["device", device.name, Self.key(device.signingKey), Self.key(device.agreementKey)],
                to: &line)
        case .grant(let grant):
            append(
                ["grant", grant.device.text, "\(grant.roles.count)"] + grant.roles + grant.scopes,
                to: &line)
        case .revoke(let device, let reason): append(["revoke", device.text, reason], to: &line)
        case .until(let until):
            append(
                [
                    "until", until.scope, until.point.author.text, "\(until.point.number)",
                    until.point.hash.description,
                ], to: &line)
        case .scope(let name, let title): append(["scope", name, title], to: &line)
        case .retire(let scope, let reason): append(["retire", scope, reason], to: &line)
        case .checkpoint(let scope, let digest): append(["checkpoint", scope, digest.hexText], to: &line)
        case .schema(let version, let sql):
            append(["schema", version], to: &line)
            appendField(.text(sql), limit: Self.fieldBytesMax(fields: 1), to: &line)
        case .root(let root, let recovery, let reason):
            append(["root", Self.key(root), recovery.map(Self.key) ?? "-", reason], to: &line)
        }
    }

    private func append(_ fields: [String], to line: inout [UInt8]) {
        for (index, field) in fields.enumerated() {
            if index > 0 { line.append(0x09) }
            Value.appendEscaped(field.utf8, to: &line)
        }
    }

    static func key(_ bytes: [UInt8]) -> String { Data(bytes).base64EncodedString() }
}

import Crypto
import Foundation
import GRDB
public import SyncCore

/// One line to paste: where the committee listens, who it is, and a secret that works once.
public struct Invite: Sendable, Equatable {
    public var address: String
    /// Fingerprint of the root key, the only thing that the new replica trusts.
    public var root: String
    /// The device that listens at the address.
    public var server: String
    public var id: String
    public var secret: [UInt8]
    public var scopes: [String]
    public var expires: Int64

    /// `zhibu:` and in base64 `2`, address, root, server, id, secret, expiry, scopes and a checksum of
    /// all before it, with TAB between them. The checksum finds a line that was cut or mistyped; who is
    /// to be trusted, the root's fingerprint says.
    public var text: String {
        let fields = [
            "2", address, root, server, id, Data(secret).base64EncodedString(), "\(expires)",
            scopes.joined(separator: " "),
        ].joined(separator: "\t")
        return "zhibu:" + Data("\(fields)\t\(Self.checksum(fields))".utf8).base64EncodedString()
    }

    private static func checksum(_ fields: String) -> String {
        Array(SHA256.hash(data: Data(fields.utf8)).prefix(4)).hexText
    }

    /// Nil for anything that is not an invite.
    public init?(text: String) {
        let trimmed = text.trimmingCharacters(in: .whitespacesAndNewlines)
        guard trimmed.hasPrefix("zhibu:"), let data = Data(base64Encoded: String(trimmed.dropFirst(6)))
        else { return nil }
        let fields = String(decoding: data, as: UTF8.self).components(separatedBy: "\t")
        guard fields.count == 9, fields[0] == "2",
            fields[8] == Self.checksum(fields[..<8].joined(separator: "\t")), DeviceID(fields[2]) != nil,
            DeviceID(fields[3]) != nil,
            let secret = Data(base64Encoded: fields[5]), secret.count == 16,
            let expires = Int64(fields[6])
        else { return nil }
        address = fields[1]
        root = fields[2]
        server = fields[3]
        id = fields[4]
        self.secret = Array(secret)
        self.expires = expires
        scopes = fields[7].split(separator: " ").map(String.init)
    }

    /// The invite in what a person has pasted: with blanks or line breaks in it, or in the middle of a mail. Nil where
    /// there is none that is whole.
    public init?(pasted text: String) {
        let start = text.range(of: "zhibu:")?.upperBound ?? text.startIndex
        var line = ""
        for piece in text[start...].split(whereSeparator: \.isWhitespace).prefix(1_000) where line.count < 65_536 {
            line += piece.filter { $0.isASCII && ($0.isLetter || $0.isNumber || "+/=".contains($0)) }
            if let invite = Invite(text: "zhibu:" + line) {
                self = invite
                return
            }
        }
        return nil
    }

    init(
        address: String, root: String, server: String, id: String, secret: [UInt8],
        scopes: [String], expires: Int64
    ) {
        self.address = address
        self.root = root
        self.server = server
        self.id = id
        self.secret = secret
        self.scopes = scopes
        self.expires = expires
    }
}

/// Makes invites and takes in those who show one.
public struct Enrolment {
    private let replica: Replica
    private let now: Int64

    /// - Parameters:
    ///   - replica: Of an administrator's device.
    ///   - now: Milliseconds since 1970.
    public init(replica: Replica, now: Int64) {
        self.replica = replica
        self.now = now
    }

    /// - Throws: `SyncError.notEnrolled` where this device is no administrator.
    public func invite(
        address: String, scopes: [String], roles: [String], expires: Int64,
        signer: DeviceSigner, random: (Int) -> [UInt8]
    ) throws -> Invite {
        let control = try replica.control()
        guard let root = try replica.rootDevice(), control.isAdmin(signer.device) else {
            throw SyncError(.notEnrolled)
        }
        // All scopes are no scope of that name.
        let new = scopes.filter { $0 != ControlName.allScopes && control.scopes[$0] == nil }
        if !new.isEmpty {
            try replica.sign(new.map { .scope(name: $0, title: "") }, by: signer)
        }
        let invite = Invite(
            address: address, root: root.text, server: signer.device.text,
            id: Data(random(6)).base64EncodedString(), secret: random(16), scopes: scopes,
            expires: expires)
        try replica.edit { database in
            try database.execute(
                sql: """
                    INSERT INTO zhibu_invite(id, secret_hash, scopes, roles, expires)
                    VALUES (?, ?, ?, ?, ?)
                    """,
                arguments: [
                    invite.id, Data(invite.secret), scopes.joined(separator: " "),
                    roles.joined(separator: " "), expires,
                ])
        }
        return invite
    }

    /// Enrols the device that shows an invite; once more where it shows it again.
    ///
    /// - Throws: `SyncError` (`inviteUnknown`, `inviteUsed`, `inviteExpired`).
    public func accept(_ request: EnrolRequest, signer: DeviceSigner) throws {
        let (grant, isShownAgain) = try replica.edit { database in
            let row = try Row.fetchOne(
                database, sql: "SELECT * FROM zhibu_invite WHERE id = ?",
                arguments: [request.inviteID])
            guard let row, request.isProven(secret: Array(row["secret_hash"] as Data)) else {
                throw SyncError(.inviteUnknown)
            }
            let usedBy: String? = row["used_by"]
            if let usedBy, usedBy != request.device.text { throw SyncError(.inviteUsed) }
            guard row["expires"] as Int64 > now else { throw SyncError(.inviteExpired) }
            try database.execute(
                sql: "UPDATE zhibu_invite SET used_by = ? WHERE id = ?",
                arguments: [request.device.text, request.inviteID])
            let grant = ControlGrant(
                device: request.device, roles: Self.words(row["roles"]), scopes: Self.words(row["scopes"]))
            return (grant, usedBy != nil)
        }
        // Used twice by the same device, after a connection that broke: the entry is there already, and what an administrator
        // has taken from the device since, an old invite doesn't give back.
        let control = try replica.control()
        if isShownAgain, control.grants[request.device] != nil { return }
        guard control.grants[request.device] != grant else { return }
        try replica.sign(
            [
                .device(
                    ControlDevice(
                        name: request.name, signingKey: request.publicKey,
                        agreementKey: request.agreementKey)),
                .grant(grant),
            ], by: signer)
    }

    private static func words(_ text: String?) -> [String] {
        (text ?? "").split(separator: " ").map(String.init)
    }
}

import Crypto
import Foundation
import GRDB
public import ReplicaStore
import SyncCore

/// One line to paste: where the committee listens, who it is, and a secret that works once.
public struct Invite: Sendable, Equatable {
    public var address: String
    public var founder: String
    public var id: String
    public var secret: [UInt8]
    public var scopes: [String]
    public var expires: Int64

    /// `zhibu:1:address:founder:id:secret:expires:scope scope`, in base64 without padding.
    public var text: String {
        let fields = [
            "1", address, founder, id, Data(secret).base64EncodedString(), "\(expires)",
            scopes.joined(separator: " "),
        ]
        return "zhibu:" + Data(fields.joined(separator: "\t").utf8).base64EncodedString()
    }

    /// Nil for anything that is not an invite.
    public init?(text: String) {
        let trimmed = text.trimmingCharacters(in: .whitespacesAndNewlines)
        guard trimmed.hasPrefix("zhibu:"), let data = Data(base64Encoded: String(trimmed.dropFirst(6)))
        else { return nil }
        let fields = String(decoding: data, as: UTF8.self).components(separatedBy: "\t")
        guard fields.count == 7, fields[0] == "1", DeviceID(fields[2]) != nil,
            let secret = Data(base64Encoded: fields[4]), secret.count == 16,
            let expires = Int64(fields[5])
        else { return nil }
        address = fields[1]
        founder = fields[2]
        id = fields[3]
        self.secret = Array(secret)
        self.expires = expires
        scopes = fields[6].split(separator: " ").map(String.init)
    }

    init(
        address: String, founder: String, id: String, secret: [UInt8], scopes: [String],
        expires: Int64
    ) {
        self.address = address
        self.founder = founder
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

    /// - Parameter now: Milliseconds since 1970.
    public init(replica: Replica, now: Int64) {
        self.replica = replica
        self.now = now
    }

    public func invite(
        address: String, scopes: [String], roles: [String], expires: Int64,
        random: (Int) -> [UInt8]
    ) throws -> Invite {
        guard let founder = try Roster(replica).founder() else { throw SyncError(.notEnrolled) }
        let invite = Invite(
            address: address, founder: founder,
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

    /// - Throws: `SyncError` (`inviteUnknown`, `inviteUsed`, `inviteExpired`).
    func accept(_ request: EnrolRequest) throws {
        try replica.edit { database in
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
            try database.execute(
                sql: """
                    INSERT INTO zhibu_device(
                        id, name, public_key, scopes, roles, agreement_key, joined_at)
                    VALUES (?, ?, ?, ?, ?, ?, ?)
                    ON CONFLICT(id) DO UPDATE SET name = excluded.name,
                        scopes = excluded.scopes, agreement_key = excluded.agreement_key
                    """,
                arguments: [
                    request.device.text, request.name,
                    Data(request.publicKey).base64EncodedString(), row["scopes"] as String,
                    row["roles"] as String,
                    Data(request.agreementKey).base64EncodedString(), "\(now)",
                ])
        }
    }
}

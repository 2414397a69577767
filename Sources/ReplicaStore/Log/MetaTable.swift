import SyncCore

/// Single values that a replica keeps of itself.
struct MetaTable {
    enum Key: String {
        case formatVersion, replica, device, author, epochIsStale, person, name
        case clockOffset, schema, schemaVersion, schemaUnfit, root, serverAddress, journalHoldsErased
        case rulesSeen, rulesDay, invite, ownAddress, damaged, archiveHoldsErased
        /// The devices that this replica was of before it got another key, a line each.
        case former
    }

    let log: ChangesetLog

    func value(_ key: Key) throws -> Value {
        let row = try log.statement("SELECT value FROM zhibu_meta WHERE key = ?")
            .bind(1, key.rawValue)
        guard try row.step() else { return .null }
        defer { row.reset() }
        return row.value(0)
    }

    func text(_ key: Key) throws -> String? {
        guard case .text(let bytes) = try value(key) else { return nil }
        return String(decoding: bytes, as: UTF8.self)
    }

    func int(_ key: Key) throws -> Int64? {
        guard case .integer(let number) = try value(key) else { return nil }
        return number
    }

    func set(_ key: Key, _ value: Value) throws {
        try log.statement("INSERT OR REPLACE INTO zhibu_meta(key, value) VALUES (?, ?)")
            .bind(1, key.rawValue).bind(2, value).run()
    }
}

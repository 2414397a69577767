import GRDB
public import ReplicaStore

/// One enrolled device.
public struct RosterEntry: Sendable {
    public var id: String
    public var name: String
    public var scopes: [String]
    public var roles: [String]
    public var isFounder: Bool

    /// Everybody reads `uni` and `control`; the founder reads everything.
    public func mayRead(_ scope: String) -> Bool {
        isFounder || scope == "uni" || scope == "control" || scopes.contains(scope)
    }
}

/// The enrolled devices, as this replica knows them from the `control` scope.
public struct Roster {
    private let replica: Replica
    public init(_ replica: Replica) { self.replica = replica }

    public func device(_ id: String) throws -> RosterEntry? { try all().first { $0.id == id } }

    public func founder() throws -> String? { try all().first(where: \.isFounder)?.id }

    /// Sorted by name.
    public func all() throws -> [RosterEntry] {
        try replica.read { database in
            try Row.fetchAll(
                database,
                sql: "SELECT id, name, scopes, roles, is_founder FROM zhibu_device ORDER BY name"
            ).map { row in
                RosterEntry(
                    id: row["id"], name: row["name"] ?? "",
                    scopes: Self.words(row["scopes"]), roles: Self.words(row["roles"]),
                    isFounder: row["is_founder"] == 1)
            }
        }
    }

    private static func words(_ text: String?) -> [String] {
        (text ?? "").split(separator: " ").map(String.init)
    }
}
